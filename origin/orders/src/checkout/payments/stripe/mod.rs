//! Stripe, by its PaymentIntents API.
//!
//! A payment is one intent, captured by hand. Three things make it safe against lost answers:
//! - The intent is made without charging anything and its name is written down; only then is it
//!   confirmed. So whatever was charged can be looked up.
//! - Every write carries an `Idempotency-Key` made of an id of ours. Stripe forgets keys after a day
//!   and repeats a failure for as long; so before a write is repeated, the current state is read.
//! - Before anybody is told “authorised”, and before an intent is taken back, that is decided in our
//!   own table, once ([`intents`]). So a shopper who confirms late and a reconciler that gives up
//!   can never both win.
//!
//! Cards are typed into Stripe's own form; what reaches us is the id of a payment method.

pub(crate) mod accounts;
mod authorisation;
mod calls;
mod cards;
mod client;
mod decline;
#[cfg(test)]
pub(crate) mod emulator;
pub(crate) mod event;
mod intents;
mod keys;
mod money;
pub(crate) mod signature;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use api::checkout::PaymentForm;
use http::Uri;
use origin_platform::{Database, Stores};
use uuid::Uuid;

use self::accounts::Accounts;
use self::calls::Api;
pub(super) use self::client::KeyRejection;
use self::client::{CallError, Client};
use self::intents::Intents;
use self::keys::KeyFile;
use self::money::refunded;
use self::wire::{Intent, List, Status};
use super::answer::{Authorisation, BadToken, Listed, NoAnswer, Outcome, PaymentSnapshot, ProviderError};

/// Where Stripe's API is.
pub const ADDRESS: &str = "https://api.stripe.com";
/// Where Stripe's script for pages is. Stripe wants it to be loaded from there and from nowhere else.
pub const SCRIPT: &str = "https://js.stripe.com/v3/";
/// How long one call may take. Two of them fit into a shopper's request.
pub const TIMEOUT: Duration = Duration::from_millis(4500);

/// Stripe, with the keys of one account or of several.
#[derive(Clone)]
pub struct Stripe(Arc<Inner>);

struct Inner {
    client: Client,
    intents: Intents,
    /// The operator's keys: they win over those of the office.
    file: Option<KeyFile>,
    /// The keys that staff have given.
    office: Option<Accounts>,
    script: String,
}

/// Where Stripe is.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Its API; usually [`ADDRESS`].
    pub api: Uri,
    /// Its script; usually [`SCRIPT`].
    pub script: String,
}

impl Stripe {
    /// An account whose keys are in the file `keys`, at `addresses`, where the API gets as long as
    /// `timeout` for each answer. Payments are written down in `db`.
    ///
    /// The file is JSON: `{"secret_keys": ["sk_…"], "webhook_secrets": ["whsec_…"], "publishable_key":
    /// "pk_…"}`, the last of which only the shop's own checkout page needs. It is read
    /// anew whenever a key is needed, so keys are exchanged by replacing the file. Of several secret
    /// keys the first that Stripe takes is used; hooks signed by any of the webhook secrets are good.
    ///
    /// # Errors
    /// If the file has no keys, or if the address would send them unencrypted over a network.
    pub fn open(db: Database, addresses: &Addresses, keys: &Path, timeout: Duration) -> anyhow::Result<Self> {
        Self::new(db, addresses, Some(KeyFile::open(keys)?), None, timeout)
    }

    /// The accounts whose keys staff give in the office, and before them that of the file `keys`, if there is one.
    ///
    /// # Errors
    /// As [`Stripe::open`].
    pub fn of_shop(
        stores: &Stores,
        addresses: &Addresses,
        keys: Option<&Path>,
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let file = keys.map(KeyFile::open).transpose()?;
        Self::new(stores.db.clone(), addresses, file, Some(Accounts::new(stores.clone())), timeout)
    }

    fn new(
        db: Database,
        addresses: &Addresses,
        file: Option<KeyFile>,
        office: Option<Accounts>,
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let client = Client::new(&addresses.api, timeout).context("Stripe's address")?;
        let script = addresses.script.clone();
        Ok(Self(Arc::new(Inner { client, intents: Intents::new(db), file, office, script })))
    }

    pub(super) async fn form(&self) -> PaymentForm {
        let publishable_key = match self.is_open().await {
            true => self.api().await.and_then(|api| api.publishable_key()),
            false => None,
        };
        PaymentForm::Stripe { publishable_key, script: self.0.script.clone() }
    }

    /// Whether there are keys to take money by.
    pub(super) async fn has_keys(&self) -> bool {
        self.api().await.is_some()
    }

    /// Whether staff have not switched paying off.
    pub(super) async fn is_open(&self) -> bool {
        match &self.0.office {
            Some(office) => office.current().await.is_open,
            None => true,
        }
    }

    /// Whether the keys are those of the operator's file.
    pub(super) fn has_file(&self) -> bool {
        self.0.file.is_some()
    }

    /// The keys that staff give, if they may.
    pub(super) fn office(&self) -> Option<&Accounts> {
        self.0.office.as_ref()
    }

    /// The account of new payments; none if there are no keys, or if they are those of a file.
    pub(super) async fn account(&self) -> Option<Arc<str>> {
        self.api().await?.account
    }

    /// The account that a secret key is of.
    pub(super) async fn account_of(&self, secret: &str) -> Result<String, KeyRejection> {
        self.0.client.account_of(secret).await
    }

    /// Whether the keys of now are those of an account in which money moves. Stripe writes it into them.
    pub(super) async fn is_live(&self) -> bool {
        self.api().await.is_some_and(|api| api.is_live())
    }

    /// The secrets that hooks may be signed with now: of every account in which there may be payments.
    pub(crate) async fn webhook_secrets(&self) -> Vec<String> {
        self.apis().await.iter().flat_map(|(api, _)| api.webhook_secrets().iter().cloned()).collect()
    }

    /// Whether Stripe can tell of new payments by itself.
    pub(super) async fn has_hooks(&self) -> bool {
        self.api().await.is_some_and(|api| !api.webhook_secrets().is_empty())
    }

    /// Our name for a payment that Stripe names; none if it is not one of ours.
    pub(crate) async fn payment_of(&self, tx: &mut sqlx::PgConnection, intent: &str) -> sqlx::Result<Option<Uuid>> {
        intents::payment_of(tx, intent).await
    }

    pub(super) fn check_token(&self, token: &str) -> Result<(), BadToken> {
        let word =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let method = token.strip_prefix("pm_").filter(|rest| rest.len() <= 200 && word(rest));
        method.map(|_| ()).ok_or(BadToken::Unknown)
    }

    pub(super) async fn look_up(&self, payment: Uuid) -> Result<Option<PaymentSnapshot>, NoAnswer> {
        let Some(known) = self.0.intents.find(payment).await? else { return Ok(None) };
        let Some(name) = known.intent.clone() else { return Ok(None) };
        let api = self.api_of_payment(payment, &known).await?;
        let intent = api.intent(&name).await?;
        let Some(authorisation) = self.conclude(&api, payment, &intent, None).await? else { return Ok(None) };
        let money = |minor| intent.money(minor);
        let kept = matches!(authorisation, Authorisation::Settled(Outcome::Authorised { .. }));
        let (authorised, captured, refunded) = match intent.status {
            Status::RequiresCapture if kept => (intent.amount, 0, 0),
            Status::Succeeded if kept => (intent.amount, intent.amount_received, refunded(&api, &name).await?),
            _ => (0, 0, 0),
        };
        Ok(Some(PaymentSnapshot {
            reference: Some(name),
            authorisation,
            authorised: money(authorised)?,
            captured: money(captured)?,
            refunded: money(refunded)?,
        }))
    }

    pub(super) async fn list_since(&self, since: SystemTime) -> Result<Vec<Listed>, NoAnswer> {
        let since = since.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let books = Some(self.0.intents.books().await?);
        let mut all: Vec<Listed> = Vec::new();
        for (api, is_current) in self.apis().await {
            match list(&api, since, books).await {
                // One account may be known by the operator's keys and by those of the office.
                Ok(listed) => {
                    let known: HashSet<String> = all.iter().map(|one| one.reference.clone()).collect();
                    all.extend(listed.into_iter().filter(|one| !known.contains(&one.reference)));
                }
                Err(NoAnswer) if is_current => return Err(NoAnswer),
                // Its key may have been taken back at Stripe, and staff have left it here.
                Err(NoAnswer) => {
                    let account = api.account.as_deref();
                    tracing::warn!(account, "the payments of a former account at Stripe cannot be compared");
                }
            }
        }
        Ok(all)
    }
}

async fn list(api: &Api<'_>, since: u64, books: Option<Uuid>) -> Result<Vec<Listed>, NoAnswer> {
    let mut all: Vec<Listed> = Vec::new();
    loop {
        let mut query = vec![("created[gte]", since.to_string()), ("limit", "100".to_owned())];
        query.extend(all.last().map(|last| ("starting_after", last.reference.clone())));
        let page: List<Intent> = api.get("/v1/payment_intents", &query).await.map_err(unexpected)?;
        let more = page.has_more && !page.data.is_empty();
        all.extend(page.data.into_iter().map(|intent| Listed {
            payment: intent.metadata.payment.filter(|_| intent.metadata.books == books),
            created_at: UNIX_EPOCH + Duration::from_secs(intent.created),
            holds_money: intent.holds_money(),
            reference: intent.id,
        }));
        if !more {
            return Ok(all);
        }
    }
}

/// A refusal where none is due, such as of reading what we made: nothing is known then.
fn unexpected(error: CallError) -> NoAnswer {
    if let CallError::Refused(rejection) = error {
        tracing::error!(%rejection, "Stripe refuses to show a payment of ours");
    }
    NoAnswer
}

fn refused<T>(reason: &str) -> Result<T, ProviderError> {
    Err(ProviderError::Refused(reason.to_owned()))
}
