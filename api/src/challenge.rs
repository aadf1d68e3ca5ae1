//! Going on without waiting, for clients that have done something too often: a proof of work buys some further tries.
//!
//! Whoever is refused with a [`crate::Problem::challenge`] asks for a challenge of that class, looks for a number with
//! which the challenge's nonce hashes to enough zeros, and gets a pass for it. The pass is shown in the header
//! [`crate::client::CHALLENGE_PASS`]. It lifts the limits of a client; what is counted for one account, address, cart or
//! code it does not touch.

use serde::{Deserialize, Serialize};

use crate::endpoint;

/// The cookie that the shop's pages keep a pass in.
pub const PASS_COOKIE: &str = "__Host-pass";
/// How long a challenge may take to be solved, in seconds.
pub const CHALLENGE_SECONDS: u64 = 5 * 60;
/// How long a pass is good, in seconds.
pub const PASS_SECONDS: u64 = 10 * 60;

/// Asks for a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateChallenge {
    /// For what: [`crate::Problem::challenge`], such as `log-in`.
    pub class: String,
}

endpoint!(CreateChallenge: POST "/v1/challenges", Anyone, "A proof of work to be done in place of waiting." => ChallengeView);

/// What is to be done. It is for the client that has asked, for one class and one time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ChallengeView {
    /// Sent back with the solution.
    pub challenge: String,
    /// What is hashed, before a colon and the number that is looked for: SHA-256 of `nonce:number`.
    pub nonce: String,
    /// With how many zero bits the hash has to begin. Two to the power of it is how many numbers it takes on average.
    pub bits: u32,
    /// How long the challenge is good, in seconds.
    pub lasts_seconds: u64,
}

/// Brings the solution of a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreatePass {
    /// [`ChallengeView::challenge`].
    pub challenge: String,
    /// The number, in decimal digits.
    pub solution: u64,
}

endpoint!(CreatePass: POST "/v1/passes", Anyone, "Takes the solution of a challenge, for some further tries." => PassView);

/// Some further tries. It is shown this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PassView {
    /// Sent as `Challenge-Pass: …`.
    pub pass: String,
    /// How many tries it is good for.
    pub tries: u32,
    /// For how long, in seconds.
    pub lasts_seconds: u64,
}
