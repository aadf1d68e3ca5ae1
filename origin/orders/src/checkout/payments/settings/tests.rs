mod kept_account;

use api::Code;
use api::endpoint::if_match::IfMatch;
use api::orders::PlaceOrder;
use api::payments::{
    DeleteStripeAccount, GetPaymentSettings, GetPaymentState, PaymentProvider, PaymentSettings, SecretText,
    UpdatePaymentSettings, UpdateStripeKeys,
};
use api::problem::Problem;
use domain::OrderId;
use domain::orders::{OrderState, ShipmentState};
use domain::staff::Role;
use origin_platform::{Stores, Vault};
use origin_testing::VaultKeys;
use sqlx::Row as _;

use crate::checkout::payments::Provider;
use crate::checkout::payments::stripe::accounts::reseal;
use crate::checkout::payments::stripe::emulator::{Emulator, Fault};
use crate::testing::{Shop, shipment};

const VISA: &str = "4242424242424242";
const OLD: &str = "sk_test_of_the_old_account_one";
const NEW: &str = "sk_test_of_the_new_account_one";
const PUBLISHABLE: &str = "pk_test_of_either_account";
const HOOK: &str = "whsec_of_the_first_endpoint";

/// A shop whose staff give the keys of two accounts at Stripe.
struct Case {
    shop: Shop,
    emulator: Emulator,
}

impl Case {
    async fn begin(vault: Vault) -> Self {
        let stores = Stores { vault, ..origin_testing::fresh_stores().await };
        let emulator = Emulator::start().await;
        emulator.account(OLD, "acct_old");
        emulator.account(NEW, "acct_new");
        let provider = Provider::Stripe(emulator.of_shop(&stores, None));
        let shop = Shop::with(stores, provider);
        shop.sells(&[("MUG", 2000, 50)]).await;
        Self { shop, emulator }
    }

    async fn set(
        &self,
        secret: Option<&str>,
        publishable: Option<&str>,
        hook: Option<&str>,
    ) -> Result<PaymentSettings, Problem> {
        let text = |text: Option<&str>| text.map(|text| SecretText(text.to_owned()));
        let keys = UpdateStripeKeys {
            if_match: Some(IfMatch::Any),
            secret_key: text(secret),
            publishable_key: publishable.map(str::to_owned),
            webhook_secret: text(hook),
        };
        self.shop.call_just_signed_in(Role::Owner, &keys).await
    }

    async fn switch(&self, is_open: bool) {
        let change = UpdatePaymentSettings { if_match: Some(IfMatch::Any), is_open };
        self.shop.call_just_signed_in(Role::Owner, &change).await.expect("allowed");
    }

    async fn order(&self) -> Result<(OrderId, OrderState), Problem> {
        let payment_token = self.emulator.card(VISA).await;
        let request = self.shop.placement(self.shop.cart_with(&[("MUG", 1)]).await).await;
        let placed = self.shop.call(&PlaceOrder { payment_token, ..request }).await?;
        Ok((placed.id, placed.state))
    }

    async fn ship(&self, order: OrderId) {
        self.shop.staff(&shipment(order, &[("MUG", 1)], ShipmentState::Shipped)).await.expect("shipped");
    }

    async fn provider(&self) -> PaymentProvider {
        self.shop.staff(&GetPaymentState {}).await.expect("staff may").provider
    }
}

#[tokio::test]
async fn what_was_begun_in_an_account_is_settled_there_when_another_has_taken_its_place() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    assert_eq!(case.provider().await, PaymentProvider::Nobody);
    assert_eq!(case.order().await.expect_err("nobody takes money").field.as_deref(), Some("payment_token"));
    let set = case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    assert_eq!((set.accounts[0].name.as_str(), set.accounts[0].secret_key_end.as_str()), ("acct_old.test", "_one"));
    assert_eq!(case.provider().await, PaymentProvider::Stripe);
    let (old, state) = case.order().await.expect("paid");
    assert_eq!(state, OrderState::Placed);

    let set = case.set(Some(NEW), Some(PUBLISHABLE), None).await.expect("good keys");
    let names: Vec<_> = set.accounts.iter().map(|one| (one.name.as_str(), one.is_current, one.open_payments)).collect();
    assert_eq!(names, [("acct_new.test", true, 0), ("acct_old.test", false, 1)]);
    let (new, _) = case.order().await.expect("paid");
    let forget = |account: &str| DeleteStripeAccount { account: account.to_owned() };
    let refused = case.shop.call_just_signed_in(Role::Owner, &forget("acct_old.test")).await;
    assert_eq!(refused.expect_err("it has an open payment").field.as_deref(), Some("account"));
    for (order, secret) in [(old, OLD), (new, NEW)] {
        case.ship(order).await;
        assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(secret));
    }
    // Another key of the same account takes the place of the one before it.
    let rolled = "sk_test_of_the_new_account_two";
    case.emulator.account(rolled, "acct_new");
    assert_eq!(case.set(Some(rolled), None, None).await.expect("a good key").accounts.len(), 2);
    let (order, _) = case.order().await.expect("paid");
    case.ship(order).await;
    assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(rolled));
    // Nor is one whose keys are needed to have Stripe forget somebody, or to give money back.
    case.shop
        .execute(
            "insert into orders.card_owners (customer_id, reference, account, deleted_at)
             values ('018f0000-0000-7000-8000-000000000001', 'cus_1', 'acct_old.test', now())",
        )
        .await;
    let refused = case.shop.call_just_signed_in(Role::Owner, &forget("acct_old.test")).await;
    assert_eq!(refused.expect_err("cards are to be forgotten").field.as_deref(), Some("account"));
    case.shop.execute("update orders.card_owners set reference = null").await;
    let left = case.shop.call_just_signed_in(Role::Owner, &forget("acct_old.test")).await.expect("nothing is open");
    assert_eq!(left.accounts.len(), 1);
}

#[tokio::test]
async fn a_payment_of_the_operator_s_file_is_found_in_the_account_whose_keys_are_given_later() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), None).await.expect("good keys");
    let (order, _) = case.order().await.expect("paid");
    // As it is written down with the keys of a file.
    case.shop.execute("update orders.stripe_intents set account = null").await;
    case.set(Some(NEW), Some(PUBLISHABLE), None).await.expect("good keys");
    // It may be in either, so neither is forgotten.
    let forget = DeleteStripeAccount { account: "acct_old.test".to_owned() };
    let refused = case.shop.call_just_signed_in(Role::Owner, &forget).await;
    assert_eq!(refused.expect_err("it has an open payment").field.as_deref(), Some("account"));
    // One that does not take its key any more hides nothing in another.
    case.emulator.fail_below("GET /v1/payment_intents/", Fault::Instead(403, serde_json::json!({ "error": {} })));
    case.ship(order).await;
    assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(OLD));
    assert_eq!(case.shop.count("select count(*) from orders.stripe_intents where account = 'acct_old.test'").await, 1);
}

#[tokio::test]
async fn whom_the_operator_s_file_made_known_is_forgotten_in_the_account_that_knows_them() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), None).await.expect("good keys");
    let made = case.shop.provider.new_owner(uuid::Uuid::now_v7()).await.expect("made");
    let (owner, account) = made.expect("cards are kept");
    assert_eq!(account.as_deref(), Some("acct_old.test"));
    case.set(Some(NEW), Some(PUBLISHABLE), None).await.expect("good keys");
    // The new account, asked first, does not know them.
    let missing = serde_json::json!({ "error": { "type": "invalid_request_error", "code": "resource_missing" } });
    case.emulator.fail_below("GET /v1/customers/", Fault::Instead(404, missing));
    case.shop.provider.delete_owner(&owner, None).await.expect("forgotten");
    assert_eq!(case.emulator.secret_of(&owner).as_deref(), Some(OLD));
}

#[tokio::test]
async fn keys_are_checked_before_they_are_kept_and_never_told() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    let field = async |secret, publishable, hook| case.set(secret, publishable, hook).await.expect_err("refused").field;
    for (secret, publishable, hook, wrong) in [
        (None, None, None, "secret_key"),
        (Some(PUBLISHABLE), Some(PUBLISHABLE), None, "secret_key"),
        (Some("sk_test_short"), Some(PUBLISHABLE), None, "secret_key"),
        (Some("sk_test_nobody_knows_this_key"), Some(PUBLISHABLE), None, "secret_key"),
        (Some(OLD), None, None, "publishable_key"),
        (Some(OLD), Some(OLD), None, "publishable_key"),
        (Some(OLD), Some("pk_live_of_either_account"), None, "publishable_key"),
        (Some(OLD), Some(PUBLISHABLE), Some("sesame_sesame_sesame"), "webhook_secret"),
        (None, None, Some(HOOK), "secret_key"),
    ] {
        assert_eq!(field(secret, publishable, hook).await.as_deref(), Some(wrong), "{secret:?} {publishable:?}");
    }
    case.emulator.fail("GET /v1/account", Fault::Instead(403, serde_json::json!({ "error": {} })));
    assert_eq!(field(Some(OLD), Some(PUBLISHABLE), None).await.as_deref(), Some("secret_key"));
    case.emulator.fail("GET /v1/account", Fault::Instead(500, serde_json::json!({})));
    assert_eq!(field(Some(OLD), Some(PUBLISHABLE), None).await.as_deref(), Some("secret_key"));
    assert_eq!(case.shop.count("select count(*) from orders.stripe_accounts").await, 0);

    let set = case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    let told = serde_json::to_string(&set).expect("plain data");
    assert!(!told.contains(OLD) && !told.contains(HOOK) && told.contains(PUBLISHABLE), "{told}");
    for table in ["orders.stripe_accounts", "shop.audit_entries", "shop.idempotency_keys", "shop.outbox"] {
        let sql = sqlx::AssertSqlSafe(format!("select coalesce(string_agg(t::text, ' '), '') from {table} as t"));
        let kept = sqlx::query(sql).fetch_one(&case.shop.stores.db).await.expect("right SQL");
        let kept: String = kept.get(0);
        for secret in [OLD, HOOK] {
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            assert!(!kept.contains(secret) && !kept.contains(&hex), "{table}");
        }
    }
    assert_eq!(case.shop.count("select count(*) from shop.audit_entries where subject = 'payments'").await, 1);
    let keys = UpdateStripeKeys {
        if_match: None,
        secret_key: Some(SecretText(OLD.to_owned())),
        publishable_key: None,
        webhook_secret: None,
    };
    assert!(!format!("{keys:?}").contains(OLD));
}

#[tokio::test]
async fn only_whoever_may_change_settings_and_has_just_signed_in_sets_them() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    let off = UpdatePaymentSettings { if_match: Some(IfMatch::Any), is_open: false };
    assert_eq!(case.shop.call_as_role(Role::Owner, &off).await.expect_err("long ago").code, Code::RecentLoginNeeded);
    assert_eq!(case.shop.staff(&off).await.expect_err("a key").code, Code::RecentLoginNeeded);
    let packer = case.shop.call_just_signed_in(Role::Orders, &off).await;
    assert_eq!(packer.expect_err("not theirs").code, Code::Forbidden);
    let missing = UpdatePaymentSettings { if_match: None, is_open: false };
    let missing = case.shop.call_just_signed_in(Role::Owner, &missing).await;
    assert_eq!(missing.expect_err("of no version").code, Code::VersionMissing);
    case.shop.call_just_signed_in(Role::Owner, &off).await.expect("an owner may");
    let late = UpdatePaymentSettings { if_match: Some(IfMatch::Version(1)), is_open: true };
    let late = case.shop.call_just_signed_in(Role::Owner, &late).await;
    assert_eq!(late.expect_err("changed meanwhile").code, Code::VersionOutdated);
}

#[tokio::test]
async fn paying_is_switched_off_and_what_was_begun_goes_on() {
    let files = VaultKeys::new();
    let case = Case::begin(files.vault(&["one"])).await;
    case.set(Some(OLD), Some(PUBLISHABLE), None).await.expect("good keys");
    let (order, _) = case.order().await.expect("paid");
    // Of this one the shopper was not told what became of it.
    let payment_token = case.emulator.card(VISA).await;
    let request = case.shop.placement(case.shop.cart_with(&[("MUG", 1)]).await).await;
    let begun = PlaceOrder { payment_token, ..request };
    case.emulator.fail("/confirm", Fault::LostAnswer);
    let unknown = case.shop.call_with_key(&begun, "begun-before").await.expect_err("no answer");
    assert_eq!(unknown.code, Code::PaymentPending);
    case.switch(false).await;
    assert_eq!(case.shop.call_with_key(&begun, "begun-before").await.expect("paid").state, OrderState::Placed);
    assert_eq!(case.provider().await, PaymentProvider::Nobody);
    assert_eq!(case.order().await.expect_err("switched off").field.as_deref(), Some("payment_token"));
    case.ship(order).await;
    assert_eq!(case.emulator.secret_of("/capture").as_deref(), Some(OLD));
    case.switch(true).await;
    case.order().await.expect("paid");
}

#[tokio::test]
async fn without_keys_of_the_vault_nothing_is_kept_and_with_other_ones_nothing_is_read() {
    let files = VaultKeys::new();
    let mut case = Case::begin(Vault::default()).await;
    let refused = case.set(Some(OLD), Some(PUBLISHABLE), None).await.expect_err("nothing to encrypt by");
    assert!(refused.detail.contains("SECRETS_KEYS"), "{}", refused.detail);
    assert!(!case.shop.staff(&GetPaymentSettings {}).await.expect("staff may").can_keep);
    let with = |stores: &Stores, vault| Stores { vault, ..stores.clone() };
    let open = |case: &Case, stores: Stores| {
        let provider = Provider::Stripe(case.emulator.of_shop(&stores, None));
        Shop::with(stores, provider)
    };
    case.shop = open(&case, with(&case.shop.stores, files.vault(&["one"])));
    case.set(Some(OLD), Some(PUBLISHABLE), Some(HOOK)).await.expect("good keys");
    let both = with(&case.shop.stores, files.vault(&["two", "one"]));
    assert_eq!(reseal(&both).await.expect("PostgreSQL is up"), 1);
    assert_eq!(reseal(&both).await.expect("PostgreSQL is up"), 0);
    // The old key is gone; another that knows nothing takes no money and breaks nothing.
    case.shop = open(&case, with(&both, files.vault(&["two"])));
    case.order().await.expect("paid");
    case.shop = open(&case, with(&both, files.vault(&["three"])));
    assert_eq!(case.provider().await, PaymentProvider::Nobody);
    assert_eq!(case.shop.staff(&GetPaymentSettings {}).await.expect("staff may").accounts.len(), 1);
    // Staff give the key anew, and it is taken at once, though the secret of its hooks cannot be read.
    case.set(Some(OLD), None, None).await.expect("a good key");
    case.order().await.expect("paid");
    case.set(None, None, Some("whsec_of_the_second_endpoint")).await.expect("a good secret");
    assert!(case.shop.staff(&GetPaymentState {}).await.expect("staff may").has_hooks);
}
