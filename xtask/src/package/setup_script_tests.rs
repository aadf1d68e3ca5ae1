//! What can be seen of `deploy/setup` without a machine to set up: options that it refuses, and options that it writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::manifests::programs::Sources;

/// The tests of a crate run in its folder.
fn root() -> PathBuf {
    Path::new("..").canonicalize().expect("the workspace")
}

/// Checks options as root would, of a machine that is a shop already or not; what is said, and whether they are taken.
fn checked(folder: &Path, options: &[(&str, &str)]) -> (bool, String) {
    let check = root().join("deploy/setup/check.sh");
    let script =
        "id() { echo 0; }\ndie() { printf '%s\\n' \"$*\"; exit 1; }\nset -eu\n. \"$CHECK\"\ncheck_options\necho taken";
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).env("CHECK", check).env("ETC", folder);
    for name in ["owner", "host", "certificate", "key", "stripe_keys", "smtp", "trial"] {
        shell.env(name, "");
    }
    let out = shell.envs(options.iter().copied()).output().expect("sh is everywhere");
    (out.status.success(), String::from_utf8_lossy(&out.stdout).into_owned())
}

fn certificate(folder: &Path, host: &str) -> (String, String) {
    let file = |kind: &str| folder.join(format!("{host}.{kind}")).display().to_string();
    let (certificate, key) = (file("crt"), file("key"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "9"]);
    openssl.args(["-subj", &format!("/CN={host}"), "-addext", &format!("subjectAltName=DNS:{host}")]);
    let made = openssl.args(["-keyout", &key, "-out", &certificate]).output().expect("openssl is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    (certificate, key)
}

#[test]
fn what_cannot_become_a_shop_is_refused_with_a_sentence() {
    let folder = std::env::temp_dir().join(format!("xtask-setup-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("the folder is ours");
    let (ours, its_key) = certificate(&folder, "shop.test");
    let (others, _) = certificate(&folder, "other.test");
    let smtp = folder.join("smtp").display().to_string();
    fs::write(&smtp, "smtps://shop:secret@mail.test\n").expect("the folder is ours");
    let nonsense = folder.join("nonsense").display().to_string();
    fs::write(nonsense.as_str(), "two\nlines\n").expect("the folder is ours");
    let all = [
        ("owner", "mara@shop.test"),
        ("host", "shop.test"),
        ("certificate", ours.as_str()),
        ("key", its_key.as_str()),
        ("stripe_keys", smtp.as_str()),
        ("smtp", smtp.as_str()),
    ];
    assert_eq!(checked(&folder, &all), (true, "taken\n".to_owned()));
    assert_eq!(checked(&folder, &[("owner", "mara@shop.test"), ("trial", "yes")]), (true, "taken\n".to_owned()));
    // One option that is another, and what is said of it.
    for (name, value, sentence) in [
        ("owner", "", "--owner EMAIL is missing"),
        ("owner", "mara", "no e-mail address"),
        ("host", "", "--host NAME is missing"),
        ("host", "Shop.test/x", "no name of a host"),
        ("host", "other.test", "is not for other.test"),
        ("certificate", "", "--certificate FILE and --key FILE are missing"),
        ("certificate", "/nowhere", "there is no such file"),
        ("certificate", nonsense.as_str(), "is no certificate as PEM"),
        ("certificate", others.as_str(), "is not the key of"),
        ("key", nonsense.as_str(), "is no private key as PEM"),
        ("stripe_keys", "", "--stripe-keys FILE is missing"),
        ("smtp", "", "--smtp FILE is missing"),
        ("smtp", nonsense.as_str(), "has to be one line"),
        ("trial", "yes", "--trial stands in place of"),
    ] {
        let mut options: Vec<_> = all.iter().copied().filter(|(other, _)| *other != name).collect();
        options.push((name, value));
        let (is_taken, said) = checked(&folder, &options);
        assert!(!is_taken && said.contains(sentence), "{name}={value}: {said}");
    }
    // A machine that is a shop already is asked for nothing again.
    for name in ["origin.env", "edge.env"] {
        fs::write(folder.join(name), "PUBLIC_URL=https://shop.test\n").expect("the folder is ours");
    }
    assert_eq!(checked(&folder, &[]), (true, "taken\n".to_owned()));
    let renewed = [("certificate", ours.as_str()), ("key", its_key.as_str())];
    assert_eq!(checked(&folder, &renewed), (true, "taken\n".to_owned()));
    assert!(!checked(&folder, &renewed[..1]).0, "a certificate without its key");
    fs::remove_dir_all(folder).expect("the folder is ours");
}

#[test]
fn the_options_it_writes_are_those_that_the_programs_have() {
    let root = root();
    let script = fs::read_to_string(root.join("deploy/setup/shop.sh")).expect("the script");
    let sources = Sources::read(&root).expect("the programs' sources");
    let mut checked = 0;
    for line in script.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        let written = matches!(words.next(), Some("put" | "replace" | "unset_option"));
        let file = words.next().unwrap_or_default();
        if let (true, Some(option)) =
            (written && ["\"$origin\"", "\"$edge\"", "\"$ETC/owner.env\""].contains(&file), words.next())
        {
            assert!(sources.knows(option), "no program has an option {option}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked} options were found");
}
