//! What lowers the price of a cart and what pays for it beside money: promotions and gift cards.

use domain::checkout::{GiftCardTerms, Promotion, Uses};
use domain::{Currency, Email, GiftCardId, Money, PromotionId};
use serde::{Deserialize, Deserializer};
use sqlx::PgConnection;
use std::sync::Arc;

use super::rules::{BUILT_IN, RuleIds, Rules, remembered, rules};

/// The promotions that may apply to a cart and the gift cards it holds, with the rules by which delivery and tax are
/// worked out, as `orders.adjustments_and_rules_of` reads them.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Adjustments {
    /// When they were read, in Unix seconds.
    pub as_of: i64,
    pub promotions: Vec<KnownPromotion>,
    /// In the order they were typed.
    pub gift_cards: Vec<KnownGiftCard>,
    /// Which rules counted then. What was kept by a program of before names none, and was worked out by those that are
    /// built in.
    #[serde(default, rename = "rules")]
    ids: RuleIds,
    /// The rules themselves, once they were looked up.
    #[serde(skip)]
    known: Option<Arc<Rules>>,
}

/// A promotion without a code, or one whose code the cart holds.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct KnownPromotion {
    /// None if its terms make no sense any more.
    #[serde(rename = "terms", deserialize_with = "sound")]
    pub promotion: Option<Promotion>,
    pub active: bool,
    used: i64,
    used_by_customer: i64,
    /// Its place among the cart's codes; none if it applies by itself.
    pub position: Option<i64>,
}

/// A gift card whose code the cart holds.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct KnownGiftCard {
    pub id: GiftCardId,
    pub last_four: String,
    currency: Currency,
    balance_minor: i64,
    expires_at: Option<i64>,
    blocked: bool,
    pub position: i64,
}

impl Adjustments {
    /// Looks up the rules that counted when this was read. Whoever reads a cart does so at once.
    ///
    /// # Errors
    /// If PostgreSQL does not answer, or the rules make no sense to this program.
    pub async fn with_rules(&mut self, db: &mut PgConnection) -> sqlx::Result<()> {
        self.known = Some(rules(db, self.ids).await?);
        Ok(())
    }

    /// Looks up the rules that counted when this was read, if they are remembered. Says whether they are.
    pub fn with_remembered_rules(&mut self) -> bool {
        self.known = remembered(self.ids);
        self.known.is_some()
    }

    /// The rules by which delivery and tax are worked out.
    pub fn rules(&self) -> &Rules {
        self.known.as_deref().unwrap_or(&BUILT_IN)
    }

    /// The promotion with this id, if it is here.
    pub fn promotion(&self, id: PromotionId) -> Option<&Promotion> {
        self.promotions.iter().filter_map(|known| known.promotion.as_ref()).find(|known| known.terms().id == id)
    }

    /// The gift card with this id, if it is here.
    pub fn gift_card(&self, id: GiftCardId) -> Option<&KnownGiftCard> {
        self.gift_cards.iter().find(|card| card.id == id)
    }
}

impl KnownPromotion {
    /// How often it was used.
    pub fn uses(&self) -> Uses {
        let count = |used: i64| u32::try_from(used).unwrap_or(u32::MAX);
        Uses { total: count(self.used), by_customer: count(self.used_by_customer) }
    }
}

impl KnownGiftCard {
    pub fn terms(&self) -> GiftCardTerms {
        let balance = Money::new(self.balance_minor, self.currency);
        GiftCardTerms { balance, expires_at: self.expires_at, blocked: self.blocked }
    }

    /// What people read: “•••• W0HE”.
    pub fn text(&self) -> String {
        format!("•••• {}", self.last_four)
    }
}

/// Who a limit for each customer counts: the e-mail address, however it is capitalised.
pub(crate) fn customer_of(email: &Email) -> String {
    email.canonical()
}

/// One promotion that cannot be read must not keep everybody from their carts: it does not apply.
fn sound<'de, D: Deserializer<'de>>(terms: D) -> Result<Option<Promotion>, D::Error> {
    let terms = serde_json::Value::deserialize(terms)?;
    let id = terms["id"].as_str().unwrap_or_default().to_owned();
    let read = serde_json::from_value(terms);
    Ok(read.map_err(|error| tracing::error!(promotion.id = id, %error, "a promotion's terms cannot be read")).ok())
}
