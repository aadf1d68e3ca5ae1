//! Whoever may order can be written to: what the door takes the mailer takes, what goes out says what was typed and
//! nothing else, and whoever is refused is told why.

use std::cell::Cell;

use api::orders::OrderView;
use domain::checkout::address::{postal_code, region};
use domain::checkout::{Address, Country};
use domain::line::line;
use domain::{Email, Market};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::*;
use crate::messages::placed;
use crate::testing::{Written, order};

/// What stands in no name, or is a trap for whoever writes heads, HTML or lines.
const ODD: [&str; 22] = [
    "\t",
    "\r\n",
    "\r\nBcc: eve@evil.example\r\n\r\n",
    "\n.\n",
    "\0",
    "\u{85}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{301}",
    "\u{e0100}",
    "\u{fe0f}",
    "\u{fffd}",
    "\"",
    "<b>&amp;'",
    "=?utf-8?q?=0D=0A?=",
    "=\r\n=3D",
    ", Eve <eve@evil.example>",
    "🎁",
    "नि علی‌رضا 渡邉",
];

/// What people, programs and whoever means ill type into a field.
fn anything() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[\\p{L}\\p{M}\\p{N} .,'’/&-]{1,16}",
        2 => "\\p{Han}{1,12}|\\p{Arabic}{1,12}|\\p{Devanagari}{1,12}|\\p{Thai}{1,12}|\\p{Hebrew}{1,12}",
        1 => "\\PC{1,8}",
        1 => ".{1,4}",
        1 => "x{100,140}",
        2 => select(ODD.to_vec()).prop_map(str::to_owned),
    ];
    vec(part, 1..4).prop_map(|parts| parts.concat())
}

/// The same, but mostly what people type.
fn field() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[A-Za-zÄÖÜäöüßéñø]{1,12}[ .'-]?[A-Za-z0-9]{1,8}", 2 => anything()]
}

fn address() -> impl Strategy<Value = Address> {
    let country = select(Country::ALL.to_vec()).prop_map(|entry| entry.0);
    let fields = (field(), field(), prop_oneof![Just(String::new()), field()], field());
    let codes = prop_oneof![4 => Just(None), 1 => anything().prop_map(Some)];
    let regions = prop_oneof![4 => Just(None), 1 => anything().prop_map(Some)];
    (country, fields, codes, regions).prop_map(|(country, (name, street, extra, city), code, given)| {
        let first = || region::regions(country).next().map(|region| region.name.to_owned()).unwrap_or_default();
        let postal_code = code.unwrap_or_else(|| postal_code::example(country).to_owned());
        Address { name, street, extra, postal_code, city, region: given.unwrap_or_else(first), country }
    })
}

fn email() -> impl Strategy<Value = String> {
    let local = prop_oneof![
        6 => "[a-zA-Z0-9]{1,10}([.+_'-][a-zA-Z0-9]{1,10}){0,2}",
        2 => "[!#$%&'*+/=?^_`{|}~a-z-]{1,20}",
        1 => "[a-z]{60,68}",
        1 => "\"[^\"]{0,8}\"",
        1 => anything(),
    ];
    let label = prop_oneof![
        6 => "[a-zA-Z0-9]{1,10}(-[a-z0-9]{1,6})?",
        2 => "[äöüßéñ]{1,6}|[例え中文]{1,6}|[лампа]{1,6}|[كتاب]{1,6}",
        1 => "[a-z]{60,66}",
        1 => "\\PC{1,6}",
    ];
    let end = prop_oneof![6 => "[a-z]{2,6}|рф|テスト", 1 => "[0-9]{1,3}|[a-z]?", 1 => anything()];
    let behind = prop_oneof![6 => Just(String::new()), 1 => " |\t|\u{a0}", 1 => anything()];
    (local, vec(label, 1..5), end, behind)
        .prop_map(|(local, labels, end, behind)| format!("{local}@{}.{end}{behind}", labels.join(".")))
}

/// Whether it is a sentence that can be shown: it says what was typed at most by the number of a character.
fn is_sentence(text: &str) -> bool {
    text.contains(' ') && line(text, 300).as_deref() == Ok(text)
}

/// The text of HTML as a browser reads it, for the characters that [`escape`](crate::frame::escape) writes.
fn unescaped(html: &str) -> String {
    let read = html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    read.replace("&amp;", "&")
}

/// Whether the mail about an order goes to this address alone, has the head we give it and no other field, and says
/// where the parcel goes, line by line.
fn is_told(mailer: &Mailer, market: Market, email: &Email, address: &Address) -> Result<(), TestCaseError> {
    let shown = OrderView { email: email.to_string(), address: address.clone().into(), ..order(market) };
    let words = placed::message(&shown, "https://shop.example/orders/7?token=abc", None).words();
    let (subject, text, html) = (words.subject.clone(), words.text.clone(), words.html.clone());
    let mail = mailer.message(&shown.email, None, "7", words, None);
    let mail = mail.map_err(|error| TestCaseError::fail(format!("the mailer does not take it: {error:#}")))?;
    let to: Vec<String> = mail.envelope().to().iter().map(ToString::to_string).collect();
    prop_assert_eq!(to, [email.as_str()]);

    let read = Written::of(&mail.formatted());
    let mut names: Vec<&str> = read.fields.iter().map(|field| field.0.as_str()).collect();
    names.sort_unstable();
    prop_assert_eq!(names, ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]);
    let to: Mailbox = read.field("To").parse().map_err(|_| TestCaseError::fail(read.field("To").to_owned()))?;
    let to: Result<Email, _> = to.email.to_string().parse();
    prop_assert_eq!(to.map(|to| to.canonical()), Ok(email.canonical()));
    prop_assert_eq!(read.field("Subject"), subject);
    prop_assert_eq!(read.text.trim_end(), text.trim_end());
    prop_assert_eq!(read.html.trim_end(), html.trim_end());
    let shown = unescaped(&read.html);
    for told in [&address.name, &address.street, &address.extra, &address.town_line()] {
        prop_assert!(told.is_empty() || read.text.split('\n').any(|line| line == told), "{told:?}: {text}");
        prop_assert!(shown.contains(told.as_str()), "{told:?}: {html}");
    }
    Ok(())
}

#[test]
fn c10_c13_l13_whoever_may_order_is_written_to_and_whoever_may_not_is_told_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let mailer = Mailer::new(&MailConfig::File(folder.path().join("mail")), "https://shop.example").expect("sound");
    let [addresses, emails, refused_addresses, refused_emails] = [const { Cell::new(0_u32) }; 4];
    let count = |of: &Cell<u32>| of.set(of.get() + 1);
    let known: Email = "ada@example.com".parse().expect("an address");
    let home = Address::from(order(Market::De).address);
    let markets = select(Market::ALL.to_vec());
    let mut runner = TestRunner::new(Config { cases: 600, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&(email(), address(), markets), |(email, address, market)| {
        let email = match email.parse::<Email>() {
            Ok(email) => {
                prop_assert_eq!(email.as_str().parse::<Email>(), Ok(email.clone()));
                count(&emails);
                email
            }
            Err(why) => {
                prop_assert!(is_sentence(&why.to_string()), "{why}");
                count(&refused_emails);
                known.clone()
            }
        };
        let address = match address.clone().checked_throughout() {
            Ok(kept) => {
                count(&addresses);
                kept
            }
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(is_sentence(&fault.message), "{fault:?}");
                }
                count(&refused_addresses);
                home.clone()
            }
        };
        is_told(&mailer, market, &email, &address)
    });
    ran.unwrap_or_else(|failure| panic!("{failure}\n{runner}"));
    let counts = [addresses, emails, refused_addresses, refused_emails].map(|cell| cell.get());
    assert!(counts.iter().all(|count| *count >= 30), "both are tried, both of addresses and of e-mail: {counts:?}");
}
