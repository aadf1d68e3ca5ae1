//! Which intent a payment is, and what was decided about it.

use origin_platform::Database;
use sqlx::{FromRow, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::checkout::payments::answer::NoAnswer;

/// The table `orders.stripe_intents`.
pub struct Intents {
    db: Database,
    books: OnceCell<Uuid>,
}

/// What is known of a payment.
pub struct Remembered {
    /// Stripe's name for it; none if it was given up before Stripe was asked.
    pub intent: Option<String>,
    /// What was decided, if anything was.
    pub decided: Option<Decision>,
    /// The account whose intent it is; none if that is the one of the operator's file.
    pub account: Option<String>,
}

/// What becomes of a payment, whatever happens at Stripe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Its money is ours to take or to release.
    Authorised,
    /// Nobody gets it; if Stripe holds money for it, that is released.
    Cancelled,
}

#[derive(FromRow)]
struct Row {
    intent: Option<String>,
    decided: Option<String>,
    account: Option<String>,
}

impl Intents {
    pub fn new(db: Database) -> Self {
        Self { db, books: OnceCell::new() }
    }

    /// The name of this shop's books, by which its payments are told from those of another shop that
    /// uses the same account.
    pub async fn books(&self) -> Result<Uuid, NoAnswer> {
        let read = || sqlx::query_scalar("select id from orders.payment_books").fetch_one(&self.db);
        self.books.get_or_try_init(read).await.copied().map_err(no_answer)
    }

    pub async fn find(&self, payment: Uuid) -> Result<Option<Remembered>, NoAnswer> {
        let row: sqlx::Result<Option<Row>> =
            sqlx::query_as("select intent, decided, account from orders.stripe_intents where payment_id = $1")
                .bind(payment)
                .fetch_optional(&self.db)
                .await;
        Ok(row.map_err(no_answer)?.map(Remembered::from))
    }

    /// Writes down a payment's intent and its account, unless the payment has one or was given up: then that stands.
    pub async fn remember(&self, payment: Uuid, intent: &str, account: Option<&str>) -> Result<Remembered, NoAnswer> {
        self.insert(payment, Some(intent), None, account).await
    }

    /// Notes in which account the intent of a payment was found.
    pub async fn note_account(&self, payment: Uuid, account: Option<&str>) -> Result<(), NoAnswer> {
        let note = "update orders.stripe_intents set account = $2 where payment_id = $1 and account is null";
        sqlx::query(note).bind(payment).bind(account).execute(&self.db).await.map(drop).map_err(no_answer)
    }

    /// Gives up a payment, unless it has an intent: then that stands.
    pub async fn give_up(&self, payment: Uuid) -> Result<Remembered, NoAnswer> {
        self.insert(payment, None, Some(Decision::Cancelled), None).await
    }

    /// Decides about a payment with an intent, unless that was done: then that stands.
    pub async fn decide(&self, payment: Uuid, wanted: Decision) -> Result<Decision, NoAnswer> {
        let decided: sqlx::Result<String> = sqlx::query_scalar(
            "update orders.stripe_intents set decided = coalesce(decided, $2) where payment_id = $1 returning decided",
        )
        .bind(payment)
        .bind(wanted.word())
        .fetch_one(&self.db)
        .await;
        Ok(Decision::of(&decided.map_err(no_answer)?))
    }

    async fn insert(
        &self,
        payment: Uuid,
        intent: Option<&str>,
        decided: Option<Decision>,
        account: Option<&str>,
    ) -> Result<Remembered, NoAnswer> {
        // The update changes nothing; it makes the statement return the row that is there already.
        let row: sqlx::Result<Row> = sqlx::query_as(
            "insert into orders.stripe_intents as known (payment_id, intent, decided, account) values ($1, $2, $3, $4)
             on conflict (payment_id) do update set intent = known.intent
             returning intent, decided, account",
        )
        .bind(payment)
        .bind(intent)
        .bind(decided.map(Decision::word))
        .bind(account)
        .fetch_one(&self.db)
        .await;
        row.map(Remembered::from).map_err(no_answer)
    }
}

/// Our name for the payment of an intent; none if it is not one of ours.
pub async fn payment_of(tx: &mut PgConnection, intent: &str) -> sqlx::Result<Option<Uuid>> {
    let payment = sqlx::query_scalar("select payment_id from orders.stripe_intents where intent = $1");
    payment.bind(intent).fetch_optional(tx).await
}

impl Decision {
    const fn word(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::Cancelled => "cancelled",
        }
    }

    fn of(word: &str) -> Self {
        if word == Self::Authorised.word() { Self::Authorised } else { Self::Cancelled }
    }
}

impl From<Row> for Remembered {
    fn from(row: Row) -> Self {
        Self { intent: row.intent, decided: row.decided.as_deref().map(Decision::of), account: row.account }
    }
}

fn no_answer(error: sqlx::Error) -> NoAnswer {
    tracing::error!(%error, "PostgreSQL does not tell which payment is which at Stripe");
    NoAnswer
}
