//! Gives an account the orders that its owner placed as a guest, once the owner has shown that the e-mail address is
//! theirs.

use anyhow::Context as _;
use api::event::{EMAIL_VERIFIED, EmailVerified};
use domain::CustomerId;
use origin_identity::verified_email;
use origin_messaging::{BatchError, Handler, Job, Received, Subscription};
use origin_platform::{Database, Stores};

const VERIFIED: Subscription = Subscription { name: "verified_customers", subject: EMAIL_VERIFIED, max_batch: 1 };

/// The job that follows verified addresses.
pub fn claim_orders(stores: Stores) -> Job {
    Job::on_events("sweep", stores.clone(), VERIFIED, Claims(stores))
}

struct Claims(Stores);

impl Handler for Claims {
    type Data = EmailVerified;

    async fn handle(&self, events: &[Received<EmailVerified>]) -> Result<(), BatchError> {
        for Received { data, .. } in events {
            claim(&self.0.db, data.customer).await.context("giving an account its guest's orders")?;
        }
        Ok(())
    }
}

/// Links to them open them as before. What the account's address is now counts, not what it was then.
async fn claim(db: &Database, customer: CustomerId) -> sqlx::Result<u64> {
    let Some(email) = verified_email(db, customer).await? else { return Ok(0) };
    let claimed = sqlx::query(
        "update orders.orders set customer_id = $1 where customer_id is null and lower(email collate \"C\") = $2",
    );
    Ok(claimed.bind(customer.0).bind(email).execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use api::orders::{GetOrder, ListOrders};
    use uuid::Uuid;

    use super::*;
    use crate::testing::Shop;

    async fn open_account(shop: &Shop, customer: CustomerId, email: &str, verified: bool) {
        let verified = if verified { "now()" } else { "null" };
        shop.execute(&format!(
            "insert into accounts.customers (id, email, name, password_hash, email_verified_at)
             values ('{customer}', '{email}', 'Ada', '$argon2id$', {verified})"
        ))
        .await;
    }

    #[tokio::test]
    async fn a_guest_s_orders_are_an_account_s_once_its_address_is_verified_and_not_before() {
        let shop = Shop::open().await;
        shop.sells(&[("MUG", 2000, 9)]).await;
        let order = shop.placed(&[("MUG", 1)]).await;
        shop.execute("update orders.orders set email = 'Ada@Example.com'").await;
        let customer = shop.customer;
        open_account(&shop, customer, "ADA@example.com", false).await;
        let db = &shop.stores.db;
        assert_eq!(claim(db, customer).await.expect("PostgreSQL is up"), 0);
        assert_eq!(shop.call_as_shopper(&ListOrders {}).await.expect("listed"), []);
        shop.execute("update accounts.customers set email_verified_at = now()").await;
        let other = CustomerId(Uuid::now_v7());
        open_account(&shop, other, "ada@example.org", true).await;
        assert_eq!(claim(db, other).await.expect("PostgreSQL is up"), 0);
        for expected in [1, 0] {
            assert_eq!(claim(db, customer).await.expect("PostgreSQL is up"), expected);
        }
        assert_eq!(shop.call_as_shopper(&ListOrders {}).await.expect("listed").len(), 1);
        assert!(shop.call_as_shopper(&GetOrder { order }).await.is_ok());
        assert!(shop.call(&GetOrder { order }).await.is_ok(), "its link opens it still");
        // What belongs to somebody is not taken.
        shop.execute(&format!("update accounts.customers set email = 'ada@example.net' where id = '{customer}'")).await;
        shop.execute(&format!("update accounts.customers set email = 'ada@example.com' where id = '{other}'")).await;
        assert_eq!(claim(db, other).await.expect("PostgreSQL is up"), 0);
    }
}
