//! Why events had no effect, one by one or as a batch.

use std::collections::BTreeMap;

/// Why events had no effect.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something is away or busy: they are delivered again.
    Later(anyhow::Error),
    /// It would be the same tomorrow: they become dead letters.
    Never(String),
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Later(error)
    }
}

/// What went wrong with a batch.
#[derive(Debug)]
pub(crate) enum Failed {
    /// Nobody knows with which events: they are tried again one by one.
    Somewhere(Trouble),
    /// With the events at these places; all others had their effect.
    At(BTreeMap<usize, Trouble>),
}

impl Failed {
    /// What went wrong with the only event of a batch.
    pub(crate) fn of_one(self) -> Trouble {
        match self {
            Self::Somewhere(trouble) => trouble,
            Self::At(troubles) => {
                let unknown = || anyhow::anyhow!("a handler failed without saying at which event").into();
                troubles.into_values().next().unwrap_or_else(unknown)
            }
        }
    }
}

impl From<Trouble> for Failed {
    fn from(trouble: Trouble) -> Self {
        Self::Somewhere(trouble)
    }
}

impl From<anyhow::Error> for Failed {
    fn from(error: anyhow::Error) -> Self {
        Self::Somewhere(error.into())
    }
}
