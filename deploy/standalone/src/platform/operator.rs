//! The platform's own token: admin of every tenant. It is `KITH_ADMIN_TOKEN`, or what the first
//! start on a loopback address left in `admin.token`. That file is the only place where it lies;
//! removing it and starting anew makes another.

use std::fs::{OpenOptions, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use command_service::stamp::Stamp;
use event_log::tokens::TokenHash;

use crate::config::{ADMIN_TOKEN_VARIABLE, Config};
use crate::say::Failure;

/// Random bytes of a token.
const TOKEN_BYTES: usize = 32;
/// For its owner alone.
const MODE: u32 = 0o600;

/// The platform's own token.
#[derive(Clone)]
pub struct OperatorToken {
    /// The secret itself.
    pub secret: String,
    /// Its hash.
    pub hash: TokenHash,
}

impl OperatorToken {
    /// Refuses to be reached from other machines with a token that the platform made itself.
    pub fn check(config: &Config) -> Result<(), Failure> {
        if config.admin_token.is_some() || config.listen.ip().is_loopback() {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{} can be reached from other machines, and no key is configured: set \
             {ADMIN_TOKEN_VARIABLE} to a secret of at least 32 characters, or listen on 127.0.0.1",
            config.listen
        )))
    }

    /// The configured one, else the stored one, else a new one.
    pub fn settle(config: &Config, stamp: &mut dyn Stamp) -> Result<Self, Failure> {
        if let Some(secret) = &config.admin_token {
            return Ok(Self::of(secret.clone()));
        }
        let path = file(&config.data_dir);
        match read(&path)? {
            Some(secret) => Ok(Self::of(secret)),
            None => {
                let secret = new_secret(stamp);
                store(&path, &secret)?;
                Ok(Self::of(secret))
            }
        }
    }

    /// The stored one, if there is one.
    pub fn stored(data_dir: &Path) -> Result<Option<String>, Failure> {
        read(&file(data_dir))
    }

    fn of(secret: String) -> Self {
        let hash = TokenHash::of(&secret);
        Self { secret, hash }
    }
}

/// A secret that nobody can guess.
pub fn new_secret(stamp: &mut dyn Stamp) -> String {
    let mut random = [0; TOKEN_BYTES];
    stamp.random(&mut random);
    format!("kith_{}", BASE64.encode(random))
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("admin.token")
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|secret| !secret.is_empty())),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Failure::because(format!("{} can't be read", path.display()))(e)),
    }
}

/// Writes beside and renames, so that nobody ever reads half of it.
fn store(path: &Path, secret: &str) -> Result<(), Failure> {
    let refused = || Failure::because(format!("{} can't be written", path.display()));
    let fresh = path.with_extension("token.new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(MODE);
    let mut file = options.open(&fresh).map_err(refused())?;
    // A left-over of a start that was cut short may have been made with another mode.
    file.set_permissions(Permissions::from_mode(MODE)).map_err(refused())?;
    writeln!(file, "{secret}").map_err(refused())?;
    file.sync_all().map_err(refused())?;
    std::fs::rename(&fresh, path).map_err(refused())
}
