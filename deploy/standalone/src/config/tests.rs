use clap::Parser;

use super::Config;
use crate::cli::{Cli, ReadStore};

fn check(file: &str, args: &[&str]) -> Result<Config, String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("some.toml");
    std::fs::write(&path, file).unwrap();
    let config = ["--config", path.to_str().unwrap()];
    let args = ["kith"].iter().chain(args).chain(&config).copied();
    Config::resolve(&Cli::try_parse_from(args).unwrap()).map_err(|failure| failure.to_string())
}

#[test]
fn a_flag_beats_the_file_and_the_file_a_preset() {
    let file = "data_dir = \"from-file\"\nlisten = \"127.0.0.1:1\"\nread_store = \"fjall\"\n";
    let config = check(file, &["serve", "--listen", "127.0.0.1:2"]).unwrap();
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.data_dir.to_str(), Some("from-file"));
    assert_eq!(config.read_store, ReadStore::Fjall);
    let config = check("", &["serve"]).unwrap();
    assert_eq!((config.listen.port(), config.read_store), (7400, ReadStore::Sled));
}

#[test]
fn a_slip_in_the_file_is_refused() {
    assert!(check("listn = \"127.0.0.1:1\"", &["serve"]).unwrap_err().contains("understood"));
    assert!(check("listen = \"here\"", &["serve"]).unwrap_err().contains("here"));
    assert!(check("admin_token = \"short\"", &["serve"]).unwrap_err().contains("32"));
}
