//! Somebody asked for a code: to log in, to show that an address is theirs, or to move an account to it.

use anyhow::Context as _;
use api::event::{CODE_REQUESTED, CodeRequested};
use api::settings::MailKind;
use origin_identity::{CodeMail, Purpose, issue_code};
use origin_messaging::Subscription;
use origin_platform::ServiceError;
use uuid::Uuid;

use crate::accounts::{AccountMail, AccountTrigger, Written};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Sender};

pub(crate) struct CodeWanted;

impl AccountTrigger for CodeWanted {
    type Data = CodeRequested;
    const SUBSCRIPTION: Subscription = Subscription { name: "email_code", subject: CODE_REQUESTED, max_batch: AT_ONCE };
    const KIND: &'static str = "account_code";

    fn about(data: &CodeRequested) -> Uuid {
        data.request
    }

    async fn message(sender: &Sender, data: &Self::Data) -> Written {
        let mail = issue_code(&sender.stores.db, data.request).await.map_err(ServiceError::into_cause);
        // One that comes too late opens nothing: whoever still wants one asks again.
        let Some(mail) = mail.context("making a code")? else { return Ok(None) };
        let message = message(sender, &mail);
        Ok(Some(AccountMail { message, kind: Some(kind(mail.purpose)), to: mail.to }))
    }
}

fn kind(purpose: Purpose) -> MailKind {
    match purpose {
        Purpose::SignIn => MailKind::SignInCode,
        Purpose::KnownAddress => MailKind::KnownAddress,
        Purpose::Verification => MailKind::AddressVerification,
        Purpose::EmailChange => MailKind::EmailChangeCode,
    }
}

fn message(sender: &Sender, mail: &CodeMail) -> Message {
    let locale = mail.market.locale();
    let words = words::mails(locale);
    let link = sender.address(mail.market, &format!("/login/link?token={}", mail.token));
    let (subject, why, link, not_you) = match mail.purpose {
        Purpose::SignIn => (
            words.code_subject(),
            words.code_use(),
            Some(Part::Link(words.code_link().to_owned(), link)),
            words.code_not_you(),
        ),
        Purpose::KnownAddress => (
            words.known_address_subject(),
            words.known_address(),
            Some(Part::Link(words.code_link().to_owned(), link)),
            words.known_address_not_you(),
        ),
        Purpose::Verification => (
            words.verification_subject(),
            words.verification(),
            Some(Part::Link(words.verification_link().to_owned(), link)),
            words.verification_not_you(),
        ),
        // Whoever reads this mail is not the account's owner yet: it opens nothing by itself.
        Purpose::EmailChange => {
            (words.email_change_subject(), words.email_change(), None, words.email_change_not_you())
        }
    };
    let mut parts = vec![Part::paragraph(why), Part::lines(words.code(), [mail.code.grouped()])];
    parts.extend(link);
    parts.push(Part::paragraph(not_you));
    Message { locale, subject: subject.to_owned(), parts }
}
