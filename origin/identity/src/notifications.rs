//! What an account's owner is told by mail when what opens it was changed, at the address it had before.

use api::event::{CREDENTIALS_CHANGED, CredentialsChanged};
use domain::Market;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::customer::Customer;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The password.
    PasswordChanged,
    /// The e-mail address.
    EmailChanged,
    /// A passkey more opens it.
    PasskeyAdded,
    /// An identity at a provider more opens it.
    IdentityAdded,
}

impl What {
    const ALL: [Self; 4] = [Self::PasswordChanged, Self::EmailChanged, Self::PasskeyAdded, Self::IdentityAdded];

    const fn code(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::IdentityAdded => "identity_added",
        }
    }
}

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// What was changed.
    pub what: What,
    /// Where the mail goes.
    pub to: String,
    /// Says its language.
    pub market: Market,
}

/// Records that the owner is to be told at the address that the account has had until now.
pub(crate) async fn record(tx: &mut PgConnection, customer: &Customer, what: What, market: Market) -> sqlx::Result<()> {
    // Whose address that is, nobody has shown: it may be a stranger's, who wants no mail.
    if !customer.view.verified {
        return Ok(());
    }
    let notification = Uuid::new_v4();
    sqlx::query(
        "insert into accounts.notifications (id, customer_id, what, email, market) values ($1, $2, $3, $4, $5)",
    )
    .bind(notification)
    .bind(customer.view.id.0)
    .bind(what.code())
    .bind(&customer.view.email)
    .bind(market.code())
    .execute(&mut *tx)
    .await?;
    outbox::record(tx, &[NewEvent::new(CREDENTIALS_CHANGED, vec![], &CredentialsChanged { notification })]).await
}

/// What is to be told, and where; none if the account is gone.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn notification(db: &Database, id: Uuid) -> sqlx::Result<Option<Notification>> {
    let kept: Option<(String, String, String)> =
        sqlx::query_as("select what, email, market from accounts.notifications where id = $1")
            .bind(id)
            .fetch_optional(db)
            .await?;
    Ok(kept.and_then(|(what, to, market)| {
        let what = What::ALL.into_iter().find(|known| known.code() == what)?;
        Some(Notification { what, to, market: Market::of_code(&market).unwrap_or_default() })
    }))
}
