//! Activating, deactivating, dating and limiting a promotion.

use api::checkout::promotions::{PromotionView, UpdatePromotion};
use api::problem::Problem;
use domain::checkout::{Promotion, PromotionTerms};
use origin_platform::if_match::{admits, outdated};
use origin_platform::{Call, ServiceError, Stores, audit};

use super::{faulty, promotion, subject, timestamp};

/// # Errors
/// `promotion_not_found`; `version_missing`; `version_outdated` with how it is now; a problem with a field.
#[tracing::instrument(name = "checkout.update_promotion", skip_all, fields(promotion.id = %call.endpoint.promotion))]
pub(super) async fn update_promotion(
    stores: Stores,
    call: Call<UpdatePromotion>,
) -> Result<PromotionView, ServiceError> {
    let UpdatePromotion { promotion: id, if_match, active, starts_at, ends_at, max_uses, max_uses_per_customer } =
        call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    // Orders that take a use wait here, and this waits for them.
    sqlx::query("select id from orders.promotions where id = $1 for no key update")
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
    let before = promotion(&mut tx, id).await?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    let was = serde_json::to_value(&before)?;
    let terms = PromotionTerms {
        starts_at: starts_at.unwrap_or(before.terms.starts_at),
        ends_at: ends_at.unwrap_or(before.terms.ends_at),
        max_uses: max_uses.unwrap_or(before.terms.max_uses),
        max_uses_per_customer: max_uses_per_customer.unwrap_or(before.terms.max_uses_per_customer),
        ..before.terms
    };
    let checked = Promotion::try_from(terms).map_err(faulty)?;
    let terms = checked.terms();
    if terms.max_uses.is_some_and(|most| i64::from(most) < before.used) {
        let detail = format!("It is in {} orders already; allow at least as many, or deactivate it.", before.used);
        return Err(Problem::field("max_uses", detail).into());
    }
    sqlx::query(
        "update orders.promotions
         set active = coalesce($2, active), starts_at = to_timestamp($3::bigint), ends_at = to_timestamp($4::bigint),
             total_limit = $5, customer_limit = $6
         where id = $1",
    )
    .bind(id.0)
    .bind(active)
    .bind(timestamp("starts_at", terms.starts_at)?)
    .bind(timestamp("ends_at", terms.ends_at)?)
    .bind(terms.max_uses.map(i64::from))
    .bind(terms.max_uses_per_customer.map(i64::from))
    .execute(&mut *tx)
    .await?;
    let view = promotion(&mut tx, id).await?;
    let is = serde_json::to_value(&view)?;
    if is != was {
        let (old, new) = audit::changes(&was, &is);
        call.audit(&mut tx, &subject(id), Some(old), Some(new)).await?;
    }
    call.commit(tx, view).await
}

#[cfg(test)]
mod tests;
