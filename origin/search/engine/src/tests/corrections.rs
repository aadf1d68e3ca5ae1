//! Mistyped words are understood, and right ones are left alone.

use api::search::Loosened;
use proptest::prelude::*;

use super::*;
use crate::Found;

fn found(shelf: &Shelf, query: &str) -> Found {
    shelf.index.search(query, Market::default(), Sort::Featured, 1).expect("a readable index")
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn desks() -> Shelf {
    titled(&[
        "Wireless keyboard",
        "Office chair with arms",
        "Hair dryer",
        "Brother TN2110 toner",
        "Brother TN2120 toner",
        "Canvas backpack",
        "Чашка синяя",
        "茶碗",
    ])
}

fn check(shelf: &Shelf, query: &str, corrected: Option<&str>, first: Option<&str>) {
    let found = found(shelf, query);
    let hit = found.hits.first().map(|hit| hit.slug.as_str());
    assert_eq!((found.corrected.as_deref(), found.suggested, hit), (corrected, None, first), "{query}");
}

#[test]
fn a_word_that_no_product_has_is_taken_for_the_likeliest() {
    let shelf = desks();
    for mistyped in ["keybord", "keyboarrd", "keybaord", "leyboard", "kyboard", "KEYBORD"] {
        check(&shelf, mistyped, Some("keyboard"), Some("p-0"));
    }
    check(&shelf, "wireles keybord", Some("wireless keyboard"), Some("p-0"));
    check(&shelf, "offce chair", Some("office chair"), Some("p-1"));
    check(&shelf, "чяшка", Some("чашка"), Some("p-6"));
    check(&shelf, "zzzzzz", None, None);
    check(&shelf, "zzzzzz keyboard", None, Some("p-0"));
}

#[test]
fn the_last_word_may_be_unfinished() {
    let shelf = desks();
    check(&shelf, "keyb", Some("keyboard"), Some("p-0"));
    check(&shelf, "wireless key", Some("wireless keyboard"), Some("p-0"));
    check(&shelf, "key wireless", None, Some("p-0"));
}

/// For `hard` a letter would be mistyped, for `harbour` none.
#[test]
fn a_word_that_was_begun_is_finished_before_another_letter_is_taken() {
    let mut titles = vec!["Harbour mug", "Hard case", "Hard shell"];
    let shelf = titled(&titles);
    check(&shelf, "harb", Some("harbour"), Some("p-0"));
    // In the middle of a query, words are finished.
    assert_eq!(found(&shelf, "harb case").corrected.as_deref(), Some("hard case"));
    // What is far more frequent is meant all the same.
    titles.extend(std::iter::repeat_n("Hard hat", 40));
    assert_eq!(found(&titled(&titles), "harb").corrected.as_deref(), Some("hard"));
}

#[test]
fn two_words_written_as_one_are_parted() {
    let shelf = titled(&["Hub with four ports for USB", "Stand for any phone", "Hub cap"]);
    check(&shelf, "usbhub", Some("usb hub"), Some("p-0"));
    check(&shelf, "phonestand", Some("phone stand"), Some("p-1"));
    check(&shelf, "capstand", None, None);
}

#[test]
fn quotation_marks_take_words_as_they_are() {
    let shelf = desks();
    check(&shelf, "\"keybord\"", None, None);
    check(&shelf, "\"keyboard\"", None, Some("p-0"));
}

#[test]
fn what_products_have_is_never_replaced() {
    let shelf = desks();
    for right in ["wireless keyboard", "hair", "toner", "brother toner", "backpacks", "синяя", "茶碗", "chair arms"]
    {
        let found = found(&shelf, right);
        assert_eq!((found.corrected, found.suggested), (None, None), "{right}");
        assert!(!found.hits.is_empty(), "{right}");
    }
}

#[test]
fn another_number_is_another_model() {
    let shelf = desks();
    check(&shelf, "tn2110", None, Some("p-3"));
    check(&shelf, "tn2130", None, None);
    check(&shelf, "2110", None, None);
    check(&shelf, "tn21110", Some("tn2110"), Some("p-3"));
    check(&shelf, "茶杯", None, None);
}

#[test]
fn another_letter_of_a_short_model_is_another_model() {
    let shelf = titled(&["Lenovo ThinkPad L13 notebook", "ThinkPad dock", "Power cord C13"]);
    for unknown in ["thinkpad x13", "x13", "thinkpad t14"] {
        assert_eq!(found(&shelf, unknown).corrected, None, "{unknown}");
    }
    assert!(!found(&shelf, "thinkpad x13").hits.is_empty(), "the others' word is known");
    let servers = titled(&["HP ProLiant ML380 G5 server", "HP ProLiant DL360 G5 server"]);
    assert_eq!(found(&servers, "dl380 g5").corrected, None);
}

/// Whoever reads the list must not take it for what has all words.
#[test]
fn words_that_no_product_has_are_named_where_what_has_others_is_listed() {
    let servers = titled(&["HP ProLiant ML380 G5 server", "HP ProLiant DL360 G5 server", "Hütte blau", "Q lamp"]);
    let check = |query: &str, missing: &[&str], others: &[&str]| {
        let Loosened { missing: lacks, others: has } = found(&servers, query).loosened.expect("a loosened query");
        assert_eq!((lacks, has), (owned(missing), owned(others)), "{query}");
    };
    check("dl380 g5", &["dl380"], &["g5"]);
    check("hp dl380 zzzzzz g5", &["dl380", "zzzzzz"], &["hp", "g5"]);
    check("\"servr g5\"", &["servr"], &["g5"]);
    check("zzzzzz, hütte", &["zzzzzz"], &["hütte"]);
    check("q zzzzzz server", &["zzzzzz"], &["server"]);
    for query in ["g5", "hp g5", "zzzzzz", "zzzzzz xxxxxx", "q zzzzzz", "dl360 hütte", "proliannt g5", ""] {
        assert_eq!(found(&servers, query).loosened, None, "{query}");
    }
}

#[test]
fn words_of_products_that_are_gone_are_words_that_no_product_has() {
    let servers = titled(&["HP ML380 server", "HP DL360 server"]);
    assert_eq!(found(&servers, "ml380 server").loosened, None);
    let mut writer = servers.index.writer().expect("nobody else writes");
    writer.delete(&[id(0)]);
    writer.commit().expect("room on the disk");
    let loosened = Loosened { missing: owned(&["ml380"]), others: owned(&["server"]) };
    assert_eq!(found(&servers, "ml380 server").loosened, Some(loosened));
}

#[test]
fn a_brand_and_a_model_that_are_written_as_one_are_two_words() {
    let shelf = titled(&["HP Compaq 6530b notebook", "HP Compaq 6730b notebook", "Lenovo dock"]);
    check(&shelf, "hp6530b", Some("hp 6530b"), Some("p-0"));
    check(&shelf, "hp6530c", None, None);
}

#[test]
fn words_that_no_product_has_together_are_doubted() {
    let shelf = desks();
    check(&shelf, "office hair", Some("office chair"), Some("p-1"));
    // Of two that are as good the newer one.
    check(&shelf, "office toner", None, Some("p-4"));
}

/// A brand with many products is no reason to take a word for it beside others, which it does not go with.
#[test]
fn what_goes_with_the_other_words_is_likelier_than_a_brand() {
    let mut products = vec![(id(0), plain("mug", "Harbour mug"))];
    products.extend((1..40).map(|number| {
        let toy = json!({ "slug": format!("toy-{number}"), "title": { "en": "Toy car" }, "brand": "Mga",
            "variants": [{ "sku": format!("TOY-{number}") }] });
        (id(number), product(toy))
    }));
    let shelf = Shelf::with(&products);
    check(&shelf, "harbor mgu", Some("harbour mug"), Some("mug"));
    check(&shelf, "harbour mgu", Some("harbour mug"), Some("mug"));
    check(&shelf, "harbour mua", Some("harbour mug"), Some("mug"));
    // Alone, it is the brand that most products speak for.
    assert_eq!(found(&shelf, "mgaa").corrected.as_deref(), Some("mga"));
}

/// Not even where nothing that might be meant goes with the other words: then swapped letters are the likeliest.
#[test]
fn what_goes_with_nothing_is_no_brand_beside_other_words() {
    let mut products = vec![(id(0), plain("lamp", "Harbour lamp")), (id(1), plain("mug", "Blue mug"))];
    products.extend((2..60).map(|number| {
        let toy = json!({ "slug": format!("toy-{number}"), "title": { "en": "Toy car" }, "brand": "Mga",
            "variants": [{ "sku": format!("TOY-{number}") }] });
        (id(number), product(toy))
    }));
    let found = found(&Shelf::with(&products), "harbor mgu");
    assert_eq!(found.corrected.as_deref(), Some("harbour mug"));
}

/// The candidate that is the likeliest by itself fits nothing here; another does.
#[test]
fn of_doubted_words_one_is_taken_that_some_product_has_with_the_others() {
    let mut titles = vec!["Office chair", "Hair dryer"];
    titles.extend(std::iter::repeat_n("Oak pair", 20));
    let shelf = titled(&titles);
    check(&shelf, "office hair", Some("office chair"), Some("p-0"));
}

#[test]
fn hits_of_the_own_words_stay_before_those_of_a_likelier_word() {
    let mut titles = vec!["Desk by Tabel"];
    titles.extend(std::iter::repeat_n("Oak table", 22));
    let shelf = titled(&titles);
    let found = found(&shelf, "tabel");
    assert_eq!((found.corrected.as_deref(), found.suggested.as_deref(), found.total), (None, Some("table"), 23));
    assert_eq!((found.hits[0].slug.as_str(), found.hits.len()), ("p-0", 23));
    check(&shelf, "\"tabel\"", None, Some("p-0"));
}

#[test]
fn a_mistake_that_some_product_has_too_is_doubted_beside_other_words() {
    let mut titles = vec!["Touchpad awireless mouse keys", "Awireless keyboard", "Mouse mat"];
    titles.extend(["Wireless mouse"; 45]);
    let shelf = titled(&titles);
    let doubted = found(&shelf, "awireless mouse");
    assert_eq!((doubted.corrected.as_deref(), doubted.suggested.as_deref()), (None, Some("wireless mouse")));
    assert_eq!(doubted.hits[0].slug.as_str(), "p-0", "hits of the own words come first");
    assert_eq!((doubted.hits[1].title.bare(), doubted.total), ("Wireless mouse", 48), "then those of the likelier");
    // What fits hardly better is not in doubt: nobody else sells it with these words.
    assert_eq!(found(&shelf, "awireless keyboard").suggested, None);
    assert_eq!(found(&shelf, "\"awireless mouse\"").suggested, None);
}

#[test]
fn a_letter_that_has_strayed_into_a_number_is_left_out_and_a_unit_is_not() {
    let shelf = titled(&["Graphics card RTX 2060", "Coffee 250 beans", "Card 206"]);
    check(&shelf, "rtx 206k0", Some("rtx 2060"), Some("p-0"));
    check(&shelf, "rtx 2060q", Some("rtx 2060"), Some("p-0"));
    check(&shelf, "coffee 250g", None, Some("p-1"));
    check(&shelf, "rtx 2q0q60", None, Some("p-0"));
    check(&shelf, "hub 206k0", None, None);
}

#[test]
fn a_wrong_letter_in_a_model_with_signs_is_understood_and_a_wrong_number_is_not() {
    let shelf = titled(&["Brother TN-2110 toner", "Brother TN-2120 toner", "Canon IX-6850 printer"]);
    check(&shelf, "brother tx-2110 toner", Some("brother tn2110 toner"), Some("p-0"));
    check(&shelf, "tm/2120", Some("tn2120"), Some("p-1"));
    check(&shelf, "ixx-6850", Some("ix6850"), Some("p-2"));
    check(&shelf, "tx-2130", None, None);
    check(&shelf, "tn-2101", None, None);
    check(&shelf, "canon tx-2110", None, Some("p-2"));
}

/// There are 25 ways to take a letter for another where there is one to leave it out.
#[test]
fn a_letter_that_is_missing_is_likelier_than_another_one() {
    let mut titles = vec!["Power bank"; 3];
    titles.extend(["Black tank"; 6]);
    let shelf = titled(&titles);
    assert_eq!(found(&shelf, "bnk").corrected.as_deref(), Some("bank"));
    assert_eq!(found(&shelf, "tonk").corrected.as_deref(), Some("tank"));
}

#[test]
fn pages_of_several_passes_hold_each_hit_once() {
    let mut titles = vec!["Red lamp"; 5];
    titles.extend(std::iter::repeat_n("Red chair", 40));
    let shelf = titled(&titles);
    let mut seen = std::collections::BTreeSet::new();
    for (page, expect) in [(1, 24), (2, 21), (3, 0)] {
        let found = shelf.index.search("red lamp", Market::default(), Sort::Featured, page).expect("a readable index");
        assert_eq!((found.hits.len(), found.total), (expect, 45), "{page}");
        if page == 1 {
            assert!(found.hits[..5].iter().all(|hit| hit.title == "Red lamp"), "every word comes first");
        }
        seen.extend(found.hits.into_iter().map(|hit| hit.slug));
    }
    assert_eq!(seen.len(), 45);
}

#[test]
fn hostile_words_are_corrected_in_bounded_time() {
    let shelf = desks();
    let long = "kayboard".repeat(40);
    let many = (0..60).map(|number| format!("kebyoard{}", "x".repeat(number % 9))).collect::<Vec<_>>().join(" ");
    for query in
        [long.as_str(), &many, "\u{202e}keybord", "key\u{0}bord", "a\u{301}\u{302}\u{303}bc", "\"keybord", "„“"]
    {
        let begun = std::time::Instant::now();
        found(&shelf, query);
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{query}: {:?}", begun.elapsed());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        let shelf = desks();
        for query in [text.clone(), format!("\"{text}\""), format!("{text} keybord")] {
            let found = found(&shelf, &query);
            prop_assert!(found.hits.len() as u64 <= found.total);
        }
    }

    /// Whatever two words of a title are asked, those are answered.
    #[test]
    fn words_that_stand_in_a_title_are_never_replaced(
        titles in prop::collection::vec(prop::collection::vec("[a-e]{1,5}[0-9]?", 1..5), 1..12),
        at in any::<prop::sample::Index>(),
    ) {
        let texts: Vec<String> = titles.iter().map(|words| words.join(" ")).collect();
        let shelf = titled(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let words = at.get(&titles);
        let query = format!("{} {}", words[0], words[words.len() - 1]);
        let found = found(&shelf, &query);
        prop_assert_eq!(found.corrected, None, "{}", query);
        prop_assert!(!found.hits.is_empty());
    }
}
