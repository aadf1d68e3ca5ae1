//! The secrets that deliveries are signed by: made, exchanged, and kept.

pub(crate) mod create_secret;
pub(crate) mod sealing;
