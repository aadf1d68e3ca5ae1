//! One sellable snapshot, as a product's document describes it.

use std::collections::{BTreeMap, BTreeSet};

use api::catalog::{MediaDocument, ProductDocument, VariantDocument};
use domain::catalog::{Choice, Localized, Measure, OptionAxis};
use domain::checkout::TaxClass;
use domain::{Locale, ProductId, Sku, Slug};
use serde::Serialize;

/// A variant with what carts and orders need of its product.
#[derive(Serialize)]
pub(super) struct SellableSnapshot<'a> {
    pub sku: &'a Sku,
    pub product_id: ProductId,
    slug: &'a Slug,
    title: &'a Localized,
    choice: Localized,
    prices: BTreeMap<&'static str, i64>,
    picture: Option<&'a MediaDocument>,
    tax_class: TaxClass,
    /// Of one unit; nothing if the catalogue does not know.
    grams: u32,
    measure: Option<Measure>,
    collections: &'a [Slug],
}

/// The snapshots of a product: one for each variant.
pub(super) fn snapshots_of(id: ProductId, product: &ProductDocument) -> impl Iterator<Item = SellableSnapshot<'_>> {
    product.variants.iter().map(move |variant| SellableSnapshot {
        sku: &variant.sku,
        product_id: id,
        slug: &product.slug,
        title: &product.title,
        choice: choice_label(&product.options, &variant.options),
        prices: prices(variant),
        picture: picture(&product.media, &variant.options),
        tax_class: variant.tax_class,
        grams: variant.weight_grams.unwrap_or_default(),
        measure: variant.measure,
        collections: &product.collections,
    })
}

fn prices(variant: &VariantDocument) -> BTreeMap<&'static str, i64> {
    variant.prices.iter().map(|price| (price.currency.code(), price.amount_minor)).collect()
}

/// The choice as people read it, in the order of the options: “Oat, Large”.
fn choice_label(axes: &[OptionAxis], choice: &Choice) -> Localized {
    let value = |axis: &'_ OptionAxis| axis.values.iter().position(|value| choice.get(&axis.code) == Some(&value.code));
    let labels: Vec<&Localized> =
        axes.iter().filter_map(|axis| value(axis).map(|index| &axis.values[index].label)).collect();
    let joined = |locale| labels.iter().map(|label| label.get(locale)).collect::<Vec<_>>().join(", ");
    let translated: BTreeSet<Locale> = labels.iter().flat_map(|label| label.translated()).collect();
    let english = Localized::same(joined(Locale::default()));
    translated.into_iter().fold(english, |label, locale| label.with(locale, joined(locale)))
}

/// The first picture that shows this choice, or else the product's main one.
fn picture<'a>(media: &'a [MediaDocument], choice: &Choice) -> Option<&'a MediaDocument> {
    let shows = |picture: &&MediaDocument| {
        !picture.option.is_empty() && picture.option.iter().all(|(axis, value)| choice.get(axis) == Some(value))
    };
    media.iter().find(shows).or_else(|| media.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalog::OptionValue;

    fn axis(code: &str, values: &[(&str, &str, Option<&str>)]) -> OptionAxis {
        let value = |(code, en, de): &(&str, &str, Option<&str>)| OptionValue {
            code: (*code).to_owned(),
            label: de.map_or(Localized::same(*en), |de| Localized::same(*en).with(Locale::De, de)),
            swatch: None,
        };
        OptionAxis { code: code.to_owned(), label: Localized::same(code), values: values.iter().map(value).collect() }
    }

    fn choice(pairs: &[(&str, &str)]) -> Choice {
        pairs.iter().map(|(axis, value)| ((*axis).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_choice_is_read_in_the_order_of_the_options() {
        let axes = [axis("size", &[("l", "Large", None)]), axis("colour", &[("oat", "Oat", Some("Hafer"))])];
        let label = choice_label(&axes, &choice(&[("colour", "oat"), ("size", "l")]));
        assert_eq!((label.en.as_str(), label.translation(Locale::De)), ("Large, Oat", Some("Large, Hafer")));
        assert_eq!(choice_label(&[], &Choice::new()), Localized::default());
    }

    #[test]
    fn the_picture_shows_the_choice_if_one_does() {
        let shot = |path: &str, option| MediaDocument {
            path: path.to_owned(),
            alt: Localized::default(),
            width: 1,
            height: 1,
            option,
            focus: None,
            colour: None,
        };
        let media = [shot("all", Choice::new()), shot("oat", choice(&[("colour", "oat")]))];
        let path = |pairs: &[(&str, &str)]| picture(&media, &choice(pairs)).map(|picture| picture.path.as_str());
        assert_eq!(path(&[("colour", "oat"), ("size", "l")]), Some("oat"));
        assert_eq!(path(&[("colour", "ink")]), Some("all"));
        assert_eq!(picture(&[], &Choice::new()), None);
    }
}
