//! Sums of what is given away, and a signature of the sums: `SHA256SUMS` and `SHA256SUMS.sig` beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::output;

const SUMS: &str = "SHA256SUMS";
const SIGNATURE: &str = "SHA256SUMS.sig";

/// Writes the sums of files that lie in `folder`, and signs them with a key (Ed25519, as PEM) if one is given. Without a
/// key no signature of other files stays.
pub fn write(folder: &Path, files: &[PathBuf], key: Option<&Path>) -> Result<()> {
    let mut names = Vec::new();
    for file in files {
        names.push(file.file_name().with_context(|| format!("{} is no file", file.display()))?);
    }
    names.sort();
    let sums = output(Command::new("sha256sum").current_dir(folder).arg("--").args(names))?;
    fs::write(folder.join(SUMS), sums + "\n")?;
    let signature = folder.join(SIGNATURE);
    if signature.exists() {
        fs::remove_file(&signature)?;
    }
    let Some(key) = key else {
        println!("{}  not signed: --sign-with FILE names a key", folder.join(SUMS).display());
        return Ok(());
    };
    sign(key, &folder.join(SUMS), &signature)?;
    println!("{}", signature.display());
    Ok(())
}

/// Fails if a key is named that is not there: before anything is built, for that takes long.
pub fn is_there(key: Option<&Path>) -> Result<()> {
    if let Some(key) = key.filter(|key| !key.is_file()) {
        bail!("{} is no file: `openssl genpkey -algorithm ed25519 -out FILE` makes a key", key.display());
    }
    Ok(())
}

fn sign(key: &Path, file: &Path, signature: &Path) -> Result<()> {
    is_there(Some(key))?;
    let mut openssl = Command::new("openssl");
    openssl.args(["pkeyutl", "-sign", "-rawin", "-inkey"]).arg(key).arg("-in").arg(file).arg("-out").arg(signature);
    output(&mut openssl).map(drop).context("signing the sums: the key has to be one of Ed25519, as PEM")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn openssl(folder: &Path, words: &[&str]) -> bool {
        let out = Command::new("openssl").current_dir(folder).args(words).output().expect("openssl is installed");
        out.status.success()
    }

    #[test]
    fn what_was_signed_is_known_and_what_was_changed_is_not() {
        let folder = std::env::temp_dir().join(format!("xtask-sums-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for (name, text) in [("b.tar", "two"), ("a.deb", "one")] {
            fs::write(folder.join(name), text).expect("the folder is ours");
        }
        assert!(openssl(&folder, &["genpkey", "-algorithm", "ed25519", "-out", "key.pem"]));
        assert!(openssl(&folder, &["pkey", "-in", "key.pem", "-pubout", "-out", "key.pub"]));
        let files = ["b.tar", "a.deb"].map(|name| folder.join(name));
        write(&folder, &files, Some(&folder.join("key.pem"))).expect("signed");
        let verify =
            ["pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", "key.pub", "-in", SUMS, "-sigfile", SIGNATURE];
        let sums = || Command::new("sha256sum").current_dir(&folder).args(["--check", "--status", SUMS]).status();
        assert!(openssl(&folder, &verify) && sums().expect("it runs").success());
        let text = fs::read_to_string(folder.join(SUMS)).expect("written");
        assert_eq!(text.lines().map(|line| &line[66..]).collect::<Vec<_>>(), ["a.deb", "b.tar"]);
        // Another file, or other sums, are seen.
        fs::write(folder.join("a.deb"), "another").expect("the folder is ours");
        assert!(!sums().expect("it runs").success());
        fs::write(folder.join(SUMS), text.replacen(&text[..1], if text.starts_with('0') { "1" } else { "0" }, 1))
            .expect("the folder is ours");
        assert!(!openssl(&folder, &verify));
        // What is not signed has no signature of before.
        write(&folder, &files, None).expect("written");
        assert!(!folder.join(SIGNATURE).exists());
        let error = write(&folder, &files, Some(Path::new("/nowhere"))).expect_err("no key").to_string();
        assert!(error.contains("openssl genpkey"), "{error}");
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
}
