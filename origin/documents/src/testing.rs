//! What the tests share: an order with discount, two rates of tax and a gift card, and documents about it.

use domain::catalog::Localized;
use domain::checkout::{
    Address, Basket, Benefit, Breakdown, Claim, Country, DeliveryMethod, DeliveryTable, GiftCard, Line, PriceMode,
    Promotion, PromotionTerms, Target, TaxClass, TaxTable, Uses, price,
};
use domain::{Currency, GiftCardId, Locale, Money, Prices, PromotionId, Quantity};
use uuid::Uuid;

use crate::{CreditNote, CreditedLine, Heading, Invoice, Merchant, SoldLine};

fn currency(mode: PriceMode) -> Currency {
    if mode == PriceMode::TaxIncluded { Currency::Eur } else { Currency::Usd }
}

fn promotion(basis_points: u32) -> Promotion {
    let terms = PromotionTerms {
        id: PromotionId(Uuid::from_u128(1)),
        title: Localized::same("Autumn"),
        code: None,
        benefit: Benefit::Percent { basis_points },
        target: Target::Order,
        minimum_spend: Prices::new(),
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
        priority: 0,
        exclusive: false,
    };
    Promotion::try_from(terms).expect("sound terms")
}

/// What an order of so many lines costs; each third line is taxed at the reduced rate.
pub(crate) fn breakdown(mode: PriceMode, lines: u32) -> Breakdown {
    let currency = currency(mode);
    let line = |index: u32| Line {
        sku: format!("SKU-{index}").parse().expect("a SKU"),
        unit_price: Money::new(1999 + 1000 * i64::from(index), currency),
        quantity: Quantity::try_from(i64::from(index % 4 + 1)).expect("in range"),
        tax_class: if index.is_multiple_of(3) { TaxClass::Reduced } else { TaxClass::Standard },
        grams: 400,
        collections: vec![],
    };
    let lines: Vec<Line> = (1..=lines).map(line).collect();
    let card = GiftCard { id: GiftCardId(Uuid::from_u128(2)), balance: Money::new(1000, currency) };
    let basket = Basket {
        currency,
        lines: &lines,
        claims: &[Claim { promotion: &promotion(1000), uses: Uses::default() }],
        delivery: Some(DeliveryMethod::Express),
        to: Country::De.into(),
        deliveries: &DeliveryTable::default(),
        taxes: &TaxTable::of_2026(),
        mode,
        gift_cards: &[card],
        now: 0,
    };
    price(&basket).expect("priced").breakdown
}

pub(crate) fn heading(locale: Locale) -> Heading {
    Heading {
        number: 17,
        issued_on: "2026-11-23".to_owned(),
        locale,
        merchant: Merchant {
            name: "Selvedge Weberei".to_owned(),
            address: ["Am Webstuhl 1", "04109 Leipzig", "Deutschland"].map(str::to_owned).to_vec(),
            vat_id: Some("DE123456789".to_owned()),
        },
        buyer: Address {
            name: "Jürgen Groß".to_owned(),
            street: "Straße der Übung 5".to_owned(),
            extra: "Hinterhaus, 3. Etage".to_owned(),
            postal_code: "10115".to_owned(),
            city: "Berlin".to_owned(),
            region: String::new(),
            country: Country::De,
        },
        order_number: 1042,
        ordered_on: "2026-11-20".to_owned(),
    }
}

pub(crate) fn invoice(locale: Locale, mode: PriceMode, lines: u32) -> Invoice {
    let breakdown = breakdown(mode, lines);
    let sold = |index: u32| SoldLine {
        title: format!("Becher {index} für Frühstück und Abendbrot aus Steinzeug"),
        choice: "Hafer, groß".to_owned(),
    };
    let released = Money::zero(breakdown.parts().currency);
    let lines = (1..=lines).map(sold).collect();
    Invoice { heading: heading(locale), lines, delivery: None, breakdown, released, territory: None }
}

/// One piece of the first line, all of delivery and goodwill of 3.
pub(crate) fn credit_note(locale: Locale, mode: PriceMode) -> CreditNote {
    let breakdown = breakdown(mode, 3);
    let parts = breakdown.parts();
    let currency = parts.currency;
    let with_tax = |net: Money, tax: Money| match mode {
        PriceMode::TaxIncluded => net,
        PriceMode::TaxExcluded => net.checked_add(tax).expect("small"),
    };
    let first = &parts.lines[0];
    let whole = with_tax(first.net, first.tax);
    let line = CreditedLine {
        title: "Becher 1 für Frühstück und Abendbrot aus Steinzeug".to_owned(),
        choice: "Hafer, groß".to_owned(),
        sku: first.sku.clone(),
        quantity: Quantity::try_from(1).expect("in range"),
        amount: whole.share(1, first.quantity.get()),
        tax: first.tax.share(1, first.quantity.get()),
        tax_rate: first.tax_rate,
    };
    let delivery = parts.delivery.as_ref().map_or(Money::zero(currency), |paid| with_tax(paid.net, paid.tax));
    let goodwill = Money::new(300, currency);
    let total = Money::sum(currency, [line.amount, delivery, goodwill]).expect("small");
    CreditNote {
        heading: Heading { number: 3, issued_on: "2026-12-01".to_owned(), ..heading(locale) },
        invoice: 17,
        invoiced_on: "2026-11-23".to_owned(),
        reason: "Chipped rim; the rest of the box arrived in good order and stays with the shopper".to_owned(),
        lines: vec![line],
        delivery,
        goodwill,
        total,
        released: false,
        breakdown,
    }
}

/// Keeps a PDF for people to look at, in the folder that `DOCUMENTS_DIR` names, if it does.
pub(crate) fn show(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("DOCUMENTS_DIR") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).expect("writable");
    }
}
