//! Whether a product is what a rule asks for.

use api::catalog::{Attribute, CollectionRule, ProductDocument, RuleCondition};
use domain::catalog::Localized;
use domain::{Currency, Locale};
use serde_json::Value;
use time::{Date, Duration};

/// Whether a rule finds a product on this day (UTC). A rule without conditions finds nothing.
pub(crate) fn finds(rule: &CollectionRule, product: &ProductDocument, today: Date) -> bool {
    let mut conditions = rule.conditions.iter();
    match rule.any {
        true => conditions.any(|condition| holds(condition, product, today)),
        false => !rule.conditions.is_empty() && conditions.all(|condition| holds(condition, product, today)),
    }
}

fn holds(condition: &RuleCondition, product: &ProductDocument, today: Date) -> bool {
    match condition {
        RuleCondition::Brand { text } => is_same(&product.brand, text),
        RuleCondition::Title { text } => {
            let part = text.trim().to_lowercase();
            of_any_language(&product.title).any(|title| title.to_lowercase().contains(&part))
        }
        RuleCondition::Attribute { key, text } => {
            product.attributes.get(key).is_some_and(|kept| says(&Attribute::from(kept).value, text))
        }
        RuleCondition::PriceFrom { currency, amount_minor } => {
            lowest(product, *currency).is_some_and(|lowest| lowest >= *amount_minor)
        }
        RuleCondition::PriceTo { currency, amount_minor } => {
            lowest(product, *currency).is_some_and(|lowest| lowest <= *amount_minor)
        }
        RuleCondition::Reduced => {
            product.variants.iter().flat_map(|variant| &variant.prices).any(|price| price.compare_at_minor.is_some())
        }
        RuleCondition::ReleasedWithin { days } => {
            let format = time::macros::format_description!("[year]-[month]-[day]");
            let released = product.released_on.as_deref().and_then(|date| Date::parse(date, format).ok());
            let first = today.saturating_sub(Duration::days(i64::from(*days)));
            released.is_some_and(|released| (first..=today).contains(&released))
        }
    }
}

fn lowest(product: &ProductDocument, currency: Currency) -> Option<i64> {
    let prices = product.variants.iter().flat_map(|variant| &variant.prices);
    prices.filter(|price| price.currency == currency).map(|price| price.amount_minor).min()
}

fn of_any_language(text: &Localized) -> impl Iterator<Item = &str> {
    std::iter::once(text.en.as_str()).chain(Locale::ALL.into_iter().filter_map(|locale| text.translation(locale)))
}

fn is_same(kept: &str, asked: &str) -> bool {
    kept.trim().to_lowercase() == asked.trim().to_lowercase()
}

/// Whether a value is this, or one of several is, or it is written so in one of its languages.
fn says(value: &Value, asked: &str) -> bool {
    match value {
        Value::String(text) => is_same(text, asked),
        Value::Array(several) => several.iter().any(|one| !one.is_array() && says(one, asked)),
        Value::Object(languages) => languages.values().any(|one| one.is_string() && says(one, asked)),
        Value::Number(number) => {
            let asked: Option<f64> = asked.trim().parse().ok();
            asked.is_some_and(|asked| number.as_f64() == Some(asked))
        }
        Value::Bool(truth) => is_same(if *truth { "true" } else { "false" }, asked),
        Value::Null => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::mug;
    use time::macros::date;

    fn text(text: &str) -> String {
        text.to_owned()
    }

    fn price(from: i64) -> RuleCondition {
        RuleCondition::PriceFrom { currency: Currency::Eur, amount_minor: from }
    }

    fn attribute(key: &str, value: &str) -> RuleCondition {
        RuleCondition::Attribute { key: text(key), text: text(value) }
    }

    #[test]
    fn each_condition_holds_for_what_it_says_alone() {
        let today = date!(2026 - 03 - 11);
        let to = |currency, amount_minor| RuleCondition::PriceTo { currency, amount_minor };
        let cases = [
            (RuleCondition::Brand { text: text(" selvedge ") }, true),
            (RuleCondition::Brand { text: text("Selv") }, false),
            (RuleCondition::Title { text: text("BECHER") }, true),
            (RuleCondition::Title { text: text("bowl") }, false),
            (attribute("capacity_l", "0.350"), true),
            (attribute("capacity_l", "0.3"), false),
            (attribute("dishwasher_safe", "True"), true),
            (attribute("pieces", "1"), true),
            (attribute("nothing", "1"), false),
            (price(1900), true),
            (price(1901), false),
            (to(Currency::Eur, 1900), true),
            (to(Currency::Eur, 1899), false),
            (to(Currency::Usd, 2200), true),
            (RuleCondition::Reduced, true),
            (RuleCondition::ReleasedWithin { days: 10 }, true),
            (RuleCondition::ReleasedWithin { days: 9 }, false),
        ];
        for (condition, expected) in cases {
            assert_eq!(holds(&condition, &mug(), today), expected, "{condition:?}");
        }
        let tomorrow = RuleCondition::ReleasedWithin { days: 9 };
        assert!(!holds(&tomorrow, &mug(), date!(2026 - 02 - 28)), "it is not out yet");
    }

    #[test]
    fn values_are_found_in_lists_and_in_every_language() {
        let mut product = mug();
        product.attributes.insert(text("material"), serde_json::json!(["Oak", { "en": "Ash", "de": "Esche" }]));
        let labelled = serde_json::json!({ "label": { "en": "Use" }, "value": "Tea", "unit": "" });
        product.attributes.insert(text("use"), labelled);
        for (key, value, expected) in
            [("material", "oak", true), ("material", "esche", true), ("material", "elm", false), ("use", "tea", true)]
        {
            assert_eq!(holds(&attribute(key, value), &product, date!(2026 - 03 - 11)), expected, "{key} {value}");
        }
    }

    #[test]
    fn all_or_any_of_them_and_none_finds_nothing() {
        let rule = |any, conditions: &[RuleCondition]| {
            finds(&CollectionRule { any, conditions: conditions.to_vec() }, &mug(), date!(2026 - 03 - 11))
        };
        let (holds, fails) = (price(0), price(5000));
        assert!(rule(true, &[fails.clone(), holds.clone()]) && !rule(false, &[fails, holds.clone()]));
        assert!(rule(false, &[holds.clone(), holds]));
        assert!(!rule(false, &[]) && !rule(true, &[]));
    }
}
