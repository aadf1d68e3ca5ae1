//! Short texts that a key of ours vouches for, which somebody else holds: challenges, and passes for further tries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::key::{Key, Keys};

/// Longer texts are none of ours.
const MAX_LENGTH: usize = 400;
/// What stands between the parts of a ticket, of which none holds it.
const BETWEEN: char = '~';

/// What a ticket is for: one for something else is no ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketKind {
    /// Asks for work.
    Challenge,
    /// Lets whoever did the work try further.
    Pass,
}

impl TicketKind {
    /// What comes before a ticket in what is signed, so that no other text of ours passes for one.
    const fn label(self) -> &'static str {
        match self {
            Self::Challenge => "selvedge-challenge",
            Self::Pass => "selvedge-pass",
        }
    }
}

/// What a ticket says. None of its texts has a `~`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The class of requests that it is for.
    pub class: String,
    /// The client that it was given to; empty where none is known.
    pub client: String,
    /// When it is over, in seconds since 1970.
    pub expires: u64,
    /// How hard the work is, in bits; or how many tries there are.
    pub number: u32,
    /// Tells it from every other.
    pub nonce: String,
}

impl Ticket {
    /// The ticket as a text of visible ASCII that a cookie and a header field can hold.
    pub fn seal(&self, kind: TicketKind, key: &Key) -> String {
        let Self { class, client, expires, number, nonce } = self;
        let said = format!("{class}~{client}~{expires}~{number}~{nonce}");
        let code = key.mac(signed(kind, &said).as_bytes());
        [&URL_SAFE_NO_PAD.encode(said), key.id(), &URL_SAFE_NO_PAD.encode(code)].join("~")
    }

    /// Whether a text is written as tickets are, by whomever.
    pub fn is_like(text: &str) -> bool {
        let is_of_it = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        (1..=MAX_LENGTH).contains(&text.len()) && text.bytes().all(is_of_it)
    }

    /// Reads a ticket of this kind that one of these keys vouches for and that is not over. `now` is in seconds since
    /// 1970. Whether it was used, and whose it is, is for the caller to ask.
    pub fn open(kind: TicketKind, text: &str, keys: &Keys, now: u64) -> Option<Self> {
        if !Self::is_like(text) {
            return None;
        }
        let mut parts = text.split(BETWEEN);
        let (said, id, code) = (parts.next()?, parts.next()?, parts.next()?);
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
        let said = String::from_utf8(decode(said)?).ok()?;
        let is_ours = parts.next().is_none() && keys.find(id)?.made(signed(kind, &said).as_bytes(), &decode(code)?);
        let mut fields = said.split(BETWEEN).filter(|_| is_ours);
        let ticket = Self {
            class: fields.next()?.to_owned(),
            client: fields.next()?.to_owned(),
            expires: fields.next()?.parse().ok()?,
            number: fields.next()?.parse().ok()?,
            nonce: fields.next()?.to_owned(),
        };
        (fields.next().is_none() && now < ticket.expires).then_some(ticket)
    }
}

fn signed(kind: TicketKind, said: &str) -> String {
    format!("{}\n{said}", kind.label())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    const NOW: u64 = 1_700_000_000;

    fn keys(secret: u8) -> Keys {
        format!("one:{}", STANDARD.encode([secret; 32])).parse().expect("a key")
    }

    fn ticket() -> Ticket {
        let (class, client, nonce) = ("log-in".to_owned(), "192.0.2.7".to_owned(), "0123456789abcdef".to_owned());
        Ticket { class, client, expires: NOW + 60, number: 18, nonce }
    }

    #[test]
    fn a_ticket_is_read_by_who_has_the_key_until_it_is_over_and_as_what_it_is() {
        let text = ticket().seal(TicketKind::Pass, keys(1).signing());
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)), "{text}");
        let open = |kind, keys: &Keys, now| Ticket::open(kind, &text, keys, now);
        assert_eq!(open(TicketKind::Pass, &keys(1), NOW), Some(ticket()));
        assert_eq!(open(TicketKind::Pass, &keys(1), NOW + 60), None, "it is over");
        assert_eq!(open(TicketKind::Pass, &keys(2), NOW), None, "another key");
        assert_eq!(open(TicketKind::Challenge, &keys(1), NOW), None, "it is for something else");
    }

    proptest! {
        #[test]
        fn any_changed_byte_makes_it_none(at in 0_usize..200, to in 33_u8..127) {
            let text = ticket().seal(TicketKind::Challenge, keys(1).signing());
            let mut changed = text.clone().into_bytes();
            let at = at % changed.len();
            changed[at] = to;
            let changed = String::from_utf8(changed).expect("ASCII");
            let opened = Ticket::open(TicketKind::Challenge, &changed, &keys(1), NOW);
            // The last letter of base64 may stand for bits that nobody reads; the decoder refuses those.
            prop_assert!(opened.is_none() || changed == text, "{changed}");
        }

        #[test]
        fn whatever_comes_is_read_or_is_none(text in ".{0,500}") {
            prop_assert_eq!(Ticket::open(TicketKind::Pass, &text, &keys(1), NOW), None);
        }
    }
}
