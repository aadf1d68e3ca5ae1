//! What a shopper chooses from on a product page.

use std::cmp::Reverse;
use std::fmt;

use api::catalog::{OptionView, ProductView};
use api::endpoint::percent_encoded;
use api::inventory::StockView;
use domain::catalog::{Price, PriceStep};
use domain::inventory::Availability;
use domain::{Market, Sku, Slug};
use serde::{Deserialize, Serialize};

/// A product's variants, as small as the browser needs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyBoxContents {
    /// Language and currency.
    pub market: Market,
    /// The product's address.
    pub slug: Slug,
    /// The axes of choice.
    pub options: Vec<OptionView>,
    /// What can be bought; never empty on a page.
    pub variants: Vec<BuyBoxVariant>,
    /// The variant shown, as an index.
    pub chosen: usize,
}

/// One variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyBoxVariant {
    /// What names it in the cart.
    pub sku: Sku,
    /// For each axis the index of its value.
    pub picks: Vec<usize>,
    /// Its price; none if it is not sold in the market's currency.
    pub price: Option<Price>,
    /// Whether it can be had; none if that is not known now.
    pub availability: Option<Availability>,
    /// The picture that shows it, as an index.
    pub picture: Option<usize>,
    /// What each costs from which quantity on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<PriceStep>,
}

impl BuyBoxVariant {
    /// Whether it may be put into a cart. What is not known is left to the cart to find out.
    pub fn is_buyable(&self) -> bool {
        self.price.is_some() && self.availability.is_none_or(Availability::is_buyable)
    }
}

impl BuyBoxContents {
    /// The offer of `product`. The variant `wanted` is chosen, or else the first that can be bought.
    pub fn new(market: Market, product: &ProductView, stock: &[StockView], wanted: Option<&Sku>) -> Self {
        let variants: Vec<BuyBoxVariant> = product
            .variants
            .iter()
            .map(|variant| {
                let pick = |option: &OptionView| {
                    let value = variant.options.get(&option.code);
                    option.values.iter().position(|known| Some(&known.code) == value).unwrap_or_default()
                };
                let level = stock.iter().find(|level| level.sku == variant.sku);
                BuyBoxVariant {
                    sku: variant.sku.clone(),
                    picks: product.options.iter().map(pick).collect(),
                    price: variant.price,
                    availability: level.map(|level| level.availability),
                    picture: picture_of(product, &variant.options),
                    steps: level.map(|level| steps(&level.steps, market)).unwrap_or_default(),
                }
            })
            .collect();
        let wanted = wanted.and_then(|sku| variants.iter().position(|variant| variant.sku == *sku));
        let chosen = wanted.or_else(|| variants.iter().position(BuyBoxVariant::is_buyable)).unwrap_or_default();
        Self { market, slug: product.slug.clone(), options: product.options.clone(), variants, chosen }
    }

    /// The variant at `index`; none only in an offer without variants.
    pub fn variant(&self, index: usize) -> Option<&BuyBoxVariant> {
        self.variants.get(index)
    }

    /// Whether the variant at `index` is sold in the market's currency.
    pub fn is_priced(&self, index: usize) -> bool {
        self.variant(index).is_some_and(|variant| variant.price.is_some())
    }

    /// The variant a shopper gets who looks at `current` and picks `value` on `axis`: the one that
    /// keeps most of the other picks, and of those one that can be bought.
    pub fn pick(&self, current: usize, axis: usize, value: usize) -> Option<usize> {
        let current = self.variants.get(current)?;
        let kept = |variant: &BuyBoxVariant| variant.picks.iter().zip(&current.picks).filter(|(a, b)| a == b).count();
        let candidates =
            self.variants.iter().enumerate().filter(|(_, variant)| variant.picks.get(axis) == Some(&value));
        candidates
            .min_by_key(|(index, variant)| (Reverse(kept(variant)), Reverse(variant.is_buyable()), *index))
            .map(|(index, _)| index)
    }

    /// The link of a value on an axis, for a shopper who looks at `current`.
    pub fn chip(&self, current: usize, axis: usize, value: usize) -> Chip {
        let target = self.pick(current, axis, value);
        Chip {
            address: target.map(|index| self.address(index)),
            is_current: self.variant(current).and_then(|variant| variant.picks.get(axis)) == Some(&value),
            is_buyable: target.and_then(|index| self.variant(index)).is_some_and(BuyBoxVariant::is_buyable),
            is_priced: target.is_some_and(|index| self.is_priced(index)),
        }
    }

    /// The picture to begin with, as an index: that of the variant `wanted`. It is never chosen by
    /// what can be bought, so that it stays right when that changes.
    pub fn first_picture(&self, wanted: Option<&Sku>) -> usize {
        let wanted = wanted.and_then(|sku| self.variants.iter().find(|variant| variant.sku == *sku));
        wanted.and_then(|variant| variant.picture).unwrap_or_default()
    }

    /// The address that shows a variant.
    pub fn address(&self, index: usize) -> String {
        let mut address = String::with_capacity(64);
        self.write_address(index, &mut address).expect("a String takes all text");
        address
    }

    /// Writes the same.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_address(&self, index: usize, out: &mut impl fmt::Write) -> fmt::Result {
        self.market.path_parts("/products/").into_iter().try_for_each(|part| out.write_str(part))?;
        out.write_str(self.slug.as_str())?;
        let Some(variant) = self.variants.get(index) else { return Ok(()) };
        out.write_str("?variant=")?;
        out.write_str(&percent_encoded(variant.sku.as_str()))
    }
}

/// What of a value's link changes with what is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// The page of the variant that would be chosen; none if no variant has the value.
    pub address: Option<String>,
    /// Whether the value is chosen.
    pub is_current: bool,
    /// Whether the variant that would be chosen can be bought.
    pub is_buyable: bool,
    /// Whether it has a price in the market's currency. Without one it is not sold, however much of it lies there.
    pub is_priced: bool,
}

impl Chip {
    /// The value of `aria-current`.
    pub fn current(&self) -> Option<&'static str> {
        self.is_current.then_some("true")
    }

    /// The value of `class`.
    pub fn class(&self) -> &'static str {
        if self.is_buyable { "chip" } else { "chip chip-out" }
    }
}

/// Those of the market's currency.
fn steps(all: &[PriceStep], market: Market) -> Vec<PriceStep> {
    all.iter().filter(|step| step.currency == market.currency()).copied().collect()
}

/// The first picture that shows nothing but this choice.
fn picture_of(product: &ProductView, choice: &domain::catalog::Choice) -> Option<usize> {
    let shows = |option: &domain::catalog::Choice| {
        !option.is_empty() && option.iter().all(|(axis, value)| choice.get(axis) == Some(value))
    };
    product.media.iter().position(|picture| shows(&picture.option))
}

#[cfg(test)]
mod tests {
    use api::catalog::{OptionValueView, Text};
    use domain::{Currency, Money};

    use super::*;

    fn offer(variants: &[(&str, [usize; 2], bool)]) -> BuyBoxContents {
        let value = |code: &str| OptionValueView { code: code.to_owned(), label: Text::plain(code), swatch: None };
        let option = |code: &str, values: &[&str]| OptionView {
            code: code.to_owned(),
            label: Text::plain(code),
            values: values.iter().map(|code| value(code)).collect(),
        };
        let amount = Money::new(1900, Currency::Eur);
        let price = Price { amount, compare_at: None, lowest_before: None, measure: None };
        BuyBoxContents {
            market: Market::De,
            slug: "mug".parse().expect("a slug"),
            options: vec![option("colour", &["oat", "ink"]), option("size", &["s", "l"])],
            variants: variants
                .iter()
                .map(|(sku, picks, buyable)| BuyBoxVariant {
                    sku: sku.parse().expect("a SKU"),
                    picks: picks.to_vec(),
                    price: Some(price),
                    availability: Some(if *buyable { Availability::InStock } else { Availability::Out }),
                    picture: None,
                    steps: vec![],
                })
                .collect(),
            chosen: 0,
        }
    }

    #[test]
    fn picking_changes_one_axis_and_keeps_the_other() {
        let all = offer(&[("OS", [0, 0], true), ("OL", [0, 1], true), ("IS", [1, 0], true), ("IL", [1, 1], true)]);
        assert_eq!(all.pick(1, 0, 1), Some(3));
        assert_eq!(all.pick(3, 1, 0), Some(2));
        assert_eq!(all.pick(0, 0, 7), None);
    }

    #[test]
    fn picking_what_does_not_exist_with_the_rest_moves_the_rest() {
        let gap = offer(&[("OS", [0, 0], true), ("IL", [1, 1], true)]);
        assert_eq!(gap.pick(0, 0, 1), Some(1));
    }

    #[test]
    fn the_first_picture_does_not_depend_on_what_can_be_bought() {
        let mut some = offer(&[("OS", [0, 0], false), ("IS", [1, 0], true)]);
        some.variants[1].picture = Some(3);
        some.chosen = 1;
        assert_eq!(some.first_picture(None), 0);
        assert_eq!(some.first_picture(Some(&"IS".parse().expect("a SKU"))), 3);
    }

    #[test]
    fn a_variant_has_its_own_address() {
        let all = offer(&[("A/1.b", [0, 0], true)]);
        assert_eq!(all.address(0), "/de/products/mug?variant=A%2F1.b");
    }
}
