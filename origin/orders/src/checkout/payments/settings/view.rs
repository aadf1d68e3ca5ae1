//! What is set, as staff see it.

use api::Endpoint as _;
use api::payments::{PaymentSettings, PaymentsBy, ReceiveStripeHook, StripeAccount};
use origin_platform::ServiceError;
use sqlx::{FromRow, PgConnection};

use crate::checkout::Service;
use crate::checkout::payments::Provider;

#[derive(FromRow)]
struct Row {
    name: String,
    is_current: bool,
    publishable_key: String,
    secret_key_end: String,
    set_by: String,
    set_at: String,
    webhook_end: Option<String>,
    webhook_set_by: Option<String>,
    webhook_set_at: Option<String>,
    open_payments: i64,
}

impl From<Row> for StripeAccount {
    fn from(row: Row) -> Self {
        Self {
            is_live: row.name.ends_with(".live"),
            name: row.name,
            is_current: row.is_current,
            publishable_key: row.publishable_key,
            secret_key_end: row.secret_key_end,
            set_by: row.set_by,
            set_at: row.set_at,
            webhook_end: row.webhook_end,
            webhook_set_by: row.webhook_set_by,
            webhook_set_at: row.webhook_set_at,
            open_payments: row.open_payments.unsigned_abs(),
        }
    }
}

/// What is set.
pub(super) async fn settings(tx: &mut PgConnection, service: &Service) -> Result<PaymentSettings, ServiceError> {
    let (version, is_open): (i64, bool) =
        sqlx::query_as("select version, is_open from orders.payment_settings").fetch_one(&mut *tx).await?;
    let by = match &service.provider {
        Provider::Test(_) => PaymentsBy::Test,
        Provider::Stripe(stripe) if stripe.has_file() => PaymentsBy::File,
        Provider::Stripe(_) => PaymentsBy::Office,
    };
    let has_office = service.provider.office().is_some_and(|stripe| stripe.office().is_some());
    Ok(PaymentSettings {
        version,
        by,
        is_open,
        can_keep: has_office && service.stores.vault.is_open(),
        hook_path: ReceiveStripeHook::PATH.to_owned(),
        accounts: accounts(tx).await?,
    })
}

/// Whether staff have not switched paying off.
pub(super) async fn is_open(tx: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select is_open from orders.payment_settings").fetch_one(tx).await
}

/// The accounts whose keys staff have given, that of new payments first.
pub(super) async fn accounts(tx: &mut PgConnection) -> sqlx::Result<Vec<StripeAccount>> {
    let rows: Vec<Row> = sqlx::query_as(
        r#"select name, is_current, publishable_key, secret_key_end, set_by, webhook_end, webhook_set_by,
               to_char(set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as set_at,
               to_char(webhook_set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as webhook_set_at,
               (select count(*) from orders.stripe_intents as intent
                join orders.payments as payment on payment.id = intent.payment_id
                where intent.account = account.name and payment.state in ('pending', 'action_required', 'authorised')) as open_payments
           from orders.stripe_accounts as account
           order by is_current desc, retired_at desc"#,
    )
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(StripeAccount::from).collect())
}
