//! One address of the book: typed anew, or changed.

use api::accounts::{CreateSavedAddress, CustomerView, ListSavedAddresses, UpdateSavedAddress};
use api::{Code, Problem};
use domain::Market;
use domain::checkout::Country;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use super::addresses::PATH;
use crate::accounts::account::logged_in;
use crate::accounts::session::{Fault, Next};
use crate::checkout::address::{DELIVERY, Typed};
use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::alert::{error_summary, warning};

/// The form as typed.
struct Form {
    /// None for an address that the book does not have yet.
    id: Option<Uuid>,
    address: Typed,
    is_delivery: bool,
    is_billing: bool,
}

/// The form for an address. It takes its own form.
pub fn edit_address_page() -> Opening {
    let submitted = Submitted::of_request();
    let asked = target::query("address");
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let customer = match logged_in(&backend, Next::Addresses).await? {
            Ok(customer) => customer,
            Err(elsewhere) => return Ok(elsewhere),
        };
        let book = || Outcome::SeeOther(market.path(PATH));
        let Some(fields) = submitted else {
            let form = match asked {
                None => Some(Form::blank(market, customer)),
                Some(id) => Form::kept(&backend, &id).await?,
            };
            return Ok(form.map_or_else(book, |form| shown(market, &form, &[], None).into()));
        };
        let form = Form::posted(&fields);
        let mut faults: Vec<Fault> = Vec::new();
        let address = form.address.checked(&DELIVERY, words::checkout(market.locale()), &mut faults);
        if !faults.is_empty() {
            return Ok(shown(market, &form, &faults, None).into());
        }
        match form.save(&backend, address.into()).await {
            Ok(()) => Ok(book()),
            // It was removed meanwhile, or is nobody's of theirs.
            Err(problem) if problem.code == Code::NotFound => Ok(book()),
            Err(problem) if problem.code.status().is_server_error() => Err(problem),
            Err(problem) => Ok(shown(market, &form, &fault_of(market, &problem), Some(&problem)).into()),
        }
    })
}

impl Form {
    fn blank(market: Market, customer: CustomerView) -> Self {
        let country = market.address_country().map_or("", Country::code).to_owned();
        let address = Typed { name: customer.name, country, ..Typed::default() };
        Self { id: None, address, is_delivery: false, is_billing: false }
    }

    /// An address that the book has; none if it has no such.
    async fn kept(backend: &Backend, id: &str) -> Result<Option<Self>, Problem> {
        let Ok(id) = id.parse::<Uuid>() else { return Ok(None) };
        let kept = backend.call(&ListSavedAddresses {}, None).await?.into_iter().find(|one| one.id == id);
        Ok(kept.map(|one| Self {
            id: Some(id),
            address: Typed::from(one.address),
            is_delivery: one.is_delivery,
            is_billing: one.is_billing,
        }))
    }

    fn posted(fields: &Submitted) -> Self {
        Self {
            id: fields.field("address").parse().ok(),
            address: Typed::posted(fields, &DELIVERY),
            is_delivery: !fields.field("is_delivery").is_empty(),
            is_billing: !fields.field("is_billing").is_empty(),
        }
    }

    /// Each sending is a write of its own. Sent again, by a browser or by hand, the form changes nothing, since a book holds
    /// an address once; and one that was removed meanwhile is kept anew.
    async fn save(&self, backend: &Backend, address: api::orders::AddressFields) -> Result<(), Problem> {
        let (is_delivery, is_billing) = (self.is_delivery, self.is_billing);
        let key = Some(Uuid::new_v4().to_string());
        match self.id {
            None => backend.call(&CreateSavedAddress { address, is_delivery, is_billing }, key).await.map(drop),
            Some(id) => backend.call(&UpdateSavedAddress { id, address, is_delivery, is_billing }, key).await.map(drop),
        }
    }
}

/// The field that the origin complains about, if it is one of an address.
fn fault_of(market: Market, problem: &Problem) -> Vec<Fault> {
    let field = problem.field.as_deref().and_then(|field| field.strip_prefix("address."));
    let fault = field.and_then(|field| DELIVERY.complaint(words::checkout(market.locale()), field));
    fault.map(|(field, say)| (field, say.to_owned())).into_iter().collect()
}

fn shown(market: Market, form: &Form, faults: &[Fault], refused: Option<&Problem>) -> Page {
    let locale = market.locale();
    let words = words::accounts(locale);
    let title = if form.id.is_some() { words.address_edit() } else { words.address_add() };
    let refused = refused.filter(|_| faults.is_empty());
    let status = match refused {
        Some(problem) => problem.code.status(),
        None if faults.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let id = form.id.map(|id| view! { <input type="hidden" name="address" value=id.to_string()/> });
    let main = view! {
        <section class="section narrow">
            <h1>{title}</h1>
            {refused.map(|problem| warning(words::problem(locale, problem.code)))}
            {error_summary(words::shell(locale).errors_title(), faults)}
            <form method="post" action=market.path("/account/addresses/edit")>
                {id}
                {form.address.fields(locale, &DELIVERY, faults)}
                {tick("is_delivery", words.address_use_for_parcels(), form.is_delivery)}
                {tick("is_billing", words.address_use_for_invoices(), form.is_billing)}
                <button class="button button-main" type="submit">{words.address_save()}</button>
            </form>
            <p><a href=market.path(PATH)>{words.addresses()}</a></p>
        </section>
    };
    Page::new(Head::private(title), main).with_status(status)
}

fn tick(name: &'static str, label: &'static str, is_so: bool) -> AnyView {
    view! {
        <label class="choice" for=name>
            <input type="checkbox" id=name name=name value="1" checked=is_so/>
            <span class="choice-text">{label}</span>
        </label>
    }
    .into_any()
}
