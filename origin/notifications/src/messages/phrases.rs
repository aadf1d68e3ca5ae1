//! What several mails say.

use api::catalog::Text;
use api::orders::OrderView;
use domain::Locale;
use origin_orders::fulfilment::NamedUnits;
use words::Mails;

use crate::frame::{Line, Part};

/// The subject that `text` makes of the order's number, if it has one already.
pub(crate) fn subject(order: &OrderView, text: impl FnOnce(Mails, &str) -> String) -> String {
    let number = order.number.map(|number| number.to_string()).unwrap_or_default();
    text(words::mails(order.market.locale()), &number).trim_end().to_owned()
}

/// So many of a thing, with its choices.
pub(crate) fn named(quantity: u32, title: &Text, choice: &Text) -> Line {
    let mut line = vec![Text::plain(format!("{quantity} × ")), title.clone()];
    if !choice.is_blank() {
        line.extend([Text::plain(" – "), choice.clone()]);
    }
    Line(line)
}

/// Units, a line each; nothing if there are none.
pub(crate) fn units(locale: Locale, units: &[NamedUnits]) -> Option<Part> {
    let line = |units: &NamedUnits| named(units.quantity, &units.title, &units.choice);
    (!units.is_empty()).then(|| Part::lines(words::mails(locale).items(), units.iter().map(line)))
}

/// Where the order's parcel goes.
pub(crate) fn address(order: &OrderView) -> Vec<String> {
    let address = &order.address;
    let town = domain::checkout::Address::from(address.clone()).town_line();
    let country = words::countries(order.market.locale()).name(address.country).to_owned();
    let lines = [address.name.clone(), address.street.clone(), address.extra.clone(), town, country];
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

/// The link to the order's page, as [`Sender::link`](crate::sender::Sender::link) makes it.
pub(crate) fn order_link(order: &OrderView, link: &str) -> Part {
    Part::Link(words::mails(order.market.locale()).see_order().to_owned(), link.to_owned())
}
