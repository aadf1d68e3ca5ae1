//! Promotions: what they give, to whom, and how they stand beside each other.
//!
//! **Order.** Promotions apply by rising priority number, of equal ones the older first (by id). Each
//! looks at what those before it left of the lines: 10 % after 5.00 off is 10 % of the rest.
//!
//! **Stacking.** Those that are not `exclusive` combine, all of them. An exclusive one never shares an
//! order with another. The shopper gets whichever is cheapest for them in the end, delivery and added
//! tax counted: all that combine together, or one exclusive one alone. At a tie those that combine
//! win, then the exclusive one that comes first by the order above.
//!
//! **Spreading.** What a promotion takes off is worked out once, for all lines it is for, rounded half
//! away from zero, and spread over these in proportion to what is left of each (largest remainder). So
//! no line falls below zero and no unit is lost.
//!
//! **Minimum spend** and the bands and thresholds of delivery look at list totals, before any
//! promotion: whether one applies never depends on another.

mod claim;
mod discount;
mod rejection;
mod terms;

pub use claim::{Claim, Uses};
pub use rejection::PromotionRejection;
pub use terms::{Benefit, Promotion, PromotionError, PromotionTerms, Target};

pub(super) use discount::line_discounts;
