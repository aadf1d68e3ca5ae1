//! Plain text of HTML: paragraphs separated by blank lines, everything else dropped.

/// The text people would read of `html`. Plain text comes through as it is, but for blanks.
pub fn of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag(rest) else {
            // A less-than sign.
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        match tag.name.as_str() {
            // What is inside is not text.
            "script" | "style" if !tag.closes => rest = after_closing(rest, &tag.name),
            "br" => text.push('\u{0}'),
            "li" if !tag.closes => text.push_str("\u{1}• "),
            "p" | "div" | "ul" | "ol" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "tr"
            | "blockquote" | "section" | "article" | "hr" => text.push('\u{1}'),
            "td" | "th" => text.push(' '),
            _ => {}
        }
    }
    text.push_str(rest);
    // Marks as paragraphs and lines; blanks, line ends of the source among them, as one space. A
    // source without tags keeps its own blank lines as paragraphs.
    let text = text.replace("\r\n", "\n").replace("\n\n", "\u{1}");
    let line = |line: &str| decoded(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let paragraph = |paragraph: &str| {
        let lines: Vec<String> = paragraph.split('\u{0}').map(line).filter(|line| !line.is_empty()).collect();
        lines.join("\n")
    };
    let paragraphs = text.split('\u{1}').map(paragraph).filter(|text| !text.is_empty() && text != "•");
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

struct Tag {
    name: String,
    closes: bool,
    /// In bytes, with both angle brackets.
    length: usize,
}

/// The tag or comment `text` begins with, if it begins with one.
fn tag(text: &str) -> Option<Tag> {
    let inner = &text[1..];
    if inner.starts_with("!--") {
        let length = text.find("-->").map_or(text.len(), |at| at + 3);
        return Some(Tag { name: String::new(), closes: false, length });
    }
    let (closes, named) = inner.strip_prefix('/').map_or((false, inner), |named| (true, named));
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let name: String = named.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    // An angle bracket inside a quoted attribute does not end the tag.
    let mut quote = None;
    let end = text.char_indices().find(|(_, c)| match (quote, *c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        (Some(open), c) if open == c => {
            quote = None;
            false
        }
        _ => false,
    });
    Some(Tag { name, closes, length: end.map_or(text.len(), |(at, _)| at + 1) })
}

fn after_closing<'t>(text: &'t str, name: &str) -> &'t str {
    let closing = format!("</{name}");
    let lower = text.to_ascii_lowercase();
    let Some(at) = lower.find(&closing) else { return "" };
    text[at..].find('>').map_or("", |end| &text[at + end + 1..])
}

/// Character references that shops' texts really hold; the others stay as they are.
const NAMED: [(&str, &str); 36] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("sbquo", "‚"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("bdquo", "„"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("bull", "•"),
    ("middot", "·"),
    ("deg", "°"),
    ("times", "×"),
    ("frac12", "½"),
    ("euro", "€"),
    ("pound", "£"),
    ("copy", "©"),
    ("reg", "®"),
    ("trade", "™"),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("eacute", "é"),
    ("egrave", "è"),
];

fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((character, length)) => {
                out.push_str(&character);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(text: &str) -> Option<(String, usize)> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let name = text.get(1..end)?;
    let character = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            let character = char::from_u32(code.ok()?).filter(|c| !c.is_control())?;
            character.to_string()
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1.to_owned(),
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn what_people_would_read_remains() {
        let check = |html: &str, expect: &str| assert_eq!(of(html), expect, "{html}");
        check("<p>One &amp; two.</p>\n<p>Three<br>four</p>", "One & two.\n\nThree\nfour");
        check("<ul><li>Wool</li><li><b>Warm</b></li></ul>", "• Wool\n\n• Warm");
        check("Plain  text,\nin one paragraph.\n\nAnd two.", "Plain text, in one paragraph.\n\nAnd two.");
        check("5 < 6 && 7 > 6 &unknown; &#8364;&#x20AC;", "5 < 6 && 7 > 6 &unknown; €€");
        check("a<style>p > b { color: red }</style>b<!-- <p>no</p> -->c", "abc");
        check("<script>alert(1)", "");
        check(r#"<a title="x > y" href='#'>link</a>"#, "link");
        check("&lt;b&gt;", "<b>");
        check("<p", "");
        check("", "");
    }
}
