//! The order's e-mail address, asked of whoever has but a link to it before anything is changed.

use api::{Code, Problem};
use domain::{Email, Market};
use leptos::prelude::*;

use crate::context::Submitted;
use crate::ui::alert::error_summary;
use crate::ui::field::Field;

/// The field's name and id.
const FIELD: &str = "email";

/// What was said; none if it is no address, which is not the order's either.
pub(super) fn said(fields: &Submitted) -> Option<Email> {
    fields.field(FIELD).trim().parse().ok()
}

/// Whether the origin refused because of the address: it was not said, or is another.
pub(super) fn is_why(refused: &Problem) -> bool {
    refused.code == Code::InvalidField && refused.field.as_deref() == Some(FIELD)
}

/// The field, with what was typed into it; `refused` if that was not the order's address.
pub(super) fn field(market: Market, typed: &str, refused: bool) -> AnyView {
    let words = words::orders(market.locale());
    let fault = refused.then(|| fault(market));
    let field = Field::text(FIELD, words.find_email(), "email", typed).of_kind("email", 254);
    field.hint(words.email_again()).faulty(fault.as_slice()).view()
}

/// That it was not the order's address, at the head of a page whose field stands far below.
pub(super) fn summary(market: Market) -> AnyView {
    error_summary(words::shell(market.locale()).errors_title(), &[fault(market)]).into_any()
}

fn fault(market: Market) -> (&'static str, String) {
    (FIELD, words::orders(market.locale()).email_again_fault().to_owned())
}
