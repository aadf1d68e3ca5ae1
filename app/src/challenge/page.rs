//! The page with a challenge. It takes its own form, which a script fills in; without scripts one waits.

use api::Problem;
use api::challenge::{ChallengeView, CreateChallenge, CreatePass};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::ui::alert::warning;
use crate::{cookies, respond, target};

/// What may be gone on with, by the class of its challenge: where its form is.
const FORMS: [(&str, &str); 5] = [
    ("log-in", "/login"),
    ("registration", "/register"),
    ("mail", "/login/code"),
    ("code", "/cart"),
    ("order", "/checkout"),
];

/// Asks the browser to do some work, and keeps what it gets for it.
pub fn challenge_page() -> Opening {
    let submitted = Submitted::of_request();
    let asked = target::query("for").unwrap_or_default();
    let is_passed = target::query("passed").is_some();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let asked = submitted.as_ref().map_or(asked.as_str(), |fields| fields.field("for"));
        // What nobody knows is logging in: that is what most come for.
        let (class, form) = FORMS.iter().copied().find(|(class, _)| *class == asked).unwrap_or(FORMS[0]);
        if is_passed && submitted.is_none() {
            return Ok(passed(market, form).into());
        }
        let refused = match &submitted {
            None => None,
            Some(fields) => match bring(&backend, fields).await {
                Ok(()) => return Ok(Outcome::SeeOther(market.path(&format!("/challenge?for={class}&passed=yes")))),
                Err(refused) => Some(refused),
            },
        };
        let ask = CreateChallenge { class: class.to_owned() };
        let challenge = backend.call(&ask, Some(Uuid::new_v4().to_string())).await?;
        let module = backend.request().site.assets.script("challenge");
        Ok(asking(market, class, form, &challenge, module, refused).into())
    })
}

/// Brings the solution, and keeps the pass in a cookie.
async fn bring(backend: &Backend, fields: &Submitted) -> Result<(), Problem> {
    // What is no number solves nothing.
    let solution = fields.field("solution").parse().unwrap_or_default();
    let bring = CreatePass { challenge: fields.field("challenge").to_owned(), solution };
    // A challenge is good once, so the key need not outlive the call.
    let bought = backend.call(&bring, Some(Uuid::new_v4().to_string())).await?;
    respond::cookie(&cookies::challenge_pass(&bought.pass, bought.lasts_seconds));
    Ok(())
}

fn asking(
    market: Market,
    class: &'static str,
    form: &'static str,
    challenge: &ChallengeView,
    module: String,
    refused: Option<Problem>,
) -> Page {
    let words = words::challenge(market.locale());
    let status = refused.as_ref().map_or(StatusCode::OK, |refused| refused.code.status());
    // Whoever wants into an account needs no script for it.
    let by_mail = matches!(class, "log-in" | "registration").then(|| {
        let accounts = words::accounts(market.locale());
        view! { <p><a href=market.path("/login/code")>{accounts.code_login()}</a></p> }
    });
    let main = view! {
        <section class="section narrow">
            <h1>{words.title()}</h1>
            {refused.map(|refused| warning(words::problem(market.locale(), refused.code)))}
            <p class="lead">{words.why()}</p>
            <p>{words.what()}</p>
            <div
                id="challenge"
                hidden
                data-module=module
                data-nonce=challenge.nonce.clone()
                data-bits=challenge.bits.to_string()
                data-working=words.working()
                data-done=words.done()
            >
                <form method="post" action=market.path("/challenge")>
                    <input type="hidden" name="for" value=class/>
                    <input type="hidden" name="challenge" value=challenge.challenge.clone()/>
                    <input type="hidden" name="solution" value=""/>
                    <p><progress class="challenge-progress" max="100" value="0" hidden aria-label=words.progress()></progress></p>
                    <p id="challenge-told" role="status"></p>
                    <button class="button button-main" type="submit">{words.begin()}</button>
                </form>
            </div>
            <noscript><p>{words.no_script()}</p></noscript>
            {by_mail}
            <p><a href=market.path(form)>{words.back()}</a></p>
        </section>
    };
    Page::new(Head::private(words.title()), main).with_status(status)
}

fn passed(market: Market, form: &'static str) -> Page {
    let words = words::challenge(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.passed()}</h1>
            <p class="lead" role="status">{words.passed_more()}</p>
            <p><a class="button button-main" href=market.path(form)>{words.back()}</a></p>
        </section>
    };
    Page::new(Head::private(words.passed()), main)
}
