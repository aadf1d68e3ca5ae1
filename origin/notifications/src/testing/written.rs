//! A mail read back from its bytes as a mail program does (RFC 5322, RFC 2045, RFC 2046), as far as the mailer
//! writes them: a text and the same as HTML.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// A mail as whoever gets it sees it.
pub(crate) struct Written {
    /// The fields of its head, unfolded, in the order they stand in.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Written {
    /// The mail that these bytes are. It panics at what the mailer never writes.
    pub(crate) fn of(mail: &[u8]) -> Self {
        assert!(mail.is_ascii(), "no server has to know SMTPUTF8 or 8BITMIME");
        let (fields, body) = entity(std::str::from_utf8(mail).expect("ASCII"));
        let kind = value(&fields, "Content-Type");
        let boundary = kind.split_once("boundary=\"").and_then(|(_, rest)| rest.split_once('"')).expect("parts").0;
        let parts: Vec<&str> = body.split(&format!("--{boundary}")).collect();
        let ["", text, html, "--\r\n"] = parts[..] else { panic!("a text and HTML: {body}") };
        let (text, html) = (decoded(text, "text/plain"), decoded(html, "text/html"));
        Self { fields, text, html }
    }

    /// What stands in the one field of that name.
    pub(crate) fn field(&self, name: &str) -> &str {
        value(&self.fields, name)
    }
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let mut named = fields.iter().filter(|field| field.0.eq_ignore_ascii_case(name)).map(|field| field.1.as_str());
    let value = named.next().unwrap_or_else(|| panic!("no field {name}"));
    assert!(named.next().is_none(), "{name} twice");
    value
}

/// The fields of a head, and what follows it.
fn entity(text: &str) -> (Vec<(String, String)>, &str) {
    let (head, body) = text.split_once("\r\n\r\n").expect("an empty line behind the head");
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no field: {line:?}"));
        (name.to_owned(), value.trim_start().to_owned())
    };
    (head.split("\r\n").map(field).collect(), body)
}

/// The text of a part, with a line feed at the end of each line.
fn decoded(part: &str, kind: &str) -> String {
    let part = part.strip_prefix("\r\n").and_then(|part| part.strip_suffix("\r\n")).expect("between two boundaries");
    let (fields, body) = entity(part);
    assert!(value(&fields, "Content-Type").starts_with(kind), "{part}");
    let bytes = match value(&fields, "Content-Transfer-Encoding") {
        "7bit" => body.as_bytes().to_vec(),
        "quoted-printable" => quoted(body.replace("=\r\n", "").as_bytes()),
        "base64" => BASE64_STANDARD.decode(body.replace("\r\n", "")).expect("base 64"),
        other => panic!("an encoding that nobody asked for: {other}"),
    };
    String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
}

/// What quoted-printable stands for, its soft line ends being gone.
fn quoted(mut rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rest.len());
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (b'=', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("ASCII");
                bytes.push(u8::from_str_radix(digits, 16).expect("two digits behind ="));
                after
            }
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    bytes
}
