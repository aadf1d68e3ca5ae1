//! Running one program after another, saying what is done and how long it took.

use std::io;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// What is being done and waited for, outermost first, each with a number of its own.
static DOING: Mutex<Vec<(u64, String)>> = Mutex::new(Vec::new());
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// Something that is being done, until this is dropped.
pub struct Doing(u64);

/// Notes that something is being done or waited for, for whoever asks what takes so long.
pub fn doing(what: &str) -> Doing {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    DOING.lock().unwrap_or_else(PoisonError::into_inner).push((number, what.to_owned()));
    Doing(number)
}

/// What is being done and waited for at this moment, outermost first.
pub fn being_done() -> String {
    let doing = DOING.lock().unwrap_or_else(PoisonError::into_inner);
    let doing: Vec<_> = doing.iter().map(|(_, what)| format!("«{what}»")).collect();
    if doing.is_empty() { "nothing that has a name".to_owned() } else { doing.join(", ") }
}

impl Drop for Doing {
    fn drop(&mut self) {
        DOING.lock().unwrap_or_else(PoisonError::into_inner).retain(|(number, _)| *number != self.0);
    }
}

/// Announces a step, does it, and says how many seconds it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("==> {what}");
    let _until_it_is_done = doing(what);
    let begin = Instant::now();
    let done = work().with_context(|| format!("step «{what}» failed"))?;
    eprintln!("    {:.1} s", begin.elapsed().as_secs_f32());
    Ok(done)
}

/// Runs a program whose output the developer sees, on standard error: standard output is for what
/// was asked for, such as figures. An exit code other than 0 is an error.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.stdout(io::stderr()).status().with_context(|| format!("cannot run {}", name(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs a program silently and returns what it printed, without the last line break.
pub fn output(command: &mut Command) -> Result<String> {
    let out = command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {}", name(command)))?;
    if !out.status.success() {
        bail!("{} ended with {}:\n{}", shown(command), out.status, String::from_utf8_lossy(&out.stderr).trim_end());
    }
    Ok(String::from_utf8_lossy(&out.stdout).trim_end().to_owned())
}

/// The path of a program the shell would find, if it would.
pub fn on_path(program: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn shown(command: &Command) -> String {
    let args = command.get_args().map(|a| a.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(args).collect::<Vec<_>>().join(" ")
}
