//! Imports of price lists on real stores.

use api::checkout::customer_groups::CreateCustomerGroup;
use api::checkout::price_list_imports::PriceListLineOutcome::{self, Changed, New, Refused, Unchanged};
use api::checkout::price_list_imports::{
    CreatePriceListImport, ListPriceListImports, PriceListLine, UndoPriceListImport,
};
use api::checkout::price_lists::{GetPriceList, ListPriceLists, PriceListTerms, UpdatePriceList};
use api::endpoint::if_match::IfMatch;
use api::event::PRICE_LISTS_CHANGED;
use api::problem::Code;
use domain::{Currency, Quantity};

use crate::testing::{Shop, product};

fn line(list: &str, sku: &str, from: i64, amount_minor: i64) -> PriceListLine {
    PriceListLine {
        list: list.to_owned(),
        group: None,
        starts_at: None,
        ends_at: None,
        currency: Currency::Eur,
        sku: sku.parse().expect("a SKU"),
        from: Quantity::try_from(from).expect("in range"),
        amount_minor,
    }
}

async fn shop() -> Shop {
    let shop = Shop::open().await;
    for sku in ["MUG", "JUG"] {
        crate::inventory::upsert_snapshots(&shop.stores.db, &[product(sku, 2000)]).await.expect("PostgreSQL");
    }
    shop.take_all_events().await;
    shop
}

async fn import(
    shop: &Shop,
    lines: Vec<PriceListLine>,
    dry_run: bool,
) -> (Option<uuid::Uuid>, Vec<PriceListLineOutcome>) {
    let report = shop.staff(&CreatePriceListImport { lines, dry_run }).await.expect("looked at");
    (report.import, report.lines.into_iter().map(|line| line.outcome).collect())
}

async fn lists(shop: &Shop) -> Vec<PriceListTerms> {
    let mut terms = Vec::new();
    for summary in shop.staff(&ListPriceLists {}).await.expect("listed") {
        terms.push(shop.staff(&GetPriceList { list: summary.id }).await.expect("there").terms);
    }
    terms
}

#[tokio::test]
async fn lines_are_looked_at_kept_all_or_none_and_taken_back_as_a_whole() {
    let shop = shop().await;
    let dealers = shop.staff(&CreateCustomerGroup { name: "Dealers".to_owned() }).await.expect("made");
    let of_dealers =
        |sku: &str, amount| PriceListLine { group: Some("Dealers".to_owned()), ..line("Dealers", sku, 1, amount) };
    let first = vec![line("More", "MUG", 5, 1800), line("More", "MUG", 10, 1500), of_dealers("JUG", 1700)];
    assert_eq!(import(&shop, first.clone(), true).await, (None, vec![New, New, New]));
    assert_eq!(lists(&shop).await, [], "it was only looked at");
    assert_eq!(shop.take_events(PRICE_LISTS_CHANGED).await.len(), 0);

    let (one, outcomes) = import(&shop, first.clone(), false).await;
    assert_eq!(outcomes, [New, New, New]);
    let after_first = lists(&shop).await;
    assert_eq!((after_first[0].group, after_first[1].entries.len()), (Some(dealers.id), 2));
    assert_eq!(shop.take_events(PRICE_LISTS_CHANGED).await.len(), 1, "of everybody's list, which pages show");
    // What was kept is exported and given again: nothing changes, and there is nothing to take back.
    assert_eq!(import(&shop, first, false).await, (None, vec![Unchanged; 3]));

    let second = vec![line("More", "MUG", 5, 1750), line("More", "JUG", 5, 1600)];
    let (two, outcomes) = import(&shop, second, false).await;
    assert_eq!((outcomes, lists(&shop).await[1].entries.len()), (vec![Changed, New], 3), "what no line names stays");
    let undone = shop.staff(&UndoPriceListImport { import: two.expect("kept") }).await.expect("taken back");
    assert_eq!((undone.lists, undone.left), (vec!["More".to_owned()], vec![]));
    assert_eq!(lists(&shop).await, after_first, "exactly what was");
    let again = shop.staff(&UndoPriceListImport { import: two.expect("kept") }).await;
    assert_eq!(again.expect_err("once").code, Code::WrongState);

    // The first one's list of everybody has another version by now, so it stays; that of the group goes.
    let undone = shop.staff(&UndoPriceListImport { import: one.expect("kept") }).await.expect("taken back");
    assert_eq!((undone.lists, undone.left), (vec!["Dealers".to_owned()], vec!["More".to_owned()]));
    assert_eq!(lists(&shop).await, [after_first[1].clone()]);
    let listed = shop.staff(&ListPriceListImports {}).await.expect("listed");
    assert_eq!(listed.iter().map(|one| one.is_undone).collect::<Vec<_>>(), [true, true]);
}

#[tokio::test]
async fn a_line_that_cannot_be_keeps_all_of_them_out_and_says_why() {
    let shop = shop().await;
    let usd = PriceListLine { currency: Currency::Usd, ..line("More", "JUG", 5, 1600) };
    let nobody = PriceListLine { group: Some("Nobody".to_owned()), ..line("Nobody", "MUG", 1, 1000) };
    let ended =
        PriceListLine { starts_at: Some(2_000_000_000), ends_at: Some(1_000_000_000), ..line("Sale", "MUG", 2, 1000) };
    let lines = vec![
        line("More", "MUG", 5, 1800),
        usd,
        line("More", "CUP", 5, 1800),
        line("More", "MUG", 5, 1700),
        nobody,
        ended,
        line("Single", "MUG", 1, 1000),
        line("Single", "JUG", 2, 1000),
        line("", "MUG", 2, 1000),
    ];
    let report = shop.staff(&CreatePriceListImport { lines, dry_run: false }).await.expect("looked at");
    let outcomes: Vec<PriceListLineOutcome> = report.lines.iter().map(|line| line.outcome).collect();
    assert_eq!(outcomes, [New, Refused, Refused, Refused, Refused, Refused, Refused, New, Refused]);
    assert!(report.lines.iter().all(|line| line.problem.is_some() == (line.outcome == Refused)), "{report:?}");
    assert_eq!((report.import, lists(&shop).await), (None, vec![]));
    for lines in [Vec::new(), vec![line("More", "MUG", 5, 1800); 2_001]] {
        assert!(shop.staff(&CreatePriceListImport { lines, dry_run: true }).await.is_err());
    }
}

#[tokio::test]
async fn what_somebody_has_changed_since_is_not_taken_back() {
    let shop = shop().await;
    let (import_of_both, _) = import(&shop, vec![line("A", "MUG", 2, 1800), line("B", "MUG", 3, 1700)], false).await;
    let list = shop.staff(&ListPriceLists {}).await.expect("listed")[0].id;
    let mut terms = lists(&shop).await[0].clone();
    terms.entries[0].amount_minor = 1650;
    let change = UpdatePriceList { list, if_match: Some(IfMatch::Version(1)), terms: terms.clone() };
    shop.staff(&change).await.expect("changed");
    let undone = shop.staff(&UndoPriceListImport { import: import_of_both.expect("kept") }).await.expect("taken back");
    assert_eq!((undone.lists, undone.left), (vec!["B".to_owned()], vec!["A".to_owned()]));
    assert_eq!(lists(&shop).await, [terms]);
}
