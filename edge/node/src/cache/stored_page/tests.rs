//! Stored pages as they age, are purged and get new fragments.

use super::*;
use crate::http::cache_status::CacheStatus;
use freshness::Lifetime;

fn prepare(answer: Response<Bytes>, filled_at: u64) -> Result<StoredPage, Box<Response<Bytes>>> {
    StoredPage::prepare(answer, filled_at, 1_000, &HeaderTable::default())
}

fn page(filled_at: u64) -> StoredPage {
    let answer = Response::builder()
        .header("cdn-cache-control", "max-age=60, stale-while-revalidate=600, stale-if-error=3600")
        .header("cache-tag", "p:1")
        .header("content-type", "text/html")
        .body(Bytes::from_static(b"page"));
    prepare(answer.expect("valid"), filled_at).expect("may be stored")
}

#[test]
fn a_page_ages() {
    let tags = TagVersions::default();
    tags.set_live(true);
    let page = page(0);
    assert_eq!(page.state(1_000, &tags), State::Fresh(60_000));
    assert_eq!(page.state(61_000, &tags), State::Stale(0));
    assert_eq!(page.state(660_999, &tags), State::Stale(599_999));
    assert_eq!(page.state(661_000, &tags), State::Outdated);
    assert_eq!(page.good_on_error(661_000, &tags), Some(600_000));
    assert_eq!(page.good_on_error(3_661_000, &tags), None);
}

#[test]
fn without_purges_freshness_is_short() {
    let tags = TagVersions::default();
    let page = page(0);
    assert_eq!(page.state(5_999, &tags), State::Fresh(1));
    assert_eq!(page.state(6_000, &tags), State::Outdated, "it may be wrong: a new one is made first");
    assert_eq!(page.good_on_error(6_000, &tags), Some(0), "but it is better than none");
    tags.set_live(true);
    assert_eq!(page.state(6_000, &tags), State::Fresh(55_000));
}

#[test]
fn a_purge_outdates_a_page_filled_before_it_only() {
    let tags = TagVersions::default();
    tags.set_live(true);
    let (before, other) = (page(0), page(0));
    assert!(before.is_current(&tags));
    tags.purge(7, ["p:2"]);
    assert!(before.is_current(&tags));
    tags.purge(8, ["p:1"]);
    assert_eq!(before.state(1_000, &tags), State::Outdated);
    assert!(before.good_on_error(1_000, &tags).is_some());
    assert!(page(8).is_current(&tags));
    assert!(!other.is_current(&tags));
}

/// A description of slots in the version that is spoken.
fn described(slots: &str) -> String {
    format!(r#"{{"version":{},"slots":{slots}}}"#, api::edge::VERSION)
}

/// A page with two slots, which depend on `s:1` and `s:2`.
fn page_with_slots() -> StoredPage {
    let slots = r#"[{"key":"a","at":0,"length":1,"tags":["s:1"]},{"key":"b","at":1,"length":1,"tags":["s:2"]}]"#;
    let answer = Response::builder()
        .header("cdn-cache-control", "max-age=60, stale-while-revalidate=600, stale-if-error=3600")
        .header("cache-tag", "p:1")
        .header(FRAGMENTS, described(slots))
        .body(Bytes::from_static(b"12"));
    prepare(answer.expect("valid"), 0).expect("may be stored")
}

fn fragment(html: &'static str, filled_at: u64, seconds: u64) -> Option<Arc<Fragment>> {
    let lifetime = std::time::Duration::from_secs(seconds);
    let policy = Lifetime { fresh: lifetime, stale_while_revalidate: lifetime, stale_if_error: lifetime };
    let freshness = Freshness { tags: ["s:1".into()].into(), filled_at, expiry: Expiry::new(policy, 1_000) };
    Some(Arc::new(Fragment::new(html.into(), freshness)))
}

fn body(page: &StoredPage) -> Bytes {
    page.representation.make(Encoding::Identity)
}

#[test]
fn a_purge_of_a_fragment_leaves_the_page_around_it() {
    let tags = TagVersions::default();
    tags.set_live(true);
    let page = page_with_slots();
    assert_eq!(page.state(1_000, &tags), State::Fresh(60_000));
    tags.purge(7, ["s:1"]);
    assert_eq!(page.state(1_000, &tags), State::Unfilled);
    let filled = page.with_fragments(&[fragment("one", 7, 60), None]);
    assert_eq!(body(&filled), "one2");
    assert_eq!(filled.state(1_000, &tags), State::Fresh(60_000));
    assert_eq!(filled.age(3_000), 2, "the page around is as old as before");
    tags.purge(8, ["p:1"]);
    assert_eq!(filled.state(1_000, &tags), State::Outdated);
}

#[test]
fn a_fragment_purged_while_it_was_made_is_lacking_again() {
    let tags = TagVersions::default();
    tags.set_live(true);
    tags.purge(7, ["s:1"]);
    let page = page_with_slots();
    assert_eq!(page.with_fragments(&[fragment("one", 6, 60), None]).state(1_000, &tags), State::Unfilled);
}

#[test]
fn fragments_age_by_themselves() {
    let tags = TagVersions::default();
    tags.set_live(true);
    let page = page_with_slots();
    let page = page.with_fragments(&[fragment("one", 0, 2), None]);
    assert_eq!(page.state(1_000, &tags), State::Fresh(2_000));
    assert_eq!(page.state(3_500, &tags), State::Stale(500));
    assert!(page.lacks_only_fragments(3_500, &tags));
    assert_eq!(page.state(5_000, &tags), State::Unfilled);
    assert_eq!(page.good_on_error(5_000, &tags), None, "an old price is no better than none for longer");
    assert_eq!(page.state(661_000, &tags), State::Outdated);
    assert!(!page_with_slots().lacks_only_fragments(61_000, &tags), "the page around is old as well");
}

#[test]
fn fragments_that_read_the_same_are_not_coded_again() {
    let page = page_with_slots();
    let same = page.with_fragments(&[fragment("1", 5, 60), None]);
    assert!(Arc::ptr_eq(&page.representation, &same.representation));
    assert!(same.is_filled());
}

#[test]
fn a_page_whose_slots_make_no_sense_is_not_stored() {
    let answer = Response::builder()
        .header("cdn-cache-control", "max-age=60")
        .header("cache-tag", "p:1")
        .header(FRAGMENTS, described("[{}]"))
        .body(Bytes::from_static(b"12"));
    let answer = prepare(answer.expect("valid"), 0).expect_err("its tags are not all");
    assert!(!answer.headers().contains_key(FRAGMENTS), "no client is told");
}

#[test]
fn one_caller_refreshes() {
    let page = page(0);
    assert!(page.begin_refresh(70_000, 500));
    assert!(!page.begin_refresh(70_499, 500));
    assert!(page.begin_refresh(70_500, 500));
    page.refresh_again_at(70_600);
    assert!(!page.begin_refresh(70_599, 500));
}

#[test]
fn clients_see_no_tags_and_must_ask_again() {
    let (answer, _) = page(0).representation.begin(&http::HeaderMap::new(), CacheStatus::Hit(1));
    assert!(!answer.headers().contains_key("cache-tag"));
    assert_eq!(answer.headers()["cache-control"], "public, max-age=0, must-revalidate");
    assert_eq!(answer.headers()["x-frame-options"], "DENY");
}

#[test]
fn a_page_weighs_what_it_keeps() {
    let shared = HeaderTable::default();
    let size = |slots: usize, tag: &str, text: usize| {
        // Text that does not become smaller.
        let body: Vec<u8> = (0..text as u64).map(|at| (at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as u8).collect();
        let one = |at: usize| format!(r#"{{"key":"{tag}","at":{at},"length":1,"tags":["{tag}"]}}"#);
        let slots = described(&format!("[{}]", (0..slots).map(one).collect::<Vec<_>>().join(",")));
        let answer = Response::builder()
            .header("cdn-cache-control", "max-age=60")
            .header("cache-tag", tag)
            .header(FRAGMENTS, slots)
            .body(Bytes::from(body))
            .expect("valid");
        StoredPage::prepare(answer, 0, 0, &shared).expect("may be stored").size()
    };
    let base = size(0, "a", 64);
    assert!((500..1500).contains(&base), "{base}");
    assert_eq!(size(0, "a", 64 + 16_384), base + 16_384);
    assert_eq!(size(0, &"a".repeat(200), 64), base + 208 - 32);
    let slot = size(1, "a", 64) - base;
    assert!((size_of::<FragmentSlot>()..400).contains(&slot), "{slot}");
    assert_eq!(size(5, "a", 64), base + 5 * slot);
    assert_eq!(size(1, &"a".repeat(200), 64), base + slot + 3 * (208 - 32), "its tag, the slot's, and its key");
}
