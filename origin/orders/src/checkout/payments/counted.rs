//! Counting what the provider answers.

use super::answer::{Authorisation, NoAnswer, Outcome, ProviderError};
use crate::metrics::provider_called;

/// What the provider said, in a word.
pub(super) trait Answer: Sized {
    /// The word.
    fn word(&self) -> &'static str;

    /// Counts it as the answer to this call.
    fn counted(self, call: &'static str) -> Self {
        provider_called(call, self.word());
        self
    }
}

const NO_ANSWER: &str = "none";

impl Answer for Result<Authorisation, NoAnswer> {
    fn word(&self) -> &'static str {
        match self {
            Ok(Authorisation::Settled(outcome)) => word_of(outcome),
            Ok(Authorisation::ActionRequired { .. }) => "action_required",
            Ok(Authorisation::Pending { .. }) => "pending",
            Err(NoAnswer) => NO_ANSWER,
        }
    }
}

impl Answer for Result<Outcome, NoAnswer> {
    fn word(&self) -> &'static str {
        self.as_ref().map_or(NO_ANSWER, word_of)
    }
}

impl<T> Answer for Result<T, ProviderError> {
    fn word(&self) -> &'static str {
        match self {
            Ok(_) => "done",
            Err(ProviderError::Refused(_)) => "refused",
            Err(ProviderError::NoAnswer(NoAnswer)) => NO_ANSWER,
        }
    }
}

fn word_of(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Authorised { .. } => "authorised",
        Outcome::Declined { .. } => "declined",
    }
}
