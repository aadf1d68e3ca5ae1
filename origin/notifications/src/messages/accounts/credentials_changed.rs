//! What opens an account was changed: its owner is told where mail reached them until then.

use anyhow::Context as _;
use api::event::{CREDENTIALS_CHANGED, CredentialsChanged};
use api::settings::MailKind;
use origin_identity::{What, notification};
use origin_messaging::Subscription;
use uuid::Uuid;

use crate::accounts::{AccountMail, AccountTrigger, Written};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Sender};

pub(crate) struct Changed;

impl AccountTrigger for Changed {
    type Data = CredentialsChanged;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_credentials", subject: CREDENTIALS_CHANGED, max_batch: AT_ONCE };
    const KIND: &'static str = "account_changed";

    fn about(data: &CredentialsChanged) -> Uuid {
        data.notification
    }

    async fn message(sender: &Sender, data: &Self::Data) -> Written {
        let told = notification(&sender.stores.db, data.notification)
            .await
            .context("reading what is to be told of an account")?;
        // Whose account is gone has been told of that.
        let Some(told) = told else { return Ok(None) };
        let locale = told.market.locale();
        let words = words::mails(locale);
        let (kind, subject, parts) = match told.what {
            What::PasswordChanged => {
                let page = sender.address(told.market, "/login/code?next=password");
                let link = Part::Link(words.password_changed_link().to_owned(), page);
                let not_you = Part::paragraph(words.password_changed_not_you());
                let parts = vec![Part::paragraph(words.password_changed()), not_you, link];
                (MailKind::PasswordChanged, words.password_changed_subject(), parts)
            }
            What::EmailChanged => {
                let parts = [words.email_changed(), words.changed_not_you()].map(Part::paragraph);
                (MailKind::EmailChanged, words.email_changed_subject(), parts.into())
            }
            What::PasskeyAdded => {
                let page = sender.address(told.market, "/account/passkeys");
                let link = Part::Link(words.passkey_added_link().to_owned(), page);
                let parts = [words.passkey_added(), words.passkey_added_not_you()].map(Part::paragraph);
                (MailKind::PasskeyAdded, words.passkey_added_subject(), parts.into_iter().chain([link]).collect())
            }
            What::IdentityAdded => {
                let page = sender.address(told.market, "/account/identities");
                let link = Part::Link(words.identity_added_link().to_owned(), page);
                let parts = [words.identity_added(), words.identity_added_not_you()].map(Part::paragraph);
                (MailKind::IdentityAdded, words.identity_added_subject(), parts.into_iter().chain([link]).collect())
            }
        };
        let message = Message { locale, subject: subject.to_owned(), parts };
        Ok(Some(AccountMail { to: told.to, message, kind: Some(kind) }))
    }
}
