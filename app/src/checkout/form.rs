//! What is typed at checkout, and whether it will do.

use api::accounts::CustomerView;
use api::orders::PlaceOrder;
use api::{Code, Problem};
use domain::checkout::{Address, Country, DeliveryMethod};
use domain::{CartId, Currency, Email, Locale, Market, Money};
use uuid::Uuid;

use crate::context::Submitted;
use crate::words::{self, CheckoutWords};

/// A field's id and what to do about it.
pub(super) type Fault = (&'static str, String);

/// The tokens of the built-in test provider: one that pays and one that does not.
pub(super) const TEST_TOKENS: [&str; 2] = ["test_accept", "test_decline"];

/// The form as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    pub email: String,
    pub name: String,
    pub street: String,
    pub extra: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub delivery: String,
    pub payment: String,
    /// Makes sending the form twice harmless.
    pub key: Uuid,
    /// For each way of delivery what was shown.
    pub expected: Vec<Expected>,
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
        let (email, name) = customer.map(|customer| (customer.email.to_string(), customer.name)).unwrap_or_default();
        let country = match market {
            Market::De => Country::De.code(),
            Market::Us => Country::Us.code(),
            Market::Eu => "",
        };
        Self {
            email,
            name,
            street: String::new(),
            extra: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country: country.to_owned(),
            delivery: DeliveryMethod::default().code().to_owned(),
            payment: TEST_TOKENS[0].to_owned(),
            key: Uuid::new_v4(),
            expected: Vec::new(),
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
            name: text("name"),
            street: text("street"),
            extra: text("extra"),
            postal_code: text("postal_code"),
            city: text("city"),
            country: text("country"),
            delivery: text("delivery"),
            payment: text("payment_token"),
            key: fields.field("key").parse().unwrap_or_else(|_| Uuid::new_v4()),
            expected: DeliveryMethod::ALL.into_iter().filter_map(expected).collect(),
        }
    }

    /// The country, once one is chosen.
    pub fn country(&self) -> Option<Country> {
        Country::ALL.iter().find(|entry| entry.1 == self.country).map(|entry| entry.0)
    }

    /// The order to place, or every field to mend.
    pub fn order(&self, locale: Locale, cart: CartId, market: Market) -> Result<PlaceOrder, Vec<Fault>> {
        let words = CheckoutWords::of(locale);
        let mut faults: Vec<Fault> = Vec::new();
        let email = self.email.parse::<Email>();
        if email.is_err() {
            faults.push(("email", words.bad_email.to_owned()));
        }
        let country = self.country();
        let address = self.address(country.unwrap_or(Country::De), words, &mut faults);
        if country.is_none() {
            faults.push(("country", words.bad_country.to_owned()));
        }
        let delivery = DeliveryMethod::ALL.into_iter().find(|method| method.code() == self.delivery);
        let expected = delivery.and_then(|chosen| self.expected.iter().find(|shown| shown.method == chosen));
        if expected.is_none() {
            faults.push(("delivery", words.bad_delivery.to_owned()));
        }
        let nothing_due = expected.is_some_and(|shown| shown.to_charge.minor == 0);
        let unneeded = nothing_due && self.payment.is_empty();
        if !unneeded && !TEST_TOKENS.contains(&self.payment.as_str()) {
            faults.push(("payment_token", words.bad_payment.to_owned()));
        }
        match (email, expected) {
            (Ok(email), Some(shown)) if faults.is_empty() => Ok(PlaceOrder {
                cart,
                market,
                email,
                address: address.into(),
                delivery: shown.method,
                payment_token: self.payment.clone(),
                expected_total: shown.total,
                expected_to_charge: Some(shown.to_charge),
            }),
            _ => Err(faults),
        }
    }

    /// The address with a fault for each field that will not do, not for the first alone.
    fn address(&self, country: Country, words: &CheckoutWords, faults: &mut Vec<Fault>) -> Address {
        let mut address = Address {
            name: self.name.clone(),
            street: self.street.clone(),
            extra: self.extra.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            country,
        };
        loop {
            let fault = match address.clone().checked() {
                Ok(checked) => return checked,
                Err(fault) => fault,
            };
            // What is found is put right for the moment, so that the next fault comes to light.
            let (text, field, say) = match fault.field {
                "name" => (&mut address.name, "name", words.bad_name),
                "street" => (&mut address.street, "street", words.bad_street),
                "extra" => (&mut address.extra, "extra", words.bad_extra),
                "postal_code" => (&mut address.postal_code, "postal_code", words.bad_postal_code),
                "city" => (&mut address.city, "city", words.bad_city),
                _ => return address,
            };
            "-".clone_into(text);
            faults.push((field, say.to_owned()));
        }
    }
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
    let words = CheckoutWords::of(locale);
    // The field was filled in well; what happened with it is worth saying.
    let payment =
        if problem.code == Code::PaymentDeclined { words::problem(locale, problem.code) } else { words.bad_payment };
    let known = [
        ("email", words.bad_email),
        ("name", words.bad_name),
        ("street", words.bad_street),
        ("extra", words.bad_extra),
        ("postal_code", words.bad_postal_code),
        ("city", words.bad_city),
        ("country", words.bad_country),
        ("delivery", words.bad_delivery),
        ("payment_token", payment),
    ];
    // The origin names an address field by its path: `address.city`.
    let field = problem.field.as_deref()?.rsplit('.').next()?;
    known.into_iter().find(|(id, _)| *id == field).map(|(id, text)| (id, text.to_owned()))
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
    fn every_fault_is_told_at_once() {
        let faults =
            order(&[("email", "ada"), ("street", " "), ("city", ""), ("country", "XX"), ("payment_token", "x")]);
        assert_eq!(faults, Err(vec!["email", "street", "city", "country", "payment_token"]));
        assert_eq!(order(&[("expected_express", "")]), Err(vec!["delivery"]));
    }

    #[test]
    fn what_gift_cards_pay_needs_no_other_means() {
        let covered = order(&[("to_charge_express", "0"), ("payment_token", "")]).expect("complete");
        assert_eq!(covered.expected_to_charge, Some(Money::zero(Currency::Eur)));
        assert_eq!(order(&[("to_charge_express", "1"), ("payment_token", "")]), Err(vec!["payment_token"]));
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
        assert_eq!(at("email"), Some("email"));
        assert_eq!(at("cart"), None);
    }
}
