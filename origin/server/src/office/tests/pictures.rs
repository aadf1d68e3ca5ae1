//! Pictures in the office: given by a form, described, ordered, taken out and deleted.

use http::Method;
use origin_staff::Role;

use super::{Browser, Page, Scene};

/// The smallest picture there is: one grey pixel.
const PIXEL: &[u8] =
    b"\x89PNG\x0D\x0A\x1A\x0A\x00\x00\x00\x0DIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9BU\
    \x00\x00\x00\x0AIDATx\x9Cch\x00\x00\x00\x82\x00\x81w\xCDr\xB6\x00\x00\x00\x00IEND\xAEB`\x82";

impl Browser<'_> {
    /// Sends a form with files, as a browser does.
    async fn give(&mut self, path: &str, token: &str, files: &[(&str, &[u8])]) -> Page {
        let mut body = Vec::new();
        let mut field = |head: &str, value: &[u8]| {
            body.extend_from_slice(format!("--b0undary\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
            body.extend_from_slice(value);
            body.extend_from_slice(b"\r\n");
        };
        field("name=\"token\"", token.as_bytes());
        for (name, bytes) in files {
            field(&format!("name=\"files\"; filename=\"{name}\"\r\nContent-Type: image/png"), bytes);
        }
        body.extend_from_slice(b"--b0undary--\r\n");
        let headers = [("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=b0undary")];
        self.send(Method::POST, path, &headers, body).await
    }
}

#[tokio::test]
async fn pictures_are_given_by_a_form_and_looked_after() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let page = ada.get("/admin/products/new").await;
    let form = [("title.en", "Pilot jug"), ("slug", "pilot-jug"), ("status", "draft"), ("new.sku", "JUG")];
    let made = ada.submit(&page, "/admin/products/new", &[form.as_slice(), &[("new.price.EUR", "49")]].concat()).await;
    let editor = made.location.trim_end_matches("?saved").to_owned();
    let page = ada.get(&editor).await;
    assert!(page.body.contains("multipart/form-data") && page.body.contains("accept=\"image/jpeg"), "{}", page.body);
    let (give, token) = (format!("{editor}/pictures/new"), page.hidden("token").to_owned());

    // Nothing is read for whoever it is not good for; an empty field is no file; one that is refused is named.
    assert_eq!(ada.give(&give, "another", &[("a.png", PIXEL)]).await.status, 403);
    assert_eq!(ada.give(&give, &token, &[("", b"")]).await.status, 422);
    let refused = ada.give(&give, &token, &[("logo.svg", b"<svg/>"), ("a.png", PIXEL)]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("logo.svg") && refused.body.contains("no JPEG, PNG or WebP"), "{}", refused.body);
    assert!(refused.body.contains("Is being made ready"), "the other one was taken: {}", refused.body);
    let larger = [PIXEL, &vec![0; 400 * 1024]].concat();
    let given = ada.give(&give, &token, &[("b.png", &larger), ("a.png", PIXEL)]).await;
    assert_eq!(given.location, format!("{editor}?given=2#pictures"), "{}", given.body);
    let page = ada.get(&format!("{editor}?given=2")).await;
    assert!(page.body.contains("2 pictures were taken."), "{}", page.body);
    assert_eq!(page.body.matches("/forget\"").count(), 2, "the same picture given twice is one: {}", page.body);
    assert!(scene.folder.path().join("originals").is_dir());

    // One that waits is not used after all, and is deleted, since nothing shows it.
    let forget =
        page.body.split("action=\"").find(|part| part.split('"').next().is_some_and(|path| path.ends_with("/forget")));
    let forget = forget.and_then(|part| part.split('"').next()).expect("a form").to_owned();
    assert_eq!(ada.submit(&page, &forget, &[]).await.status, 303);
    assert_eq!(ada.get(&editor).await.body.matches("/forget\"").count(), 1);
    let all = ada.get("/admin/media").await;
    let id = forget.trim_end_matches("/forget").rsplit('/').next().expect("an id").to_owned();
    let path = format!("/admin/media/{id}");
    assert!(all.body.contains(&format!("{path}/delete")) && all.body.contains("Nothing uses it."), "{}", all.body);
    let name = format!("alt.en.p1/{id}");
    let described = ada.submit(&all, &path, &[("version", "1"), (name.as_str(), "A jug <from above>")]).await;
    assert_eq!(described.location, "/admin/media?saved", "{}", described.body);
    assert!(ada.get("/admin/media").await.body.contains("A jug &lt;from above&gt;"));
    for version in ["1", ""] {
        let all = ada.get("/admin/media").await;
        let late = ada.submit(&all, &path, &[("version", version), (name.as_str(), "A cup")]).await;
        assert!(late.status == 409 && late.body.contains("value=\"A cup\""), "{}", late.body);
        assert!(late.body.contains("By now: <q>A jug &lt;from above&gt;</q>"), "{}", late.body);
        let unasked = ada.submit(&all, &format!("{path}/delete"), &[("version", version)]).await;
        assert!(unasked.status == 409 && unasked.body.contains("Nothing was done"), "{}", unasked.body);
    }
    let question = ada.get(&format!("{path}/delete")).await;
    let version = question.hidden("version").to_owned();
    let deleted = ada.submit(&question, &format!("{path}/delete"), &[("version", &version)]).await;
    assert_eq!(deleted.location, "/admin/media?deleted", "{}", deleted.body);
    assert_eq!(ada.get(&format!("{path}/delete")).await.status, 404);

    // Whoever may only look sees what there is, and no form.
    let mut eve = scene.member("eve@example.com", Role::Analyst).await;
    let page = eve.get("/admin/media").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("multipart/form-data"), "{}", page.body);
}

#[tokio::test]
async fn the_pictures_of_a_product_are_described_moved_and_taken_out() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let page = ada.get("/admin/products/new").await;
    let form = [("title.en", "Pilot jug"), ("slug", "pilot-jug"), ("status", "draft"), ("new.sku", "JUG")];
    let made = ada.submit(&page, "/admin/products/new", &[form.as_slice(), &[("new.price.EUR", "49")]].concat()).await;
    let editor = made.location.trim_end_matches("?saved").to_owned();
    let media = r#"[{"path": "demo/a", "width": 4, "height": 5}, {"path": "demo/b", "width": 4, "height": 5}]"#;
    scene.set_pictures(media).await;
    let page = ada.get(&editor).await;
    assert!(page.body.contains("http://shop.example/media/demo/a-400.webp"), "{}", page.body);
    let (arrange, version) = (format!("{editor}/pictures"), page.hidden("version").to_owned());
    let fields = |version, button| [("version", version), ("do", button), ("alt.en.demo/b", "From above")];
    let moved = ada.submit(&page, &arrange, &fields(&version, "up demo/b")).await;
    assert_eq!(moved.location, format!("{editor}?saved#pictures"), "{}", moved.body);
    let page = ada.get(&editor).await;
    let place = |picture: &str| page.body.find(&format!("/media/demo/{picture}-400")).expect("it is shown");
    assert!(place("b") < place("a") && page.body.contains("value=\"From above\""), "{}", page.body);

    // Who comes too late loses nothing typed.
    let late =
        ada.submit(&page, &arrange, &[("version", &version), ("do", "save"), ("alt.en.demo/a", "Sideways")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("value=\"Sideways\""), "{}", late.body);
    let now = late.hidden("version").to_owned();
    assert_eq!(ada.submit(&page, &arrange, &fields(&now, "out demo/a")).await.status, 303);
    let page = ada.get(&editor).await;
    assert!(!page.body.contains("demo/a") && page.body.contains("demo/b"), "{}", page.body);
}
