//! Pictures of the merchant's: kept as they were given, and made into the files that pages show (ADR 53).
//!
//! An original is named by the SHA-256 of its bytes. A job makes the widths and formats of it by libvips, in a child
//! process with limits, and writes them where the edge finds the site's files.

mod child;
mod derive;
mod folders;
mod format;
mod job;
mod list_media;
mod originals;
mod strip;
#[cfg(test)]
mod testing;

pub use folders::Folders;
pub use format::{MAX_BYTES, Rejection};
pub use job::job;
pub use list_media::router;
pub use originals::{Hash, Original, State, keep, list};
