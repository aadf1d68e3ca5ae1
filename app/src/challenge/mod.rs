//! Going on without waiting: a proof of work, for a browser from where something was done too often.

mod page;

pub use page::challenge_page;
