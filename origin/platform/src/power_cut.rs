//! Places where a test can end the process as a power cut would: between any two lines.

use std::process::Command;
use std::sync::OnceLock;

/// The environment variable that names the place to die at.
pub const VARIABLE: &str = "SELVEDGE_DIE_AT";

/// Ends the process by SIGKILL if [`VARIABLE`] names this place. Release builds never look.
pub fn power_cut(place: &'static str) {
    static DIE_AT: OnceLock<Option<String>> = OnceLock::new();
    if cfg!(debug_assertions) && DIE_AT.get_or_init(|| std::env::var(VARIABLE).ok()).as_deref() == Some(place) {
        die(place);
    }
}

#[cold]
fn die(place: &str) {
    eprintln!("{VARIABLE}: dying at {place}");
    let killed = Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    // The signal may take a moment to arrive: nothing more may happen on this thread meanwhile.
    assert!(killed.is_ok(), "kill(1) is part of every system");
    loop {
        std::thread::park();
    }
}
