//! The order was placed: its confirmation, in the language it was placed in.

use api::catalog::Text;
use api::checkout::promotions::Discount;
use api::event::{ORDER_PLACED, OrderPlaced};
use api::orders::OrderView;
use domain::orders::OrderState;
use domain::{Locale, Money, OrderId};

use crate::frame::{Line, Message, Part};
use crate::messages::phrases::{address, named, order_link, subject};
use crate::sender::{AT_ONCE, Due, Mail, Sender, Trigger};
use origin_messaging::{HandlerError, Subscription};
use words::Mails;

pub(crate) struct Placed;

/// The confirmation's name in `shop.sent_mails`.
pub(crate) const KIND: &str = "order_confirmation";

impl Trigger for Placed {
    type Data = OrderPlaced;
    const SUBSCRIPTION: Subscription = Subscription { name: "email", subject: ORDER_PLACED, max_batch: AT_ONCE };

    fn order(data: &OrderPlaced) -> OrderId {
        data.order
    }

    async fn mail(sender: &Sender, order: OrderView, _: &OrderPlaced) -> Due {
        match order.state {
            OrderState::Placed | OrderState::PartiallyFulfilled | OrderState::Fulfilled => {}
            // The mail about that says all there is to say.
            OrderState::Cancelled => return Ok(None),
            OrderState::AwaitingPayment | OrderState::Refused => {
                return Err(HandlerError::Permanent("the order was not placed".to_owned()));
            }
        }
        let message = message(&order, &sender.link(&order).await?, terms(sender, &order));
        Ok(Some(Mail { kind: KIND, about: order.id.0, to: order.email, message, attachment: None }))
    }
}

/// Where the terms can be read that were agreed to with an order, as they were then.
pub(crate) fn terms(sender: &Sender, order: &OrderView) -> Option<String> {
    let terms = order.terms?;
    Some(sender.address(order.market, &format!("/pages/{}?version={}", terms.page, terms.version)))
}

/// The confirmation of an order, with the address of the terms that were agreed to.
pub(crate) fn message(order: &OrderView, link: &str, terms: Option<String>) -> Message {
    let locale = order.market.locale();
    let words = words::mails(locale);
    let line = |line: &api::orders::OrderLine| {
        (named(line.quantity.get(), &line.title, &line.choice), line.total.display(locale))
    };
    let mut parts = vec![
        Part::paragraph(words.placed()),
        Part::table(order.lines.iter().map(line)),
        Part::Table(amounts(order, locale)),
        Part::lines(words.goes_to(), address(order)),
        order_link(order, link),
    ];
    parts.extend(terms.map(|terms| Part::Link(words.terms().to_owned(), terms)));
    Message { locale, subject: subject(order, Mails::placed_subject), parts }
}

/// The sums, from the goods to the total; tax only where there is any.
fn amounts(order: &OrderView, locale: Locale) -> Vec<(Line, String)> {
    let words = words::mails(locale);
    let row = |name: &str, amount: Money| (Line::from(name.to_owned()), amount.display(locale));
    let taxed = |name, amount: Money| (amount.minor > 0).then(|| row(name, amount));
    let off = |amount: Money| Money::new(-amount.minor, amount.currency);
    let mut amounts = vec![row(words.subtotal(), order.subtotal)];
    amounts
        .extend(order.discounts.iter().map(|discount| (discount_name(discount), off(discount.amount).display(locale))));
    amounts.push((delivery_name(order, locale), order.delivery_fee.display(locale)));
    amounts.extend(taxed(words.tax(), order.tax));
    amounts.push(row(words.total(), order.total));
    amounts.extend(taxed(words.included_tax(), order.included_tax));
    let paid = order.gift_cards.iter().map(|part| row(&words.gift_card(&part.last_four), off(part.amount)));
    amounts.extend(paid);
    let left = order.to_charge.filter(|_| !order.gift_cards.is_empty());
    amounts.extend(left.map(|left| row(words.paid_otherwise(), left)));
    amounts
}

/// Delivery with its way: as the shopper read it, else in the shop's own word.
fn delivery_name(order: &OrderView, locale: Locale) -> Line {
    let Some(service) = &order.delivery_service else {
        return words::mails(locale).placed_delivery(order.delivery).to_owned().into();
    };
    let words = words::checkout(locale);
    let own = || Text::plain(words.delivery_method(order.delivery));
    let carrier = service.carrier.as_ref().map(|carrier| format!(", {}", words.delivery_by(carrier)));
    Line(vec![
        Text::plain(format!("{} (", words::mails(locale).delivery())),
        service.name.clone().unwrap_or_else(own),
        Text::plain(carrier.unwrap_or_default() + ")"),
    ])
}

fn discount_name(discount: &Discount) -> Line {
    let code = discount.code.as_ref().map(|code| Text::plain(format!(" ({code})")));
    Line([discount.label.clone()].into_iter().chain(code).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::order;
    use api::orders::DeliveryService;
    use domain::Market;

    const LINK: &str = "https://shop.example/de/orders/7?token=abc";

    #[test]
    fn an_order_is_confirmed_in_its_language_and_currency() {
        let link = "https://shop.example/us/orders/00000000-0000-0000-0000-000000000007?token=abc";
        let english = message(&order(Market::Us), link, None).words();
        assert_eq!(english.subject, "Your order 1001");
        assert!(english.text.contains("2 × Harbour mug – Oat: $48.00\n"), "{}", english.text);
        assert!(
            english.text.contains("Subtotal: $48.00\nDelivery (standard): $4.90\nTotal: $52.90\n"),
            "{}",
            english.text
        );
        assert!(!english.text.contains("VAT") && !english.text.contains("Tax"), "{}", english.text);
        assert!(english.text.contains(link) && english.html.contains(link));
        assert!(english.html.contains("<html lang=\"en\">"));
        let german = message(&order(Market::De), LINK, None).words();
        assert_eq!(german.subject, "Ihre Bestellung 1001");
        let sums = "Gesamtsumme: 52,90\u{a0}€\nEnthaltene MwSt.: 8,44\u{a0}€\n";
        assert!(german.text.contains(sums), "{}", german.text);
        assert!(german.html.contains("<html lang=\"de\">") && german.text.contains("/de/orders/"));
        assert!(german.text.contains("\nDeutschland\n") && english.text.contains("\nGermany\n"), "{}", german.text);
    }

    #[test]
    fn discounts_and_gift_cards_are_told() {
        let money = |minor| Money::new(minor, domain::Currency::Eur);
        let discount = Discount {
            promotion: domain::PromotionId(uuid::Uuid::nil()),
            label: Text::plain("Sommeraktion"),
            code: Some("SUMMER10".to_owned()),
            amount: money(480),
        };
        let card = api::checkout::gift_cards::GiftCardUse { last_four: "W0HE".to_owned(), amount: money(2000) };
        let order = OrderView {
            total: money(4810),
            discounts: vec![discount],
            gift_cards: vec![card],
            to_charge: Some(money(2810)),
            ..order(Market::De)
        };
        let mail = message(&order, LINK, None).words();
        let euro = "\u{a0}€";
        for row in [
            format!(
                "Zwischensumme: 48,00{euro}\nSommeraktion (SUMMER10): −4,80{euro}\nVersand (Standard): 4,90{euro}\n"
            ),
            format!("Geschenkkarte •••• W0HE: −20,00{euro}\nAnders bezahlt: 28,10{euro}\n"),
        ] {
            assert!(mail.text.contains(&row), "{}", mail.text);
        }
        assert!(mail.html.contains("Sommeraktion (SUMMER10)"), "{}", mail.html);
    }

    #[test]
    fn j02_what_nobody_translated_says_its_language_in_a_mail() {
        let mut order = order(Market::De);
        order.lines[0].title = Text::kept("Harbour mug", Some(Locale::En));
        order.lines[0].choice = Text::plain("Hafer");
        let mail = message(&order, LINK, None).words();
        let row = "<td>2 × <span lang=\"en\">Harbour mug</span> – Hafer</td>";
        assert!(mail.html.contains(row) && mail.html.contains("<html lang=\"de\">"), "{}", mail.html);
        assert!(mail.text.contains("2 × Harbour mug – Hafer: 48,00"), "{}", mail.text);
    }

    #[test]
    fn the_terms_that_were_agreed_to_can_be_read_again() {
        let terms = "https://shop.example/de/pages/0190b0a0-0000-7000-8000-000000000002?version=3";
        let mail = message(&order(Market::De), LINK, Some(terms.to_owned())).words();
        assert!(mail.text.contains(terms) && mail.html.contains(&format!("href=\"{terms}\"")), "{}", mail.text);
        assert!(mail.text.contains("Die Bedingungen, denen Sie zugestimmt haben"), "{}", mail.text);
    }

    #[test]
    fn delivery_is_called_what_the_shopper_read_when_they_ordered() {
        let service = |name, carrier: Option<&str>| {
            let carrier = carrier.map(str::to_owned);
            let order = OrderView { delivery_service: Some(DeliveryService { name, carrier }), ..order(Market::De) };
            message(&order, LINK, None).words()
        };
        let named = service(Some(Text::plain("Grünes Paket")), Some("Lastenrad"));
        assert!(named.text.contains("Versand (Grünes Paket, mit Lastenrad): 4,90"), "{}", named.text);
        let carried = service(None, Some("Lastenrad"));
        assert!(carried.text.contains("Versand (Standard, mit Lastenrad): 4,90"), "{}", carried.text);
        let foreign = service(Some(Text::kept("Green <parcel>", Some(Locale::En))), None);
        assert!(
            foreign.html.contains("<td>Versand (<span lang=\"en\">Green &lt;parcel&gt;</span>)</td>"),
            "{}",
            foreign.html
        );
    }

    #[test]
    fn what_a_shopper_typed_is_text_in_html() {
        let mut order = order(Market::Eu);
        order.address.name = "<script>alert(\"1\")</script>".to_owned();
        let html = message(&order, LINK, None).words().html;
        assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)") && !html.contains("<script"), "{html}");
    }
}
