//! The checkout form as most shoppers of the tests fill it in.

use crate::Reply;

/// The fields of the checkout form that `page` shows, with an address in Berlin; none if it shows no such form.
pub fn filled_in(page: &Reply, email: &str, card: &str) -> Option<Vec<(&'static str, String)>> {
    let hidden = |name: &'static str| Some((name, page.field(name)?));
    let typed = [
        ("email", email),
        ("name", "Ada Lovelace"),
        ("street", "Mill Lane 1"),
        ("extra", ""),
        ("postal_code", "10115"),
        ("city", "Berlin"),
        ("country", "DE"),
        ("delivery", "standard"),
        ("payment_token", card),
    ];
    let mut fields = vec![hidden("key")?, hidden("expected_standard")?, hidden("to_charge_standard")?];
    fields.extend(hidden("terms"));
    fields.extend(typed.map(|(name, value)| (name, value.to_owned())));
    Some(fields)
}
