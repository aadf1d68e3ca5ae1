//! The workers by name.

use std::fmt;
use std::str::FromStr;

/// One kind of work. Each may run in a process of its own; `search` in one process only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Worker {
    /// Publishes events from the outbox to the stream.
    Relay,
    /// Keeps the search index up to date.
    Search,
    /// Tells the orders service what the catalogue sells at which price.
    Offers,
    /// Writes to shoppers.
    Email,
    /// Issues invoices and credit notes.
    Documents,
    /// Sends events to the merchant's own programs.
    Webhooks,
    /// Tells edges that do not follow the stream what became stale.
    Purges,
    /// Throws away what has served its time.
    Sweep,
    /// Settles what was left open and finds what events missed.
    Reconcile,
}

/// The text is not the name of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWorker(String);

impl fmt::Display for UnknownWorker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Worker::ALL.map(Worker::name).join(", ");
        write!(f, "“{}” is not a worker; there are {names}", self.0)
    }
}

impl std::error::Error for UnknownWorker {}

impl Worker {
    /// Every worker.
    pub const ALL: [Self; 9] = [
        Self::Relay,
        Self::Search,
        Self::Offers,
        Self::Email,
        Self::Documents,
        Self::Webhooks,
        Self::Purges,
        Self::Sweep,
        Self::Reconcile,
    ];

    /// The worker's name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Search => "search",
            Self::Offers => "offers",
            Self::Email => "email",
            Self::Documents => "documents",
            Self::Webhooks => "webhooks",
            Self::Purges => "purges",
            Self::Sweep => "sweep",
            Self::Reconcile => "reconcile",
        }
    }
}

impl fmt::Display for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Worker {
    type Err = UnknownWorker;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|worker| worker.name() == text);
        known.ok_or_else(|| UnknownWorker(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_others_are_told_which_there_are() {
        for worker in Worker::ALL {
            assert_eq!(worker.to_string().parse(), Ok(worker));
        }
        let error = "mail".parse::<Worker>().expect_err("not a worker").to_string();
        let names = "relay, search, offers, email, documents, webhooks, purges, sweep, reconcile";
        assert_eq!(error, format!("“mail” is not a worker; there are {names}"));
    }
}
