//! Keys of an account that is kept, and secrets of hooks that are taken away.

use api::payments::{DeleteStripeWebhookSecret, UpdateStripeAccount};

use super::*;

const OLD_NAME: &str = "acct_old.test";
const ROLLED: &str = "sk_test_of_the_old_account_two";
const NEXT_HOOK: &str = "whsec_of_the_second_endpoint";

fn other_keys(account: &str, secret: Option<&str>, hook: Option<&str>) -> UpdateStripeAccount {
    let text = |text: Option<&str>| text.map(|text| SecretText(text.to_owned()));
    let (secret_key, webhook_secret) = (text(secret), text(hook));
    UpdateStripeAccount { account: account.to_owned(), if_match: Some(IfMatch::Any), secret_key, webhook_secret }
}

fn away(place: u8, last: bool) -> DeleteStripeWebhookSecret {
    DeleteStripeWebhookSecret { account: OLD_NAME.to_owned(), place, if_match: Some(IfMatch::Any), last }
}

impl Case {
    /// What hooks may be signed with.
    async fn hook_secrets(&self) -> Vec<String> {
        self.shop.provider.office().expect("payments by the office").webhook_secrets().await
    }
}

#[tokio::test]
async fn a_key_of_a_former_account_is_rolled_and_the_account_stays_a_former_one() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    let (order, _) = case.order().await.expect("paid");
    let set = case.set(Some(NEW), Some(PUBLISHABLE), None).await.expect("good keys");
    case.emulator.account(ROLLED, "acct_old");
    let live = "sk_live_of_the_old_account_one";
    case.emulator.account(live, "acct_old");
    for (keys, wrong) in [
        (other_keys(OLD_NAME, None, None), "secret_key"),
        (other_keys(OLD_NAME, Some(NEW), None), "secret_key"),
        (other_keys(OLD_NAME, Some(live), None), "secret_key"),
        (other_keys(OLD_NAME, Some("sk_test_nobody_knows_this_key"), None), "secret_key"),
        (other_keys(OLD_NAME, None, Some("sesame_sesame_sesame")), "webhook_secret"),
        (other_keys("acct_other.test", None, Some(NEXT_HOOK)), "account"),
    ] {
        let refused = case.shop.call_just_signed_in(Role::Owner, &keys).await.expect_err("refused");
        assert_eq!(refused.field.as_deref(), Some(wrong), "{keys:?}: {}", refused.detail);
        assert!(!refused.detail.contains(NEW) && !refused.detail.contains(live), "{}", refused.detail);
    }
    let good = other_keys(OLD_NAME, Some(ROLLED), Some(NEXT_HOOK));
    assert_eq!(case.shop.call_as_role(Role::Owner, &good).await.expect_err("long ago").code, Code::RecentLoginNeeded);
    assert_eq!(case.shop.staff(&good).await.expect_err("a key").code, Code::RecentLoginNeeded);
    let packer = case.shop.call_just_signed_in(Role::Orders, &good).await;
    assert_eq!(packer.expect_err("not theirs").code, Code::Forbidden);
    let late = UpdateStripeAccount { if_match: Some(IfMatch::Version(set.version - 1)), ..good.clone() };
    let late = case.shop.call_just_signed_in(Role::Owner, &late).await;
    assert_eq!(late.expect_err("changed meanwhile").code, Code::VersionOutdated);

    let good = UpdateStripeAccount { if_match: Some(IfMatch::Version(set.version)), ..good };
    let rolled = case.shop.call_just_signed_in(Role::Owner, &good).await.expect("a good key");
    let told: Vec<_> =
        rolled.accounts.iter().map(|one| (one.name.as_str(), one.is_current, one.secret_key_end.as_str())).collect();
    assert_eq!(told, [("acct_new.test", true, "_one"), (OLD_NAME, false, "_two")]);
    case.ship(order).await;
    assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(ROLLED));
    let (order, _) = case.order().await.expect("paid");
    case.ship(order).await;
    assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(NEW));
    assert_eq!(case.hook_secrets().await, [NEXT_HOOK, HOOK]);
    let db = &case.shop.stores.db;
    let told = (
        origin_testing::audited(db, "UpdateStripeKeys").await,
        origin_testing::audited(db, "UpdateStripeAccount").await,
    );
    assert_eq!(told, (2, 1));
}

#[tokio::test]
async fn a_secret_of_hooks_is_taken_away_at_once_and_the_last_only_if_that_is_said() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    let set = case.set(None, None, Some(NEXT_HOOK)).await.expect("a good secret");
    let ends = |settings: &PaymentSettings| settings.accounts[0].webhook_ends.clone();
    assert_eq!(ends(&set), [Some("oint".to_owned()), Some("oint".to_owned())]);
    let call = async |away: &DeleteStripeWebhookSecret| case.shop.call_just_signed_in(Role::Owner, away).await;
    for place in [0, 3] {
        assert_eq!(call(&away(place, false)).await.expect_err("none").field.as_deref(), Some("place"));
    }
    let late = DeleteStripeWebhookSecret { if_match: Some(IfMatch::Version(set.version - 1)), ..away(1, false) };
    assert_eq!(call(&late).await.expect_err("changed meanwhile").code, Code::VersionOutdated);
    let long_ago = case.shop.call_as_role(Role::Owner, &away(1, false)).await;
    assert_eq!(long_ago.expect_err("long ago").code, Code::RecentLoginNeeded);
    assert_eq!(case.hook_secrets().await, [NEXT_HOOK, HOOK]);

    // The newest is the one that leaked: the one before it is good, and nobody knows any more who gave it.
    let left = call(&away(1, false)).await.expect("there is another");
    assert_eq!(case.hook_secrets().await, [HOOK]);
    let account = &left.accounts[0];
    assert_eq!(
        (account.webhook_end.as_deref(), &account.webhook_set_by, &account.webhook_set_at),
        (Some("oint"), &None, &None)
    );
    // The one before it, once there is another.
    case.set(None, None, Some(NEXT_HOOK)).await.expect("a good secret");
    let left = call(&away(2, false)).await.expect("there is another");
    assert_eq!((case.hook_secrets().await, ends(&left).len()), (vec![NEXT_HOOK.to_owned()], 1));
    assert!(left.accounts[0].webhook_set_by.is_some());
    let refused = call(&away(1, false)).await.expect_err("the last");
    assert_eq!(refused.field.as_deref(), Some("last"));
    let left = call(&away(1, true)).await.expect("it was said");
    assert_eq!((case.hook_secrets().await.len(), left.accounts[0].webhook_end.as_deref()), (0, None));
    assert!(!case.shop.staff(&GetPaymentState {}).await.expect("staff may").has_hooks);
    assert_eq!(origin_testing::audited(&case.shop.stores.db, "DeleteStripeWebhookSecret").await, 3);
}

#[tokio::test]
async fn a_secret_that_is_given_again_is_kept_once_and_gone_when_it_is_taken_away() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    case.set(None, None, Some(NEXT_HOOK)).await.expect("a good secret");
    for _ in 0..2 {
        case.set(None, None, Some(HOOK)).await.expect("a good secret");
        assert_eq!(case.hook_secrets().await, [HOOK, NEXT_HOOK], "the other is good still");
    }
    case.shop.call_just_signed_in(Role::Owner, &away(1, false)).await.expect("there is another");
    assert_eq!(case.hook_secrets().await, [NEXT_HOOK]);
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_any_more_can_be_taken_away() {
    let files = VaultKeys::new();
    let mut case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    let stores = Stores { vault: files.vault(&["two"]), ..case.shop.stores.clone() };
    let provider = Provider::Stripe(case.emulator.of_shop(&stores, None));
    case.shop = Shop::with(stores, provider);
    case.set(Some(OLD), None, Some(NEXT_HOOK)).await.expect("good keys");
    let told = case.shop.staff(&GetPaymentSettings {}).await.expect("staff may");
    assert_eq!(told.accounts[0].webhook_ends, [Some("oint".to_owned()), None]);
    let left = case.shop.call_just_signed_in(Role::Owner, &away(2, false)).await.expect("there is another");
    assert_eq!(left.accounts[0].webhook_ends, [Some("oint".to_owned())]);
}
