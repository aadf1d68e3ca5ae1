//! The names of jobs on the command line.

use std::fmt;
use std::str::FromStr;

/// A name by which `origin work` runs jobs. Each may run in a process of its own; `search` in one process only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobName {
    /// Publishes events from the outbox to the stream.
    Relay,
    /// Keeps the search index up to date.
    Search,
    /// Tells the orders service what the catalogue sells at which price.
    Snapshots,
    /// Puts products on sale, and takes them off, at the times that are set; does what edits of many products say; and keeps collections
    /// as their rules say.
    Schedule,
    /// Writes to shoppers.
    Email,
    /// Sends messages to browsers.
    Push,
    /// Issues invoices and credit notes.
    Documents,
    /// Makes the files of pictures.
    Media,
    /// Sends events to the merchant's own programs.
    Webhooks,
    /// Tells edges that do not follow the stream what became stale.
    Purges,
    /// Throws away what has served its time, and follows what becomes of accounts: whose orders are whose.
    Sweep,
    /// Settles what was left open and finds what events missed.
    Reconcile,
}

/// The text is not the name of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName(String);

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = JobName::ALL.map(JobName::name).join(", ");
        write!(f, "“{}” is not a worker; there are {names}", self.0)
    }
}

impl std::error::Error for UnknownName {}

impl JobName {
    /// Every name.
    pub const ALL: [Self; 12] = [
        Self::Relay,
        Self::Search,
        Self::Snapshots,
        Self::Schedule,
        Self::Email,
        Self::Push,
        Self::Documents,
        Self::Media,
        Self::Webhooks,
        Self::Purges,
        Self::Sweep,
        Self::Reconcile,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Search => "search",
            Self::Snapshots => "snapshots",
            Self::Schedule => "schedule",
            Self::Email => "email",
            Self::Push => "push",
            Self::Documents => "documents",
            Self::Media => "media",
            Self::Webhooks => "webhooks",
            Self::Purges => "purges",
            Self::Sweep => "sweep",
            Self::Reconcile => "reconcile",
        }
    }
}

impl fmt::Display for JobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for JobName {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|known| known.name() == text);
        known.ok_or_else(|| UnknownName(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_and_others_are_told_which_there_are() {
        for name in JobName::ALL {
            assert_eq!(name.to_string().parse(), Ok(name));
        }
        let error = "mail".parse::<JobName>().expect_err("not a worker").to_string();
        let names =
            "relay, search, snapshots, schedule, email, push, documents, media, webhooks, purges, sweep, reconcile";
        assert_eq!(error, format!("“mail” is not a worker; there are {names}"));
    }
}
