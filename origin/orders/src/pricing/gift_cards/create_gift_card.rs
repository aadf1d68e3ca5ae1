//! Issuing a gift card.

use api::checkout::gift_cards::{CreateGiftCard, IssuedGiftCard};
use api::problem::Problem;
use domain::GiftCardCode;
use origin_platform::{Call, ServiceError, Stores, secret};
use uuid::Uuid;

use super::GiftCardRow;
use crate::pricing::timestamps::timestamp;

/// The most that a card holds, in minor units.
const MAX_AMOUNT: i64 = 1_000_000_000;
/// The most characters of a note.
const MAX_NOTE: usize = 500;

#[tracing::instrument(name = "checkout.create_gift_card", skip_all)]
pub(super) async fn create_gift_card(
    stores: Stores,
    call: Call<CreateGiftCard>,
) -> Result<IssuedGiftCard, ServiceError> {
    let CreateGiftCard { amount_minor, currency, expires_at, note } = &call.endpoint;
    if !(1..=MAX_AMOUNT).contains(amount_minor) {
        return Err(
            Problem::field("amount_minor", format!("Give an amount between 1 and {MAX_AMOUNT} minor units.")).into()
        );
    }
    if note.chars().count() > MAX_NOTE || note.contains('\0') {
        return Err(Problem::field("note", format!("Keep the note to {MAX_NOTE} characters.")).into());
    }
    let expires_at = timestamp("expires_at", *expires_at)?;
    let mut tx = call.begin(&stores.db).await?;
    let code = random_code();
    let row: GiftCardRow = sqlx::query_as(
        "with card as (
             insert into orders.gift_cards (id, code_sha256, last_four, currency, balance_minor, expires_at, note)
             values ($1, $2, $3, $4, $5, to_timestamp($6::bigint), $7)
             returning *
         ), movement as (
             insert into orders.gift_card_movements (gift_card_id, delta_minor, reason) values ($1, $5, 'issued')
         )
         select card.id, card.last_four, card.currency, card.balance_minor,
                floor(extract(epoch from card.expires_at))::bigint as expires_at,
                card.blocked_at is not null as blocked,
                card.note, orders.utc(card.created_at) as created_at
         from card",
    )
    .bind(Uuid::now_v7())
    .bind(secret::sha256(code.as_str()).as_slice())
    .bind(code.last_four())
    .bind(currency.code())
    .bind(amount_minor)
    .bind(expires_at)
    .bind(note)
    .fetch_one(&mut *tx)
    .await?;
    let issued = IssuedGiftCard { gift_card: row.view()?, code: None };
    // Saved replies are kept for a day, so the code is not in it.
    call.key().save(&mut tx, &issued).await?;
    let told = serde_json::json!({ "balance": issued.gift_card.balance, "last_four": issued.gift_card.last_four });
    call.audit(&mut tx, &format!("gift card {}", issued.gift_card.id), None, Some(told)).await?;
    tx.commit().await?;
    Ok(IssuedGiftCard { code: Some(code.grouped()), ..issued })
}

/// 80 random bits as a code.
fn random_code() -> GiftCardCode {
    // A hash of more random bits than it gives has no bits that are always the same.
    let hash = secret::sha256(&secret::token());
    let mut bits = [0; 10];
    bits.copy_from_slice(&hash[..10]);
    GiftCardCode::of_bits(bits)
}

#[cfg(test)]
mod tests;
