//! What a shopper is told of an order that was placed, in the language it was placed in.

use api::checkout::promotions::Discount;
use api::orders::{OrderLine, OrderView};
use domain::checkout::DeliveryMethod;
use domain::{Locale, Money};

/// A mail's words, as plain text and as HTML.
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

/// The fixed phrases of a language.
struct Phrases {
    subject: &'static str,
    thanks: &'static str,
    subtotal: &'static str,
    delivery: &'static str,
    standard: &'static str,
    express: &'static str,
    pickup: &'static str,
    tax: &'static str,
    included_tax: &'static str,
    total: &'static str,
    gift_card: &'static str,
    to_pay: &'static str,
    goes_to: &'static str,
    see: &'static str,
}

const ENGLISH: Phrases = Phrases {
    subject: "Your order",
    thanks: "Thank you for your order. We are packing it now.",
    subtotal: "Subtotal",
    delivery: "Delivery",
    standard: "standard",
    express: "express",
    pickup: "pickup",
    tax: "Tax",
    included_tax: "Included VAT",
    total: "Total",
    gift_card: "Gift card",
    to_pay: "Paid otherwise",
    goes_to: "It goes to",
    see: "See your order",
};

const GERMAN: Phrases = Phrases {
    subject: "Ihre Bestellung",
    thanks: "Vielen Dank für Ihre Bestellung. Wir packen sie gerade.",
    subtotal: "Zwischensumme",
    delivery: "Versand",
    standard: "Standard",
    express: "Express",
    pickup: "Abholung",
    tax: "Steuern",
    included_tax: "Enthaltene MwSt.",
    total: "Gesamtsumme",
    gift_card: "Geschenkkarte",
    to_pay: "Anders bezahlt",
    goes_to: "Sie geht an",
    see: "Ihre Bestellung ansehen",
};

/// The confirmation of an order.
pub(crate) fn words(order: &OrderView, public_url: &str) -> Words {
    let locale = order.market.locale();
    let phrases = match locale {
        Locale::En => &ENGLISH,
        Locale::De => &GERMAN,
    };
    let number = order.number.map(|number| number.to_string()).unwrap_or_default();
    let link = format!("{public_url}{}", order.market.path(&format!("/orders/{}", order.id)));
    let subject = format!("{} {number}", phrases.subject).trim_end().to_owned();
    let amounts = amounts(order, phrases);
    let text = text(order, phrases, &subject, &amounts, &link, locale);
    let html = html(order, phrases, &subject, &amounts, &link, locale);
    Words { subject, text, html }
}

/// The sums, from the goods to the total; tax only where there is any.
fn amounts(order: &OrderView, phrases: &Phrases) -> Vec<(String, Money)> {
    let method = match order.delivery {
        DeliveryMethod::Standard => phrases.standard,
        DeliveryMethod::Express => phrases.express,
        DeliveryMethod::Pickup => phrases.pickup,
    };
    let off = |amount: Money| Money::new(-amount.minor, amount.currency);
    let tax = |name: &str, amount: Money| (amount.minor > 0).then(|| (name.to_owned(), amount));
    let mut amounts = vec![(phrases.subtotal.to_owned(), order.subtotal)];
    amounts.extend(order.discounts.iter().map(|discount| (discount_name(discount), off(discount.amount))));
    amounts.push((format!("{} ({method})", phrases.delivery), order.delivery_fee));
    amounts.extend(tax(phrases.tax, order.tax));
    amounts.push((phrases.total.to_owned(), order.total));
    amounts.extend(tax(phrases.included_tax, order.included_tax));
    for part in &order.gift_cards {
        amounts.push((format!("{} •••• {}", phrases.gift_card, part.last_four), off(part.amount)));
    }
    let left = order.to_charge.filter(|_| !order.gift_cards.is_empty());
    amounts.extend(left.map(|left| (phrases.to_pay.to_owned(), left)));
    amounts
}

fn discount_name(discount: &Discount) -> String {
    match &discount.code {
        Some(code) => format!("{} ({code})", discount.label),
        None => discount.label.clone(),
    }
}

fn named(line: &OrderLine) -> String {
    if line.choice.is_empty() { line.title.clone() } else { format!("{} – {}", line.title, line.choice) }
}

fn address(order: &OrderView) -> Vec<String> {
    let address = &order.address;
    let town = format!("{} {}", address.postal_code, address.city);
    let country = address.country.code().to_owned();
    let lines = [address.name.clone(), address.street.clone(), address.extra.clone(), town, country];
    lines.into_iter().filter(|line| !line.trim().is_empty()).collect()
}

fn text(
    order: &OrderView,
    phrases: &Phrases,
    subject: &str,
    amounts: &[(String, Money)],
    link: &str,
    locale: Locale,
) -> String {
    let mut text = format!("{subject}\n\n{}\n\n", phrases.thanks);
    for line in &order.lines {
        text += &format!("{} × {}: {}\n", line.quantity.get(), named(line), line.total.display(locale));
    }
    text.push('\n');
    for (name, amount) in amounts {
        text += &format!("{name}: {}\n", amount.display(locale));
    }
    text + &format!("\n{}:\n{}\n\n{}: {link}\n", phrases.goes_to, address(order).join("\n"), phrases.see)
}

fn html(
    order: &OrderView,
    phrases: &Phrases,
    subject: &str,
    amounts: &[(String, Money)],
    link: &str,
    locale: Locale,
) -> String {
    let row = |what: &str, amount: Money| {
        let amount = amount.display(locale);
        format!("<tr><td>{}</td><td align=\"right\">{}</td></tr>\n", escape(what), escape(&amount))
    };
    let lines = order.lines.iter().map(|line| row(&format!("{} × {}", line.quantity.get(), named(line)), line.total));
    let lines: String = lines.chain(amounts.iter().map(|(name, amount)| row(name, *amount))).collect();
    let address: Vec<String> = address(order).iter().map(|line| escape(line)).collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\n<body>\n\
         <h1>{subject}</h1>\n<p>{}</p>\n<table cellpadding=\"4\">\n{lines}</table>\n<p>{}:<br>{}</p>\n\
         <p><a href=\"{}\">{}</a></p>\n</body></html>\n",
        locale.code(),
        phrases.thanks,
        phrases.goes_to,
        address.join("<br>"),
        escape(link),
        phrases.see,
        subject = escape(subject),
    )
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::order;
    use domain::Market;

    #[test]
    fn an_order_is_confirmed_in_its_language_and_currency() {
        let english = words(&order(Market::Us), "https://shop.example");
        assert_eq!(english.subject, "Your order 1001");
        assert!(english.text.contains("2 × Harbour mug – Oat: $48.00\n"), "{}", english.text);
        assert!(
            english.text.contains("Subtotal: $48.00\nDelivery (standard): $4.90\nTotal: $52.90\n"),
            "{}",
            english.text
        );
        assert!(!english.text.contains("VAT") && !english.text.contains("Tax"), "{}", english.text);
        let link = "https://shop.example/us/orders/00000000-0000-0000-0000-000000000007";
        assert!(english.text.contains(link) && english.html.contains(link));
        assert!(english.html.contains("<html lang=\"en\">"));
        let german = words(&order(Market::De), "https://shop.example");
        assert_eq!(german.subject, "Ihre Bestellung 1001");
        let sums = "Gesamtsumme: 52,90\u{a0}€\nEnthaltene MwSt.: 8,44\u{a0}€\n";
        assert!(german.text.contains(sums), "{}", german.text);
        assert!(german.html.contains("<html lang=\"de\">") && german.text.contains("/de/orders/"));
    }

    #[test]
    fn discounts_and_gift_cards_are_told() {
        let money = |minor| Money::new(minor, domain::Currency::Eur);
        let discount = Discount {
            promotion: domain::PromotionId(uuid::Uuid::nil()),
            label: "Sommeraktion".to_owned(),
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
        let mail = words(&order, "https://shop.example");
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
    fn what_a_shopper_typed_is_text_in_html() {
        let mut order = order(Market::Eu);
        order.address.name = "<script>alert(\"1\")</script>".to_owned();
        let html = words(&order, "https://shop.example").html;
        assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)") && !html.contains("<script"), "{html}");
    }
}
