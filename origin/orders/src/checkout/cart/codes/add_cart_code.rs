//! Putting a code into a cart.

use api::cart::{AddCartCode, CartView};
use api::problem::{Code, Problem};
use api::settings::Feature;
use domain::cart::MAX_CODES;
use domain::checkout::PromotionRejection;
use domain::{CartId, GiftCardCode, GiftCardId, Locale, Market, PromotionCode, PromotionId};
use origin_platform::{Call, ServiceError, secret};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::code_throttle;
use crate::checkout::Service;
use crate::checkout::cart::cart_view::cart_view;
use crate::checkout::cart::get_cart::{Priceable, priceable};
use crate::checkout::cart::goods::goods;
use crate::checkout::cart::{cart_not_found, touch};
use crate::pricing::messages::{gift_card_problem, promotion_problem};
use crate::pricing::quote::quote;

#[tracing::instrument(name = "cart.add_cart_code", skip_all)]
pub(crate) async fn add_cart_code(service: Service, call: Call<AddCartCode>) -> Result<CartView, ServiceError> {
    let AddCartCode { cart, code, market } = &call.endpoint;
    let locale = market.locale();
    let mut tx = call.begin(&service.stores.db).await?;
    if !origin_settings::settings(&mut *tx).await?.has(Feature::Codes) {
        return Err(unknown(locale).into());
    }
    touch(&mut tx, *cart, call.customer()).await?;
    code_throttle::attempt(&service.stores, *cart, *market).await?;
    let added = add(&mut tx, *cart, code).await?;
    if added.promotion_id.is_none() && added.gift_card_id.is_none() {
        return Err(unknown(locale).into());
    }
    code_throttle::was_right(&service.stores, *cart).await?;
    if !added.held {
        return Err(full(locale).into());
    }
    let priceable = priceable(&mut tx, *cart, None).await?.ok_or_else(cart_not_found)?;
    helps(&added, *market, &priceable)?;
    let view = cart_view(*cart, *market, &priceable)?;
    call.commit(tx, view).await
}

/// Whose code it is, and whether the cart holds it now.
#[derive(FromRow)]
struct Added {
    promotion_id: Option<Uuid>,
    gift_card_id: Option<Uuid>,
    held: bool,
}

/// Puts the code in, if there is such a one and room for it. One that is there already stays.
async fn add(tx: &mut PgConnection, cart: CartId, typed: &str) -> sqlx::Result<Added> {
    let promotion = typed.parse::<PromotionCode>().ok();
    let gift_card = typed.parse::<GiftCardCode>().ok().map(|code| secret::sha256(code.as_str()));
    let added: Option<Added> = sqlx::query_as(
        "with known as (
             select id as promotion_id, null::uuid as gift_card_id from orders.promotions where code = $2
             union all
             select null, id from orders.gift_cards where code_sha256 = $3
             limit 1
         ), added as (
             insert into orders.cart_codes (cart_id, promotion_id, gift_card_id)
             select $1, promotion_id, gift_card_id from known
             where (select count(*) from orders.cart_codes where cart_id = $1) < $4
             on conflict do nothing
             returning position
         )
         select promotion_id, gift_card_id,
                exists (select from added)
                or exists (select from orders.cart_codes as held where held.cart_id = $1
                           and (held.promotion_id = known.promotion_id or held.gift_card_id = known.gift_card_id))
                as held
         from known",
    )
    .bind(cart.0)
    .bind(promotion.as_ref().map(PromotionCode::as_str))
    .bind(gift_card.as_ref().map(<[u8; 32]>::as_slice))
    .bind(MAX_CODES as i64)
    .fetch_optional(tx)
    .await?;
    Ok(added.unwrap_or(Added { promotion_id: None, gift_card_id: None, held: false }))
}

/// Refuses a code that gives nothing. One for delivery waits until that is chosen.
fn helps(added: &Added, market: Market, cart: &Priceable) -> Result<(), ServiceError> {
    let goods = goods(market, &cart.lines);
    let quote = quote(market, market.country().into(), None, &goods, &cart.adjustments)?;
    let locale = market.locale();
    let rejection = added.promotion_id.and_then(|id| quote.rejection_of(PromotionId(id)));
    if let Some(rejection) = rejection.filter(|rejection| *rejection != PromotionRejection::NoDeliveryChosen) {
        return Err(promotion_problem(rejection, locale).into());
    }
    if let Some(rejection) = added.gift_card_id.and_then(|id| quote.card_rejection_of(GiftCardId(id))) {
        return Err(gift_card_problem(rejection, locale).into());
    }
    Ok(())
}

fn unknown(locale: Locale) -> Problem {
    Problem::new(Code::CodeUnknown, words::problem(locale, Code::CodeUnknown)).at("code")
}

fn full(locale: Locale) -> Problem {
    Problem::new(Code::CartCodesFull, words::cart(locale).codes_full(MAX_CODES)).at("code")
}

#[cfg(test)]
mod tests;
