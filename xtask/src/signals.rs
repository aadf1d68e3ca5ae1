//! Ctrl-C and its relatives, noticed instead of obeyed: there are programs to stop first.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
static OVERDUE: AtomicBool = AtomicBool::new(false);

/// From now on SIGINT, SIGTERM and SIGHUP are only noticed.
pub fn listen() -> Result<()> {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag))?;
    }
    Ok(())
}

/// Has whoever waits give up as if one of them had come, or no longer.
pub fn set_overdue(overdue: bool) {
    OVERDUE.store(overdue, Ordering::Relaxed);
}

/// Whether one of them has come since `listen`, or there is no time left.
pub fn received() -> bool {
    OVERDUE.load(Ordering::Relaxed) || INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
