//! Several at work on one product: nobody's change is lost.

use std::collections::BTreeMap;

use super::*;
use crate::testing::plain;
use api::catalog::admin::{ProductChange, UpdateProducts};
use api::problem::{Code, Conflict};
use axum::http::{StatusCode, header};
use domain::staff::Role;
use origin_platform::audit;
use origin_platform::staff::Staff;
use serde_json::json;

fn attribute(name: &str, value: i64, product: &ProductDocument) -> ProductInput {
    let mut attributes = product.attributes.clone();
    attributes.insert(name.to_owned(), json!(value));
    ProductInput { attributes: Some(attributes), ..ProductInput::default() }
}

#[tokio::test]
async fn of_two_writers_the_later_is_told_how_it_is_now() {
    let shop = Shop::open().await;
    let read = created(&shop, plain("bowl", 300)).await;
    let got = shop.answer_to_staff(&GetAdminProduct { product: read.id }).await;
    assert_eq!(got.headers()[header::ETAG], format!("\"{}\"", read.version));
    let first = shop.as_staff(&update(&read, brand("Kleiwarft"))).await.expect("it was read a moment ago");

    let late = shop.answer_to_staff(&update(&read, brand("Selvedge"))).await;
    assert_eq!(late.status(), StatusCode::PRECONDITION_FAILED);
    assert_eq!(late.headers()[header::CACHE_CONTROL], "private, no-store");
    let conflict: Conflict = serde_json::from_slice(late.body()).expect("a problem with the thing");
    assert_eq!(conflict.problem.code, Code::VersionOutdated);
    let current: AdminProductView = serde_json::from_value(conflict.current).expect("as a read answers");
    assert_eq!((current.version, current.product.brand.as_str()), (first.version, "Kleiwarft"));
    assert_eq!(current, kept(&shop, read.id).await);

    for request in [
        UpdateProduct { if_match: None, ..update(&first, brand("Selvedge")) },
        UpdateProduct { if_match: None, ..update(&first, ProductInput::default()) },
    ] {
        assert_eq!(shop.answer_to_staff(&request).await.status(), StatusCode::PRECONDITION_REQUIRED);
    }
    let blind = DeleteProduct { product: read.id, if_match: None };
    assert_eq!(shop.answer_to_staff(&blind).await.status(), StatusCode::PRECONDITION_REQUIRED);
    assert_eq!(kept(&shop, read.id).await, current);
}

#[tokio::test]
async fn whoever_is_signed_in_is_called_for_within_the_process_as_far_as_they_may() {
    let shop = Shop::open().await;
    let read = created(&shop, plain("bowl", 300)).await;
    for (role, expected) in [(Role::Analyst, StatusCode::FORBIDDEN), (Role::Catalog, StatusCode::OK)] {
        let ada = Staff { name: "ada@example.com".to_owned(), permissions: role.permissions(), account: None };
        let answer = shop.answer_within(ada, &update(&read, brand("Kleiwarft"))).await;
        assert_eq!(answer.status(), expected, "{}", role.name());
    }
    let last = audit::entries(&shop.stores.db, None, None, 1).await.expect("readable").remove(0);
    assert_eq!((last.actor.as_str(), last.action.as_str()), ("staff ada@example.com", "UpdateProduct"));
}

#[tokio::test]
async fn a_repeat_gets_the_first_reply_though_its_version_is_old() {
    let shop = Shop::open().await;
    let read = created(&shop, plain("bowl", 300)).await;
    let staff = shop.staff("one-key-for-it").await;
    let request = update(&read, brand("Kleiwarft"));
    let first = shop.client.call_as(&request, &staff).await.expect("changed");
    assert_eq!(shop.client.call_as(&request, &staff).await.expect("as before"), first);
    let other = UpdateProduct { if_match: Some(IfMatch::Any), ..request };
    let reused = shop.client.call_as(&other, &staff).await.expect_err("another request");
    assert_eq!(reused.code, Code::IdempotencyKeyReused);
}

#[tokio::test]
async fn edits_made_at_the_same_time_are_all_kept() {
    let shop = Shop::open().await;
    let made = created(&shop, plain("bowl", 300)).await;
    let edit = async |name: &'static str| {
        for number in 1..=5 {
            // Reads, changes, and begins anew from what it is told if somebody was faster.
            let mut current = kept(&shop, made.id).await;
            loop {
                let if_match = Some(IfMatch::Version(current.version));
                let change = attribute(name, number, &current.product);
                let answer = shop.answer_to_staff(&UpdateProduct { product: made.id, if_match, change }).await;
                if answer.status().is_success() {
                    break;
                }
                assert_eq!(answer.status(), StatusCode::PRECONDITION_FAILED);
                let conflict: Conflict = serde_json::from_slice(answer.body()).expect("a problem with the thing");
                current = serde_json::from_value(conflict.current).expect("as a read answers");
            }
        }
    };
    tokio::join!(edit("a"), edit("b"), edit("c"));
    let expected: BTreeMap<_, _> = ["a", "b", "c"].map(|name| (name.to_owned(), json!(5))).into();
    assert_eq!(kept(&shop, made.id).await.product.attributes, expected);
    let log = audit::entries(&shop.stores.db, None, None, 99).await.expect("PostgreSQL is up");
    let edits = log.iter().filter(|entry| entry.action == "UpdateProduct").count();
    assert_eq!(edits, 15, "each edit was made once");
}

/// What a product can be without a plan.
const PLAIN: [ProductStatus; 3] = [ProductStatus::Draft, ProductStatus::Active, ProductStatus::Archived];

/// A sequence of numbers that look random and are the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[tokio::test]
async fn whatever_two_do_in_turn_a_change_counts_only_to_the_version_that_was_read() {
    for seed in 1..=4 {
        let shop = Shop::open().await;
        let made = created(&shop, plain("bowl", 300)).await;
        let (mut numbers, mut model) = (Numbers(seed), kept(&shop, made.id).await.product);
        let mut version = made.version;
        let mut known = [made.version, made.version];
        for step in 0..40 {
            let writer = usize::try_from(numbers.below(2)).expect("0 or 1");
            let change = match numbers.below(6) {
                0 => {
                    known[writer] = kept(&shop, made.id).await.version;
                    assert_eq!(known[writer], version, "seed {seed}, step {step}");
                    continue;
                }
                1 => brand(&format!("maker {}", numbers.below(3))),
                2 => slug(["bowl", "dish", "basin"][usize::try_from(numbers.below(3)).expect("small")]),
                3 => status(PLAIN[usize::try_from(numbers.below(3)).expect("small")]),
                _ => attribute("number", i64::try_from(numbers.below(4)).expect("small"), &model),
            };
            let mut wanted = model.clone();
            super::super::input::apply("change", change.clone(), &mut wanted).expect("fine");
            let if_match = Some(IfMatch::Version(known[writer]));
            let answer = shop.as_staff(&UpdateProduct { product: made.id, if_match, change }).await;
            if known[writer] == version {
                let saved = answer.expect("the version that is there");
                assert_eq!(saved.version == version, wanted == model, "seed {seed}, step {step}");
                (version, known[writer], model) = (saved.version, saved.version, wanted);
            } else {
                assert_eq!(answer.expect_err("an old version").code, Code::VersionOutdated, "seed {seed}, step {step}");
            }
            let now = kept(&shop, made.id).await;
            assert_eq!((now.version, &now.product), (version, &model), "seed {seed}, step {step}");
        }
    }
}

#[tokio::test]
async fn several_are_changed_all_at_once_or_not_at_all() {
    let shop = Shop::open().await;
    let (bowl, plate) = (created(&shop, plain("bowl", 300)).await, created(&shop, plain("plate", 300)).await);
    let change = |saved: &ProductSaved, change| ProductChange {
        product: saved.id,
        version: IfMatch::Version(saved.version),
        change,
    };
    let both = UpdateProducts { changes: vec![change(&bowl, brand("Kleiwarft")), change(&plate, slug("dish"))] };
    let saved = shop.as_staff(&both).await.expect("both are as they were read");
    let slugs: Vec<&str> = saved.iter().map(|one| one.slug.as_str()).collect();
    assert_eq!((slugs, saved[0].id, saved[1].id), (vec!["bowl", "dish"], bowl.id, plate.id));
    assert_eq!(kept(&shop, bowl.id).await.product.brand, "Kleiwarft");

    // One of them is not as it was read, one is not there, one cannot be kept, one is named twice.
    let absent = ProductSaved { id: ProductId(uuid::Uuid::now_v7()), ..bowl.clone() };
    let taken = change(&saved[1], slug("bowl"));
    for (second, code) in [
        (change(&plate, brand("Selvedge")), Code::VersionOutdated),
        (change(&absent, brand("Selvedge")), Code::ProductNotFound),
        (taken, Code::SlugTaken),
        (change(&saved[0], brand("Selvedge")), Code::InvalidField),
    ] {
        let request = UpdateProducts { changes: vec![change(&saved[0], brand("Other")), second] };
        assert_eq!(shop.as_staff(&request).await.expect_err("not all of it can be").code, code);
        assert_eq!(kept(&shop, bowl.id).await.product.brand, "Kleiwarft", "{code:?}");
    }
    let nothing = UpdateProducts { changes: vec![] };
    assert_eq!(shop.as_staff(&nothing).await.expect_err("nothing named").field.as_deref(), Some("changes"));
}
