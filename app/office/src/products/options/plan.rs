//! What a form makes of a product's options, and what that makes of its variants.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::{ProductDocument, VariantDocument};
use domain::catalog::{Choice, Localized, OptionAxis, OptionValue};
use domain::{Locale, Sku};
use words::OfficeProducts;

use crate::fields::{Fields, localized};
use crate::products::form::Faults;

/// As many variants as a product may have.
pub const MAX_VARIANTS: usize = 2_048;
/// As many values as somebody types at once.
const MAX_VALUES: usize = 500;

/// What will be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The options.
    pub options: Vec<OptionAxis>,
    /// The variants.
    pub variants: Vec<VariantDocument>,
    /// Those of them that are new.
    pub added: Vec<Sku>,
    /// Those that are no more.
    pub removed: Vec<Sku>,
}

/// What the fields of an option are called.
pub fn axis_name(axis: &str, noun: &str) -> String {
    format!("axis.{}.{noun}", const_hex::encode(axis))
}

/// What the fields of a value are called.
pub fn value_name(axis: &str, value: &str, noun: &str) -> String {
    format!("value.{}.{}.{noun}", const_hex::encode(axis), const_hex::encode(value))
}

/// What a form makes of the product. Options and values that it does not name stay as they are.
///
/// # Errors
/// Each field that cannot be what it should.
pub fn plan(fields: &Fields, kept: &ProductDocument, words: OfficeProducts) -> Result<Plan, Faults> {
    let mut faults = Faults::new();
    let mut variants = kept.variants.clone();
    let mut options = Vec::new();
    for axis in &kept.options {
        if fields.has(&axis_name(&axis.code, "remove")) {
            variants.iter_mut().for_each(|variant| drop(variant.options.remove(&axis.code)));
            continue;
        }
        let changed = changed_axis(fields, axis, words, &mut faults);
        let has_value = |variant: &VariantDocument| {
            let chosen = variant.options.get(&axis.code);
            changed.values.iter().any(|value| Some(&value.code) == chosen)
        };
        variants.retain(has_value);
        options.push(changed);
    }
    if let Some(axis) = new_axis(fields, &options, words, &mut faults) {
        if let Some(first) = axis.values.first() {
            let chosen = first.code.clone();
            variants.iter_mut().for_each(|variant| drop(variant.options.insert(axis.code.clone(), chosen.clone())));
        }
        options.push(axis);
    }
    let mut seen: BTreeSet<Choice> = BTreeSet::new();
    variants.retain(|variant| seen.insert(variant.options.clone()));
    if variants.is_empty() && faults.is_empty() {
        faults.insert("options".to_owned(), words.no_variant_left());
    }
    let before: BTreeSet<&Sku> = kept.variants.iter().map(|variant| &variant.sku).collect();
    let mut added = Vec::new();
    if fields.has("fill") && faults.is_empty() {
        match missing(&options, &variants, kept) {
            Some(new) => {
                added = new.iter().map(|variant| variant.sku.clone()).collect();
                variants.extend(new);
            }
            None => drop(faults.insert("fill".to_owned(), words.too_many_variants())),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let after: BTreeSet<&Sku> = variants.iter().map(|variant| &variant.sku).collect();
    let removed = before.difference(&after).map(|sku| (*sku).clone()).collect();
    Ok(Plan { options, variants, added, removed })
}

fn changed_axis(fields: &Fields, axis: &OptionAxis, words: OfficeProducts, faults: &mut Faults) -> OptionAxis {
    let label = renamed(fields, &axis_name(&axis.code, "label"), &axis.label, words, faults);
    let mut values: Vec<(i64, OptionValue)> = Vec::new();
    for (place, value) in axis.values.iter().enumerate() {
        let name = |noun: &str| value_name(&axis.code, &value.code, noun);
        if fields.has(&name("remove")) {
            continue;
        }
        let label = renamed(fields, &name("label"), &value.label, words, faults);
        let swatch = match fields.has(&name("swatch")) {
            true => fields.some(&name("swatch")).map(str::to_owned),
            false => value.swatch.clone(),
        };
        let position = fields.get(&name("place")).parse().unwrap_or(place as i64 + 1);
        values.push((position, OptionValue { code: value.code.clone(), label, swatch }));
    }
    values.sort_by_key(|(position, _)| *position);
    let mut values: Vec<OptionValue> = values.into_iter().map(|(_, value)| value).collect();
    let more = axis_name(&axis.code, "more");
    add_values(fields, &more, &mut values, words, faults);
    if values.is_empty() {
        faults.insert(more, words.option_without_values());
    }
    OptionAxis { code: axis.code.clone(), label, values }
}

fn new_axis(fields: &Fields, others: &[OptionAxis], words: OfficeProducts, faults: &mut Faults) -> Option<OptionAxis> {
    let label = localized(fields, "new.label");
    if label.en.is_empty() {
        if Locale::ALL.into_iter().any(|locale| label.translation(locale).is_some())
            || fields.some("new.more").is_some()
        {
            faults.insert("new.label.en".to_owned(), words.name_in_english());
        }
        return None;
    }
    let taken: BTreeSet<&str> = others.iter().map(|axis| axis.code.as_str()).collect();
    let mut values = Vec::new();
    add_values(fields, "new.more", &mut values, words, faults);
    if values.is_empty() && !faults.contains_key("new.more") {
        faults.insert("new.more".to_owned(), words.option_without_values());
    }
    Some(OptionAxis { code: code(&label.en, &taken), label, values })
}

/// A text that a form may change; English is what the others fall back to, so it cannot be taken away.
fn renamed(fields: &Fields, name: &str, kept: &Localized, words: OfficeProducts, faults: &mut Faults) -> Localized {
    let english = format!("{name}.{}", Locale::default().code());
    if !fields.has(&english) {
        return kept.clone();
    }
    let label = localized(fields, name);
    if label.en.is_empty() {
        faults.insert(english, words.name_in_english());
    }
    label
}

/// Values as they are typed, one a line: `Oat`, or `Oat | Hafer | #e8dfcf`, the languages in their order.
fn add_values(fields: &Fields, name: &str, values: &mut Vec<OptionValue>, words: OfficeProducts, faults: &mut Faults) {
    let lines: Vec<&str> = fields.get(name).lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MAX_VALUES {
        faults.insert(name.to_owned(), words.too_many_values());
        return;
    }
    for line in lines {
        let mut parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let swatch = parts.pop_if(|last| last.starts_with('#')).map(str::to_owned);
        if parts.len() > Locale::ALL.len() || parts.first().is_none_or(|english| english.is_empty()) {
            faults.insert(name.to_owned(), words.value_unreadable());
            return;
        }
        let mut label = Localized::same(parts[0]);
        for (locale, text) in Locale::ALL.into_iter().zip(&parts).skip(1).filter(|(_, text)| !text.is_empty()) {
            label = label.with(locale, *text);
        }
        let taken: BTreeSet<&str> = values.iter().map(|value| value.code.as_str()).collect();
        let code = code(&label.en, &taken);
        values.push(OptionValue { code, label, swatch });
    }
}

/// A word for data that is made of a name and that none of the others has.
fn code(name: &str, taken: &BTreeSet<&str>) -> String {
    let mut word = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => word.push(letter),
            _ if word.ends_with('-') || word.is_empty() => {}
            _ => word.push('-'),
        }
    }
    let word = word.trim_matches('-');
    let word = if word.is_empty() { "value" } else { word };
    let numbered = |number: u32| if number == 1 { word.to_owned() } else { format!("{word}-{number}") };
    (1..).map(numbered).find(|code| !taken.contains(code.as_str())).unwrap_or_default()
}

/// A variant for every choice that has none, with prices, weight and tax of the first; none if there were too many.
fn missing(
    options: &[OptionAxis],
    variants: &[VariantDocument],
    kept: &ProductDocument,
) -> Option<Vec<VariantDocument>> {
    let count = options.iter().try_fold(1_usize, |count, axis| count.checked_mul(axis.values.len()))?;
    if count > MAX_VARIANTS {
        return None;
    }
    let choices = options.iter().fold(vec![Choice::new()], |choices, axis| {
        let with = |choice: &Choice| {
            let choice = choice.clone();
            axis.values.iter().map(move |value| {
                let mut choice = choice.clone();
                choice.insert(axis.code.clone(), value.code.clone());
                choice
            })
        };
        choices.iter().flat_map(with).collect()
    });
    let there: BTreeSet<&Choice> = variants.iter().map(|variant| &variant.options).collect();
    let mut taken: BTreeSet<String> = kept.variants.iter().map(|variant| variant.sku.to_string()).collect();
    let like = kept.variants.first()?;
    let mut new = Vec::new();
    for choice in choices.into_iter().filter(|choice| !there.contains(choice)) {
        let sku = sku(kept, options, &choice, &mut taken)?;
        new.push(VariantDocument {
            sku,
            gtin: None,
            options: choice,
            prices: like.prices.clone(),
            on_hand: None,
            stock: BTreeMap::new(),
            policy: None,
            components: Vec::new(),
            weight_grams: like.weight_grams,
            measure: like.measure,
            tax_class: like.tax_class,
        });
    }
    Some(new)
}

/// The product's address and the choice, in capitals: `PILOT-JUG-OAT`.
fn sku(kept: &ProductDocument, options: &[OptionAxis], choice: &Choice, taken: &mut BTreeSet<String>) -> Option<Sku> {
    let chosen = options.iter().filter_map(|axis| choice.get(&axis.code)).map(|code| code.to_uppercase());
    let base: Vec<String> = std::iter::once(kept.slug.as_str().to_uppercase()).chain(chosen).collect();
    let base: String = base.join("-").chars().take(240).collect();
    let numbered = |number: usize| if number == 1 { base.clone() } else { format!("{base}-{number}") };
    let text = (1..=MAX_VARIANTS + 1).map(numbered).find(|text| !taken.contains(text))?;
    taken.insert(text.clone());
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::products::testing::product;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::default();
        pairs.iter().for_each(|(name, value)| fields.set(*name, *value));
        fields
    }

    fn planned(pairs: &[(String, &str)], kept: &ProductDocument) -> Result<Plan, Faults> {
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        plan(&fields(&pairs), kept, words::office_products(Locale::default()))
    }

    fn skus(variants: &[VariantDocument]) -> Vec<&str> {
        variants.iter().map(|variant| variant.sku.as_str()).collect()
    }

    /// Two variants, of two colours.
    fn coloured() -> ProductDocument {
        let mut kept = product();
        let value = |code: &str| OptionValue { code: code.into(), label: Localized::same(code), swatch: None };
        let values = vec![value("oat"), value("ink")];
        kept.options = vec![OptionAxis { code: "colour".into(), label: Localized::same("Colour"), values }];
        kept.variants[0].options.insert("colour".into(), "oat".into());
        kept.variants[1].options.insert("colour".into(), "ink".into());
        kept
    }

    #[test]
    fn nothing_said_changes_nothing() {
        let kept = coloured();
        let same = planned(&[], &kept).expect("no fault");
        assert_eq!((same.options, same.variants), (kept.options, kept.variants));
        assert!(same.added.is_empty() && same.removed.is_empty());
    }

    #[test]
    fn an_option_is_added_and_every_choice_gets_a_variant() {
        let kept = coloured();
        let said = [
            ("new.label.en".to_owned(), "Size"),
            ("new.label.de".to_owned(), "Größe"),
            ("new.more".to_owned(), "Small | Klein\r\nLarge | Groß | #fff\n"),
            ("fill".to_owned(), "on"),
        ];
        let made = planned(&said, &kept).expect("no fault");
        let size = &made.options[1];
        assert_eq!((size.code.as_str(), size.label.get(Locale::De)), ("size", "Größe"));
        assert_eq!((size.values[1].code.as_str(), size.values[1].swatch.as_deref()), ("large", Some("#fff")));
        assert_eq!(size.values[0].label.get(Locale::De), "Klein");
        assert_eq!(skus(&made.variants), ["MUG / 1", "MUG-2", "HARBOUR-MUG-OAT-LARGE", "HARBOUR-MUG-INK-LARGE"]);
        assert_eq!(made.variants[0].options["size"], "small");
        assert_eq!(made.variants[3].prices, kept.variants[0].prices);
        assert_eq!(made.added.len(), 2);
    }

    #[test]
    fn what_is_taken_out_takes_its_variants_along_but_never_the_last() {
        let kept = coloured();
        let gone = |axis: &str, value: &str| (value_name(axis, value, "remove"), "on");
        let less = planned(&[gone("colour", "ink")], &kept).expect("no fault");
        assert_eq!((skus(&less.variants), less.removed.len()), (vec!["MUG / 1"], 1));
        // Without the option, the two would be the same.
        let without = planned(&[(axis_name("colour", "remove"), "on")], &kept).expect("no fault");
        assert_eq!((skus(&without.variants), without.options.len()), (vec!["MUG / 1"], 0));
        let none = planned(&[gone("colour", "ink"), gone("colour", "oat")], &kept).expect_err("no value is left");
        assert!(none.contains_key(&axis_name("colour", "more")), "{none:?}");
    }

    #[test]
    fn values_are_renamed_moved_and_added_under_words_of_their_own() {
        let kept = coloured();
        let said = [
            (value_name("colour", "ink", "label.en"), "Night"),
            (value_name("colour", "ink", "place"), "0"),
            (axis_name("colour", "more"), "Oat\nÜber | Über"),
        ];
        let made = planned(&said, &kept).expect("no fault");
        let codes: Vec<&str> = made.options[0].values.iter().map(|value| value.code.as_str()).collect();
        assert_eq!(codes, ["ink", "oat", "oat-2", "ber"]);
        assert_eq!(made.options[0].values[0].label.en, "Night");
        let faults = planned(&[(value_name("colour", "ink", "label.en"), " ")], &kept).expect_err("no name");
        assert_eq!(faults.len(), 1);
        let many = "x\n".repeat(MAX_VALUES + 1);
        planned(&[(axis_name("colour", "more"), many.as_str())], &kept).expect_err("too many");
        let big = "y\n".repeat(MAX_VALUES);
        let said = [
            (axis_name("colour", "more"), big.as_str()),
            ("new.label.en".to_owned(), "Size"),
            ("new.more".to_owned(), "1\n2\n3\n4\n5"),
            ("fill".to_owned(), "on"),
        ];
        assert!(planned(&said, &kept).expect_err("2,510 variants").contains_key("fill"));
    }
}
