//! Where the shopper is logged in, and logging out there.

use api::Code;
use api::accounts::{DeleteNamedSession, DeleteOtherSessions, ListSessions, OpenSession};
use domain::Market;
use leptos::prelude::*;
use uuid::Uuid;

use super::account::{is_over, log_in_again, logged_in};
use super::session::{Next, end};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};

/// The list of sessions, each with a button that ends it. It takes its own forms.
pub fn sessions_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        if let Err(elsewhere) = logged_in(&backend, Next::Sessions).await? {
            return Ok(elsewhere);
        }
        let outcome = match submitted {
            Some(fields) => end_some(&backend, &fields).await.map(|()| None),
            None => backend.call(&ListSessions {}, None).await.map(Some),
        };
        match outcome {
            Ok(Some(sessions)) => Ok(list(market, sessions).into()),
            // What is left is looked at anew, and the form is not sent again with it.
            Ok(None) => Ok(Outcome::SeeOther(market.path("/account/sessions"))),
            Err(problem) if problem.code == Code::RecentLoginNeeded => {
                let title = words::accounts(market.locale()).sessions();
                Ok(log_in_again(market, title, Next::Sessions).into())
            }
            Err(problem) if is_over(&problem) => {
                end();
                Ok(Outcome::SeeOther(market.path("/login?next=sessions")))
            }
            Err(problem) => Err(problem),
        }
    })
}

async fn end_some(backend: &Backend, fields: &Submitted) -> Result<(), api::Problem> {
    let key = Some(Uuid::new_v4().to_string());
    match fields.field("session") {
        "" => backend.call(&DeleteOtherSessions {}, key).await,
        session => backend.call(&DeleteNamedSession { session: session.to_owned() }, key).await,
    }
}

fn list(market: Market, sessions: Vec<OpenSession>) -> Page {
    let words = words::accounts(market.locale());
    let others = sessions.iter().any(|session| !session.current);
    let rows = sessions.into_iter().map(|session| row(market, session)).collect_view();
    let end_others = others.then(|| {
        view! {
            <form method="post" action=market.path("/account/sessions")>
                <button class="button button-main" type="submit">{words.sessions_end()}</button>
            </form>
        }
    });
    let main = view! {
        <section class="section narrow">
            <h1>{words.sessions()}</h1>
            <ul role="list" class="order-list">{rows}</ul>
            {end_others}
            <p><a href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(words.sessions()), main)
}

fn row(market: Market, session: OpenSession) -> AnyView {
    let words = words::accounts(market.locale());
    let name = if session.browser.is_empty() { words.session_unknown().to_owned() } else { session.browser };
    let (used, opened) = (session.used_at.as_str(), session.opened_at.as_str());
    let told = view! {
        <p>{name.clone()}</p>
        <p>{words.session_used(used, time(used))}</p>
        <p>{words.session_opened(opened, time(opened))}</p>
    };
    let last = if session.current {
        view! { <strong>{words.session_here()}</strong> }.into_any()
    } else {
        let label = words.session_end_which(&name);
        view! {
            <form method="post" action=market.path("/account/sessions")>
                <input type="hidden" name="session" value=session.id/>
                <button class="button button-quiet" type="submit" aria-label=label>{words.session_end()}</button>
            </form>
        }
        .into_any()
    };
    view! { <li class="order-row"><div>{told}</div> {last}</li> }.into_any()
}

/// Hours and minutes of a time as the API writes them, which tell apart what one browser has opened on one day.
fn time(rfc3339: &str) -> &str {
    rfc3339.split_once('T').and_then(|(_, time)| time.get(..5)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_its_hours_and_minutes() {
        assert_eq!(time("2026-11-28T07:16:42Z"), "07:16");
        assert_eq!([time("2026-11-28"), time("2026-11-28T07"), time("")], [""; 3]);
    }
}
