use super::*;
use crate::endpoint::audience::CacheClass;
use crate::registry::endpoints;
use http::Method;
use proptest::prelude::*;

fn is_private(path: &str, query: Option<&str>) -> bool {
    audience(path, query) == Audience::Private
}

#[test]
fn personal_paths_are_known_with_and_without_a_market() {
    for path in [
        "/cart",
        "/cart/",
        "/checkout/delivery",
        "/account/orders/7",
        "/login",
        "/register",
        "/orders/1",
        "/api",
        "/api/cart/add",
        "/de/cart",
        "/us/checkout",
        "/DE/Cart",
        "//cart",
        "/%63art",
        "/de/%63art",
        "/v1/carts/1/lines",
        "/v1/sessions",
    ] {
        assert!(is_private(path, None), "{path}");
    }
    for path in [
        "/",
        "/de",
        "/de/",
        "/carts",
        "/products/cart",
        "/de/products/login",
        "/collections/api",
        "/cartoon",
        "/v1/products",
        "/v1/search",
        "/v1/search/suggestions",
        "/products/cart/de",
        "/deu/cart",
        "/fr",
        "/nothing",
        "/sitemap.xml",
        "/robots.txt",
        SERVICE_WORKER,
        OFFLINE,
        "/de/offline",
    ] {
        assert!(!is_private(path, None), "{path}");
    }
}

#[test]
fn of_the_endpoints_those_declared_public_are_public_in_their_own_spelling_alone() {
    for path in [
        "/v1/addresses",
        "/v1/products/mug",
        "/v1/products/7f2c1d3e-0000-4000-8000-000000000001/stock",
        "/v1/collections",
        "/v1/collections/table",
        "/v1/search",
        "/v1/search/suggestions",
        "/v1/facets",
        "/v1/settings",
        "/v1/pages/terms",
        "/v1/openapi.json",
        "/de/v1/products",
    ] {
        assert!(!is_private(path, None), "{path}");
    }
    for path in [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/products/",
        "/v1/products//stock",
        "/v1//products",
        "//v1/products",
        "/v1/Products",
        "/V1/products",
        "/v1/%70roducts",
        "/de/v1/carts",
        "/fr/v1/products",
        "/v1/products/mug/reviews",
        "/v1/products/mug/stock/more",
        "/v1/orders",
        "/v1/admin/orders",
        "/v1/customers/me",
    ] {
        assert!(is_private(path, None), "{path}");
    }
}

#[test]
fn a_form_error_makes_a_page_personal() {
    assert!(is_private("/products/1", Some("__path=%2Fapi%2Fcart%2Fadd&__err=abc")));
    assert!(is_private("/de", Some("__err=abc")));
    assert!(is_private("/products/1", Some("%5F_err=abc")));
    assert!(!is_private("/products/1", Some("q=__err")));
}

#[test]
fn an_address_says_what_it_names() {
    let check = |path, kind, market, rest: &str| {
        let address = Address::of(path);
        assert_eq!((address.kind, address.market, address.path), (kind, market, rest), "{path}");
    };
    check("/", Kind::Page, Market::Eu, "/");
    check("/de/products/a", Kind::Page, Market::De, "/products/a");
    check("/de//evil.example", Kind::Page, Market::De, "/evil.example");
    check("//evil.example", Kind::Page, Market::Eu, "/evil.example");
    check("/api/cart/add_line", Kind::Function, Market::Eu, "/api/cart/add_line");
    check("/v1/products", Kind::Endpoint, Market::Eu, "/v1/products");
    check("/de/v1/products", Kind::Page, Market::De, "/v1/products");
    check("/_edge/health", Kind::Edge, Market::Eu, "/_edge/health");
    check("/sitemap.xml", Kind::Sitemap, Market::Eu, "/sitemap.xml");
    check("/sitemap-12.xml", Kind::Sitemap, Market::Eu, "/sitemap-12.xml");
    check("/sitemap-012.xml", Kind::Page, Market::Eu, "/sitemap-012.xml");
    check("/sitemap-+1.xml", Kind::Page, Market::Eu, "/sitemap-+1.xml");
    check("/de/robots.txt", Kind::Page, Market::De, "/robots.txt");
}

#[test]
fn a_page_is_found_by_its_path() {
    let check = |path, expect| assert_eq!(page(path).map(|page| page.path), expect, "{path}");
    check("/", Some("/"));
    check("/products", Some("/products"));
    check("/products/", Some("/products"));
    check("//products//mug", Some("/products/:slug"));
    check("/orders/find", Some("/orders/find"));
    check("/orders/1", Some("/orders/:id"));
    check("/orders/1/return", Some("/orders/:id/return"));
    check("/orders", None);
    check("/Products", None);
    check("/products/mug/more", None);
}

fn check_target(path: &str, query: &str, expect: &str) {
    let query = (!query.is_empty()).then_some(query);
    assert_eq!(target(path, query), expect, "{path} {query:?}");
}

#[test]
fn l2_what_a_page_does_not_declare_is_no_part_of_its_target() {
    check_target("/products/mug", "colour=1&size=2&filter.x=3&utm_source=4", "/products/mug");
    check_target("/products/mug", "size=2&variant=MUG-L", "/products/mug?variant=MUG-L");
    check_target("/", "page=2&sort=newest&q=tea&variant=A", "/");
    check_target("/us/collections", "page=2", "/us/collections");
    check_target("/nothing", "page=1", "/nothing");
    check_target("/sitemap.xml", "page=1", "/sitemap.xml");
}

#[test]
fn what_a_page_declares_reaches_it_whatever_it_is_called() {
    for page in PAGES.iter().filter(|page| page.audience == Audience::Public) {
        for market in Market::ALL {
            let path = market.path(&page.path.replace(":slug", "mug"));
            for name in page.parameters {
                let value = match *name {
                    "sort" => "newest",
                    "filter" => "colour~ink",
                    _ => "7",
                };
                check_target(&path, &format!("{name}={value}&unknown=1"), &format!("{path}?{name}={value}"));
            }
        }
    }
    check_target("/products/", "page=2", "/products/?page=2");
    check_target("//products", "page=2", "//products?page=2");
}

#[test]
fn e21_a_query_is_read_whatever_its_spelling() {
    check_target("/products", "%70age=2", "/products?page=2");
    check_target("/search", "%71=mug", "/search?q=mug");
    check_target("/search", "q=m%75g", "/search?q=mug");
    check_target("/search", "q=caf%c3%a9%2fx", "/search?q=caf%C3%A9%2Fx");
    check_target("/search", "q=100%", "/search?q=100%25");
    check_target("/search", "q=%zz%+1%2", "/search?q=%25zz%25+1%252");
    check_target("/search", "q=%C3%", "/search?q=%C3%25");
    check_target("/search", "q=%ü", "/search?q=%25ü");
    check_target("/search", "q=%%3731", "/search?q=%25731");
    check_target("/login", "%6eext=checkout", "/login?next=checkout");
    check_target("/v1/search", "%71=mug&market=d%65", "/v1/search?market=de&q=mug");
}

#[test]
fn e21_a_path_has_one_spelling() {
    for (odd, plain) in [
        ("/", "/"),
        ("//", "/"),
        ("/de/", "/de"),
        ("/products", "/products"),
        ("/products/", "/products"),
        ("//products///mug//", "/products/mug"),
        ("/%70roducts/m%75g", "/products/mug"),
        ("/products/gr%c3%bcn", "/products/gr%C3%BCn"),
        ("/products/grün", "/products/gr%C3%BCn"),
        ("/products/a%2fb", "/products/a%2Fb"),
        ("/products/%7Emug%2D1", "/products/~mug-1"),
        ("/products/a;b=1,c!$&'()*+@:", "/products/a;b=1,c!$&'()*+@:"),
        ("/products/{a}|\"b\"", "/products/%7Ba%7D%7C%22b%22"),
        ("/products/100%", "/products/100%25"),
        ("//evil.example/", "/evil.example"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("/sitemap.xml/", "/sitemap.xml"),
    ] {
        assert_eq!(plain_path(odd), plain, "{odd}");
    }
}

#[test]
fn e21_another_spelling_of_a_page_is_led_to_its_own() {
    let check = |path: &str, query: Option<&str>, expect: Option<&str>| {
        assert_eq!(respelt(path, query).as_deref(), expect, "{path}");
    };
    check("/collections", Some("x=1"), None);
    check("/collections/", Some("page=2&x=%20"), Some("/collections?page=2&x=%20"));
    check("//collections", None, Some("/collections"));
    check("//evil.example/", None, Some("/evil.example"));
    check("/%5Fedge/fragments", None, Some("/_edge/fragments"));
    // The API has its own rules, and reads no other spelling.
    check("/v1//products", None, None);
    check("/api//cart", None, None);
}

#[test]
fn of_an_endpoints_query_its_fields_are_kept() {
    check_target("/v1/products", "sort=newest&page=2&utm_source=x", "/v1/products?page=2&sort=newest");
    check_target("/v1/products", "collection=table&market=de", "/v1/products?collection=table&market=de");
    check_target("/v1/products/mug", "market=us&page=2&slug=other", "/v1/products/mug?market=us");
    check_target("/v1/search", "q=mug&q=tea&x=1", "/v1/search?q=mug&q=tea");
    check_target("/v1/addresses", "market=us", "/v1/addresses");
    check_target("/v1/openapi.json", "x=1", "/v1/openapi.json");
    check_target("/v1products", "market=us", "/v1products");
}

#[test]
fn what_is_private_is_kept_by_nobody_and_shown_to_no_crawler() {
    for page in PAGES {
        let is_private = page.audience == Audience::Private;
        assert_eq!(is_private, page.cache == CacheClass::Never, "{}", page.path);
        assert!(!page.takes_form || is_private, "{} takes a form: its answer is one shopper's", page.path);
        assert!(!is_private || page.crawlers == Crawlers::Disallowed, "{}", page.path);
        let pages_of_section = PAGES.iter().filter(|other| other.section == page.section);
        assert!(pages_of_section.clone().all(|other| other.audience == page.audience), "{}", page.path);
    }
}

#[test]
fn public_are_reads_that_anyone_may_make_and_caches_may_keep() {
    use crate::endpoint::Caller;
    for endpoint in endpoints() {
        let is_public = endpoint.audience == Audience::Public;
        assert_eq!(is_public, endpoint.cache != CacheClass::Never, "{}", endpoint.name);
        assert!(!is_public || endpoint.method == Method::GET, "{}", endpoint.name);
        assert!(!is_public || endpoint.caller == Caller::Anyone, "{}", endpoint.name);
        let path = endpoint.path.replace(['{', '}'], "");
        let is_public_path = endpoints()
            .iter()
            .any(|other| other.audience == Audience::Public && other.path.replace(['{', '}'], "") == path);
        assert_eq!(is_public_read(&path), is_public_path, "{}", endpoint.name);
    }
}

#[test]
fn the_first_page_that_matches_is_the_one_that_is_meant() {
    for found in PAGES {
        assert_eq!(page(found.path), Some(found), "an earlier path takes {}", found.path);
    }
}

#[test]
fn the_map_can_be_sent() {
    let sent = serde_json::to_value(PAGES).expect("plain data");
    let mug = sent.as_array().and_then(|pages| pages.iter().find(|page| page["path"] == "/products/:slug"));
    let expect = serde_json::json!({
        "path": "/products/:slug",
        "section": "products",
        "audience": "public",
        "cache": "until-purged",
        "parameters": ["variant"],
        "takes_form": false,
        "crawlers": "listed-by-catalog",
    });
    assert_eq!(mug, Some(&expect));
}

/// Another spelling of a segment: letters in capitals, or encoded.
fn in_other_letters(segment: &str, choices: &[u8]) -> String {
    let spell = |(byte, choice): (u8, &u8)| match choice {
        0 => format!("%{byte:02x}"),
        1 => format!("%{:02X}", byte.to_ascii_uppercase()),
        2 => char::from(byte.to_ascii_uppercase()).to_string(),
        _ => char::from(byte).to_string(),
    };
    segment.bytes().zip(choices.iter().cycle()).map(spell).collect()
}

proptest! {
    #[test]
    fn no_spelling_makes_a_private_path_public(
        at in any::<prop::sample::Index>(),
        choices in prop::collection::vec(0..6_u8, 1..12),
        market in prop::sample::select(vec!["", "/de", "/us", "/US", "/fr", "/%64e", "/en-gb", "/En-GB", "/xx-yy", "/de-ch-eur"]),
        slashes in 1..4_usize,
        rest in "(/[a-z0-9%.]{0,6}){0,3}",
    ) {
        let sections: Vec<&str> = PAGES
            .iter()
            .filter(|page| page.audience == Audience::Private)
            .map(|page| page.section)
            .chain(["api", "v1/carts", "v1/orders", "v1/customers", "v1/admin"])
            .collect();
        let section: Vec<String> = at.get(&sections).split('/').map(|segment| in_other_letters(segment, &choices)).collect();
        let path = format!("{market}{}{}{rest}", "/".repeat(slashes), section.join("/"));
        prop_assert!(is_private(&path, None), "{}", path);
        prop_assert_eq!(Address::of(&path).audience, Audience::Private);
    }

    #[test]
    fn the_order_of_parameters_never_matters(mut pairs in prop::collection::vec(("(page|sort|x)", "[a-z0-9]{0,4}"), 0..6)) {
        let join = |pairs: &[(String, String)]| {
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
        };
        let forward = join(&pairs);
        pairs.reverse();
        let backward = join(&pairs);
        prop_assert_eq!(target("/products", Some(&forward)), target("/products", Some(&backward)));
    }

    #[test]
    fn e21_no_spelling_of_a_query_makes_another_target(
        pairs in prop::collection::vec(("(page|sort|q|utm)", "[a-zA-Z0-9~._-]{0,6}"), 0..4),
        choices in prop::collection::vec(0..4_u8, 1..12),
    ) {
        let spell = |text: &str| {
            let spelt = text.bytes().zip(choices.iter().cycle()).map(|(byte, choice)| match choice {
                0 => format!("%{byte:02x}"),
                1 => format!("%{byte:02X}"),
                _ => char::from(byte).to_string(),
            });
            spelt.collect::<String>()
        };
        let join = |spell: &dyn Fn(&str) -> String| {
            pairs.iter().map(|(name, value)| format!("{}={}", spell(name), spell(value))).collect::<Vec<_>>().join("&")
        };
        for path in ["/products", "/search", "/us/search", "/v1/search", "/login"] {
            let (plain, spelt) = (join(&str::to_owned), join(&spell));
            prop_assert_eq!(target(path, Some(&plain)), target(path, Some(&spelt)));
        }
    }

    #[test]
    fn a_target_is_its_own_target(path in "/(products|search|v1/products|nothing)", query in "[a-z=&%0-9]{0,30}") {
        let once = target(&path, Some(&query)).into_owned();
        let (path, query) = once.split_once('?').map_or((once.as_str(), None), |(path, query)| (path, Some(query)));
        prop_assert_eq!(target(path, query), once.as_str());
    }
    #[test]
    fn e21_no_spelling_of_a_path_makes_another_page(
        segments in prop::collection::vec("[a-zA-Z0-9~._-]{1,6}", 0..4),
        choices in prop::collection::vec(0..4_u8, 1..12),
        slashes in prop::collection::vec(1..4_usize, 5),
        at_end: bool,
    ) {
        let spell = |text: &str| {
            let spelt = text.bytes().zip(choices.iter().cycle()).map(|(byte, choice)| match choice {
                0 => format!("%{byte:02x}"),
                1 => format!("%{byte:02X}"),
                _ => char::from(byte).to_string(),
            });
            spelt.collect::<String>()
        };
        let plain: String = segments.iter().map(|segment| format!("/{segment}")).collect();
        let odd = segments.iter().zip(&slashes).map(|(segment, slashes)| "/".repeat(*slashes) + &spell(segment));
        let odd = odd.collect::<String>() + &"/".repeat(if at_end || segments.is_empty() { slashes[4] } else { 0 });
        let plain = if plain.is_empty() { "/".to_owned() } else { plain };
        prop_assert_eq!(plain_path(&odd), plain.as_str());
        prop_assert_eq!(plain_path(&plain), plain.as_str());
        prop_assert_eq!(page(&plain), page(&plain_path(&odd)));
    }

    #[test]
    fn e21_a_plain_path_is_its_own_and_stays_in_the_shop(path in "/([a-z%0-9/.\\\\ü{ :@]{0,12}|[A-z0-9/.~-]{0,12}|.{0,12})") {
        let plain = plain_path(&path).into_owned();
        prop_assert_eq!([spelt_anew(&path), plain_path(&plain)], [plain.as_str(); 2]);
        prop_assert!(plain.starts_with('/') && !plain.starts_with("//") && plain.is_ascii(), "{}", plain);
        prop_assert!(!plain.contains('\\') && !plain.bytes().any(|byte| byte.is_ascii_control()), "{}", plain);
        // Nobody is led from a page for everybody to one that is not.
        prop_assert!(is_private(&path, None) || !is_private(&plain, None), "{}", plain);
    }
}
