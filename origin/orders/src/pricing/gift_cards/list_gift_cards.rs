//! Looking at gift cards.

use api::checkout::gift_cards::{GiftCardView, ListGiftCards};
use origin_platform::{Call, ServiceError, Stores};

use super::GiftCardRow;

/// How many are listed at most.
const LIMIT: i64 = 500;

#[tracing::instrument(name = "checkout.list_gift_cards", skip_all)]
pub(super) async fn list_gift_cards(stores: Stores, _: Call<ListGiftCards>) -> Result<Vec<GiftCardView>, ServiceError> {
    let rows: Vec<GiftCardRow> = sqlx::query_as(
        "select card.id, card.last_four, card.currency, card.balance_minor,
                floor(extract(epoch from card.expires_at))::bigint as expires_at,
                card.blocked_at is not null as blocked,
                card.note, orders.utc(card.created_at) as created_at
         from orders.gift_cards as card order by card.created_at desc, card.id desc limit $1",
    )
    .bind(LIMIT)
    .fetch_all(&stores.db)
    .await?;
    rows.into_iter().map(GiftCardRow::view).collect()
}
