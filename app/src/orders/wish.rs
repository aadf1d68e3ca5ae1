//! What a shopper wants to send back, as chosen in the form.

use api::endpoint::percent_encoded;
use api::orders::{CreateReturn, LineUnits, OrderLine, OrderView};
use domain::orders::ReturnKind;
use domain::{Email, Locale, OrderId, Quantity, Sku};

use crate::context::Submitted;

/// A field's id and what to do about it.
pub(super) type Fault = (&'static str, String);

/// The form as chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub kind: ReturnKind,
    pub units: Vec<LineUnits>,
    pub reason: String,
}

/// The name of the field for the units of one line.
pub(super) fn field_of(sku: &Sku) -> String {
    format!("units.{}", percent_encoded(sku.as_str()))
}

impl Wish {
    /// The form before anything is chosen: a withdrawal is of everything until told otherwise.
    pub fn blank(kind: ReturnKind, order: &OrderView) -> Self {
        let all = kind == ReturnKind::Withdrawal;
        let units = if all { order.lifecycle.returnable.clone() } else { Vec::new() };
        Self { kind, units, reason: String::new() }
    }

    /// The form as posted to the page of `kind`. What is not the order's is left out; whether it can still
    /// be sent back is the origin's to say, so that a form sent twice is one request.
    pub fn posted(kind: ReturnKind, order: &OrderView, fields: &Submitted) -> Self {
        let chosen = |line: &OrderLine| {
            let number: i64 = fields.field(&field_of(&line.sku)).parse().ok()?;
            Some(LineUnits { sku: line.sku.clone(), quantity: Quantity::try_from(number).ok()? })
        };
        let kind = match (kind, fields.field("wish")) {
            (ReturnKind::Withdrawal, _) => ReturnKind::Withdrawal,
            (_, "exchange") => ReturnKind::Exchange,
            _ => ReturnKind::Return,
        };
        let reason = fields.field("reason").trim().to_owned();
        Self { kind, units: order.lines.iter().filter_map(chosen).collect(), reason }
    }

    /// How many units of a line are chosen.
    pub fn of(&self, sku: &Sku) -> u32 {
        self.units.iter().find(|units| units.sku == *sku).map_or(0, |units| units.quantity.get())
    }

    /// What needs mending before it can be asked for.
    pub fn faults(&self, locale: Locale) -> Vec<Fault> {
        let words = words::orders(locale);
        let mut faults = Vec::new();
        if self.units.is_empty() {
            faults.push(("units", words.choose_units().to_owned()));
        }
        if self.kind == ReturnKind::Exchange && self.reason.is_empty() {
            faults.push(("reason", words.say_what_instead().to_owned()));
        }
        faults
    }

    /// The request for it, with the order's e-mail address as it was said.
    pub fn request(&self, order: OrderId, email: Option<Email>) -> CreateReturn {
        CreateReturn { order, kind: self.kind, lines: self.units.clone(), reason: self.reason.clone(), email }
    }
}
