//! The words of mails, from the router to the stores.

use api::endpoint::if_match::IfMatch;
use api::problem::Code;
use api::settings::{AdminMails, GetAdminMails, MailKind, MailText, UpdateMails};
use domain::Locale;
use domain::catalog::Localized;
use origin_platform::audit;

use crate::mail_texts;
use crate::testing::Scene;

fn set(version: i64, kind: MailKind, text: MailText) -> UpdateMails {
    let texts = [(kind, text)].into_iter().collect();
    UpdateMails { if_match: Some(IfMatch::Version(version)), sender_name: None, texts }
}

fn subject(subject: &str) -> MailText {
    MailText { subject: Some(Localized::same(subject)), ..MailText::default() }
}

#[tokio::test]
async fn words_are_set_by_kind_recorded_and_taken_away_again() {
    let scene = Scene::open().await;
    assert_eq!(scene.as_staff(&GetAdminMails {}).await.expect("read"), AdminMails::default());
    let closing = MailText {
        closing: Some(Localized::same("Yours,\r\n\r\n{shop}").with(Locale::De, "Herzlich")),
        ..subject("{shop}: order {order} ")
    };
    let first = scene.as_staff(&set(0, MailKind::OrderShipped, closing)).await.expect("set");
    assert_eq!(first.version, 1);
    let name = UpdateMails {
        if_match: Some(IfMatch::Version(1)),
        sender_name: Some(" Kontor  Nord ".to_owned()),
        ..UpdateMails::default()
    };
    let second = scene.as_staff(&name).await.expect("set");
    assert_eq!(second.mails.sender_name.as_deref(), Some("Kontor Nord"));
    let kept = mail_texts(&scene.stores.db).await.expect("PostgreSQL is up");
    let shipped = &kept.texts[&MailKind::OrderShipped];
    assert_eq!(shipped.subject.as_ref().map(|subject| subject.en.as_str()), Some("{shop}: order {order}"));
    assert_eq!(shipped.closing.as_ref().map(|closing| closing.en.as_str()), Some("Yours,\n\n{shop}"));
    let nothing = MailText { subject: Some(Localized::same("")), closing: None, introduction: None };
    let third = scene.as_staff(&set(2, MailKind::OrderShipped, nothing)).await.expect("taken away");
    assert!(third.mails.texts.is_empty() && third.mails.sender_name.is_some());
    let late = scene.as_staff(&set(1, MailKind::OrderPaid, subject("x"))).await.expect_err("somebody was faster");
    assert_eq!(late.code, Code::VersionOutdated);
    assert_eq!(audit::entries(&scene.stores.db, Some("mails"), None, 9).await.expect("readable").len(), 3);
}

#[tokio::test]
async fn what_no_mail_can_say_is_refused_by_its_field() {
    let scene = Scene::open().await;
    for (said, told) in
        [("{email}", "“{email}” stands for nothing"), ("{order", "A brace stands alone"), (&"x".repeat(121), "longer")]
    {
        let refused = scene.as_staff(&set(0, MailKind::OrderPaid, subject(said))).await.expect_err(said);
        assert_eq!(refused.field.as_deref(), Some("texts.order_paid.subject"), "{}", refused.detail);
        assert!(refused.detail.contains(told), "{}", refused.detail);
    }
    for name in ["bank@example.com", "\"A\" <b>", "a\u{202e}b"] {
        let sender_name = Some(name.to_owned());
        let change = UpdateMails { if_match: Some(IfMatch::Version(0)), sender_name, ..UpdateMails::default() };
        let refused = scene.as_staff(&change).await.expect_err(name);
        assert_eq!(refused.field.as_deref(), Some("sender_name"), "{}", refused.detail);
    }
}

#[tokio::test]
async fn words_around_what_is_always_said_are_set_likewise_and_kept_where_the_release_before_reads_past_them() {
    let scene = Scene::open().await;
    scene.as_staff(&set(0, MailKind::OrderPaid, subject("Paid: {order}"))).await.expect("set");
    scene.as_staff(&set(1, MailKind::WithdrawalReceipt, subject("Withdrawn: {order}"))).await.expect("set");
    let kept = scene.as_staff(&set(2, MailKind::SignInCode, subject("A code from {shop}"))).await.expect("set");
    assert_eq!(kept.mails.texts.len(), 3);
    assert_eq!(scene.as_staff(&GetAdminMails {}).await.expect("read"), kept);
    let read: i64 = sqlx::query_scalar(
        "select count(*) from settings.mail_versions, jsonb_object_keys(document -> 'texts') as kind
         where version = 3 and kind in ('order_paid', 'withdrawal_receipt', 'sign_in_code')",
    )
    .fetch_one(&scene.stores.db)
    .await
    .expect("PostgreSQL is up");
    assert_eq!(read, 1, "the others would end the release before");
    // Of what a release to come has set, this one takes what it knows.
    let query = "update settings.mail_versions
                 set document = jsonb_set(document, '{later_texts,birthday}', '{}') where version = 3";
    sqlx::query(query).execute(&scene.stores.db).await.expect("PostgreSQL is up");
    assert_eq!(mail_texts(&scene.stores.db).await.expect("readable").texts.len(), 3);
    let refused = scene.as_staff(&set(3, MailKind::SignInCode, subject("{order}"))).await.expect_err("of which order?");
    assert_eq!(refused.field.as_deref(), Some("texts.sign_in_code.subject"));
    assert!(refused.detail.ends_with("What can be filled in: {shop}."), "{}", refused.detail);
    let refused = scene.as_staff(&set(3, MailKind::SignInCode, subject("{code}"))).await.expect_err("nobody knows it");
    assert!(refused.detail.ends_with("What can be filled in: {shop}."), "{}", refused.detail);
}
