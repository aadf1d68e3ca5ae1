//! A shipment's life, as a table, and how far it brings its order.

use serde::{Deserialize, Serialize};

use super::OrderEvent;

/// Where a shipment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentState {
    /// In its box, still here.
    Packed,
    /// With the carrier, or handed over the counter.
    Shipped,
    /// With the shopper.
    Delivered,
    /// The carrier cannot find it.
    Lost,
}

/// What happens to a shipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShipmentEvent {
    /// It left the house.
    Ship,
    /// It arrived.
    Deliver,
    /// The carrier gave it up.
    Lose,
}

/// The event does not fit the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shipment that is {} cannot be {}", .0.code(), .1.done())]
pub struct RefusedShipment(pub ShipmentState, pub ShipmentEvent);

impl ShipmentState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Packed, Self::Shipped, Self::Delivered, Self::Lost];

    /// The state's word in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Packed => "packed",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Lost => "lost",
        }
    }

    /// Whether it has left the house.
    pub const fn has_left(self) -> bool {
        !matches!(self, Self::Packed)
    }

    /// The state after `event`. An event that repeats what is already so changes nothing; what arrived
    /// or was lost had been shipped. A lost parcel may turn up.
    pub fn next(self, event: ShipmentEvent) -> Result<Self, RefusedShipment> {
        use ShipmentEvent::{Deliver, Lose, Ship};
        use ShipmentState::{Delivered, Lost, Packed, Shipped};
        match (self, event) {
            (Packed, Ship) => Ok(Shipped),
            (Shipped | Lost, Deliver) => Ok(Delivered),
            (Shipped, Lose) => Ok(Lost),

            (Shipped | Delivered | Lost, Ship) | (Delivered, Deliver) | (Lost, Lose) => Ok(self),

            _ => Err(RefusedShipment(self, event)),
        }
    }
}

impl ShipmentEvent {
    /// Every event.
    pub const ALL: [Self; 3] = [Self::Ship, Self::Deliver, Self::Lose];

    const fn done(self) -> &'static str {
        match self {
            Self::Ship => "shipped",
            Self::Deliver => "delivered",
            Self::Lose => "lost",
        }
    }
}

/// How far one line of an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineProgress {
    /// Units ordered and not called off.
    pub ordered: u32,
    /// Units in shipments that left the house.
    pub shipped: u32,
}

/// More units left the house than were ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{shipped} pieces are in shipments of line {line} and {ordered} were ordered; take some out")]
pub struct NotOrdered {
    /// The line's position, from 0.
    pub line: usize,
    /// Units ordered.
    pub ordered: u32,
    /// Units in shipments.
    pub shipped: u32,
}

/// What the shipments so far mean for their order: nothing yet, a part of it or all.
pub fn progress(lines: &[LineProgress]) -> Result<Option<OrderEvent>, NotOrdered> {
    for (line, progress) in lines.iter().enumerate() {
        let LineProgress { ordered, shipped } = *progress;
        if shipped > ordered {
            return Err(NotOrdered { line, ordered, shipped });
        }
    }
    let any = lines.iter().any(|line| line.shipped > 0);
    let all = lines.iter().all(|line| line.shipped == line.ordered);
    Ok(any.then_some(if all { OrderEvent::FulfilAll } else { OrderEvent::FulfilPart }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ShipmentState::{Delivered, Lost, Packed, Shipped};

    #[test]
    fn every_state_answers_every_event() {
        // Ship, deliver, lose.
        let table = [
            (Packed, [Some(Shipped), None, None]),
            (Shipped, [Some(Shipped), Some(Delivered), Some(Lost)]),
            (Delivered, [Some(Delivered), Some(Delivered), None]),
            (Lost, [Some(Lost), Some(Delivered), Some(Lost)]),
        ];
        assert_eq!(table.map(|(state, _)| state), ShipmentState::ALL);
        for (state, row) in table {
            for (event, expect) in ShipmentEvent::ALL.into_iter().zip(row) {
                assert_eq!(state.next(event), expect.ok_or(RefusedShipment(state, event)), "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn an_order_is_fulfilled_when_every_piece_left() {
        let check = |units: &[(u32, u32)], expect| {
            let line = |&(ordered, shipped): &(u32, u32)| LineProgress { ordered, shipped };
            assert_eq!(progress(&units.iter().map(line).collect::<Vec<_>>()), expect, "{units:?}");
        };
        check(&[(2, 0), (1, 0)], Ok(None));
        check(&[(2, 1), (1, 0)], Ok(Some(OrderEvent::FulfilPart)));
        check(&[(2, 2), (1, 0)], Ok(Some(OrderEvent::FulfilPart)));
        check(&[(2, 2), (1, 1)], Ok(Some(OrderEvent::FulfilAll)));
        // A line that was called off waits for nothing.
        check(&[(2, 2), (0, 0)], Ok(Some(OrderEvent::FulfilAll)));
        check(&[(2, 2), (1, 2)], Err(NotOrdered { line: 1, ordered: 1, shipped: 2 }));
    }
}
