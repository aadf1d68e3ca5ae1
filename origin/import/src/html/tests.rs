use super::parser::{MAX_ATTRIBUTES, MAX_TAGS};
use super::*;
use proptest::prelude::*;

fn of(html: &str) -> String {
    plain_text(html).unwrap().text
}

fn check(html: &str, expect: &str) {
    assert_eq!(of(html), expect, "{html}");
}

#[test]
fn what_people_would_read_remains() {
    check("<p>One &amp; two.</p>\n<p>Three<br>four</p>", "One & two.\n\nThree\nfour");
    check("<ul><li>Wool</li><li><b>Warm</b></li></ul>", "• Wool\n\n• Warm");
    check("<ol><li>Rinse<li><p>Dry</p></ol>", "1. Rinse\n\n2. Dry");
    check("Plain  text,\nin one paragraph.\n\nAnd two.", "Plain text, in one paragraph.\n\nAnd two.");
    check("Typed <b>by</b> hand.\r\n\r\nAnd two.", "Typed by hand.\n\nAnd two.");
    check("<div>In a\n\nblock</div>", "In a block");
    check("5 < 6 && 7 > 6 &unknown; &#8364;&#x20AC;", "5 < 6 && 7 > 6 &unknown; €€");
    check("a<style>p > b { color: red }</style>b<!-- <p>no</p> -->c", "abc");
    check("<script>alert(1)", "");
    check(r#"<a title="x > y" href='#'>link</a>"#, "link");
    check("&lt;b&gt;", "<b>");
    check("<p", "");
    check("", "");
}

#[test]
fn a17_character_references_are_read_by_the_standard() {
    check(
        "<p>Cr&egrave;me br&ucirc;l&eacute;e, a&ntilde;o, &Aring;rhus, &larr; &check;, 5&permil;, &frac34; l, m&sup3;, it&#146;s &#x2713;</p>",
        "Crème brûlée, año, Århus, ← ✓, 5‰, ¾ l, m³, it’s ✓",
    );
    check("&amp;amp; &NotEqualTilde; &copy 2026 &#0; &#xD800;", "&amp; ≂̸ © 2026 \u{fffd} \u{fffd}");
}

#[test]
fn a18_what_a_browser_hides_is_not_shown() {
    check(
        "<div><h3>Use</h3>By hand<template>no</template><noscript>no</noscript><iframe src=x>no</iframe>\
         <p style=\"color:red; DISPLAY : none\">no</p><p hidden>no</p><span style='visibility:hidden'>no</span>\
         <select><option>no</select><textarea>no</textarea><object>no</object> or in a machine.</div>",
        "Use\n\nBy hand or in a machine.",
    );
    check("E=mc<sup>2</sup>, H<sub>2</sub>O", "E=mc², H₂O");
    check(
        "<table><tr><th>Size</th><th>Width</th></tr><tr><td>S</td><td>50&nbsp;cm</td></tr></table>",
        "Size Width\n\nS 50 cm",
    );
}

#[test]
fn what_is_no_text_is_counted() {
    let plain = plain_text("<p><img src=a><img src=b><a href=/c>See</a><iframe></iframe><video></video></p>").unwrap();
    let expect = [("embedded pages", 1), ("links' addresses", 1), ("pictures", 2), ("videos and sounds", 1)];
    assert_eq!((plain.text.as_str(), plain.left_out), ("See", expect.into()));
}

#[test]
fn l06_markup_that_multiplies_itself_is_refused() {
    assert!(plain_text(&"<hr>".repeat(MAX_TAGS)).is_ok());
    assert!(plain_text(&"<div>".repeat(MAX_TAGS + 1)).is_err());
    // Each paragraph opens the formatting elements anew, of each kind three.
    let open: String = ["a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"]
        .map(|name| format!("<{name}>").repeat(3))
        .concat();
    assert!(plain_text(&format!("<p>{open}{}", "<p>x".repeat(4000))).is_err());
    // However many there are that differ in what nobody sees.
    let open: String = (0..800).map(|n| format!("<b id={n}>")).collect();
    let plain = plain_text(&format!("<p>{open}{}", "<p>x".repeat(800))).unwrap();
    assert_eq!(plain.text.len(), 800 * 3 - 2);
}

#[test]
fn l06_attributes_without_end_are_refused() {
    let tag = |count: usize| (0..count).map(|n| format!(" a{n}")).collect::<String>();
    assert_eq!(of(&format!("<p{}>Wool</p>", tag(2000))), "Wool");
    assert!(plain_text(&format!("<p{}>Wool</p>", " a".repeat(MAX_ATTRIBUTES + 500))).is_err());
    // They are not carried from tag to tag.
    let bold: String = (0..300).map(|n| format!("<b{} x{n}>", tag(100))).collect();
    assert_eq!(of(&format!("{bold}Wool")), "Wool");
    // A picture that is written into its own address is long, and so may a comment be.
    let picture = "data:image/png;base64,iVBORw0KGgo/AAAN+".repeat(9_000);
    assert_eq!(of(&format!("<img src=\"{picture}\"><!-- {} -->Wool", "a word ".repeat(5_000))), "Wool");
}

proptest! {
    #[test]
    fn any_markup_is_text_or_refused(html in "(<(b|p|table|td|li|ul|template|select|svg|a)( hidden)?>|</(b|p|table|td|ul)>|&[a-z#0-9]{1,5};|[a-z <>&;\n]{0,4}){0,40}") {
        if let Ok(plain) = plain_text(&html) {
            prop_assert!(!plain.text.contains("\n\n\n"));
            prop_assert_eq!(plain.text.trim(), &plain.text);
        }
    }
}
