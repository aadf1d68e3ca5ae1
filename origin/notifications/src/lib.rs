//! Mails to shoppers and to the merchant: what each says, and that each is sent at most once. And messages to browsers.
//!
//! Every trigger has a consumer of its own, so that an error with one holds up no other. The first of them is called
//! `email`, as it was when there was no other. A new mail is one file in `messages/` and a line in [`jobs`].

mod accounts;
mod dead_letters;
mod frame;
mod mail;
mod mailer;
mod merchant_words;
mod messages;
pub mod metrics;
mod push;
mod sender;
mod sent_mails;
mod settings;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod unmailed;
mod webhook_disabled;

use std::sync::Arc;

use origin_messaging::{Job, Subscription};
use origin_platform::Stores;

pub use dead_letters::{Replayed, replay};
pub use mailer::MailConfig;
pub use push::{PushKey, PushSettings, push_jobs, push_router, sweep as sweep_push};
pub use settings::Settings;

use accounts::{AccountMailing, AccountTrigger};
use messages::{
    Again, Cancelled, Changed, CodeWanted, CredentialAdded, Invited, LinkRequested, Paid, PartCancelled, Placed,
    Refunded, Returned, Shipped, ShippedAgain,
};
use sender::{Mailing, Sender, Trigger};

/// What the consumers of all mails to shoppers follow.
const SUBSCRIPTIONS: [Subscription; 14] = [
    Placed::SUBSCRIPTION,
    Paid::SUBSCRIPTION,
    Shipped::SUBSCRIPTION,
    ShippedAgain::SUBSCRIPTION,
    Refunded::SUBSCRIPTION,
    Cancelled::SUBSCRIPTION,
    PartCancelled::SUBSCRIPTION,
    Returned::SUBSCRIPTION,
    Again::SUBSCRIPTION,
    LinkRequested::SUBSCRIPTION,
    CodeWanted::SUBSCRIPTION,
    Changed::SUBSCRIPTION,
    Invited::SUBSCRIPTION,
    CredentialAdded::SUBSCRIPTION,
];

/// The jobs that write to shoppers, one for each trigger.
///
/// # Errors
/// If the settings are wrong.
pub fn jobs(stores: &Stores, settings: &Settings) -> anyhow::Result<Vec<Job>> {
    let sender = Arc::new(Sender::new(stores.clone(), settings)?);
    Ok(vec![
        job::<Placed>(&sender),
        job::<Paid>(&sender),
        job::<Shipped>(&sender),
        job::<ShippedAgain>(&sender),
        job::<Refunded>(&sender),
        job::<Cancelled>(&sender),
        job::<PartCancelled>(&sender),
        job::<Returned>(&sender),
        job::<Again>(&sender),
        job::<LinkRequested>(&sender),
        account_job::<CodeWanted>(&sender),
        account_job::<Changed>(&sender),
        account_job::<Invited>(&sender),
        account_job::<CredentialAdded>(&sender),
    ])
}

fn job<T: Trigger>(sender: &Arc<Sender>) -> Job {
    let mailing = Mailing::<T>::new(Arc::clone(sender));
    Job::on_events("email", sender.stores.clone(), T::SUBSCRIPTION, mailing)
}

fn account_job<T: AccountTrigger>(sender: &Arc<Sender>) -> Job {
    let mailing = AccountMailing::<T>::new(Arc::clone(sender));
    Job::on_events("email", sender.stores.clone(), T::SUBSCRIPTION, mailing)
}

pub use unmailed::tell_unmailed;
pub use webhook_disabled::tell_disabled_webhooks;
