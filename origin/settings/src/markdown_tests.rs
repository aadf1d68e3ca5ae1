//! What becomes of what strangers to a shop might have a merchant paste.

use domain::Market;
use proptest::prelude::*;

use super::{MAX_DEPTH, fault, html};

/// Elements that may come out, and what each may carry.
const ALLOWED: [(&str, &[&str]); 25] = [
    ("a", &["href", "title"]),
    ("blockquote", &[]),
    ("br", &[]),
    ("code", &[]),
    ("del", &[]),
    ("em", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("h5", &[]),
    ("h6", &[]),
    ("hr", &[]),
    ("img", &["src", "alt", "title"]),
    ("li", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &[]),
    ("strong", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &[]),
    ("th", &[]),
    ("thead", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

/// Every tag of `html`: its name, and its attributes with their values.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = rest[at..].find('>').expect("every tag ends") + at;
        let tag = rest[at + 1..end].trim_start_matches('/').trim_end_matches('/').trim();
        let (name, mut given) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut attributes = Vec::new();
        while let Some((attribute, after)) = given.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("values end");
            attributes.push((attribute.trim().to_owned(), value.to_owned()));
            given = after;
        }
        assert_eq!(given.trim(), "", "all of <{tag}> is read");
        tags.push((name.to_owned(), attributes));
        rest = &rest[end + 1..];
    }
    tags
}

fn assert_harmless(made: &str) {
    for (name, attributes) in tags(made) {
        let allowed = ALLOWED.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("<{name}>: {made}"));
        for (attribute, value) in attributes {
            assert!(allowed.1.contains(&attribute.as_str()), "{attribute}: {made}");
            if matches!(attribute.as_str(), "href" | "src") {
                let starts = ["https://", "http://", "mailto:", "tel:", "/", "#"];
                let lower = value.to_lowercase();
                assert!(starts.iter().any(|start| lower.starts_with(start)), "{value}");
                assert!(!value.starts_with("//") && !value.starts_with("/\\"), "{value}");
            }
        }
    }
}

#[test]
fn what_is_hostile_is_text() {
    for (typed, shown) in [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <img src=x onerror=alert(1)> b", "<p>a &lt;img src=x onerror=alert(1)&gt; b</p>\n"),
        ("[x](javascript:alert(1))", "<p>x</p>\n"),
        ("[x](JaVaScRiPt:alert(1))", "<p>x</p>\n"),
        ("[x](javascript&#58;alert(1))", "<p>x</p>\n"),
        ("[x](<java\tscript:alert(1)>)", "<p>x</p>\n"),
        ("[x](data:text/html,1)", "<p>x</p>\n"),
        ("[x](vbscript:1)", "<p>x</p>\n"),
        ("[x](//evil.example)", "<p>x</p>\n"),
        ("[x](/\\\\evil.example)", "<p>x</p>\n"),
        ("[x](file:///etc/passwd)", "<p>x</p>\n"),
        ("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n"),
        ("![x](https://evil.example/pixel.png)", "<p>x</p>\n"),
        ("![x](javascript:1)", "<p>x</p>\n"),
        ("[![x](javascript:1)](javascript:2)", "<p>x</p>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
        ("```js\" onload=\"1\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>\n"),
        ("[a](/x \"q\\\" onclick=\\\"1\")", "<p><a href=\"/de/x\" title=\"q&quot; onclick=&quot;1\">a</a></p>\n"),
    ] {
        let made = html(typed, Market::De);
        assert_harmless(&made);
        assert_eq!(made, shown, "{typed}");
    }
    for more in
        ["<style>*{display:none}</style>", "<!-- x -->", "<?php ?>", "<![CDATA[x]]>", "<!DOCTYPE x>", "<svg/onload=1>"]
    {
        let made = html(more, Market::De);
        assert_harmless(&made);
        assert!(made.contains("&lt;"), "{made}");
    }
}

#[test]
fn what_merchants_write_is_shown() {
    for (typed, shown) in [
        ("One\ntwo\n\n*three*", "<p>One\ntwo</p>\n<p><em>three</em></p>\n"),
        ("[Mugs](/collections/mugs)", "<p><a href=\"/de/collections/mugs\">Mugs</a></p>\n"),
        ("[Mugs](/us/collections/mugs)", "<p><a href=\"/us/collections/mugs\">Mugs</a></p>\n"),
        ("[Us](mailto:a@b.example)", "<p><a href=\"mailto:a@b.example\">Us</a></p>\n"),
        ("<a@b.example>", "<p><a href=\"mailto:a@b.example\">a@b.example</a></p>\n"),
        ("[ODR](https://ec.europa.eu/odr)", "<p><a href=\"https://ec.europa.eu/odr\">ODR</a></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("~~old~~", "<p><del>old</del></p>\n"),
    ] {
        assert_eq!(html(typed, Market::De), shown, "{typed}");
    }
    let table = html("| a | b |\n|:--|--:|\n| 1 | 2 |", Market::Eu);
    assert!(table.contains("<th>a</th>") && !table.contains("style"), "{table}");
}

#[test]
fn headings_follow_each_other_below_the_title() {
    let levels = |typed: &str| {
        let made = html(typed, Market::Eu);
        assert_harmless(&made);
        let names = tags(&made).into_iter().map(|(name, _)| name).filter(|name| name.starts_with('h'));
        names.step_by(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(levels("# a\n\n## b\n\n# c"), "h2 h3 h2");
    assert_eq!(levels("### a\n\n### b\n\n###### c\n\n# d\n\n### e"), "h2 h2 h3 h2 h3");
    assert_eq!(levels("# a\n## b\n### c\n#### d\n##### e\n###### f"), "h2 h3 h4 h5 h6 h6");
}

#[test]
fn what_lies_too_deep_is_refused_and_harmless() {
    assert_eq!(fault(&"> ".repeat(MAX_DEPTH - 2)), None);
    for deep in ["> ".repeat(20_000), "- ".repeat(5_000) + "a", "*".repeat(20_000) + "a", "[".repeat(20_000)] {
        assert_harmless(&html(&deep, Market::Eu));
    }
    assert!(fault(&(">".repeat(40) + " a")).is_some_and(|fault| fault.contains("deep")));
}

proptest! {
    #[test]
    fn whatever_is_typed_comes_out_harmless(
        typed in "([a-z \n#>*_`~|!<>\"'&;:/\\\\()\\[\\]-]|<script>|javascript:|\\]\\(|<!--|-->|&#58;|https://|onload=|\t){0,60}"
    ) {
        assert_harmless(&html(&typed, Market::De));
    }
}
