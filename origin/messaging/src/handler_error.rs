//! Why events had no effect, one by one or as a batch.

use std::collections::BTreeMap;

/// Why events had no effect.
#[derive(Debug)]
pub enum HandlerError {
    /// Something is away or busy: they are delivered again.
    Retry(anyhow::Error),
    /// It would be the same tomorrow: they become dead letters.
    Permanent(String),
}

impl From<anyhow::Error> for HandlerError {
    fn from(error: anyhow::Error) -> Self {
        Self::Retry(error)
    }
}

/// What went wrong with a batch.
#[derive(Debug)]
pub enum BatchError {
    /// Nobody knows with which events: they are tried again one by one.
    Somewhere(HandlerError),
    /// With the events at these places; all others had their effect.
    At(BTreeMap<usize, HandlerError>),
}

impl BatchError {
    /// What went wrong with the only event of a batch.
    pub fn of_one(self) -> HandlerError {
        match self {
            Self::Somewhere(error) => error,
            Self::At(errors) => {
                let unknown = || anyhow::anyhow!("a handler failed without saying at which event").into();
                errors.into_values().next().unwrap_or_else(unknown)
            }
        }
    }
}

impl From<HandlerError> for BatchError {
    fn from(error: HandlerError) -> Self {
        Self::Somewhere(error)
    }
}

impl From<anyhow::Error> for BatchError {
    fn from(error: anyhow::Error) -> Self {
        Self::Somewhere(error.into())
    }
}
