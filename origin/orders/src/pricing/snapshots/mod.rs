//! Sellable snapshots: what this service knows of what is sold. The catalogue decides; this is a copy, kept by its
//! events.

mod on_sale;
mod snapshot;
mod write;

pub(crate) use on_sale::OnSale;
pub(crate) use write::SnapshotChange;
