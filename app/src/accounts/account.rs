//! A shopper's own page: their orders, and the way out.

use api::accounts::{CustomerView, DeleteSession, GetCustomer};
use api::orders::ListOrders;
use api::{Code, Problem};
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::code_entry::code_field;
use super::session::{Next, end};
use crate::cart::merging::merging_alert;
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::orders::parts::order_list;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::{cookies, respond};

/// Who is logged in and what they ordered. Its form logs out.
pub fn account_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let login = || Ok(Outcome::SeeOther(market.path("/login?next=account")));
        if backend.request().session.is_none() {
            return login();
        }
        if submitted.is_some() {
            let ended = backend.call(&DeleteSession {}, Some(Uuid::new_v4().to_string())).await;
            return match ended {
                // A session that is over already is what was wanted.
                Err(problem) if !is_over(&problem) => Err(problem),
                _ => {
                    end();
                    // Whoever comes next to this browser opens nothing of theirs.
                    respond::cookie(&cookies::no_orders());
                    respond::clear_site_data();
                    Ok(Outcome::SeeOther(market.path("/")))
                }
            };
        }
        let (customer, orders) =
            futures::join!(backend.call(&GetCustomer {}, None), backend.call(&ListOrders {}, None));
        let (customer, orders) = match (customer, orders) {
            (Ok(customer), Ok(orders)) => (customer, orders),
            (Err(problem), _) | (_, Err(problem)) if is_over(&problem) => {
                end();
                return login();
            }
            (Err(problem), _) | (_, Err(problem)) => return Err(problem),
        };
        let merged = merging_alert(&backend).await;
        let words = words::accounts(market.locale());
        let unverified = (!customer.verified).then(|| unverified(market, &customer.email));
        let main = view! {
            <section class="section">
                <h1>{words.account()}</h1>
                {merged}
                {unverified}
                <p class="lead">{words.hello()} ", " {customer.name}</p>
                <div class="account-orders">
                    <h2>{words::orders(market.locale()).your_orders()}</h2>
                    {order_list(market, orders)}
                </div>
                <nav class="account-links" aria-label=words.account()>
                    <p><a href=market.path("/account/details")>{words.details()}</a></p>
                    <p><a href=market.path("/account/addresses")>{words.addresses()}</a></p>
                    <p><a href=market.path("/account/cards")>{words.cards()}</a></p>
                    <p><a href=market.path("/account/data")>{words.data()}</a></p>
                    <p><a href=market.path("/account/password")>{words.change_password()}</a></p>
                    <p><a href=market.path("/account/passkeys")>{words.passkeys()}</a></p>
                    <p><a href=market.path("/account/identities")>{words.identities()}</a></p>
                    <p><a href=market.path("/account/email")>{words.change_email()}</a></p>
                    <p><a href=market.path("/account/sessions")>{words.sessions()}</a></p>
                    <p><a href=market.path("/account/delete")>{words.delete()}</a></p>
                </nav>
                <form method="post" action=market.path("/account")>
                    <input type="hidden" name="action" value="logout"/>
                    <button class="button button-quiet">{words.logout()}</button>
                </form>
            </section>
        };
        Ok(Page::new(Head::private(words.account()), main).into())
    })
}

/// What whoever has not shown yet that the address is theirs is asked for, with the ways to do so.
fn unverified(market: Market, email: &str) -> AnyView {
    let words = words::accounts(market.locale());
    let hidden = |name: &'static str, value: &str| {
        view! { <input type="hidden" name=name value=value.to_owned()/> }
    };
    view! {
        <section class="section narrow" aria-labelledby="verify">
            <h2 id="verify">{words.verify()}</h2>
            <p>{words.verify_more()}</p>
            <form method="post" action=market.path("/login/code/enter")>
                {hidden("email", email)}
                {hidden("next", Next::Account.word())}
                {code_field(market, &[])}
                <button class="button button-main" type="submit">{words.verify_now()}</button>
            </form>
            <form method="post" action=market.path("/login/code")>
                {hidden("email", email)}
                {hidden("next", Next::Account.word())}
                <button class="button button-quiet" type="submit">{words.code_again()}</button>
            </form>
        </section>
    }
    .into_any()
}

/// The account of whoever is logged in; the page to log in on for whoever is not, which leads to `next` then.
///
/// # Errors
/// If the origin cannot say.
pub(super) async fn logged_in(backend: &Backend, next: Next) -> Result<Result<CustomerView, Outcome>, Problem> {
    let login = || Outcome::SeeOther(backend.market().path(&format!("/login?next={}", next.word())));
    if backend.request().session.is_none() {
        return Ok(Err(login()));
    }
    match backend.call(&GetCustomer {}, None).await {
        Ok(customer) => Ok(Ok(customer)),
        Err(problem) if is_over(&problem) => {
            end();
            Ok(Err(login()))
        }
        Err(problem) => Err(problem),
    }
}

/// What is seen of a page that wants a log-in just now by whoever has been logged in for longer.
pub(super) fn log_in_again(market: Market, title: &'static str, next: Next) -> Page {
    let words = words::accounts(market.locale());
    let [login, code] = ["/login", "/login/code"].map(|page| market.path(&format!("{page}?next={}", next.word())));
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            <p class="lead">{words.recent_needed()}</p>
            <p><a class="button button-main" href=login>{words.login_again()}</a></p>
            <p><a href=code>{words.code_login()}</a></p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(StatusCode::FORBIDDEN)
}

/// What is seen once something is done.
pub(super) fn done(market: Market, title: &'static str, text: &'static str) -> Page {
    let words = words::accounts(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            <p class="lead" role="status">{text}</p>
            <p><a class="button button-quiet" href=market.path("/account")>{words.account()}</a></p>
        </section>
    };
    Page::new(Head::private(title), main)
}

pub(super) fn is_over(problem: &Problem) -> bool {
    problem.code == Code::Unauthenticated
}
