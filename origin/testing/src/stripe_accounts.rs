//! Accounts at Stripe, noted behind the shop's back.

use origin_platform::Database;

/// Keeps `acct_old.test`, an account that another has taken the place of, with two secrets of hooks; no vault can read any of
/// it.
///
/// # Panics
/// If PostgreSQL does not answer.
pub async fn keep_former_account(db: &Database) {
    sqlx::query(
        "insert into orders.stripe_accounts (name, is_current, publishable_key, secret_key, secret_key_end,
             webhook_secrets, webhook_end, webhook_set_by, webhook_set_at, set_by, retired_at)
         values ('acct_old.test', false, 'pk_test_of_either_account', decode(repeat('00', 40), 'hex'), 'four',
             array[decode('00', 'hex'), decode('01', 'hex')], 'five', 'bob@example.com', now(), 'bob@example.com', now())",
    )
    .execute(db)
    .await
    .expect("PostgreSQL is up");
}
