//! Gift cards as staff issue them.

mod create_gift_card;
mod list_gift_cards;
mod update_gift_card;

use api::checkout::gift_cards::GiftCardView;
use axum::Router;
use domain::{Currency, GiftCardId, Money};
use origin_platform::mount as mount_one;
use origin_platform::{ServiceError, Stores};
use sqlx::FromRow;
use uuid::Uuid;

/// Mounts the staff's endpoints.
pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, list_gift_cards::list_gift_cards);
    let router = mount_one(router, create_gift_card::create_gift_card);
    mount_one(router, update_gift_card::update_gift_card)
}

#[derive(FromRow)]
struct GiftCardRow {
    id: Uuid,
    last_four: String,
    currency: String,
    balance_minor: i64,
    expires_at: Option<i64>,
    blocked: bool,
    note: String,
    created_at: String,
}

impl GiftCardRow {
    fn view(self) -> Result<GiftCardView, ServiceError> {
        let currency: Currency = self.currency.parse().map_err(anyhow::Error::new)?;
        Ok(GiftCardView {
            id: GiftCardId(self.id),
            last_four: self.last_four,
            balance: Money::new(self.balance_minor, currency),
            expires_at: self.expires_at,
            blocked: self.blocked,
            note: self.note,
            created_at: self.created_at,
        })
    }
}
