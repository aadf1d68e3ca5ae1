//! Amounts, and prices by measure.

use super::*;
use crate::Currency;
use proptest::prelude::*;

fn amount(text: &str) -> Amount {
    text.parse().expect(text)
}

fn measure(content: &str, per: &str) -> Measure {
    Measure::new(amount(content), amount(per)).expect("one dimension")
}

fn cents(content: &str, per: &str, minor: i64) -> Option<i64> {
    measure(content, per).of(Money::new(minor, Currency::Eur)).map(|unit| unit.price.minor)
}

#[test]
fn amounts_are_read_as_people_write_them() {
    for (text, kept) in [
        ("750 ml", "750 ml"),
        ("0.75 l", "0.75 l"),
        ("0,75L", "0.75 l"),
        (" 1.125 kg ", "1.125 kg"),
        ("1.50 m2", "1.5 m²"),
        ("2 M²", "2 m²"),
        ("3 KG", "3 kg"),
        ("20 pieces", "20 piece"),
        ("1000000 g", "1000000 g"),
    ] {
        assert_eq!(amount(text).to_string(), kept);
    }
    for text in [
        "",
        "g",
        "0 g",
        "0.0004 g",
        "1,500 g",
        "1.2.3 g",
        "-1 g",
        "1. g",
        ".5 g",
        "1000001 g",
        "99999999 g",
        "1",
        "1 oz",
        "0.5 piece",
        "1e3 g",
        "١ g",
    ] {
        assert_eq!(text.parse::<Amount>(), Err(AmountError), "{text}");
    }
    assert_eq!(amount("1.5 m").number(Locale::De), "1,5");
}

#[test]
fn a_price_by_measure_is_rounded_to_the_cent() {
    assert_eq!(cents("250 g", "100 g", 498), Some(199));
    assert_eq!(cents("750 ml", "1 l", 599), Some(799));
    assert_eq!(cents("3 m", "1 m", 100), Some(33));
    assert_eq!(cents("30 piece", "1 piece", 1000), Some(33));
    assert_eq!(cents("8 g", "1 kg", 1), Some(125));
    assert_eq!(cents("200 g", "100 g", 1), Some(1), "half a cent is one");
    assert_eq!(cents("1 kg", "1000 g", 500), None, "it would say the price again");
    assert_eq!(cents("0.001 g", "1000000 kg", i64::MAX), None);
    let mixed = Measure::new(amount("1 l"), amount("1 kg")).expect_err("two dimensions");
    assert!(mixed.to_string().contains("the price of 1 l cannot be told for 1 kg"));
}

#[test]
fn a_measure_is_kept_as_it_is_read_and_one_of_two_dimensions_is_none() {
    let kept = serde_json::json!({ "content": "750 ml", "per": "1 l" });
    let read: Measure = serde_json::from_value(kept.clone()).expect("a measure");
    assert_eq!((read, serde_json::to_value(read).expect("plain")), (measure("750 ml", "1 l"), kept));
    assert_eq!((read.to_string().as_str(), "0,75 l/1 l".parse()), ("750 ml / 1 l", Ok(measure("0.75 l", "1 l"))));
    for wrong in ["750 ml", "750 ml / 1 kg", "750 ml / 1 l / 2 l", "/"] {
        assert_eq!(wrong.parse::<Measure>(), Err(AmountError), "{wrong}");
    }
    for wrong in [
        serde_json::json!({ "content": "750 ml", "per": "1 kg" }),
        serde_json::json!({ "content": "750 ml" }),
        serde_json::json!({ "content": "750 ml", "per": "1 l", "more": 1 }),
        serde_json::json!({ "content": 750, "per": "1 l" }),
    ] {
        assert!(serde_json::from_value::<Measure>(wrong.clone()).is_err(), "{wrong}");
    }
}

fn any_amount(unit: Unit) -> impl Strategy<Value = Amount> {
    (1_u32..=1_000_000).prop_map(move |units| {
        let thousandths = if unit == Unit::Piece { units / 1000 * 1000 + 1000 } else { units };
        Amount::new(thousandths, unit).expect("in range")
    })
}

proptest! {
    #[test]
    fn an_amount_is_read_back(unit in prop::sample::select(&Unit::ALL[..]), thousandths in 1_u32..=1_000_000_000) {
        if let Ok(amount) = Amount::new(thousandths, unit) {
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
            prop_assert_eq!(format!("{}{}", amount.written(','), unit.code()).parse().unwrap_or(amount), amount);
        }
    }

    /// What is told is never further from the exact price than half of the smallest unit of money.
    #[test]
    fn the_price_by_measure_is_the_nearest(
        minor in 0_i64..=1_000_000_000,
        (content, per) in prop::sample::select(&Unit::ALL[..])
            .prop_flat_map(|unit| (any_amount(unit), any_amount(unit))),
    ) {
        let measure = Measure::new(content, per).expect("one unit");
        let Some(unit) = measure.of(Money::new(minor, Currency::Eur)) else { return Ok(()) };
        let exact = i128::from(minor) * per.smallest();
        let told = i128::from(unit.price.minor) * content.smallest();
        prop_assert!((told - exact).abs() * 2 <= content.smallest());
    }

    /// A dearer thing is never cheaper by measure, and the unit it is measured in changes nothing.
    #[test]
    fn the_price_by_measure_follows_the_price(
        low in 0_i64..=1_000_000_000, more in 0_i64..=1_000_000, grams in 2_u32..=1_000_000,
    ) {
        let of = |content: Amount, minor| {
            let per = Amount::new(1000, Unit::Kilogram).expect("a kilogram");
            Measure::new(content, per).expect("mass").of(Money::new(minor, Currency::Eur)).map(|unit| unit.price.minor)
        };
        let content = Amount::new(grams * 1000, Unit::Gram).expect("in range");
        let same = Amount::new(grams, Unit::Kilogram).expect("in range");
        prop_assert_eq!(of(content, low), of(same, low));
        prop_assert!(of(content, low) <= of(content, low + more));
    }
}
