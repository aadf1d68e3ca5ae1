//! Moving an account to another e-mail address: a code goes to the new one, and the old one is told.

use api::accounts::{CreateEmailChange, SessionView, UpdateEmail};
use api::event::{EMAIL_VERIFIED, EmailVerified};
use api::problem::{Code, Problem};
use domain::accounts::ConsentPurpose;
use domain::{CustomerId, Email};
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, EvenAnswer, ServiceError, Stores};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::codes::{self, NewRequest, Purpose};
use crate::details::consents;
use crate::notifications::{self, What};
use crate::{customer, password};

/// How often an account may ask for it, and how often for one address, which may be a stranger's.
const OF_ACCOUNT: Limit = Limit { what: "email changes", max: 5, seconds: 60 * 60 };
const TO_ADDRESS: Limit = Limit { what: "email changes to", max: 5, seconds: 60 * 60 };

/// How often a code may be tried.
const MAX_TRIES: i32 = 5;

/// Nothing in the reply tells whether the address has an account.
#[tracing::instrument(name = "accounts.create_email_change", skip_all)]
pub(crate) async fn create_email_change(stores: Stores, call: Call<CreateEmailChange>) -> Result<(), ServiceError> {
    let id = call.shopper()?;
    customer::check_recent(&stores, call.bearer.as_deref()).await?;
    let (account, address) = (id.to_string(), call.endpoint.email.canonical());
    if !throttle::allows_all(&stores, &[(OF_ACCOUNT, &account), (TO_ADDRESS, &address)]).await? {
        let detail = "This was asked for too often. Please wait an hour and try again.";
        let left = throttle::seconds_left(&stores, OF_ACCOUNT, &account).await?;
        return Err(Problem::new(Code::TooManyRequests, detail).after(left).into());
    }
    // An address that is free takes longer than one that is not: everybody waits for as long.
    let answer = EvenAnswer::begin();
    let asked = ask(&stores, call, id).await;
    answer.wait().await;
    asked
}

async fn ask(stores: &Stores, call: Call<CreateEmailChange>, id: CustomerId) -> Result<(), ServiceError> {
    let mut tx = call.begin(&stores.db).await?;
    let taken_by = customer::by_email(&mut *tx, &call.endpoint.email).await?;
    // One's own address may be written in other capitals; and what somebody wanted to open with it and has not confirmed
    // keeps nobody from theirs.
    if taken_by.is_none_or(|other| other.view.id == id || other.is_unopened()) {
        let request = NewRequest {
            id: Uuid::new_v4(),
            customer: id,
            purpose: Purpose::EmailChange,
            email: call.endpoint.email.as_str(),
            market: call.endpoint.market,
            chosen: None,
        };
        codes::record(&mut tx, request).await?;
    }
    call.commit(tx, ()).await
}

/// Keeps the address that the code was sent to, and ends the account's other sessions, and the codes that were mailed to
/// the address before. The caller gets a session with another token.
#[tracing::instrument(name = "accounts.update_email", skip_all)]
pub(crate) async fn update_email(stores: Stores, call: Call<UpdateEmail>) -> Result<SessionView, ServiceError> {
    let id = call.shopper()?;
    let bearer = call.bearer.as_deref().unwrap_or_default();
    let UpdateEmail { code, market, browser } = &call.endpoint;
    let request = take_try(&stores.db, id).await?;
    let is_right = codes::is_code_of(&stores.db, request, code).await?;
    let request = request.filter(|_| is_right).ok_or_else(codes::wrong_code)?;
    let mut tx = stores.db.begin().await?;
    let before = customer::lock(&mut tx, id).await?.ok_or_else(customer::gone)?;
    let email = use_up(&mut tx, request).await?.ok_or_else(codes::wrong_code)?;
    forget_unopened(&mut tx, &email).await?;
    let moved = sqlx::query(
        "update accounts.customers
         set email = $2, email_verified_at = now(), credentials_version = credentials_version + 1 where id = $1",
    )
    .bind(id.0)
    .bind(&email)
    .execute(&mut *tx)
    .await;
    moved.map_err(taken)?;
    codes::end_all(&mut *tx, id).await?;
    // What was agreed to was for the address of before.
    consents::withdraw(&mut tx, id, &ConsentPurpose::ALL).await?;
    if before.view.verified {
        notifications::record(&mut tx, &before, What::EmailChanged, *market).await?;
    }
    let event = NewEvent::new(EMAIL_VERIFIED, vec![], &EmailVerified { customer: id });
    outbox::record(&mut tx, &[event]).await?;
    let after = customer::by_id(&mut *tx, id).await?.ok_or_else(customer::gone)?;
    let groups = stores.sessions.groups_of(bearer).await?;
    stores.sessions.close_others(id, bearer).await?;
    tx.commit().await?;
    stores.sessions.close_all(id).await?;
    customer::open_session_again(&stores, after, browser.as_deref(), groups).await
}

/// Counts a try of what the account asked for last, if it has any left.
async fn take_try(db: &Database, customer: CustomerId) -> sqlx::Result<Option<Uuid>> {
    sqlx::query_scalar(
        "with meant as (
             select id from accounts.code_requests
             where customer_id = $1 and purpose = 'email_change' and ended_at is null and expires_at > now()
             order by created_at desc limit 1
         )
         update accounts.code_requests as request set asker_tries = request.asker_tries + 1
         from meant where request.id = meant.id and request.asker_tries < $2
         returning request.id",
    )
    .bind(customer.0)
    .bind(MAX_TRIES)
    .fetch_optional(db)
    .await
}

/// Uses a request up; returns the address it was mailed to, or none if somebody was faster.
async fn use_up(tx: &mut PgConnection, request: Uuid) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "update accounts.code_requests set ended_at = now()
         where id = $1 and ended_at is null and expires_at > now() returning email",
    )
    .bind(request)
    .fetch_optional(tx)
    .await
}

/// Removes the account that somebody wanted to open with an address, if nobody was ever in it.
async fn forget_unopened(tx: &mut PgConnection, email: &str) -> Result<(), ServiceError> {
    let Ok(email) = email.parse::<Email>() else { return Ok(()) };
    sqlx::query(
        "delete from accounts.customers
         where email_canonical = $1 and email_verified_at is null and password_hash = $2
               and not exists (select from accounts.identities where customer_id = customers.id)",
    )
    .bind(email.canonical())
    .bind(password::NOBODYS)
    .execute(tx)
    .await?;
    Ok(())
}

/// Whoever reads an address's mail may know that it has an account.
fn taken(error: sqlx::Error) -> ServiceError {
    if error.as_database_error().is_some_and(|error| error.is_unique_violation()) {
        let detail = "This e-mail address was given an account of its own meanwhile. Please choose another.";
        return Problem::new(Code::EmailTaken, detail).at("email").into();
    }
    error.into()
}

#[cfg(test)]
mod tests {
    use api::accounts::SessionView;
    use domain::Market;
    use domain::accounts::SignInCode;

    use super::*;
    use crate::testing::{Scene, code};

    fn to(email: &str) -> CreateEmailChange {
        CreateEmailChange { email: email.parse().expect("an address"), market: Market::De }
    }

    fn with(code: &SignInCode) -> UpdateEmail {
        UpdateEmail { code: code.clone(), market: Market::De, browser: None }
    }

    /// Ada, whose address is known to be hers.
    async fn ada(scene: &Scene) -> SessionView {
        scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address")
    }

    #[tokio::test]
    async fn an_account_moves_once_the_code_is_typed_and_the_old_address_is_told() {
        let scene = Scene::new().await;
        let own = ada(&scene).await;
        let elsewhere = scene.login("ada@example.com", "correct horse").await.expect("right");
        scene.call(&to("Lovelace@example.org"), Some(&own.token)).await.expect("just logged in");
        assert_eq!(scene.get_customer(Some(&own.token)).await.expect("nothing yet").email, "ada@example.com");
        let mail = scene.mailed_last().await;
        assert_eq!((mail.purpose, mail.to.as_str()), (Purpose::EmailChange, "Lovelace@example.org"));
        // Its link signs nobody in, and its code neither.
        assert_eq!(code(scene.follow(&mail.token, None).await), Code::LinkUnknown);
        for email in ["ada@example.com", "lovelace@example.org"] {
            assert_eq!(code(scene.enter(email, &mail.code, None, None).await), Code::SignInCodeWrong);
        }
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        assert_eq!(code(scene.call(&with(&mail.code), Some(&bob.token)).await), Code::SignInCodeWrong);
        let moved = scene.call(&with(&mail.code), Some(&own.token)).await.expect("right");
        assert_eq!(moved.customer.email, "Lovelace@example.org");
        for token in [&own.token, &elsewhere.token] {
            assert_eq!(code(scene.get_customer(Some(token)).await), Code::Unauthenticated);
        }
        assert!(scene.login("lovelace@example.org", "correct horse").await.is_ok());
        assert_eq!(code(scene.login("ada@example.com", "correct horse").await), Code::WrongCredentials);
        let told =
            "select count(*) from accounts.notifications where what = 'email_changed' and email = 'ada@example.com'";
        assert_eq!(scene.count(told).await, 1);
        assert_eq!(code(scene.call(&with(&mail.code), Some(&moved.token)).await), Code::SignInCodeWrong, "once");
    }

    #[tokio::test]
    async fn an_address_that_has_an_account_is_not_told_of_and_not_taken() {
        let scene = Scene::new().await;
        let own = ada(&scene).await;
        scene.call(&to("new@example.org"), Some(&own.token)).await.expect("the same answer");
        let mail = scene.mailed_last().await;
        scene.register("Bob", "new@example.org", "battery staple").await.expect("it is free until then");
        let begun = std::time::Instant::now();
        scene.call(&to("NEW@example.org"), Some(&own.token)).await.expect("the same answer");
        assert!(begun.elapsed() >= origin_platform::even_answer::LEAST);
        assert_eq!(scene.count("select count(*) from accounts.code_requests where purpose = 'email_change'").await, 1);
        let taken = scene.call(&with(&mail.code), Some(&own.token)).await.err().expect("taken meanwhile");
        assert_eq!((taken.code, taken.field.as_deref()), (Code::EmailTaken, Some("email")));
        assert_eq!(scene.get_customer(Some(&own.token)).await.expect("as before").email, "ada@example.com");
        // One's own address, in other capitals.
        scene.call(&to("ADA@example.com"), Some(&own.token)).await.expect("just logged in");
        let mail = scene.mailed_last().await;
        let moved = scene.call(&with(&mail.code), Some(&own.token)).await.expect("right");
        assert_eq!(moved.customer.email, "ADA@example.com");
    }

    #[tokio::test]
    async fn what_somebody_wanted_to_open_with_an_address_keeps_nobody_from_moving_there() {
        let scene = Scene::new().await;
        let own = ada(&scene).await;
        let eves = serde_json::json!({ "name": "Eve", "email": "Lovelace@example.org", "password": "eves password" });
        assert!(scene.answer("/v1/customers", &eves).await.starts_with("200"));
        scene.call(&to("lovelace@example.org"), Some(&own.token)).await.expect("just logged in");
        let mail = scene.mailed_last().await;
        assert_eq!((mail.purpose, mail.to.as_str()), (Purpose::EmailChange, "lovelace@example.org"));
        let moved = scene.call(&with(&mail.code), Some(&own.token)).await.expect("right");
        assert_eq!((moved.customer.email.as_str(), scene.customers().await), ("lovelace@example.org", 1));
    }

    #[tokio::test]
    async fn a_code_is_tried_five_times_and_asked_for_as_often_and_not_by_an_old_session() {
        let scene = Scene::new().await;
        let own = ada(&scene).await;
        scene.call(&to("new@example.org"), Some(&own.token)).await.expect("just logged in");
        let mail = scene.mailed_last().await;
        let number: u64 = mail.code.reveal().parse().expect("digits");
        let wrong = SignInCode::of_random(number + 1);
        for _ in 0..5 {
            assert_eq!(code(scene.call(&with(&wrong), Some(&own.token)).await), Code::SignInCodeWrong);
        }
        assert_eq!(code(scene.call(&with(&mail.code), Some(&own.token)).await), Code::SignInCodeWrong);
        for _ in 0..4 {
            scene.call(&to("new@example.org"), Some(&own.token)).await.expect("not too often");
        }
        assert_eq!(code(scene.call(&to("new@example.org"), Some(&own.token)).await), Code::TooManyRequests);
        scene.let_sessions_age().await;
        assert_eq!(code(scene.call(&to("b@example.org"), Some(&own.token)).await), Code::RecentLoginNeeded);
    }
}
