//! Adding an identity to an account, and taking it away.

use api::accounts::{CreateIdentity, DeleteIdentity, IdentityView, ListIdentities, MAX_IDENTITIES, SessionView};
use api::problem::{Code, Problem};
use domain::Market;
use serde_json::json;
use uuid::Uuid;

use super::{Shop, now};
use crate::testing::code;

impl Shop {
    async fn ada(&self) -> SessionView {
        self.scene.register("Ada", "ada@example.com", "correct horse").await.expect("a free address")
    }

    /// Goes to the provider for an identity that is to be added, and comes back with what the browser shows.
    async fn fetch(&self, subject: &str, token: &str) -> Result<String, Problem> {
        let sent = self.begin(Some(token), true).await?;
        let told = json!({ "email": "ada@provider.example", "email_verified": true });
        let brought = self.idp.sign_in(&sent.address, subject, told);
        let came = self.come_back(&brought, &sent.binding, Some(token)).await?;
        assert!(came.session.is_none(), "who is logged in stays so");
        Ok(sent.binding)
    }

    async fn add(&self, binding: &str, token: &str) -> Result<(), Problem> {
        self.scene.call(&CreateIdentity { binding: binding.to_owned(), market: Market::De }, Some(token)).await
    }

    async fn identities(&self, token: &str) -> Vec<IdentityView> {
        self.scene.call(&ListIdentities {}, Some(token)).await.expect("logged in")
    }

    async fn remove(&self, identity: Uuid, confirmed: bool, token: &str) -> Result<(), Problem> {
        self.scene.call(&DeleteIdentity { identity, confirmed }, Some(token)).await
    }
}

#[tokio::test]
async fn an_identity_is_added_by_whoever_is_logged_in_and_says_so_and_signs_in_from_then_on() {
    let shop = Shop::new().await;
    let ada = shop.ada().await;
    let binding = shop.fetch("ada", &ada.token).await.expect("just logged in");
    assert!(shop.identities(&ada.token).await.is_empty(), "it is asked first");
    shop.add(&binding, &ada.token).await.expect("just logged in");
    let listed = shop.identities(&ada.token).await;
    let [one] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((one.label.as_str(), one.email.as_deref()), ("example ID", Some("ada@provider.example")));
    let told = "select count(*) from accounts.notifications where what = 'identity_added'";
    assert_eq!(shop.scene.count(told).await, 1, "the owner is told by mail");
    let session = shop.travel("ada", now()).await.0.expect("it is right").session.expect("a session");
    assert_eq!(session.customer.id, ada.customer.id);
    assert!(shop.identities(&ada.token).await[0].used_at.is_some());
    // Going there once more for one that is there already changes nothing.
    let again = shop.fetch("ada", &ada.token).await.expect("it is theirs");
    assert_eq!(code(shop.add(&again, &ada.token).await), Code::OidcExpired, "nothing waits");
    assert_eq!(shop.identities(&ada.token).await.len(), 1);
}

#[tokio::test]
async fn who_came_as_somebody_new_logs_in_to_their_account_and_adds_it() {
    let shop = Shop::new().await;
    let ada = shop.ada().await;
    let (came, binding) = shop.travel("ada", json!({ "email": "ada@example.com", "email_verified": true })).await;
    assert!(came.expect("it is right").pending);
    shop.ask("ada@example.com", &binding).await.expect("nothing tells of an account");
    let session = shop.scene.login("ada@example.com", "correct horse").await.expect("right");
    shop.add(&binding, &session.token).await.expect("just logged in");
    let session = shop.travel("ada", now()).await.0.expect("it is right").session.expect("a session");
    assert_eq!(session.customer.id, ada.customer.id);
}

#[tokio::test]
async fn an_old_session_and_a_stranger_add_and_remove_nothing() {
    let shop = Shop::new().await;
    let ada = shop.ada().await;
    let bob = shop.scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let (first, second) = (shop.fetch("ada", &ada.token).await, shop.fetch("spare", &ada.token).await);
    let (first, second) = (first.expect("recent"), second.expect("recent"));
    shop.add(&first, &ada.token).await.expect("recent");
    // What Ada has fetched for her account is not added to Bob's, nor does it open another.
    assert_eq!(code(shop.add(&second, &bob.token).await), Code::OidcExpired);
    assert_eq!(code(shop.ask("new@example.com", &second).await), Code::OidcExpired);
    // Nor is what she is known by: one identity, one account.
    assert_eq!(code(shop.fetch("ada", &bob.token).await), Code::IdentityTaken);
    let (came, waiting) = shop.travel("third", now()).await;
    assert!(came.expect("it is right").pending);
    let identity = shop.identities(&ada.token).await[0].id;
    shop.remove(identity, true, &bob.token).await.expect("of theirs there is none of that name");
    assert_eq!(shop.identities(&ada.token).await.len(), 1);
    shop.scene.let_sessions_age().await;
    assert_eq!(code(shop.begin(Some(&ada.token), true).await), Code::RecentLoginNeeded);
    assert_eq!(code(shop.add(&waiting, &ada.token).await), Code::RecentLoginNeeded);
    assert_eq!(code(shop.remove(identity, true, &ada.token).await), Code::RecentLoginNeeded);
    assert_eq!(code(shop.begin(None, true).await), Code::Unauthenticated);
    assert_eq!(shop.identities(&ada.token).await.len(), 1);
}

#[tokio::test]
async fn what_one_browser_fetches_for_an_account_does_not_come_back_in_another_s() {
    let shop = Shop::new().await;
    let ada = shop.ada().await;
    let bob = shop.scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    for token in [Some(bob.token.as_str()), None] {
        let sent = shop.begin(Some(&ada.token), true).await.expect("just logged in");
        let brought = shop.idp.sign_in(&sent.address, "ada", now());
        assert_eq!(code(shop.come_back(&brought, &sent.binding, token).await), Code::OidcExpired);
    }
}

#[tokio::test]
async fn the_last_way_in_goes_only_with_a_warning() {
    let shop = Shop::new().await;
    let ada = shop.join_unconfirmed("ada", "ada@example.com").await;
    let first = shop.identities(&ada.token).await[0].id;
    assert_eq!(code(shop.remove(first, false, &ada.token).await), Code::LastWayIn);
    assert_eq!(shop.identities(&ada.token).await.len(), 1);
    let binding = shop.fetch("another", &ada.token).await.expect("just logged in");
    shop.add(&binding, &ada.token).await.expect("just logged in");
    shop.remove(first, false, &ada.token).await.expect("there is another way in");
    let (came, _) = shop.travel("ada", now()).await;
    assert!(came.expect("it is right").pending, "it signs in no more");
    let last = shop.identities(&ada.token).await[0].id;
    assert_eq!(code(shop.remove(last, false, &ada.token).await), Code::LastWayIn);
    assert_eq!(
        code(shop.remove(last, true, &ada.token).await),
        Code::LastWayIn,
        "no mail of ours has reached them yet"
    );
    let (request, mailed) = shop.scene.ask_for_code("ada@example.com").await;
    let code_mailed = mailed.expect("there is an account").code;
    let ada = shop.scene.enter("ada@example.com", &code_mailed, Some(request), Some(&ada.token)).await.expect("right");
    shop.remove(last, true, &ada.token).await.expect("they know");
    shop.remove(last, false, &ada.token).await.expect("it is gone already");
    // Whoever has a password has a way in.
    let bob = shop.scene.register("Bob", "bob@example.com", "battery staple").await.expect("a free address");
    let binding = shop.fetch("bob", &bob.token).await.expect("just logged in");
    shop.add(&binding, &bob.token).await.expect("just logged in");
    let identity = shop.identities(&bob.token).await[0].id;
    shop.remove(identity, false, &bob.token).await.expect("there is the password");
}

#[tokio::test]
async fn an_account_has_so_many_and_takes_them_along_when_it_is_deleted() {
    let shop = Shop::new().await;
    let ada = shop.ada().await;
    for number in 0..MAX_IDENTITIES {
        let binding = shop.fetch(&format!("ada-{number}"), &ada.token).await.expect("just logged in");
        shop.add(&binding, &ada.token).await.expect("just logged in");
    }
    let binding = shop.fetch("one-too-many", &ada.token).await.expect("just logged in");
    assert_eq!(code(shop.add(&binding, &ada.token).await), Code::IdentitiesFull);
    let kept = crate::export(&shop.scene.stores, ada.customer.id, Some(&ada.token)).await.expect("the stores are up");
    let kept = kept.expect("an account").identities;
    assert_eq!(kept.len(), MAX_IDENTITIES);
    assert!(kept.iter().any(|one| one.subject == "ada-0" && one.issuer == shop.idp.issuer()), "{kept:?}");
    shop.scene.call(&api::accounts::DeleteCustomer {}, Some(&ada.token)).await.expect("just logged in");
    assert_eq!(shop.scene.count("select count(*) from accounts.identities").await, 0);
}
