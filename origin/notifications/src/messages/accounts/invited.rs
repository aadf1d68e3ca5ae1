//! Somebody is to have an account of staff: they get the link to it.

use anyhow::Context as _;
use api::event::{STAFF_INVITED, StaffInvited};
use origin_messaging::Subscription;
use origin_staff::invitations;
use uuid::Uuid;

use crate::accounts::{AccountMail, AccountTrigger, Written};
use crate::frame::{Message, Part};
use crate::sender::{AT_ONCE, Sender};

pub(crate) struct Invited;

impl AccountTrigger for Invited {
    type Data = StaffInvited;
    const SUBSCRIPTION: Subscription =
        Subscription { name: "email_invitation", subject: STAFF_INVITED, max_batch: AT_ONCE };
    const KIND: &'static str = "staff_invitation";

    fn about(data: &StaffInvited) -> Uuid {
        data.invitation
    }

    async fn message(sender: &Sender, data: &StaffInvited) -> Written {
        // Where nobody has said how browsers reach the office, whoever invites hands the link over.
        let Some(office) = sender.admin_url() else { return Ok(None) };
        let mail =
            invitations::issue_mail(&sender.stores.db, data.invitation).await.context("making an invitation's link")?;
        // One that was accepted, is over, or was followed by a newer one opens nothing.
        let Some(mail) = mail else { return Ok(None) };
        let locale = mail.locale;
        let words = words::mails(locale);
        let link = format!("{office}{}", invitations::path(&mail.token));
        let parts = vec![
            Part::paragraph(words.invitation()),
            Part::Link(words.invitation_link().to_owned(), link),
            Part::paragraph(words.invitation_not_you()),
        ];
        let message = Message { locale, subject: words.invitation_subject().to_owned(), parts };
        Ok(Some(AccountMail { to: mail.to, message, kind: None }))
    }
}

#[cfg(test)]
mod tests {
    use api::problem::Code;
    use domain::staff::Role;
    use origin_staff::By;

    use super::*;
    use crate::testing::Scene;

    #[tokio::test]
    async fn whoever_is_invited_is_mailed_a_link_once_and_it_opens_the_invitation() {
        let scene = Scene::open().await;
        let stores = &scene.sender.stores;
        let invite = async |email: &str| {
            let shown = invitations::invite(stores, By::command_line(), email, &[Role::Owner]).await.expect("invited");
            let id = "select id from staff.invitation_mails order by created_at desc limit 1";
            let id: Uuid = sqlx::query_scalar(id).fetch_one(&stores.db).await.expect("there is one");
            (shown, id)
        };
        let (shown, invitation) = invite("ada@example.com").await;
        for _ in 0..2 {
            scene.tell_account::<Invited>(StaffInvited { invitation }).await.expect("sent, or nothing to do");
        }
        let [mail] = <[crate::testing::Written; 1]>::try_from(scene.written()).ok().expect("one mail");
        assert_eq!(mail.field("To"), "ada@example.com");
        let (_, rest) = mail.text.split_once("https://office.example/admin/welcome/").expect("a link");
        let mailed = rest.split_whitespace().next().expect("a token");
        assert_ne!(mailed, shown);
        for token in [mailed, &shown] {
            assert_eq!(invitations::look(stores, token).await.expect("open").email, "ada@example.com");
        }
        // A newer one ends both.
        invite("ada@example.com").await;
        for token in [mailed, &shown] {
            let refused = invitations::look(stores, token).await.expect_err("ended").into_problem();
            assert_eq!(refused.code, Code::LinkUnknown);
        }
        let nothing = StaffInvited { invitation: Uuid::new_v4() };
        scene.tell_account::<Invited>(nothing).await.expect("nothing to say");
        assert_eq!(scene.written().len(), 1);
    }
}
