//! Giving an account to an identity that has none: a new one, or the caller's own.

use api::accounts::{
    CreateCustomerByOidc, CreateIdentity, FindPendingIdentity, MAX_IDENTITIES, PendingIdentityView, SignInCodeView,
};
use api::problem::{Code, Problem};
use domain::{CustomerId, Email, Market};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, EvenAnswer, ServiceError, Stores};
use sqlx::PgConnection;
use uuid::Uuid;

use super::kept::Pending;
use super::{Service, expired, taken};
use crate::attempts::Attempts;
use crate::codes::Chosen;
use crate::customer;
use crate::notifications::{self, What};
use crate::{password, registration};

/// Accounts that an identity may ask for, each of which sends a mail.
const OF_IDENTITY: Limit = Limit { what: "accounts by an identity", max: 5, seconds: 60 * 60 };

/// What waits in the browser.
pub(crate) async fn find_pending_identity(
    service: Service,
    call: Call<FindPendingIdentity>,
) -> Result<PendingIdentityView, ServiceError> {
    let pending = waiting(&service.stores, &call.endpoint.binding).await?;
    let Pending { email, name, next, .. } = pending;
    Ok(PendingIdentityView { label: service.label(&pending.issuer), email, name, next })
}

async fn waiting(stores: &Stores, binding: &str) -> Result<Pending, ServiceError> {
    Ok(Pending::find(stores, binding).await?.ok_or_else(expired)?)
}

/// Asks for an account as registering does, without a password. What is said, and how long it takes, is the same whether or
/// not the address has one; the mail tells. Whoever reads it is logged in by its code, and asked there whether the identity,
/// which goes on waiting, is to be theirs. What the provider says of the address confirms nothing here.
#[tracing::instrument(name = "accounts.create_customer_by_oidc", skip_all)]
pub(crate) async fn create_customer_by_oidc(
    service: Service,
    call: Call<CreateCustomerByOidc>,
) -> Result<SignInCodeView, ServiceError> {
    let stores = &service.stores;
    let CreateCustomerByOidc { binding, name, email, market, device } = &call.endpoint;
    let name = domain::accounts::name(name).map_err(registration::bad_name)?;
    let pending = waiting(stores, binding).await?;
    // It was to be added to an account, by whoever is logged in there.
    if pending.adding.is_some() {
        return Err(expired().into());
    }
    let identity = format!("{} {}", pending.issuer, pending.subject);
    if !throttle::allows(stores, OF_IDENTITY, &identity).await? {
        let detail = "This was tried too often. Please wait an hour, or log in.";
        return Err(Problem::new(Code::TooManyRequests, detail).after(60 * 60).into());
    }
    Attempts::of(stores, email, device.as_deref()).await?.count_mail(stores).await?;
    let answer = EvenAnswer::begin();
    let asked = ask(&service, &call, name, email, *market).await;
    answer.wait().await;
    asked
}

async fn ask(
    service: &Service,
    call: &Call<CreateCustomerByOidc>,
    name: String,
    email: &Email,
    market: Market,
) -> Result<SignInCodeView, ServiceError> {
    let mut tx = call.begin(&service.stores.db).await?;
    let chosen = Chosen { name, password_hash: password::NOBODYS.to_owned() };
    let view = registration::ask(&mut tx, email, &chosen, market).await?;
    call.commit(tx, view).await
}

/// Adds what waits in the browser to the caller's account, who has just shown in one of the shop's own ways that it is
/// theirs.
#[tracing::instrument(name = "accounts.create_identity", skip_all)]
pub(crate) async fn create_identity(service: Service, call: Call<CreateIdentity>) -> Result<(), ServiceError> {
    let (stores, id) = (&service.stores, call.shopper()?);
    let bearer = call.bearer.as_deref().unwrap_or_default();
    customer::check_recent(stores, Some(bearer)).await?;
    let CreateIdentity { binding, market } = &call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    let pending = waiting(stores, binding).await?;
    if pending.adding.is_some_and(|customer| customer != id) {
        return Err(expired().into());
    }
    // What has ended the session meanwhile, which this waited for, has ended it for this too.
    let account = customer::lock(&mut tx, id).await?.ok_or_else(customer::gone)?;
    if stores.sessions.find(bearer).await? != Some(id) {
        let detail = "This session was ended just now. Please log in once more.";
        return Err(Problem::new(Code::Unauthenticated, detail).into());
    }
    let count: i64 = sqlx::query_scalar("select count(*) from accounts.identities where customer_id = $1")
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
    if usize::try_from(count).unwrap_or(usize::MAX) >= MAX_IDENTITIES {
        let detail = format!("An account has at most {MAX_IDENTITIES} identities. Please remove one first.");
        return Err(Problem::new(Code::IdentitiesFull, detail).into());
    }
    if insert(&mut tx, id, &pending).await? {
        notifications::record(&mut tx, &account, What::IdentityAdded, *market).await?;
    } else if !is_theirs(&mut tx, id, &pending).await? {
        return Err(taken().into());
    }
    call.commit(tx, ()).await?;
    Pending::forget(stores, binding).await
}

/// Gives an account an identity; false if some account has it. The unique index decides of two at once.
async fn insert(tx: &mut PgConnection, customer: CustomerId, who: &Pending) -> sqlx::Result<bool> {
    let inserted = sqlx::query(
        "insert into accounts.identities (id, customer_id, issuer, subject, email) values ($1, $2, $3, $4, $5)
         on conflict (issuer, subject) do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(customer.0)
    .bind(&who.issuer)
    .bind(&who.subject)
    .bind(&who.email)
    .execute(tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

async fn is_theirs(tx: &mut PgConnection, customer: CustomerId, who: &Pending) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select from accounts.identities where issuer = $1 and subject = $2 and customer_id = $3)",
    )
    .bind(&who.issuer)
    .bind(&who.subject)
    .bind(customer.0)
    .fetch_one(tx)
    .await
}
