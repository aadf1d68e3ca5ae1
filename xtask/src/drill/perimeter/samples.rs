//! What is sent: the samples in `deploy/waf`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::client::Answer;

/// Where the samples are, relative to the root.
const FOLDER: &str = "deploy/waf";

/// A request.
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// One header field more, as it is sent.
    pub(super) field: Option<String>,
    /// A form.
    pub(super) body: Option<String>,
}

impl Request {
    pub(super) fn get(path: &str) -> Self {
        Self { method: "GET".to_owned(), path: path.to_owned(), field: None, body: None }
    }
}

/// A request that means no good.
pub(super) struct Attack {
    pub(super) kind: String,
    pub(super) request: Request,
    /// What must not come back as it is.
    payload: Option<String>,
}

impl Attack {
    /// What it has done, as far as its answer tells; nothing if it is harmless.
    pub(super) fn harm(&self, answer: &Answer) -> Option<&'static str> {
        let markup = self.payload.as_ref().filter(|payload| payload.contains('<'));
        let location = answer.head.lines().find_map(|line| line.strip_prefix("location: "));
        let away = |to: &str| to.starts_with("//") || to.starts_with("javascript:") || to.contains("://evil.example");
        if answer.status >= 500 {
            Some("an error of the shop's")
        } else if self.kind == "inside" && answer.status != 404 {
            Some("reached what is inside")
        } else if markup.is_some_and(|payload| answer.body.contains(payload.as_str())) {
            Some("came back as markup")
        } else if answer.body.contains("root:x:0:0") {
            Some("read a file of the machine")
        } else if answer.head.contains("\nset-cookie: x=1") {
            Some("wrote a header field")
        } else if location.is_some_and(away) {
            Some("led elsewhere")
        } else {
            None
        }
    }
}

/// What shoppers do.
pub(super) fn journey(root: &Path) -> Result<Vec<Request>> {
    let request = |[method, path, body]: [String; 3]| Request { method, path, field: None, body: given(body) };
    Ok(lines(root, "journey.txt")?.into_iter().map(request).collect())
}

/// Each payload as a search and in a form, and requests that are attacks as a whole.
pub(super) fn attacks(root: &Path) -> Result<Vec<Attack>> {
    let mut attacks = Vec::new();
    for [kind, payload] in lines(root, "attacks/payloads.txt")? {
        let encoded = utf8_percent_encode(&payload, NON_ALPHANUMERIC).to_string();
        let search = Request::get(&format!("/search?q={encoded}"));
        let form = Request {
            method: "POST".to_owned(),
            path: "/cart".to_owned(),
            field: None,
            body: Some(format!("code={encoded}")),
        };
        for request in [search, form] {
            attacks.push(Attack { kind: kind.clone(), request, payload: Some(payload.clone()) });
        }
    }
    for [kind, method, path, field] in lines(root, "attacks/requests.txt")? {
        let request = Request { method, path, field: given(field), body: None };
        attacks.push(Attack { kind, request, payload: None });
    }
    Ok(attacks)
}

/// Bytes on which two readers might not agree.
pub(super) fn smuggling(root: &Path) -> Result<Vec<Vec<u8>>> {
    let each = lines(root, "attacks/smuggling.txt")?.into_iter().map(|[line]: [String; 1]| unescape(&line));
    Ok(each.collect())
}

/// A field that may be left out.
fn given(field: String) -> Option<String> {
    Some(field).filter(|field| field != "-")
}

/// The lines of a file in so many fields; those that begin with `# ` are comments.
fn lines<const N: usize>(root: &Path, name: &str) -> Result<Vec<[String; N]>> {
    let file = root.join(FOLDER).join(name);
    let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "));
    let fields = |line: &str| {
        let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
        fields.try_into().ok().with_context(|| format!("{}: `{line}` has not {N} fields", file.display()))
    };
    lines.map(fields).collect()
}

/// The bytes of a line in which `\r`, `\n` and `\xNN` stand for themselves.
fn unescape(line: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), line);
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, length) = match after.as_bytes() {
            [b'r', ..] => (b'\r', 1),
            [b'n', ..] => (b'\n', 1),
            [b'x', ..] => match after.get(1..3).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) => (byte, 3),
                None => (b'\\', 0),
            },
            _ => (b'\\', 0),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_escapes() {
        assert_eq!(unescape(r"a\r\nb\x00\x0bc\q\xzz"), b"a\r\nb\x00\x0bc\\q\\xzz");
    }

    #[test]
    fn harm_is_seen() {
        let attack = |kind: &str| Attack {
            kind: kind.to_owned(),
            request: Request::get("/"),
            payload: Some("<svg onload=alert(1)>".to_owned()),
        };
        let answer = |status, head: &str, body: &str| Answer { status, head: head.to_owned(), body: body.to_owned() };
        let xss = attack("xss");
        assert_eq!(xss.harm(&answer(200, "", "for &lt;svg onload=alert(1)>")), None);
        assert!(xss.harm(&answer(200, "", "for <svg onload=alert(1)>")).is_some());
        assert!(xss.harm(&answer(500, "", "")).is_some());
        assert!(xss.harm(&answer(303, "http/2 303\nlocation: //evil.example", "")).is_some());
        assert!(attack("inside").harm(&answer(200, "", "")).is_some());
        assert_eq!(attack("inside").harm(&answer(404, "", "")), None);
    }
}
