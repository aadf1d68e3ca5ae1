//! Products, on sale or not.

use api::catalog::Text;
use api::catalog::admin::{
    AdminCollection, AdminProductSummary, ListAdminCollections, ListAdminProducts, ListProductViews,
};
use domain::Slug;
use domain::catalog::ProductStatus;
use maud::{Markup, html};
use origin_staff::Permission;

use super::bulk::controls;
use super::{status_name, views};
use crate::page::{Section, done, hidden, page, paging, time, written};
use crate::visitor::{Reply, Visitor};

/// The list, by what is looked for.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, more, locale) = (words::office(visitor.locale), words::office_products(visitor.locale), visitor.locale);
    let query = &visitor.query;
    let status = ProductStatus::ALL.into_iter().find(|status| status.code() == query.get("status"));
    let after = query.get("after").parse().ok();
    let Ok(collection) = query.some("in").map(str::parse::<Slug>).transpose() else {
        return Err(visitor.nothing_here());
    };
    let asked = ListAdminProducts { status, q: query.some("q").map(str::to_owned), collection, after };
    let found = visitor.read(&asked).await?;
    let next = found.next.map(|next| next.to_string());
    let kept = [("q", query.get("q")), ("status", query.get("status")), ("in", query.get("in"))];
    let may_write = visitor.may(Permission::CatalogWrite);
    // Without them, everything but collections can be edited.
    let collections = visitor.ask(&ListAdminCollections {}).await.unwrap_or_default();
    // A list without names is a list all the same.
    let named = visitor.ask(&ListProductViews {}).await.unwrap_or_default();
    let mut all = query.clone();
    if query.has("all") {
        all.remove("all")
    } else {
        all.set("all", "on")
    }
    let all = format!("/admin/products?{}", all.to_query());
    let content = html! {
        div.head {
            h1 { (words.products()) }
            p.actions {
                @if may_write { a.button.main href="/admin/products/new" { (words.new_product()) } }
                a.button href="/admin/products/edits" { (more.bulk_edits()) }
                a.button href="/admin/imports" { (more.imports()) }
                a.button href="/admin/filters" { (words::office_attributes(locale).filters()) }
                a.button href="/admin/product-types" { (words::office_types(locale).product_types()) }
                a.button href="/admin/price-lists" { (words::office_selling(locale).price_lists()) }
                a.button href="/admin/search-rules" { (words::office_selling(locale).search_rules()) }
            }
        }
        @if query.has("deleted") { (done(words.deleted())) }
        form.filter role="search" action="/admin/products" {
            div.field {
                label for="q" { (words.search_products_hint()) }
                input id="q" name="q" type="search" value=(query.get("q"));
            }
            div.field {
                label for="status" { (words.status()) }
                select id="status" name="status" {
                    option value="" { (words.all()) }
                    @for one in ProductStatus::ALL {
                        option value=(one.code()) selected[status == Some(one)] { (status_name(locale, one)) }
                    }
                }
            }
            (by_collection(&visitor, &collections))
            button.button { (words.show()) }
        }
        @if let Some(count) = found.in_collection { p { (words::office_selling(locale).collection_count(count)) } }
        (views::bar(&visitor, &named))
        @if found.products.is_empty() {
            p { @if next.is_some() { (words.none_so_far()) } @else { (words.none_found()) } }
        }
        @else {
            form method="post" action="/admin/products/bulk" {
            (hidden(&visitor))
            table {
                thead {
                    tr {
                        @if may_write { th scope="col" { (more.choose()) } }
                        th scope="col" { (words.product()) }
                        th scope="col" { (words.brand()) }
                        th scope="col" { (words.variants()) }
                        th scope="col" { (words.status()) }
                        th scope="col" { (words.changed()) }
                    }
                }
                tbody { @for product in &found.products { (row(&visitor, product, may_write)) } }
            }
            @if may_write {
                p { a href=(all) { @if query.has("all") { (more.choose_none()) } @else { (more.choose_all()) } } }
                (controls(&visitor, &collections, query))
            }
            }
        }
        (paging(locale, "/admin/products", &kept, after.is_some(), next))
    };
    Ok(page(&visitor, Section::Products, words.products(), &content))
}

/// The collection that is looked into. One that cannot be told of stays chosen.
fn by_collection(visitor: &Visitor, collections: &[AdminCollection]) -> Markup {
    let (words, chosen) = (words::office_products(visitor.locale), visitor.query.get("in"));
    let is_told = collections.iter().any(|one| one.collection.slug.as_str() == chosen);
    html! {
        div.field {
            label for="in" { (words.bulk_collection()) }
            select id="in" name="in" {
                option value="" { (words::office(visitor.locale).all()) }
                @if !chosen.is_empty() && !is_told { option value=(chosen) selected { (chosen) } }
                @for AdminCollection { collection, .. } in collections {
                    option value=(collection.slug) selected[collection.slug.as_str() == chosen] {
                        (collection.title.get(visitor.locale))
                    }
                }
            }
        }
    }
}

fn row(visitor: &Visitor, product: &AdminProductSummary, may_write: bool) -> Markup {
    let (words, more) = (words::office(visitor.locale), words::office_products(visitor.locale));
    html! {
        tr {
            @if may_write {
                td data-label=(more.choose()) {
                    input type="checkbox" name={ "pick." (product.id) } value=(product.version)
                        aria-label={ (more.choose()) ": " (product.title.get(visitor.locale)) } checked[visitor.query.has("all")];
                }
            }
            th scope="row" {
                a href={ "/admin/products/" (product.id) } { (written(&Text::of(&product.title, visitor.locale), visitor.locale)) }
                span.soft { (product.slug) }
            }
            td data-label=(words.brand()) { (product.brand) }
            td data-label=(words.variants()) { (product.variants) }
            td data-label=(words.status()) { span.state data-state=(product.status.code()) { (status_name(visitor.locale, product.status)) } }
            td data-label=(words.changed()) { (time(&product.updated_at)) }
        }
    }
}
