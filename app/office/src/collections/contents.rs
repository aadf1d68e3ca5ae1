//! What is in a collection: how many products, the way to them, and the form that puts in and takes out.

use api::catalog::admin::{AdminCollection, ListAdminProducts};
use domain::Slug;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::Fields;
use crate::page::hidden;
use crate::visitor::Visitor;

/// How many products are in a collection, on sale or not; none where it cannot be told.
pub(super) async fn number(visitor: &Visitor, slug: &Slug) -> Option<u64> {
    let asked = ListAdminProducts { collection: Some(slug.clone()), ..ListAdminProducts::default() };
    visitor.ask(&asked).await.ok()?.in_collection
}

/// The way to the products that are in a collection, and to the form that takes all of them out, which is filled in.
pub(super) fn ways(visitor: &Visitor, kept: &AdminCollection) -> Markup {
    let (words, slug) = (words::office_selling(visitor.locale), &kept.collection.slug);
    let list = format!("/admin/products?in={slug}");
    html! {
        a.button href=(list) { (words.see_collection_products()) }
        // What a rule puts in, no hand takes out.
        @if kept.collection.rule.is_none() && visitor.may(Permission::CatalogWrite) {
            a.button.quiet href={ (list) "&edit=out-of&collection=" (slug) "&everything=on#edit" } { (words.take_all_out()) }
        }
    }
}

/// How many there are, and the form for what comes in and what goes out, unless a rule says that.
pub(super) fn section(
    visitor: &Visitor,
    action: &str,
    kept: &AdminCollection,
    number: Option<u64>,
    typed: &Fields,
) -> Markup {
    let words = words::office_selling(visitor.locale);
    let may_write = visitor.may(Permission::CatalogWrite);
    html! {
        section aria-labelledby="products-title" {
            h2 id="products-title" { (words.collection_products()) }
            @if let Some(number) = number { p { (words.collection_count(number)) } }
            @if kept.collection.rule.is_some() {
                p {
                    (words.collection_by_rule())
                    // The rule is shown to whoever may change it.
                    @if may_write { " " a href="#rule-title" { (words.to_its_rule()) } }
                }
            }
            @if number != Some(0) { p.actions { (ways(visitor, kept)) } }
            @if kept.collection.rule.is_none() && may_write {
                p.hint { (words.collection_products_hint()) }
                form method="post" action={ (action) "/products" } {
                    (hidden(visitor))
                    div.columns {
                        @for (name, label) in [("add", words.put_in()), ("remove", words.take_out())] {
                            div.field {
                                label for=(name) { (label) }
                                textarea id=(name) name=(name) rows="4" spellcheck="false" { "\n" (typed.typed(name)) }
                            }
                        }
                    }
                    p.actions { button.button { (words::office(visitor.locale).save()) } }
                }
            }
        }
    }
}
