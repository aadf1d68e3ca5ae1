//! A shopper's own page: their orders, and the way out.

use api::accounts::{DeleteSession, GetCustomer};
use api::orders::ListOrders;
use api::{Code, Problem};
use leptos::prelude::*;
use uuid::Uuid;

use super::session::end;
use crate::cart::merging::merging_alert;
use crate::context::Submitted;
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
        let main = view! {
            <section class="section">
                <h1>{words.account()}</h1>
                {merged}
                <p class="lead">{words.hello()} ", " {customer.name}</p>
                <h2>{words::orders(market.locale()).your_orders()}</h2>
                {order_list(market, orders)}
                <form method="post" action=market.path("/account")>
                    <input type="hidden" name="action" value="logout"/>
                    <button class="button button-quiet">{words.logout()}</button>
                </form>
                <p><a href=market.path("/account/delete")>{words.delete()}</a></p>
            </section>
        };
        Ok(Page::new(Head::private(words.account()), main).into())
    })
}

pub(super) fn is_over(problem: &Problem) -> bool {
    problem.code == Code::Unauthenticated
}
