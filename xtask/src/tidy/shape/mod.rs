//! The form of the tree: how long files are, how many lie in a folder, and who imports whom.

pub mod circles;
pub mod folders;
pub mod length;
