//! What became of an order, as it is kept: its shipments, refunds and returns.

use anyhow::Context as _;
use api::orders::{
    CancellationView, LineUnits, OrderLifecycle, RefundLine, RefundView, ReturnView, ShipmentView, TransferState,
};
use domain::orders::{LineUse, OrderEvent, OrderState, ReturnKind, ReturnState, ShipmentState, withdrawal_ends};
use domain::{GiftCardId, Money, OrderId, Quantity};
use origin_platform::clock;
use serde::Deserialize;
use time::OffsetDateTime;
use uuid::Uuid;

use super::record::{LineRecord, OrderRecord};

/// One shipment.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ShipmentRecord {
    pub id: Uuid,
    pub position: u32,
    pub state: ShipmentState,
    carrier: Option<String>,
    tracking_number: Option<String>,
    tracking_url: Option<String>,
    shipped_at: Option<String>,
    delivered_at: Option<String>,
    /// Seconds since 1970.
    delivered_epoch: Option<i64>,
    lines: Vec<UnitsRecord>,
}

/// Units of one line.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct UnitsRecord {
    /// The line's position, from 0.
    pub position: usize,
    pub quantity: Quantity,
}

/// One refund.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RefundRecord {
    pub id: Uuid,
    pub position: u32,
    pub state: TransferState,
    pub return_id: Option<Uuid>,
    reason: String,
    rejection: Option<String>,
    pub amount_minor: i64,
    pub delivery_minor: i64,
    goodwill_minor: i64,
    pub charged_minor: i64,
    /// Whether it makes what is taken less, instead of going back: it was decided before the payment was taken.
    #[serde(default)]
    pub released: bool,
    created_at: String,
    pub lines: Vec<RefundLineRecord>,
    pub gift_cards: Vec<RefundGiftCard>,
}

/// What is repaid to one gift card.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct RefundGiftCard {
    pub gift_card_id: GiftCardId,
    pub amount_minor: i64,
}

/// What is repaid of one line.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct RefundLineRecord {
    /// The line's position, from 0.
    pub position: usize,
    pub quantity: Quantity,
    amount_minor: i64,
    tax_minor: i64,
}

/// One return.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ReturnRecord {
    pub id: Uuid,
    pub position: u32,
    pub kind: ReturnKind,
    pub state: ReturnState,
    reason: String,
    answer: String,
    exchange_order_id: Option<OrderId>,
    created_at: String,
    pub lines: Vec<UnitsRecord>,
}

/// One part that was called off before it was sent.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CancellationRecord {
    id: Uuid,
    pub position: u32,
    pub refund_id: Option<Uuid>,
    pub reason: String,
    created_at: String,
    lines: Vec<UnitsRecord>,
}

/// Whether the right to withdraw can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Withdrawal {
    pub open: bool,
    /// When it ends or ended, in seconds since 1970; none while not everything has arrived.
    pub ends: Option<i64>,
}

impl Withdrawal {
    /// The end of the fourteenth day in UTC, for people to read.
    fn last_day(self) -> Option<String> {
        let day = OffsetDateTime::from_unix_timestamp(self.ends?).ok()?.date().previous_day()?;
        Some(format!("{day}T23:59:59Z"))
    }
}

impl OrderRecord {
    /// Units of a line in the shipments that `counts` says.
    pub fn units_sent(&self, position: usize, counts: impl Fn(ShipmentState) -> bool) -> u32 {
        let shipments = self.shipments.iter().filter(|shipment| counts(shipment.state));
        units_of(shipments.flat_map(|shipment| &shipment.lines), position)
    }

    /// Units of a line that money went back for, or is on its way back for.
    pub fn units_refunded(&self, position: usize) -> u32 {
        let lines = self.effective_refunds().flat_map(|refund| &refund.lines);
        lines.filter(|line| line.position == position).map(|line| line.quantity.get()).sum()
    }

    /// The refunds that the provider has not refused.
    pub fn effective_refunds(&self) -> impl Iterator<Item = &RefundRecord> {
        self.refunds.iter().filter(|refund| refund.state != TransferState::Refused)
    }

    /// Units of a line that can be asked back: with the shopper, as far as is known, neither on their way
    /// back nor repaid without coming back.
    pub fn returnable(&self, position: usize) -> u32 {
        let Some(line) = self.lines.get(position) else { return 0 };
        let there =
            self.units_sent(position, |state| matches!(state, ShipmentState::Shipped | ShipmentState::Delivered));
        let returns = self.returns.iter().filter(|one| one.state != ReturnState::Rejected);
        let coming = units_of(returns.flat_map(|one| &one.lines), position);
        let kept =
            self.effective_refunds().filter(|refund| refund.return_id.is_none()).flat_map(|refund| &refund.lines);
        let kept: u32 = kept.filter(|line| line.position == position).map(|line| line.quantity.get()).sum();
        there.min(line.quantity.get().saturating_sub(kept)).saturating_sub(coming)
    }

    /// Whether nothing has left yet and the state allows it. What is packed is unpacked then: until the goods arrive
    /// a shopper may withdraw from the contract whatever the shop has done, and this is how.
    pub fn cancellable(&self) -> bool {
        let has_left = self.shipments.iter().any(|shipment| shipment.state.has_left());
        self.state != OrderState::Cancelled && self.state.next(OrderEvent::Cancel).is_ok() && !has_left
    }

    /// Fourteen days begin when the last of the goods has arrived. Where that is not known they have not begun.
    pub fn withdrawal(&self, now: i64) -> Withdrawal {
        let expected = self.shipments.iter().filter(|shipment| shipment.state != ShipmentState::Lost);
        let arrived: Option<Vec<i64>> = expected.map(|shipment| shipment.delivered_epoch).collect();
        let last = arrived.filter(|_| self.state == OrderState::Fulfilled).and_then(|times| times.into_iter().max());
        let ends = last.map(withdrawal_ends);
        Withdrawal { open: ends.is_none_or(|ends| now < ends), ends }
    }

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
    fn cancellations_view(&self) -> anyhow::Result<Vec<CancellationView>> {
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

    /// Units by their SKUs.
    fn named_units(&self, lines: &[UnitsRecord]) -> anyhow::Result<Vec<LineUnits>> {
        let units = |units: &UnitsRecord| {
            let line = self.lines.get(units.position).context("a line that the order does not have")?;
            anyhow::Ok(LineUnits { sku: line.sku.clone(), quantity: units.quantity })
        };
        lines.iter().map(units).collect()
    }

    /// What the order's shopper is shown of it.
    pub fn lifecycle(&self) -> anyhow::Result<OrderLifecycle> {
        let all = |lines: &[UnitsRecord]| self.named_units(lines);
        let shipment = |shipment: &ShipmentRecord| {
            let ShipmentRecord { carrier, tracking_number, tracking_url, shipped_at, delivered_at, .. } =
                shipment.clone();
            let ShipmentRecord { id, position, state, .. } = *shipment;
            let lines = all(&shipment.lines)?;
            anyhow::Ok(ShipmentView {
                id,
                position,
                state,
                lines,
                carrier,
                tracking_number,
                tracking_url,
                shipped_at,
                delivered_at,
            })
        };
        let coming = |one: &ReturnRecord| {
            anyhow::Ok(ReturnView {
                id: one.id,
                position: one.position,
                kind: one.kind,
                state: one.state,
                lines: all(&one.lines)?,
                reason: one.reason.clone(),
                answer: one.answer.clone(),
                exchange_order: one.exchange_order_id,
                created_at: one.created_at.clone(),
            })
        };
        let returnable: Vec<LineUnits> = (0..self.lines.len())
            .filter_map(|position| {
                let quantity = Quantity::try_from(i64::from(self.returnable(position))).ok()?;
                Some(LineUnits { sku: self.lines[position].sku.clone(), quantity })
            })
            .collect();
        let withdrawal = self.withdrawal(i64::try_from(clock::unix_seconds()).unwrap_or(i64::MAX));
        Ok(OrderLifecycle {
            shipments: self.shipments.iter().map(shipment).collect::<anyhow::Result<_>>()?,
            refunds: self.refunds_shown().map(|refund| self.refund_view(refund)).collect::<anyhow::Result<_>>()?,
            returns: self.returns.iter().map(coming).collect::<anyhow::Result<_>>()?,
            cancellations: self.cancellations_view()?,
            cancellable: self.cancellable(),
            withdrawable: withdrawal.open && !returnable.is_empty(),
            withdrawable_until: withdrawal.last_day().filter(|_| withdrawal.open && !returnable.is_empty()),
            returnable,
        })
    }

    /// The refunds that give money back; what was never taken is told with its cancellation.
    fn refunds_shown(&self) -> impl Iterator<Item = &RefundRecord> {
        self.refunds.iter().filter(|refund| !refund.released)
    }

    fn refund_view(&self, refund: &RefundRecord) -> anyhow::Result<RefundView> {
        let money = |minor| Money::new(minor, self.currency);
        let line = |line: &RefundLineRecord| {
            let sku = self.lines.get(line.position).context("a line that the order does not have")?.sku.clone();
            let (amount, tax) = (money(line.amount_minor), money(line.tax_minor));
            anyhow::Ok(RefundLine { sku, quantity: line.quantity, amount, tax })
        };
        Ok(RefundView {
            id: refund.id,
            position: refund.position,
            state: refund.state,
            amount: money(refund.amount_minor),
            lines: refund.lines.iter().map(line).collect::<anyhow::Result<_>>()?,
            delivery: money(refund.delivery_minor),
            goodwill: money(refund.goodwill_minor),
            return_id: refund.return_id,
            created_at: refund.created_at.clone(),
            charged: None,
            reason: None,
            rejection: None,
        })
    }

    /// The same refunds with what only staff may see.
    pub fn show_staff(&self, lifecycle: &mut OrderLifecycle) {
        for (view, refund) in lifecycle.refunds.iter_mut().zip(self.refunds_shown()) {
            view.charged = Some(Money::new(refund.charged_minor, self.currency));
            view.reason = Some(refund.reason.clone());
            view.rejection.clone_from(&refund.rejection);
        }
        for (view, off) in lifecycle.cancellations.iter_mut().zip(&self.cancellations) {
            view.reason = Some(off.reason.clone());
        }
    }
}

fn units_of<'a>(lines: impl Iterator<Item = &'a UnitsRecord>, position: usize) -> u32 {
    lines.filter(|line| line.position == position).map(|line| line.quantity.get()).sum()
}
