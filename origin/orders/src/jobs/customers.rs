//! Forgets whose orders and carts they were, once an account is deleted.

use anyhow::Context as _;
use api::event::{CUSTOMER_DELETED, CustomerDeleted};
use domain::CustomerId;
use origin_messaging::{BatchError, Handler, Job, Received, Subscription};
use origin_platform::{Database, Stores};

use crate::checkout::cards;
use crate::pricing::customer_groups::forget_membership;

const DELETED: Subscription = Subscription { name: "deleted_customers", subject: CUSTOMER_DELETED, max_batch: 1 };

/// The job that follows deletions of accounts.
pub fn forget_customers(stores: Stores) -> Job {
    Job::on_events("sweep", stores.clone(), DELETED, Deletions(stores))
}

struct Deletions(Stores);

impl Handler for Deletions {
    type Data = CustomerDeleted;

    async fn handle(&self, events: &[Received<CustomerDeleted>]) -> Result<(), BatchError> {
        for Received { data, .. } in events {
            forget(&self.0.db, data.customer).await.context("forgetting a customer")?;
            cards::mark(&self.0.db, data.customer).await.context("having the provider forget a customer")?;
        }
        Ok(())
    }
}

/// Orders stay, as tax law wants, and are nobody's: they open by links alone from now on. Carts become a guest's, whose
/// id nobody has, and go as those do: what they hold must be released first. In which group of customers the account was
/// is forgotten.
pub(crate) async fn forget(db: &Database, customer: CustomerId) -> sqlx::Result<()> {
    sqlx::query(
        "with nobody_s as (
             update orders.orders set customer_id = null where customer_id = $1
         )
         update orders.carts set customer_id = null where customer_id = $1",
    )
    .bind(customer.0)
    .execute(db)
    .await?;
    forget_membership(db, customer).await
}

#[cfg(test)]
mod tests {
    use api::Code;
    use api::orders::{GetOrder, ListOrders};

    use super::*;
    use crate::testing::Shop;

    #[tokio::test]
    async fn m10_orders_outlive_their_account_and_are_nobody_s() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placement(shop.cart_with(&[("MUG", 1)]).await).await;
        let order = shop.call_as_shopper(&order).await.expect("placed").id;
        shop.call_as_shopper(&api::cart::CreateCart::empty(domain::Market::Eu)).await.expect("made");
        let theirs = sqlx::query_scalar("select customer_id from orders.orders where id = $1").bind(order.0);
        let customer = CustomerId(theirs.fetch_one(&shop.stores.db).await.expect("an account's"));
        for _ in 0..2 {
            forget(&shop.stores.db, customer).await.expect("PostgreSQL is up");
        }
        assert_eq!(shop.call_as_shopper(&ListOrders {}).await.expect("listed"), []);
        assert_eq!(shop.call_as_shopper(&GetOrder { order }).await.expect_err("nobody's").code, Code::OrderNotFound);
        assert!(shop.call(&GetOrder { order }).await.is_ok(), "a link opens it");
        let known = "select (select count(*) from orders.orders where customer_id is not null)
                            + (select count(*) from orders.carts where customer_id is not null)";
        assert_eq!(shop.count(known).await, 0);
    }
}
