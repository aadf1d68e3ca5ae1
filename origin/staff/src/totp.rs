//! One-time codes that change with time (RFC 6238), as every authenticator makes them: SHA-1, six digits, thirty seconds.

use anyhow::anyhow;
use api::endpoint::percent_encoded;
use origin_platform::secret;
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret: 160 bits (RFC 4226, 4).
pub(crate) const SECRET: usize = 20;

/// A new secret.
pub(crate) fn new_secret() -> [u8; SECRET] {
    let mut bytes = [0; SECRET];
    bytes.copy_from_slice(&secret::random()[..SECRET]);
    bytes
}

/// A secret as it is typed into an authenticator.
pub(crate) fn base32(secret: &[u8]) -> String {
    Secret::new(secret.into()).to_base32()
}

/// The address that hands a secret to an authenticator, as a link or a QR code.
pub(crate) fn uri(secret: &[u8], email: &str) -> String {
    format!(
        "otpauth://totp/Selvedge:{}?secret={}&issuer=Selvedge&algorithm=SHA1&digits=6&period=30",
        percent_encoded(email),
        base32(secret)
    )
}

fn of(secret: &[u8]) -> anyhow::Result<Totp> {
    let built = Builder::new().with_secret(Secret::new(secret.into())).build();
    built.map_err(|error| anyhow!("a secret of one-time codes: {error}"))
}

/// The step that this code is of, if it is of the present one or one beside it: clocks differ, and typing takes a while.
///
/// # Errors
/// If the secret is none.
pub(crate) fn step_of(secret: &[u8], code: &str, now: i64) -> anyhow::Result<Option<i64>> {
    let step = of(secret)?.check(code, u64::try_from(now)?);
    Ok(step.map(i64::try_from).transpose()?)
}

/// The code of a moment.
#[cfg(test)]
pub(crate) fn code(secret: &[u8], now: i64) -> String {
    of(secret).expect("a secret").generate(u64::try_from(now).expect("after 1970")).to_string()
}

#[cfg(test)]
mod vectors {
    use super::*;

    /// RFC 6238, appendix B, of which an authenticator shows the last six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = b"12345678901234567890";
        for (time, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let (code, step) = (&expected[2..], time / 30);
            assert_eq!(super::code(secret, time), code, "{time}");
            assert_eq!(step_of(secret, code, time).expect("a secret"), Some(step));
            assert_eq!(step_of(secret, code, time + 30).expect("a secret"), Some(step), "a step late");
            assert_eq!(step_of(secret, code, time + 90).expect("a secret"), None, "too late");
        }
        for wrong in ["", "000000", "94287082", "2870821", "28708a", "２８７０８２"] {
            assert_eq!(step_of(secret, wrong, 59).expect("a secret"), None, "{wrong}");
        }
        assert_eq!(base32(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }
}
