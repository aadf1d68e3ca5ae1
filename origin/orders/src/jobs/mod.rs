//! The jobs of this room, each with its rhythm.

mod documents;
mod holds;
mod offers;
mod reconcile;
mod retention;

pub use documents::documents;
pub use holds::release_holds;
pub use offers::offers;
pub use reconcile::reconcile;
pub use retention::forget_old;
