//! Parts of the shop that are switched on or off, and the markets that are open.

use api::Code;
use api::settings::{Feature, GetAdminSettings, ShopSettings, UpdateSettings};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Market;
use domain::checkout::PriceMode;
use http::StatusCode;
use maud::{Markup, html};

use super::markets;
use crate::page::{Section, alert, hidden, page, rejection};
use crate::setup;
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/features";

/// What is on and open.
pub async fn show(visitor: Visitor) -> Reply {
    let above = match visitor.query.has("saved") {
        true => Some(setup::saved(&visitor, words::office(visitor.locale).saved()).await),
        false => None,
    };
    screen(&visitor, above.as_ref(), StatusCode::OK).await
}

/// Switches what a form says. A box that is not checked is switched off.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let is_checked = |feature: &Feature| fields.has(&format!("feature.{}", feature.code()));
    let is_off = |feature: &Feature| feature.is_on_at_first() && !is_checked(feature);
    let is_on = |feature: &Feature| !feature.is_on_at_first() && is_checked(feature);
    let closed = Market::ALL.into_iter().filter(|market| *market != Market::default());
    let closed = closed.filter(|market| !fields.has(&format!("market.{}", market.code())));
    // Those that the merchant has made are opened and closed on a page of their own. What is read here may be newer than
    // what the form was made from: then the version that it was made from is refused.
    let made = visitor.read(&GetAdminSettings {}).await?.settings;
    let markets_closed = closed.chain(made.markets_closed.into_iter().filter(|market| market.is_made()));
    let change = UpdateSettings {
        if_match: posted.version(),
        features_off: Some(Feature::ALL.into_iter().filter(is_off).collect()),
        features_on: Some(Feature::ALL.into_iter().filter(is_on).collect()),
        markets_closed: Some(markets_closed.collect()),
        ..UpdateSettings::default()
    };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/features?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let words = words::shop(visitor.locale);
    let above = match problem.code {
        Code::VersionOutdated => alert(words.settings_outdated(), Some(words.settings_outdated_hint())),
        _ => rejection(visitor.locale, &problem),
    };
    screen(visitor, Some(&above), problem.code.status()).await
}

async fn screen(visitor: &Visitor, above: Option<&Markup>, status: StatusCode) -> Result<Response, Refused> {
    let words = words::shop(visitor.locale);
    let kept = visitor.read(&GetAdminSettings {}).await?;
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.features()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.features_intro()) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(kept.version);
            fieldset {
                legend { (words.parts()) }
                @for feature in Feature::ALL { (part(words, &kept.settings, feature)) }
            }
            fieldset {
                legend { (words.markets()) }
                p.hint { (words.markets_hint()) }
                @for one in Market::ALL { (market(words, &kept.settings, one)) }
                p { a href=(markets::PATH) { (words.markets_made()) } }
            }
            p.actions { button.button.main { (words::office(visitor.locale).save()) } }
        }
    };
    Ok((status, page(visitor, Section::Settings, words.features(), &content)).into_response())
}

fn part(words: words::Shop, set: &ShopSettings, feature: Feature) -> Markup {
    let (label, hint) = match feature {
        Feature::Codes => (words.feature_codes(), words.feature_codes_hint()),
        Feature::Push => (words.feature_push(), words.feature_push_hint()),
        Feature::Learning => (words.feature_learning(), words.feature_learning_hint()),
    };
    let id = format!("feature-{}", feature.code());
    html! {
        label.box {
            input type="checkbox" name={ "feature." (feature.code()) } checked[set.has(feature)] aria-describedby=(id);
            " " (label)
        }
        p.hint id=(id) { (hint) }
    }
}

fn market(words: words::Shop, set: &ShopSettings, market: Market) -> Markup {
    let prefix = if market.prefix().is_empty() { "/" } else { market.prefix() };
    let about = words.market_is(words::shell(market.locale()).language(), market.currency(), prefix);
    let tax = match market.price_mode() {
        PriceMode::TaxIncluded => words.taxed(),
        PriceMode::TaxExcluded => words.untaxed(),
    };
    let is_first = market == Market::default();
    html! {
        label.box {
            input type="checkbox" name={ "market." (market.code()) } checked[set.is_open(market)] disabled[is_first];
            " " (about) "; " (tax)
            @if is_first { " (" (words.always_open()) ")" }
        }
    }
}
