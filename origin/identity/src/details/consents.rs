//! What shoppers have agreed to: a record is added to and never changed.

use api::accounts::{Consent, CreateConsent, DeleteConsent, ListConsents};
use api::problem::Problem;
use domain::accounts::ConsentPurpose;
use domain::{CustomerId, Market};
use origin_platform::{Call, ServiceError, Stores};
use sqlx::{FromRow, PgConnection, PgExecutor};
use uuid::Uuid;

use crate::customer::{self, gone};

/// How many consents of an account are kept; older ones that were withdrawn go first.
const MAX: i64 = 100;

/// Lists what the caller has agreed to.
#[tracing::instrument(name = "accounts.list_consents", skip_all)]
pub(crate) async fn list_consents(stores: Stores, call: Call<ListConsents>) -> Result<Vec<Consent>, ServiceError> {
    Ok(of_customer(&stores.db, call.shopper()?).await?)
}

/// Gives a consent. That the address was confirmed by a mail, and that the account of that address is logged in, is the
/// double opt-in.
#[tracing::instrument(name = "accounts.create_consent", skip_all)]
pub(crate) async fn create_consent(stores: Stores, call: Call<CreateConsent>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    let CreateConsent { purpose, text_version, market } = call.endpoint;
    if text_version != purpose.text_version() {
        let detail = "The text has changed since you read it. Please read it again before you agree.";
        return Err(Problem::field("text_version", detail).into());
    }
    let mut tx = call.begin(&stores.db).await?;
    let account = customer::lock(&mut tx, customer).await?.ok_or_else(gone)?;
    if !account.view.verified {
        let detail = "Please confirm your e-mail address first, by a code or a link that we mail to it.";
        return Err(Problem::field("email", detail).into());
    }
    // Who agreed to an older wording agrees anew.
    sqlx::query(
        "update accounts.consents set withdrawn_at = now()
         where customer_id = $1 and purpose = $2 and withdrawn_at is null and (text_version <> $3 or email <> $4)",
    )
    .bind(customer.0)
    .bind(purpose.code())
    .bind(i32::try_from(text_version).unwrap_or(i32::MAX))
    .bind(&account.view.email)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into accounts.consents (id, customer_id, purpose, text_version, market, email)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(customer.0)
    .bind(purpose.code())
    .bind(i32::try_from(text_version).unwrap_or(i32::MAX))
    .bind(market.code())
    .bind(&account.view.email)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "delete from accounts.consents
         where id in (select id from accounts.consents where customer_id = $1 and withdrawn_at is not null
                      order by given_at desc, id desc offset $2)",
    )
    .bind(customer.0)
    .bind(MAX)
    .execute(&mut *tx)
    .await?;
    call.commit(tx, ()).await
}

/// Withdraws a consent.
#[tracing::instrument(name = "accounts.delete_consent", skip_all)]
pub(crate) async fn delete_consent(stores: Stores, call: Call<DeleteConsent>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    let mut tx = call.begin(&stores.db).await?;
    withdraw(&mut tx, customer, &[call.endpoint.purpose]).await?;
    call.commit(tx, ()).await
}

/// Notes that an account's consents end, of these purposes.
pub(crate) async fn withdraw(
    tx: &mut PgConnection,
    customer: CustomerId,
    purposes: &[ConsentPurpose],
) -> sqlx::Result<()> {
    let purposes: Vec<&str> = purposes.iter().map(|purpose| purpose.code()).collect();
    sqlx::query(
        "update accounts.consents set withdrawn_at = now()
         where customer_id = $1 and purpose = any($2) and withdrawn_at is null",
    )
    .bind(customer.0)
    .bind(purposes)
    .execute(tx)
    .await
    .map(drop)
}

#[derive(FromRow)]
struct Row {
    purpose: String,
    text_version: i32,
    market: String,
    email: String,
    given_at: String,
    withdrawn_at: Option<String>,
}

/// What an account has agreed to, newest first.
///
/// # Errors
/// If PostgreSQL does not answer, or tells of a purpose that this program does not know.
pub(crate) async fn of_customer(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Vec<Consent>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select purpose, text_version, market, email,
                to_char(given_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as given_at,
                to_char(withdrawn_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as withdrawn_at
         from accounts.consents where customer_id = $1 order by accounts.consents.given_at desc, id desc",
    )
    .bind(customer.0)
    .fetch_all(db)
    .await?;
    let view = |row: Row| {
        let Row { purpose, text_version, market, email, given_at, withdrawn_at } = row;
        let unknown = || sqlx::Error::Decode(format!("no purpose is called {purpose}").into());
        Ok(Consent {
            purpose: ConsentPurpose::of_code(&purpose).ok_or_else(unknown)?,
            text_version: u32::try_from(text_version).unwrap_or_default(),
            market: Market::of_code(&market).unwrap_or_default(),
            email,
            given_at,
            withdrawn_at,
        })
    };
    rows.into_iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use api::accounts::{CreateEmailChange, UpdateEmail};
    use api::problem::Code;

    use super::*;
    use crate::testing::{Scene, code};

    #[tokio::test]
    async fn a_consent_is_given_for_a_confirmed_address_and_withdrawn_and_both_are_on_record() {
        let scene = Scene::new().await;
        let ada = scene.register_unconfirmed("ada@example.com", "correct horse").await;
        let own = Some(ada.token.as_str());
        let purpose = ConsentPurpose::Newsletter;
        let give = CreateConsent { purpose, text_version: purpose.text_version(), market: Market::De };
        let refused = scene.call(&give, own).await.expect_err("not confirmed");
        assert_eq!((refused.code, refused.field.as_deref()), (Code::InvalidField, Some("email")));
        scene.execute("update accounts.customers set email_verified_at = now()").await;
        let unread = CreateConsent { text_version: purpose.text_version() + 1, ..give.clone() };
        assert_eq!(code(scene.call(&unread, own).await), Code::InvalidField);
        for _ in 0..2 {
            scene.call(&give, own).await.expect("confirmed");
        }
        let listed = scene.call(&ListConsents {}, own).await.expect("listed");
        let [consent] = &listed[..] else { panic!("one: {listed:?}") };
        assert_eq!(
            (consent.purpose, consent.text_version, consent.market, consent.email.as_str(), &consent.withdrawn_at),
            (purpose, purpose.text_version(), Market::De, "ada@example.com", &None)
        );
        for _ in 0..2 {
            scene.call(&DeleteConsent { purpose }, own).await.expect("withdrawn");
        }
        scene.call(&give, own).await.expect("given anew");
        let listed = scene.call(&ListConsents {}, own).await.expect("listed");
        assert_eq!(listed.iter().filter(|consent| consent.withdrawn_at.is_some()).count(), 1);
        assert_eq!(listed.len(), 2);
        // A consent is for an address: with another one it does not stand.
        let elsewhere = CreateEmailChange { email: "ada@example.org".parse().expect("an address"), market: Market::De };
        scene.call(&elsewhere, own).await.expect("just logged in");
        let code_mailed = scene.mailed_last().await.code;
        let moved = UpdateEmail { code: code_mailed, market: Market::De, browser: None };
        let moved = scene.call(&moved, own).await.expect("right");
        let listed = scene.call(&ListConsents {}, Some(&moved.token)).await.expect("listed");
        assert!(listed.len() == 2 && listed.iter().all(|consent| consent.withdrawn_at.is_some()), "{listed:?}");
        assert_eq!(code(scene.call(&ListConsents {}, None).await), Code::Unauthenticated);
    }
}
