//! Vouching for short texts that somebody else holds, so that they can be believed when they come back.

use std::sync::{Arc, LazyLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use signing::{Key, Keys, Ticket, TicketKind};

use crate::{clock, secret};

/// What this process vouches with where calls are not signed: nobody else has to know it there.
static OF_PROCESS: LazyLock<Arc<Keys>> = LazyLock::new(|| {
    Arc::new(format!("process:{}", STANDARD.encode(secret::random())).parse().expect("an id and 32 bytes"))
});

/// Vouches by the key that a call was signed with. The node that called has it too, and so has every process of the origin.
#[derive(Clone, Debug)]
pub struct Sealer {
    keys: Arc<Keys>,
    key: String,
}

impl Sealer {
    /// Vouches by the key of this name, if there is one.
    pub(super) fn new(keys: Arc<Keys>, key: &str) -> Self {
        Self { keys, key: key.to_owned() }
    }

    /// The ticket as a text.
    pub fn seal(&self, kind: TicketKind, ticket: &Ticket) -> String {
        ticket.seal(kind, self.key())
    }

    /// Reads a ticket of this kind that is ours and not over.
    pub fn open(&self, kind: TicketKind, text: &str) -> Option<Ticket> {
        Ticket::open(kind, text, &self.keys, clock::unix_seconds())
    }

    fn key(&self) -> &Key {
        self.keys.find(&self.key).unwrap_or_else(|| self.keys.signing())
    }
}

impl Default for Sealer {
    /// Vouches by a key of this process alone.
    fn default() -> Self {
        Self::new(Arc::clone(&OF_PROCESS), "process")
    }
}
