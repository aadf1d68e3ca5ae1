//! The copy of everything that the shop keeps about a shopper. It is put together here, the highest room that knows any
//! of it: accounts are a room below.

use api::accounts::{CartExport, CustomerExport, GetAdminCustomerExport, GetCustomerExport};
use api::orders::OrderView;
use api::problem::{Code, Problem};
use domain::{CustomerId, OrderId};
use origin_identity::{OfAccount, admin};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, ServiceError, Stores};
use sqlx::types::Json;
use uuid::Uuid;

use super::Service;
use crate::orders::views;
use crate::pricing::customer_groups::group_name;

/// How often an account may ask: each reads all that it ever ordered.
const EXPORTS: Limit = Limit { what: "data exports", max: 10, seconds: 60 * 60 };

/// Everything about the caller. Only a session that was just opened may ask: whoever finds a browser open does not take
/// its owner's whole life along.
#[tracing::instrument(name = "accounts.get_customer_export", skip_all)]
pub(crate) async fn get_customer_export(
    service: Service,
    call: Call<GetCustomerExport>,
) -> Result<CustomerExport, ServiceError> {
    let stores = &service.stores;
    let customer = call.shopper()?;
    let bearer = call.bearer.as_deref();
    origin_identity::check_recent(stores, bearer).await?;
    let whom = customer.to_string();
    if !throttle::allows(stores, EXPORTS, &whom).await? {
        let detail = "Your data was asked for too often. Please wait an hour and try again.";
        let left = throttle::seconds_left(stores, EXPORTS, &whom).await?;
        return Err(Problem::new(Code::TooManyRequests, detail).after(left).into());
    }
    let gone = || Problem::new(Code::Unauthenticated, "This account no longer exists. Please log in with another.");
    Ok(export(stores, customer, bearer).await?.ok_or_else(gone)?)
}

/// Everything about a shopper, for staff who hand it to them. That it was read is recorded first, so that nobody gets it
/// unseen.
#[tracing::instrument(name = "accounts.get_admin_customer_export", skip_all)]
pub(crate) async fn get_admin_customer_export(
    service: Service,
    call: Call<GetAdminCustomerExport>,
) -> Result<CustomerExport, ServiceError> {
    let stores = &service.stores;
    let customer = call.endpoint.customer;
    let not_found = || admin::not_found(customer);
    let found = export(stores, customer, None).await?.ok_or_else(not_found)?;
    let mut tx = stores.db.begin().await?;
    call.audit(&mut tx, &admin::subject(customer), None, None).await?;
    tx.commit().await?;
    Ok(found)
}

/// Everything about the owner of an account; none if it is gone. `bearer` is the token of its owner, if they ask.
async fn export(
    stores: &Stores,
    customer: CustomerId,
    bearer: Option<&str>,
) -> Result<Option<CustomerExport>, ServiceError> {
    let Some(of_account) = origin_identity::export(stores, customer, bearer).await? else { return Ok(None) };
    let OfAccount { exported_at, account, addresses, consents, sessions, identities, mails } = of_account;
    Ok(Some(CustomerExport {
        exported_at,
        account,
        addresses,
        consents,
        sessions,
        identities,
        mails,
        orders: orders(&stores.db, customer).await?,
        carts: carts(&stores.db, customer).await?,
        group: group_name(&stores.db, customer).await?,
    }))
}

/// Orders that were refused are among them: they name who placed them for as long as they do.
async fn orders(db: &Database, customer: CustomerId) -> Result<Vec<OrderView>, ServiceError> {
    let ids: Vec<Uuid> =
        sqlx::query_scalar("select id from orders.orders where customer_id = $1 order by created_at desc, id")
            .bind(customer.0)
            .fetch_all(db)
            .await?;
    let ids: Vec<OrderId> = ids.into_iter().map(OrderId).collect();
    let mut views = views(db, &ids).await?;
    Ok(ids.iter().filter_map(|id| views.remove(id)).collect())
}

async fn carts(db: &Database, customer: CustomerId) -> sqlx::Result<Vec<CartExport>> {
    let carts: Vec<Json<CartExport>> = sqlx::query_scalar(
        "select jsonb_build_object(
             'id', cart.id,
             'updated_at', to_char(cart.updated_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
             'lines', (select coalesce(jsonb_agg(jsonb_build_object('sku', line.sku, 'quantity', line.quantity)
                                                 order by line.sku), '[]'::jsonb)
                       from orders.cart_lines as line where line.cart_id = cart.id)
         )
         from orders.carts as cart where cart.customer_id = $1 order by cart.updated_at desc, cart.id",
    )
    .bind(customer.0)
    .fetch_all(db)
    .await?;
    Ok(carts.into_iter().map(|Json(cart)| cart).collect())
}

#[cfg(test)]
mod tests {
    use api::cart::{CreateCart, FirstLine};
    use api::client::{Client, Credentials};
    use domain::{Market, Quantity};
    use origin_platform::transport::InProcess;

    use super::*;
    use crate::testing::Shop;

    async fn open_account(shop: &Shop) {
        shop.execute(&format!(
            "insert into accounts.customers (id, email, name, password_hash, email_verified_at)
             values ('{}', 'ada@example.com', 'Ada', '$argon2id$', now())",
            shop.customer
        ))
        .await;
    }

    #[tokio::test]
    async fn a_shopper_gets_all_that_is_kept_of_them_and_nothing_of_others() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        assert_eq!(
            shop.call_as_shopper(&GetCustomerExport {}).await.expect_err("no such account").code,
            Code::Unauthenticated
        );
        open_account(&shop).await;
        let order = shop.placement(shop.cart_with(&[("MUG", 2)]).await).await;
        let order = shop.call_as_shopper(&order).await.expect("placed");
        shop.placed(&[("MUG", 1)]).await;
        let line =
            Some(FirstLine { sku: "MUG".parse().expect("a SKU"), quantity: Quantity::try_from(3).expect("few") });
        shop.call_as_shopper(&CreateCart { market: Market::Eu, line }).await.expect("made");
        shop.execute(&format!(
            "insert into accounts.addresses (id, customer_id, address, is_delivery)
             values (gen_random_uuid(), '{0}', '{{\"name\": \"Ada\", \"street\": \"Kai 1\", \"city\": \"Hamburg\", \"country\": \"DE\"}}', true)",
            shop.customer
        ))
        .await;
        let export = shop.call_as_shopper(&GetCustomerExport {}).await.expect("just logged in");
        assert_eq!((export.account.id, export.account.email.as_str()), (shop.customer, "ada@example.com"));
        assert_eq!(export.addresses[0].address.street, "Kai 1");
        assert_eq!(export.orders.iter().map(|order| order.id).collect::<Vec<_>>(), [order.id]);
        assert!(!export.sessions.is_empty() && export.sessions.iter().filter(|session| session.current).count() == 1);
        let lines: Vec<_> = export.carts.iter().flat_map(|cart| &cart.lines).collect();
        assert_eq!(lines.iter().map(|line| line.quantity.get()).sum::<u32>(), 3, "{lines:?}");
    }

    #[tokio::test]
    async fn nobody_gets_a_copy_with_an_old_session_or_too_often() {
        let shop = Shop::open().await;
        open_account(&shop).await;
        assert_eq!(shop.call(&GetCustomerExport {}).await.expect_err("nobody").code, Code::Unauthenticated);
        assert_eq!(shop.staff(&GetCustomerExport {}).await.expect_err("staff").code, Code::Forbidden);
        for _ in 0..EXPORTS.max {
            shop.call_as_shopper(&GetCustomerExport {}).await.expect("just logged in");
        }
        let refused = shop.call_as_shopper(&GetCustomerExport {}).await.expect_err("too often");
        assert!(refused.code == Code::TooManyRequests && refused.retry_after.is_some(), "{refused:?}");
        let token = shop.stores.sessions.open(shop.customer).await.expect("Redis is up");
        origin_testing::age_sessions(&shop.stores, &shop.stores.redis_prefix).await;
        let credentials = Credentials { bearer: Some(token), idempotency_key: None };
        let router = crate::router(shop.stores.clone(), shop.provider.clone(), shop.settings.clone());
        let old = Client::new(InProcess(router))
            .call_as(&GetCustomerExport {}, &credentials)
            .await
            .expect_err("an old session");
        assert_eq!(old.code, Code::RecentLoginNeeded);
    }
}
