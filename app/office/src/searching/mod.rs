//! What the merchant says of searches: words that mean the same or nothing, what comes first, sooner or last, and pages
//! that are shown instead.

pub mod counted;
mod form;

use std::collections::BTreeMap;

use api::catalog::admin::GetAdminProduct;
use api::endpoint::if_match::IfMatch;
use api::search::{CreateSearchRule, DeleteSearchRule, ListSearchRules, SearchEffect, SearchRule};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::{Locale, ProductId};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use self::form::effect_of;
use crate::datetime;
use crate::fields::Fields;
use crate::page::{Section, alert, done, form_status, hidden, marked, page, rejection, time_of};
use crate::visitor::{Posted, Reply, Visitor};

/// Products whose names are looked up for a page; of more, their addresses in the office are shown.
const MAX_NAMED: usize = 40;

/// The rules, and the form for another.
pub async fn list(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::office_selling(visitor.locale);
    let rules = visitor.read(&ListSearchRules {}).await?;
    let names = names(visitor, &rules).await;
    let content = html! {
        p.crumb { a href="/admin/products" { (words::office(visitor.locale).products()) } }
        h1 { (words.search_rules()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.search_rules_hint()) }
        @if visitor.may(Permission::CatalogWrite) { (form::new_rule(visitor, typed)) }
        @if rules.is_empty() { p { (words.search_rules_none()) } }
        @else { ul.rows { @for rule in &rules { li { (row(visitor, rule, &names)) } } } }
    };
    Ok((status, page(visitor, Section::Products, words.search_rules(), &content)).into_response())
}

fn products(effect: &SearchEffect) -> &[ProductId] {
    match effect {
        SearchEffect::Pin { products, .. }
        | SearchEffect::Bury { products, .. }
        | SearchEffect::Boost { products, .. } => products,
        SearchEffect::Synonyms { .. }
        | SearchEffect::OneWaySynonyms { .. }
        | SearchEffect::Redirect { .. }
        | SearchEffect::Stop { .. } => &[],
    }
}

/// What the products of the rules are called.
async fn names(visitor: &Visitor, rules: &[SearchRule]) -> BTreeMap<ProductId, String> {
    let mut names = BTreeMap::new();
    for product in rules.iter().flat_map(|rule| products(&rule.effect)) {
        if names.len() < MAX_NAMED && !names.contains_key(product) {
            let found = visitor.ask(&GetAdminProduct { product: *product }).await;
            let name =
                found.map_or_else(|_| product.to_string(), |view| view.product.title.get(visitor.locale).to_owned());
            names.insert(*product, name);
        }
    }
    names
}

fn row(visitor: &Visitor, rule: &SearchRule, names: &BTreeMap<ProductId, String>) -> Markup {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let at = time_of;
    let said = said(visitor.locale, &rule.effect);
    html! {
        p.line {
            span.state { (words::shell(rule.locale).language()) } " " strong { (said) }
            @for product in products(&rule.effect) {
                " " a href={ "/admin/products/" (product) } { (names.get(product).cloned().unwrap_or_else(|| product.to_string())) }
            }
        }
        @if rule.starts_at.is_some() || rule.ends_at.is_some() {
            p.soft {
                @if let Some(starts) = rule.starts_at { (words.starts()) " " (at(starts)) " " }
                @if let Some(ends) = rule.ends_at { (words.ends()) " " (at(ends)) }
            }
        }
        @if visitor.may(Permission::CatalogWrite) {
            details {
                summary aria-label={ (office.remove()) ": " (said) } { (office.remove()) }
                form method="post" action={ "/admin/search-rules/" (rule.id) "/delete" } {
                    (hidden(visitor))
                    input type="hidden" name="version" value=(rule.version);
                    p { (words.rule_gone_meaning()) }
                    button.button { (office.remove()) }
                }
            }
        }
    }
}

/// What a rule does, in a line.
fn said(locale: Locale, effect: &SearchEffect) -> String {
    let words = words::office_selling(locale);
    match effect {
        SearchEffect::Synonyms { phrases } => phrases.join(" = "),
        SearchEffect::OneWaySynonyms { phrase, phrases } => format!("{phrase} → {}", phrases.join(", ")),
        SearchEffect::Pin { query, .. } => words.pinned(query),
        SearchEffect::Bury { query, .. } => words.buried(query),
        SearchEffect::Boost { query, brands, collections, .. } => {
            let lifted = query.as_ref().map_or_else(|| words.boosted_always().to_owned(), |query| words.boosted(query));
            let names = brands.iter().map(String::as_str).chain(collections.iter().map(|slug| slug.as_str()));
            let names = names.collect::<Vec<_>>().join(", ");
            format!("{lifted} {names}").trim_end().to_owned()
        }
        SearchEffect::Redirect { query, path } => format!("{query} → {path}"),
        SearchEffect::Stop { phrases } => words.stopped(&phrases.join(", ")),
    }
}

/// Makes the rule of a form.
pub async fn create(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_selling(visitor.locale);
    let unfit = StatusCode::UNPROCESSABLE_ENTITY;
    let effect = match effect_of(visitor, fields).await? {
        Ok(effect) => effect,
        Err(wrong) => return render(visitor, fields, Some(&alert(&wrong, None)), unfit).await,
    };
    let chosen = |name: &str| fields.some(name).map(|text| datetime::seconds(text).ok_or(())).transpose();
    let (Ok(starts_at), Ok(ends_at)) = (chosen("starts"), chosen("ends")) else {
        return render(visitor, fields, Some(&alert(words.bad_time(), None)), unfit).await;
    };
    let locale = Locale::of_code(fields.get("language")).unwrap_or_default();
    let rule = CreateSearchRule { locale, effect, starts_at, ends_at };
    match visitor.write(&rule, &posted.once()).await {
        Ok(_) => Ok(Redirect::to("/admin/search-rules?saved").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let fields = marked(visitor.locale, fields, &problem);
            render(visitor, &fields, Some(&rejection(visitor.locale, &problem)), problem.code.status()).await
        }
    }
}

/// Takes a rule away.
pub async fn delete(Path(rule): Path<String>, posted: Posted) -> Reply {
    let visitor = &posted.visitor;
    let rule = rule.parse().map_err(|_| visitor.nothing_here())?;
    let if_match = Some(posted.version().unwrap_or(IfMatch::Any));
    match visitor.write(&DeleteSearchRule { rule, if_match }, &posted.once()).await {
        Ok(()) => Ok(Redirect::to("/admin/search-rules?saved").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            let above = rejection(visitor.locale, &problem);
            render(visitor, &Fields::default(), Some(&above), form_status(problem.code)).await
        }
    }
}
