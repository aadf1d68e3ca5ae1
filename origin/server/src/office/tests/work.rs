//! A day in the office.

use api::cart::{AddCartLine, CreateCart};
use api::catalog::admin::GetAdminProduct;
use api::checkout::GetCheckout;
use api::orders::{OrderView, PlaceOrder};
use api::{Client, Credentials, Endpoint};
use domain::{Locale, Market, Money, ProductId};
use origin_platform::staff;
use origin_staff::Role;
use serde_json::json;

use super::{Browser, Scene};

impl Scene {
    /// Calls as a shopper who is nobody in particular.
    pub(super) async fn call<E: Endpoint>(&self, endpoint: &E) -> E::Reply {
        let key = Some(uuid::Uuid::new_v4().to_string());
        let credentials = Credentials { bearer: None, idempotency_key: key };
        let reply = Client::new(self.services.clone()).call_as(endpoint, &credentials).await;
        reply.unwrap_or_else(|problem| panic!("{}: {problem}", E::NAME))
    }

    /// What the worker does in a shop: the stock learns what is sold.
    async fn refresh_offers(&self, product: ProductId) {
        let key = staff::create(&self.stores.db, "tests").await.expect("PostgreSQL is up");
        let credentials = Credentials { bearer: Some(key), idempotency_key: None };
        let client = Client::new(self.services.clone());
        let view = client.call_as(&GetAdminProduct { product }, &credentials).await.expect("it is there");
        let told = origin_orders::inventory::upsert_snapshots(&self.stores.db, &[(product, view.product)]).await;
        told.expect("PostgreSQL is up");
    }

    async fn ordered(&self, sku: &str, quantity: u32) -> OrderView {
        let cart = self.call(&CreateCart::empty(Market::Eu)).await.id;
        let line = json!({ "cart": cart, "sku": sku, "quantity": quantity, "market": "eu" });
        self.call(&serde_json::from_value::<AddCartLine>(line).expect("a line")).await;
        let checkout = json!({ "cart": cart, "market": "eu" });
        let checkout = self.call(&serde_json::from_value::<GetCheckout>(checkout).expect("a checkout")).await;
        let order = json!({
            "cart": cart, "market": "eu", "email": "eve@example.com", "delivery": "standard",
            "payment_token": "test_accept", "expected_total": checkout.deliveries[0].total,
            "address": {
                "name": "Eve", "street": "Mill Lane 1", "postal_code": "10115", "city": "Berlin", "country": "DE",
            },
        });
        self.call(&serde_json::from_value::<PlaceOrder>(order).expect("an order")).await
    }
}

impl Browser<'_> {
    /// Makes a product on sale, and returns the path of its editor.
    pub(super) async fn makes_a_jug(&mut self) -> String {
        let page = self.get("/admin/products/new").await;
        let form = [
            ("title.en", "Pilot jug"),
            ("title.de", "Lotsenkanne"),
            ("slug", "pilot-jug"),
            ("status", "active"),
            ("new.sku", "JUG"),
            ("new.price.EUR", "49,00"),
            ("new.stock", "9"),
        ];
        let made = self.submit(&page, "/admin/products/new", &form).await;
        assert_eq!(made.status, 303, "{}", made.body);
        made.location.trim_end_matches("?saved").to_owned()
    }
}

impl Browser<'_> {
    /// Makes a location, brings two of four jugs there, and has them owed beyond that; the ledger and the log say so.
    async fn brings_jugs_to_another_location(&mut self) {
        const ONE: &str = "/admin/stock/one";
        const LOCATIONS: &str = "/admin/stock/locations";
        let page = self.get(LOCATIONS).await;
        let faulty = [("do", "create"), ("code", "The cellar"), ("name", "Cellar")];
        let refused = self.submit(&page, LOCATIONS, &faulty).await;
        assert!(refused.status == 422 && refused.body.contains("value=\"The cellar\""), "{}", refused.body);
        let marked = "aria-invalid=\"true\" aria-describedby=\"code-fault code-hint\"";
        assert!(refused.body.contains(marked) && refused.body.contains("id=\"code-fault\""), "{}", refused.body);
        let cellar = [("do", "create"), ("code", "cellar"), ("name", "Cellar"), ("priority", "2")];
        assert_eq!(self.submit(&page, LOCATIONS, &cellar).await.location, "/admin/stock/locations?saved");
        let attic = [("do", "create"), ("code", "attic"), ("name", "Attic"), ("priority", "")];
        let page = self.get(LOCATIONS).await;
        assert_eq!(self.submit(&page, LOCATIONS, &attic).await.status, 303);
        let page = self.get(LOCATIONS).await;
        let (before, _) = page.body.split_once("value=\"Attic\"").expect("it is listed");
        assert!(before.contains("value=\"Cellar\""), "behind the last: {before}");
        let jug = format!("{ONE}?sku=JUG");
        let page = self.get(&jug).await;
        let transfer = |units: &'static str| {
            [("sku", "JUG"), ("do", "bring"), ("from", "main"), ("to", "cellar"), ("bring", units)]
        };
        let refused = self.submit(&page, ONE, &transfer("9")).await;
        assert!(refused.status == 422 && refused.body.contains("value=\"9\""), "{}", refused.body);
        assert_eq!(self.submit(&page, ONE, &transfer("2")).await.location, format!("{jug}&saved"));
        let keep = [("sku", "JUG"), ("do", "keep"), ("policy", "backorder"), ("limit", "5")];
        assert_eq!(self.submit(&page, ONE, &keep).await.status, 303);
        let page = self.get(&jug).await;
        for said in [
            "Cellar",
            "Units\">+2<",
            "Units\">−2<",
            "Brought to another location",
            "Counted, or imported",
            "value=\"5\"",
        ] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        let page = self.get(LOCATIONS).await;
        let version = page
            .between("name=\"code\" value=\"cellar\"><input type=\"hidden\" name=\"version\" value=\"", "\"")
            .to_owned();
        let rename =
            |name: &'static str| [("code", "cellar"), ("name", name), ("priority", "3"), ("version", version.as_str())];
        assert_eq!(self.submit(&page, LOCATIONS, &rename("Deep cellar")).await.status, 303);
        let page = self.get(LOCATIONS).await;
        let late = self.submit(&page, LOCATIONS, &rename("High attic")).await;
        assert!(late.status == 409 && late.body.contains("value=\"High attic\""), "{}", late.body);
        assert!(late.body.contains("<q>Deep cellar</q>"), "what is set by now: {}", late.body);
        // Who has not touched the box does not open with the next press what a colleague has closed.
        let stale = [rename("Deep cellar").as_slice(), &[("was", "true"), ("active", "on")]].concat();
        let late = self.submit(&page, LOCATIONS, &stale).await;
        let opened = "form=\"location-cellar\" type=\"checkbox\" name=\"active\" checked";
        assert!(late.status == 409 && !late.body.contains(opened), "{}", late.body);
        assert!(self.get(&jug).await.body.contains("nothing is sold from here"), "the box was empty");
        for subject in ["stock+JUG", "location+cellar"] {
            let log = self.get(&format!("/admin/audit?subject={subject}")).await;
            assert!(log.body.contains("</time> · ada@example.com</span>"), "{subject}: {}", log.body);
        }
    }
}

#[tokio::test]
async fn a_product_is_made_and_changed_and_nothing_typed_is_lost() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Catalog).await;
    let page = ada.get("/admin/products/new").await;
    let faulty = [("title.en", "Pilot jug"), ("slug", "Pilot jug"), ("new.sku", "JUG"), ("new.price.EUR", "4,999")];
    let refused = ada.submit(&page, "/admin/products/new", &faulty).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("value=\"4,999\"") && refused.body.contains("aria-invalid"), "{}", refused.body);
    assert_eq!(refused.body.matches("href=\"#fault-").count(), 2, "each fault is led to: {}", refused.body);
    let editor = ada.makes_a_jug().await;
    let list = ada.get("/admin/products?q=pilot&status=active").await;
    assert!(list.body.contains("Pilot jug") && list.body.contains(&editor), "{}", list.body);

    // Two open it; the second to save is told, loses nothing, and may save again.
    let page = ada.get(&editor).await;
    assert!(page.body.contains("value=\"49.00\"") && page.body.contains("Lotsenkanne"), "{}", page.body);
    let version = page.hidden("version").to_owned();
    let change = |title: &'static str, version: &str| {
        let fields = [
            ("title.en", title),
            ("slug", "pilot-jug"),
            ("status", "active"),
            ("row.JUG", ""),
            ("price.EUR.JUG", "49"),
            ("stock.JUG", "9"),
            ("had.JUG", "9"),
        ];
        let mut fields: Vec<(String, String)> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        fields.push(("version".to_owned(), version.to_owned()));
        fields
    };
    let send = async |browser: &mut Browser<'_>, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = browser.get(&editor).await;
        browser.submit(&page, &editor, &fields).await
    };
    assert_eq!(send(&mut ada, &change("Harbour jug", &version)).await.status, 303);
    let late = send(&mut ada, &change("Storm jug", &version)).await;
    assert_eq!(late.status, 409, "{}", late.body);
    assert!(late.body.contains("value=\"Storm jug\"") && late.body.contains("<q>Harbour jug</q>"), "{}", late.body);
    let now = late.hidden("version").to_owned();
    assert_eq!(send(&mut ada, &change("Storm jug", &now)).await.status, 303);
    assert!(ada.get(&editor).await.body.contains("value=\"Storm jug\""));

    // It is all in the log, by whoever did it.
    let mut owner = scene.member("owner@example.com", Role::Owner).await;
    let log = owner.get("/admin/audit").await;
    assert!(
        log.body.contains("Changed a product") && log.body.contains("</time> · ada@example.com</span>"),
        "{}",
        log.body
    );
    let page = owner.get(&format!("{editor}/delete")).await;
    let delete = format!("{editor}/delete");
    let version = page.hidden("version").to_owned();
    assert_eq!(owner.submit(&page, &delete, &[("version", &version)]).await.location, "/admin/products?deleted");
    assert_eq!(owner.get(&editor).await.status, 404);
}

#[tokio::test]
async fn an_order_is_shipped_in_parts_and_the_stock_is_counted() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let editor = ada.makes_a_jug().await;
    let id = editor.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    scene.refresh_offers(id).await;
    let order = scene.ordered("JUG", 3).await;
    let number = order.number.expect("it is paid for").to_string();
    let overview = ada.get("/admin/overview").await;
    assert!(overview.body.contains("<strong>1</strong>") && overview.body.contains("1 order<"), "{}", overview.body);
    let list = ada.get("/admin/orders?state=placed&q=eve").await;
    assert!(list.body.contains(&number), "{}", list.body);
    let path = format!("/admin/orders/{}", order.id);
    // Those that are chosen are one list of what to take from the shelves, on a page and on paper.
    assert!(list.body.contains(&format!("name=\"order.{}\"", order.id)), "{}", list.body);
    let picks = ada.get(&format!("/admin/orders/pick-list?order.{}=on", order.id)).await;
    let shares = format!("{number} × 3");
    for said in ["Pilot jug", "JUG", shares.as_str(), "/admin/orders/pick-list.pdf?order."] {
        assert!(picks.body.contains(said), "{said}: {}", picks.body);
    }
    let none = ada.get("/admin/orders/pick-list").await;
    assert!(none.status == 422 && none.body.contains("Choose at least one order"), "{}", none.body);
    let unknown = ada.get("/admin/orders/pick-list?order.7f2c1d3e-0000-4000-8000-000000000001=on").await;
    assert_eq!(unknown.status, 404, "{}", unknown.body);
    let ship = format!("{path}/ship");
    let page = ada.get(&path).await;
    assert_eq!(ada.submit(&page, &ship, &[("units.0", "0")]).await.status, 422, "nothing is no parcel");
    let parcel = [("units.0", "1"), ("carrier", "DHL"), ("tracking-url", "no address")];
    let refused = ada.submit(&page, &ship, &parcel).await;
    assert!(refused.status.is_client_error() && refused.body.contains("value=\"DHL\""), "{}", refused.body);
    let page = ada.get(&path).await;
    let parcel = [("units.0", "1"), ("carrier", "DHL"), ("tracking-number", "JJD1")];
    assert_eq!(ada.submit(&page, &ship, &parcel).await.status, 303);
    // The same form once more sends nothing twice.
    assert_eq!(ada.submit(&page, &ship, &parcel).await.status, 303);
    let page = ada.get(&path).await;
    assert!(page.body.contains("max=\"2\"") && page.body.contains("JJD1"), "{}", page.body);
    assert!(page.body.contains("/packing-slip?shipment="), "{}", page.body);
    let note = [("note", "Leave it with the neighbour.")];
    assert_eq!(ada.submit(&page, &format!("{path}/note"), &note).await.status, 303);
    let empty = ada.submit(&page, &format!("{path}/note"), &[("note", " ")]).await;
    assert!(empty.status.is_client_error(), "{}", empty.body);
    let shipment = page.body.split("/packing-slip?shipment=").nth(1).and_then(|rest| rest.split('"').next());
    let mail = format!("{path}/shipments/{}/mail", shipment.expect("a link"));
    let again = ada.submit(&page, &mail, &[]).await;
    assert_eq!((again.status.as_u16(), again.location.as_str()), (303, format!("{path}?sent").as_str()));
    assert!(ada.get(&again.location).await.body.contains("The mail is on its way."));
    let page = ada.get(&path).await;
    assert!(page.body.contains("Leave it with the neighbour."), "{}", page.body);
    assert!(page.body.contains("Shipping mail sent once more"), "{}", page.body);
    // Of other mails those can be sent again that were sent.
    let (again, order_id) = (format!("{path}/mails"), order.id.to_string());
    assert!(!page.body.contains(&again), "none was: {}", page.body);
    let refused = ada.submit(&page, &again, &[("kind", "order_paid"), ("about", &order_id)]).await;
    assert!(refused.status == 409 && refused.body.contains("No such mail"), "{}", refused.body);
    assert_eq!(ada.submit(&page, &again, &[("kind", "order"), ("about", &order_id)]).await.status, 404);
    assert_eq!(ada.submit(&page, &ship, &[("units.0", "2")]).await.status, 303);
    assert!(!ada.get(&path).await.body.contains(&format!("{ship}\"")), "nothing is left to ship");

    let stock = ada.get("/admin/stock?q=jug").await;
    assert!(stock.body.contains("JUG") && stock.body.contains("value=\"6\""), "{}", stock.body);
    let wrong = ada.submit(&stock, "/admin/stock", &[("sku", "JUG"), ("units", "many"), ("q", "jug")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("value=\"many\""), "{}", wrong.body);
    let counted = ada.submit(&stock, "/admin/stock", &[("sku", "JUG"), ("units", "4"), ("q", "jug")]).await;
    assert_eq!(counted.location, "/admin/stock?q=jug&saved=JUG");
    assert!(ada.get("/admin/overview").await.body.contains("Pilot jug"), "four are few");
    ada.brings_jugs_to_another_location().await;
}

#[tokio::test]
async fn a_part_that_was_called_off_is_told_with_what_is_left_and_the_history_is_in_words() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let editor = ada.makes_a_jug().await;
    let id = editor.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    scene.refresh_offers(id).await;
    let order = scene.ordered("JUG", 3).await;
    let path = format!("/admin/orders/{}", order.id);
    let page = ada.get(&path).await;
    assert!(page.body.contains("Order placed") && page.body.contains("by the shop"), "{}", page.body);
    let off = [("cancel.0", "1"), ("part-reason", "The glaze is off.")];
    assert_eq!(ada.submit(&page, &format!("{path}/cancel-part"), &off).await.status, 303);
    let page = ada.get(&path).await;
    for said in ["1 of them cancelled", "−€49.00", "Left of the total", "Part of the order cancelled"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let left = Money::new(order.total.minor - 4900, order.total.currency).display(Locale::En);
    assert!(page.body.contains(&format!("<strong>{left}</strong>")), "{left}: {}", page.body);
    assert!(page.body.contains("ada@example.com</span><p class=\"written\">The glaze is off."), "{}", page.body);
    assert!(!page.body.contains("part_cancelled"), "{}", page.body);
}

#[tokio::test]
async fn a_payment_is_taken_by_hand_and_a_refusal_says_why() {
    let scene = Scene::open().await;
    let mut ada = scene.member("ada@example.com", Role::Owner).await;
    let editor = ada.makes_a_jug().await;
    let id = editor.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    scene.refresh_offers(id).await;
    let order = scene.ordered("JUG", 1).await;
    let path = format!("/admin/orders/{}", order.id);
    let take = format!("{path}/capture");
    let mut packer = scene.member("packer@example.com", Role::Orders).await;
    assert!(!packer.get(&path).await.body.contains(&take), "whoever gives no money back takes none");
    let page = ada.get(&path).await;
    let shown = order.total.display(Locale::En);
    assert!(page.body.contains(&format!("Take {shown}")), "{}", page.body);
    let amount = page.hidden("amount").to_owned();
    let held = [("amount", amount.as_str()), ("currency", "EUR")];
    let more = ada.submit(&page, &take, &[("amount", "999999"), held[1]]).await;
    assert!(more.status == 409 && more.body.contains("can be taken"), "{}", more.body);
    assert_eq!(ada.submit(&page, &take, &[("amount", "all"), held[1]]).await.status, 422);

    origin_testing::void_charges(&scene.stores.db, true).await;
    let page = ada.get(&path).await;
    let refused = ada.submit(&page, &take, &held).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    for said in ["could not be taken", "Nothing is held for this payment."] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    // Of what was cancelled then, nobody is told to try once more.
    let other = scene.ordered("JUG", 1).await;
    let (path_of_other, advice) = (format!("/admin/orders/{}", other.id), "What a bank holds for an order");
    origin_testing::void_charges(&scene.stores.db, true).await;
    let page = ada.get(&path_of_other).await;
    let refused = ada.submit(&page, &format!("{path_of_other}/capture"), &held).await;
    assert!(refused.status == 409 && refused.body.contains(advice), "{}", refused.body);
    let cancelled = ada.submit(&refused, &format!("{path_of_other}/cancel"), &[("cancel-reason", "")]).await;
    assert_eq!(cancelled.status, 303, "{}", cancelled.body);
    assert!(!ada.get(&path_of_other).await.body.contains(advice), "it is over");
    origin_testing::void_charges(&scene.stores.db, false).await;
    let page = ada.get(&path).await;
    assert_eq!(ada.submit(&page, &take, &held).await.status, 303);
    let page = ada.get(&path).await;
    assert!(!page.body.contains(&take) && page.body.contains("Payment taken"), "{}", page.body);
    // What is refused stays open, with what was typed and what is to be mended.
    let odd = [("goodwill", "much"), ("refund-reason", "A chipped rim")];
    let odd = ada.submit(&page, &format!("{path}/refund"), &odd).await;
    assert!(odd.status == 422 && odd.body.contains("<details open><summary>Give money back"), "{}", odd.body);
    assert!(odd.body.contains("value=\"much\"") && odd.body.contains("goodwill-fault"), "{}", odd.body);
}

#[tokio::test]
async fn an_owner_invites_changes_and_ends() {
    let scene = Scene::open().await;
    let mut owner = scene.member("owner@example.com", Role::Owner).await;
    let mut support = scene.member("support@example.com", Role::Support).await;
    let page = owner.get("/admin/staff").await;
    assert!(page.body.contains("support@example.com"), "{}", page.body);
    let own = page.between("<span class=\"soft\">owner@example.com</span>", "</li>");
    assert!(own.contains("this is you") && page.body.matches("this is you").count() == 1, "{}", page.body);
    let none = owner.submit(&page, "/admin/staff/invitations", &[("email", "eve@example.com")]).await;
    assert!(none.status == 422 && none.body.contains("value=\"eve@example.com\""), "{}", none.body);
    let form = [("email", "eve@example.com"), ("role.orders", "on")];
    let invited = owner.submit(&page, "/admin/staff/invitations", &form).await;
    assert!(invited.body.contains("http://office.example/admin/welcome/"), "{}", invited.body);
    let again = owner.submit(&page, "/admin/staff/invitations", &form).await;
    assert!(again.status == 200 && !again.body.contains("/admin/welcome/"), "the link is shown once");
    let listed = owner.get("/admin/staff").await;
    assert!(listed.body.contains("invited by owner@example.com"), "{}", listed.body);
    let withdraw = listed.between("action=\"/admin/staff/invitations/", "\"");
    let withdraw = format!("/admin/staff/invitations/{withdraw}");
    assert!(withdraw.ends_with("/withdraw"), "{withdraw}");
    assert_eq!(owner.submit(&listed, &withdraw, &[]).await.location, "/admin/staff?saved");
    assert!(!owner.get("/admin/staff").await.body.contains("eve@example.com"), "it is not open any more");
    let listed = owner.get("/admin/staff").await;
    let late = owner.submit(&listed, &withdraw, &[]).await;
    assert!(late.status == 404 && late.body.contains("Look at the list again"), "{}", late.body);
    let welcome = format!("/admin/welcome/{}", invited.between("http://office.example/admin/welcome/", "<"));
    let closed = owner.get(&welcome).await;
    assert!(closed.status.is_client_error() && closed.body.contains("This invitation is over."), "{}", closed.body);
    let account = page.body.split("support@example.com").nth(1).and_then(|rest| rest.split("/admin/staff/").nth(1));
    let account = account.and_then(|rest| rest.split('/').next()).expect("an id").to_owned();
    assert_eq!(support.get("/admin/audit").await.status, 403);
    let roles = format!("/admin/staff/{account}/roles");
    assert_eq!(owner.submit(&page, &roles, &[("role.analyst", "on")]).await.status, 303);
    assert_eq!(support.get("/admin/audit").await.status, 200, "with the next request");
    let page = owner.get("/admin/staff").await;
    assert_eq!(owner.submit(&page, &format!("/admin/staff/{account}/end"), &[]).await.status, 303);
    assert_eq!(support.get("/admin/audit").await.location, "/admin/sign-in");
}
