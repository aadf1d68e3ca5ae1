//! Pictures given to libvips as the shop does: in the child process with its limits. It may fail, be ended or take its time;
//! what it leaves is a picture of ours or nothing, and whoever started it goes on.
#![no_main]

use std::sync::LazyLock;

use tempfile::TempDir;
use tokio::runtime::Runtime;

#[path = "../../../origin/media/src/child.rs"]
mod child;
#[expect(dead_code, reason = "a part of the crate's file is enough")]
#[path = "../../../origin/media/src/format.rs"]
mod format;

const MAX_PIXELS: u64 = 1024 * 1024;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_current_thread().enable_all().build().expect("threads"));
static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    // What is refused by its head never reaches the child. Large ones take seconds, and show no more than small ones.
    let Ok(header) = format::read(bytes) else { return };
    if u64::from(header.width) * u64::from(header.height) > MAX_PIXELS {
        return;
    }
    let folder = FOLDER.path();
    let made = folder.join("made.webp");
    std::fs::remove_file(&made).ok();
    std::fs::write(folder.join("original"), bytes).expect("room");
    // As `derive.rs` has the least of the files made.
    let args = [
        "thumbnail",
        "original",
        "made.webp[Q=80,strip]",
        "400",
        "--height",
        "100000",
        "--size",
        "down",
        "--export-profile",
        "srgb",
        "--fail-on",
        "truncated",
    ];
    let ended = RUNTIME.block_on(child::run("vips", &args, folder)).expect("libvips is there");
    match ended {
        Ok(()) => {
            let header = format::read(&std::fs::read(&made).expect("it was made")).expect("a picture");
            assert!(header.format == format::Format::Webp && header.width <= 400, "{header:?}");
        }
        Err(reason) => {
            assert!(!reason.is_empty() && reason.chars().count() < 400);
            // By a signal of memory that was misused, an attacker may come in: that is a finding, not a refusal.
            for signal in ["SIGSEGV", "SIGBUS", "SIGILL", "signal: 11", "signal: 7", "signal: 4"] {
                assert!(!reason.contains(signal), "{reason}");
            }
        }
    }
});
