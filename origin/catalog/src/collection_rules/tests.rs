//! Collections by rule, on real stores.

use api::catalog::admin::{
    AdminCollection, BulkChange, CreateBulkEdit, CreateCollectionRulePreview, CreateProductUndo, DeleteCollection,
    GetAdminProduct, ListCollectionProducts, ProductInput, ProductVersion, UpdateCollectionProducts,
    UpdateCollectionRule, UpdateProduct,
};
use api::catalog::{CollectionRule, PriceEntry, ProductDocument, RuleCondition, UpdateVariant};
use api::endpoint::if_match::IfMatch;
use api::event::{COLLECTION_CHANGED, PRODUCT_CHANGED};
use api::problem::Code;
use domain::Currency;
use origin_platform::audit;

use super::*;
use crate::rewrites::by_rules::step;
use crate::testing::{Shop, collection, plain};
use crate::upsert::Outcome;

fn cheap() -> Slug {
    "cheap".parse().expect("a slug")
}

fn up_to(amount_minor: i64) -> CollectionRule {
    let conditions = vec![RuleCondition::PriceTo { currency: Currency::Eur, amount_minor }];
    CollectionRule { any: false, conditions }
}

fn ruled(if_match: Option<IfMatch>, rule: Option<CollectionRule>) -> UpdateCollectionRule {
    UpdateCollectionRule { slug: cheap(), if_match, rule }
}

async fn give(shop: &Shop, rule: Option<CollectionRule>) -> AdminCollection {
    shop.as_staff(&ruled(Some(IfMatch::Any), rule)).await.expect("a good rule")
}

/// Does all that waits; tells in how many steps.
async fn fill(shop: &Shop) -> usize {
    let mut steps = 0;
    while step(&shop.stores.db).await.expect("PostgreSQL is up") {
        steps += 1;
    }
    steps
}

/// A shop that sells a bowl, a plate and a pot, and has a collection with nothing in it.
async fn shop() -> Shop {
    let shop = Shop::open().await;
    shop.upsert_collections(&[collection("cheap", "Cheap")]).await;
    shop.upsert(&[plain("bowl", 300), plain("plate", 800), plain("pot", 3000)]).await;
    shop.forget_events().await;
    shop
}

async fn members(shop: &Shop) -> Vec<String> {
    let list = shop.as_staff(&ListCollectionProducts { slug: cheap(), after: None }).await.expect("listed");
    list.products.into_iter().map(|one| one.slug.to_string()).collect()
}

#[tokio::test]
async fn a_rule_fills_its_collection_and_tells_of_each_product_once() {
    let shop = shop().await;
    let given = give(&shop, Some(up_to(1000))).await;
    assert_eq!((given.version, given.is_filling, given.products), (2, true, 0));
    shop.forget_events().await;
    let (one, other) = tokio::join!(step(&shop.stores.db), step(&shop.stores.db));
    assert!(one.expect("PostgreSQL is up") && other.expect("PostgreSQL is up"), "two processes may run the job");
    fill(&shop).await;
    assert_eq!(members(&shop).await, ["bowl", "plate"]);
    let told = shop.forget_events().await;
    let tag = "c:cheap".to_owned();
    let of = |subject: &str| told.iter().filter(|(told, tags)| told == subject && tags.contains(&tag)).count();
    assert_eq!((of(PRODUCT_CHANGED), of(COLLECTION_CHANGED)), (2, 1), "{told:?}");
    let same = give(&shop, Some(up_to(1000))).await;
    assert_eq!((same.version, same.is_filling, same.products), (2, false, 2));
    assert_eq!((fill(&shop).await, shop.forget_events().await), (0, vec![]), "nothing waits");

    give(&shop, Some(up_to(500))).await;
    fill(&shop).await;
    assert_eq!(members(&shop).await, ["bowl"]);
}

#[tokio::test]
async fn a_product_joins_and_leaves_in_the_transaction_that_changes_it() {
    let shop = shop().await;
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    shop.upsert(&[plain("cup", 900), plain("plate", 1100)]).await;
    assert_eq!(members(&shop).await, ["bowl", "cup"]);
    let cup = plain("cup", 900);
    assert_eq!(shop.upsert(std::slice::from_ref(&cup)).await, [Outcome::Unchanged], "who writes it need not name it");
    let claimed = ProductDocument { collections: vec!["table".parse().unwrap(), cheap()], ..plain("pot", 3000) };
    assert_eq!(shop.upsert(&[claimed]).await, [Outcome::Unchanged], "nor can it be claimed");
    let draft = ProductDocument { status: domain::catalog::ProductStatus::Draft, ..cup.clone() };
    shop.upsert(&[draft]).await;
    assert_eq!(members(&shop).await, ["bowl"], "what is off sale is in no collection");
    shop.upsert(&[cup]).await;
    assert_eq!(members(&shop).await, ["bowl", "cup"]);
}

#[tokio::test]
async fn another_price_of_a_variant_alone_is_noticed_by_the_job() {
    let shop = shop().await;
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    let price = |sku: &str, amount| UpdateVariant {
        sku: sku.parse().unwrap(),
        prices: vec![PriceEntry::plain(Currency::Eur, amount)],
        on_hand: None,
    };
    shop.as_staff(&price("POT", 700)).await.expect("a price");
    shop.as_staff(&price("BOWL", 5000)).await.expect("a price");
    assert_eq!(fill(&shop).await, 1);
    assert_eq!(members(&shop).await, ["plate", "pot"]);
}

#[tokio::test]
async fn a_day_later_what_was_new_is_so_no_more() {
    let shop = shop().await;
    let today: String = sqlx::query_scalar("select ((now() at time zone 'utc')::date)::text")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    shop.upsert(&[ProductDocument { released_on: Some(today), ..plain("cup", 900) }]).await;
    let fresh = CollectionRule { any: false, conditions: vec![RuleCondition::ReleasedWithin { days: 1 }] };
    give(&shop, Some(fresh)).await;
    fill(&shop).await;
    assert_eq!(members(&shop).await, ["cup"]);
    // As if it had been asked three days ago, and the cup had come out then.
    for sql in [
        "update catalog.collections set rule_asked_on = rule_asked_on - 3 where rule is not null",
        "update catalog.products set document = jsonb_set(document, '{released_on}',
             to_jsonb(((document ->> 'released_on')::date - 3)::text)) where slug = 'cup'",
    ] {
        sqlx::query(sql).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    }
    assert!(fill(&shop).await > 0);
    assert_eq!((members(&shop).await.len(), fill(&shop).await), (0, 0), "once a day");
}

#[tokio::test]
async fn a_preview_tells_what_a_rule_would_find_and_changes_nothing() {
    let shop = shop().await;
    let preview = |rule| CreateCollectionRulePreview { slug: cheap(), rule };
    let found = shop.as_staff(&preview(up_to(1000))).await.expect("looked");
    let names: Vec<_> = found.products.iter().map(|one| one.slug.as_str()).collect();
    assert_eq!((found.found, found.examined, found.is_complete), (2, 3, true));
    assert_eq!(names, ["bowl", "plate"]);
    assert_eq!((members(&shop).await.len(), shop.forget_events().await), (0, vec![]));
    let absent = CreateCollectionRulePreview { slug: "attic".parse().unwrap(), ..preview(up_to(1)) };
    assert_eq!(shop.as_staff(&absent).await.expect_err("not there").code, Code::CollectionNotFound);
}

#[tokio::test]
async fn a_rule_that_cannot_be_is_refused_with_the_condition_to_mend() {
    let shop = shop().await;
    let text = |text: &str| RuleCondition::Title { text: text.to_owned() };
    let key = RuleCondition::Attribute { key: String::new(), text: "x".to_owned() };
    for (conditions, field) in [
        (vec![RuleCondition::Reduced; 11], "rule.conditions"),
        (vec![RuleCondition::Reduced, text(" ")], "rule.conditions[1].text"),
        (vec![text(&"x".repeat(201))], "rule.conditions[0].text"),
        (vec![key], "rule.conditions[0].key"),
        (up_to(-1).conditions, "rule.conditions[0].amount_minor"),
        (vec![RuleCondition::ReleasedWithin { days: 9999 }], "rule.conditions[0].days"),
    ] {
        let rule = CollectionRule { any: true, conditions };
        let refused = shop.as_staff(&ruled(Some(IfMatch::Any), Some(rule))).await.expect_err(field);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)));
    }
    let blind = shop.as_staff(&ruled(None, Some(up_to(1)))).await.expect_err("of which version?");
    let late = shop.as_staff(&ruled(Some(IfMatch::Version(7)), Some(up_to(1)))).await.expect_err("of another");
    assert_eq!((blind.code, late.code), (Code::VersionMissing, Code::VersionOutdated));
}

#[tokio::test]
async fn what_a_rule_fills_is_not_filled_by_hand_until_the_rule_ends() {
    let shop = shop().await;
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    let ids = sqlx::query_scalar("select id from catalog.products where slug = 'bowl'");
    let bowl = ProductId(ids.fetch_one(&shop.stores.db).await.expect("PostgreSQL is up"));
    let out = UpdateCollectionProducts { slug: cheap(), add: vec![], remove: vec![bowl] };
    assert_eq!(shop.as_staff(&out).await.expect_err("by rule").code, Code::WrongState);
    for change in [BulkChange::Into { collection: cheap() }, BulkChange::OutOf { collection: cheap() }] {
        let edit =
            CreateBulkEdit { status: None, collection: None, q: Some("bowl".to_owned()), change, products: vec![] };
        let refused = shop.as_staff(&edit).await.expect_err("by rule");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("change.collection")));
    }
    let delete = DeleteCollection { slug: cheap(), if_match: Some(IfMatch::Any) };
    assert_eq!(shop.as_staff(&delete).await.expect_err("it is full").code, Code::WrongState);

    assert_eq!(give(&shop, None).await.collection.rule, None);
    assert_eq!((fill(&shop).await, members(&shop).await.len()), (0, 2), "what is in it stays");
    shop.as_staff(&out).await.expect("by hand again");
    assert_eq!(members(&shop).await, ["plate"]);

    give(&shop, Some(CollectionRule { any: false, conditions: vec![] })).await;
    fill(&shop).await;
    shop.as_staff(&delete).await.expect("a rule without conditions empties it");
}

#[tokio::test]
async fn an_edit_can_be_taken_back_though_a_rule_has_moved_its_products_since() {
    let shop = shop().await;
    let edit = CreateBulkEdit {
        status: None,
        collection: None,
        q: Some("bowl".to_owned()),
        change: BulkChange::NoFormerPrices {},
        products: vec![],
    };
    let edit = shop.as_staff(&edit).await.expect("a good edit");
    let bowl: (Uuid, i64) = sqlx::query_as("select id, prices_version from catalog.products where slug = 'bowl'")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    // As the edit's job would have left it.
    for (sql, id) in [
        ("update catalog.bulk_edits set state = 'done' where id = $1", edit.id),
        (
            "update catalog.bulk_edit_products one set state = 'changed', former = '{}', version = p.prices_version
             from catalog.products p where p.id = one.product_id and one.product_id = $1",
            bowl.0,
        ),
    ] {
        assert_eq!(sqlx::query(sql).bind(id).execute(&shop.stores.db).await.expect("done").rows_affected(), 1);
    }
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    let versions: (i64, i64) = sqlx::query_as(
        "select p.prices_version, one.version from catalog.products p
         join catalog.bulk_edit_products one on one.product_id = p.id where p.slug = 'bowl'",
    )
    .fetch_one(&shop.stores.db)
    .await
    .expect("PostgreSQL is up");
    assert!(versions.0 > bowl.1 && versions.0 == versions.1, "{versions:?} after {}", bowl.1);
}

#[tokio::test]
async fn a_price_that_is_written_past_the_shop_is_noticed_too() {
    let shop = shop().await;
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    shop.upsert(&[plain("plate", 900)]).await;
    assert_eq!(fill(&shop).await, 0, "whoever writes a product has asked the rules");
    let sql = "update catalog.prices set amount_minor = 500 where sku = 'POT'";
    sqlx::query(sql).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!((fill(&shop).await, members(&shop).await), (1, vec!["bowl".into(), "plate".into(), "pot".into()]));
    let sql = "delete from catalog.prices where sku = 'POT'";
    sqlx::query(sql).execute(&shop.stores.db).await.expect("PostgreSQL is up");
    assert_eq!((fill(&shop).await, members(&shop).await), (1, vec!["bowl".into(), "plate".to_owned()]));
}

#[tokio::test]
async fn who_saves_a_product_need_not_say_what_rules_say_and_nothing_is_told_of_it() {
    let shop = shop().await;
    give(&shop, Some(up_to(1000))).await;
    fill(&shop).await;
    let bowl: Uuid = sqlx::query_scalar("select id from catalog.products where slug = 'bowl'")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    let (before, subject) =
        (shop.as_staff(&GetAdminProduct { product: ProductId(bowl) }).await, format!("product {bowl}"));
    let before = before.expect("it is there");
    let log = async || {
        let mut connection = shop.stores.db.acquire().await.expect("PostgreSQL is up");
        audit::entries(&mut *connection, Some(&subject), None, 9).await.expect("PostgreSQL is up")
    };
    shop.forget_events().await;
    let said = async |change: ProductInput| {
        let update = UpdateProduct { product: ProductId(bowl), if_match: Some(IfMatch::Any), change };
        shop.as_staff(&update).await.expect("a good change")
    };
    let by_hand = ProductInput { collections: Some(vec!["table".parse().unwrap()]), ..ProductInput::default() };
    assert_eq!(said(by_hand.clone()).await.version, before.version);
    assert_eq!((log().await.len(), shop.forget_events().await), (0, vec![]), "it is in both already");

    let saved = said(ProductInput { brand: Some("Kleiwarft".to_owned()), ..by_hand }).await;
    let entries = log().await;
    let [entry] = &entries[..] else { panic!("one change: {entries:?}") };
    assert!(entry.after.as_ref().is_some_and(|after| after.get("collections").is_none()), "{:?}", entry.after);
    let products = vec![ProductVersion { product: ProductId(bowl), version: IfMatch::Version(saved.version) }];
    shop.as_staff(&CreateProductUndo { products }).await.expect("it can be taken back");
    let now = shop.as_staff(&GetAdminProduct { product: ProductId(bowl) }).await.expect("it is there");
    assert_eq!(now.product, before.product);
}
