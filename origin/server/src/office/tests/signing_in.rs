//! Coming in and going out.

use origin_staff::Role;

use super::{PASSWORD, Scene};

#[tokio::test]
async fn whoever_is_invited_comes_in_by_password_and_code_and_goes() {
    let scene = Scene::open().await;
    let (token, secret) = scene.invited("ada@example.com", Role::Owner).await;
    let welcome = format!("/admin/welcome/{token}");
    let mut browser = scene.browser();
    let page = browser.get(&welcome).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("ada@example.com") && page.body.contains("otpauth://totp/"), "{}", page.body);
    // Nothing that is wrong uses the invitation up, and the name that was typed stays.
    let now = scene.code(&secret).await;
    for (password, given) in [("too-short", now.as_str()), (PASSWORD, "12345")] {
        let page = browser.post(&welcome, &[("name", "Ada L."), ("password", password), ("code", given)]).await;
        assert!(page.status.is_client_error() && page.body.contains("value=\"Ada L.\""), "{}", page.body);
        assert!(!page.body.contains(password), "no page repeats a password");
    }
    let page = browser.post(&welcome, &[("name", "Ada"), ("password", PASSWORD), ("code", &now)]).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let backup =
        page.body.split("<li><code>").nth(1).and_then(|rest| rest.split('<').next()).expect("codes").to_owned();
    assert!(browser.get(&welcome).await.status.is_client_error(), "it is good once");
    assert_eq!(browser.get("/admin").await.location, "/admin/overview");
    let page = browser.get("/admin/overview").await;
    assert_eq!(page.status, 200, "{}", page.body);
    let left = browser.submit_token(&page, "/admin/sign-out").await;
    assert_eq!((left.status.as_u16(), left.location.as_str()), (303, "/admin/sign-in"));
    assert_eq!(browser.get("/admin/overview").await.location, "/admin/sign-in");

    // Back in, in another browser: the password first, then a code that was not used.
    let mut other = scene.browser();
    assert_eq!(other.get("/admin/sign-in/code").await.location, "/admin/sign-in", "the password first");
    let wrong = other.post("/admin/sign-in", &[("email", "ada@example.com"), ("password", "guessed")]).await;
    let unknown = other.post("/admin/sign-in", &[("email", "eve@example.com"), ("password", "guessed")]).await;
    let told = (wrong.status, wrong.body.replace("ada@", "eve@"));
    assert_eq!(told, (unknown.status, unknown.body), "it does not tell who is there");
    let right = other.post("/admin/sign-in", &[("email", "Ada@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(right.location, "/admin/sign-in/code", "{}", right.body);
    assert_eq!(other.get("/admin/overview").await.location, "/admin/sign-in", "a password alone opens nothing");
    assert_eq!(other.get("/admin/sign-in/code").await.status, 200);
    let taken = other.post("/admin/sign-in/code", &[("code", &now)]).await;
    assert!(taken.status.is_client_error(), "a code is good once: {}", taken.body);
    let entered = other.post("/admin/sign-in/code", &[("code", &backup.to_lowercase())]).await;
    assert_eq!(entered.location, "/admin", "{}", entered.body);
    assert_eq!(other.get("/admin/overview").await.status, 200);
    // The ticket is gone with its use.
    assert_eq!(other.get("/admin/sign-in/code").await.location, "/admin/sign-in");
}

#[tokio::test]
async fn no_other_page_sends_a_form_and_nothing_typed_is_lost_with_a_session() {
    let scene = Scene::open().await;
    let mut owner = scene.member("ada@example.com", Role::Owner).await;
    let page = owner.get("/admin/products/new").await;
    let body = format!("token={}&title.en=Pilot+jug", page.hidden("token"));
    for headers in [&[("sec-fetch-site", "cross-site")][..], &[("origin", "http://evil.example")][..], &[][..]] {
        let sent = owner.send(http::Method::POST, "/admin/products/new", headers, body.clone()).await;
        assert_eq!(sent.status, 403, "{headers:?}");
    }
    let stale = owner.post("/admin/products/new", &[("token", "another"), ("title.en", "Pilot <jug>")]).await;
    assert_eq!(stale.status, 403);
    assert!(stale.body.contains("Pilot &lt;jug&gt;"), "{}", stale.body);
    owner.cookies.clear();
    let gone = owner.post("/admin/products/new", &[("token", "another"), ("title.en", "Pilot jug")]).await;
    assert_eq!(gone.status, 401);
    assert!(gone.body.contains("Pilot jug") && !gone.body.contains("another"), "{}", gone.body);
    let large = "x".repeat(600 * 1024);
    assert_eq!(owner.post("/admin/products/new", &[("title.en", &large)]).await.status, 413);
}
