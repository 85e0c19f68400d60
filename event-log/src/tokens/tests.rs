use std::path::Path;

use event_schema::Timestamp;

use super::{TokenError, TokenFile, TokenHash, TokenRecord};
use crate::disk::{Disk, FaultyDisk, RealDisk};

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(second * 1_000_000)
}

fn record(token: &str) -> TokenRecord {
    TokenRecord {
        hash: TokenHash::of(token),
        role: "agent".into(),
        subject: "u-1".into(),
        tenant: "acme".parse().unwrap(),
        commands: vec!["create-lead".into()],
        created_at: at(10),
        expires_at: Some(at(100)),
        revoked_at: None,
    }
}

fn tokens(disk: &FaultyDisk) -> TokenFile<FaultyDisk> {
    disk.create_dir_all(Path::new("/data")).unwrap();
    TokenFile::open(disk.clone(), Path::new("/data")).unwrap()
}

#[test]
fn a_token_is_found_by_its_hash_in_every_process() {
    let disk = FaultyDisk::new(1);
    let (writer, reader) = (tokens(&disk), tokens(&disk));
    writer.add(record("s3cret")).unwrap();
    assert_eq!(reader.find(TokenHash::of("s3cret")), None, "not before it looks");
    assert!(reader.reload().unwrap());
    assert_eq!(reader.find(TokenHash::of("s3cret")), Some(record("s3cret")));
    assert!(!reader.reload().unwrap(), "nothing changed since");
    let file = disk.files().remove(Path::new("/data/tokens.json")).unwrap();
    assert!(!String::from_utf8(file).unwrap().contains("s3cret"));
}

#[test]
fn a_token_is_valid_until_it_expires_or_is_revoked() {
    let tokens = tokens(&FaultyDisk::new(1));
    let hash = TokenHash::of("a");
    tokens.add(record("a")).unwrap();
    let valid = |second| tokens.find(hash).unwrap().is_valid(at(second));
    assert!(valid(99) && !valid(100));
    tokens.revoke(hash, at(50)).unwrap();
    tokens.revoke(hash, at(60)).unwrap();
    assert!(!valid(20));
    assert_eq!(tokens.find(hash).unwrap().revoked_at, Some(at(50)));
    assert_eq!((tokens.remove_dead(at(50)).unwrap(), tokens.remove_dead(at(51)).unwrap()), (0, 1));
}

#[test]
fn what_contradicts_the_file_is_refused() {
    let disk = FaultyDisk::new(1);
    let tokens = tokens(&disk);
    tokens.add(record("a")).unwrap();
    assert!(matches!(tokens.add(record("a")), Err(TokenError::Known)));
    assert!(matches!(tokens.revoke(TokenHash::of("b"), at(1)), Err(TokenError::Unknown)));
    let _held = disk.lock(Path::new("/data/tokens.lock")).unwrap().unwrap();
    assert!(matches!(tokens.add(record("b")), Err(TokenError::Busy)));
    disk.put(Path::new("/data/tokens.json"), b"{".to_vec());
    assert!(matches!(tokens.reload(), Err(TokenError::Unreadable { .. })));
    assert!(tokens.find(TokenHash::of("a")).is_some(), "what was known stays in force");
}

#[test]
fn a_loss_of_power_leaves_the_old_or_the_new_records() {
    for operation in 1..12 {
        for seed in 0..50 {
            let disk = FaultyDisk::new(seed);
            tokens(&disk).add(record("a")).unwrap();
            disk.crash_at(disk.operations() + operation);
            let added = TokenFile::open(disk.clone(), Path::new("/data"))
                .and_then(|tokens| tokens.add(record("b")));
            disk.power_loss();
            let tokens = tokens(&disk);
            assert!(tokens.find(TokenHash::of("a")).is_some(), "{operation} {seed}");
            let new = tokens.find(TokenHash::of("b")).is_some();
            assert!(new || added.is_err(), "{operation} {seed}: it was said to be durable");
        }
    }
}

#[test]
fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let dir = tempfile::tempdir().unwrap();
    let tokens = TokenFile::open(RealDisk, dir.path()).unwrap();
    tokens.add(record("a")).unwrap();
    let mode = std::fs::metadata(dir.path().join("tokens.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
