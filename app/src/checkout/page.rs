//! The checkout page. It takes its own form, so that nothing typed is lost when the shop refuses.

use api::accounts::GetCustomer;
use api::cart::CartLine;
use api::checkout::{CheckoutView, CreateCheckout, DeleteCheckout, GetCheckout, PaymentForm};
use api::orders::OrderView;
use api::settings::PageKind;
use api::{Code, Problem};
use domain::{Email, Market};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::address::Typed;
use super::cards::cards;
use super::form::{Fault, Form, fault_of};
use super::parts::{Shown, checkout_form};
use super::saved;
use super::unanswered::unanswered;
use crate::cart::merging::merging_alert;
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{ACTION, Around, LEAVE, Opening, Outcome, Page, page};
use crate::{cookies, respond, target};

/// The [`ACTION`] of a form that only asks what an order costs where the parcel goes (`app/browser/costs.js`).
const COSTS: &str = "costs";

/// Address, delivery, payment and what it costs.
pub fn checkout_page() -> Opening {
    let submitted = Submitted::of_request();
    let chosen: Option<Uuid> = target::query("address").and_then(|id| id.parse().ok());
    page(Around::Checkout, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        // Neither a link of another site nor whoever only looks whether there is a page must take stock off the shelves.
        let may_hold = !backend.request().takes_nothing;
        if submitted.as_ref().is_some_and(|fields| fields.field(ACTION) == LEAVE) {
            leave(&backend).await;
            return Ok(Outcome::SeeOther(market.path("/cart")));
        }
        let mut rejection = None;
        let addresses;
        let opened = submitted.is_none();
        let mut form = match submitted {
            None => {
                let (customer, kept) = futures::join!(customer(&backend), saved::saved(&backend));
                let mut form = Form::blank(market, customer);
                saved::fill(&mut form, &kept, chosen);
                addresses = kept;
                form
            }
            // Nothing is ordered, and nothing held.
            Some(fields) if fields.field(ACTION) == COSTS => {
                addresses = saved::saved(&backend).await;
                Form::posted(&fields, market.currency())
            }
            Some(fields) => {
                let form = Form::posted(&fields, market.currency());
                match place(&backend, &form).await {
                    Ok(order) => {
                        saved::keep(&backend, &form).await;
                        respond::cookie(&cookies::units(0));
                        if let Some(token) = &order.order_token {
                            respond::cookie(&cookies::orders(&backend.request().orders.with(order.id, token)));
                        }
                        // The bank's page leads back to the order.
                        let next = order.confirm_payment_at;
                        return Ok(Outcome::SeeOther(
                            next.unwrap_or_else(|| market.path(&format!("/orders/{}", order.id))),
                        ));
                    }
                    Err(refused) => {
                        rejection = Some(refused);
                        addresses = saved::saved(&backend).await;
                    }
                }
                form
            }
        };
        let to = form.address.clone();
        let view = match opened {
            true if may_hold => hold(&backend, &to, None).await,
            true => checkout(&backend, &to).await,
            // Whoever orders is known now, and what they may use with it: that is not asked for in an address.
            false if rejection.as_ref().is_some_and(Rejection::is_about_the_total) => {
                match hold(&backend, &to, form.email.parse().ok()).await {
                    Err(problem) if problem.code == Code::OutOfStock => checkout(&backend, &to).await,
                    view => view,
                }
            }
            false => checkout(&backend, &to).await,
        };
        let view = match view {
            // What is short is said beside the rest of the order.
            Err(problem) if opened && problem.code == Code::OutOfStock => {
                rejection = Some(Rejection::Problem(problem));
                checkout(&backend, &to).await
            }
            view => view,
        };
        let view = match view {
            // The cart is empty because the order may have been taken: the warning and the key stay.
            Ok(None) if rejection.as_ref().is_some_and(Rejection::keeps_key) => None,
            Ok(None) => return Ok(empty(market, opened).into()),
            Ok(Some(view)) => Some(view),
            // What was typed is worth more than the summary.
            Err(_) if rejection.is_some() => None,
            Err(problem) if !opened => {
                rejection = Some(Rejection::Problem(problem));
                None
            }
            Err(problem) => return Err(problem),
        };
        if let Some(PaymentForm::Stripe { script, .. }) = view.as_ref().map(|view| &view.payment) {
            backend.let_in(script);
        }
        let status = rejection.as_ref().map_or(StatusCode::OK, Rejection::status);
        if let Some(rejection) = &rejection {
            if let Some(seconds) = rejection.retry_after() {
                respond::retry_after(seconds);
            }
            if !rejection.keeps_key() {
                form.key = Uuid::new_v4();
            }
        }
        let payment = view.as_ref().map(|view| &view.payment);
        let (brand, cards) = futures::join!(backend.brand(), cards(&backend, payment, &mut form, opened));
        // A repeat under the same key says the same.
        if !rejection.as_ref().is_some_and(Rejection::keeps_key) {
            form.terms = brand.storefront().page(PageKind::Terms).map(|page| page.version);
        }
        let short = rejection.as_ref().and_then(|rejection| rejection.short_line(view.as_ref()?));
        let (faults, code) = match rejection {
            None => (Vec::new(), None),
            Some(Rejection::Problem(problem)) if problem.code == Code::OutOfStock => (Vec::new(), Some(problem.code)),
            Some(Rejection::Faults(faults)) => (faults, None),
            Some(Rejection::Problem(problem)) => match fault_of(market.locale(), &problem) {
                Some(fault) => (vec![fault], None),
                None => (Vec::new(), Some(problem.code)),
            },
        };
        let title = words::checkout(market.locale()).title();
        let guest = backend.request().session.is_none();
        let merged = merging_alert(&backend).await;
        let main =
            checkout_form(Shown { market, form, faults, code, short, view, guest, saved: addresses, cards, brand });
        let unanswered = unanswered(market.locale(), opened);
        Ok(Page::new(Head::private(title), view! { {merged} {unanswered} {main} }).with_status(status).into())
    })
}

/// Why no order came of the form.
enum Rejection {
    /// Fields to mend; nothing was sent.
    Faults(Vec<Fault>),
    /// The origin refused, or did not answer.
    Problem(Problem),
}

impl Rejection {
    fn status(&self) -> StatusCode {
        match self {
            Self::Faults(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Problem(problem) => problem.code.status(),
        }
    }

    /// In how many seconds it is worth trying again, if waiting helps.
    fn retry_after(&self) -> Option<u32> {
        let Self::Problem(problem) = self else { return None };
        let down = || (problem.code.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(10);
        problem.retry_after.or_else(down)
    }

    /// The line with too few units, if that is why. The origin names it as `lines.{sku}`.
    fn short_line(&self, view: &CheckoutView) -> Option<CartLine> {
        let Self::Problem(problem) = self else { return None };
        let sku = problem.field.as_deref()?.strip_prefix("lines.")?;
        view.cart.lines.iter().find(|line| line.sku.as_str() == sku).cloned()
    }

    /// Whether what the shopper saw of the costs was not right.
    fn is_about_the_total(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == Code::TotalChanged)
    }

    /// Whether the order may have been placed all the same, so that sending the form again must
    /// count as the same order.
    fn keeps_key(&self) -> bool {
        let open = [Code::PaymentPending, Code::Unavailable, Code::Internal];
        matches!(self, Self::Problem(problem) if open.contains(&problem.code))
    }
}

async fn place(backend: &Backend, form: &Form) -> Result<OrderView, Rejection> {
    let market = backend.market();
    let no_cart = || Rejection::Problem(Problem::new(Code::CartEmpty, "There is nothing to order."));
    let cart = backend.request().cart.ok_or_else(no_cart)?;
    let order = form.order(market.locale(), cart, market).map_err(Rejection::Faults)?;
    backend.call(&order, Some(form.key.to_string())).await.map_err(Rejection::Problem)
}

/// The cart with its costs, to where was chosen; none if there is nothing to order.
async fn checkout(backend: &Backend, to: &Typed) -> Result<Option<CheckoutView>, Problem> {
    let Some(cart) = backend.request().cart else { return Ok(None) };
    orderable(
        backend
            .call(
                &GetCheckout { cart, market: backend.market(), country: to.country(), postal_code: to.postal_code() },
                None,
            )
            .await,
    )
}

/// The same with all its units held.
async fn hold(backend: &Backend, to: &Typed, email: Option<Email>) -> Result<Option<CheckoutView>, Problem> {
    let Some(cart) = backend.request().cart else { return Ok(None) };
    let begin =
        CreateCheckout { cart, market: backend.market(), country: to.country(), postal_code: to.postal_code(), email };
    orderable(backend.call(&begin, Some(Uuid::new_v4().to_string())).await)
}

/// Frees what is held. Where that fails the hold ends by itself, and nobody is kept from the cart.
async fn leave(backend: &Backend) {
    if let Some(cart) = backend.request().cart {
        let _ = backend.call(&DeleteCheckout { cart }, Some(Uuid::new_v4().to_string())).await;
    }
}

fn orderable(view: Result<CheckoutView, Problem>) -> Result<Option<CheckoutView>, Problem> {
    match view {
        Ok(view) if view.cart.lines.is_empty() => Ok(None),
        Ok(view) => Ok(Some(view)),
        Err(problem) if matches!(problem.code, Code::CartNotFound | Code::CartEmpty) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Who is logged in; none for a guest, and none when that cannot be found out.
async fn customer(backend: &Backend) -> Option<api::accounts::CustomerView> {
    backend.request().session.as_ref()?;
    backend.call(&GetCustomer {}, None).await.ok()
}

fn empty(market: Market, opened: bool) -> Page {
    let words = words::cart(market.locale());
    let main = view! {
        {unanswered(market.locale(), opened)}
        <section class="section cart-empty">
            <h1>{words::checkout(market.locale()).title()}</h1>
            <p class="lead">{words.empty()}</p>
            <a class="button button-main" href=market.path("/products")>{words.continue_shopping()}</a>
        </section>
    };
    Page::new(Head::private(words.empty()), main)
}

#[cfg(test)]
mod tests {
    use domain::checkout::DeliveryMethod;

    use super::*;
    use crate::checkout::form::{expected_field, to_charge_field};

    #[test]
    fn the_script_asks_what_the_page_answers_and_renews_what_the_form_says() {
        let script = include_str!("../../browser/costs.js");
        assert!(script.contains(&format!("{ACTION}: \"{COSTS}\"")));
        for field in [expected_field, to_charge_field] {
            let name = field(DeliveryMethod::Standard);
            let begin = name.strip_suffix(DeliveryMethod::Standard.code()).expect("it ends with the way");
            assert!(script.contains(&format!("[name^={begin}]")), "{name}");
        }
    }
}
