use api::webhooks::CreateWebhookSecret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use origin_platform::{Vault, clock};
use origin_testing::VaultKeys;

use super::*;
use crate::testing::Scene;

/// What signs the next delivery.
async fn keys(scene: &Scene) -> Vec<Vec<u8>> {
    scene.orders(1).await;
    scene.execute("update shop.webhooks set claimed_until = null").await;
    scene.claim(clock::utc()).await.into_iter().next().map(|claimed| claimed.keys).unwrap_or_default()
}

fn bytes(secret: &str) -> Vec<u8> {
    STANDARD.decode(secret.strip_prefix("whsec_").expect("the prefix")).expect("Base64")
}

/// Everything that the database holds of secrets, replies that are kept for repeats among it.
async fn dump(scene: &Scene) -> String {
    sqlx::query_scalar(
        "select coalesce(string_agg(kept.text, ' '), '') from (
             select row_to_json(s)::text from shop.webhook_secrets s
             union all select row_to_json(k)::text from shop.idempotency_keys k
         ) as kept (text)",
    )
    .fetch_one(&scene.stores.db)
    .await
    .expect("right SQL")
}

#[tokio::test]
async fn a_new_secret_is_kept_encrypted_alone_and_signs() {
    let files = VaultKeys::new();
    let scene = Scene::with_vault(files.vault(&["one"])).await;
    let made = scene.create("shop.>").await;
    let key = bytes(&made.secret);
    let kept = dump(&scene).await;
    assert!(!kept.contains(&const_hex(&key)) && !kept.contains(&made.secret), "{kept}");
    assert_eq!(keys(&scene).await, std::slice::from_ref(&key));
    // A repeat is told the same, though the database does not hold it.
    let change = CreateWebhookSecret { webhook: made.webhook.id };
    let first = scene.call_with_key(&change, "exchange-it").await.expect("staff may");
    assert!(scene.call_with_key(&change, "exchange-it").await.expect("staff may") == first);
    assert_eq!(keys(&scene).await, [bytes(&first.secret), key]);
}

#[tokio::test]
async fn secrets_of_before_there_were_keys_are_encrypted_and_follow_the_first_key() {
    let files = VaultKeys::new();
    let mut scene = Scene::open().await;
    let made = scene.create("shop.>").await;
    let plain = const_hex(&bytes(&made.secret));
    let kept = dump(&scene).await;
    assert!(kept.contains(&plain) && !kept.contains(&made.secret), "in its table alone: {kept}");
    assert_eq!(seal_all(&scene.stores).await.expect("PostgreSQL is up"), 0, "without keys");
    scene.stores.vault = files.vault(&["one"]);
    assert_eq!(seal_all(&scene.stores).await.expect("PostgreSQL is up"), 1);
    assert_eq!(seal_all(&scene.stores).await.expect("PostgreSQL is up"), 0);
    assert!(!dump(&scene).await.contains(&plain));
    assert_eq!(keys(&scene).await, [bytes(&made.secret)]);
    // The key is exchanged, and the old one taken away.
    scene.stores.vault = files.vault(&["two", "one"]);
    assert_eq!(seal_all(&scene.stores).await.expect("PostgreSQL is up"), 1);
    scene.stores.vault = files.vault(&["two"]);
    assert_eq!(keys(&scene).await, [bytes(&made.secret)]);
    // Without keys nothing is sent, and what waits goes on waiting.
    scene.stores.vault = Vault::default();
    assert_eq!(keys(&scene).await, Vec::<Vec<u8>>::new());
    scene.stores.vault = files.vault(&["two"]);
    assert_eq!(keys(&scene).await, [bytes(&made.secret)]);
}

/// As PostgreSQL writes bytes.
fn const_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
