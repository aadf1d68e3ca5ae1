//! Who is in which group.

use api::checkout::customer_groups::{GetAdminCustomerGroup, Membership, UpdateAdminCustomerGroup};
use api::problem::Problem;
use axum::Router;
use domain::{CustomerGroupId, CustomerId};
use origin_identity::admin;
use origin_platform::if_match::{admits, outdated};
use origin_platform::mount as mount_one;
use origin_platform::{Call, Database, ServiceError, Stores};
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, get_membership);
    mount_one(router, update_membership)
}

/// In which group an account is.
async fn get_membership(stores: Stores, call: Call<GetAdminCustomerGroup>) -> Result<Membership, ServiceError> {
    let customer = call.endpoint.customer;
    let mut tx = stores.db.begin().await?;
    if !admin::is_there(&mut tx, customer).await? {
        return Err(admin::not_found(customer).into());
    }
    Ok(current(&mut *tx, customer).await?)
}

/// Puts an account into a group, or takes it out. Its open carts cost what its group pays from then on; a checkout that is
/// open shows the new total before anything is ordered.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with how it is now; a problem with the group.
async fn update_membership(stores: Stores, call: Call<UpdateAdminCustomerGroup>) -> Result<Membership, ServiceError> {
    let UpdateAdminCustomerGroup { customer, if_match, group } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    // The account stays until this is done: whoever deletes it takes it out of its group after that.
    if !admin::is_there(&mut tx, customer).await? {
        return Err(admin::not_found(customer).into());
    }
    lock(&mut tx, customer).await?;
    let before = current(&mut *tx, customer).await?;
    if !admits(if_match, before.version)? {
        return Err(outdated(before.version, &before));
    }
    if before.group == group {
        return call.commit(tx, before).await;
    }
    if let Some(group) = group
        && !super::is_there(&mut tx, group).await?
    {
        return Err(Problem::field("group", "There is no such group of customers. Choose one of the list.").into());
    }
    let after = Membership { group, version: before.version + 1 };
    sqlx::query(
        "insert into orders.customer_group_members (customer_id, group_id, version) values ($1, $2, $3)
         on conflict (customer_id) do update set group_id = excluded.group_id, version = excluded.version",
    )
    .bind(customer.0)
    .bind(group.map(|group| group.0))
    .bind(after.version)
    .execute(&mut *tx)
    .await?;
    let of = |group: Option<CustomerGroupId>| Some(json!({ "group": group }));
    call.audit(&mut tx, &admin::subject(customer), of(before.group), of(group)).await?;
    call.commit(tx, after).await
}

/// Lets one at a time change the membership of an account, which may have no row yet.
async fn lock(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('group of ' || $1, 0))")
        .bind(customer.to_string())
        .execute(tx)
        .await
        .map(drop)
}

async fn current(db: impl PgExecutor<'_>, customer: CustomerId) -> sqlx::Result<Membership> {
    let row: Option<(Option<Uuid>, i64)> =
        sqlx::query_as("select group_id, version from orders.customer_group_members where customer_id = $1")
            .bind(customer.0)
            .fetch_optional(db)
            .await?;
    Ok(row.map(|(group, version)| Membership { group: group.map(CustomerGroupId), version }).unwrap_or_default())
}

/// The name of the group of an account, for the copy of its owner's data.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn group_name(db: &Database, customer: CustomerId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "select one.name from orders.customer_group_members as member
         join orders.customer_groups as one on one.id = member.group_id where member.customer_id = $1",
    )
    .bind(customer.0)
    .fetch_optional(db)
    .await
}

/// Forgets in which group an account was that is no more.
///
/// # Errors
/// If PostgreSQL does not answer.
pub(crate) async fn forget_membership(db: &Database, customer: CustomerId) -> sqlx::Result<()> {
    let gone = sqlx::query("delete from orders.customer_group_members where customer_id = $1");
    gone.bind(customer.0).execute(db).await.map(drop)
}
