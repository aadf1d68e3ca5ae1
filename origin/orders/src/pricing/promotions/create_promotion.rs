//! Making a promotion.

use api::checkout::promotions::{CreatePromotion, PromotionView};
use api::problem::{Code, Problem};
use domain::checkout::{Promotion, PromotionTerms};
use domain::{PromotionCode, PromotionId};
use origin_platform::{Call, ServiceError, Stores};
use uuid::Uuid;

use super::{faulty, kept, promotion, subject, timestamp};

#[tracing::instrument(name = "checkout.create_promotion", skip_all)]
pub(super) async fn create_promotion(
    stores: Stores,
    call: Call<CreatePromotion>,
) -> Result<PromotionView, ServiceError> {
    let CreatePromotion { title, code, benefit, target, minimum_spend, starts_at, ends_at, .. } = call.endpoint.clone();
    let CreatePromotion { max_uses, max_uses_per_customer, priority, exclusive, .. } = call.endpoint;
    let id = PromotionId(Uuid::now_v7());
    let terms = PromotionTerms {
        id,
        title,
        code,
        benefit,
        target,
        minimum_spend,
        starts_at,
        ends_at,
        max_uses,
        max_uses_per_customer,
        priority,
        exclusive,
    };
    let checked = Promotion::try_from(terms).map_err(faulty)?;
    let terms = checked.terms();
    let mut tx = call.begin(&stores.db).await?;
    let made = sqlx::query(
        "insert into orders.promotions (id, code, terms, starts_at, ends_at, total_limit, customer_limit)
         values ($1, $2, $3, to_timestamp($4::bigint), to_timestamp($5::bigint), $6, $7)
         on conflict (code) do nothing",
    )
    .bind(id.0)
    .bind(terms.code.as_ref().map(PromotionCode::as_str))
    .bind(kept(terms)?)
    .bind(timestamp("starts_at", terms.starts_at)?)
    .bind(timestamp("ends_at", terms.ends_at)?)
    .bind(terms.max_uses.map(i64::from))
    .bind(terms.max_uses_per_customer.map(i64::from))
    .execute(&mut *tx)
    .await?;
    if made.rows_affected() == 0 {
        let detail = "Another promotion has this code already; choose another code.";
        return Err(Problem::new(Code::PromotionCodeTaken, detail).at("code").into());
    }
    let view = promotion(&mut tx, id).await?;
    call.audit(&mut tx, &subject(id), None, Some(serde_json::to_value(&view)?)).await?;
    call.commit(tx, view).await
}
