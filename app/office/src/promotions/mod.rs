//! Promotions: what is to be had, the form for another, and how one ends.

mod form;
pub mod list;
pub mod one;

use api::Problem;
use api::catalog::admin::ListAdminCollections;
use api::checkout::promotions::{CreatePromotion, ListPromotions, PromotionView};
use axum::response::{IntoResponse as _, Redirect};
use http::StatusCode;
use maud::{Markup, html};

use self::form::promotion_of;
pub use self::form::time_field;
use crate::fields::{Fault, Fields};
use crate::page::{alert, marked, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// The form for a new one.
pub async fn new(visitor: Visitor) -> Reply {
    let mut typed = Fields::default();
    typed.set("kind", "percent");
    show(&visitor, &typed, None, StatusCode::OK).await
}

async fn show(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    // Without them, a promotion can be for SKUs.
    let collections = visitor.ask(&ListAdminCollections {}).await.unwrap_or_default();
    Ok((status, form::page_of(visitor, typed, &collections, above)).into_response())
}

/// Makes the promotion of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let made: CreatePromotion = match promotion_of(fields, words::office_selling(visitor.locale)) {
        Ok(made) => made,
        Err(Fault { name, said }) => {
            let above = alert(said, None);
            let fields = fields.with_fault(&name, &html! { (said) });
            return show(visitor, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let outcome: Result<PromotionView, Problem> = visitor.write(&made, &posted.once()).await;
    match outcome {
        Ok(made) => Ok(Redirect::to(&format!("/admin/promotions/{}?saved", made.terms.id)).into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            show(visitor, &fields, Some(&above), problem.code.status()).await
        }
    }
}

/// A promotion by its id in an address.
async fn read(visitor: &Visitor, id: &str) -> Result<PromotionView, Refused> {
    let all = visitor.read(&ListPromotions {}).await?;
    let found = all.into_iter().find(|one| one.terms.id.to_string() == id);
    found.ok_or_else(|| visitor.nothing_here())
}
