//! What is used in bedroom, bath and study.

pub mod bath;
pub mod bed_linen;
pub mod bedside;
pub mod candles;
pub mod desk;
pub mod lamps;
