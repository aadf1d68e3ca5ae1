//! Somebody has put another key into an account of staff: whoever has the account is told, so that one that is not theirs
//! does not stay.

use anyhow::Context as _;
use api::event::{STAFF_CREDENTIAL_ADDED, StaffCredential, StaffCredentialAdded};
use domain::Locale;
use origin_messaging::Subscription;
use origin_staff::accounts;
use uuid::Uuid;

use crate::accounts::{AccountMail, AccountTrigger, Written};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Sender};

pub(crate) struct CredentialAdded;

impl AccountTrigger for CredentialAdded {
    type Data = StaffCredentialAdded;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_staff_credential", subject: STAFF_CREDENTIAL_ADDED, max_batch: AT_ONCE };
    const KIND: &'static str = "staff_credential";

    fn about(data: &StaffCredentialAdded) -> Uuid {
        data.id
    }

    async fn message(sender: &Sender, data: &StaffCredentialAdded) -> Written {
        // An account that has ended meanwhile is nobody's any more.
        let to = accounts::email_of(&sender.stores.db, data.account).await.context("reading whose account it is")?;
        let Some(to) = to else { return Ok(None) };
        // Nobody has said yet which language staff read.
        let locale = Locale::default();
        let words = words::mails(locale);
        let what = match data.what {
            StaffCredential::Passkey => words.staff_passkey_added(),
            StaffCredential::Authenticator => words.staff_authenticator_set(),
        };
        let parts = vec![Part::paragraph(what), Part::paragraph(words.staff_credential_not_you())];
        let message = Message { locale, subject: words.staff_credential_subject().to_owned(), parts };
        Ok(Some(AccountMail { to, message, kind: None }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Scene;

    #[tokio::test]
    async fn whoever_has_an_account_of_staff_is_told_once_of_each_key_that_is_put_into_it() {
        let scene = Scene::open().await;
        let account = Uuid::now_v7();
        let open = "insert into staff.accounts (id, email, name, password_hash, totp_secret, totp_last_step, roles)
                    values ($1, 'ada@example.com', 'Ada', '$argon2id$', $2, 0, '{owner}')";
        let db = &scene.sender.stores.db;
        sqlx::query(open).bind(account).bind([7_u8; 20].as_slice()).execute(db).await.expect("PostgreSQL is up");
        let tell = async |account: Uuid, what: StaffCredential| {
            let data = StaffCredentialAdded { id: Uuid::new_v4(), account, what };
            for _ in 0..2 {
                scene.tell_account::<CredentialAdded>(data.clone()).await.expect("sent, or nothing to do");
            }
        };
        tell(account, StaffCredential::Passkey).await;
        tell(account, StaffCredential::Authenticator).await;
        tell(Uuid::now_v7(), StaffCredential::Passkey).await;
        let mails = scene.written();
        assert_eq!(mails.len(), 2);
        for mail in &mails {
            assert_eq!(mail.field("To"), "ada@example.com");
            assert!(mail.text.contains("was not you"), "{}", mail.text);
        }
        for word in ["passkey", "authenticator"] {
            assert_eq!(mails.iter().filter(|mail| mail.text.contains(word)).count(), 1, "{word}");
        }
        sqlx::query("update staff.accounts set deactivated_at = now()").execute(db).await.expect("PostgreSQL is up");
        tell(account, StaffCredential::Passkey).await;
        assert_eq!(scene.written().len(), 2, "nobody has it any more");
    }
}
