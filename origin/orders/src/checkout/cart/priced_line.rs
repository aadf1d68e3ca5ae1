//! A cart's line with the sellable snapshot of its SKU as it is now.

use std::collections::BTreeMap;

use api::cart::CartLine;
use api::catalog::{MediaDocument, Text};
use api::problem::{Code, Problem};
use domain::catalog::{Localized, Measure, PriceStep, StepPrice, step_price};
use domain::checkout::TaxClass;
use domain::inventory::{Availability, Component, LOW_STOCK, Wanted};
use domain::money::MoneyError;
use domain::{Currency, Locale, Market, Money, ProductId, Quantity, Sku, Slug};
use serde::Deserialize;

/// One line, as the queries give it: what `orders.goods_to` tells of its SKU, with the quantity and the prices
/// seen of the line.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct PricedLine {
    pub sku: Sku,
    pub product_id: ProductId,
    pub slug: Slug,
    pub title: Localized,
    pub choice: Localized,
    prices: BTreeMap<String, i64>,
    picture: Option<MediaDocument>,
    active: bool,
    /// Units that this cart can order.
    available: i64,
    /// Those of them that are not here.
    beyond: i64,
    /// What one is made of; empty if it is itself a stock item.
    pub components: Vec<Component>,
    pub quantity: Quantity,
    pub tax_class: TaxClass,
    /// Of one unit.
    pub grams: u32,
    pub collections: Vec<Slug>,
    /// The snapshot's prices when the shopper last changed the line.
    seen_prices: Option<BTreeMap<String, i64>>,
    /// What else there is to know of it; replies that were kept before there was any have none.
    #[serde(default)]
    terms: Terms,
}

/// What `orders.goods_to` tells of a SKU besides.
#[derive(Clone, Debug, Default, Deserialize)]
struct Terms {
    /// What is in one, where the price by measure is shown.
    measure: Option<Measure>,
    /// What price lists ask of it in place of its own price.
    steps: Option<Vec<PriceStep>>,
}

impl PricedLine {
    /// Price of one, by the price lists that count for this cart; none if it cannot be bought in this currency, or no
    /// longer at all. Cart, checkout and order take it from here.
    pub fn unit_price(&self, currency: Currency) -> Option<Money> {
        let own = self.own_price(currency)?;
        Some(self.step(currency).map_or(own, |step| step.price))
    }

    /// The price of a list that asks less than the variant's own price.
    fn step(&self, currency: Currency) -> Option<StepPrice> {
        step_price(self.own_price(currency)?, self.quantity, self.steps())
    }

    fn steps(&self) -> &[PriceStep] {
        self.terms.steps.as_deref().unwrap_or_default()
    }

    /// The variant's own price.
    fn own_price(&self, currency: Currency) -> Option<Money> {
        let minor = self.prices.get(currency.code()).filter(|_| self.active)?;
        Some(Money::new(*minor, currency))
    }

    /// What it cost when the shopper last changed the line, if it costs something else now. Where a list asks less, the
    /// variant's own price is not what it costs.
    fn unit_price_was(&self, currency: Currency) -> Option<Money> {
        let now = self.own_price(currency).filter(|_| self.step(currency).is_none())?;
        let seen = Money::new(*self.seen_prices.as_ref()?.get(currency.code())?, currency);
        (seen != now).then_some(seen)
    }

    /// How many units the cart can have, if those are fewer than it wants.
    fn left(&self) -> Option<u32> {
        let left = u32::try_from(self.available.max(0)).unwrap_or(u32::MAX);
        (left < self.quantity.get()).then_some(left)
    }

    /// Units this cart can buy.
    pub fn available(&self) -> i64 {
        self.available
    }

    /// Whether so many units are here that after these nobody need be told that there are fewer.
    pub fn is_plentiful(&self) -> bool {
        self.beyond == 0 && self.available - i64::from(self.quantity.get()) > LOW_STOCK
    }

    /// What it asks of the stock.
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted { sku: &self.sku, quantity: self.quantity, components: &self.components }
    }

    /// What sentences call it: “Harbour mug, Oat”.
    pub fn name(&self, locale: Locale) -> String {
        name(&self.title, &self.choice, locale)
    }

    /// The same with its language.
    pub(super) fn called(&self, locale: Locale) -> Text {
        Text::of(&self.title, locale).with_choice(&Text::of(&self.choice, locale))
    }

    pub(super) fn view(&self, market: Market) -> Result<CartLine, MoneyError> {
        let locale = market.locale();
        let (unit_price, step) = (self.unit_price(market.currency()), self.step(market.currency()));
        let total = unit_price.map(|unit| domain::cart::line_total(unit, self.quantity)).transpose()?;
        Ok(CartLine {
            sku: self.sku.clone(),
            slug: self.slug.clone(),
            title: Text::of(&self.title, locale),
            choice: Text::of(&self.choice, locale),
            quantity: self.quantity,
            unit_price,
            unit_price_was: self.unit_price_was(market.currency()),
            total,
            availability: Availability::between(self.available - self.beyond, self.available),
            left: self.left(),
            picture: self.picture.as_ref().map(|picture| picture.view(locale)),
            measure: self.terms.measure,
            own_price: step.and(self.own_price(market.currency())),
            is_personal: step.is_some_and(|step| step.personal),
            steps: self.steps().iter().filter(|step| step.currency == market.currency()).copied().collect(),
        })
    }
}

/// What sentences call a variant.
pub(crate) fn name(title: &Localized, choice: &Localized, locale: Locale) -> String {
    match (title.get(locale), choice.get(locale)) {
        (title, "") => title.to_owned(),
        (title, choice) => format!("{title}, {choice}"),
    }
}

/// Refuses what is not sold in this currency, or no longer at all.
pub(crate) fn not_sold_here(name: &str, market: Market) -> Problem {
    let currency = market.currency();
    Problem::new(
        Code::NotSoldHere,
        format!("“{name}” is not sold in {currency} at the moment. Take it out of the cart to go on."),
    )
}

/// Refuses more units than there are.
pub(crate) fn out_of_stock(name: &str, available: i64) -> Problem {
    let detail = match available {
        ..=0 => format!("“{name}” is sold out."),
        1 => format!("Only 1 piece of “{name}” is left."),
        left => format!("Only {left} pieces of “{name}” are left."),
    };
    Problem::new(Code::OutOfStock, detail)
}
