//! Groups of customers, as staff make them, and who is in which.
//!
//! What a group pays is in price lists. In which group somebody is is known by their account, and only their own cart and
//! checkout depend on it: nothing that a cache may share does.

mod membership;

use api::checkout::customer_groups::{
    CreateCustomerGroup, CustomerGroup, DeleteCustomerGroup, ListCustomerGroups, MAX_GROUPS, UpdateCustomerGroup,
};
use api::endpoint::if_match::IfMatch;
use api::problem::{Code, Problem};
use axum::Router;
use domain::CustomerGroupId;
use origin_platform::if_match::{admits, outdated};
use origin_platform::mount as mount_one;
use origin_platform::{Call, ServiceError, Stores};
use serde_json::json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

pub(crate) use membership::{forget_membership, group_name};

/// Characters of a name.
pub(super) const MAX_NAME: usize = 100;

/// Lets one at a time make a group or a price list; any number that nobody else uses will do.
pub(super) const ONE_AT_A_TIME: i64 = 0x7072_6963_6573;

/// Mounts the staff's endpoints.
pub(super) fn mount(router: Router<Stores>) -> Router<Stores> {
    let router = mount_one(router, list_customer_groups);
    let router = mount_one(router, create_customer_group);
    let router = mount_one(router, update_customer_group);
    let router = mount_one(router, delete_customer_group);
    membership::mount(router)
}

#[derive(FromRow)]
struct GroupRow {
    id: Uuid,
    name: String,
    members: i64,
    version: i64,
}

impl From<GroupRow> for CustomerGroup {
    fn from(row: GroupRow) -> Self {
        let GroupRow { id, name, members, version } = row;
        Self { id: CustomerGroupId(id), name, members, version }
    }
}

/// Every group.
async fn list_customer_groups(stores: Stores, _: Call<ListCustomerGroups>) -> Result<Vec<CustomerGroup>, ServiceError> {
    let rows: Vec<GroupRow> = sqlx::query_as(
        "select one.id, one.name, one.version, (
             select count(*) from orders.customer_group_members as member where member.group_id = one.id) as members
         from orders.customer_groups as one order by one.name",
    )
    .fetch_all(&stores.db)
    .await?;
    Ok(rows.into_iter().map(CustomerGroup::from).collect())
}

/// Makes one.
///
/// # Errors
/// A problem with the name; `wrong_state` if there are as many as there may be.
async fn create_customer_group(stores: Stores, call: Call<CreateCustomerGroup>) -> Result<CustomerGroup, ServiceError> {
    let name = name("name", &call.endpoint.name)?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let count: i64 = sqlx::query_scalar("select count(*) from orders.customer_groups").fetch_one(&mut *tx).await?;
    if count >= MAX_GROUPS {
        let detail = format!("There are {MAX_GROUPS} groups already. Take one away that is not needed any more.");
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    let id = CustomerGroupId(Uuid::now_v7());
    let made =
        sqlx::query("insert into orders.customer_groups (id, name) values ($1, $2) on conflict (name) do nothing")
            .bind(id.0)
            .bind(&name)
            .execute(&mut *tx)
            .await?;
    if made.rows_affected() == 0 {
        return Err(taken("name").into());
    }
    call.audit(&mut tx, &subject(id), None, Some(json!({ "name": name }))).await?;
    call.commit(tx, CustomerGroup { id, name, members: 0, version: 1 }).await
}

/// Names one anew.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the group as it is now; a problem with the name.
async fn update_customer_group(stores: Stores, call: Call<UpdateCustomerGroup>) -> Result<CustomerGroup, ServiceError> {
    let UpdateCustomerGroup { group, if_match, name } = &call.endpoint;
    let name = self::name("name", name)?;
    let mut tx = call.begin(&stores.db).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(ONE_AT_A_TIME).execute(&mut *tx).await?;
    let before = lock(&mut tx, *group, *if_match).await?;
    if before.name == name {
        return call.commit(tx, before).await;
    }
    let is_taken: bool = sqlx::query_scalar("select exists (select from orders.customer_groups where name = $1)")
        .bind(&name)
        .fetch_one(&mut *tx)
        .await?;
    if is_taken {
        return Err(taken("name").into());
    }
    sqlx::query("update orders.customer_groups set name = $2, version = version + 1 where id = $1")
        .bind(group.0)
        .bind(&name)
        .execute(&mut *tx)
        .await?;
    let (old, new) = (json!({ "name": before.name }), json!({ "name": name }));
    call.audit(&mut tx, &subject(*group), Some(old), Some(new)).await?;
    let after = CustomerGroup { name, version: before.version + 1, ..before };
    call.commit(tx, after).await
}

/// Takes one away, and everybody out of it.
///
/// # Errors
/// `not_found`; `version_missing`; `version_outdated` with the group as it is now; `wrong_state` if it has a price list.
async fn delete_customer_group(stores: Stores, call: Call<DeleteCustomerGroup>) -> Result<(), ServiceError> {
    let DeleteCustomerGroup { group, if_match } = call.endpoint;
    let mut tx = call.begin(&stores.db).await?;
    let before = lock(&mut tx, group, if_match).await?;
    let is_used: bool = sqlx::query_scalar("select exists (select from orders.price_lists where group_id = $1)")
        .bind(group.0)
        .fetch_one(&mut *tx)
        .await?;
    if is_used {
        let detail = "A price list is this group's. Take the list away first, or give it to another group.";
        return Err(Problem::new(Code::WrongState, detail).into());
    }
    sqlx::query("update orders.customer_group_members set group_id = null, version = version + 1 where group_id = $1")
        .bind(group.0)
        .execute(&mut *tx)
        .await?;
    sqlx::query("delete from orders.customer_groups where id = $1").bind(group.0).execute(&mut *tx).await?;
    let old = json!({ "name": before.name, "members": before.members });
    call.audit(&mut tx, &subject(group), Some(old), None).await?;
    call.commit(tx, ()).await
}

/// Reads a group that is about to be changed, and lets nobody else change it, put anybody into it or give it a list until
/// the transaction ends.
async fn lock(
    tx: &mut PgConnection,
    group: CustomerGroupId,
    if_match: Option<IfMatch>,
) -> Result<CustomerGroup, ServiceError> {
    // A statement of its own: the next one counts what was committed before the lock was had.
    sqlx::query("select from orders.customer_groups where id = $1 for update").bind(group.0).execute(&mut *tx).await?;
    let found: Option<GroupRow> = sqlx::query_as(
        "select one.id, one.name, one.version, (
             select count(*) from orders.customer_group_members as member where member.group_id = one.id) as members
         from orders.customer_groups as one where one.id = $1",
    )
    .bind(group.0)
    .fetch_optional(tx)
    .await?;
    let found = CustomerGroup::from(found.ok_or_else(not_found)?);
    if admits(if_match, found.version)? { Ok(found) } else { Err(outdated(found.version, &found)) }
}

/// Whether there is such a group, which stays until the transaction ends.
pub(super) async fn is_there(tx: &mut PgConnection, group: CustomerGroupId) -> sqlx::Result<bool> {
    let found = sqlx::query("select from orders.customer_groups where id = $1 for key share");
    Ok(found.bind(group.0).fetch_optional(tx).await?.is_some())
}

/// The name of a group or a list, as it is kept.
pub(super) fn name(field: &'static str, typed: &str) -> Result<String, Problem> {
    let advice = |fault: domain::line::LineError| Problem::field(field, format!("Give another name: {fault}."));
    domain::line::line(typed, MAX_NAME).map_err(advice)
}

/// That another has the name.
pub(super) fn taken(field: &'static str) -> Problem {
    Problem::field(field, "Another has this name already; choose another name.")
}

fn not_found() -> Problem {
    Problem::new(Code::NotFound, "There is no such group of customers; perhaps somebody has taken it away.")
}

/// How the audit log calls a group.
fn subject(group: CustomerGroupId) -> String {
    format!("customer group {group}")
}
