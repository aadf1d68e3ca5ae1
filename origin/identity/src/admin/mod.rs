//! Accounts as staff see them, and ending one for its owner, who asked for that by another way than the shop.

use api::Problem;
use api::accounts::{
    AdminCustomer, CustomerList, DeleteAdminCustomer, DeleteAdminCustomerSessions, GetAdminCustomer, ListCustomers,
};
use api::event::{CUSTOMER_DELETED, CustomerDeleted};
use api::problem::Code;
use axum::Router;
use domain::CustomerId;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::stores::plan_for_values;
use origin_platform::{Call, ServiceError, Stores, mount};
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::customer;

/// How many accounts one page lists.
const PAGE: usize = 50;
/// How many characters of what is looked for are read: no address has more.
const MAX_QUERY: usize = 254;

/// Mounts the endpoints.
pub(crate) fn mount_all(router: Router<Stores>) -> Router<Stores> {
    let router = mount(router, list_customers);
    let router = mount(router, get_customer);
    let router = mount(router, delete_sessions);
    mount(router, delete_customer)
}

/// How the audit log calls an account: by its id, which says nothing once the account is gone.
pub fn subject(customer: CustomerId) -> String {
    format!("customer {customer}")
}

/// That there is no such account.
pub fn not_found(customer: CustomerId) -> Problem {
    Problem::new(Code::NotFound, format!("There is no account {customer}, or it was deleted."))
}

/// Whether there is such an account, which stays until the caller's transaction ends.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn is_there(tx: &mut PgConnection, customer: CustomerId) -> sqlx::Result<bool> {
    let found = sqlx::query("select from accounts.customers where id = $1 for key share");
    Ok(found.bind(customer.0).fetch_optional(tx).await?.is_some())
}

/// One page of the accounts.
async fn list_customers(stores: Stores, call: Call<ListCustomers>) -> Result<CustomerList, ServiceError> {
    let ListCustomers { q, after } = call.endpoint;
    let wanted: String =
        q.unwrap_or_default().trim().to_lowercase().replace('\0', "").chars().take(MAX_QUERY).collect();
    // One more tells whether there is another page.
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut tx = stores.db.begin().await?;
    plan_for_values(&mut tx).await?;
    let rows: Vec<Json<AdminCustomer>> = match wanted.is_empty() {
        true => sqlx::query_scalar(include_str!("newest.sql")),
        false => sqlx::query_scalar(include_str!("by_email.sql")).bind(wanted),
    }
    .bind(after.map(|after| after.0))
    .bind(limit)
    .fetch_all(&mut *tx)
    .await?;
    drop(tx);
    let more = rows.len() > PAGE;
    let customers: Vec<AdminCustomer> = rows.into_iter().take(PAGE).map(|Json(one)| one).collect();
    let next = customers.last().filter(|_| more).map(|last| last.id);
    Ok(CustomerList { customers, next })
}

/// One account.
async fn get_customer(stores: Stores, call: Call<GetAdminCustomer>) -> Result<AdminCustomer, ServiceError> {
    let customer = call.endpoint.customer;
    let found: Option<Json<AdminCustomer>> =
        sqlx::query_scalar(include_str!("by_id.sql")).bind(customer.0).fetch_optional(&stores.db).await?;
    Ok(found.map(|Json(found)| found).ok_or_else(|| not_found(customer))?)
}

/// Logs an account out everywhere. Sessions end before the commit: a reply that is kept says that they have.
async fn delete_sessions(stores: Stores, call: Call<DeleteAdminCustomerSessions>) -> Result<(), ServiceError> {
    let customer = call.endpoint.customer;
    let mut tx = call.begin(&stores.db).await?;
    // That there is such an account, which is not deleted meanwhile.
    customer::lock(&mut tx, customer).await?.ok_or_else(|| not_found(customer))?;
    stores.sessions.close_all(customer).await?;
    call.audit(&mut tx, &subject(customer), None, None).await?;
    call.commit(tx, ()).await
}

/// Deletes an account. What other rooms keep of it they forget by the event.
async fn delete_customer(stores: Stores, call: Call<DeleteAdminCustomer>) -> Result<(), ServiceError> {
    let customer = call.endpoint.customer;
    let mut tx = call.begin(&stores.db).await?;
    let gone = sqlx::query("delete from accounts.customers where id = $1").bind(customer.0).execute(&mut *tx).await?;
    if gone.rows_affected() == 0 {
        return Err(not_found(customer).into());
    }
    let event = NewEvent::new(CUSTOMER_DELETED, vec![], &CustomerDeleted { customer });
    outbox::record(&mut tx, &[event]).await?;
    // Before the commit: an account without sessions is logged into again, but sessions without an account end nowhere.
    stores.sessions.close_all(customer).await?;
    call.audit(&mut tx, &subject(customer), None, None).await?;
    call.commit(tx, ()).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Scene, code};
    use api::Endpoint;
    use api::client::Credentials;
    use origin_platform::{audit, staff};

    async fn as_staff<E: Endpoint>(scene: &Scene, endpoint: &E) -> Result<E::Reply, Problem> {
        let key = staff::create(&scene.stores.db, "tests").await.expect("PostgreSQL is up");
        let credentials = Credentials { bearer: Some(key), idempotency_key: Some(scene.key()) };
        scene.client.call_as(endpoint, &credentials).await
    }

    #[tokio::test]
    async fn staff_find_accounts_by_how_their_addresses_begin() {
        let scene = Scene::new().await;
        for (name, email) in [("Ada", "ada@example.com"), ("Bob", "bob@example.com"), ("Adam", "Adam_1@example.com")] {
            scene.register(name, email, "correct horse").await.expect("a free address");
        }
        let list = async |q: Option<&str>| {
            let page = as_staff(&scene, &ListCustomers { q: q.map(str::to_owned), after: None }).await.expect("listed");
            assert_eq!(page.next, None);
            page.customers.into_iter().map(|one| one.name).collect::<Vec<_>>()
        };
        assert_eq!(list(None).await, ["Adam", "Bob", "Ada"]);
        assert_eq!(list(Some(" ADA")).await, ["Ada", "Adam"]);
        assert_eq!(list(Some("ada_")).await, [""; 0], "signs of patterns stand for themselves");
        assert_eq!(list(Some("%")).await, [""; 0]);
        let all = as_staff(&scene, &ListCustomers::default()).await.expect("listed").customers;
        let after = Some(all[0].id);
        let rest = as_staff(&scene, &ListCustomers { q: None, after }).await.expect("listed");
        assert_eq!(rest.customers, all[1..]);
        let rest = as_staff(&scene, &ListCustomers { q: Some("a".to_owned()), after: Some(all[2].id) }).await;
        assert_eq!(rest.expect("listed").customers, all[..1], "after Ada comes Adam");
        let nobody = scene.client.call(&ListCustomers::default()).await;
        assert_eq!(code(nobody), Code::Unauthenticated);
    }

    #[tokio::test]
    async fn staff_log_a_shopper_out_everywhere_and_it_is_recorded() {
        let scene = Scene::new().await;
        let ada = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let other = scene.login("ada@example.com", "correct horse").await.expect("right");
        let bob = scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
        let customer = ada.customer.id;
        let end = DeleteAdminCustomerSessions { customer };
        assert_eq!(code(scene.client.call(&end).await), Code::Unauthenticated);
        for _ in 0..2 {
            as_staff(&scene, &end).await.expect("there is such an account");
        }
        for session in [&ada, &other] {
            assert_eq!(code(scene.get_customer(Some(&session.token)).await), Code::Unauthenticated);
        }
        assert!(scene.get_customer(Some(&bob.token)).await.is_ok(), "nobody else's");
        scene.login("ada@example.com", "correct horse").await.expect("the password stays");
        let entry = audit::entries(&scene.stores.db, Some(&subject(customer)), None, 1).await.expect("readable");
        assert_eq!(entry[0].action, "DeleteAdminCustomerSessions");
        let nobody = DeleteAdminCustomerSessions { customer: CustomerId(uuid::Uuid::now_v7()) };
        assert_eq!(code(as_staff(&scene, &nobody).await), Code::NotFound);
    }

    #[tokio::test]
    async fn staff_delete_an_account_with_its_sessions_and_it_is_recorded() {
        let scene = Scene::new().await;
        let session = scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address");
        let customer = session.customer.id;
        let kept = as_staff(&scene, &GetAdminCustomer { customer }).await.expect("there");
        assert_eq!((kept.email.as_str(), kept.email_verified_at.is_some()), ("ada@example.com", true));
        as_staff(&scene, &DeleteAdminCustomer { customer }).await.expect("deleted");
        assert!(scene.stores.sessions.find(&session.token).await.expect("Redis is up").is_none());
        assert_eq!(code(as_staff(&scene, &DeleteAdminCustomer { customer }).await), Code::NotFound);
        assert_eq!(code(as_staff(&scene, &GetAdminCustomer { customer }).await), Code::NotFound);
        let told = "select count(*) from shop.outbox where subject = 'shop.accounts.customer_deleted'";
        let told: i64 = sqlx::query_scalar(told).fetch_one(&scene.stores.db).await.expect("PostgreSQL is up");
        assert_eq!(told, 1);
        let last =
            audit::entries(&scene.stores.db, Some(&subject(customer)), None, 1).await.expect("readable").remove(0);
        assert_eq!((last.action.as_str(), last.before, last.after), ("DeleteAdminCustomer", None, None));
    }
}
