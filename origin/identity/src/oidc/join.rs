//! Giving an account to an identity that has none: a new one, or the caller's own.

use api::accounts::{
    CreateCustomerByOidc, CreateIdentity, CustomerView, FindPendingIdentity, MAX_IDENTITIES, PendingIdentityView,
    SessionView,
};
use api::problem::{Code, Problem};
use domain::{CustomerId, Email};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::PgConnection;
use uuid::Uuid;

use super::kept::Pending;
use super::sign_in::open;
use super::{Service, expired, taken};
use crate::attempts::Attempts;
use crate::codes::{self, NewRequest, Purpose};
use crate::customer::{self, Customer};
use crate::notifications::{self, What};
use crate::{password, registration};

/// Accounts that an identity may ask for: a refusal tells whether an address has one, which is not to be asked of many.
const OF_IDENTITY: Limit = Limit { what: "accounts by an identity", max: 5, seconds: 60 * 60 };

/// What waits in the browser.
pub(crate) async fn find_pending_identity(
    service: Service,
    call: Call<FindPendingIdentity>,
) -> Result<PendingIdentityView, ServiceError> {
    let pending = waiting(&service.stores, &call.endpoint.binding).await?;
    Ok(PendingIdentityView { label: service.label(&pending.issuer), email: pending.email, name: pending.name })
}

async fn waiting(stores: &Stores, binding: &str) -> Result<Pending, ServiceError> {
    Ok(Pending::find(stores, binding).await?.ok_or_else(expired)?)
}

/// Opens an account as registering does, with an identity in place of a password. What the provider says of the address
/// confirms nothing here: a mail of ours does.
#[tracing::instrument(name = "accounts.create_customer_by_oidc", skip_all)]
pub(crate) async fn create_customer_by_oidc(
    service: Service,
    call: Call<CreateCustomerByOidc>,
) -> Result<SessionView, ServiceError> {
    let stores = &service.stores;
    let CreateCustomerByOidc { binding, name, email, market, browser } = &call.endpoint;
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
    Attempts::of(stores, email, None).await?.count_mail(stores).await?;
    let mut tx = stores.db.begin().await?;
    // A token is not kept, so a repeat gets none: whoever lost the reply signs in at the provider once more.
    if call.key().claim::<CustomerId>(&mut tx).await?.is_some() {
        return Err(expired().into());
    }
    let customer = open_account(&mut tx, name, email).await?;
    let id = customer.view.id;
    if !insert(&mut tx, id, &pending).await? {
        return Err(taken().into());
    }
    let (purpose, email) = (Purpose::Verification, customer.view.email.as_str());
    let request = NewRequest { id: Uuid::new_v4(), customer: id, purpose, email, market: *market, chosen: None };
    codes::record(&mut tx, request).await?;
    call.key().save(&mut tx, &id).await?;
    tx.commit().await?;
    Pending::forget(stores, binding).await?;
    customer::end_former_session(stores, &call.who, call.bearer.as_deref()).await?;
    open(stores, customer, browser.as_deref(), pending.authenticated_at).await
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

/// A new account, which nothing opens but the identity.
///
/// # Errors
/// [`Code::EmailTaken`], or if PostgreSQL does not answer.
async fn open_account(tx: &mut PgConnection, name: String, email: &Email) -> Result<Customer, ServiceError> {
    // An account that somebody wants to open by its mail is one that nobody was in yet. What was mailed stays good: whoever
    // reads it takes the account over.
    let unopened: Option<(Uuid, i32)> = sqlx::query_as(
        "update accounts.customers set name = $2, email = $3
         where email_canonical = $1 and email_verified_at is null and password_hash = $4
               and not exists (select from accounts.identities where customer_id = customers.id)
         returning id, credentials_version",
    )
    .bind(email.canonical())
    .bind(&name)
    .bind(email.as_str())
    .bind(password::NOBODYS)
    .fetch_optional(&mut *tx)
    .await?;
    let of = |id, credentials_version| {
        let (id, email) = (CustomerId(id), email.clone().into());
        let view = CustomerView { id, name: name.clone(), email, verified: false, recent: false, market: None };
        Customer { view, password_hash: password::NOBODYS.to_owned(), credentials_version, has_identity: true }
    };
    if let Some((id, credentials_version)) = unopened {
        return Ok(of(id, credentials_version));
    }
    let customer = of(Uuid::now_v7(), 1);
    // The unique index decides: of two that open an account with an address at once, one gets it.
    let inserted = sqlx::query(
        "insert into accounts.customers (id, email, name, password_hash) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(customer.view.id.0)
    .bind(&customer.view.email)
    .bind(&customer.view.name)
    .bind(&customer.password_hash)
    .execute(tx)
    .await?;
    if inserted.rows_affected() == 0 {
        let detail = "This e-mail address has an account already. Please log in to it, and add this way there.";
        return Err(Problem::new(Code::EmailTaken, detail).at("email").into());
    }
    Ok(customer)
}
