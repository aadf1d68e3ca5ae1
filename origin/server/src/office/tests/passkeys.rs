//! Signing in by a passkey, and the two scripts there are.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use office::screens;
use origin_platform::secret;
use origin_staff::Role;
use origin_testing::Device;

use super::{Browser, PASSWORD, Page, Scene};

const OFFICE: &str = "https://office.example";

/// The pages that ask for a passkey.
const ASKING: [&str; 3] = ["/admin/sign-in", "/admin/sign-in/passkey", "/admin/security"];

/// Nothing runs but a script where a passkey is asked for, one where pictures are taken, and one that says who else has the
/// page open; and the policy lets these very texts run, and nothing else.
pub(super) fn check_scripts(path: &str, policy: &str, body: &str) {
    let asks = body.contains("data-ceremony");
    let path = path.split('?').next().unwrap_or_default();
    assert!(!asks || ASKING.contains(&path), "{path} asks for a passkey");
    let takes = body.contains("data-drop=");
    let tells = body.contains("data-presence=");
    assert_eq!(policy.contains("connect-src"), takes || tells, "{path}");
    let scripts: Vec<&str> = body.split("<script").skip(1).collect();
    let expected = usize::from(asks || takes) + usize::from(tells);
    assert_eq!((scripts.len(), policy.matches("'sha256-").count()), (expected, expected), "{path}");
    assert_eq!(policy.matches("script-src").count(), expected.min(1), "{path}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for script in scripts {
        let text = script.strip_prefix(" type=\"module\">").and_then(|rest| rest.split("</script>").next());
        let hash = STANDARD.encode(secret::sha256(text.expect("a script that stands in the page")));
        let rule = policy.split("; ").find(|rule| rule.starts_with("script-src")).expect("one");
        assert!(rule.contains(&format!(" 'sha256-{hash}'")), "{path}: {rule}");
    }
}

impl Page {
    /// What the browser is asked.
    fn question(&self) -> String {
        let options = self.body.split("data-options=\"").nth(1).and_then(|rest| rest.split('"').next());
        options.unwrap_or_else(|| panic!("no question: {}", self.body)).replace("&quot;", "\"").replace("&amp;", "&")
    }
}

impl Browser<'_> {
    async fn add(&mut self, device: &mut Device, name: &str) -> Page {
        let page = self.get("/admin/security").await;
        let made = device.make(&page.question());
        self.submit(&page, "/admin/security", &[("passkey", &made), ("name", name)]).await
    }
}

fn device(number: u8) -> Device {
    let mut device = Device::new(number);
    device.host = "office.example".to_owned();
    device.origin = OFFICE.to_owned();
    device
}

#[tokio::test]
async fn staff_add_passkeys_sign_in_by_one_in_one_step_and_remove_them() {
    let scene = Scene::open_at(OFFICE).await;
    let mut ada = scene.member("ada@example.com", Role::Analyst).await;
    let mut phone = device(1);
    let bad = ada.add(&mut Device::new(9), "Phone").await;
    assert!(bad.status == 422 || bad.status == 400, "{} {}", bad.status, bad.body);
    assert!(bad.body.contains("The passkey was not accepted"), "{}", bad.body);
    assert_eq!(ada.add(&mut phone, "Phone").await.location, "/admin/security?done=added");
    assert_eq!(ada.add(&mut device(2), "").await.location, "/admin/security?done=added");
    let page = ada.get("/admin/security?done=added").await;
    assert!(
        page.body.contains("<strong>Phone</strong>") && page.body.contains("<strong>Passkey</strong>"),
        "{}",
        page.body
    );

    let mut other = scene.browser();
    let page = other.get("/admin/sign-in").await;
    assert!(page.body.contains("username webauthn") && page.body.contains("Sign in with a passkey"), "{}", page.body);
    let answer = phone.sign(&page.question());
    let mut thief = scene.browser();
    let refused = thief.post("/admin/sign-in/passkey", &[("passkey", &answer)]).await;
    assert!(refused.status.is_client_error() && refused.body.contains("begun in another window"), "{}", refused.body);
    let page = other.get("/admin/sign-in").await;
    let entered = other.post("/admin/sign-in/passkey", &[("passkey", &phone.sign(&page.question()))]).await;
    assert_eq!((entered.status.as_u16(), entered.location.as_str()), (303, "/admin"), "{}", entered.body);
    assert_eq!(other.get("/admin/products").await.status, 200);
    for bad in ["", "{}", "x"] {
        let refused = scene.browser().post("/admin/sign-in/passkey", &[("passkey", bad)]).await;
        assert!(refused.status.is_client_error() && refused.location.is_empty(), "{bad}: {}", refused.body);
    }

    // Removed, it opens nothing; the password and the authenticator do.
    let page = other.get("/admin/security").await;
    for _ in 0..2 {
        let page = other.get("/admin/security").await;
        let removed = other.submit(&page, "/admin/security", &[("remove", page.hidden("remove"))]).await;
        assert_eq!(removed.location, "/admin/security?done=removed");
    }
    assert!(other.get("/admin/security").await.body.contains("You have no passkey yet"), "{}", page.body);
    let mut again = scene.browser();
    let page = again.get("/admin/sign-in").await;
    let refused = again.post("/admin/sign-in/passkey", &[("passkey", &phone.sign(&page.question()))]).await;
    assert!(refused.body.contains("No account has this passkey"), "{}", refused.body);
    let right = again.post("/admin/sign-in", &[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(right.location, "/admin/sign-in/code", "{}", right.body);
    assert!(scene.browser().get("/admin/security").await.location.starts_with("/admin/sign-in"));
}

/// The other pages are looked at as they are answered, too: each answer in these tests is.
#[tokio::test]
async fn no_page_but_those_that_ask_for_a_passkey_or_take_pictures_has_a_script() {
    let scene = Scene::open_at(OFFICE).await;
    let mut owner = scene.member("ada@example.com", Role::Owner).await;
    for path in ["/admin/sign-in", "/admin/security"] {
        assert!(owner.get(path).await.body.contains("<script"), "{path}");
    }
    for screen in screens().into_iter().filter(|screen| screen.method == Method::GET) {
        let path = screen.path.replace(['{', '}'], "");
        let body = owner.get(&path).await.body;
        assert_eq!(body.contains("<script"), body.contains("data-drop="), "{path}");
    }
    // Where browsers have no passkeys there is no script at all.
    let plain = Scene::open().await;
    let mut owner = plain.member("ada@example.com", Role::Owner).await;
    for path in ["/admin/sign-in", "/admin/security"] {
        assert!(!owner.get(path).await.body.contains("<script"), "{path}");
    }
    assert!(owner.get("/admin/security").await.body.contains("At this one there are none"));
}
