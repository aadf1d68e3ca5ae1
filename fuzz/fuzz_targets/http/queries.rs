//! Addresses: of all spellings there is one, it says the same, and nobody is led to what is not for everybody.
#![no_main]

use api::Audience;
use api::site::{Address, RANGE_FIELDS, audience, page, plain_path, respelt, target};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (path, query) = text.split_once('?').map_or((&*text, None), |(path, query)| (path, Some(query)));
    let path = format!("/{path}");

    let plain = plain_path(&path).into_owned();
    assert_eq!(plain_path(&plain), plain);
    assert!(plain.starts_with('/') && !plain.starts_with("//") && plain.is_ascii(), "{plain}");
    assert!(!plain.bytes().any(|byte| byte.is_ascii_control() || matches!(byte, b'\\' | b' ' | b'?' | b'#')));
    if audience(&path, None) == Audience::Public {
        assert_eq!(audience(&plain, None), Audience::Public, "{path} is led to {plain}");
    }
    if let Some(address) = respelt(&path, query) {
        // Once is enough, and what is typed into fields of a range is all that is said otherwise.
        let (led, asked) = address.split_once('?').map_or((address.as_str(), None), |(led, asked)| (led, Some(asked)));
        assert_eq!(led, plain);
        assert_eq!(respelt(led, asked), None, "{path} is led to {address}");
        if !query.is_some_and(|query| RANGE_FIELDS.iter().any(|field| query.contains(field))) {
            assert_eq!(asked, query);
        }
    }

    let once = target(&path, query).into_owned();
    let (_, asked) = once.split_once('?').map_or((path.as_str(), None), |(path, asked)| (path, Some(asked)));
    assert_eq!(target(&path, asked), once);
    let Some(page) = page(Address::of(&path).path) else { return };
    let said = |query: Option<&str>| {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned();
        let mut known: Vec<(String, String)> =
            pairs.filter(|(name, _)| page.parameters.contains(&name.as_str())).collect();
        known.sort();
        known
    };
    let (all, kept) = (said(query), said(asked));
    assert!(kept.iter().all(|pair| all.contains(pair)), "{path}: {all:?} became {kept:?}");
    assert!(kept.windows(2).all(|two| two[0].0 != two[1].0 || two[0].0 == "filter"), "{path}: {kept:?}");
    // Of a number, an order or a choice only some values say something; of a text all but the empty one.
    let is_text = |name: &str| matches!(name, "q" | "variant");
    for (name, _) in all.iter().filter(|(name, value)| is_text(name) && !value.is_empty()) {
        assert!(kept.iter().any(|(known, _)| known == name), "{path}: {all:?} became {kept:?}");
    }
});
