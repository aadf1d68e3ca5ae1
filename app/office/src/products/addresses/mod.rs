//! The addresses that lead to a product: those it had, and those of another shop, perhaps, that it was in before.

use api::catalog::admin::{AdminProductView, CreateProductAddress, DeleteProductAddress};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::Slug;
use http::StatusCode;
use maud::{Markup, html};

use super::view_of;
use crate::page::{Section, alert, asked, done, hidden, page, rejection};
use crate::visitor::{Posted, Reply, Visitor};

/// All of them, and a form for another.
pub async fn show(visitor: Visitor, Path(product): Path<String>) -> Reply {
    let view = view_of(&visitor, &product).await?;
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &view, "", saved.as_ref(), StatusCode::OK)
}

/// Adds one, or takes one away.
pub async fn save(Path(product): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let view = view_of(visitor, &product).await?;
    let words = words::office_products(visitor.locale);
    let typed = fields.get("slug");
    // What was copied from the browser's bar is an address, too.
    let name = typed.rsplit_once("/products/").map_or(typed, |(_, slug)| slug).trim_end_matches('/');
    let Ok(slug) = name.parse::<Slug>() else {
        let above = alert(words.address_unfit(), Some(typed));
        return render(visitor, &view, typed, Some(&above), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (product, once) = (view.id, posted.once());
    let outcome = match fields.has("away") {
        true => visitor.write(&DeleteProductAddress { product, slug }, &once).await,
        false => visitor.write(&CreateProductAddress { product, slug }, &once).await,
    };
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/admin/products/{product}/addresses?saved")).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &view, typed, Some(&above), problem.code.status())
        }
    }
}

fn render(
    visitor: &Visitor,
    view: &AdminProductView,
    typed: &str,
    above: Option<&Markup>,
    status: StatusCode,
) -> Reply {
    let (words, office) = (words::office_products(visitor.locale), words::office(visitor.locale));
    let title = view.product.title.get(visitor.locale);
    let path = format!("/admin/products/{}/addresses", view.id);
    let content = html! {
        p.crumb {
            a href="/admin/products" { (office.products()) } " / "
            a href={ "/admin/products/" (view.id) } { (title) }
        }
        h1 { (words.addresses()) }
        @if let Some(above) = above { (above) }
        p { (words.addresses_hint()) }
        @if view.former_slugs.is_empty() { p { (words.addresses_none()) } }
        @else {
            ul.rows {
                @for slug in &view.former_slugs {
                    li {
                        code { "/products/" (slug) } " "
                        (asked(words.address_away(), slug.as_str(), words.address_gone_meaning(), &html! {
                            form method="post" action=(path) {
                                (hidden(visitor))
                                input type="hidden" name="slug" value=(slug);
                                input type="hidden" name="away" value="on";
                                button.button { (words.address_away()) }
                            }
                        }))
                    }
                }
            }
        }
        form method="post" action=(path) {
            (hidden(visitor))
            div.field {
                label for="slug" { (words.address_new()) }
                input id="slug" name="slug" value=(typed) required autocomplete="off" spellcheck="false"
                    aria-describedby="slug-hint";
                p.hint id="slug-hint" { (words.address_new_hint()) }
            }
            p.actions { button.button.main { (words.address_add()) } }
        }
    };
    Ok((status, page(visitor, Section::Products, words.addresses(), &content)).into_response())
}
