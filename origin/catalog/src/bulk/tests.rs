//! Edits of many products, on real stores.

mod chosen;

use api::catalog::ProductDocument;
use api::catalog::admin::{
    BulkChange, BulkEdit, CreateBulkEdit, CreateProductView, DeleteProductView, GetAdminProduct, GetBulkEdit,
    ListAdminProducts, ListBulkEdits, ListProductViews, UpdateBulkEdit,
};
use api::problem::Code;
use domain::catalog::BulkEditEvent::{Start, Stop, Undo};
use domain::catalog::{BulkEditState, PriceEnding, ProductStatus};
use domain::staff::Role;
use domain::{ProductId, Slug};
use origin_platform::audit;
use origin_platform::staff::Staff;
use serde_json::json;

use super::forget::forget;
use super::step::step;
use crate::collections::former;
use crate::rewrites::colour_picture;
use crate::store::{documents_of_any_status, lock_catalog};
use crate::testing::{Shop, collection, mug, plain};
use crate::upsert::{Outcome, upsert_products};

/// Fifteen percent less, with the present price beside it.
const CHEAPER: BulkChange = BulkChange::Prices { basis_points: -1500, ending: PriceEnding::Exact, keep_former: true };

async fn shop_of(products: usize) -> Shop {
    let shop = Shop::open().await;
    let products: Vec<_> = (0..products).map(|number| plain(&format!("lamp-{number:03}"), 1000)).collect();
    shop.upsert(&products).await;
    shop
}

async fn made(shop: &Shop, q: &str, change: BulkChange) -> BulkEdit {
    let edit = CreateBulkEdit { status: None, collection: None, q: Some(q.to_owned()), change, products: vec![] };
    shop.as_staff(&edit).await.expect("a good edit")
}

async fn tell(shop: &Shop, edit: &BulkEdit, event: domain::catalog::BulkEditEvent) -> BulkEdit {
    shop.as_staff(&UpdateBulkEdit { edit: edit.id, event }).await.expect("it fits")
}

/// Runs the job until the edit rests, and tells what became of it.
async fn run(shop: &Shop, edit: &BulkEdit) -> BulkEdit {
    let read = async || shop.as_staff(&GetBulkEdit { edit: edit.id }).await.expect("it is there");
    origin_testing::wait_until("the edit rests", async || {
        while step(&shop.stores.db).await.expect("PostgreSQL is up") {}
        // Somebody else may have it in hand.
        !matches!(read().await.state, BulkEditState::Running | BulkEditState::Undoing)
    })
    .await;
    read().await
}

async fn until_a_step_waits(shop: &Shop) {
    origin_testing::wait_until("the step waits", async || {
        let waits: bool = sqlx::query_scalar(
            "select exists (select from pg_locks join pg_database as own on own.oid = database
                            where own.datname = current_database() and locktype = 'advisory' and not granted)",
        )
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
        waits
    })
    .await;
}

/// How many prices there are of which amount, the smallest first.
async fn prices(shop: &Shop) -> Vec<(i64, i64)> {
    sqlx::query_as("select amount_minor, count(*) from catalog.prices group by amount_minor order by amount_minor")
        .fetch_all(&shop.stores.db)
        .await
        .expect("PostgreSQL is up")
}

#[tokio::test]
async fn what_a_filter_finds_is_changed_and_taken_back_as_a_whole() {
    let shop = shop_of(250).await;
    shop.upsert(&[plain("bowl", 1000)]).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    assert_eq!((edit.state, edit.progress.waiting, edit.waiting.len()), (BulkEditState::Ready, 250, 20));
    assert_eq!(prices(&shop).await, [(1000, 251)], "nothing is changed before it is started");
    assert!(!step(&shop.stores.db).await.expect("PostgreSQL is up"));
    shop.forget_events().await;
    tell(&shop, &edit, Start).await;
    let done = run(&shop, &edit).await;
    assert_eq!((done.state, done.progress.changed, done.waiting.len()), (BulkEditState::Done, 250, 0));
    assert_eq!(prices(&shop).await, [(850, 250), (1000, 1)]);
    assert_eq!(shop.told().await.len(), 250, "each product is told of once");
    assert!(audit::entries(&shop.stores.db, None, None, 300).await.expect("PostgreSQL is up").len() > 250);
    tell(&shop, &edit, Undo).await;
    let undone = run(&shop, &edit).await;
    assert_eq!((undone.state, undone.progress.undone), (BulkEditState::Undone, 250));
    assert_eq!(prices(&shop).await, [(1000, 251)]);
    let again = shop.as_staff(&UpdateBulkEdit { edit: edit.id, event: Start }).await.expect_err("it is over");
    assert_eq!(again.code, Code::WrongState);
    assert_eq!(shop.as_staff(&ListBulkEdits {}).await.expect("listed").len(), 1);
}

#[tokio::test]
async fn an_edit_goes_on_where_whoever_died_has_stopped_and_does_nothing_twice() {
    let shop = shop_of(250).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    tell(&shop, &edit, Start).await;
    assert!(step(&shop.stores.db).await.expect("PostgreSQL is up"));
    // The process ends in the middle of a step, which waits for somebody: its transaction never commits.
    let mut other = shop.stores.db.begin().await.expect("PostgreSQL is up");
    lock_catalog(&mut other, false).await.expect("PostgreSQL is up");
    let db = shop.stores.db.clone();
    let cut = tokio::spawn(async move { step(&db).await });
    until_a_step_waits(&shop).await;
    cut.abort();
    assert!(cut.await.expect_err("it was cut").is_cancelled());
    other.rollback().await.expect("PostgreSQL is up");
    assert_eq!(prices(&shop).await, [(850, 100), (1000, 150)]);
    // Two processes go on at the same time.
    let (one, other) = tokio::join!(run(&shop, &edit), run(&shop, &edit));
    assert_eq!((one.progress.changed, other.progress.changed), (250, 250));
    assert_eq!(prices(&shop).await, [(850, 250)], "not twice fifteen percent");
}

#[tokio::test]
async fn what_somebody_else_has_changed_since_stays_when_an_edit_is_taken_back() {
    let shop = shop_of(3).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    tell(&shop, &edit, Start).await;
    run(&shop, &edit).await;
    let price = json!({ "sku": "LAMP-001", "prices": [{ "currency": "EUR", "amount_minor": 700 }] });
    let price: api::catalog::UpdateVariant = serde_json::from_value(price).expect("a price");
    shop.as_staff(&price).await.expect("priced");
    tell(&shop, &edit, Undo).await;
    let undone = run(&shop, &edit).await;
    assert_eq!((undone.progress.undone, undone.progress.refused, undone.rejections.len()), (2, 1, 1));
    assert_eq!(prices(&shop).await, [(700, 1), (1000, 2)]);
}

#[tokio::test]
async fn a_step_that_waits_while_a_collection_gets_another_address_takes_everything_back() {
    let shop = shop_of(3).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    tell(&shop, &edit, Start).await;
    run(&shop, &edit).await;
    tell(&shop, &edit, Undo).await;
    let mut other = shop.stores.db.begin().await.expect("PostgreSQL is up");
    lock_catalog(&mut other, false).await.expect("PostgreSQL is up");
    let db = shop.stores.db.clone();
    let waiting = tokio::spawn(async move { step(&db).await });
    until_a_step_waits(&shop).await;
    let (table, board) = ("table".parse().expect("a slug"), "board".parse().expect("a slug"));
    former::rename(&mut other, &table, &board).await.expect("the address is free");
    other.commit().await.expect("PostgreSQL is up");
    assert!(waiting.await.expect("it came to its end").expect("PostgreSQL is up"));
    let undone = run(&shop, &edit).await;
    assert_eq!((undone.progress.undone, undone.progress.refused), (3, 0));
    assert_eq!(prices(&shop).await, [(1000, 3)]);
}

#[tokio::test]
async fn all_of_a_collection_is_taken_out_on_sale_or_not_and_put_back() {
    let shop = shop_of(120).await;
    let draft = ProductDocument { status: ProductStatus::Draft, ..plain("draft-lamp", 1000) };
    let old = ProductDocument { status: ProductStatus::Archived, ..plain("old-lamp", 1000) };
    let elsewhere = ProductDocument { collections: vec![], ..plain("bowl", 1000) };
    shop.upsert(&[draft, old, elsewhere]).await;
    let table: Slug = "table".parse().expect("a slug");
    let of = |collection: &Slug, status, q: &str| CreateBulkEdit {
        status,
        q: Some(q.to_owned()),
        collection: Some(collection.clone()),
        change: BulkChange::OutOf { collection: table.clone() },
        products: vec![],
    };
    let listed = ListAdminProducts { collection: Some(table.clone()), ..ListAdminProducts::default() };
    let number = async || shop.as_staff(&listed).await.expect("listed").in_collection;
    assert_eq!(number().await, Some(122), "a draft is in it, and what is archived");
    for (status, q, found) in [
        (None, "draft", 1),
        (None, "LAMP-007", 1),
        (Some(ProductStatus::Active), "", 120),
        (Some(ProductStatus::Archived), "lamp", 1),
    ] {
        let edit = shop.as_staff(&of(&table, status, q)).await.expect("a good edit");
        assert_eq!((edit.products, edit.collection.as_ref()), (found, Some(&table)), "{status:?} {q}");
    }
    for (collection, q) in [(table.clone(), "bowl"), (table.clone(), "BOWL"), ("nowhere".parse().expect("a slug"), "")]
    {
        let refused = shop.as_staff(&of(&collection, None, q)).await.expect_err("it finds nothing");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("q")), "{collection} {q}");
    }
    let edit = shop.as_staff(&of(&table, None, "")).await.expect("a good edit");
    assert_eq!(edit.progress.waiting, 122);
    tell(&shop, &edit, Start).await;
    assert_eq!(run(&shop, &edit).await.progress.changed, 122);
    assert_eq!(number().await, Some(0));
    tell(&shop, &edit, Undo).await;
    assert_eq!(run(&shop, &edit).await.progress.undone, 122);
    assert_eq!(number().await, Some(122));
}

#[tokio::test]
async fn an_edit_of_prices_is_taken_back_without_the_collections_of_then() {
    let shop = shop_of(1).await;
    shop.upsert_collections(&[collection("sale", "Sale")]).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    tell(&shop, &edit, Start).await;
    run(&shop, &edit).await;
    let lamp: uuid::Uuid = sqlx::query_scalar("select id from catalog.products")
        .fetch_one(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    // As a rule moves it, which ends before the edit is taken back: what it has put in stays.
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    lock_catalog(&mut tx, false).await.expect("PostgreSQL is up");
    let was = former::versions(&mut tx, &[lamp]).await.expect("PostgreSQL is up");
    let kept = documents_of_any_status(&mut *tx, &[ProductId(lamp)]).await.expect("PostgreSQL is up");
    let mut moved = kept[0].2.clone();
    moved.collections.push("sale".parse().expect("a slug"));
    assert_eq!(upsert_products(&mut tx, &[moved]).await.expect("PostgreSQL is up"), [Outcome::Changed]);
    former::keep_undo(&mut tx, &was).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
    tell(&shop, &edit, Undo).await;
    assert_eq!(run(&shop, &edit).await.progress.undone, 1);
    assert_eq!(prices(&shop).await, [(1000, 1)]);
    let kept = documents_of_any_status(&shop.stores.db, &[ProductId(lamp)]).await.expect("PostgreSQL is up");
    let names: Vec<&str> = kept[0].2.collections.iter().map(|slug| slug.as_str()).collect();
    assert_eq!(names, ["table", "sale"]);
}

#[tokio::test]
async fn an_edit_is_taken_back_though_a_picture_was_given_its_colour_since() {
    let shop = shop_of(1).await;
    let mut lamp = plain("lamp-000", 1000);
    lamp.media = mug().media;
    lamp.media.iter_mut().for_each(|picture| picture.option = Default::default());
    shop.upsert(std::slice::from_ref(&lamp)).await;
    let edit = made(&shop, "lamp", CHEAPER).await;
    tell(&shop, &edit, Start).await;
    run(&shop, &edit).await;
    let colour = "#e8dfcf".parse().expect("a colour");
    colour_picture(&shop.stores.db, &lamp.media[0].path, colour).await.expect("PostgreSQL is up");
    tell(&shop, &edit, Undo).await;
    let undone = run(&shop, &edit).await.progress;
    assert_eq!((undone.undone, undone.refused), (1, 0));
}

#[tokio::test]
async fn an_edit_that_is_stopped_rests_and_goes_on() {
    let shop = shop_of(120).await;
    let edit = made(&shop, "lamp", BulkChange::Status { status: ProductStatus::Archived }).await;
    tell(&shop, &edit, Start).await;
    assert!(step(&shop.stores.db).await.expect("PostgreSQL is up"));
    tell(&shop, &edit, Stop).await;
    let stopped = run(&shop, &edit).await;
    assert_eq!((stopped.progress.changed, stopped.progress.waiting), (100, 20));
    tell(&shop, &edit, Start).await;
    assert_eq!(run(&shop, &edit).await.progress.changed, 120);
    let archived = ListAdminProducts { status: Some(ProductStatus::Active), ..ListAdminProducts::default() };
    assert!(shop.as_staff(&archived).await.expect("listed").products.is_empty());
    tell(&shop, &edit, Undo).await;
    assert_eq!(run(&shop, &edit).await.progress.undone, 120);
}

#[tokio::test]
async fn what_cannot_be_done_to_anything_is_refused_before_anything_is_collected() {
    let shop = shop_of(1).await;
    let percent = |basis_points| BulkChange::Prices { basis_points, ending: PriceEnding::Exact, keep_former: false };
    let nowhere = BulkChange::Into { collection: "nowhere".parse().expect("a slug") };
    let planned = BulkChange::Status { status: ProductStatus::Scheduled };
    for (change, q, field) in [
        (percent(0), "lamp", "change.basis_points"),
        (percent(-10_000), "lamp", "change.basis_points"),
        (nowhere, "lamp", "change.collection"),
        (planned, "lamp", "change.status"),
        (CHEAPER, "nothing", "q"),
    ] {
        let edit = CreateBulkEdit { status: None, collection: None, q: Some(q.to_owned()), change, products: vec![] };
        let refused = shop.as_staff(&edit).await.expect_err("refused");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)));
    }
    assert!(shop.as_staff(&ListBulkEdits {}).await.expect("listed").is_empty());
    let nobody = GetBulkEdit { edit: uuid::Uuid::now_v7() };
    assert_eq!(shop.as_staff(&nobody).await.expect_err("none").code, Code::NotFound);
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_what_is_under_way_stays() {
    let shop = shop_of(1).await;
    let mut edits = Vec::new();
    for state in ["ready", "running", "done"] {
        let edit = made(&shop, "lamp", CHEAPER).await;
        sqlx::query("update catalog.bulk_edits set state = $2 where id = $1")
            .bind(edit.id)
            .bind(state)
            .execute(&shop.stores.db)
            .await
            .expect("PostgreSQL is up");
        edits.push(edit.id);
    }
    assert_eq!(forget(&shop.stores.db).await.expect("PostgreSQL is up"), 0);
    sqlx::query("update catalog.bulk_edits set created_at = now() - interval '91 days'")
        .execute(&shop.stores.db)
        .await
        .expect("PostgreSQL is up");
    assert_eq!(forget(&shop.stores.db).await.expect("PostgreSQL is up"), 2);
    let left = shop.as_staff(&ListBulkEdits {}).await.expect("listed");
    assert_eq!(left.iter().map(|edit| edit.id).collect::<Vec<_>>(), [edits[1]]);
}

#[tokio::test]
async fn views_have_names_and_the_last_of_a_name_counts() {
    let shop = shop_of(1).await;
    let view = |name: &str, q: &str| CreateProductView {
        name: name.to_owned(),
        status: Some(ProductStatus::Active),
        q: Some(q.to_owned()),
    };
    let first = shop.as_staff(&view("Lamps", "lamp")).await.expect("named");
    let second = shop.as_staff(&view(" Lamps ", "lamp-0")).await.expect("named anew");
    assert_eq!(first.id, second.id);
    let views = shop.as_staff(&ListProductViews {}).await.expect("listed");
    assert_eq!(views, std::slice::from_ref(&second));
    let unnamed = shop.as_staff(&view(" ", "lamp")).await.expect_err("no name");
    assert_eq!(unnamed.field.as_deref(), Some("name"));
    shop.as_staff(&DeleteProductView { view: second.id }).await.expect("taken away");
    let gone = shop.as_staff(&DeleteProductView { view: second.id }).await.expect_err("it is gone");
    assert_eq!(gone.code, Code::NotFound);
    let product = shop.as_staff(&ListAdminProducts::default()).await.expect("listed").products[0].id;
    shop.as_staff(&GetAdminProduct { product }).await.expect("products stay");
}

#[tokio::test]
async fn the_address_of_whoever_made_an_edit_is_told_to_those_alone_who_may_know_it() {
    let shop = shop_of(1).await;
    let staff =
        |name: &str, role: Role| Staff { name: name.to_owned(), permissions: role.permissions(), account: None };
    let ada = || staff("ada@example.com", Role::Catalog);
    let edit = CreateBulkEdit {
        status: None,
        collection: None,
        q: Some("lamp".to_owned()),
        change: CHEAPER,
        products: vec![],
    };
    let hers = shop.answer_within(ada(), &edit).await;
    let hers: BulkEdit = serde_json::from_slice(hers.body()).expect("an edit");
    let (one, all) = (GetBulkEdit { edit: hers.id }, ListBulkEdits {});
    for (who, actor) in [
        (ada(), "staff ada@example.com"),
        (staff("bob@example.com", Role::Catalog), "staff"),
        (staff("eve@example.com", Role::Marketing), "staff"),
        (staff("sam@example.com", Role::Analyst), "staff ada@example.com"),
    ] {
        let read: BulkEdit =
            serde_json::from_slice(shop.answer_within(who.clone(), &one).await.body()).expect("an edit");
        let listed: Vec<BulkEdit> =
            serde_json::from_slice(shop.answer_within(who.clone(), &all).await.body()).expect("edits");
        assert_eq!((read.actor.as_str(), listed[0].actor.as_str()), (actor, actor), "{}", who.name);
    }
    // Whether starting it twice is refused or changes nothing, no address is told.
    let start = UpdateBulkEdit { edit: hers.id, event: Start };
    shop.answer_within(ada(), &start).await;
    let again = shop.answer_within(staff("bob@example.com", Role::Catalog), &start).await;
    assert!(!String::from_utf8_lossy(again.body()).contains("ada@example.com"));
    // A key goes by its name, which is no address.
    let by_key = made(&shop, "lamp", CHEAPER).await;
    let read = shop.answer_within(staff("bob@example.com", Role::Catalog), &GetBulkEdit { edit: by_key.id }).await;
    assert_eq!(serde_json::from_slice::<BulkEdit>(read.body()).expect("an edit").actor, "staff tests");
}
