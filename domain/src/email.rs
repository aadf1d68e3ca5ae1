//! E-mail addresses that every mail server takes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// An e-mail address that can be written to: a dot-atom of ASCII, `@`, and a name of at least two labels
/// (RFC 5321, 4.1.2, without quoted local parts and addresses of hosts, which nobody has and few servers
/// take). A domain in letters of other scripts becomes what DNS calls it (UTS 46): `müller.de` is
/// `xn--mller-kva.de`. Other letters before the `@` are refused: only a server that offers SMTPUTF8 (RFC
/// 6531) takes them, and an order must not depend on whether one does. At most 254 characters.
///
/// It is kept as it was typed but for the domain, which is in lower case; [`Email::canonical`] is what two
/// spellings of one address have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The text is not an address that can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an e-mail address looks like name@example.com, with plain letters before the @")]
pub struct InvalidEmail;

impl Email {
    /// The address as mails are sent to it: ASCII alone.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`: 64 characters at most.
    pub fn local(&self) -> &str {
        self.0.split('@').next().unwrap_or_default()
    }

    /// The address in one spelling, by which accounts, limits and uses are counted: in lower case. Since it
    /// is ASCII, that means the same to every program and store.
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(InvalidEmail)?;
        let atom = |atom: &str| !atom.is_empty() && atom.bytes().all(is_atom_text);
        if local.len() > 64 || !local.split('.').all(atom) {
            return Err(InvalidEmail);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| InvalidEmail)?;
        let labels: Vec<&str> = domain.split('.').collect();
        let top = labels.last().copied().unwrap_or_default();
        // No top-level domain begins with a digit, and all numbers of hosts do.
        let named = labels.len() >= 2 && top.starts_with(|c: char| c.is_ascii_alphabetic());
        let address = format!("{local}@{domain}");
        if named && labels.iter().all(|label| is_label(label)) && address.len() <= 254 {
            Ok(Self(address))
        } else {
            Err(InvalidEmail)
        }
    }
}

/// A part of a domain's name (RFC 1123, 2.1).
fn is_label(label: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(inner)
}

/// What a local part may hold between its dots (RFC 5322, 3.2.3: `atext`).
fn is_atom_text(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(text.parse::<Email>().ok().as_ref().map(Email::as_str), expect, "{text:?}");
    }

    #[test]
    fn addresses_are_kept_as_typed_but_for_the_domain() {
        check(" Ada@Example.COM ", Some("Ada@example.com"));
        check("\tada@example.com", Some("ada@example.com"));
        check("o'brien+shop@mail.example.org", Some("o'brien+shop@mail.example.org"));
        check("a@1password.com", Some("a@1password.com"));
        check("ada@Müller.de", Some("ada@xn--mller-kva.de"));
        check("ada@xn--mller-kva.de", Some("ada@xn--mller-kva.de"));
        check("ada@例え.テスト", Some("ada@xn--r8jz45g.xn--zckzah"));
    }

    #[test]
    fn c10_what_mail_servers_do_not_take_is_no_address() {
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a@b@c.de",
            "a b@c.de",
            "a@-b.de",
            "a@b-.de",
            "a@b..de",
            "a@b.de.",
            "a@.b.de",
            "a@b_c.de",
            "a@b.123",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "\"a b\"@example.com",
            "a(b)@example.com",
            "Ada <ada@example.com>",
            "a,b@example.com",
            "jürgen@example.com",
            "a\r\nBcc:x@c.de",
            "a@c.de\r\nBcc: x@c.de",
            "a\u{0}@c.de",
        ] {
            check(bad, None);
        }
        check(&format!("{}@example.com", "a".repeat(64)), Some(&format!("{}@example.com", "a".repeat(64))));
        check(&format!("{}@example.com", "a".repeat(65)), None);
        check(&format!("a@{}.com", "b".repeat(64)), None);
        check(&format!("a@{}com", "bbbbbbbbb.".repeat(25)), None);
    }

    #[test]
    fn l13_characters_that_nobody_sees_are_no_part_of_an_address() {
        for hidden in ["\u{202e}", "\u{200b}", "\u{feff}", "\u{ad}", "\u{2066}"] {
            check(&format!("a{hidden}gnp@example.com"), None);
        }
    }

    #[test]
    fn m2_every_spelling_of_an_address_has_one_canonical_form() {
        let canonical = |text: &str| text.parse::<Email>().map(|email| email.canonical());
        for spelling in ["miniii@example.com", "MINIII@EXAMPLE.COM", "mInIiI@Example.com"] {
            assert_eq!(canonical(spelling), Ok("miniii@example.com".to_owned()));
        }
        // Neither Turkish letter is another spelling: it is no address at all.
        for other in ["miniiİ@example.com", "mınııı@example.com", "ｍｉｎｉｉｉ@example.com"] {
            assert_eq!(canonical(other), Err(InvalidEmail), "{other}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_ascii_and_reads_as_itself(text in "[a-zA-Z.+'İı_-]{1,12}@[a-zA-Zäß。.İ-]{1,12}\\.[a-z]{2,4}") {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert!(email.as_str().is_ascii());
                prop_assert_eq!(email.as_str().parse::<Email>(), Ok(email.clone()));
                let canonical: Email = email.canonical().parse().expect("an address too");
                prop_assert_eq!(canonical.canonical(), email.canonical());
                prop_assert_eq!(canonical.as_str(), email.as_str().to_lowercase());
            }
        }
    }
}
