//! Blocking a gift card.

use api::checkout::gift_cards::{GiftCardView, UpdateGiftCard};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError, Stores};

use super::GiftCardRow;

#[tracing::instrument(name = "checkout.update_gift_card", skip_all, fields(gift_card.id = %call.endpoint.gift_card))]
pub(super) async fn update_gift_card(stores: Stores, call: Call<UpdateGiftCard>) -> Result<GiftCardView, ServiceError> {
    let UpdateGiftCard { gift_card, blocked } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    let row: Option<GiftCardRow> = sqlx::query_as(
        "update orders.gift_cards as card set blocked_at = case when $2 then coalesce(blocked_at, now()) end
         where id = $1
         returning card.id, card.last_four, card.currency, card.balance_minor,
                   floor(extract(epoch from card.expires_at))::bigint as expires_at,
                   card.blocked_at is not null as blocked,
                   card.note, orders.utc(card.created_at) as created_at",
    )
    .bind(gift_card.0)
    .bind(blocked)
    .fetch_optional(&mut *tx)
    .await?;
    let missing = || Problem::new(Code::GiftCardNotFound, "No gift card has this id.");
    let view = row.ok_or_else(missing)?.view()?;
    let told = serde_json::json!({ "blocked": blocked });
    call.audit(&mut tx, &format!("gift card {gift_card}"), None, Some(told)).await?;
    call.commit(tx, view).await
}
