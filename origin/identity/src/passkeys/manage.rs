//! What passkeys an account has: listing, naming and removing them.

use api::accounts::{DeletePasskey, ListPasskeys, MAX_PASSKEYS, PasskeyView, UpdatePasskey};
use api::problem::{Code, Problem};
use origin_platform::{Call, ServiceError};
use sqlx::FromRow;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::Service;
use super::register::name;
use crate::customer;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    name: String,
    created_at: OffsetDateTime,
    used_at: Option<OffsetDateTime>,
}

/// Lists the caller's passkeys.
pub(crate) async fn list_passkeys(
    service: Service,
    call: Call<ListPasskeys>,
) -> Result<Vec<PasskeyView>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select id, name, created_at, used_at from accounts.passkeys
         where customer_id = $1 order by created_at desc, id desc limit $2",
    )
    .bind(call.shopper()?.0)
    .bind(i64::try_from(MAX_PASSKEYS).unwrap_or(i64::MAX))
    .fetch_all(&service.stores.db)
    .await?;
    let view = |row: Row| PasskeyView {
        id: row.id,
        name: row.name,
        created_at: rfc3339(row.created_at),
        used_at: row.used_at.map(rfc3339),
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Renames one of the caller's passkeys; of those that are none of theirs there is none.
pub(crate) async fn update_passkey(service: Service, call: Call<UpdatePasskey>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    let name = name(&call.endpoint.name)?;
    let mut tx = call.begin(&service.stores.db).await?;
    let renamed = sqlx::query("update accounts.passkeys set name = $3 where id = $1 and customer_id = $2")
        .bind(call.endpoint.passkey)
        .bind(customer.0)
        .bind(name)
        .execute(&mut *tx)
        .await?;
    if renamed.rows_affected() == 0 {
        return Err(Problem::new(Code::PasskeyUnknown, "Your account has no such passkey any more.").into());
    }
    call.commit(tx, ()).await
}

/// Removes one of the caller's passkeys; one of somebody else's stays.
#[tracing::instrument(name = "accounts.delete_passkey", skip_all)]
pub(crate) async fn delete_passkey(service: Service, call: Call<DeletePasskey>) -> Result<(), ServiceError> {
    let customer = call.shopper()?;
    customer::check_recent(&service.stores, call.bearer.as_deref()).await?;
    let mut tx = call.begin(&service.stores.db).await?;
    sqlx::query("delete from accounts.passkeys where id = $1 and customer_id = $2")
        .bind(call.endpoint.passkey)
        .bind(customer.0)
        .execute(&mut *tx)
        .await?;
    call.commit(tx, ()).await
}

pub(super) fn rfc3339(time: OffsetDateTime) -> String {
    time.format(&Rfc3339).unwrap_or_default()
}
