//! What pages may load: every page names its inline scripts by their hashes and has nothing else inline.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use testing::{Reply, Shop};

use crate::buying::{check_out, something_in_stock};

/// The scripts in a page that a browser would run.
fn inline_scripts(html: &str) -> Vec<&str> {
    let elements = html.split("<script").skip(1).map(|rest| rest.split_once('>').expect("a whole tag"));
    elements
        .filter(|(tag, _)| !tag.contains("src=") && !tag.contains("application/ld+json"))
        .map(|(_, rest)| rest.split("</script>").next().expect("its text"))
        .collect()
}

/// The attributes of every tag outside scripts, as ` name=`.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').filter(|tag| !tag.starts_with('/')).filter_map(|tag| tag.split('>').next())
}

fn assert_kept(page: &Reply, path: &str) {
    let policy = page.header("content-security-policy");
    let scripts = inline_scripts(&page.body);
    assert!(scripts.iter().any(|script| script.contains("hydrate()")), "{path} has its loader: {scripts:?}");
    for script in scripts {
        let hash = STANDARD.encode(Sha256::digest(script));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{path}: {script} is not in {policy}");
    }
    for tag in tags(&page.body) {
        let inline = [" style=", " onclick=", " onload=", " onerror=", " onsubmit=", " onchange=", "javascript:"];
        let found = inline.iter().find(|inline| tag.contains(**inline));
        assert!(found.is_none() && !tag.starts_with("style"), "{path} has something inline: {tag}");
    }
    for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval"), "{path}: {policy}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value, "{path}");
    }
    assert!(page.header("permissions-policy").contains("camera=()"), "{path}");
    assert!(page.header("link").ends_with(".css>; rel=preload; as=style"), "{path}: {}", page.header("link"));
}

#[tokio::test]
async fn nothing_inline_is_left_out_of_any_pages_policy() {
    let shop = Shop::start().await;
    let shopper = shop.shopper();
    let (sku, _) = something_in_stock(&shop).await;
    let slug: String = sqlx::query_scalar("select slug from catalog.products order by slug limit 1")
        .fetch_one(&shop.stores.db)
        .await
        .expect("one");
    let picture = shopper.get("/media/collections/table-800.webp").await;
    assert_eq!(picture.header("cross-origin-resource-policy"), "cross-origin", "office, mails and feeds show pictures");
    let (product, german) = (format!("/products/{slug}"), format!("/de/products/{slug}"));
    shopper.post_form("/api/cart/add_line", &[("sku", &sku), ("quantity", "1"), ("market", "eu")]).await;
    let pages = ["/", "/us", "/collections", "/products", &product, &german, "/search?q=mug"];
    for path in pages.into_iter().chain(["/cart", "/checkout", "/login", "/register", "/no-such-page"]) {
        let page = shopper.get(path).await;
        assert_kept(&page, path);
        let leaves = page.header("content-security-policy").contains("form-action 'self' http");
        assert_eq!(leaves, path == "/checkout", "only its form may lead to a bank: {path}");
    }
    let checkout = shopper.get("/checkout").await;
    let order = check_out(&shopper, &checkout, "ada@example.com", "test_accept").await;
    assert!(order.path.starts_with("/orders/"), "{}", order.path);
    assert_kept(&order, &order.path);
}
