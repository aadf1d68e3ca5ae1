//! What is typed at checkout, and whether it will do.

use api::accounts::CustomerView;
use api::checkout::cards::CardUse;
use api::orders::PlaceOrder;
use api::settings::PageVersionId;
use api::{Code, Problem};
use domain::checkout::{Country, DeliveryMethod};
use domain::{CartId, Currency, Email, Locale, Market, Money};
use uuid::Uuid;

use super::address::{BILLING, DELIVERY, Typed};
use crate::context::Submitted;

/// A field's id and what to do about it.
pub(crate) type Fault = (&'static str, String);

/// The field that says that the account is to keep the address of the parcel.
pub(super) const KEEP: &str = "keep_address";

/// The field with the card of the account's that is to pay.
pub(super) const SAVED_CARD: &str = "saved_card";
/// The field that says that the account is to keep the card.
pub(super) const KEEP_CARD: &str = "keep_card";

/// The form as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub email: String,
    pub address: Typed,
    /// Where the invoice goes; empty if to the same address.
    pub billing: Typed,
    /// Whether the account is to keep the address of the parcel.
    pub keep: bool,
    pub delivery: String,
    pub payment: String,
    /// The card of the account's that was chosen; empty for another.
    pub saved_card: String,
    /// Whether the card is to be kept for the account.
    pub keep_card: bool,
    /// Makes sending the form twice harmless.
    pub key: Uuid,
    /// For each way of delivery what was shown.
    pub expected: Vec<Expected>,
    /// The version of the terms that was shown.
    pub terms: Option<PageVersionId>,
}

/// What the page showed for a way of delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected {
    pub method: DeliveryMethod,
    pub total: Money,
    /// What is left of it beside gift cards.
    pub to_charge: Money,
}

impl Form {
    /// The form before anything is typed.
    pub fn blank(market: Market, customer: Option<CustomerView>) -> Self {
        let (email, name) = customer.map(|customer| (customer.email, customer.name)).unwrap_or_default();
        let country = market.address_country().map_or("", Country::code);
        Self {
            email,
            address: Typed { name, country: country.to_owned(), ..Typed::default() },
            billing: Typed { country: country.to_owned(), ..Typed::default() },
            keep: false,
            delivery: DeliveryMethod::default().code().to_owned(),
            payment: String::new(),
            saved_card: String::new(),
            keep_card: false,
            key: Uuid::new_v4(),
            expected: Vec::new(),
            terms: None,
        }
    }

    /// The form as it was posted.
    pub fn posted(fields: &Submitted, currency: Currency) -> Self {
        let text = |name: &str| fields.field(name).to_owned();
        let expected = |method: DeliveryMethod| {
            let money = |name: &str| Some(Money::new(fields.field(name).parse().ok()?, currency));
            let total = money(&expected_field(method))?;
            Some(Expected { method, total, to_charge: money(&to_charge_field(method)).unwrap_or(total) })
        };
        Self {
            email: text("email"),
            address: Typed::posted(fields, &DELIVERY),
            billing: Typed::posted(fields, &BILLING),
            keep: !text(KEEP).is_empty(),
            delivery: text("delivery"),
            payment: text("payment_token"),
            saved_card: text(SAVED_CARD),
            keep_card: !text(KEEP_CARD).is_empty(),
            key: fields.field("key").parse().unwrap_or_else(|_| Uuid::new_v4()),
            expected: DeliveryMethod::ALL.into_iter().filter_map(expected).collect(),
            terms: terms_of(fields.field(TERMS)),
        }
    }

    /// What is paid with.
    fn token(&self) -> &str {
        if self.saved_card.is_empty() { &self.payment } else { &self.saved_card }
    }

    fn card(&self) -> CardUse {
        match (self.saved_card.is_empty(), self.keep_card) {
            (false, _) => CardUse::Kept,
            (true, true) => CardUse::Keep,
            (true, false) => CardUse::Once,
        }
    }

    /// The order to place, or every field to mend.
    pub fn order(&self, locale: Locale, cart: CartId, market: Market) -> Result<PlaceOrder, Vec<Fault>> {
        let words = words::checkout(locale);
        let mut faults: Vec<Fault> = Vec::new();
        let email = self.email.parse::<Email>();
        if email.is_err() {
            faults.push(("email", words.bad_email().to_owned()));
        }
        let address = self.address.checked(&DELIVERY, words, &mut faults);
        let billing = (!self.billing.is_empty()).then(|| self.billing.checked(&BILLING, words, &mut faults));
        let delivery = DeliveryMethod::ALL.into_iter().find(|method| method.code() == self.delivery);
        let expected = delivery.and_then(|chosen| self.expected.iter().find(|shown| shown.method == chosen));
        if expected.is_none() {
            faults.push(("delivery", words.bad_delivery().to_owned()));
        }
        let nothing_due = expected.is_some_and(|shown| shown.to_charge.minor == 0);
        // What a token looks like is the provider's business.
        if !nothing_due && self.payment.is_empty() && self.saved_card.is_empty() {
            faults.push(("payment_token", words.bad_payment().to_owned()));
        }
        match (email, expected) {
            (Ok(email), Some(shown)) if faults.is_empty() => Ok(PlaceOrder {
                cart,
                market,
                email,
                address: address.into(),
                billing: billing.map(Into::into),
                delivery: shown.method,
                payment_token: self.token().to_owned(),
                card: self.card(),
                expected_total: shown.total,
                expected_to_charge: Some(shown.to_charge),
                terms: self.terms,
            }),
            _ => Err(faults),
        }
    }
}

/// The hidden field with the version of the terms that was shown.
pub(super) const TERMS: &str = "terms";

/// Its value.
pub(super) fn terms_value(terms: PageVersionId) -> String {
    format!("{}.{}", terms.page, terms.version)
}

/// What it says; nothing if somebody else wrote it.
fn terms_of(value: &str) -> Option<PageVersionId> {
    let (page, version) = value.split_once('.')?;
    Some(PageVersionId { page: page.parse().ok()?, version: version.parse().ok().filter(|version| *version > 0)? })
}

/// The name of the hidden field with the total shown for `method`.
pub(super) fn expected_field(method: DeliveryMethod) -> String {
    format!("expected_{}", method.code())
}

/// The name of the hidden field with what is left to pay with `method`.
pub(super) fn to_charge_field(method: DeliveryMethod) -> String {
    format!("to_charge_{}", method.code())
}

/// The field of this form that the origin complains about, if it is one.
pub(super) fn fault_of(locale: Locale, problem: &Problem) -> Option<Fault> {
    let words = words::checkout(locale);
    // Of orders only those are counted whose payment was declined, whoever counts.
    if problem.code == Code::TooManyRequests {
        let minutes = problem.retry_after.unwrap_or(60).div_ceil(60);
        return Some(("payment_token", words.too_many_declines(minutes)));
    }
    // The field was filled in well; what happened with it is worth saying.
    let payment =
        if problem.code == Code::PaymentDeclined { words::problem(locale, problem.code) } else { words.bad_payment() };
    // The origin names a field of an address by its path: `address.city`.
    let field = problem.field.as_deref()?;
    let (id, say) = match field.split_once('.') {
        Some(("address", field)) => DELIVERY.complaint(words, field)?,
        Some(("billing", field)) => BILLING.complaint(words, field)?,
        Some(_) => return None,
        None => match field {
            "email" => ("email", words.bad_email()),
            "delivery" => ("delivery", words.bad_delivery()),
            "payment_token" => ("payment_token", payment),
            _ => return None,
        },
    };
    Some((id, say.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submitted(change: &[(&str, &str)]) -> Submitted {
        let mut fields = vec![
            ("email", "ada@example.com"),
            ("name", "Ada Lovelace"),
            ("street", "Kai 1"),
            ("extra", ""),
            ("postal_code", "20457"),
            ("city", "Hamburg"),
            ("country", "DE"),
            ("delivery", "express"),
            ("payment_token", "test_accept"),
            ("key", "0190b0a0-0000-7000-8000-000000000000"),
            ("expected_standard", "2390"),
            ("expected_express", "3190"),
        ];
        for (name, value) in change {
            fields.retain(|(known, _)| known != name);
            fields.push((name, value));
        }
        Submitted(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn order(change: &[(&str, &str)]) -> Result<PlaceOrder, Vec<&'static str>> {
        let cart = CartId("0190b0a0-0000-7000-8000-000000000001".parse().expect("a UUID"));
        let form = Form::posted(&submitted(change), Currency::Eur);
        let order = form.order(Locale::En, cart, Market::De);
        order.map_err(|faults| faults.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn a_complete_form_is_an_order_at_the_total_shown() {
        let order = order(&[]).expect("complete");
        assert_eq!(order.expected_total, Money::new(3190, Currency::Eur));
        assert_eq!((order.delivery, order.address.city.as_str()), (DeliveryMethod::Express, "Hamburg"));
        assert_eq!(order.market, Market::De);
    }

    #[test]
    fn the_invoice_goes_elsewhere_only_if_something_was_typed_there() {
        assert_eq!(order(&[("billing_country", "DE")]).expect("complete").billing, None);
        assert_eq!(
            order(&[("billing_city", "Bremen")]),
            Err(vec!["billing_name", "billing_street", "billing_postal_code", "billing_country"])
        );
        let billing = [
            ("billing_name", "Analytical Engines GmbH"),
            ("billing_street", "Markt 1"),
            ("billing_postal_code", "28195"),
            ("billing_city", "Bremen"),
            ("billing_country", "DE"),
        ];
        let order = order(&billing).expect("complete");
        assert_eq!(order.billing.map(|billing| billing.city).as_deref(), Some("Bremen"));
        assert_eq!(order.address.city, "Hamburg");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults =
            order(&[("email", "ada"), ("street", " "), ("city", ""), ("country", "XX"), ("payment_token", "")]);
        assert_eq!(faults, Err(vec!["email", "street", "city", "country", "payment_token"]));
        assert_eq!(order(&[("expected_express", "")]), Err(vec!["delivery"]));
    }

    #[test]
    fn the_terms_that_were_shown_are_agreed_to() {
        let agreed = |value: &str| order(&[("terms", value)]).expect("complete").terms;
        assert_eq!(agreed(""), None);
        let shown = PageVersionId { page: "0190b0a0-0000-7000-8000-000000000002".parse().expect("a UUID"), version: 7 };
        assert_eq!(agreed(&terms_value(shown)), Some(shown));
        for other in ["x.1", "0190b0a0-0000-7000-8000-000000000002.-1", "0190b0a0-0000-7000-8000-000000000002"] {
            assert_eq!(agreed(other), None, "{other}");
        }
    }

    #[test]
    fn what_gift_cards_pay_needs_no_other_means() {
        let covered = order(&[("to_charge_express", "0"), ("payment_token", "")]).expect("complete");
        assert_eq!(covered.expected_to_charge, Some(Money::zero(Currency::Eur)));
        assert_eq!(order(&[("to_charge_express", "1"), ("payment_token", "")]), Err(vec!["payment_token"]));
    }

    #[test]
    fn a_card_is_kept_or_one_that_is_pays() {
        let card = |change: &[(&str, &str)]| order(change).map(|order| (order.payment_token, order.card));
        let paid = |token: &str, card| Ok((token.to_owned(), card));
        assert_eq!(card(&[]), paid("test_accept", CardUse::Once));
        assert_eq!(card(&[("keep_card", "1")]), paid("test_accept", CardUse::Keep));
        let chosen = [("saved_card", "pm_7"), ("payment_token", ""), ("keep_card", "1")];
        assert_eq!(card(&chosen), paid("pm_7", CardUse::Kept));
        assert_eq!(card(&[("saved_card", ""), ("payment_token", "")]), Err(vec!["payment_token"]));
    }

    #[test]
    fn a_key_that_is_none_is_replaced() {
        let key = |text| Form::posted(&submitted(&[("key", text)]), Currency::Eur).key;
        assert_eq!(key("0190b0a0-0000-7000-8000-000000000000").to_string(), "0190b0a0-0000-7000-8000-000000000000");
        assert_ne!(key("x"), key("x"));
    }

    #[test]
    fn the_origins_complaint_finds_its_field() {
        let at = |field: &str| fault_of(Locale::De, &Problem::field(field, "")).map(|fault| fault.0);
        assert_eq!(at("address.city"), Some("city"));
        assert_eq!(at("billing.city"), Some("billing_city"));
        assert_eq!(at("email"), Some("email"));
        assert_eq!(at("cart"), None);
    }

    #[test]
    fn c10_c13_whatever_a_buyer_is_refused_for_is_said_in_every_language() {
        let long = "x".repeat(121);
        let hidden: [&str; 6] = ["\u{200b}", "a\u{202e}b", "a\0b", "a\r\nBcc: x@c.de", "\u{301}", &long];
        let nowhere = ["1011", "\u{202e}20457", "20457 Hamburg"];
        let nobody =
            ["ada", "a..b@example.com", "jürgen@example.com", "a\u{202e}gnp@example.com", "a@c.de\r\nBcc: x@c.de"];
        let texts = ["name", "street", "extra", "city"].into_iter().flat_map(|field| hidden.map(|bad| (field, bad)));
        let others = nowhere.map(|bad| ("postal_code", bad)).into_iter().chain(nobody.map(|bad| ("email", bad)));
        for (field, bad) in texts.chain(others) {
            for (locale, prefix) in Locale::ALL.into_iter().flat_map(|locale| ["", "billing_"].map(|at| (locale, at))) {
                let at = if field == "email" { field.to_owned() } else { format!("{prefix}{field}") };
                let elsewhere = [
                    ("name", "Ada"),
                    ("street", "Markt 1"),
                    ("postal_code", "28195"),
                    ("city", "Bremen"),
                    ("country", "DE"),
                ];
                let elsewhere = elsewhere.map(|(name, text)| (format!("billing_{name}"), text));
                let mut change: Vec<(&str, &str)> =
                    elsewhere.iter().map(|(name, text)| (name.as_str(), *text)).collect();
                change.push((&at, bad));
                let cart = CartId("0190b0a0-0000-7000-8000-000000000001".parse().expect("a UUID"));
                let faults = Form::posted(&submitted(&change), Currency::Eur).order(locale, cart, Market::De);
                let faults = faults.expect_err("refused");
                let [(named, say)] = &faults[..] else { panic!("one fault at {at}: {faults:?}") };
                assert_eq!(*named, at, "{bad:?}");
                assert!(say.contains(' ') && !say.contains(char::is_control), "{at} {bad:?}: {say}");
            }
        }
    }

    #[test]
    fn m1_who_has_to_pause_is_told_for_how_long() {
        let problem = Problem::new(Code::TooManyRequests, "");
        let told = |locale, problem: &Problem| fault_of(locale, problem).expect("of the payment");
        let (field, text) = told(Locale::En, &problem.clone().after(541));
        assert!(field == "payment_token" && text.contains("10 minutes"), "{text}");
        let (_, text) = told(Locale::De, &problem);
        assert!(text.contains("1 Minute "), "{text}");
    }
}
