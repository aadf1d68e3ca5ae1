//! Who is told of what: a browser begins to follow an order or a variant, and stops.

use api::push::{GetPushKey, PushKey as PublicKey, UpdateOrderPush, UpdateVariantPush};
use api::settings::Feature;
use api::{Code, Problem};
use domain::{Market, OrderId, Sku};
use origin_orders::inventory::offered_variant;
use origin_orders::orders::check_may_see;
use origin_platform::database::Transaction;
use origin_platform::{Call, ServiceError};
use uuid::Uuid;

use super::Service;
use super::browser::Browser;

/// How many things one browser may follow.
const MAX_OF_BROWSER: i64 = 50;
/// How many browsers may follow one order.
const MAX_OF_ORDER: i64 = 10;
/// How many browsers may wait for one variant.
const MAX_OF_VARIANT: i64 = 10_000;

/// What a browser follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Order(OrderId),
    Variant(Sku),
}

impl Topic {
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Variant(_) => "variant",
        }
    }

    pub(super) fn about(&self) -> String {
        match self {
            Self::Order(order) => order.to_string(),
            Self::Variant(sku) => sku.to_string(),
        }
    }

    const fn max_followers(&self) -> i64 {
        match self {
            Self::Order(_) => MAX_OF_ORDER,
            Self::Variant(_) => MAX_OF_VARIANT,
        }
    }
}

pub(super) async fn get_push_key(service: Service, _: Call<GetPushKey>) -> Result<PublicKey, ServiceError> {
    Ok(PublicKey { key: service.key })
}

/// Whoever may see an order may be told of it; whoever may by a link alone, as long as that is so.
pub(super) async fn update_order_push(service: Service, call: Call<UpdateOrderPush>) -> Result<(), ServiceError> {
    let UpdateOrderPush { order, market, ref target, wanted } = call.endpoint;
    let browser = Browser::read(target, service.rules)?;
    let link = check_may_see(&service.stores, &call, order).await?;
    let mut tx = call.begin(&service.stores.db).await?;
    let followed = Followed { topic: Topic::Order(order), link };
    service.follow(&mut tx, &browser, &followed, wanted.then_some(market)).await?;
    call.commit(tx, ()).await
}

/// Of what is not on sale nobody is told.
pub(super) async fn update_variant_push(service: Service, call: Call<UpdateVariantPush>) -> Result<(), ServiceError> {
    let UpdateVariantPush { ref sku, market, ref target, wanted } = call.endpoint;
    let browser = Browser::read(target, service.rules)?;
    if wanted && offered_variant(&service.stores.db, sku).await?.is_none() {
        return Err(Problem::field("sku", "There is no such variant on sale.").into());
    }
    let mut tx = call.begin(&service.stores.db).await?;
    let followed = Followed { topic: Topic::Variant(sku.clone()), link: None };
    service.follow(&mut tx, &browser, &followed, wanted.then_some(market)).await?;
    call.commit(tx, ()).await
}

/// What a browser begins to follow, or no more.
struct Followed {
    topic: Topic,
    /// The SHA-256 of the token of the link by which alone it may.
    link: Option<[u8; 32]>,
}

impl Service {
    /// Lets a browser follow something in a market, or no more if there is none.
    ///
    /// # Errors
    /// A problem where the shop tells no browsers of anything; [`Code::TooManyRequests`] for who comes too late: so many
    /// follow it already, or this browser so much, as may.
    async fn follow(
        &self,
        tx: &mut Transaction,
        browser: &Browser,
        followed: &Followed,
        market: Option<Market>,
    ) -> Result<(), ServiceError> {
        match market {
            None => Ok(stop(tx, &browser.endpoint, &followed.topic).await?),
            Some(_) if self.key.is_none() || !origin_settings::settings(&mut **tx).await?.has(Feature::Push) => {
                Err(Problem::field("wanted", "This shop sends no messages to browsers.").into())
            }
            Some(market) => start(tx, browser, followed, market).await,
        }
    }
}

async fn start(
    tx: &mut Transaction,
    browser: &Browser,
    followed: &Followed,
    market: Market,
) -> Result<(), ServiceError> {
    let Followed { topic, link } = followed;
    // The row stays locked, so that a browser's topics are counted one after the other.
    let id: Uuid = sqlx::query_scalar(
        "insert into shop.push_subscriptions (id, endpoint, p256dh, auth) values ($1, $2, $3, $4)
         on conflict (endpoint) do update set p256dh = excluded.p256dh, auth = excluded.auth
         returning id",
    )
    .bind(Uuid::now_v7())
    .bind(&browser.endpoint)
    .bind(&browser.p256dh)
    .bind(browser.auth.as_slice())
    .fetch_one(&mut **tx)
    .await?;
    let (of_browser, of_topic): (i64, i64) = sqlx::query_as(
        "select (select count(*) from shop.push_topics
                 where subscription_id = $1 and (kind, about) <> ($2, $3)),
                (select count(*) from (
                     select from shop.push_topics
                     where kind = $2 and about = $3 and subscription_id <> $1 limit $4) as others)",
    )
    .bind(id)
    .bind(topic.kind())
    .bind(topic.about())
    .bind(topic.max_followers())
    .fetch_one(&mut **tx)
    .await?;
    if of_browser >= MAX_OF_BROWSER || of_topic >= topic.max_followers() {
        let detail = "This browser, or this order or variant, has as many messages to wait for as there may be.";
        return Err(Problem::new(Code::TooManyRequests, detail).into());
    }
    sqlx::query(
        "insert into shop.push_topics (subscription_id, kind, about, market, link_hash) values ($1, $2, $3, $4, $5)
         on conflict (subscription_id, kind, about)
         do update set market = excluded.market, link_hash = excluded.link_hash, created_at = now()",
    )
    .bind(id)
    .bind(topic.kind())
    .bind(topic.about())
    .bind(market.code())
    .bind(link.as_ref().map(<[u8; 32]>::as_slice))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What waits to be sent about other things is sent all the same.
async fn stop(tx: &mut Transaction, endpoint: &str, topic: &Topic) -> sqlx::Result<()> {
    sqlx::query(
        "delete from shop.push_topics as topic using shop.push_subscriptions as browser
         where browser.endpoint = $1 and topic.subscription_id = browser.id and topic.kind = $2 and topic.about = $3",
    )
    .bind(endpoint)
    .bind(topic.kind())
    .bind(topic.about())
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "delete from shop.push_subscriptions as browser
         where browser.endpoint = $1
           and not exists (select from shop.push_topics as topic where topic.subscription_id = browser.id)
           and not exists (select from shop.push_messages as message
                           where message.subscription_id = browser.id and message.settled_at is null)",
    )
    .bind(endpoint)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
