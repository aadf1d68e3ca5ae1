//! Parts of an order that were called off before they were sent.

use api::orders::CancellationView;
use domain::Money;
use domain::orders::LineUse;
use serde::Deserialize;
use uuid::Uuid;

use super::{UnitsRecord, units_of};
use crate::orders::record::{LineRecord, OrderRecord};

/// One such part.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CancellationRecord {
    id: Uuid,
    pub position: u32,
    pub refund_id: Option<Uuid>,
    pub reason: String,
    created_at: String,
    lines: Vec<UnitsRecord>,
}

impl OrderRecord {
    /// Units of a line that were called off.
    pub fn units_cancelled(&self, position: usize) -> u32 {
        units_of(self.cancellations.iter().flat_map(|off| &off.lines), position)
    }

    /// Units of a line that are still to be delivered, or were.
    pub fn units_wanted(&self, position: usize) -> u32 {
        let ordered = self.lines.get(position).map_or(0, |line| line.quantity.get());
        ordered.saturating_sub(self.units_cancelled(position))
    }

    /// What became of the units of each line.
    pub fn line_uses(&self) -> Vec<LineUse> {
        let lines = self.lines.iter().enumerate();
        let line_use = |(position, line): (usize, &LineRecord)| LineUse {
            ordered: line.quantity.get(),
            packed: self.units_sent(position, |_| true),
            cancelled: self.units_cancelled(position),
            refunded: self.units_refunded(position),
        };
        lines.map(line_use).collect()
    }

    /// What was called off, as it is shown.
    pub(super) fn cancellations_view(&self) -> anyhow::Result<Vec<CancellationView>> {
        let view = |off: &CancellationRecord| {
            let refund = self.refunds.iter().find(|refund| Some(refund.id) == off.refund_id);
            let released = refund.filter(|refund| refund.released).map_or(0, |refund| refund.amount_minor);
            anyhow::Ok(CancellationView {
                id: off.id,
                position: off.position,
                lines: self.named_units(&off.lines)?,
                released: Money::new(released, self.currency),
                refund: refund.filter(|refund| !refund.released).map(|refund| refund.id),
                created_at: off.created_at.clone(),
                reason: None,
            })
        };
        self.cancellations.iter().map(view).collect()
    }
}
