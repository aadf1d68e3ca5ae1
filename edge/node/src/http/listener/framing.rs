//! Where one request ends and the next begins must be said once. hyper takes two equal `Content-Length` lines for
//! one, and two `Transfer-Encoding` lines too; another reader of the same bytes, before or behind this node, may not
//! (RFC 9112, 6.1 and 6.3). So the heads are looked at as they come, before hyper sees them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::observed::Observer;

/// Bytes of a line that are looked at: a name and any length there can be.
const LOOKED_AT: usize = 64;

/// Which requests of a connection say their length more than once.
#[derive(Debug)]
pub(crate) struct Ambiguity {
    /// The number of the first of them.
    first: AtomicU64,
    /// Requests that were answered.
    asked: AtomicU64,
}

impl Default for Ambiguity {
    fn default() -> Self {
        Self { first: AtomicU64::new(u64::MAX), asked: AtomicU64::new(0) }
    }
}

impl Ambiguity {
    /// Whether the request that is to be answered next is one of them, or comes after one. Asked once a request.
    pub(crate) fn is_next(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) >= self.first.load(Ordering::Relaxed)
    }
}

/// Reads heads line by line, and of these only what says a length.
#[derive(Debug)]
pub(super) struct Heads {
    ambiguity: Arc<Ambiguity>,
    /// Requests whose heads were read.
    read: u64,
    place: Place,
    head: Head,
    line: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Head,
    /// So many bytes of a body are left.
    Body(u64),
    /// Nothing is looked at any more: the connection ends with the request before.
    Ending,
}

#[derive(Debug, Default)]
struct Head {
    has_request_line: bool,
    lengths: u32,
    codings: u32,
    /// The length it announces; none if it is none.
    length: Option<u64>,
}

impl Observer for Heads {
    fn read(&mut self, bytes: &[u8]) {
        self.see(bytes);
    }
}

impl Heads {
    /// Looks at a connection from its first byte on.
    pub(super) fn new(ambiguity: Arc<Ambiguity>) -> Self {
        let line = Vec::with_capacity(LOOKED_AT);
        Self { ambiguity, read: 0, place: Place::Head, head: Head::default(), line }
    }

    fn see(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            match self.place {
                Place::Ending => return,
                Place::Body(left) => {
                    let taken = usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()));
                    bytes = &bytes[taken..];
                    let left = left - taken as u64;
                    self.place = if left == 0 { Place::Head } else { Place::Body(left) };
                }
                Place::Head => match memchr::memchr(b'\n', bytes) {
                    None => return self.keep(bytes),
                    Some(end) => {
                        self.keep(&bytes[..end]);
                        bytes = &bytes[end + 1..];
                        self.end_line();
                    }
                },
            }
        }
    }

    /// Keeps what is looked at of a line.
    fn keep(&mut self, part: &[u8]) {
        let room = LOOKED_AT - self.line.len();
        self.line.extend_from_slice(&part[..part.len().min(room)]);
    }

    fn end_line(&mut self) {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        match (line.is_empty(), self.head.has_request_line) {
            // Before a request line, empty lines mean nothing.
            (true, false) => {}
            (true, true) => self.end_head(),
            (false, false) => self.head.has_request_line = true,
            (false, true) => self.head.note(line, self.line.len() == LOOKED_AT),
        }
        self.line.clear();
    }

    fn end_head(&mut self) {
        let head = std::mem::take(&mut self.head);
        let is_clear = head.lengths + head.codings <= 1 && (head.lengths == 0 || head.length.is_some());
        if !is_clear {
            self.ambiguity.first.fetch_min(self.read, Ordering::Relaxed);
        }
        self.read += 1;
        self.place = match head.length {
            _ if !is_clear || head.codings > 0 => Place::Ending,
            Some(length @ 1..) => Place::Body(length),
            _ => Place::Head,
        };
    }
}

impl Head {
    fn note(&mut self, line: &[u8], is_cut: bool) {
        let Some(colon) = memchr::memchr(b':', line) else { return };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            self.codings += 1;
        } else if name.eq_ignore_ascii_case(b"content-length") {
            self.lengths += 1;
            let is_number = !is_cut && value.iter().all(u8::is_ascii_digit);
            self.length = std::str::from_utf8(value).ok().filter(|_| is_number).and_then(|value| value.parse().ok());
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The number of the first request that says its length twice, however the bytes are cut up.
    fn first(bytes: &[u8], part: usize) -> u64 {
        let ambiguity = Arc::new(Ambiguity::default());
        let mut heads = Heads::new(Arc::clone(&ambiguity));
        for part in bytes.chunks(part) {
            heads.see(part);
        }
        ambiguity.first.load(Ordering::Relaxed)
    }

    const GET: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    #[test]
    fn l16_a_length_that_is_said_twice_is_noticed() {
        let post = |lines: &str| format!("{GET}POST /cart HTTP/1.1\r\nhost: a\r\n{lines}\r\n\r\nhello{GET}");
        for (lines, expected) in [
            ("content-length: 5", u64::MAX),
            ("content-length:5", u64::MAX),
            ("x-content-length: 5\r\nContent-Length: 5", u64::MAX),
            ("transfer-encoding: chunked", u64::MAX),
            ("content-length: 5\r\ncontent-length: 5", 1),
            ("Content-Length: 5\r\nx: y\r\nCONTENT-LENGTH: 5", 1),
            ("transfer-encoding: chunked\r\nTransfer-Encoding: chunked", 1),
            ("content-length: 5\r\ntransfer-encoding: chunked", 1),
            ("content-length: five", 1),
            ("content-length:                                                               5", 1),
        ] {
            let request = post(lines);
            for part in [1, 3, 1000] {
                assert_eq!(first(request.as_bytes(), part), expected, "{lines} by {part}");
            }
        }
        let bare = "\r\n\nPOST / HTTP/1.1\nhost: a\ncontent-length: 1\ncontent-length: 1\n\nx";
        assert_eq!(first(bare.as_bytes(), 7), 0);
    }

    proptest! {
        /// What lies in bodies is never taken for a head.
        #[test]
        fn l16_bodies_say_nothing(bodies in prop::collection::vec("[\\r\\n:a-z ]{0,40}", 0..6), part in 1_usize..50) {
            let mut bytes = String::new();
            for body in &bodies {
                let hidden = format!("{body}\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n");
                bytes += &format!("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: {}\r\n\r\n{hidden}", hidden.len());
            }
            prop_assert_eq!(first(bytes.as_bytes(), part), u64::MAX);
            bytes += "POST / HTTP/1.1\r\ncontent-length: 0\r\ncontent-length: 0\r\n\r\n";
            prop_assert_eq!(first(bytes.as_bytes(), part), bodies.len() as u64);
        }
    }
}
