//! A program that looks at what strangers drew: a child process with limits, so that a hostile picture ends nothing
//! but the child.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::process::Command;
use tokio::time::timeout;

/// What the child may take: memory, seconds of a processor, bytes of one file, open files, and no dump of its memory.
const LIMITS: [&str; 5] = ["--as=2147483648", "--cpu=60", "--fsize=67108864", "--nofile=64", "--core=0"];
/// Seconds by the clock.
const TIMEOUT: Duration = Duration::from_secs(90);
/// What a shell and `prlimit` say of a program that is not there.
const NOT_FOUND: i32 = 127;
/// The file of the child's complaints. They go into a file because a file's size is limited.
const COMPLAINTS: &str = "complaints";
/// How many characters of complaints are kept: the last, since warnings come before the error.
const MAX_REASON: usize = 300;

/// Runs a program in `folder`, which is all that it is told of.
///
/// Returns why the program failed, if it did: that is the picture's fault.
///
/// # Errors
/// If the program cannot be run: that is not the picture's fault.
pub(crate) async fn run(program: &str, args: &[&str], folder: &Path) -> anyhow::Result<Result<(), String>> {
    let complaints = folder.join(COMPLAINTS);
    let mut command = Command::new("prlimit");
    command.args(LIMITS).arg("--").arg(program).args(args);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C");
    for name in ["HOME", "TMPDIR"] {
        command.env(name, AsRef::<OsStr>::as_ref(folder));
    }
    // Loaders that libvips does not trust with what strangers wrote stay off; one thread needs the least memory.
    command.env("VIPS_BLOCK_UNTRUSTED", "1").env("VIPS_CONCURRENCY", "1");
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&complaints)?);
    command.kill_on_drop(true);
    let mut child = command.spawn().context("prlimit, of Debian's util-linux, cannot be run")?;
    let Ok(status) = timeout(TIMEOUT, child.wait()).await else {
        child.kill().await.context("the child does not end")?;
        return Ok(Err(format!("{program} took longer than {} seconds", TIMEOUT.as_secs())));
    };
    let status = status?;
    if status.code() == Some(NOT_FOUND) {
        bail!("{program} is not installed: apt-get install libvips-tools");
    }
    if status.success() {
        return Ok(Ok(()));
    }
    let said = String::from_utf8_lossy(&fs::read(&complaints)?).into_owned();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let begins = said.char_indices().rev().nth(MAX_REASON - 1).map_or(0, |(at, _)| at);
    let said = &said[begins..];
    Ok(Err(format!("{program} failed ({status}): {said}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn shell(script: &str) -> Result<(), String> {
        let folder = tempfile::tempdir().expect("a folder");
        run("sh", &["-c", script], folder.path()).await.expect("it can be run")
    }

    #[tokio::test]
    async fn a_child_that_takes_too_much_fails_alone() {
        assert_eq!(shell("exit 0").await, Ok(()));
        let said = shell("echo 'no  picture' >&2; exit 3").await.expect_err("it failed");
        assert!(said.ends_with("no picture"), "{said}");
        // As many bytes as no picture of ours has: the system ends whoever writes them.
        shell("head -c 70000000 /dev/zero > large").await.expect_err("a file that is too large");
        shell("kill -9 $$").await.expect_err("it was killed");
        // It is told nothing of the environment it was started from.
        shell("test -z \"$CARGO_MANIFEST_DIR\" && test \"$PWD\" = \"$TMPDIR\"").await.expect("nothing but its folder");
    }

    #[tokio::test]
    async fn a_program_that_is_missing_is_no_fault_of_the_picture() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = run("vips-of-nowhere", &[], folder.path()).await.expect_err("it is not there");
        assert!(error.to_string().contains("libvips-tools"), "{error:#}");
    }
}
