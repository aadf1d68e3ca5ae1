//! The controls below the list of products, and the pages that follow.

use api::catalog::admin::AdminCollection;
use axum::response::Response;
use domain::catalog::ProductStatus;
use maud::{Markup, html};

use super::Planned;
use super::edit::{ENDINGS, ending_name};
use crate::fields::Fields;
use crate::page::{Section, hidden, hidden_again, page};
use crate::products::status_name;
use crate::visitor::Visitor;

/// Differences that are shown of one product; of more it tells the number.
const SHOWN: usize = 12;

/// What can be done to the products that are chosen. It is part of the form that has the boxes.
pub fn controls(visitor: &Visitor, collections: &[AdminCollection], typed: &Fields) -> Markup {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let edit = typed.get("edit");
    // Of what is in a collection, that is the likely one.
    let collection = typed.some("collection").unwrap_or(typed.get("in"));
    html! {
        fieldset.bulk {
            legend { (words.bulk()) }
            div.columns {
                div.field {
                    label for="edit" { (words.bulk_do()) }
                    select id="edit" name="edit" {
                        option value="" { "–" }
                        option value="prices" selected[edit == "prices"] { (words.bulk_prices()) }
                        option value="no-former" selected[edit == "no-former"] { (words.bulk_no_former()) }
                        @for status in ProductStatus::ALL {
                            option value=(status.code()) selected[edit == status.code()] {
                                (office.status()) ": " (status_name(visitor.locale, status))
                            }
                        }
                        option value="into" selected[edit == "into"] { (words.bulk_into()) }
                        option value="out-of" selected[edit == "out-of"] { (words.bulk_out_of()) }
                    }
                }
                div.field {
                    label for="percent" { (words.bulk_percent()) }
                    input id="percent" name="percent" inputmode="text" autocomplete="off" value=(typed.get("percent"))
                        aria-describedby="percent-hint";
                    p.hint id="percent-hint" { (words.bulk_percent_hint()) }
                }
                div.field {
                    label for="ending" { (words.bulk_ending()) }
                    select id="ending" name="ending" {
                        @for (code, ending) in ENDINGS {
                            option value=(code) selected[typed.get("ending") == code] { (ending_name(ending, words)) }
                        }
                    }
                }
                div.field {
                    label for="collection" { (words.bulk_collection()) }
                    select id="collection" name="collection" {
                        option value="" { "–" }
                        @for AdminCollection { collection: one, .. } in collections {
                            option value=(one.slug) selected[collection == one.slug.as_str()] {
                                (one.title.get(visitor.locale))
                            }
                        }
                    }
                }
            }
            label.box { input type="checkbox" name="former" checked[typed.has("former")]; " " (words.bulk_former()) }
            label.box {
                input type="checkbox" name="everything" checked[typed.has("everything")];
                " " (words.bulk_everything())
            }
            // The filter of the list, of which they are.
            @for name in ["status", "q", "in"] {
                @if let Some(value) = typed.some(name) { input type="hidden" name={ "filter." (name) } value=(value); }
                @else if let Some(value) = typed.some(&format!("filter.{name}")) {
                    input type="hidden" name={ "filter." (name) } value=(value);
                }
            }
            p.actions { button.button { (words.look()) } }
        }
    }
}

/// The controls once more, for the products that were chosen.
pub(super) async fn again(visitor: &Visitor, fields: &Fields) -> Markup {
    // Without them, everything but collections can be edited.
    let collections = super::collections(visitor).await.unwrap_or_default();
    html! {
        form method="post" action="/admin/products/bulk" {
            (hidden(visitor))
            (picked(fields))
            (controls(visitor, &collections, fields))
        }
    }
}

fn picked(fields: &Fields) -> Markup {
    html! {
        @for id in fields.below("pick.") {
            input type="hidden" name={ "pick." (id) } value=(fields.get(&format!("pick.{id}")));
        }
    }
}

/// A page of these.
pub(super) fn page_of(visitor: &Visitor, title: &str, above: Option<&Markup>, content: &Markup) -> Response {
    let words = words::office(visitor.locale);
    let content = html! {
        p.crumb { a href="/admin/products" { (words.products()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        (content)
        p { a href="/admin/products" { (words.back()) } }
    };
    page(visitor, Section::Products, title, &content)
}

/// What becomes of products, before and after.
pub(super) fn table(visitor: &Visitor, planned: &[Planned]) -> Markup {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    html! {
        table {
            thead {
                tr {
                    th scope="col" { (office.product()) }
                    th scope="col" { (words.what()) }
                    th scope="col" { (office.before()) }
                    th scope="col" { (office.after()) }
                }
            }
            tbody {
                @for one in planned {
                    @for (place, difference) in one.differences.iter().take(SHOWN).enumerate() {
                        tr {
                            @if place == 0 {
                                th scope="row" { a href={ "/admin/products/" (one.view.id) } { (one.view.product.title.get(visitor.locale)) } }
                            } @else { td {} }
                            td data-label=(words.what()) { (difference.what) }
                            td data-label=(office.before()) { (difference.before) }
                            td data-label=(office.after()) { strong { (difference.after) } }
                        }
                    }
                    @if one.differences.len() > SHOWN {
                        tr { td {} td colspan="3" { (words.and_more((one.differences.len() - SHOWN) as u64)) } }
                    }
                }
            }
        }
    }
}

/// What will change, and the button that does it.
pub(super) fn preview(visitor: &Visitor, fields: &Fields, planned: &[Planned]) -> Markup {
    let words = words::office_products(visitor.locale);
    html! {
        p { (words.bulk_preview(planned.len() as u64)) }
        (table(visitor, planned))
        form method="post" action="/admin/products/bulk" {
            (hidden(visitor))
            // The versions that were compared, so that whoever changes one of them meanwhile is not written over.
            @for one in planned { input type="hidden" name={ "pick." (one.view.id) } value=(one.view.version); }
            (confirmed(visitor, fields, planned.len()))
        }
    }
}

/// The form that was sent, as it was: what was done already is not done twice, and leads to the same edit.
pub(super) fn once_more(visitor: &Visitor, fields: &Fields, products: usize) -> Markup {
    html! {
        form method="post" action="/admin/products/bulk" {
            (hidden_again(visitor, fields.get("once")))
            (picked(fields))
            (confirmed(visitor, fields, products))
        }
    }
}

/// The edit that a form says, and the button that makes it.
fn confirmed(visitor: &Visitor, fields: &Fields, products: usize) -> Markup {
    html! {
        @for name in ["edit", "percent", "ending", "collection", "former"] {
            @if fields.has(name) { input type="hidden" name=(name) value=(fields.get(name)); }
        }
        input type="hidden" name="confirmed" value="on";
        p.actions { button.button.main { (words::office_products(visitor.locale).bulk_change(products as u64)) } }
    }
}
