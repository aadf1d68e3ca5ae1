//! What cannot be taken back asks first, on whatever page it stands; and of every form of the office it is known which it is.

use std::collections::BTreeSet;

use http::Method;
use office::screens;

/// What a form does.
enum Deed {
    /// Something is gone for good, or money is on its way: the form lies behind a button that opens what it means, or is on a
    /// page of its own that asks.
    Asked,
    /// The same, by the buttons of these values; the form's others are harmless.
    AskedBy(&'static [&'static str]),
    /// It shows what would become of it, and is done when that is sent once more.
    LookedAt,
    /// It is taken back by another form.
    TakenBackBy(&'static str),
    /// It makes something, or sets what the same form sets back: nothing is gone that does not stand in its fields, in a
    /// history or in a ledger.
    Kept,
}

use Deed::{Asked, AskedBy, Kept, LookedAt, TakenBackBy};

/// Every form that somebody who is signed in can send.
const DEEDS: &[(&str, Deed)] = &[
    ("/admin/orders/{order}/ship", Kept),
    ("/admin/orders/{order}/shipments/{shipment}", Kept),
    ("/admin/orders/{order}/confirm", Kept),
    ("/admin/orders/{order}/note", Kept),
    ("/admin/orders/{order}/mails", Kept),
    ("/admin/orders/{order}/shipments/{shipment}/mail", Kept),
    ("/admin/orders/{order}/capture", Asked),
    ("/admin/orders/{order}/cancel", Asked),
    ("/admin/orders/{order}/cancel-part", Asked),
    ("/admin/orders/{order}/refund", Asked),
    ("/admin/orders/{order}/returns/{return}", AskedBy(&["reject"])),
    ("/admin/products/new", Kept),
    ("/admin/products/bulk", LookedAt),
    ("/admin/products/edits/{edit}", TakenBackBy("/admin/products/edits/{edit}")),
    ("/admin/products/views", Kept),
    ("/admin/products/views/{view}/delete", Asked),
    ("/admin/products/{product}/addresses", AskedBy(&["away"])),
    ("/admin/products/{product}/options", LookedAt),
    ("/admin/products/{product}/attributes", TakenBackBy("/admin/products/{product}/history")),
    ("/admin/products/{product}/history", TakenBackBy("/admin/products/{product}/history")),
    ("/admin/filters", Kept),
    ("/admin/product-types/_new", TakenBackBy("/admin/product-types/{handle}/delete")),
    ("/admin/product-types/{handle}", Kept),
    ("/admin/product-types/{handle}/delete", Asked),
    ("/admin/products/{product}/lines", LookedAt),
    ("/admin/products/{product}", TakenBackBy("/admin/products/{product}/history")),
    ("/admin/products/{product}/delete", Asked),
    ("/admin/products/{product}/variant", Kept),
    ("/admin/products/{product}/pictures", Kept),
    ("/admin/products/{product}/pictures/new", TakenBackBy("/admin/products/{product}/pictures/{media}/forget")),
    ("/admin/products/{product}/pictures/{media}/forget", TakenBackBy("/admin/products/{product}/pictures/new")),
    ("/admin/imports/new", TakenBackBy("/admin/imports/files/{file}/delete")),
    ("/admin/imports/files/{file}/columns", Kept),
    ("/admin/imports/files/{file}/import", TakenBackBy("/admin/imports/{import}/undo")),
    ("/admin/imports/files/{file}/delete", Asked),
    ("/admin/imports/{import}/undo", Kept),
    ("/admin/collections/_new", TakenBackBy("/admin/collections/{slug}/delete")),
    ("/admin/collections/{slug}", Kept),
    ("/admin/collections/{slug}/products", Kept),
    ("/admin/collections/{slug}/order", Kept),
    ("/admin/collections/{slug}/rule", AskedBy(&["end"])),
    ("/admin/collections/{slug}/delete", Asked),
    ("/admin/search-rules", TakenBackBy("/admin/search-rules/{rule}/delete")),
    ("/admin/search-rules/{rule}/delete", Asked),
    ("/admin/price-lists/new", TakenBackBy("/admin/price-lists/{list}")),
    ("/admin/price-lists/import", LookedAt),
    ("/admin/price-lists/import/keep", TakenBackBy("/admin/price-lists/import/{import}/undo")),
    ("/admin/price-lists/import/{import}/undo", TakenBackBy("/admin/price-lists/import/keep")),
    ("/admin/price-lists/{list}", AskedBy(&["delete"])),
    ("/admin/promotions/new", TakenBackBy("/admin/promotions/{promotion}")),
    ("/admin/promotions/{promotion}", TakenBackBy("/admin/promotions/{promotion}")),
    ("/admin/gift-cards", TakenBackBy("/admin/gift-cards/{card}")),
    ("/admin/gift-cards/{card}", TakenBackBy("/admin/gift-cards/{card}")),
    ("/admin/customer-groups", AskedBy(&["delete"])),
    ("/admin/customers/{customer}/group", Kept),
    ("/admin/customers/{customer}/log-out", Asked),
    ("/admin/customers/{customer}/erase", Asked),
    ("/admin/media/fetches", Kept),
    ("/admin/media/hosts", Kept),
    ("/admin/media", TakenBackBy("/admin/media/{media}/delete")),
    ("/admin/media/{media}", Kept),
    ("/admin/media/{media}/delete", Asked),
    ("/admin/stock", Kept),
    ("/admin/stock/one", Kept),
    ("/admin/stock/locations", Kept),
    ("/admin/pages/new", TakenBackBy("/admin/pages/{page}/delete")),
    ("/admin/pages/{page}", TakenBackBy("/admin/pages/{page}/versions/{version}")),
    ("/admin/pages/{page}/versions/{version}", TakenBackBy("/admin/pages/{page}/versions/{version}")),
    ("/admin/pages/{page}/delete", Asked),
    ("/admin/menus", Kept),
    ("/admin/redirects", AskedBy(&["remove"])),
    ("/admin/redirects/file", LookedAt),
    ("/admin/home", TakenBackBy("/admin/home/versions/{version}")),
    ("/admin/home/preview", Kept),
    ("/admin/home/versions/{version}", TakenBackBy("/admin/home/versions/{version}")),
    ("/admin/look", Kept),
    ("/admin/mails", Kept),
    ("/admin/mails/{mail}", Kept),
    ("/admin/markets", AskedBy(&["remove"])),
    ("/admin/features", Kept),
    ("/admin/payments", AskedBy(&["off", "unhook", "forget"])),
    ("/admin/setup", Kept),
    ("/admin/settings", Kept),
    ("/admin/delivery/zone", Kept),
    ("/admin/delivery/zone/remove", Asked),
    ("/admin/taxes", Kept),
    ("/admin/keys", TakenBackBy("/admin/keys/{key}/end")),
    ("/admin/keys/{key}/rotate", Asked),
    ("/admin/keys/{key}/end", Asked),
    ("/admin/staff/invitations", TakenBackBy("/admin/staff/invitations/{invitation}/withdraw")),
    ("/admin/staff/invitations/{invitation}/withdraw", Asked),
    ("/admin/staff/{account}/roles", Kept),
    ("/admin/staff/{account}/end", Asked),
    ("/admin/webhooks", TakenBackBy("/admin/webhooks/{webhook}/delete")),
    ("/admin/webhooks/{webhook}", AskedBy(&["secret"])),
    ("/admin/webhooks/{webhook}/delete", Asked),
];

/// A new form is classed here, or this says so.
#[test]
fn of_every_form_it_is_known_whether_it_asks_or_is_taken_back() {
    let forms: Vec<_> = screens().into_iter().filter(|screen| screen.method == Method::POST).collect();
    let there: BTreeSet<&str> = forms.iter().map(|screen| screen.path).collect();
    let known: BTreeSet<&str> = DEEDS.iter().map(|(path, _)| *path).collect();
    assert_eq!(there, known);
    for (path, deed) in DEEDS {
        if let TakenBackBy(other) = deed {
            assert!(there.contains(other), "{path}: there is no {other}");
        }
    }
}

/// Whether a path is one of this pattern, such as `/admin/keys/{key}/end`.
fn is_of(pattern: &str, path: &str) -> bool {
    let mut segments = path.split('?').next().unwrap_or_default().split('/');
    let all = pattern.split('/').all(|part| {
        segments.next().is_some_and(|segment| part == segment || part.starts_with('{') && !segment.is_empty())
    });
    all && segments.next().is_none()
}

/// The first pattern that a path is of: those with the fewest names in braces come first.
fn deed_of(path: &str) -> Option<&'static Deed> {
    let of = DEEDS.iter().filter(|(pattern, _)| is_of(pattern, path));
    of.min_by_key(|(pattern, _)| pattern.matches('{').count()).map(|(_, deed)| deed)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// No form on this page does for good what it does without having asked. Every page of these tests is looked at.
pub(super) fn check(path: &str, page: &str) {
    let (mut depth, mut action) = (0_usize, "");
    for tag in page.split('<').skip(1) {
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        match name {
            "details" => depth += 1,
            "/details" => depth = depth.saturating_sub(1),
            "form" => action = attribute(tag, "action").unwrap_or_default(),
            "/form" => action = "",
            _ => {}
        }
        let is_asked = depth > 0 || is_of(action, path);
        let is_final = match (name, deed_of(action)) {
            ("form", Some(Asked)) => attribute(tag, "method") == Some("post"),
            ("button" | "input", Some(AskedBy(buttons))) => {
                let mut said = ["name", "value"].into_iter().filter_map(|part| attribute(tag, part));
                let is_it = said.any(|said| buttons.contains(&said));
                is_it && matches!(attribute(tag, "name"), Some("do" | "event" | "away"))
            }
            _ => false,
        };
        assert!(is_asked || !is_final, "{path}: “<{tag}” does what cannot be taken back, and does not ask");
    }
}

#[test]
fn a_form_that_does_not_ask_is_found() {
    let end = "<form method=\"post\" action=\"/admin/keys/7/end\"><button>End</button></form>";
    let asked = format!("<details class=\"asked\"><summary>End</summary>{end}</details>");
    check("/admin/keys", &asked);
    check("/admin/keys/7/end", end);
    let found = |page: &str| std::panic::catch_unwind(|| check("/admin/keys", page)).is_err();
    assert!(found(end) && found(&format!("{asked}{end}")));
    let button =
        "<form method=\"post\" action=\"/admin/redirects\"><button name=\"do\" value=\"remove\">x</button></form>";
    assert!(found(button) && !found(&button.replace("remove", "set")));
}
