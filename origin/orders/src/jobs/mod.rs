//! The jobs of this room, each with its rhythm.

mod documents;
mod holds;
mod reconcile;
mod snapshots;

pub use documents::documents;
pub use holds::release_holds;
pub use reconcile::reconcile;
pub use snapshots::snapshots;
