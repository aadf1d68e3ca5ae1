//! Looking at promotions.

use api::checkout::promotions::{ListPromotions, PromotionView};
use origin_platform::{Call, ServiceError, Stores};

use super::PromotionRow;

/// How many are listed at most.
const LIMIT: i64 = 500;

#[tracing::instrument(name = "checkout.list_promotions", skip_all)]
pub(super) async fn list_promotions(
    stores: Stores,
    _: Call<ListPromotions>,
) -> Result<Vec<PromotionView>, ServiceError> {
    let rows: Vec<PromotionRow> = sqlx::query_as(
        "select whole.terms, whole.active, whole.used, orders.utc(whole.created_at) as created_at, promotion.version
         from orders.promotions_whole as whole join orders.promotions as promotion on promotion.id = whole.id
         order by whole.created_at desc, whole.id desc limit $1",
    )
    .bind(LIMIT)
    .fetch_all(&stores.db)
    .await?;
    Ok(rows.into_iter().map(PromotionView::from).collect())
}
