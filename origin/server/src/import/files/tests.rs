//! Files on a real database: what whoever dies leaves is gone on with, and nothing is done twice.

use std::future::{pending, ready};
use std::io::Write as _;

use api::catalog::admin::{
    AddImportFilePart, CreateImport, CreateImportFile, GetImportFile, ImportFileState, ImportFileView, ImportOutcome,
};
use api::{Code, Credentials, Endpoint, Problem};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use origin_platform::staff;

use super::*;
use crate::import::testing::Shop;

async fn staff<E: Endpoint>(shop: &Shop, endpoint: &E) -> Result<E::Reply, Problem> {
    let bearer = staff::create(&shop.stores.db, "tests").await.expect("PostgreSQL is up");
    let credentials = Credentials { bearer: Some(bearer), idempotency_key: Some(Uuid::new_v4().to_string()) };
    shop.catalog.call_as(endpoint, &credentials).await
}

async fn give(shop: &Shop, bytes: &[u8], more: bool) -> Result<ImportFileView, Problem> {
    let (file, data) = ("goods.jsonl".to_owned(), STANDARD.encode(bytes));
    staff(shop, &CreateImportFile { file, data, more, ..bare() }).await
}

fn bare() -> CreateImportFile {
    CreateImportFile {
        file: String::new(),
        currency: None,
        fetch_pictures: false,
        set_stock: false,
        collection: None,
        on_hand: None,
        encoding: None,
        data: String::new(),
        more: false,
    }
}

#[tokio::test]
async fn what_staff_say_of_a_file_counts_for_all_of_it() {
    let shop = Shop::open().await;
    // In Windows-1252, which it could be taken for by itself; in another it would be “Bębe”.
    let csv = b"slug,title,sku,price\nbebe,B\xEAbe,BEBE,5.00\n".to_vec();
    let given = |encoding: &str| CreateImportFile {
        file: "goods.csv".to_owned(),
        collection: Some("winter-sale".parse().expect("a slug")),
        on_hand: Some(4),
        encoding: Some(encoding.to_owned()),
        data: STANDARD.encode(&csv),
        ..bare()
    };
    let file = staff(&shop, &given("windows-1250")).await.expect("a file").id;
    work(&shop).await;
    assert_eq!(view(&shop, file).await.progress.map(|counts| (counts.new, counts.refused)), Some((1, 0)));
    staff(&shop, &CreateImport { import_file: file }).await.expect("it was looked at");
    work(&shop).await;
    assert_eq!(view(&shop, file).await.state, ImportFileState::Done);
    let sql = "select document #>> '{title,en}', document #>> '{collections,0}' from catalog.products";
    let (title, collection): (String, String) =
        sqlx::query_as(sql).fetch_one(&shop.stores.db).await.expect("one product");
    assert_eq!((title.as_str(), collection.as_str()), ("Bębe", "winter-sale"));
    assert_eq!(count(&shop, "select on_hand from orders.stock_levels").await, 4);
    // What nobody knows is told when it is looked at; what is no name at once.
    let file = staff(&shop, &given("klingon")).await.expect("a file").id;
    work(&shop).await;
    let problem = view(&shop, file).await.problem.expect("it cannot be read");
    assert!(problem.contains("klingon") && problem.contains("windows-1252"), "{problem}");
    assert_eq!(staff(&shop, &given("")).await.expect_err("no name").field.as_deref(), Some("encoding"));
}

async fn view(shop: &Shop, file: Uuid) -> ImportFileView {
    staff(shop, &GetImportFile { import_file: file }).await.expect("it is there")
}

async fn work(shop: &Shop) -> bool {
    step(&shop.stores.db, pending()).await.expect("PostgreSQL is up")
}

async fn count(shop: &Shop, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&shop.stores.db).await.expect("a count")
}

fn lines(products: u32) -> Vec<u8> {
    let line = |at: u32| {
        let price = r#"{"currency":"EUR","amount_minor":500}"#;
        format!(r#"{{"slug":"p{at}","title":{{"en":"P {at}"}},"variants":[{{"sku":"P{at}","prices":[{price}]}}]}}"#)
    };
    (0..products).map(|at| line(at) + "\n").collect::<String>().into_bytes()
}

#[tokio::test]
async fn a_file_in_parts_is_looked_at_and_imported_once_whoever_dies_over_it() {
    let shop = Shop::open().await;
    let bytes = lines(1_200);
    let (first, rest) = bytes.split_at(50_000);
    let begun = give(&shop, first, true).await.expect("kept");
    assert_eq!((begun.state, begun.received), (ImportFileState::Receiving, 50_000));
    assert!(!work(&shop).await, "it is not whole");
    let next = |at| AddImportFilePart { import_file: begun.id, at, data: STANDARD.encode(rest), more: false };
    assert_eq!(staff(&shop, &next(7)).await.expect_err("another byte").code, Code::WrongState);
    let whole = staff(&shop, &next(50_000)).await.expect("kept");
    assert_eq!((whole.state, whole.received), (ImportFileState::Checking, bytes.len() as u64));
    let early = staff(&shop, &CreateImport { import_file: begun.id }).await.expect_err("nobody has looked");
    assert_eq!(early.code, Code::WrongState);

    // Whoever is asked to stop leaves it to the next, at once.
    step(&shop.stores.db, ready(())).await.expect("PostgreSQL is up");
    assert!(matches!(view(&shop, begun.id).await.state, ImportFileState::Checking | ImportFileState::Checked));
    work(&shop).await;
    let looked = view(&shop, begun.id).await;
    assert_eq!(looked.progress.map(|counts| (counts.new, counts.refused)), Some((1_200, 0)));
    let rows = looked.report.expect("looked at").rows;
    assert!(rows.len() == 500 && rows.iter().all(|row| row.outcome == ImportOutcome::New));
    assert_eq!(count(&shop, "select count(*) from catalog.products").await, 0, "nothing was changed");

    let begun = staff(&shop, &CreateImport { import_file: begun.id }).await.expect("begun");
    // Somebody takes it, lands a half of it, and is killed.
    let dead = files::claim(&shop.stores.db).await.expect("PostgreSQL is up").expect("it waits");
    let import = dead.import.expect("it is imported");
    assert_eq!(begun.import, Some(import.id));
    let so_far = |read| ImportCounts { read, ..ImportCounts::default() };
    assert!(files::keep(&shop.stores.db, &dead, so_far(700)).await.expect("PostgreSQL is up"));
    assert!(files::keep(&shop.stores.db, &dead, so_far(500)).await.expect("PostgreSQL is up"));
    let known = view(&shop, begun.id).await.progress.expect("it was said").read;
    assert_eq!((dead.landed, known), (0, 700), "whoever begins anew is not behind");
    let half = Reading {
        format: Format::Jsonl,
        collection: None,
        currency: dead.currency,
        on_hand: None,
        encoding: None,
        now: 0,
    };
    let half = half.items(Box::new(io::Cursor::new(lines(700)))).expect("lines");
    let landing = Landing::new(shop.stores.db.clone(), StockRule::OfNewProducts, Report::quiet());
    landing.noting(import).land(half).await.expect("PostgreSQL is up");
    assert!(!work(&shop).await, "it is somebody's");
    sqlx::query("update catalog.import_files set claimed_until = now() - interval '1 second'")
        .execute(&shop.stores.db)
        .await
        .expect("it is there");
    assert!(work(&shop).await);
    // Who was thought dead changes nothing any more.
    assert!(!files::keep(&shop.stores.db, &dead, ImportCounts::default()).await.expect("PostgreSQL is up"));
    files::failed(&shop.stores.db, &dead, "late", true).await.expect("PostgreSQL is up");
    let done = view(&shop, begun.id).await;
    assert_eq!((done.state, done.problem.as_deref()), (ImportFileState::Done, None));
    assert_eq!(done.progress.map(|counts| (counts.new, counts.unchanged)), Some((500, 700)));
    assert_eq!(count(&shop, "select count(*) from catalog.products").await, 1_200);
    assert_eq!(count(&shop, "select count(*) from catalog.imported_products").await, 1_200);
    assert_eq!(count(&shop, "select count(*) from catalog.import_parts").await, 0, "its bytes are not needed any more");
    let again = staff(&shop, &CreateImport { import_file: begun.id }).await.expect_err("it was imported");
    assert_eq!(again.code, Code::WrongState);
    // All of it is one import, which is taken back as a whole.
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    let asked = imports::ask_undo(&mut tx, import.id).await.expect("PostgreSQL is up").expect("it is kept");
    tx.commit().await.expect("PostgreSQL is up");
    let undone = crate::import::undo_all(&shop.stores.db, asked).await.expect("PostgreSQL is up");
    assert_eq!((undone.deleted, undone.left), (1_200, 0));
}

#[tokio::test]
async fn what_cannot_be_read_or_is_taken_back_ends_with_a_sentence() {
    let shop = Shop::open().await;
    for (bytes, says) in
        [(b"Dear Sir,\nwe write to you".as_slice(), "not a product export"), (b"\x1f\x8bno gzip at all", "gzip")]
    {
        let file = give(&shop, bytes, false).await.expect("kept").id;
        while work(&shop).await {}
        let failed = view(&shop, file).await;
        let problem = failed.problem.expect("a sentence").to_lowercase();
        assert_eq!(failed.state, ImportFileState::Failed, "{problem}");
        assert!(problem.contains(says), "{problem}");
    }
    for (bytes, says) in [(b"PK\x03\x04".as_slice(), "Save it as CSV"), (b"%PDF-1.7", "PDF"), (b"", "1 to")] {
        let refused = give(&shop, bytes, false).await.expect_err("no text");
        assert!(refused.detail.contains(says), "{refused}");
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&lines(3)).expect("memory");
    let file = give(&shop, &packed.finish().expect("memory"), false).await.expect("kept").id;
    assert!(work(&shop).await);
    let begun = staff(&shop, &CreateImport { import_file: file }).await.expect("begun");
    let mut tx = shop.stores.db.begin().await.expect("PostgreSQL is up");
    imports::ask_undo(&mut tx, begun.import.expect("begun")).await.expect("PostgreSQL is up").expect("it is kept");
    tx.commit().await.expect("PostgreSQL is up");
    assert!(work(&shop).await);
    assert_eq!(view(&shop, file).await.state, ImportFileState::Failed);
    assert_eq!(count(&shop, "select count(*) from catalog.products").await, 0);
    // A part that is missing is not the end of the file.
    let torn = give(&shop, &lines(3), false).await.expect("kept").id;
    let longer = "update catalog.import_files set received = received + 5 where state = 'checking'";
    sqlx::query(longer).execute(&shop.stores.db).await.expect("it is there");
    assert!(work(&shop).await);
    let torn = view(&shop, torn).await;
    assert_eq!(torn.state, ImportFileState::Checking);
    assert!(torn.problem.expect("a sentence").contains("broke off"));
    // Together they have a GiB.
    let large = give(&shop, b"{", true).await.expect("there is room").id;
    for (bytes, has_room) in [(1_i64 << 30, false), (1, true)] {
        let size = sqlx::query("update catalog.import_files set received = $2 where id = $1").bind(large).bind(bytes);
        size.execute(&shop.stores.db).await.expect("it is there");
        let one_more = give(&shop, b"{", true).await;
        assert_eq!(one_more.map_err(|refused| refused.code).err(), (!has_room).then_some(Code::Unavailable));
    }
    // Twenty may wait.
    for _ in 0..17 {
        give(&shop, b"{", true).await.expect("there is room");
    }
    assert_eq!(give(&shop, b"{", true).await.expect_err("there is none").code, Code::Unavailable);
}
