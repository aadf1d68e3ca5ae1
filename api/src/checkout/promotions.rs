//! Promotions: what they gave a shopper, and how staff set them.

use domain::catalog::Localized;
use domain::checkout::{Benefit, PromotionTerms, Target};
use domain::{Prices, PromotionCode, PromotionId};
use serde::{Deserialize, Deserializer, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

pub use crate::cart::Discount;

/// A code in the cart that gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RefusedCode {
    /// The code, or the end of a gift card's: “•••• W0HE”.
    pub text: String,
    /// Why, in the market's language.
    pub why: String,
}

/// A promotion as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PromotionView {
    /// Its terms, with its id.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::promotion_terms"))]
    pub terms: PromotionTerms,
    /// Whether it is to be had.
    pub active: bool,
    /// In how many orders it is.
    pub used: i64,
    /// When it was made (RFC 3339, UTC).
    pub created_at: String,
    /// Its version, which a change names.
    #[serde(default)]
    pub version: i64,
}

/// Every promotion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListPromotions {}

endpoint!(ListPromotions: GET "/v1/admin/promotions", Staff(PromotionsRead), "Every promotion, the newest first, at most 500." => Vec<PromotionView>);

/// Makes a promotion. It is to be had at once, or from `starts_at` on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatePromotion {
    /// What shoppers read beside the discount: `{"en": "Summer sale", "de": "Sommeraktion"}`.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub title: Localized,
    /// What shoppers type to get it; without one it applies by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub code: Option<PromotionCode>,
    /// What it gives, such as `{"kind": "percent", "basis_points": 1000}`; the other kinds are `amount`,
    /// `free_delivery` and `buy_get`.
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::benefit"))]
    pub benefit: Benefit,
    /// What it is for: `{"kind": "order"}`, or `{"kind": "goods", "collections": ["table"], "skus": []}`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::target"))]
    pub target: Target,
    /// What the goods it is for must cost, in minor units by currency. In a currency that is not named
    /// the promotion is not to be had.
    #[serde(default, skip_serializing_if = "Prices::is_empty")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::prices"))]
    pub minimum_spend: Prices,
    /// From when on, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<i64>,
    /// Until when, in Unix seconds; this second is no longer part of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// In how many orders at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// In how many orders of one e-mail address at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses_per_customer: Option<u32>,
    /// Lower numbers apply first.
    #[serde(default)]
    pub priority: i32,
    /// It never shares an order with another.
    #[serde(default)]
    pub exclusive: bool,
}

endpoint!(CreatePromotion: POST "/v1/admin/promotions", Staff(PromotionsWrite), "Makes a promotion." => PromotionView);

/// Changes a promotion. What is not named stays; `null` takes a date or a limit away. What it gives
/// never changes: orders refer to it. Deactivate it and make another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdatePromotion {
    /// The promotion.
    #[cfg_attr(feature = "openapi", schemars(with = "uuid::Uuid"))]
    pub promotion: PromotionId,
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Whether it is to be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// From when on, in Unix seconds.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<i64>"))]
    pub starts_at: Option<Option<i64>>,
    /// Until when, in Unix seconds.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<i64>"))]
    pub ends_at: Option<Option<i64>>,
    /// In how many orders at most; no fewer than it is in already.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<u32>"))]
    pub max_uses: Option<Option<u32>>,
    /// In how many orders of one e-mail address at most.
    #[serde(default, deserialize_with = "named", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<u32>"))]
    pub max_uses_per_customer: Option<Option<u32>>,
}

/// Tells a field that is `null` from one that is not there.
fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(field: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(field).map(Some)
}

endpoint!(UpdatePromotion: PATCH "/v1/admin/promotions/{promotion}", Staff(PromotionsWrite), Private Never, "Activates, deactivates, dates or limits a promotion." => PromotionView, {
    fn version(&self, reply: &PromotionView) -> Option<i64> {
        Some(reply.version)
    }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{parse, request_of};

    #[test]
    fn null_is_told_from_what_is_not_named() {
        let id = PromotionId(uuid::Uuid::nil());
        let text = id.to_string();
        let read = |body: &str| parse::<UpdatePromotion>(&[("promotion", &text)], None, body.as_bytes()).expect("read");
        let nothing = UpdatePromotion {
            promotion: id,
            if_match: None,
            active: None,
            starts_at: None,
            ends_at: None,
            max_uses: None,
            max_uses_per_customer: None,
        };
        assert_eq!(read("{}"), nothing);
        let change = UpdatePromotion { ends_at: Some(None), max_uses: Some(Some(5)), ..nothing };
        assert_eq!(read(r#"{"ends_at":null,"max_uses":5}"#), change);
        let request = request_of(&change);
        let body = std::str::from_utf8(request.body()).expect("JSON");
        assert_eq!(read(body), change);
    }
}
