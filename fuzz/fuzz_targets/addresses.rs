//! What people are called, where they live, and how they are written to: what is taken is kept in one form, can be
//! read, and is taken by the mailer.
#![no_main]

use std::str::FromStr;

use domain::checkout::{Address, Country};
use domain::{Email, PromotionCode, Sku, Slug};
use lettre::Message;
use lettre::message::Mailbox;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((number, text)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(text);
    let mut parts = text.split('\0').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (email, name) = (part(), part());
    let country = Country::ALL[usize::from(*number) % Country::ALL.len()].0;
    let address = Address {
        name: name.clone(),
        street: part(),
        extra: part(),
        postal_code: part(),
        city: part(),
        region: part(),
        country,
    };
    if let Ok(kept) = address.checked() {
        assert_eq!(kept.clone().checked().as_ref(), Ok(&kept));
        for line in [&kept.name, &kept.street, &kept.extra, &kept.postal_code, &kept.city, &kept.region] {
            assert!(!line.chars().any(|letter| letter.is_control()), "{line:?}");
            assert!(line.trim() == line && !line.contains("  "), "{line:?}");
        }
    }
    if let Ok(email) = Email::from_str(&email) {
        written_to(&email, domain::accounts::name(&name).ok());
    }
    if let Ok(sku) = Sku::from_str(&name) {
        assert_eq!(sku.as_str(), name);
    }
    let slug: Slug = origin_import::address_of(&name);
    assert_eq!(origin_import::address_of(slug.as_str()), slug);
    if let Ok(code) = PromotionCode::from_str(&name) {
        assert_eq!(PromotionCode::from_str(code.as_str()), Ok(code));
    }
});

/// A mail to the address, in whose head stands what we put there and nothing else.
fn written_to(email: &Email, name: Option<String>) {
    assert_eq!(Email::from_str(email.as_str()).as_ref(), Ok(email));
    let canonical = Email::from_str(&email.canonical()).expect("an address too");
    assert_eq!(canonical.as_str(), canonical.canonical());
    let address: lettre::Address = email.as_str().parse().expect("what the mailer takes");
    let subject = name.clone().unwrap_or_default();
    let from = Mailbox::new(None, "orders@shop.example".parse().expect("an address"));
    let mail = Message::builder().from(from).to(Mailbox::new(name, address)).subject(subject).body(String::new());
    let mail = mail.expect("a mail");
    let to: Vec<String> = mail.envelope().to().iter().map(ToString::to_string).collect();
    assert_eq!(to, [email.as_str()]);
    let written = mail.formatted();
    assert!(written.is_ascii());
    let head = String::from_utf8(written).expect("ASCII");
    let fields = head.split("\r\n").filter(|line| !line.is_empty() && !line.starts_with([' ', '\t']));
    let known = ["From: ", "To: ", "Subject: ", "Date: ", "Content-Transfer-Encoding: "];
    assert!(fields.clone().all(|line| known.iter().any(|name| line.starts_with(name))), "{head}");
}
