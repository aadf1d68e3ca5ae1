//! Price lists on real stores: who pays what, what is told, and what is refused.

mod model;

use api::Tag;
use api::cart::{CreateCart, FirstLine, GetCart, UpdateCartLine};
use api::checkout::customer_groups::{
    CreateCustomerGroup, CustomerGroup, DeleteCustomerGroup, GetAdminCustomerGroup, ListCustomerGroups,
    UpdateAdminCustomerGroup, UpdateCustomerGroup,
};
use api::checkout::price_lists::{
    CreatePriceList, DeletePriceList, GetPriceList, ListPriceLists, PriceList, PriceListEntry, PriceListTerms,
    UpdatePriceList,
};
use api::endpoint::if_match::IfMatch;
use api::event::PRICE_LISTS_CHANGED;
use api::inventory::ListStock;
use api::orders::GetOrder;
use api::problem::Code;
use domain::staff::Role;
use domain::{CartId, Currency, CustomerId, Market, ProductId, Quantity};
use uuid::Uuid;

use super::due::tell_due;
use crate::jobs::forget_customer;
use crate::testing::{Shop, product, refund, token};

fn units(units: i64) -> Quantity {
    Quantity::try_from(units).expect("in range")
}

fn entry(sku: &str, from: i64, amount_minor: i64) -> PriceListEntry {
    PriceListEntry { sku: sku.parse().expect("a SKU"), from: units(from), amount_minor }
}

fn terms(name: &str, entries: Vec<PriceListEntry>) -> PriceListTerms {
    let (name, currency) = (name.to_owned(), Currency::Eur);
    PriceListTerms { name, currency, group: None, starts_at: None, ends_at: None, entries }
}

async fn made(shop: &Shop, terms: PriceListTerms) -> PriceList {
    shop.staff(&CreatePriceList { terms }).await.expect("made")
}

/// A shop that sells mugs for 20.00, with what it has told so far taken.
async fn mugs() -> (Shop, ProductId) {
    let shop = Shop::open().await;
    let (id, mug) = product("MUG", 2000);
    crate::inventory::upsert_snapshots(&shop.stores.db, &[(id, mug)]).await.expect("PostgreSQL");
    shop.stock("MUG", 999).await;
    shop.take_all_events().await;
    (shop, id)
}

/// An account, which is in a group from then on.
async fn member(shop: &Shop, name: &str) -> CustomerGroup {
    shop.execute(&format!(
        "insert into accounts.customers (id, email, name, password_hash, email_verified_at)
         values ('{}', 'ada@example.com', 'Ada', '$argon2id$', now())",
        shop.customer
    ))
    .await;
    let group = shop.staff(&CreateCustomerGroup { name: name.to_owned() }).await.expect("made");
    put(shop, Some(&group)).await;
    group
}

async fn put(shop: &Shop, group: Option<&CustomerGroup>) {
    let (customer, group) = (shop.customer, group.map(|group| group.id));
    let change = UpdateAdminCustomerGroup { customer, if_match: Some(IfMatch::Any), group };
    assert_eq!(shop.staff(&change).await.expect("put").group, group);
}

async fn their_cart(shop: &Shop, quantity: i64) -> CartId {
    let line = Some(FirstLine { sku: "MUG".parse().expect("a SKU"), quantity: units(quantity) });
    shop.call_as_shopper(&CreateCart { market: Market::Eu, line }).await.expect("made").id
}

#[tokio::test]
async fn whoever_takes_more_pays_less_for_each_and_the_order_and_its_refund_say_so() {
    let (shop, _) = mugs().await;
    made(&shop, terms("More for less", vec![entry("MUG", 5, 1799), entry("MUG", 10, 1533)])).await;
    let cart = shop.cart_with(&[("MUG", 4)]).await;
    let sku = || "MUG".parse().expect("a SKU");
    for (quantity, unit, own) in [(4, 2000, None), (5, 1799, Some(2000)), (10, 1533, Some(2000)), (9, 1799, Some(2000))]
    {
        let set = UpdateCartLine { cart, sku: sku(), quantity: units(quantity), market: Market::Eu };
        let changed = shop.call(&set).await.expect("set");
        let shown = shop.call(&GetCart { cart, market: Market::Eu }).await.expect("shown");
        assert_eq!((changed.subtotal, &changed.lines), (shown.subtotal, &shown.lines));
        let line = &shown.lines[0];
        let told = (line.unit_price.map(|price| price.minor), line.own_price.map(|price| price.minor));
        assert_eq!((told, line.is_personal), ((Some(unit), own), false), "{quantity}");
        assert_eq!(shown.subtotal.minor, unit * quantity);
        assert_eq!(line.unit_price_was, None, "a quantity is no change of price");
    }
    let dollars = shop.call(&GetCart { cart, market: Market::Us }).await.expect("shown");
    assert_eq!(dollars.lines[0].unit_price.map(|price| price.minor), Some(2200), "a list has one currency");
    let order = shop.call(&shop.placement(cart).await).await.expect("placed");
    assert_eq!((order.subtotal.minor, order.lines[0].unit_price.minor), (9 * 1799, 1799));
    // A later list changes nothing of what was ordered.
    let lists = shop.staff(&ListPriceLists {}).await.expect("listed");
    let gone = DeletePriceList { list: lists[0].id, if_match: Some(IfMatch::Version(1)) };
    shop.staff(&gone).await.expect("gone");
    let kept = shop.call(&GetOrder { order: order.id }).await.expect("there");
    assert_eq!(kept.lines[0].unit_price.minor, 1799);
    let shipment = crate::testing::shipment(order.id, &[("MUG", 9)], domain::orders::ShipmentState::Shipped);
    shop.staff(&shipment).await.expect("sent");
    let refunded = shop.staff(&refund(order.id, &[("MUG", 2)])).await.expect("refunded");
    let amount: i64 = refunded.order.lifecycle.refunds.iter().map(|refund| refund.amount.minor).sum();
    assert_eq!(amount, 2 * 1799);
}

#[tokio::test]
async fn a_group_s_price_is_its_members_alone_from_the_first_reply_on() {
    let (shop, id) = mugs().await;
    let dealers = member(&shop, "Dealers").await;
    made(&shop, PriceListTerms { group: Some(dealers.id), ..terms("Dealers", vec![entry("MUG", 1, 1500)]) }).await;
    assert_eq!(shop.take_events(PRICE_LISTS_CHANGED).await, [], "no page shows it");
    let stock = shop.call(&ListStock { product: id }).await.expect("listed");
    assert_eq!(stock[0].steps, [], "nor does what caches share");
    let line = Some(FirstLine { sku: "MUG".parse().expect("a SKU"), quantity: units(2) });
    let first = shop.call_as_shopper(&CreateCart { market: Market::Eu, line }).await.expect("made");
    let told = |line: &api::cart::CartLine| (line.unit_price.map(|price| price.minor), line.is_personal);
    assert_eq!((told(&first.lines[0]), first.subtotal.minor), ((Some(1500), true), 3000));
    let cart = first.id;
    let shown = shop.call_as_shopper(&GetCart { cart, market: Market::Eu }).await.expect("shown");
    assert_eq!(shown.lines, first.lines);
    let guest = shop.call(&GetCart { cart: shop.cart_with(&[("MUG", 2)]).await, market: Market::Eu }).await;
    assert_eq!(told(&guest.expect("shown").lines[0]), (Some(2000), false));
    let order = shop.call_as_shopper(&shop.placement(cart).await).await.expect("placed");
    assert_eq!(order.subtotal.minor, 3000);
    // Who is taken out of the group pays what everybody pays, and is told before anything is ordered.
    let cart = their_cart(&shop, 1).await;
    let seen = shop.placement(cart).await;
    put(&shop, None).await;
    let refused = shop.call_as_shopper(&seen).await.expect_err("dearer by now");
    assert_eq!(refused.code, Code::TotalChanged);
    let order = shop.call_as_shopper(&shop.placement(cart).await).await.expect("placed");
    assert_eq!(order.subtotal.minor, 2000);
}

#[tokio::test]
async fn a_list_counts_between_its_times_and_pages_are_told_once_when_they_come() {
    let (shop, id) = mugs().await;
    let hour = 3600;
    let now = shop.count("select floor(extract(epoch from now()))::bigint").await;
    let later = PriceListTerms {
        starts_at: Some(now + hour),
        ends_at: Some(now + 2 * hour),
        ..terms("Sale", vec![entry("MUG", 2, 1000)])
    };
    let list = made(&shop, later).await;
    let told = || async {
        shop.take_events(PRICE_LISTS_CHANGED).await.into_iter().flat_map(|(tags, _)| tags).collect::<Vec<_>>()
    };
    let steps = || async { shop.call(&ListStock { product: id }).await.expect("listed")[0].steps.len() };
    let due = || async { tell_due(&shop.stores.db).await.expect("PostgreSQL is up") };
    assert_eq!((due().await, told().await, steps().await), (0, vec![], 0));
    let cart = shop.cart_with(&[("MUG", 2)]).await;
    let seen = shop.placement(cart).await;
    let shift = async |hours: i64| {
        shop.execute(&format!(
            "update orders.price_lists set starts_at = starts_at - {hours} * interval '1 hour',
                                           ends_at = ends_at - {hours} * interval '1 hour'"
        ))
        .await;
    };
    shift(1).await;
    assert_eq!(shop.call(&seen).await.expect_err("cheaper by now").code, Code::TotalChanged, "carts need not be told");
    assert_eq!((due().await, told().await, steps().await), (1, vec![Tag::stock(id)], 1));
    assert_eq!((due().await, told().await), (0, vec![]));
    let seen = shop.placement(cart).await;
    shift(1).await;
    assert_eq!(shop.call(&seen).await.expect_err("over").code, Code::TotalChanged);
    assert_eq!((due().await, told().await, steps().await), (1, vec![Tag::stock(id)], 0));
    // What is over is told of no more, whatever becomes of it.
    let gone = DeletePriceList { list: list.id, if_match: Some(IfMatch::Any) };
    shop.staff(&gone).await.expect("gone");
    assert_eq!(told().await, []);
}

#[tokio::test]
async fn a_change_is_told_of_what_was_shown_and_of_what_is() {
    let (shop, mug) = mugs().await;
    let (jug, document) = product("JUG", 3000);
    crate::inventory::upsert_snapshots(&shop.stores.db, &[(jug, document)]).await.expect("PostgreSQL");
    let list = made(&shop, terms("More for less", vec![entry("MUG", 5, 1799)])).await;
    let tags = async || {
        let events = shop.take_events(PRICE_LISTS_CHANGED).await;
        let mut tags: Vec<Tag> = events.into_iter().flat_map(|(tags, _)| tags).collect();
        tags.sort();
        tags
    };
    assert_eq!(tags().await, [Tag::stock(mug)]);
    let mut both = [Tag::stock(mug), Tag::stock(jug)];
    both.sort();
    let update = |version, terms| UpdatePriceList { list: list.id, if_match: Some(IfMatch::Version(version)), terms };
    let changed = shop.staff(&update(1, terms("More for less", vec![entry("JUG", 2, 2500)]))).await.expect("changed");
    assert_eq!((changed.version, tags().await), (2, both.to_vec()));
    assert_eq!(shop.staff(&GetPriceList { list: list.id }).await.expect("there"), changed);
    let same = shop.staff(&update(2, changed.terms.clone())).await.expect("the same");
    assert_eq!((same.version, tags().await), (2, vec![]));
    let outdated = shop.staff(&update(1, terms("Late", vec![]))).await.expect_err("somebody was faster");
    assert_eq!(outdated.code, Code::VersionOutdated);
    let dealers = shop.staff(&CreateCustomerGroup { name: "Dealers".to_owned() }).await.expect("made");
    let theirs = PriceListTerms { group: Some(dealers.id), ..changed.terms };
    shop.staff(&update(2, theirs)).await.expect("changed");
    assert_eq!(tags().await, [Tag::stock(jug)], "it is on no page any more");
    let entries = "select count(*) from shop.audit_entries where subject like 'price list %'";
    assert_eq!(shop.count(entries).await, 3, "one for each change, and none for what changed nothing");
}

#[tokio::test]
async fn what_cannot_be_a_list_is_refused_with_what_to_mend() {
    let (shop, _) = mugs().await;
    made(&shop, terms("Taken", vec![])).await;
    let check = async |terms: PriceListTerms, field: &str| {
        let refused = shop.staff(&CreatePriceList { terms }).await.expect_err(field);
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some(field)));
    };
    check(terms(" ", vec![]), "terms.name").await;
    check(terms("Taken", vec![]), "terms.name").await;
    check(terms("A", vec![entry("MUG", 1, 1)]), "terms.entries[0].from").await;
    check(terms("A", vec![entry("MUG", 2, -1)]), "terms.entries[0].amount_minor").await;
    check(terms("A", vec![entry("MUG", 2, 1), entry("MUG", 2, 2)]), "terms.entries[1].from").await;
    check(terms("A", vec![entry("MUG", 2, 1), entry("NONE", 2, 2)]), "terms.entries[1].sku").await;
    check(PriceListTerms { starts_at: Some(9), ends_at: Some(9), ..terms("A", vec![]) }, "terms.ends_at").await;
    check(PriceListTerms { starts_at: Some(-1), ..terms("A", vec![]) }, "terms.starts_at").await;
    let nobody = Some(domain::CustomerGroupId(Uuid::now_v7()));
    check(PriceListTerms { group: nobody, ..terms("A", vec![]) }, "terms.group").await;
    let many: Vec<PriceListEntry> = (0..2001).map(|number| entry(&format!("S{number}"), 2, 1)).collect();
    check(terms("A", many), "terms.entries").await;
    let list = domain::PriceListId(Uuid::now_v7());
    assert_eq!(shop.staff(&GetPriceList { list }).await.expect_err("none").code, Code::NotFound);
    let packer = shop.call_as_role(Role::Orders, &CreatePriceList { terms: terms("A", vec![]) }).await;
    assert_eq!(packer.expect_err("not theirs").code, Code::Forbidden);
}

#[tokio::test]
async fn groups_are_named_left_and_taken_away_and_whoever_goes_is_forgotten() {
    let (shop, _) = mugs().await;
    let dealers = member(&shop, "Dealers").await;
    let listed = async || shop.staff(&ListCustomerGroups {}).await.expect("listed");
    assert_eq!(listed().await, [CustomerGroup { members: 1, ..dealers.clone() }]);
    let again = CreateCustomerGroup { name: "Dealers".to_owned() };
    assert_eq!(shop.staff(&again).await.expect_err("taken").field.as_deref(), Some("name"));
    let rename =
        UpdateCustomerGroup { group: dealers.id, if_match: Some(IfMatch::Version(1)), name: "Shops".to_owned() };
    assert_eq!(shop.staff(&rename).await.expect("named").version, 2);
    let late = UpdateCustomerGroup { name: "Late".to_owned(), ..rename };
    assert_eq!(shop.staff(&late).await.expect_err("somebody was faster").code, Code::VersionOutdated);
    let list = made(&shop, PriceListTerms { group: Some(dealers.id), ..terms("Theirs", vec![]) }).await;
    let gone = DeleteCustomerGroup { group: dealers.id, if_match: Some(IfMatch::Version(2)) };
    assert_eq!(shop.staff(&gone).await.expect_err("it has a list").code, Code::WrongState);
    shop.staff(&DeletePriceList { list: list.id, if_match: Some(IfMatch::Any) }).await.expect("gone");
    shop.staff(&gone).await.expect("gone");
    let customer = shop.customer;
    let kept = shop.staff(&GetAdminCustomerGroup { customer }).await.expect("told");
    assert_eq!((kept.group, kept.version), (None, 2));
    let stale = UpdateAdminCustomerGroup { customer, if_match: Some(IfMatch::Version(1)), group: None };
    assert_eq!(shop.staff(&stale).await.expect_err("it changed").code, Code::VersionOutdated);
    let nobody = GetAdminCustomerGroup { customer: CustomerId(Uuid::now_v7()) };
    assert_eq!(shop.staff(&nobody).await.expect_err("no such account").code, Code::NotFound);
    forget_customer(&shop.stores.db, customer).await.expect("PostgreSQL is up");
    assert_eq!(shop.count("select count(*) from orders.customer_group_members").await, 0);
}

#[tokio::test]
async fn the_fast_path_and_the_general_one_charge_the_same() {
    let (shop, _) = mugs().await;
    let dealers = member(&shop, "Dealers").await;
    made(&shop, PriceListTerms { group: Some(dealers.id), ..terms("Dealers", vec![entry("MUG", 3, 1733)]) }).await;
    let mut totals = Vec::new();
    for is_refused in [false, true] {
        let cart = their_cart(&shop, 3).await;
        let order = shop.placement(cart).await;
        if is_refused {
            // What was declined once goes the general way.
            let declined = shop.call_as_shopper(&token(order.clone(), "test_decline")).await.expect_err("declined");
            assert_eq!(declined.code, Code::PaymentDeclined);
        }
        let order = shop.call_as_shopper(&order).await.expect("placed");
        totals.push((order.total, order.lines[0].unit_price.minor));
    }
    assert_eq!(totals[0], totals[1]);
    assert_eq!(totals[0].1, 1733);
}
