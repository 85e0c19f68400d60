//! The examples of the API description run as they stand.

use kith_tests::Client;
use kith_tests::samples::{account, contact, lead, lead_with, with};
use serde_json::{Value as Json, json};

/// A command as the API description has it.
pub struct Described {
    pub name: String,
    pub schema: Json,
    pub example: Json,
}

/// Every command of the description, in its order.
pub fn described(client: &Client) -> Vec<Described> {
    let description = client.get("/openapi.json").status(200).json();
    let paths = description["paths"].as_object().expect("a description has paths");
    let commands = event_schema::command::Command::NAMES.iter().map(|name| {
        let body = &paths[&format!("/v1/commands/{name}")]["post"]["requestBody"]["content"];
        let body = &body["application/json"];
        assert!(body["example"].is_object(), "{name} has no example");
        Described {
            name: (*name).into(),
            schema: body["schema"].clone(),
            example: body["example"].clone(),
        }
    });
    commands.collect()
}

/// Brings the records that the example of a command is about into a state that allows it.
pub fn prepare(client: &Client, command: &Described) {
    let all = described(client);
    let example = |name: &str| {
        let found = all.iter().find(|one| one.name == name).expect("it is described");
        found.example.clone()
    };
    for name in before(&command.name) {
        let answer = client.command(name, &example(name));
        assert!(answer.status < 300, "{name} before {}: {}", command.name, answer.text());
    }
    // The example of no other command makes a second lead, account or contact.
    if ["MergeLeads", "DismissDuplicate", "RestoreDuplicate"].contains(&command.name.as_str()) {
        let second = example("MergeLeads")["duplicate_id"].clone();
        client.command("CreateLead", &lead_with(98, json!({"lead_id": second}))).status(201);
    }
    if command.name == "RestoreDuplicate" {
        client.command("DismissDuplicate", &example("DismissDuplicate")).status(200);
    }
    if command.name == "MergeAccounts" {
        let second = json!({"account_id": command.example["duplicate_id"]});
        client.command("CreateAccount", &with(account(98), second)).status(201);
    }
    if ["MergeContacts", "LinkContacts", "UnlinkContacts"].contains(&command.name.as_str()) {
        let at = example("CreateContact")["account_id"].clone();
        let second = example("MergeContacts")["duplicate_id"].clone();
        let second = json!({"contact_id": second, "account_id": at});
        client.command("CreateContact", &with(contact(98), second)).status(201);
    }
    if command.name == "UnlinkContacts" {
        client.command("LinkContacts", &example("LinkContacts")).status(200);
    }
    // No example is a visit of both owners.
    if ["UpdateAccountHandover", "CompleteAccountHandover"].contains(&command.name.as_str()) {
        let handover = example("HandOverAccount");
        let visit = example("UpdateAccountHandover");
        let both = json!([example("CreateAccount")["owner_id"], handover["to"]]);
        let together = json!({"interaction_id": visit["joint_visit_interaction_id"],
            "account_id": handover["account_id"], "channel": "visit", "attendees": both});
        client.command("LogInteraction", &together).status(201);
        if command.name == "CompleteAccountHandover" {
            client.command("UpdateAccountHandover", &visit).status(200);
        }
    }
    // A tenant's settings are there from its first commit on.
    if before(&command.name).is_empty() {
        client.command("CreateLead", &lead(99)).status(201);
    }
}

/// The commands whose examples come before this one's.
pub fn before(command: &str) -> &'static [&'static str] {
    match command {
        "RecordLeadBehavior"
        | "QualifyLead"
        | "DisqualifyLead"
        | "UpdateLead"
        | "VerifyLead"
        | "AssignLead"
        | "AcceptLead"
        | "DeclineLead"
        | "LogLeadContact"
        | "NurtureLead"
        | "RecycleLead"
        | "MergeLeads"
        | "DismissDuplicate"
        | "RestoreDuplicate"
        | "AnswerQuestionnaire"
        | "PlanLeadContacts" => &["CreateLead"],
        "StopLeadContacts" => &["CreateLead", "PlanLeadContacts"],
        "ConvertLead" => &["CreateLead", "QualifyLead"],
        "UpdateAccount" | "CreateContact" | "RecordOrder" | "RecordContract" | "MergeAccounts"
        | "ReviewAccountGrade" | "HandOverAccount" => &["CreateAccount"],
        "UpdateAccountHandover" | "CancelAccountHandover" | "CompleteAccountHandover" => {
            &["CreateAccount", "HandOverAccount"]
        }
        "LinkAccounts" => &["CreateLead", "QualifyLead", "ConvertLead", "CreateAccount"],
        "UnlinkAccounts" => {
            &["CreateLead", "QualifyLead", "ConvertLead", "CreateAccount", "LinkAccounts"]
        }
        "UpdateContact" | "LogInteraction" | "MergeContacts" | "LinkContacts"
        | "UnlinkContacts" => &["CreateAccount", "CreateContact"],
        "CreateRecord" => &["CreateAccount", "DefineObject"],
        "UpdateRecord" | "RemoveRecord" => &["CreateAccount", "DefineObject", "CreateRecord"],
        "CancelOrder" => &["CreateAccount", "RecordOrder"],
        "ChangeAccountOwner"
        | "OpenOpportunity"
        | "ChangeOpportunityStage"
        | "WinOpportunity"
        | "LoseOpportunity"
        | "UpdateOpportunity"
        | "ChangeOpportunityAmount"
        | "ChangeExpectedClose"
        | "ChangeOpportunityOwner"
        | "OverrideProbability"
        | "RequestStageApproval"
        | "MarkOpportunityRisk"
        | "SetMilestone"
        | "SetBuyingRole" => &["CreateLead", "QualifyLead", "ConvertLead"],
        "ReopenOpportunity" => &["CreateLead", "QualifyLead", "ConvertLead", "WinOpportunity"],
        "ApproveStage" | "RejectStage" => {
            &["CreateLead", "QualifyLead", "ConvertLead", "RequestStageApproval"]
        }
        "ClearOpportunityRisk" => {
            &["CreateLead", "QualifyLead", "ConvertLead", "MarkOpportunityRisk"]
        }
        "CompleteMilestone" => &["CreateLead", "QualifyLead", "ConvertLead", "SetMilestone"],
        _ => &[],
    }
}

#[test]
fn the_example_of_every_command_is_taken() {
    let home = crate::home();
    let kith = home.serve();
    for command in described(&kith.admin) {
        let client = kith.admin.for_tenant(&format!("t-{}", command.name.to_lowercase()));
        prepare(&client, &command);
        let answer = client.command(&command.name, &command.example);
        assert!(answer.status < 300, "{}: {}", command.name, answer.text());
        assert_ne!(answer.json()["events"], json!([]), "{}", command.name);
    }
}
