//! What browsers are told of, one trigger an event: who follows the thing gets a message, recorded once.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use anyhow::Context as _;
use api::event::{
    AVAILABILITY_CHANGED, AvailabilityChanged, ORDER_REFUNDED, ORDER_SHIPPED, OrderRefunded, OrderShipped,
};
use api::media::{PictureFormat, icon_address};
use api::orders::OrderView;
use domain::checkout::DeliveryMethod;
use domain::{EventId, Market, OrderId};
use origin_messaging::{BatchError, Cause, Handler, HandlerError, Received, Subscription};
use origin_orders::fulfilment::{refund_notification, shipment_notification};
use origin_orders::inventory::offered_variant;
use origin_orders::orders::link_is_open;
use origin_platform::{Database, Stores};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::Notify;

use super::subscribe::Topic;

/// How many characters of a product's name are told: a message is small.
const MAX_NAME: usize = 120;

/// Pixels on a side of the icon that a message has.
const ICON_SIDE: u32 = 192;

/// A message as it is read, in the language of a market.
pub(super) struct Words {
    title: String,
    body: &'static str,
    /// The page it leads to.
    path: String,
}

/// Something that browsers are told of.
pub(super) trait PushTrigger: Send + Sync + 'static {
    /// What its event carries.
    type Data: DeserializeOwned + Send + Sync;
    const SUBSCRIPTION: Subscription;
    /// Whether whoever was told follows the thing no more.
    const ONCE: bool;

    /// What is followed.
    fn topic(data: &Self::Data) -> Topic;

    /// What there is to say in each of the markets; nothing if there is nothing.
    fn words(db: &Database, data: &Self::Data, markets: &[Market]) -> impl Future<Output = Said> + Send;
}

/// What there is to say in each market, or why that is not known now.
type Said = Result<Vec<(Market, Words)>, HandlerError>;

/// A shipment left the house.
pub(super) struct Shipped;

impl PushTrigger for Shipped {
    type Data = OrderShipped;
    const SUBSCRIPTION: Subscription = Subscription { name: "push_shipped", subject: ORDER_SHIPPED, max_batch: 64 };
    const ONCE: bool = false;

    fn topic(data: &OrderShipped) -> Topic {
        Topic::Order(data.order)
    }

    async fn words(db: &Database, data: &OrderShipped, markets: &[Market]) -> Said {
        let order = order(db, data.order).await?;
        let shipment = shipment_notification(db, data.order, data.shipment).await?;
        shipment.ok_or_else(|| HandlerError::Permanent("no such shipment left the house".to_owned()))?;
        let number = number(&order);
        let handed_over = order.delivery == DeliveryMethod::Pickup;
        Ok(in_each(markets, |market| {
            let words = words::push(market.locale());
            let (title, body) = match handed_over {
                true => (words.handed_over(&number), words.handed_over_more()),
                false => (words.shipped(&number), words.shipped_more()),
            };
            Words { title, body, path: order_page(order.id) }
        }))
    }
}

/// Money went back.
pub(super) struct Refunded;

impl PushTrigger for Refunded {
    type Data = OrderRefunded;
    const SUBSCRIPTION: Subscription = Subscription { name: "push_refunded", subject: ORDER_REFUNDED, max_batch: 64 };
    const ONCE: bool = false;

    fn topic(data: &OrderRefunded) -> Topic {
        Topic::Order(data.order)
    }

    async fn words(db: &Database, data: &OrderRefunded, markets: &[Market]) -> Said {
        let order = order(db, data.order).await?;
        let refund = refund_notification(db, data.order, data.refund).await?;
        let refund = refund.ok_or_else(|| HandlerError::Permanent("no such refund was made".to_owned()))?;
        let number = number(&order);
        Ok(in_each(markets, |market| {
            let words = words::push(market.locale());
            let title = words.refunded(refund.amount, &number);
            Words { title, body: words.refunded_more(), path: order_page(order.id) }
        }))
    }
}

/// A variant can be bought again. Who waits for it is told once.
pub(super) struct Available;

impl PushTrigger for Available {
    type Data = AvailabilityChanged;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "push_available", subject: AVAILABILITY_CHANGED, max_batch: 64 };
    const ONCE: bool = true;

    fn topic(data: &AvailabilityChanged) -> Topic {
        Topic::Variant(data.sku.clone())
    }

    /// The event is a hint: what counts is whether it can be had now.
    async fn words(db: &Database, data: &AvailabilityChanged, markets: &[Market]) -> Said {
        let offered = offered_variant(db, &data.sku).await?.filter(|offered| offered.availability.is_buyable());
        let Some(offered) = offered else { return Ok(Vec::new()) };
        let page = format!("/products/{}?variant={}", offered.slug, api::endpoint::percent_encoded(data.sku.as_str()));
        Ok(in_each(markets, |market| {
            let words = words::push(market.locale());
            let name: String = offered.title.get(market.locale()).chars().take(MAX_NAME).collect();
            Words { title: words.available(&name), body: words.available_more(), path: page.clone() }
        }))
    }
}

async fn order(db: &Database, id: OrderId) -> Result<OrderView, HandlerError> {
    let mut orders = origin_orders::orders::views(db, &[id]).await.context("reading an order")?;
    orders.remove(&id).ok_or_else(|| HandlerError::Permanent("there is no such order".to_owned()))
}

fn number(order: &OrderView) -> String {
    order.number.map(|number| number.to_string()).unwrap_or_default()
}

fn order_page(order: OrderId) -> String {
    format!("/orders/{order}")
}

fn in_each(markets: &[Market], words: impl Fn(Market) -> Words) -> Vec<(Market, Words)> {
    markets.iter().map(|market| (*market, words(*market))).collect()
}

/// Records messages on one trigger.
pub(super) struct Following<T> {
    stores: Stores,
    /// The sender in this process need not wait until it looks again.
    wake: Arc<Notify>,
    trigger: PhantomData<T>,
}

impl<T: PushTrigger> Following<T> {
    pub(super) fn new(stores: Stores, wake: Arc<Notify>) -> Self {
        Self { stores, wake, trigger: PhantomData }
    }
}

impl<T: PushTrigger> Handler for Following<T> {
    type Data = T::Data;

    async fn handle(&self, events: &[Received<T::Data>]) -> Result<(), BatchError> {
        let mut recorded = 0;
        let mut errors = BTreeMap::new();
        for (at, Received { event, data, cause }) in events.iter().enumerate() {
            match self.record(event.original(), cause, data).await {
                Ok(messages) => recorded += messages,
                Err(error) => drop(errors.insert(at, error)),
            }
        }
        if recorded > 0 {
            self.wake.notify_one();
        }
        if errors.is_empty() { Ok(()) } else { Err(BatchError::At(errors)) }
    }
}

impl<T: PushTrigger> Following<T> {
    /// Records the messages of one event, with what that was recorded for; returns how many.
    pub(super) async fn record(&self, event: EventId, cause: &Cause, data: &T::Data) -> Result<u64, HandlerError> {
        let (db, topic) = (&self.stores.db, T::topic(data));
        if let Topic::Order(order) = topic {
            end_with_links(db, order).await.context("looking whose link has ended")?;
        }
        // Nearly nothing is followed by anybody.
        let markets = followers(db, &topic).await.context("looking who follows")?;
        if markets.is_empty() {
            return Ok(0);
        }
        let said = T::words(db, data, &markets).await?;
        if said.is_empty() {
            return Ok(0);
        }
        let logo = origin_settings::shown_icons(db).await.context("reading which icons the shop has")?;
        let icon = logo.map(|path| icon_address(&path, PictureFormat::Icon, ICON_SIDE));
        let payload = |(market, words): &(Market, Words)| payload(*market, words, event, &topic, icon.as_deref());
        let payloads: Vec<String> = said.iter().map(payload).collect();
        let markets: Vec<&str> = said.iter().map(|(market, _)| market.code()).collect();
        let recorded = record(db, event, cause, &topic, T::ONCE, (&markets, &payloads)).await;
        Ok(recorded.context("recording messages to browsers")?)
    }
}

/// What the service worker reads (`app/service-worker/push.ts`). Two messages of one tag are shown as one. Without an `icon`
/// it shows the one that the shop was built with.
fn payload(market: Market, words: &Words, event: EventId, topic: &Topic, icon: Option<&str>) -> String {
    let Words { title, body, path } = words;
    json!({
        "title": title, "body": body, "lang": market.locale().code(), "url": market.path(path), "tag": event.to_string(),
        "icon": icon, "topic": format!("{}:{}", topic.kind(), topic.about()),
    })
    .to_string()
}

/// Whoever followed an order by a link that does not open it any more follows it no more. There are ten of them at most.
async fn end_with_links(db: &Database, order: OrderId) -> sqlx::Result<()> {
    let links: Vec<Vec<u8>> = sqlx::query_scalar(
        "select distinct link_hash from shop.push_topics where kind = 'order' and about = $1 and link_hash is not null",
    )
    .bind(order.to_string())
    .fetch_all(db)
    .await?;
    for link in links {
        if link_is_open(db, order, &link).await? {
            continue;
        }
        sqlx::query("delete from shop.push_topics where kind = 'order' and about = $1 and link_hash = $2")
            .bind(order.to_string())
            .bind(link)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// The markets whose shoppers follow something, each once.
async fn followers(db: &Database, topic: &Topic) -> sqlx::Result<Vec<Market>> {
    let markets: Vec<String> =
        sqlx::query_scalar("select distinct market from shop.push_topics where kind = $1 and about = $2")
            .bind(topic.kind())
            .bind(topic.about())
            .fetch_all(db)
            .await?;
    Ok(markets.iter().filter_map(|market| Market::of_code(market)).collect())
}

async fn record(
    db: &Database,
    event: EventId,
    cause: &Cause,
    topic: &Topic,
    once: bool,
    (markets, payloads): (&[&str], &[String]),
) -> sqlx::Result<u64> {
    let recorded = sqlx::query(
        "with followed as (
             select topic.subscription_id, said.payload
             from shop.push_topics as topic join unnest($4::text[], $5::text[]) as said (market, payload) using (market)
             where topic.kind = $1 and topic.about = $2
         ), told as (
             delete from shop.push_topics as topic using followed
             where $6 and topic.subscription_id = followed.subscription_id and topic.kind = $1 and topic.about = $2
         )
         insert into shop.push_messages (id, subscription_id, event_id, payload, trace_parent, request_id)
         select gen_random_uuid(), subscription_id, $3, payload, $7, $8 from followed
         on conflict (subscription_id, event_id) do nothing",
    )
    .bind(topic.kind())
    .bind(topic.about())
    .bind(event.0)
    .bind(markets)
    .bind(payloads)
    .bind(once)
    .bind(cause.trace_parent.as_deref())
    .bind(cause.request_id.as_deref())
    .execute(db)
    .await?;
    Ok(recorded.rows_affected())
}
