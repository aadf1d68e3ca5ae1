//! What shoppers get for what happens to their orders.

mod again;

use api::event::{
    OrderCancelled, OrderLinkRequested, OrderPaid, OrderPartCancelled, OrderPlaced, OrderRefunded, OrderShipped,
    ReturnChanged, ShipmentMailRequested,
};
use api::orders::AddressFields;
use domain::checkout::{Address, Country};
use domain::orders::ReturnState;
use domain::{Email, EventId, Market, OrderId};
use origin_messaging::{BatchError, HandlerError};
use origin_orders::fulfilment::documents::{Issuing, issue_credit_note, issue_invoice};
use origin_platform::secret;
use origin_testing::age_claims;
use uuid::Uuid;

use super::*;
use crate::frame::escape;
use crate::messages::placed;
use crate::sent_mails::{self, Claim};
use crate::testing::{Scene, merchant};

fn assert_says(mail: &str, parts: &[&str]) {
    for part in parts {
        assert!(mail.contains(part), "{part}: {mail}");
    }
}

fn confirmation(order: OrderId) -> sent_mails::Mail {
    sent_mails::Mail { kind: placed::KIND, about: order.0, event: EventId(Uuid::now_v7()) }
}

#[tokio::test]
async fn an_order_is_confirmed_once_however_often_it_is_told() {
    let scene = Scene::open().await;
    let order = scene.order(Market::De).await.id;
    for _ in 0..3 {
        scene.tell::<Placed>(OrderPlaced { order }).await.expect("sent, or nothing to do");
    }
    let mail = scene.mail();
    let message_id = mail.lines().find(|line| line.starts_with("Message-ID:")).expect("it has one");
    assert!(!message_id.contains(&order.to_string()), "{message_id}");
    let parts = [
        "To: ada@example.com",
        "From: Ebbholt <orders@shop.example>",
        "text/plain",
        "text/html",
        "shop.example/de/orders/",
    ];
    assert_says(&mail, &parts);
}

#[tokio::test]
async fn the_next_mail_is_in_the_merchant_s_words_under_the_merchant_s_name() {
    let scene = Scene::open().await;
    let (first, second) = (scene.order(Market::Us).await.id, scene.order(Market::Us).await.id);
    scene.tell::<Placed>(OrderPlaced { order: first }).await.expect("sent");
    scene
        .execute(
            r#"insert into settings.mail_versions (version, document) values (1, '{"sender_name": "Kontor Nord",
               "texts": {"order_confirmation": {"subject": {"en": "Thank you, {name}"}, "closing": {"en": "Yours"}}}}')"#,
        )
        .await;
    scene.tell::<Placed>(OrderPlaced { order: second }).await.expect("sent");
    let mails = scene.mails();
    let in_those_words = |mail: &&String| mail.contains("Subject: Thank you, ");
    let [set] = mails.iter().filter(in_those_words).collect::<Vec<_>>()[..] else { panic!("{mails:?}") };
    assert_says(set, &["From: ", "Kontor Nord", "<orders@shop.example>", "Yours"]);
    assert_eq!(mails.len(), 2);
}

#[tokio::test]
async fn c10_c13_what_shoppers_type_reaches_them_by_mail() {
    let scene = Scene::open().await;
    let lines = |name: &str, street: &str, extra: &str, city: &str, country, code: &str| AddressFields {
        name: name.into(),
        street: street.into(),
        extra: extra.into(),
        postal_code: code.into(),
        city: city.into(),
        region: String::new(),
        country,
    };
    let shoppers = [
        ("O'Brien+shop@Example.COM", lines("Nuala O'Brien", "12\tMill Lane", "", "Berlin", Country::De, "D-10115")),
        (
            "ada@müller.example",
            lines("Mu\u{308}ller & Söhne 🎁", "Am <b>Tor</b> 1", "2. OG", "Köln", Country::De, "50667"),
        ),
        ("eleni@例え.テスト", lines("Ελένη Παπαδοπούλου", "Οδός Ερμού 7", "", "Αθήνα", Country::Gr, "10557")),
        (
            "yuki_w@mail.example.org",
            lines("渡邉 美和", "\"Le Clos\", 3 rue = Vaugirard", "علی‌رضا", "Paris", Country::Fr, "75001"),
        ),
        (
            "a.b.c.d@a-b.c-d.example",
            lines(&"長".repeat(120), "क्‍षत्रिय मार्ग 5", "辻\u{e0100}村", "Łódź", Country::Pl, "90001"),
        ),
    ];
    for (email, address) in &shoppers {
        let order = scene.order_for(Market::De, email, address.clone()).await.expect("placed");
        scene.tell::<Placed>(OrderPlaced { order: order.id }).await.expect("sent");
        let email: Email = email.parse().expect("an address");
        let mails = scene.written();
        let mail = mails.iter().find(|mail| mail.field("To") == email.as_str()).expect("a mail to whoever ordered");
        let kept = Address::from(address.clone()).checked().expect("taken");
        for line in
            [&kept.name, &kept.street, &kept.extra, &kept.town_line()].into_iter().filter(|line| !line.is_empty())
        {
            assert!(mail.text.lines().any(|told| told == line), "{line}: {}", mail.text);
            assert!(mail.html.contains(&escape(line)), "{line}: {}", mail.html);
        }
    }
    // What cannot be written down is refused with a sentence, and nobody waits for a mail.
    let (email, good) = &shoppers[0];
    for (name, street) in
        [("Ada\u{202e}", "Mill Lane 1"), ("\u{200b}", "Mill Lane 1"), ("Ada", "a\r\nBcc: eve@evil.example")]
    {
        let address = AddressFields { name: name.into(), street: street.into(), ..good.clone() };
        let refused = scene.order_for(Market::De, email, address).await.expect_err("refused");
        assert!(refused.field.as_deref().is_some_and(|field| field.starts_with("address.")), "{refused:?}");
        assert!(refused.detail.starts_with("enter ") && !refused.detail.contains(char::is_control), "{refused:?}");
    }
    assert_eq!(scene.written().len(), shoppers.len());
}

#[tokio::test]
async fn two_workers_send_one_mail() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Eu).await.id;
    let attempts = (0..8).map(|_| scene.tell::<Placed>(OrderPlaced { order }));
    let outcomes = futures::future::join_all(attempts).await;
    assert!(outcomes.iter().any(Result::is_ok));
    assert!(outcomes.iter().all(|outcome| !matches!(outcome, Err(HandlerError::Permanent(_)))));
    scene.mail();
}

#[tokio::test]
async fn of_a_batch_each_mail_has_a_fate_of_its_own() {
    let scene = Scene::open().await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(scene.order(Market::Eu).await.id);
    }
    let [first, cancelled, sent, claimed] = orders[..] else { panic!("four orders") };
    scene.execute(&format!("update orders.orders set state = 'cancelled' where id = '{cancelled}'")).await;
    scene.tell::<Placed>(OrderPlaced { order: sent }).await.expect("sent");
    sent_mails::claim(&scene.sender.stores.db, &[confirmation(claimed)]).await.expect("PostgreSQL is up");
    let nobody = OrderId(Uuid::new_v4());
    let told = [cancelled, first, sent, claimed, first, nobody].map(|order| OrderPlaced { order });
    let Err(BatchError::At(troubles)) = scene.tell_all::<Placed>(told).await else { panic!("some are in trouble") };
    // The second event of one order finds its mail claimed, and comes again.
    let later: Vec<(usize, bool)> =
        troubles.iter().map(|(at, trouble)| (*at, matches!(trouble, HandlerError::Retry(_)))).collect();
    assert_eq!(later, [(3, true), (4, true), (5, false)]);
    assert_eq!(scene.mails().len(), 2);
    scene.tell_all::<Placed>([first, sent].map(|order| OrderPlaced { order })).await.expect("nothing to do");
    assert_eq!(scene.mails().len(), 2);
}

#[tokio::test]
async fn a_mail_server_that_is_down_is_waited_for() {
    // Nothing listens on port 9 of this host.
    let sender = Scene::sender(MailConfig::Smtp("smtp://127.0.0.1:9".to_owned())).await;
    let scene = Scene { sender: Arc::new(sender), dir: tempfile::tempdir().expect("a directory") };
    let order = scene.order(Market::Eu).await.id;
    let outcome = scene.tell::<Placed>(OrderPlaced { order }).await;
    assert!(matches!(outcome, Err(HandlerError::Retry(_))), "{outcome:?}");
    let claim = sent_mails::claim(&scene.sender.stores.db, &[confirmation(order)]).await;
    assert_eq!(claim.expect("PostgreSQL is up"), [Claim::Ours], "nothing was claimed");
}

#[tokio::test]
async fn a_claim_that_nobody_finished_is_an_alarm_and_no_second_mail() {
    let scene = Scene::open().await;
    let (order, db) = (scene.order(Market::Eu).await.id, &scene.sender.stores.db);
    sent_mails::claim(db, &[confirmation(order)]).await.expect("PostgreSQL is up");
    let young = scene.tell::<Placed>(OrderPlaced { order }).await;
    assert!(matches!(young, Err(HandlerError::Retry(_))), "{young:?}");
    age_claims(db).await;
    let old = scene.tell::<Placed>(OrderPlaced { order }).await;
    assert!(matches!(old, Err(HandlerError::Permanent(_))), "{old:?}");
    assert!(scene.mails().is_empty());
}

#[tokio::test]
async fn the_mail_about_a_payment_waits_for_the_invoice() {
    let scene = Scene::open().await;
    let order = scene.order(Market::De).await;
    scene.is_paid(&order).await;
    let data = OrderPaid { order: order.id };
    let early = scene.tell::<Paid>(data.clone()).await;
    assert!(matches!(early, Err(HandlerError::Retry(_))) && scene.mails().is_empty(), "{early:?}");
    let issued = issue_invoice(&scene.sender.stores.db, order.id, &merchant()).await.expect("issued");
    assert_eq!(issued, Issuing::Issued(1));
    scene.tell::<Paid>(data.clone()).await.expect("sent");
    scene.tell::<Paid>(data).await.expect("nothing to do");
    let total = order.total.display(domain::Locale::De);
    let parts =
        ["multipart/mixed", "application/pdf", "invoice-1.pdf", "Ihre Rechnung liegt", "<html lang=\"de\">", &total];
    assert_says(&scene.mail(), &parts);
}

#[tokio::test]
async fn an_order_from_before_breakdowns_is_not_waited_for_in_vain() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Eu).await;
    scene.execute("update orders.orders set breakdown = null").await;
    scene.tell::<Paid>(OrderPaid { order: order.id }).await.expect("sent");
    let mail = scene.mail();
    assert!(!mail.contains("application/pdf") && !mail.contains("attached"), "{mail}");
}

#[tokio::test]
async fn each_shipment_has_a_mail_of_its_own() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Eu).await;
    let shipment = scene.shipment(&order).await;
    let data = OrderShipped { order: order.id, shipment };
    scene.tell::<Shipped>(data.clone()).await.expect("sent");
    scene.tell::<Shipped>(data).await.expect("nothing to do");
    let parts = [
        "1 × Mug",
        "Carrier: Swift & Sons",
        "SW1",
        "Follow your parcel: https://swift.example/SW1",
        "Swift &amp; Sons",
    ];
    assert_says(&scene.mail(), &parts);
    scene.execute("update orders.shipments set position = 2").await;
    let second = scene.shipment(&order).await;
    scene.tell::<Shipped>(OrderShipped { order: order.id, shipment: second }).await.expect("sent");
    assert_eq!(scene.mails().len(), 2);
    // Once more, when staff want it, however often the event comes.
    let again = ShipmentMailRequested { order: order.id, shipment: second, request: Uuid::now_v7() };
    scene.tell::<ShippedAgain>(again.clone()).await.expect("sent");
    scene.tell::<ShippedAgain>(again).await.expect("nothing to do");
    assert_eq!(scene.mails().len(), 3);
    let unknown = scene.tell::<Shipped>(OrderShipped { order: order.id, shipment: Uuid::new_v4() }).await;
    assert!(matches!(unknown, Err(HandlerError::Permanent(_))), "{unknown:?}");
}

#[tokio::test]
async fn a_refund_says_how_much_and_why_and_brings_its_credit_note() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Eu).await;
    scene.is_paid(&order).await;
    let refund = scene.refund(&order).await;
    let data = OrderRefunded { order: order.id, refund };
    let early = scene.tell::<Refunded>(data.clone()).await;
    assert!(matches!(early, Err(HandlerError::Retry(_))), "{early:?}");
    issue_credit_note(&scene.sender.stores.db, refund, &merchant()).await.expect("issued");
    scene.tell::<Refunded>(data.clone()).await.expect("sent");
    scene.tell::<Refunded>(data).await.expect("nothing to do");
    let parts = ["€26.50", "Chipped rim", "1 × Mug", "Goodwill: €2.50", "credit-note-1.pdf", "application/pdf"];
    assert_says(&scene.mail(), &parts);
}

#[tokio::test]
async fn a_cancellation_is_told_to_whoever_was_told_of_the_order() {
    let scene = Scene::open().await;
    let order = scene.order(Market::De).await;
    scene.execute("update orders.orders set state = 'cancelled'").await;
    let data = OrderCancelled { order: order.id };
    scene.tell::<Cancelled>(data.clone()).await.expect("sent");
    scene.tell::<Cancelled>(data.clone()).await.expect("nothing to do");
    assert_says(&scene.mail(), &["Ihre Bestellung wurde storniert", "1001"]);
    let unpaid = Scene::open().await;
    let order = unpaid.order(Market::De).await.id;
    unpaid.execute("update orders.orders set state = 'cancelled', number = null").await;
    unpaid.tell::<Cancelled>(OrderCancelled { order }).await.expect("nothing to say");
    assert!(unpaid.mails().is_empty());
}

#[tokio::test]
async fn a_part_that_is_cancelled_is_told_with_what_becomes_of_the_money() {
    for (released, says, silent) in
        [(true, "We do not charge €24.00", "another mail"), (false, "another mail", "do not charge")]
    {
        let scene = Scene::open().await;
        let order = scene.order(Market::Eu).await;
        let cancellation = scene.part_cancelled(&order, released).await;
        let data = OrderPartCancelled { order: order.id, cancellation };
        scene.tell::<PartCancelled>(data.clone()).await.expect("sent");
        scene.tell::<PartCancelled>(data).await.expect("nothing to do");
        let mail = scene.mail();
        assert_says(&mail, &["Cancelled in part", "1 × Mug", "The glaze is off", says]);
        assert!(!mail.contains(silent), "{mail}");
        let unknown = OrderPartCancelled { order: order.id, cancellation: Uuid::new_v4() };
        let unknown = scene.tell::<PartCancelled>(unknown).await;
        assert!(matches!(unknown, Err(HandlerError::Permanent(_))), "{unknown:?}");
    }
}

#[tokio::test]
async fn a_withdrawal_is_receipted_with_its_time_and_pieces() {
    let scene = Scene::open().await;
    let order = scene.order(Market::De).await;
    let return_id = scene.back(&order, "withdrawal", "").await;
    let data = ReturnChanged { order: order.id, return_id, state: ReturnState::Requested };
    scene.tell::<Returned>(data.clone()).await.expect("sent");
    scene.tell::<Returned>(data).await.expect("nothing to do");
    assert_says(&scene.mail(), &["Ihr Widerruf ist am 23. November 2026 um 14:05 Uhr", "2 × Becher"]);
}

#[tokio::test]
async fn a_return_is_answered_with_where_to_or_why_not() {
    for (state, answer, expect) in [
        (ReturnState::Approved, "Use the box it came in.", "Send it to:\nSelvedge Weberei\nAm Webstuhl 1"),
        (ReturnState::Rejected, "It was engraved for you.", "We cannot take these items back"),
    ] {
        let scene = Scene::open().await;
        let order = scene.order(Market::Eu).await;
        let return_id = scene.back(&order, "return", answer).await;
        let data = |state| ReturnChanged { order: order.id, return_id, state };
        for silent in [ReturnState::Requested, ReturnState::Received, ReturnState::Restocked, ReturnState::Refunded] {
            scene.tell::<Returned>(data(silent)).await.expect("nothing to say");
        }
        assert!(scene.mails().is_empty());
        scene.tell::<Returned>(data(state)).await.expect("sent");
        assert_says(&scene.mail(), &[expect, answer, "2 × Mug"]);
    }
}

#[tokio::test]
async fn m4_every_mail_has_a_token_of_its_own_and_its_hash_alone_is_kept() {
    let scene = Scene::open().await;
    let order = scene.order(Market::De).await.id;
    scene.tell::<Placed>(OrderPlaced { order }).await.expect("sent");
    scene
        .tell::<LinkRequested>(OrderLinkRequested { order, request: Uuid::now_v7(), confirmation: false })
        .await
        .expect("sent");
    let mut tokens = Vec::new();
    for mail in scene.mails() {
        let (_, rest) = mail.split_once(&format!("/de/orders/{order}?token=")).expect("a link");
        let shaped = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        tokens.push(rest.split(|letter| !shaped(letter)).next().unwrap_or_default().to_owned());
    }
    assert!(tokens.len() == 2 && tokens[0] != tokens[1], "{tokens:?}");
    for token in tokens {
        let kept = "select count(*) from orders.order_links where token_hash = $1 and order_id = $2";
        let kept = sqlx::query_scalar::<_, i64>(kept).bind(secret::sha256(&token).to_vec()).bind(order.0);
        assert_eq!(kept.fetch_one(&scene.sender.stores.db).await.expect("PostgreSQL is up"), 1, "{token}");
    }
}

#[tokio::test]
async fn each_request_for_a_link_is_answered_once() {
    let scene = Scene::open().await;
    let order = scene.order(Market::Us).await;
    let data = OrderLinkRequested { order: order.id, request: Uuid::now_v7(), confirmation: false };
    scene.tell::<LinkRequested>(data.clone()).await.expect("sent");
    scene.tell::<LinkRequested>(data).await.expect("nothing to do");
    let page = format!("https://shop.example/us/orders/{}?token=", order.id);
    assert_says(&scene.mail(), &["To: ada@example.com", &page]);
    scene
        .tell::<LinkRequested>(OrderLinkRequested { order: order.id, request: Uuid::now_v7(), confirmation: false })
        .await
        .expect("sent");
    assert_eq!(scene.mails().len(), 2);
    let again = OrderLinkRequested { order: order.id, request: Uuid::now_v7(), confirmation: true };
    scene.tell::<LinkRequested>(again.clone()).await.expect("sent");
    scene.tell::<LinkRequested>(again).await.expect("nothing to do");
    let mails = scene.mails();
    let confirmations = mails.iter().filter(|mail| mail.contains("2 × Mug") && mail.contains(&page)).count();
    assert_eq!((mails.len(), confirmations), (3, 1));
    let nobody = OrderLinkRequested { order: OrderId(Uuid::new_v4()), request: Uuid::now_v7(), confirmation: false };
    assert!(matches!(scene.tell::<LinkRequested>(nobody).await, Err(HandlerError::Permanent(_))));
}
