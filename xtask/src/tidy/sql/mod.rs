//! What SQL may be like, where it may stand, and how it may change the database.

pub mod migrations;
pub mod moments;
pub mod repetitions;
pub mod schemas;
pub mod spliced;
