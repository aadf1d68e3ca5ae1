//! What identities an account has: listing and removing them.

use api::accounts::{DeleteIdentity, IdentityView, ListIdentities, MAX_IDENTITIES};
use api::problem::{Code, Problem};
use domain::CustomerId;
use origin_platform::{Call, ServiceError};
use sqlx::{FromRow, PgConnection};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::Service;
use crate::{customer, password};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    issuer: String,
    email: Option<String>,
    created_at: OffsetDateTime,
    used_at: Option<OffsetDateTime>,
}

/// Lists the caller's identities.
pub(crate) async fn list_identities(
    service: Service,
    call: Call<ListIdentities>,
) -> Result<Vec<IdentityView>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, issuer, email, created_at, used_at from accounts.identities
         where customer_id = $1 order by created_at desc, id desc limit $2",
    )
    .bind(call.shopper()?.0)
    .bind(i64::try_from(MAX_IDENTITIES).unwrap_or(i64::MAX))
    .fetch_all(&service.stores.db)
    .await?;
    let view = |row: Row| IdentityView {
        id: row.id,
        label: service.label(&row.issuer),
        email: row.email,
        created_at: rfc3339(row.created_at),
        used_at: row.used_at.map(rfc3339),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Removes one of the caller's identities; one of somebody else's stays.
#[tracing::instrument(name = "accounts.delete_identity", skip_all)]
pub(crate) async fn delete_identity(service: Service, call: Call<DeleteIdentity>) -> Result<(), ServiceError> {
    let id = call.shopper()?;
    customer::check_recent(&service.stores, call.bearer.as_deref()).await?;
    let mut tx = call.begin(&service.stores.db).await?;
    // Of two removals at once the second sees what the first has left.
    customer::lock(&mut tx, id).await?.ok_or_else(customer::gone)?;
    let removed = sqlx::query("delete from accounts.identities where id = $1 and customer_id = $2")
        .bind(call.endpoint.identity)
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
    // An account whose address nobody has confirmed, and that nothing else opens, would be taken for one that nobody was
    // ever in.
    if removed.rows_affected() == 1 && customer::by_id(&mut *tx, id).await?.is_some_and(|left| left.is_unopened()) {
        let detail =
            "Without it nothing opens the account. Please confirm your e-mail address first, or choose a password.";
        return Err(Problem::new(Code::LastWayIn, detail).at("email").into());
    }
    if removed.rows_affected() == 1 && !call.endpoint.confirmed && !has_another_way(&mut tx, id).await? {
        let detail = "Without it nothing but a code by mail opens the account. Choose a password first, or confirm that you know.";
        return Err(Problem::new(Code::LastWayIn, detail).into());
    }
    call.commit(tx, ()).await
}

/// Whether anything opens an account but a code by mail.
async fn has_another_way(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "select exists (select from accounts.customers where id = $1 and password_hash <> $2)
             or exists (select from accounts.passkeys where customer_id = $1)
             or exists (select from accounts.identities where customer_id = $1)",
    )
    .bind(customer.0)
    .bind(password::NOBODYS)
    .fetch_one(tx)
    .await
}

fn rfc3339(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
