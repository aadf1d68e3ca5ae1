//! Parts of the shop that are switched on or off, and the markets that are open.

use api::Code;
use api::settings::{Feature, GetAdminSettings, ShopSettings, UpdateSettings};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Market;
use domain::checkout::PriceMode;
use http::StatusCode;
use maud::{Markup, html};

use super::markets;
use crate::fields::Fields;
use crate::page::{Section, alert, form_status, hidden, page, rejection};
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
    screen(&visitor, None, above.as_ref(), StatusCode::OK).await
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
    let words = words::office(visitor.locale);
    let above = match problem.code {
        Code::VersionOutdated => alert(words.settings_outdated(), Some(words.settings_outdated_hint())),
        _ => rejection(visitor.locale, &problem),
    };
    screen(visitor, Some(fields), Some(&above), form_status(problem.code)).await
}

/// The boxes as they are set, or as they were `typed` if their form was refused.
async fn screen(
    visitor: &Visitor,
    typed: Option<&Fields>,
    above: Option<&Markup>,
    status: StatusCode,
) -> Result<Response, Refused> {
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
                @for feature in Feature::ALL { (part(visitor, &kept.settings, typed, feature)) }
            }
            fieldset {
                legend { (words.markets()) }
                p.hint { (words.markets_hint()) }
                @for one in Market::ALL { (market(visitor, &kept.settings, typed, one)) }
                p { a href=(markets::PATH) { (words.markets_made()) } }
            }
            p.actions { button.button.main { (words::office(visitor.locale).save()) } }
        }
    };
    Ok((status, page(visitor, Section::Settings, words.features(), &content)).into_response())
}

/// Whether a box is checked: as somebody left it whose form was refused, with what is set by now where that differs.
fn left(visitor: &Visitor, typed: Option<&Fields>, name: &str, is_set: bool) -> (bool, Markup) {
    let is_checked = typed.map_or(is_set, |typed| typed.has(name));
    let yes_no = words::office_attributes(visitor.locale);
    let now = if is_set { yes_no.kind_yes() } else { yes_no.kind_no() };
    let said =
        html! { @if is_checked != is_set { " " span.fault { (words::office(visitor.locale).now()) " " (now) } } };
    (is_checked, said)
}

fn part(visitor: &Visitor, set: &ShopSettings, typed: Option<&Fields>, feature: Feature) -> Markup {
    let words = words::shop(visitor.locale);
    let (label, hint) = match feature {
        Feature::Codes => (words.feature_codes(), words.feature_codes_hint()),
        Feature::Push => (words.feature_push(), words.feature_push_hint()),
        Feature::Learning => (words.feature_learning(), words.feature_learning_hint()),
    };
    let (id, name) = (format!("feature-{}", feature.code()), format!("feature.{}", feature.code()));
    let (is_checked, now) = left(visitor, typed, &name, set.has(feature));
    html! {
        label.box {
            input type="checkbox" name=(name) checked[is_checked] aria-describedby=(id);
            " " (label) (now)
        }
        p.hint id=(id) { (hint) }
    }
}

fn market(visitor: &Visitor, set: &ShopSettings, typed: Option<&Fields>, market: Market) -> Markup {
    let words = words::shop(visitor.locale);
    let prefix = if market.prefix().is_empty() { "/" } else { market.prefix() };
    let about = words.market_is(words::shell(market.locale()).language(), market.currency(), prefix);
    let tax = match market.price_mode() {
        PriceMode::TaxIncluded => words.taxed(),
        PriceMode::TaxExcluded => words.untaxed(),
    };
    let is_first = market == Market::default();
    let name = format!("market.{}", market.code());
    // A browser does not send the box that cannot be changed.
    let (is_checked, now) = left(visitor, typed.filter(|_| !is_first), &name, set.is_open(market));
    html! {
        label.box {
            input type="checkbox" name=(name) checked[is_checked] disabled[is_first];
            " " (about) "; " (tax) (now)
            @if is_first { " (" (words.always_open()) ")" }
        }
    }
}
