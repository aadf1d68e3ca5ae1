//! Logging in by a link that was mailed. Opening it does nothing yet: programs that look at mails open links, too.

use api::Problem;
use api::accounts::{CreateSessionByLink, FindPendingIdentity};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::login::form_status;
use super::session::{Next, begin};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::warning;

/// A button that logs in. It takes its own form.
pub fn link_page() -> Opening {
    let submitted = Submitted::of_request();
    let token = target::query("token");
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        // Where this browser asked for the mail, it is known what for.
        let next = backend.request().next.as_deref().map_or(Next::Account, Next::named);
        let Some(fields) = submitted else {
            let token = token.filter(|token| is_token(token));
            let is_inside = backend.request().session.is_some();
            return Ok(token.map_or_else(|| cut_off(market, next), |token| ready(market, &token, is_inside)).into());
        };
        let token = fields.field("token");
        if !is_token(token) {
            return Ok(cut_off(market, next).into());
        }
        match follow(&backend, token, next).await {
            Ok(next) => Ok(Outcome::SeeOther(next.path(market))),
            Err(refused) if refused.code.status().is_server_error() => Err(refused),
            Err(refused) => {
                let text = words::problem(market.locale(), refused.code);
                Ok(instead(market, next, text, form_status(&refused)).into())
            }
        }
    })
}

/// Logs in; says where to go then.
async fn follow(backend: &Backend, token: &str, next: Next) -> Result<Next, Problem> {
    let browser = backend.request().browser.clone();
    let request = backend.request().registration.as_deref().and_then(|request| request.parse().ok());
    let call = CreateSessionByLink { token: token.to_owned(), request, browser };
    // A link is good once, so the key need not outlive the call.
    let session = backend.call(&call, Some(Uuid::new_v4().to_string())).await?;
    begin(backend, &session).await;
    // Whoever has come back from a provider for the first time is asked whether that log-in is to be theirs.
    let waiting = backend.request().oidc.clone().map(|binding| FindPendingIdentity { binding });
    if let Some(find) = waiting
        && backend.call(&find, Some(Uuid::new_v4().to_string())).await.is_ok()
    {
        return Ok(Next::Join);
    }
    Ok(next.choosing(session.choose_password))
}

/// Whether the text is shaped as tokens are.
fn is_token(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn ready(market: Market, token: &str, is_inside: bool) -> Page {
    let words = words::accounts(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.link_login()}</h1>
            <p class="lead">{words.link_more()}</p>
            {is_inside.then(|| view! { <p>{words.link_replaces()}</p> })}
            <form method="post" action=market.path("/login/link")>
                <input type="hidden" name="token" value=token.to_owned()/>
                <button class="button button-main" type="submit">{words.login()}</button>
            </form>
        </section>
    };
    Page::new(Head::private(words.link_login()), main)
}

fn cut_off(market: Market, next: Next) -> Page {
    instead(market, next, words::accounts(market.locale()).link_missing(), StatusCode::UNPROCESSABLE_ENTITY)
}

/// What is seen instead of a link that logs nobody in: why, and the way to a new one.
fn instead(market: Market, next: Next, why: &'static str, status: StatusCode) -> Page {
    let words = words::accounts(market.locale());
    let [code, login] = ["/login/code", "/login"].map(|page| market.path(&format!("{page}?next={}", next.word())));
    let main = view! {
        <section class="section narrow">
            <h1>{words.link_login()}</h1>
            {warning(why)}
            <p><a class="button button-main" href=code>{words.code_again()}</a></p>
            <p><a href=login>{words.login()}</a></p>
        </section>
    };
    Page::new(Head::private(words.link_login()), main).with_status(status)
}
