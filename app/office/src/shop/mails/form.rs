//! The form of a mail's words, and what they make of an example.

use api::settings::{MailKind, MailText};
use domain::catalog::Localized;
use domain::settings::{InvalidTemplate, Template, Variable};
use domain::{Currency, Locale, Money};
use maud::{Markup, html};

use crate::fields::Fields;
use crate::fields::{localized, set_localized};
use crate::page::hidden;
use crate::visitor::Visitor;

/// The fields of a mail.
pub(super) const FIELDS: [&str; 3] = ["subject", "introduction", "closing"];

/// What a mail is called.
pub(super) fn kind_name(words: words::Shop, kind: MailKind) -> &'static str {
    match kind {
        MailKind::OrderConfirmation => words.mail_order_confirmation(),
        MailKind::OrderPaid => words.mail_order_paid(),
        MailKind::OrderShipped => words.mail_order_shipped(),
        MailKind::OrderRefunded => words.mail_order_refunded(),
        MailKind::OrderCancelled => words.mail_order_cancelled(),
        MailKind::ReturnApproved => words.mail_return_approved(),
        MailKind::ReturnRejected => words.mail_return_rejected(),
        MailKind::OrderLink => words.mail_order_link(),
        MailKind::WithdrawalReceipt => words.mail_withdrawal_receipt(),
        MailKind::SignInCode => words.mail_sign_in_code(),
        MailKind::AddressVerification => words.mail_address_verification(),
        MailKind::KnownAddress => words.mail_known_address(),
        MailKind::EmailChangeCode => words.mail_email_change_code(),
        MailKind::PasswordChanged => words.mail_password_changed(),
        MailKind::EmailChanged => words.mail_email_changed(),
        MailKind::PasskeyAdded => words.mail_passkey_added(),
        MailKind::IdentityAdded => words.mail_identity_added(),
    }
}

/// What is said of writing it.
pub(super) fn hints(words: words::Shop, kind: MailKind) -> Vec<&'static str> {
    if kind.keeps_its_words() { vec![words.mail_around(), names(words, kind)] } else { vec![words.mail_instead()] }
}

/// What can be filled in.
pub(super) fn names(words: words::Shop, kind: MailKind) -> &'static str {
    if kind.is_about_an_account() { words.mail_names_account() } else { words.mail_names() }
}

/// What is set, as a form has it.
pub(super) fn fields_of(text: &MailText) -> Fields {
    let mut fields = Fields::default();
    for (name, text) in FIELDS.into_iter().zip([&text.subject, &text.introduction, &text.closing]) {
        set_localized(&mut fields, name, text.as_ref().unwrap_or(&Localized::same("")));
    }
    fields
}

/// What a form says.
pub(super) fn text_of(fields: &Fields) -> MailText {
    let [subject, introduction, closing] = FIELDS.map(|name| Some(localized(fields, name)));
    MailText { subject, introduction, closing }
}

/// The first field that is no template, such as `subject.en`, and what is wrong with it. The origin would refuse to keep it,
/// and says so in English alone; looking at it is refused as well.
pub(super) fn unfit(locale: Locale, kind: MailKind, typed: &Fields) -> Option<(String, String)> {
    let words = words::shop(locale);
    let unknown = |name: &str| words.mail_unknown(&format!("{{{name}}}"));
    let wrong = |text: &str| match text.parse::<Template>() {
        Ok(template) => {
            let other = template.variables().find(|variable| !kind.variables().contains(variable));
            other.map(|variable| unknown(variable.name()))
        }
        Err(InvalidTemplate::Brace) => Some(words.mail_brace().to_owned()),
        Err(InvalidTemplate::Unknown(name)) => Some(unknown(&name)),
    };
    FIELDS.into_iter().find_map(|name| {
        Locale::ALL.into_iter().find_map(|locale| {
            let field = format!("{name}.{}", locale.code());
            wrong(typed.get(&field)).map(|said| (field, said))
        })
    })
}

/// The form of one mail; `fault` is a field to be mended, in one language (`subject.en`) or in whichever it is (`subject`).
pub(super) fn form(visitor: &Visitor, kind: MailKind, typed: &Fields, fault: Option<&str>) -> Markup {
    let words = words::shop(visitor.locale);
    let labels = [(words.subject(), 1), (words.introduction(), 4), (words.closing(), 4)];
    html! {
        form method="post" action={ "/admin/mails/" (kind.code()) } {
            (hidden(visitor))
            input type="hidden" name="version" value=(typed.get("version"));
            @for (name, (label, rows)) in FIELDS.into_iter().zip(labels) {
                div.languages {
                    @for locale in Locale::ALL { (field(typed, name, label, rows, locale, fault)) }
                }
            }
            p.actions {
                // The first is what Enter in a field means: that changes nothing.
                button.button name="action" value="preview" { (words.mail_preview()) }
                button.button.main name="action" value="save" { (words::office(visitor.locale).save()) }
            }
        }
    }
}

fn field(typed: &Fields, name: &str, label: &str, rows: u8, locale: Locale, fault: Option<&str>) -> Markup {
    let field = format!("{name}.{}", locale.code());
    let id = field.replace('.', "-");
    let invalid = fault.filter(|at| *at == name || *at == field).map(|_| "true");
    html! {
        div.field {
            label for=(id) { (label) ", " (words::shell(locale).language()) }
            @if rows > 1 {
                textarea id=(id) name=(field) rows=(rows) lang=(locale.code()) aria-invalid=[invalid] { "\n" (typed.typed(&field)) }
            } @else {
                input id=(id) name=(field) value=(typed.typed(&field)) lang=(locale.code()) autocomplete="off"
                    aria-invalid=[invalid];
            }
        }
    }
}

/// What the words make of an example, in every language; the shop's own words where there are none.
pub(super) fn example(visitor: &Visitor, kind: MailKind, typed: &Fields) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        h2 { (words.mail_example()) }
        div.languages {
            @for locale in Locale::ALL {
                @let [subject, introduction] = built_in(kind, locale);
                @let said = |name: &str| filled(kind, typed.get(&format!("{name}.{}", locale.code())), locale);
                section.preview lang=(locale.code()) aria-label={ (words.mail_example()) ", " (words::shell(locale).language()) } {
                    p.preview-title { (said("subject").unwrap_or(subject)) }
                    @match said("introduction") {
                        Some(own) => {
                            (paragraphs(&own))
                            @if kind.keeps_its_words() { (paragraphs(&introduction)) }
                        }
                        None => (paragraphs(&introduction)),
                    }
                    p.hint lang=(visitor.locale.code()) {
                        "[" @if kind.is_about_an_account() { (words.mail_rest_account()) } @else { (words.mail_rest()) } "]"
                    }
                    @if let Some(closing) = said("closing") { (paragraphs(&closing)) }
                }
            }
        }
    }
}

fn paragraphs(text: &str) -> Markup {
    html! { @for paragraph in text.replace("\r\n", "\n").split("\n\n") { p { (paragraph) } } }
}

/// A text with the example's values; what is no template is shown as it was typed. None of nothing.
fn filled(kind: MailKind, text: &str, locale: Locale) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let template = text.parse::<Template>().ok();
    let fits = |template: &Template| template.variables().all(|variable| kind.variables().contains(&variable));
    let Some(template) = template.filter(fits) else { return Some(text.to_owned()) };
    let total = total().display(locale);
    Some(template.fill(|variable| match variable {
        Variable::Order => NUMBER,
        Variable::Shop => words::brand(locale).name(),
        Variable::Name => "Ada Lovelace",
        Variable::Total => &total,
    }))
}

/// The number of the example's order.
const NUMBER: &str = "1001";

const fn total() -> Money {
    Money { minor: 5290, currency: Currency::Eur }
}

/// When the example's withdrawal came, in UTC.
const WITHDRAWN: (&str, &str) = ("2026-11-23 14:05", "14:05");

/// The shop's own subject and first paragraph.
fn built_in(kind: MailKind, locale: Locale) -> [String; 2] {
    let words = words::mails(locale);
    match kind {
        MailKind::OrderConfirmation => [words.placed_subject(NUMBER), words.placed().to_owned()],
        MailKind::OrderPaid => [words.paid_subject(NUMBER), words.paid(total())],
        MailKind::OrderShipped => [words.shipped_subject(NUMBER), words.shipped().to_owned()],
        MailKind::OrderRefunded => [words.refunded_subject(NUMBER), words.refunded(total())],
        MailKind::OrderCancelled => [words.cancelled_subject(NUMBER), words.cancelled().to_owned()],
        MailKind::ReturnApproved => [words.return_approved_subject(NUMBER), words.return_approved().to_owned()],
        MailKind::ReturnRejected => [words.return_rejected_subject(NUMBER), words.return_rejected().to_owned()],
        MailKind::OrderLink => [words.link_subject(NUMBER), words.link().to_owned()],
        MailKind::WithdrawalReceipt => [words.withdrawal_subject(NUMBER), words.withdrawal(WITHDRAWN.0, WITHDRAWN.1)],
        MailKind::SignInCode => [words.code_subject(), words.code_use()].map(str::to_owned),
        MailKind::AddressVerification => [words.verification_subject(), words.verification()].map(str::to_owned),
        MailKind::KnownAddress => [words.known_address_subject(), words.known_address()].map(str::to_owned),
        MailKind::EmailChangeCode => [words.email_change_subject(), words.email_change()].map(str::to_owned),
        MailKind::PasswordChanged => [words.password_changed_subject(), words.password_changed()].map(str::to_owned),
        MailKind::EmailChanged => [words.email_changed_subject(), words.email_changed()].map(str::to_owned),
        MailKind::PasskeyAdded => [words.passkey_added_subject(), words.passkey_added()].map(str::to_owned),
        MailKind::IdentityAdded => [words.identity_added_subject(), words.identity_added()].map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_nothing_is_named_with_its_field() {
        let said = |name: &str, text: &str| {
            let mut fields = Fields::default();
            fields.set(name, text);
            unfit(Locale::En, MailKind::OrderPaid, &fields)
        };
        assert_eq!(said("subject.en", "Order {order} for {name}"), None);
        let (field, why) = said("introduction.de", "Hallo {vorname}").expect("nobody knows it");
        assert!(field == "introduction.de" && why.contains("{vorname}"), "{field}: {why}");
        assert_eq!(said("closing.en", "Thanks {").map(|wrong| wrong.0).as_deref(), Some("closing.en"));
        let mut fields = Fields::default();
        fields.set("subject.en", "A code for {order}");
        let (field, why) = unfit(Locale::En, MailKind::SignInCode, &fields).expect("it is about no order");
        assert!(field == "subject.en" && why.contains("{order}"), "{field}: {why}");
        // Nor is it filled in, in what one looks at.
        assert_eq!(filled(MailKind::SignInCode, "{order}", Locale::En).as_deref(), Some("{order}"));
        assert_eq!(filled(MailKind::OrderPaid, "{order}", Locale::En).as_deref(), Some(NUMBER));
    }
}
