//! Commands: what services ask for, in the imperative. The shapes are here so that the public API
//! can describe and pass on commands without knowing who decides them.

mod account;
mod bulk;
mod clock;
mod contact;
mod contract;
mod duplicate;
mod interaction;
mod lead;
mod opportunity;
mod order;
mod record;
mod setting;

use serde_json::Value as Json;

use crate::field::{Faults, Locale, Object, Shape};

pub use account::{
    AccountFields, CancelAccountHandover, ChangeAccountOwner, CompleteAccountHandover,
    ContactFields, CreateAccount, HandOverAccount, HandoverDocuments, LinkAccounts, MergeAccounts,
    OwnerScope, ReviewAccountGrade, UnlinkAccounts, UpdateAccount, UpdateAccountHandover,
};
pub use bulk::{
    BULK_BYTES_MAX, BULK_NAMED_MAX, BULK_PART_RECORDS_MAX, BULK_RECORDS_MAX, BulkAssign,
    BulkExport, BulkRequest, BulkTag, ChooseBulkRecords, FinishBulkAction, StartBulkAction,
};
pub use clock::{DowngradeIdleOpportunity, ScoreIdleLead};
pub use contact::{CreateContact, LinkContacts, MergeContacts, UnlinkContacts, UpdateContact};
pub use contract::RecordContract;
pub use duplicate::{DismissDuplicate, DuplicateKind, RestoreDuplicate};
pub use interaction::LogInteraction;
pub use lead::{
    AcceptLead, AccountLink, AccountMode, AnswerGiven, AnswerQuestionnaire, AssignLead,
    ChecklistShape, ConsentShape, ContactLink, ContactMode, ConvertLead, CreateLead, DeclineLead,
    DisqualifyLead, LogLeadContact, MergeLeads, NewOpportunity, NurtureLead, OnDuplicate, OnMatch,
    PlanLeadContacts, QualifyLead, RecordLeadBehavior, RecycleLead, StopLeadContacts, UpdateLead,
    UtmShape, VerifyLead,
};
pub use opportunity::{
    ApproveStage, BuyingMotives, ChangeExpectedClose, ChangeOpportunityAmount,
    ChangeOpportunityOwner, ChangeOpportunityStage, ClearOpportunityRisk, Competitors,
    CompleteMilestone, DocumentShape, LoseOpportunity, MarkOpportunityRisk, OpenOpportunity,
    OverrideProbability, RejectStage, ReopenOpportunity, RequestStageApproval, SetBuyingRole,
    SetMilestone, UpdateOpportunity, WinOpportunity,
};
pub use order::{CancelOrder, RecordOrder};
pub use record::{CreateRecord, RemoveRecord, UpdateRecord};
pub use setting::{
    ActivityShape, AnswerKind, Basis, BudgetBandShape, ChecklistItem, CustomPointsShape,
    DefineAccountRules, DefineCodes, DefineCompleteness, DefineContactPlan, DefineConversionRules,
    DefineDictionary, DefineDuplicates, DefineFields, DefineObject, DefinePipeline,
    DefineQuestionnaire, DefineScoringModel, DefineTemplate, DefineTenant, DefineTimeline,
    DefineView, DictionaryEntry, EngagementShape, FieldShape, FieldType, GradeLineShape,
    HandoverShape, HygieneShape, IcpShape, LeadField, LeadKey, LikelyScoresShape, MappedField,
    NamingShape, ObjectOf, OpportunityField, OpportunityPolicy, OpportunityRuleShape, OwnerSource,
    PlanAfterShape, PlanStepShape, PlanUnit, QualificationShape, QuestionShape, RhythmShape,
    SourcePointsShape, StageKind, StageShape, StepTargetShape, TagRuleShape, TargetsShape,
    TemplateOf, TemplateValuesShape, TrialShape, TryConversionRules, ViewedList, WeekStart,
};

/// Most bytes of one command's body.
pub const COMMAND_BYTES_MAX: usize = 128 * 1024;
/// Most bytes of a batch of commands, streamed.
pub const BATCH_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Longest idempotency key, in characters.
pub const IDEMPOTENCY_KEY_LEN_MAX: usize = 128;

/// Lists every command by the kind of record it is about; the enums, the parser and the description
/// follow from this one list. The internal ones are the platform's own: nobody can send them.
macro_rules! commands {
    (public {$($(#[$about:meta])* $family:ident($command:ident) {
        $($name:ident),* $(,)?
    })*}
    internal {$($(#[$own_about:meta])* $own_family:ident($own_command:ident) {
        $($own:ident),* $(,)?
    })*}) => {
        $($(#[$own_about])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $own_command {
            $(#[doc = concat!("`", stringify!($own), "`")] $own(Box<$own>),)*
        }

        $(impl From<$own> for Command {
            fn from(command: $own) -> Self {
                Self::$own_family($own_command::$own(Box::new(command)))
            }
        })*)*

        $($(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $command {
            $(#[doc = concat!("`", stringify!($name), "`")] $name(Box<$name>),)*
        })*

        /// A command, its fields checked.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Command {
            $($(#[$about])* $family($command),)*
            $($(#[$own_about])* $own_family($own_command),)*
        }

        impl Command {
            /// Every name of a command that can be sent, in the order to document them.
            pub const NAMES: &'static [&'static str] = &[$($(stringify!($name),)*)*];

            /// Every name of a command that is the platform's own.
            pub const OWN_NAMES: &'static [&'static str] = &[$($(stringify!($own),)*)*];

            /// The command's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(Self::$family($command::$name(_)) => stringify!($name),)*)*
                    $($(Self::$own_family($own_command::$own(_)) => stringify!($own),)*)*
                }
            }

            /// Reads the body of the command with this name; `None` if there is no such command.
            pub fn read(
                name: &str,
                body: Object<'_>,
                locale: &dyn Locale,
            ) -> Option<Result<Self, Faults>> {
                match name {
                    $($(stringify!($name) => {
                        let read = $name::from_body(body, locale);
                        Some(read.map(|c| Self::$family($command::$name(Box::new(c)))))
                    })*)*
                    _ => None,
                }
            }

            /// JSON Schema of a command's body.
            pub fn schema(name: &str) -> Option<Json> {
                match name {
                    $($(stringify!($name) => Some(<$name as Shape>::schema()),)*)*
                    _ => None,
                }
            }
        }
    };
}

commands! { public {
    /// About a lead.
    Lead(LeadCommand) {
        CreateLead,
        RecordLeadBehavior,
        QualifyLead,
        DisqualifyLead,
        ConvertLead,
        UpdateLead,
        VerifyLead,
        AssignLead,
        AcceptLead,
        DeclineLead,
        LogLeadContact,
        NurtureLead,
        RecycleLead,
        MergeLeads,
        AnswerQuestionnaire,
        PlanLeadContacts,
        StopLeadContacts,
    }
    /// About an account.
    Account(AccountCommand) {
        CreateAccount,
        UpdateAccount,
        ChangeAccountOwner,
        LinkAccounts,
        UnlinkAccounts,
        MergeAccounts,
        ReviewAccountGrade,
        HandOverAccount,
        UpdateAccountHandover,
        CompleteAccountHandover,
        CancelAccountHandover,
    }
    /// About a contact.
    Contact(ContactCommand) {
        CreateContact,
        UpdateContact,
        MergeContacts,
        LinkContacts,
        UnlinkContacts,
    }
    /// About two records that look like one.
    Duplicate(DuplicateCommand) {
        DismissDuplicate,
        RestoreDuplicate,
    }
    /// About an interaction.
    Interaction(InteractionCommand) {
        LogInteraction,
    }
    /// About an order.
    Order(OrderCommand) {
        RecordOrder,
        CancelOrder,
    }
    /// About a contract.
    Contract(ContractCommand) {
        RecordContract,
    }
    /// About an opportunity.
    Opportunity(OpportunityCommand) {
        OpenOpportunity,
        ChangeOpportunityStage,
        WinOpportunity,
        LoseOpportunity,
        ReopenOpportunity,
        UpdateOpportunity,
        ChangeOpportunityAmount,
        ChangeExpectedClose,
        ChangeOpportunityOwner,
        OverrideProbability,
        RequestStageApproval,
        ApproveStage,
        RejectStage,
        MarkOpportunityRisk,
        ClearOpportunityRisk,
        SetMilestone,
        CompleteMilestone,
        SetBuyingRole,
    }
    /// About a record of an object that the tenant defined.
    Record(RecordCommand) {
        CreateRecord,
        UpdateRecord,
        RemoveRecord,
    }
    /// About the tenant's settings.
    Setting(SettingCommand) {
        DefineTenant,
        DefineScoringModel,
        DefinePipeline,
        DefineConversionRules,
        DefineCodes,
        DefineDictionary,
        DefineCompleteness,
        DefineView,
        DefineTimeline,
        DefineQuestionnaire,
        DefineAccountRules,
        DefineTemplate,
        DefineFields,
        DefineObject,
        DefineDuplicates,
        DefineContactPlan,
    }
} internal {
    /// About a bulk action.
    Bulk(BulkCommand) {
        StartBulkAction,
        ChooseBulkRecords,
        FinishBulkAction,
    }
    /// What the clock asks for.
    Clock(ClockCommand) {
        DowngradeIdleOpportunity,
        ScoreIdleLead,
    }
}}
