//! Deleting a collection.

use api::catalog::Text;
use api::catalog::admin::{AdminCollection, DeleteCollection};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::html;

use super::{contents, read, tree};
use crate::page::{Section, alert, form_status, hidden, page, rejection, written};
use crate::visitor::{Posted, Reply, Visitor};

/// The question, with what it means.
pub async fn ask(visitor: Visitor, Path(slug): Path<String>) -> Reply {
    let kept = read(&visitor, &slug).await?;
    Ok(question(&visitor, &kept, None).await)
}

async fn question(visitor: &Visitor, kept: &AdminCollection, problem: Option<&Problem>) -> Response {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let address = format!("/admin/collections/{}", kept.collection.slug);
    let all = tree::all(visitor).await;
    let below: Vec<_> =
        all.iter().filter(|one| one.collection.parent.as_ref() == Some(&kept.collection.slug)).collect();
    let number = contents::number(visitor, &kept.collection.slug).await;
    let content = html! {
        p.crumb { a href=(address) { (kept.collection.title.get(visitor.locale)) } }
        h1 { (words.delete_collection()) }
        @match problem {
            Some(problem) if problem.code == Code::VersionOutdated => {
                (alert(words.collection_outdated(), Some(office.nothing_done_hint())))
            }
            Some(problem) if problem.code == Code::WrongState && below.is_empty() => {
                (alert(if kept.collection.rule.is_some() { words.collection_has_rule() } else { words.collection_has_products() }, None))
            }
            Some(problem) => (rejection(visitor.locale, problem)),
            None => {}
        }
        @if let Some(number) = number.filter(|number| *number > 0) {
            p { (words.collection_count(number)) }
            @if problem.is_none() {
                p { @if kept.collection.rule.is_some() { (words.collection_has_rule()) } @else { (words.collection_has_products()) } }
            }
            p.actions {
                (contents::ways(visitor, kept))
                @if kept.collection.rule.is_some() { a.button href={ (address) "#rule-title" } { (words.to_its_rule()) } }
            }
        }
        @if below.is_empty() {
            p { (words.delete_collection_meaning()) }
            form method="post" action={ (address) "/delete" } {
                (hidden(visitor))
                input type="hidden" name="version" value=(kept.version);
                p.actions {
                    button.button.main { (office.delete()) }
                    a.button href=(address) { (office.back()) }
                }
            }
        } @else {
            // There is nothing to confirm: it stays until these are gone.
            p { (words.collection_has_others()) }
            ul {
                @for one in below {
                    li { a href={ "/admin/collections/" (one.collection.slug) } {
                        (written(&Text::of(&one.collection.title, visitor.locale), visitor.locale))
                    } }
                }
            }
            p.actions { a.button href=(address) { (office.back()) } }
        }
    };
    page(visitor, Section::Collections, words.delete_collection(), &content)
}

/// Deletes it, if it is still what was shown, and nothing is in it or stands under it.
pub async fn delete(Path(slug): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let kept = read(visitor, &slug).await?;
    let asked = DeleteCollection { slug: kept.collection.slug.clone(), if_match: posted.version() };
    match visitor.write(&asked, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/collections?deleted").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let now = read(visitor, &slug).await?;
            Ok((form_status(problem.code), question(visitor, &now, Some(&problem)).await).into_response())
        }
    }
}
