//! The words of mails that the merchant has set, in place of the shop's own or around them.

use anyhow::Context as _;
use api::orders::OrderView;
use api::settings::{MailKind, MailTexts};
use domain::Locale;
use domain::catalog::Localized;
use domain::checkout::DeliveryMethod;
use domain::settings::{Template, Variable};
use origin_platform::Database;

use crate::frame::{Message, Part};
use crate::mail::Mail;

/// What is set of mails, and what the shop is called.
pub(crate) struct MerchantWords {
    mails: MailTexts,
    shop: Option<String>,
}

impl MerchantWords {
    /// As they are set now.
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub(crate) async fn read(db: &Database) -> anyhow::Result<Self> {
        let mails = origin_settings::mail_texts(db).await.context("reading what is set of mails")?;
        let shop = origin_settings::settings(db).await.context("reading what the shop is called")?.name;
        Ok(Self { mails, shop })
    }

    /// A mail about an order in the merchant's words, as far as there are any in its language.
    pub(crate) fn apply(&self, mut mail: Mail, order: &OrderView) -> Mail {
        // A confirmation that was asked for once more says the same.
        let kind = MailKind::of_code(mail.kind.trim_end_matches("_again"));
        // They speak of a parcel, and what was collected has none.
        let kind = kind.filter(|kind| *kind != MailKind::OrderShipped || order.delivery != DeliveryMethod::Pickup);
        let Some(kind) = kind else { return mail };
        let locale = mail.message.locale;
        let number = order.number.map(|number| number.to_string()).unwrap_or_default();
        let total = order.total.display(locale);
        self.fill(&mut mail.message, kind, |variable| match variable {
            Variable::Order => number.as_str(),
            Variable::Shop => self.shop(locale),
            Variable::Name => order.address.name.as_str(),
            Variable::Total => total.as_str(),
        });
        mail
    }

    /// A mail about an account with the merchant's words, as far as there are any in its language. They are said to whoever
    /// reads the mail, and that may be nobody's account yet: they name nobody.
    pub(crate) fn apply_to_account(&self, message: &mut Message, kind: MailKind) {
        let locale = message.locale;
        self.fill(message, kind, |variable| match variable {
            Variable::Shop => self.shop(locale),
            Variable::Order | Variable::Name | Variable::Total => "",
        });
    }

    fn shop(&self, locale: Locale) -> &str {
        self.shop.as_deref().unwrap_or_else(|| words::brand(locale).name())
    }

    fn fill<'a>(&self, message: &mut Message, kind: MailKind, value: impl Fn(Variable) -> &'a str) {
        let Some(set) = self.mails.texts.get(&kind) else { return };
        let locale = message.locale;
        let filled = |text: &Option<Localized>| {
            let template: Template = own(text.as_ref()?, locale)?.parse().ok()?;
            Some(template.fill(&value))
        };
        if let Some(subject) = filled(&set.subject) {
            message.subject = subject;
        }
        let parts = &mut message.parts;
        if let Some(introduction) = filled(&set.introduction) {
            // What is always said stays, behind it.
            let is_replaced = !kind.keeps_its_words() && matches!(parts.first(), Some(Part::Paragraph(_)));
            parts.splice(..usize::from(is_replaced), paragraphs(&introduction));
        }
        if let Some(closing) = filled(&set.closing) {
            parts.extend(paragraphs(&closing));
        }
    }
}

/// The text in this very language: the shop's own words are better than another language in the middle of a mail.
fn own(text: &Localized, locale: Locale) -> Option<&str> {
    let own = if locale == Locale::default() { Some(text.en.as_str()) } else { text.translation(locale) };
    own.filter(|own| !own.trim().is_empty())
}

fn paragraphs(text: &str) -> Vec<Part> {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(Part::paragraph).collect()
}

#[cfg(test)]
mod tests {
    use api::settings::MailText;
    use domain::Market;

    use super::*;
    use crate::messages::placed;
    use crate::testing::order;

    fn confirmation(market: Market, kind: &'static str) -> (Mail, OrderView) {
        let mut order = order(market);
        order.address.name = "<Ada> {order}".to_owned();
        let message = placed::message(&order, "https://shop.example/orders/7?token=abc", None);
        (Mail { kind, about: order.id.0, to: order.email.clone(), message, attachment: None }, order)
    }

    fn set() -> MerchantWords {
        let text = MailText {
            subject: Some(Localized::same("{shop}: {order}").with(Locale::De, "{shop}, Bestellung {order}")),
            introduction: Some(Localized::same("Dear {name},\n\nwe pack for {total}.")),
            closing: Some(Localized::same("Yours").with(Locale::De, "Herzlich\n\nAda")),
        };
        let texts = [(MailKind::OrderConfirmation, text)].into_iter().collect();
        MerchantWords { mails: MailTexts { sender_name: None, texts }, shop: Some("Kontor".to_owned()) }
    }

    #[test]
    fn a_mail_is_in_the_merchant_s_words_and_all_else_in_it_stays() {
        for kind in [placed::KIND, "order_confirmation_again"] {
            let (mail, order) = confirmation(Market::Us, kind);
            let words = set().apply(mail, &order).message.words();
            assert_eq!(words.subject, "Kontor: 1001");
            assert!(
                words.text.starts_with("Kontor: 1001\n\nDear <Ada> {order},\n\nwe pack for $52.90.\n\n"),
                "{}",
                words.text
            );
            assert!(words.text.contains("Subtotal: $48.00") && words.text.ends_with("\n\nYours\n"), "{}", words.text);
            assert!(words.html.contains("<p>Dear &lt;Ada&gt; {order},</p>"), "{}", words.html);
        }
    }

    #[test]
    fn what_is_not_set_in_the_mail_s_language_is_in_the_shop_s_own_words() {
        let (mail, order) = confirmation(Market::De, placed::KIND);
        let words = set().apply(mail, &order).message.words();
        assert_eq!(words.subject, "Kontor, Bestellung 1001");
        assert!(words.text.contains(words::mails(Locale::De).placed()), "{}", words.text);
        assert!(!words.text.contains("Dear") && words.text.ends_with("Herzlich\n\nAda\n"), "{}", words.text);
    }

    #[test]
    fn what_is_always_said_stays_behind_the_merchant_s_words() {
        let text = MailText {
            subject: Some(Localized::same("A code from {shop}")),
            introduction: Some(Localized::same("Hello from {shop}.")),
            closing: Some(Localized::same("Yours")),
        };
        let texts = [(MailKind::SignInCode, text)].into_iter().collect();
        let set = MerchantWords { mails: MailTexts { sender_name: None, texts }, shop: Some("Kontor".to_owned()) };
        let parts = || vec![Part::paragraph("Type this code."), Part::paragraph("Tell it to nobody.")];
        let mut message = Message { locale: Locale::En, subject: "Your code".to_owned(), parts: parts() };
        set.apply_to_account(&mut message, MailKind::SignInCode);
        let said = "A code from Kontor\n\nHello from Kontor.\n\nType this code.\n\nTell it to nobody.\n\nYours\n";
        assert_eq!(message.words().text, said);
        let mut other = Message { locale: Locale::De, subject: "Ihr Code".to_owned(), parts: parts() };
        set.apply_to_account(&mut other, MailKind::SignInCode);
        assert_eq!(other.subject, "Ihr Code", "nothing is set in German");
    }

    #[test]
    fn a_mail_of_another_kind_is_as_it_was() {
        let (mail, order) = confirmation(Market::Us, "order_cancelled");
        let before = mail.message.words().text;
        assert_eq!(set().apply(mail, &order).message.words().text, before);
    }
}
