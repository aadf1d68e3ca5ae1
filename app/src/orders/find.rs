//! Finding an order again without an account: its link comes by mail.

use api::Problem;
use api::orders::FindOrder;
use domain::Market;
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use crate::context::{Backend, Submitted};
use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::alert::{error_summary, warning};
use crate::ui::field::Field;

/// A form for number and e-mail address. It takes its own form, and its answer is always the same.
pub fn find_order_page() -> Opening {
    let submitted = Submitted::of_request();
    page(Around::Shop, move |backend| async move {
        backend.keep_private();
        let market = backend.market();
        let Some(fields) = submitted else { return Ok(form(market, ["", ""], None).into()) };
        let typed = ["number", "email"].map(|name| fields.field(name));
        Ok(match ask(&backend, typed).await {
            Ok(()) => sent(market).into(),
            Err(rejection) => form(market, typed, Some(rejection)).into(),
        })
    })
}

/// Fields to mend, or what the origin says.
type FormRejection = Result<Vec<(&'static str, String)>, Problem>;

async fn ask(backend: &Backend, [number, email]: [&str; 2]) -> Result<(), FormRejection> {
    let words = words::orders(backend.market().locale());
    // “No. 1042” and “#1042” are what shoppers copy.
    let number: String = number.chars().filter(char::is_ascii_digit).collect();
    let (number, email) = (number.parse(), email.trim().parse());
    match (number, email) {
        (Ok(number), Ok(email)) => {
            // Asking twice sends one mail: the key need not outlive the call.
            let key = Uuid::new_v4().to_string();
            backend.call(&FindOrder { number, email }, Some(key)).await.map_err(Err)
        }
        (number, email) => {
            let faults = [
                number.is_err().then(|| ("number", words.find_bad_number().to_owned())),
                email.is_err().then(|| ("email", words.find_bad_email().to_owned())),
            ];
            Err(Ok(faults.into_iter().flatten().collect()))
        }
    }
}

fn form(market: Market, [number, email]: [&str; 2], rejection: Option<FormRejection>) -> Page {
    let locale = market.locale();
    let words = words::orders(locale);
    let (status, faults, refused) = match rejection {
        None => (StatusCode::OK, Vec::new(), None),
        Some(Ok(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, faults, None),
        Some(Err(refused)) => (refused.code.status(), Vec::new(), Some(refused.code)),
    };
    let main = view! {
        <section class="section narrow">
            <h1>{words.find()}</h1>
            <p>{words.find_more()}</p>
            {refused.map(|code| warning(words::problem(locale, code)))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form method="post" action=market.path("/orders/find")>
                {Field::text("number", words.find_number(), "off", number).hint(words.find_number_hint()).of_kind("text", 20).faulty(&faults).view()}
                {Field::text("email", words.find_email(), "email", email).of_kind("email", 254).faulty(&faults).view()}
                <button class="button button-main" type="submit">{words.find_send()}</button>
            </form>
        </section>
    };
    Page::new(Head::private(words.find()), main).with_status(status)
}

fn sent(market: Market) -> Page {
    let words = words::orders(market.locale());
    let main = view! {
        <section class="section narrow">
            <h1>{words.find()}</h1>
            <p class="lead" role="status">{words.find_sent()}</p>
            <p>{words.find_sent_more()}</p>
            <p><a class="button button-quiet" href=market.path("/orders/find")>{words.find()}</a></p>
        </section>
    };
    Page::new(Head::private(words.find()), main)
}
