//! What is for sale in a market, with what everybody pays for it and whether it is here.

use std::collections::HashMap;

use api::catalog::{
    FEED_PAGE_SIZE, FeedPage, FeedPlaces, FeedProduct, FeedVariant, ListFeed, ListFeedPlaces, MAX_FEED_PAGES,
    ProductDocument, VariantDocument,
};
use api::problem::{Code, Problem};
use domain::catalog::{Price, PriceStep, step_price};
use domain::inventory::Availability;
use domain::{Locale, Market, ProductId, Quantity};
use origin_catalog::{InvalidPlace, SoldPlace};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::types::Json;

/// A SKU, what is here of it, what can be ordered beyond that, and its prices by quantity.
type Row = (String, i64, i64, Json<Vec<PriceStep>>);

/// What is known of a SKU beside the catalogue.
type Known = HashMap<String, (Availability, Vec<PriceStep>)>;

/// What is told of a description, in characters, and of pictures: a page of the feed lies in an edge's memory as a whole.
const MAX_DESCRIPTION: usize = 2_000;
const MAX_PICTURES: usize = 11;

/// A page of the feed. What has just come and whose stock is not known yet is out of stock.
#[tracing::instrument(name = "inventory.list_feed", skip_all)]
pub(crate) async fn list_feed(stores: Stores, call: Call<ListFeed>) -> Result<FeedPage, ServiceError> {
    let Some(after) = begins_behind(&stores, &call.endpoint).await? else { return Ok(FeedPage::default()) };
    let (market, size) = (call.endpoint.market, FEED_PAGE_SIZE as usize);
    let mut sold =
        origin_catalog::sold_variants(&stores.db, market.currency(), after.as_ref(), i64::from(FEED_PAGE_SIZE) + 1)
            .await?;
    let has_more = sold.len() > size && call.endpoint.page < MAX_FEED_PAGES;
    sold.truncate(size);
    let next = sold.last().filter(|_| has_more).map(|last| last.place.to_string());
    let mut ids: Vec<ProductId> = sold.iter().map(|one| one.product).collect();
    ids.dedup();
    let documents: HashMap<ProductId, ProductDocument> =
        origin_catalog::documents(&stores.db, &ids).await?.into_iter().collect();
    let skus: Vec<&str> = sold.iter().map(|one| one.sku().as_str()).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "select snapshot.sku, snapshot.available, snapshot.beyond, coalesce((
             select jsonb_agg(jsonb_build_object('from', entry.from_quantity, 'currency', list.currency,
                                                 'minor', entry.amount_minor))
             from orders.price_list_entries as entry join orders.price_lists as list on list.id = entry.list_id
             where entry.sku = snapshot.sku and list.group_id is null and list.currency = $2 and entry.from_quantity = 1
               and coalesce(list.starts_at <= now(), true) and coalesce(list.ends_at > now(), true)), '[]')
         from orders.stocked_snapshots as snapshot where snapshot.sku = any($1) and snapshot.active",
    )
    .bind(&skus)
    .bind(market.currency().code())
    .fetch_all(&stores.db)
    .await?;
    let known: Known = rows
        .into_iter()
        .map(|(sku, available, beyond, Json(steps))| {
            (sku, (Availability::between(available, available + beyond), steps))
        })
        .collect();
    let mut products: Vec<FeedProduct> = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(document) = documents.get(&id) else { continue };
        let here: Vec<&str> = sold.iter().filter(|one| one.product == id).map(|one| one.sku().as_str()).collect();
        let variants = document.variants.iter().filter(|variant| here.contains(&variant.sku.as_str()));
        let variants = variants.filter_map(|one| variant(document, one, &call.endpoint, &known)).collect();
        products.push(product(document, market.locale(), variants));
    }
    Ok(FeedPage { products, has_more, next })
}

/// Where the pages of a feed begin.
#[tracing::instrument(name = "inventory.list_feed_places", skip_all)]
pub(crate) async fn list_feed_places(stores: Stores, call: Call<ListFeedPlaces>) -> Result<FeedPlaces, ServiceError> {
    let places = places(&stores, call.endpoint.market).await?;
    Ok(FeedPlaces { behind: places.iter().map(SoldPlace::to_string).collect() })
}

async fn places(stores: &Stores, market: Market) -> sqlx::Result<Vec<SoldPlace>> {
    let (size, most) = (i64::from(FEED_PAGE_SIZE), i64::from(MAX_FEED_PAGES));
    origin_catalog::sold_places(&stores.db, market.currency(), size, most).await
}

/// The place that a page begins behind, which is none of the first; none at all if the feed ends before it.
async fn begins_behind(stores: &Stores, asked: &ListFeed) -> Result<Option<Option<SoldPlace>>, ServiceError> {
    let ListFeed { market, behind, page } = asked;
    if let Some(behind) = behind {
        let unknown = |_: InvalidPlace| {
            let detail = "“behind” is none of the places that a feed names: give “next” of the page before.";
            Problem::new(Code::InvalidRequest, detail).at("behind")
        };
        return Ok(Some(Some(behind.parse::<SoldPlace>().map_err(unknown)?)));
    }
    if !(1..=MAX_FEED_PAGES).contains(page) {
        let detail = format!("A feed has the pages 1 to {MAX_FEED_PAGES}.");
        return Err(Problem::new(Code::NotFound, detail).into());
    }
    match *page as usize {
        1 => Ok(Some(None)),
        page => Ok(places(stores, *market).await?.into_iter().nth(page - 2).map(Some)),
    }
}

fn product(document: &ProductDocument, locale: Locale, variants: Vec<FeedVariant>) -> FeedProduct {
    let said = [document.description.get(locale), document.summary.get(locale)];
    FeedProduct {
        slug: document.slug.clone(),
        title: document.title.get(locale).to_owned(),
        description: said
            .into_iter()
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default()
            .chars()
            .take(MAX_DESCRIPTION)
            .collect(),
        brand: document.brand.clone(),
        has_variants: document.variants.len() > 1,
        variants,
    }
}

/// None if it has no price in the market's currency any more.
fn variant(
    document: &ProductDocument,
    variant: &VariantDocument,
    ListFeed { market, .. }: &ListFeed,
    known: &Known,
) -> Option<FeedVariant> {
    let own = variant.price(market.currency())?;
    let (availability, steps) = match known.get(variant.sku.as_str()) {
        Some((availability, steps)) => (*availability, steps.as_slice()),
        None => (Availability::Out, [].as_slice()),
    };
    let price = match step_price(own.amount, Quantity::ONE, steps) {
        Some(step) => Price { amount: step.price, ..own },
        None => own,
    };
    let fits = |at: &&api::catalog::MediaDocument| {
        at.option.iter().all(|(axis, value)| variant.options.get(axis) == Some(value))
    };
    let (mut first, mut then): (Vec<_>, Vec<_>) =
        document.media.iter().filter(fits).partition(|picture| !picture.option.is_empty());
    first.append(&mut then);
    let label = |(code, value): (&String, &String)| {
        let axis = document.options.iter().find(|axis| axis.code == *code)?;
        let named = axis.values.iter().find(|known| known.code == *value)?;
        Some((code.clone(), named.label.get(market.locale()).to_owned()))
    };
    Some(FeedVariant {
        sku: variant.sku.clone(),
        gtin: variant.gtin.clone(),
        choices: variant.options.iter().filter_map(label).collect(),
        pictures: first.into_iter().take(MAX_PICTURES).map(|picture| picture.path.clone()).collect(),
        price,
        availability,
        weight_grams: variant.weight_grams,
    })
}

#[cfg(test)]
mod tests {
    use api::catalog::{FEED_PAGE_SIZE, ListFeed, ListFeedPlaces, MediaDocument, PriceEntry};
    use domain::inventory::Availability;
    use domain::{Currency, Market};

    use crate::testing::{Shop, product};

    #[tokio::test]
    async fn a_feed_has_what_is_on_sale_and_priced_in_the_market_with_its_stock() {
        let shop = Shop::open().await;
        let (_, mut mug) = product("MUG", 1000);
        mug.variants[0].prices = vec![PriceEntry::plain(Currency::Eur, 1000)];
        let picture = serde_json::json!({ "path": "p1/mug", "width": 4, "height": 5 });
        mug.media = vec![serde_json::from_value::<MediaDocument>(picture).expect("a picture")];
        let (_, mut draft) = product("DRAFT", 1000);
        draft.status = domain::catalog::ProductStatus::Draft;
        let (_, mut dollars) = product("DOLLARS", 1000);
        dollars.variants[0].prices = vec![PriceEntry::plain(Currency::Usd, 1000)];
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        let kept = origin_catalog::upsert_products(&mut tx, &[mug.clone(), draft, dollars]).await;
        assert!(kept.expect("PostgreSQL is up").iter().all(|one| *one == origin_catalog::Outcome::New));
        tx.commit().await.expect("PostgreSQL is up");
        let list = async |market, page| shop.call(&ListFeed { market, behind: None, page }).await;
        let before = list(Market::Eu, 1).await.expect("a page");
        assert_eq!(before.products[0].variants[0].availability, Availability::Out, "nobody knows of it yet");
        let ids = origin_catalog::product_ids_after(&shop.stores.db, None, 9).await.expect("PostgreSQL is up");
        let documents = origin_catalog::documents(&shop.stores.db, &ids).await.expect("PostgreSQL is up");
        crate::inventory::upsert_snapshots(&shop.stores.db, &documents).await.expect("PostgreSQL is up");
        shop.stock("MUG", 9).await;
        let page = list(Market::Eu, 1).await.expect("a page");
        let [one] = page.products.as_slice() else { panic!("{page:?}") };
        let [variant] = one.variants.as_slice() else { panic!("{one:?}") };
        assert_eq!((variant.sku.as_str(), variant.price.amount.minor), ("MUG", 1000));
        assert_eq!(
            (variant.availability, variant.pictures.as_slice()),
            (Availability::InStock, ["p1/mug".to_owned()].as_slice())
        );
        assert!(!page.has_more && !one.has_variants);
        let us = list(Market::Us, 1).await.expect("a page");
        assert_eq!(us.products[0].variants[0].sku.as_str(), "DOLLARS");
        assert_eq!(list(Market::Eu, 2).await.expect("nothing is there").products, []);
        assert!(list(Market::Eu, 201).await.is_err() && list(Market::Eu, 0).await.is_err());
        let places = shop.call(&ListFeedPlaces { market: Market::Eu }).await.expect("places");
        assert_eq!((places.behind, page.next), (vec![], None), "one page");
        let nonsense = ListFeed { market: Market::Eu, behind: Some("7.MUG".to_owned()), page: 1 };
        assert_eq!(shop.call(&nonsense).await.expect_err("no place").field.as_deref(), Some("behind"));
        let behind = ListFeed { behind: Some("9000000000.0.MUG".to_owned()), ..nonsense };
        assert_eq!(shop.call(&behind).await.expect("nothing is there").products, []);
    }

    #[tokio::test]
    async fn pages_are_found_by_their_places_and_by_their_numbers_alike() {
        let shop = Shop::open().await;
        let documents: Vec<_> = (0..=FEED_PAGE_SIZE)
            .map(|number| {
                let (_, mut one) = product(&format!("MUG-{number}"), 1000);
                one.variants[0].prices = vec![PriceEntry::plain(Currency::Eur, 1000)];
                one
            })
            .collect();
        let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
        origin_catalog::upsert_products(&mut tx, &documents).await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        let market = Market::Eu;
        let first = shop.call(&ListFeed { market, behind: None, page: 1 }).await.expect("a page");
        assert_eq!((first.products.len(), first.has_more), (FEED_PAGE_SIZE as usize, true));
        let places = shop.call(&ListFeedPlaces { market }).await.expect("places");
        assert_eq!(places.behind, [first.next.clone().expect("others follow")]);
        let by_place = shop.call(&ListFeed { market, behind: first.next, page: 1 }).await.expect("a page");
        let by_number = shop.call(&ListFeed { market, behind: None, page: 2 }).await.expect("a page");
        assert_eq!(by_place, by_number);
        assert_eq!((by_place.products.len(), by_place.has_more, by_place.next), (1, false, None));
        assert!(!first.products.contains(&by_number.products[0]));
    }
}
