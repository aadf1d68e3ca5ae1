//! What staff say of searches.

use api::event::SEARCH_RULES_CHANGED;
use api::problem::Code;
use api::search::{CreateSearchRule, DeleteSearchRule, ListSearchRules, SearchEffect};
use domain::{Locale, Slug};
use uuid::Uuid;

use super::*;
use crate::SearchRules;

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn synonyms(phrases: &[&str]) -> CreateSearchRule {
    let effect = SearchEffect::Synonyms { phrases: strings(phrases) };
    CreateSearchRule { locale: Locale::En, effect, starts_at: None, ends_at: None }
}

fn boost(query: Option<&str>, products: u128, brands: &[&str], collections: &[&str]) -> SearchEffect {
    let slug = |slug: &&str| slug.parse::<Slug>().expect("a slug");
    SearchEffect::Boost {
        query: query.map(str::to_owned),
        products: (0..products).map(|number| ProductId(Uuid::from_u128(number))).collect(),
        brands: strings(brands),
        collections: collections.iter().map(slug).collect(),
    }
}

fn redirect(query: &str, path: &str) -> SearchEffect {
    SearchEffect::Redirect { query: query.to_owned(), path: path.to_owned() }
}

#[tokio::test]
async fn what_holds_for_every_query_comes_after_what_holds_for_some() {
    let shop = Shop::open().await;
    let effects = [
        boost(None, 0, &[" LUMO "], &[]),
        SearchEffect::Stop { phrases: strings(&["Buy"]) },
        redirect("Returns", " /pages/returns "),
        boost(Some("Mug"), 0, &[], &["mugs"]),
    ];
    for effect in effects {
        shop.as_staff(&CreateSearchRule { effect, ..synonyms(&[]) }).await.expect("a good rule");
    }
    let rules = SearchRules::read(&shop.stores.db).await.expect("PostgreSQL answers");
    let always = boost(None, 0, &["lumo"], &[]);
    let stop = SearchEffect::Stop { phrases: strings(&["buy"]) };
    assert_eq!(rules.effects(Locale::En, "buy mugs"), [stop, always.clone()]);
    assert_eq!(rules.effects(Locale::En, "mug"), [boost(Some("mug"), 0, &[], &["mugs"]), always.clone()]);
    assert_eq!(rules.effects(Locale::En, "returns"), [redirect("returns", "/pages/returns"), always]);
    assert!(rules.effects(Locale::De, "mug").is_empty());
}

#[tokio::test]
async fn a_rule_holds_for_its_language_and_time_until_it_is_taken_away() {
    let shop = Shop::open().await;
    shop.forget_events().await;
    let made = shop.as_staff(&synonyms(&["  Sofa ", "couch", "SOFA", "day bed"])).await.expect("a good rule");
    assert_eq!(made.effect, SearchEffect::Synonyms { phrases: strings(&["sofa", "couch", "day bed"]) });
    let told = vec![(SEARCH_RULES_CHANGED.to_owned(), vec!["search".to_owned()])];
    assert_eq!(shop.forget_events().await, told);
    let pin = SearchEffect::Pin { query: "sofa".to_owned(), products: vec![ProductId(Uuid::from_u128(1))] };
    let over = CreateSearchRule { effect: pin.clone(), starts_at: Some(1), ends_at: Some(2), ..synonyms(&[]) };
    shop.as_staff(&over).await.expect("a good rule");
    let now = CreateSearchRule { effect: pin.clone(), starts_at: Some(1), ends_at: None, ..synonyms(&[]) };
    let now = shop.as_staff(&now).await.expect("a good rule");
    let all = shop.as_staff(&ListSearchRules {}).await.expect("staff may");
    assert_eq!((all.len(), &all[0], &all[2], all[1].ends_at), (3, &made, &now, Some(2)));

    let holds = async |query: &str, locale| {
        SearchRules::read(&shop.stores.db).await.expect("PostgreSQL answers").effects(locale, query)
    };
    assert_eq!(holds("sofa", Locale::En).await, [made.effect.clone(), pin]);
    assert_eq!(holds("red day bed", Locale::En).await, std::slice::from_ref(&made.effect));
    for (query, locale) in [("day", Locale::En), ("sofas", Locale::En), ("", Locale::En), ("sofa", Locale::De)] {
        assert!(holds(query, locale).await.is_empty(), "{query}");
    }

    let delete = DeleteSearchRule { rule: now.id, if_match: Some(IfMatch::Version(now.version)) };
    let blind = DeleteSearchRule { if_match: None, ..delete.clone() };
    assert_eq!(shop.as_staff(&blind).await.expect_err("nothing was read").code, Code::VersionMissing);
    shop.as_staff(&delete).await.expect("it is there");
    assert_eq!(holds("sofa", Locale::En).await, [made.effect]);
    assert_eq!(shop.as_staff(&delete).await.expect_err("it is gone").code, Code::NotFound);
}

#[tokio::test]
async fn a_rule_that_says_nothing_is_refused_by_its_field() {
    let shop = Shop::open().await;
    let pin = |query: &str, count: u128| {
        let products = (0..count).map(|number| ProductId(Uuid::from_u128(number))).collect();
        CreateSearchRule { effect: SearchEffect::Pin { query: query.to_owned(), products }, ..synonyms(&[]) }
    };
    let of = |effect| CreateSearchRule { effect, ..synonyms(&[]) };
    let turned = CreateSearchRule { starts_at: Some(9), ends_at: Some(9), ..synonyms(&["sofa", "couch"]) };
    for (rule, field) in [
        (synonyms(&["sofa", "Sofa"]), "effect.phrases"),
        (synonyms(&["sofa", "?!"]), "effect.phrases"),
        (synonyms(&["sofa", "\"couch\""]), "effect.phrases"),
        (pin(" ", 1), "effect.query"),
        (pin("mug", 0), "effect.products"),
        (pin("mug", 21), "effect.products"),
        (of(boost(None, 0, &[], &[])), "effect.products"),
        (of(boost(Some("mug"), 19, &["lumo"], &["mugs"])), "effect.products"),
        (of(boost(Some("?"), 1, &[], &[])), "effect.query"),
        (of(boost(None, 0, &["–"], &[])), "effect.brands"),
        (of(SearchEffect::Stop { phrases: Vec::new() }), "effect.phrases"),
        (of(redirect("", "/pages/returns")), "effect.query"),
        (of(redirect("returns", "/search")), "effect.path"),
        (of(redirect("returns", "/search/")), "effect.path"),
        (of(redirect("returns", "/offline")), "effect.path"),
        (of(redirect("returns", "/account")), "effect.path"),
        (of(redirect("returns", "/admin/orders")), "effect.path"),
        (of(redirect("returns", "//evil.example/pages/x")), "effect.path"),
        (of(redirect("returns", "/\\evil.example")), "effect.path"),
        (of(redirect("returns", "https://evil.example/pages/x")), "effect.path"),
        (of(redirect("returns", "/pages/returns?x=1")), "effect.path"),
        (of(redirect("returns", "/de/pages/returns")), "effect.path"),
        (of(redirect("returns", &format!("/pages/{}", "x".repeat(200)))), "effect.path"),
        (CreateSearchRule { starts_at: Some(-1), ..pin("mug", 1) }, "starts_at"),
        (turned, "ends_at"),
    ] {
        let refused = shop.as_staff(&rule).await.expect_err("it says nothing");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)), "{rule:?}");
    }
}
