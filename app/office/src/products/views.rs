//! Named views of the list: a filter that somebody wants again.

use api::catalog::admin::{CreateProductView, DeleteProductView, ProductView};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::catalog::ProductStatus;
use maud::{Markup, html};
use origin_staff::Permission;
use uuid::Uuid;

use crate::fields::Fields;
use crate::page::{Section, asked, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// The views, each a link; and a way to name the filter that is shown, or to take its name away.
pub fn bar(visitor: &Visitor, views: &[ProductView]) -> Markup {
    let words = words::office_products(visitor.locale);
    // Views know of no collections.
    let of_all = visitor.query.some("in").is_none();
    let shown = |view: &ProductView| {
        of_all
            && visitor.query.get("q") == view.q.as_deref().unwrap_or_default()
            && visitor.query.get("status") == view.status.map_or("", ProductStatus::code)
    };
    let current = views.iter().find(|view| shown(view));
    let is_filtered = of_all && ["q", "status"].into_iter().any(|name| visitor.query.some(name).is_some());
    html! {
        @if !views.is_empty() {
            nav.views aria-label=(words.views()) {
                ul { @for view in views { li { a href=(address(view)) aria-current=[shown(view).then_some("true")] { (view.name) } } } }
            }
        }
        @if visitor.may(Permission::CatalogWrite) {
            @if let Some(view) = current {
                (asked(&words.view_forget(&view.name), &view.name, words.view_gone_meaning(), &html! {
                    form method="post" action={ "/admin/products/views/" (view.id) "/delete" } {
                        (hidden(visitor))
                        button.button { (words.view_forget(&view.name)) }
                    }
                }))
            } @else if is_filtered {
                form.inline method="post" action="/admin/products/views" {
                    (hidden(visitor))
                    @for name in ["q", "status"] {
                        @if let Some(value) = visitor.query.some(name) { input type="hidden" name=(name) value=(value); }
                    }
                    label for="view-name" { (words.view_name()) }
                    input id="view-name" name="name" maxlength="80" required autocomplete="off";
                    button.button.quiet { (words.view_keep()) }
                }
            }
        }
    }
}

/// The list as a view shows it.
fn address(view: &ProductView) -> String {
    let mut query = Fields::default();
    if let Some(q) = &view.q {
        query.set("q", q.as_str());
    }
    if let Some(status) = view.status {
        query.set("status", status.code());
    }
    format!("/admin/products?{}", query.to_query())
}

/// Names a filter.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let status = ProductStatus::ALL.into_iter().find(|status| status.code() == fields.get("status"));
    let view =
        CreateProductView { name: fields.get("name").to_owned(), status, q: fields.some("q").map(str::to_owned) };
    match visitor.write(&view, &posted.once()).await {
        Ok(view) => Ok(Redirect::to(&address(&view)).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let words = words::office(visitor.locale);
            let content = html! {
                p.crumb { a href="/admin/products" { (words.products()) } }
                h1 { (words::office_products(visitor.locale).views()) }
                (rejection(visitor.locale, &problem))
                p { a href={ "/admin/products?" (filter_of(fields)) } { (words.back()) } }
            };
            let page = page(visitor, Section::Products, words.products(), &content);
            Ok((problem.code.status(), page).into_response())
        }
    }
}

fn filter_of(fields: &Fields) -> String {
    let mut query = Fields::default();
    for name in ["q", "status"] {
        if let Some(value) = fields.some(name) {
            query.set(name, value);
        }
    }
    query.to_query()
}

/// Takes a name away.
pub async fn delete(Path(view): Path<String>, posted: Posted) -> Reply {
    let view: Uuid = view.parse().map_err(|_| posted.visitor.nothing_here())?;
    match posted.visitor.write(&DeleteProductView { view }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/products").into_response()),
        Err(problem) => Err(posted.visitor.refuse(&problem)),
    }
}
