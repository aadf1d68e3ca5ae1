use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use origin_testing::Log;

use super::*;

fn line(id: &str) -> String {
    format!("{id}:{}\n", STANDARD.encode([id.as_bytes()[0]; 32]))
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).expect("the folder is ours");
    std::fs::set_permissions(path, Permissions::from_mode(0o600)).expect("it is ours");
}

fn vault(folder: &Path, ids: &[&str]) -> (PathBuf, Vault) {
    let path = folder.join(ids.join("-"));
    write(&path, &ids.iter().map(|id| line(id)).collect::<String>());
    let vault = Vault::open(&path).expect("good keys");
    (path, vault)
}

#[test]
fn a_secret_is_read_for_what_it_was_sealed_for_and_for_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, vault) = vault(folder.path(), &["one"]);
    let sealed = vault.seal("webhook secret 7", b"sesame").expect("open");
    assert_eq!(vault.unseal("webhook secret 7", &sealed), Ok(b"sesame".to_vec()));
    assert_eq!(vault.unseal_text("webhook secret 7", &sealed), Ok("sesame".to_owned()));
    assert_eq!(vault.unseal("webhook secret 8", &sealed), Err(VaultError::Spoilt));
    assert!(!sealed.windows(6).any(|part| part == b"sesame"));
    assert_ne!(vault.seal("webhook secret 7", b"sesame").expect("open"), sealed, "no nonce comes twice");
    // Whatever is changed of it, it is not read.
    for at in 0..sealed.len() {
        let mut other = sealed.clone();
        other[at] ^= 1;
        assert!(vault.unseal("webhook secret 7", &other).is_err(), "byte {at}");
        assert!(vault.unseal("webhook secret 7", &sealed[..at]).is_err(), "the first {at} bytes");
    }
    assert_eq!(format!("{vault:?}"), "Vault(open)");
}

#[test]
fn keys_are_exchanged_by_two_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, old) = vault(folder.path(), &["old"]);
    let (_, both) = vault(folder.path(), &["new", "old"]);
    let (_, new) = vault(folder.path(), &["new"]);
    let sealed = old.seal("it", b"sesame").expect("open");
    assert_eq!(both.unseal("it", &sealed), Ok(b"sesame".to_vec()));
    assert_eq!(new.unseal("it", &sealed), Err(VaultError::UnknownKey("old".to_owned())));
    let renewed = both.renew("it", &sealed).expect("it opens").expect("by an old key");
    assert_eq!(both.renew("it", &renewed), Ok(None));
    assert_eq!(new.unseal("it", &renewed), Ok(b"sesame".to_vec()));
    assert!(both.renew("other", &sealed).is_err(), "nothing is sealed anew for something else");
}

#[test]
fn a_key_that_another_process_has_seen_already_is_looked_for_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, here) = vault(folder.path(), &["old"]);
    assert_eq!(here.renew("it", &here.seal("it", b"sesame").expect("open")), Ok(None), "the file was looked at");
    let (_, elsewhere) = vault(folder.path(), &["new", "old"]);
    write(&path, &[line("new"), line("old")].concat());
    let sealed = elsewhere.seal("it", b"sesame").expect("open");
    assert_eq!(here.unseal("it", &sealed), Ok(b"sesame".to_vec()));
}

#[test]
fn without_keys_it_is_closed_and_bad_ones_are_not_quoted() {
    let closed = Vault::default();
    assert_eq!((closed.seal("it", b"sesame"), closed.is_open()), (Err(VaultError::Closed), false));
    assert_eq!(closed.unseal("it", b"sesame"), Err(VaultError::Closed));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys");
    for bad in
        ["", "\n", "one", "one:sesame", "one:c2VzYW1l", "one two:AAAA", format!("{}{}", line("a"), line("a")).as_str()]
    {
        write(&path, bad);
        let said = format!("{:#}", Vault::open(&path).map(|_| ()).expect_err("no keys"));
        assert!(!said.contains("sesame") && !said.contains("c2VzYW1l"), "{said}");
    }
    write(&path, &line("one"));
    std::fs::set_permissions(&path, Permissions::from_mode(0o644)).expect("it is ours");
    assert!(Vault::open(&path).is_err(), "everybody can read it");
}

#[test]
fn that_the_file_is_spoilt_is_said_though_it_was_missing_a_moment_ago() {
    let folder = tempfile::tempdir().expect("a folder");
    let (path, vault) = vault(folder.path(), &["one"]);
    let log = Log::default();
    let _another = origin_testing::another_listener();
    let subscriber = tracing_subscriber::fmt().with_writer(log.writer()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    std::fs::remove_file(&path).expect("it is ours");
    for _ in 0..3 {
        assert!(vault.keys_now().is_ok(), "the last good ones are used");
    }
    write(&path, "no key");
    for _ in 0..3 {
        assert!(vault.keys_now().is_ok(), "the last good ones are used");
    }
    let text = log.text();
    assert_eq!(text.matches("the last good ones are used").count(), 2, "each once: {text}");
    assert!(text.contains("line 1 is not id:secret") && !text.contains("no key"), "{text}");
}
