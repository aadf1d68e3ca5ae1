//! What is set, as staff see it.

use api::Endpoint as _;
use api::payments::{PaymentSettings, PaymentsBy, ReceiveStripeHook, StripeAccount};
use origin_platform::{ServiceError, Vault};
use sqlx::{FromRow, PgConnection};

use super::check::end;
use crate::checkout::Service;
use crate::checkout::payments::Provider;
use crate::checkout::payments::stripe::accounts::hook_purpose;

#[derive(FromRow)]
struct Row {
    name: String,
    is_current: bool,
    publishable_key: String,
    secret_key_end: String,
    set_by: String,
    set_at: String,
    webhook_secrets: Vec<Vec<u8>>,
    webhook_end: Option<String>,
    webhook_set_by: Option<String>,
    webhook_set_at: Option<String>,
    open_payments: i64,
}

impl Row {
    fn view(self, vault: &Vault) -> StripeAccount {
        let purpose = hook_purpose(&self.name);
        let read = |sealed: &Vec<u8>| vault.unseal_text(&purpose, sealed).ok().map(|secret| end(&secret).to_owned());
        StripeAccount {
            webhook_ends: self.webhook_secrets.iter().map(read).collect(),
            is_live: self.name.ends_with(".live"),
            name: self.name,
            is_current: self.is_current,
            publishable_key: self.publishable_key,
            secret_key_end: self.secret_key_end,
            set_by: self.set_by,
            set_at: self.set_at,
            webhook_end: self.webhook_end,
            webhook_set_by: self.webhook_set_by,
            webhook_set_at: self.webhook_set_at,
            open_payments: self.open_payments.unsigned_abs(),
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
        accounts: accounts(tx, service).await?,
    })
}

/// Whether staff have not switched paying off.
pub(super) async fn is_open(tx: &mut PgConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar("select is_open from orders.payment_settings").fetch_one(tx).await
}

/// The accounts whose keys staff have given, that of new payments first.
///
/// Open is what has no account noted, too, where the operator's file is gone: it may be in any of them. So is, in one that
/// was retired, what was begun before and may be on its way to Stripe; and what is to be given back.
pub(super) async fn accounts(tx: &mut PgConnection, service: &Service) -> sqlx::Result<Vec<StripeAccount>> {
    let is_file_gone = matches!(&service.provider, Provider::Stripe(stripe) if !stripe.has_file());
    let rows: Vec<Row> = sqlx::query_as(
        r#"select name, is_current, publishable_key, secret_key_end, set_by, webhook_secrets, webhook_end, webhook_set_by,
               to_char(set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as set_at,
               to_char(webhook_set_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as webhook_set_at,
               (select count(*) from orders.payments as payment
                left join orders.stripe_intents as intent on intent.payment_id = payment.id
                where (
                    payment.state in ('pending', 'action_required', 'authorised')
                    or payment.order_id in (
                        select order_id from orders.refunds where state = 'due' and charged_minor > 0
                    )
                ) and case
                    when intent.account is not null then intent.account = account.name
                    when intent.intent is not null then $1
                    when intent.payment_id is not null then false
                    else $1 and payment.state = 'pending' and payment.amount_minor > 0
                        and payment.created_at < coalesce(account.retired_at, now()) + interval '5 seconds'
                end) as open_payments
           from orders.stripe_accounts as account
           order by is_current desc, retired_at desc"#,
    )
    .bind(is_file_gone)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| row.view(&service.stores.vault)).collect())
}
