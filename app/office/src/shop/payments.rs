//! How orders are paid: by whom that is said, through which account, and its keys, which nobody is shown.

mod accounts;

use api::Code;
use api::payments::{
    DeleteStripeAccount, DeleteStripeWebhookSecret, GetPaymentSettings, GetPaymentState, PaymentProvider,
    PaymentSettings, PaymentState, PaymentsBy, SecretText, UpdatePaymentSettings, UpdateStripeAccount,
    UpdateStripeKeys,
};
use axum::response::{IntoResponse as _, Redirect};
use http::StatusCode;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{Section, alert, asked, done, form_status, hidden, is_invalid, marked, page, rejection, text_field};
use crate::setup;
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/payments";

/// Who takes the money, and whether it moves.
pub async fn show(visitor: Visitor) -> Reply {
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), above.as_ref(), StatusCode::OK).await
}

/// Sets keys, forgets those of an account, takes a secret of its hooks away, or switches paying on or off.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let (once, if_match) = (posted.once(), posted.version());
    let account = fields.get("account").to_owned();
    let secret = |name: &str| fields.some(name).map(|text| SecretText(text.to_owned()));
    let done = match fields.get("do") {
        "keys" => {
            let keys = UpdateStripeKeys {
                if_match,
                secret_key: secret("secret_key"),
                publishable_key: fields.some("publishable_key").map(str::to_owned),
                webhook_secret: secret("webhook_secret"),
            };
            visitor.write(&keys, &once).await
        }
        "roll" => {
            let (secret_key, webhook_secret) = (secret("secret_key"), secret("webhook_secret"));
            visitor.write(&UpdateStripeAccount { account, if_match, secret_key, webhook_secret }, &once).await
        }
        "unhook" => {
            // A place that is none is refused as one.
            let (place, last) = (fields.get("place").parse().unwrap_or_default(), fields.has("last"));
            visitor.write(&DeleteStripeWebhookSecret { account, place, if_match, last }, &once).await
        }
        "forget" => visitor.write(&DeleteStripeAccount { account }, &once).await,
        word @ ("on" | "off") => visitor.write(&UpdatePaymentSettings { if_match, is_open: word == "on" }, &once).await,
        // A form that was sent without its button says nothing of what is wanted.
        _ => return Ok(Redirect::to(PATH).into_response()),
    };
    let problem = match done {
        Ok(_) => return Ok(Redirect::to("/admin/payments?saved").into_response()),
        Err(problem) => problem,
    };
    if problem.code != Code::RecentLoginNeeded {
        visitor.stop(&problem)?;
    }
    let words = words::office(visitor.locale);
    let above = match problem.code {
        Code::RecentLoginNeeded => alert(words.recent_needed(), None),
        Code::VersionOutdated => alert(words.settings_outdated(), Some(words.settings_outdated_hint())),
        _ => rejection(visitor.locale, &problem),
    };
    let status = form_status(problem.code);
    render(visitor, &marked(visitor.locale, fields, &problem), Some(&above), status).await
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let words = words::shop(visitor.locale);
    let state = visitor.read(&GetPaymentState {}).await?;
    let settings = visitor.read(&GetPaymentSettings {}).await?;
    let (title, hint) = told(words, &state);
    let by = match settings.by {
        PaymentsBy::File => words.payments_by_file(),
        PaymentsBy::Test => words.payments_by_test(),
        PaymentsBy::Office => words.payments_by_office(),
    };
    // Whoever finds the office open sees how the shop is paid, and changes nothing.
    let is_recent = visitor.session.is_recent;
    let content = html! {
        p.crumb { a href="/admin/settings" { (words::office(visitor.locale).settings()) } }
        h1 { (words.payments()) }
        @if let Some(above) = above { (above) }
        @if state.is_live { h2 { (title) } p { (hint) } } @else { (alert(title, Some(hint))) }
        @if !settings.is_open { p { (words.payments_is_off()) } }
        p { (by) }
        @if state.provider == PaymentProvider::Stripe && !state.has_hooks { p { (words.payments_no_hooks()) } }
        @if !is_recent { p.hint { (words::office(visitor.locale).recent_needed()) } }
        @else { (switch(visitor, &settings)) }
        @if !settings.accounts.is_empty() {
            h2 { (words.stripe_accounts()) }
            ul.rows { @for account in &settings.accounts { li { (accounts::row(visitor, &settings, account, typed)) } } }
        }
        @if !settings.can_keep || is_recent { h2 { (words.stripe_keys()) } }
        @if !settings.can_keep { p { (words.payments_no_vault()) } }
        @else if is_recent { (keys(visitor, &settings, typed)) }
        h2 { (words.stripe_hook()) }
        p { code { (visitor.shop()) (settings.hook_path) } }
        p.hint { (words.stripe_hook_hint()) }
        (setup::way_back(visitor).await)
    };
    Ok((status, page(visitor, Section::Settings, words.payments(), &content)).into_response())
}

fn switch(visitor: &Visitor, settings: &PaymentSettings) -> Markup {
    let words = words::shop(visitor.locale);
    let form = |word: &str, label: &str| {
        html! {
            form method="post" action=(PATH) {
                (hidden(visitor))
                input type="hidden" name="version" value=(settings.version);
                button.button name="do" value=(word) { (label) }
            }
        }
    };
    if !settings.is_open {
        return form("on", words.payments_switch_on());
    }
    let off = form("off", words.payments_switch_off());
    asked(words.payments_switch_off(), words.payments(), words.payments_switch_off_meaning(), &off)
}

fn keys(visitor: &Visitor, settings: &PaymentSettings, typed: &Fields) -> Markup {
    let words = words::shop(visitor.locale);
    // What was sent for a former account is said at the form of that one.
    let blank = Fields::default();
    let typed = if typed.has("account") { &blank } else { typed };
    html! {
        p.hint { (words.stripe_keys_hint()) }
        form.narrow method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(settings.version);
            (secret_field("secret_key", "secret_key", words.stripe_secret_key(), words.stripe_secret_key_hint(), typed))
            (text_field("publishable_key", words.stripe_publishable_key(), Some(words.stripe_publishable_key_hint()), typed))
            (secret_field("webhook_secret", "webhook_secret", words.stripe_webhook_secret(), words.stripe_webhook_secret_hint(), typed))
            p.actions { button.button.main name="do" value="keys" { (words::office(visitor.locale).save()) } }
        }
    }
}

/// A field whose value is never shown: not while it is typed, and not when the form comes back. `id` tells it from those of
/// other forms; of `typed` it says what is to be mended.
fn secret_field(id: &str, name: &str, label: &str, hint: &str, typed: &Fields) -> Markup {
    let said = typed.fault(name);
    let described_by = if said.is_some() { format!("{id}-fault {id}-hint") } else { format!("{id}-hint") };
    html! {
        div.field {
            label for=(id) { (label) }
            input id=(id) name=(name) type="password" autocomplete="off" spellcheck="false"
                aria-invalid=[is_invalid(name, typed)] aria-describedby=(described_by);
            @if let Some(said) = said { p.fault id={ (id) "-fault" } { (said) } }
            p.hint id={ (id) "-hint" } { (hint) }
        }
    }
}

/// The state in words, and what follows from it.
fn told(words: words::Shop, state: &PaymentState) -> (&'static str, &'static str) {
    match (state.provider, state.is_live) {
        (PaymentProvider::Nobody, _) => (words.payments_nobody(), words.payments_nobody_hint()),
        (PaymentProvider::Test, _) => (words.payments_test(), words.payments_test_hint()),
        (PaymentProvider::Stripe, false) => (words.payments_stripe_test(), words.payments_stripe_test_hint()),
        (PaymentProvider::Stripe, true) => (words.payments_stripe_live(), words.payments_stripe_live_hint()),
    }
}
