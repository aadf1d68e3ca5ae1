//! Whether a hook is Stripe's: HMAC-SHA256 over time and body.

use hmac::Hmac;
use hmac::KeyInit as _;
use hmac::Mac as _;
use sha2::Sha256;

/// How far the time of a hook may be from ours, in seconds, either way.
pub const TOLERANCE: u64 = 300;

/// More signatures than this Stripe has no reason to send: one for each secret that is live.
const MAX_SIGNATURES: usize = 16;

/// Why a hook is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// There is no header, or not of the form `t=…,v1=…`.
    #[error("The header Stripe-Signature is missing or not of the form t=…,v1=….")]
    Unreadable,
    /// None of the signatures is made with a secret of ours over this time and body.
    #[error("The signature does not fit this body and any of the webhook secrets.")]
    Forged,
    /// It is signed well but too long ago, or ahead of time: it may be a copy of an old one.
    #[error("The signature’s time is more than five minutes from now.")]
    Untimely,
}

/// Checks the header `Stripe-Signature` of a hook with this `body`, as it came. `now` is in seconds
/// since 1970.
///
/// # Errors
/// If the hook must not be believed.
pub fn verify(header: &str, body: &[u8], secrets: &[String], now: i64) -> Result<(), BadSignature> {
    let pairs = || header.split(',').filter_map(|pair| pair.trim().split_once('='));
    let mut times = pairs().filter(|(name, _)| *name == "t").map(|(_, value)| value);
    let (Some(time), None) = (times.next(), times.next()) else { return Err(BadSignature::Unreadable) };
    let seconds: i64 = time.parse().map_err(|_| BadSignature::Unreadable)?;
    // Other schemes, such as v0 of test hooks, prove nothing.
    let given: Vec<[u8; 32]> = pairs()
        .filter(|(name, _)| *name == "v1")
        .take(MAX_SIGNATURES)
        .filter_map(|(_, value)| const_hex::decode_to_array(value).ok())
        .collect();
    if given.is_empty() {
        return Err(BadSignature::Unreadable);
    }
    if !secrets.iter().any(|secret| given.iter().any(|given| fits(secret, time, body, given))) {
        return Err(BadSignature::Forged);
    }
    if seconds.abs_diff(now) > TOLERANCE { Err(BadSignature::Untimely) } else { Ok(()) }
}

/// Compares in constant time.
fn fits(secret: &str, time: &str, body: &[u8], given: &[u8; 32]) -> bool {
    signing(secret, time, body).verify_slice(given).is_ok()
}

fn signing(secret: &str, time: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    for part in [time.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac
}

/// The header that Stripe would send.
#[cfg(test)]
pub fn sign(secret: &str, body: &[u8], time: i64) -> String {
    let mac = signing(secret, &time.to_string(), body).finalize().into_bytes();
    format!("t={time},v1={}", const_hex::encode(mac))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000;
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;

    fn secrets() -> Vec<String> {
        vec!["whsec_new_secret".to_owned(), "whsec_old_secret".to_owned()]
    }

    #[test]
    fn either_secret_will_do() {
        for secret in secrets() {
            assert_eq!(verify(&sign(&secret, BODY, NOW), BODY, &secrets(), NOW), Ok(()));
        }
        let rolled = format!("{},{}", sign("whsec_unknown", BODY, NOW), &sign("whsec_old_secret", BODY, NOW)[13..]);
        assert_eq!(verify(&rolled, BODY, &secrets(), NOW), Ok(()));
        assert_eq!(verify(&sign("whsec_unknown", BODY, NOW), BODY, &secrets(), NOW), Err(BadSignature::Forged));
        assert_eq!(verify(&sign("whsec_new_secret", BODY, NOW), BODY, &[], NOW), Err(BadSignature::Forged));
    }

    #[test]
    fn the_signature_is_the_documented_one() {
        // Made with another program: printf '1800000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_new_secret
        let hex = "1a8dbf7b149a0249726d86b07c6e3862b22d85a9a2473d7b54cd6272848e742f";
        assert_eq!(sign("whsec_new_secret", BODY, NOW), format!("t=1800000000,v1={hex}"));
    }

    #[test]
    fn another_body_or_time_does_not_fit() {
        let good = sign("whsec_new_secret", BODY, NOW);
        assert_eq!(verify(&good, br#"{"id":"evt_2"}"#, &secrets(), NOW), Err(BadSignature::Forged));
        assert_eq!(verify(&good, b"", &secrets(), NOW), Err(BadSignature::Forged));
        let moved = good.replace("t=1800000000", "t=1800000001");
        assert_eq!(verify(&moved, BODY, &secrets(), NOW), Err(BadSignature::Forged));
    }

    #[test]
    fn five_minutes_either_way_are_fine_and_no_more() {
        for (time, expect) in [
            (NOW - 300, Ok(())),
            (NOW + 300, Ok(())),
            (NOW - 301, Err(BadSignature::Untimely)),
            (NOW + 301, Err(BadSignature::Untimely)),
            (i64::MIN, Err(BadSignature::Untimely)),
            (i64::MAX, Err(BadSignature::Untimely)),
        ] {
            assert_eq!(verify(&sign("whsec_new_secret", BODY, time), BODY, &secrets(), NOW), expect, "{time}");
        }
    }

    #[test]
    fn nonsense_is_unreadable() {
        let good = sign("whsec_new_secret", BODY, NOW);
        let hex = good.split_once("v1=").expect("a signature").1;
        for nonsense in [
            String::new(),
            "t=1800000000".to_owned(),
            format!("v1={hex}"),
            format!("t=,v1={hex}"),
            format!("t=now,v1={hex}"),
            format!("t=1800000000,t=1800000000,v1={hex}"),
            format!("t=1800000000,v0={hex}"),
            format!("t=1800000000,v1={}", &hex[1..]),
            format!("t=1800000000,v1={}é", &hex[2..]),
            format!("t=1800000000;v1={hex}"),
        ] {
            assert_eq!(verify(&nonsense, BODY, &secrets(), NOW), Err(BadSignature::Unreadable), "{nonsense}");
        }
        // Spaces and unknown schemes do no harm.
        let padded = format!("t=1800000000, v0=aa, v1=zz, v1={hex}");
        assert_eq!(verify(&padded, BODY, &secrets(), NOW), Ok(()));
    }
}
