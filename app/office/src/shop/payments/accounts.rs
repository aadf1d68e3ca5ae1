//! The accounts at Stripe whose keys are kept: by what each key is known, other keys of one, and what is taken away.

use api::payments::{PaymentSettings, StripeAccount};
use maud::{Markup, html};

use super::{PATH, secret_field};
use crate::fields::Fields;
use crate::page::{asked, hidden, time};
use crate::visitor::Visitor;

/// One of them. Whoever has not just signed in sees it, and changes nothing.
pub(super) fn row(visitor: &Visitor, settings: &PaymentSettings, account: &StripeAccount, typed: &Fields) -> Markup {
    let words = words::shop(visitor.locale);
    let is_recent = visitor.session.is_recent;
    let what = if account.is_current { words.stripe_current() } else { words.stripe_former() };
    html! {
        strong { (account.name) } " " span.soft { (what) }
        dl.attributes {
            div {
                dt { (words.stripe_secret_key()) }
                dd { (words.stripe_ends(&account.secret_key_end, &account.set_by)) ", " (time(&account.set_at)) }
            }
            div { dt { (words.stripe_publishable_key()) } dd.written { (account.publishable_key) } }
            @if !account.webhook_ends.is_empty() {
                div {
                    dt { (words.stripe_webhook_secrets()) }
                    @for place in 0..account.webhook_ends.len() {
                        dd {
                            (hook(visitor, account, place))
                            @if is_recent { (unhook(visitor, settings, account, place)) }
                        }
                    }
                }
            }
        }
        // Those of the account of new payments are set below.
        @if is_recent && settings.can_keep && !account.is_current { (roll(visitor, settings, account, typed)) }
        @if account.open_payments > 0 { p { (words.stripe_open(account.open_payments)) } }
        @else if is_recent {
            (asked(words.stripe_forget(), &account.name, words.stripe_forget_meaning(), &html! {
                form method="post" action=(PATH) {
                    (hidden(visitor))
                    input type="hidden" name="account" value=(account.name);
                    button.button name="do" value="forget" { (words.stripe_forget()) }
                }
            }))
        }
    }
}

/// A secret of hooks by its end. Who has given it is known of the newest alone.
fn hook(visitor: &Visitor, account: &StripeAccount, place: usize) -> Markup {
    let words = words::shop(visitor.locale);
    let end = account.webhook_ends.get(place).and_then(Option::as_deref);
    let given = account.webhook_set_by.as_deref().zip(account.webhook_set_at.as_deref()).filter(|_| place == 0);
    html! {
        @match (end, given) {
            (Some(end), Some((by, at))) => { (words.stripe_ends(end, by)) ", " (time(at)) }
            (Some(end), None) => (words.stripe_webhook_ends(end)),
            (None, _) => (words.stripe_webhook_unread()),
        }
    }
}

/// Takes one away, once it was asked.
fn unhook(visitor: &Visitor, settings: &PaymentSettings, account: &StripeAccount, place: usize) -> Markup {
    let words = words::shop(visitor.locale);
    let is_last = account.webhook_ends.len() == 1;
    let meaning =
        if is_last { words.stripe_webhook_remove_last_meaning() } else { words.stripe_webhook_remove_meaning() };
    let end = account.webhook_ends.get(place).and_then(Option::as_deref).unwrap_or_default();
    let of = format!("{} {end}", account.name);
    asked(
        words.stripe_webhook_remove(),
        &of,
        meaning,
        &html! {
            form method="post" action=(PATH) {
                (hidden(visitor))
                input type="hidden" name="version" value=(settings.version);
                input type="hidden" name="account" value=(account.name);
                input type="hidden" name="place" value=(place + 1);
                @if is_last { input type="hidden" name="last" value="on"; }
                button.button name="do" value="unhook" { (words.stripe_webhook_remove()) }
            }
        },
    )
}

/// Other keys of an account that was replaced, which stays so.
fn roll(visitor: &Visitor, settings: &PaymentSettings, account: &StripeAccount, typed: &Fields) -> Markup {
    let words = words::shop(visitor.locale);
    // One that was refused stays open, and says why.
    let is_refused = typed.get("do") == "roll" && typed.get("account") == account.name;
    let blank = Fields::default();
    let typed = if is_refused { typed } else { &blank };
    let id = |name: &str| format!("{name}-{}", account.name);
    html! {
        details open[is_refused] {
            summary aria-label={ (words.stripe_roll()) ": " (account.name) } { (words.stripe_roll()) }
            p.hint { (words.stripe_roll_hint()) }
            form.narrow method="post" action=(PATH) {
                (hidden(visitor))
                input type="hidden" name="version" value=(settings.version);
                input type="hidden" name="account" value=(account.name);
                (secret_field(&id("secret_key"), "secret_key", words.stripe_secret_key(), words.stripe_secret_key_hint(), typed))
                (secret_field(&id("webhook_secret"), "webhook_secret", words.stripe_webhook_secret(), words.stripe_webhook_secret_hint(), typed))
                p.actions { button.button name="do" value="roll" { (words::office(visitor.locale).save()) } }
            }
        }
    }
}
