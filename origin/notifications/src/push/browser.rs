//! A browser that messages are sent to: its address, and the keys that only it can read them by.

use api::Problem;
use api::push::PushTarget;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use origin_webhooks::{Address, Rules};
use web_push_native::p256::PublicKey;
use web_push_native::{Auth, encrypt};

/// The port of push services. Another one would let strangers have us look what is behind the ports of others.
const PORT: u16 = 443;

/// A browser as it was told us.
pub(super) struct Browser {
    pub(super) endpoint: String,
    /// A point on the curve, uncompressed.
    pub(super) p256dh: Vec<u8>,
    pub(super) auth: [u8; 16],
}

impl Browser {
    /// Reads what a browser says of itself, which anybody may have made up.
    ///
    /// # Errors
    /// A problem with the field that is not right: an address where no push service can be, or no key.
    pub(super) fn read(target: &PushTarget, rules: Rules) -> Result<Self, Problem> {
        place(&target.endpoint, rules).map_err(|reason| Problem::field("target.endpoint", reason))?;
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let p256dh = bytes(&target.p256dh).filter(|key| key.len() == 65 && PublicKey::from_sec1_bytes(key).is_ok());
        let p256dh =
            p256dh.ok_or_else(|| Problem::field("target.p256dh", "Give the browser's public key as it is."))?;
        let auth = bytes(&target.auth).and_then(|auth| auth.try_into().ok());
        let auth = auth.ok_or_else(|| Problem::field("target.auth", "Give the 16 bytes of the browser's secret."))?;
        Ok(Self { endpoint: target.endpoint.clone(), p256dh, auth })
    }

    /// What only this browser can read (RFC 8291).
    ///
    /// # Errors
    /// If its key is none.
    pub(super) fn encrypt(&self, payload: &str) -> anyhow::Result<Vec<u8>> {
        let key = PublicKey::from_sec1_bytes(&self.p256dh).map_err(|_| anyhow::anyhow!("its key is none"))?;
        let encrypted = encrypt(payload.as_bytes().to_vec(), &key, &Auth::from(self.auth));
        encrypted.map_err(|error| anyhow::anyhow!("it cannot be encrypted: {error}"))
    }
}

/// The place of a push service, if one may be there.
///
/// # Errors
/// A sentence that says what is wrong with the address.
pub(super) fn place(endpoint: &str, rules: Rules) -> Result<Address, &'static str> {
    let address = rules.read(endpoint)?;
    if address.port != PORT && !rules.allow_private {
        return Err("Give the address of a push service, which has no port of its own.");
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_name_no_place_but_public_push_services_and_no_key_that_is_none() {
        let rules = Rules::default();
        let key = "BLn9b-VR0ca83knDNZ32dCHGyjJp-1riX9ZTN40MqV8K_LpQmLqxC_DoHvqvFXO_nGdAB4W9dogZb_sM-uV4JbY";
        let auth = "_ordMnz7uTCmrpBTeUV4Bw";
        let field = |endpoint: &str, p256dh: &str, auth: &str| {
            let owned = str::to_owned;
            let target = PushTarget { endpoint: owned(endpoint), p256dh: owned(p256dh), auth: owned(auth) };
            Browser::read(&target, rules).err().and_then(|problem| problem.field)
        };
        let good = "https://push.example/send/1";
        assert_eq!(field(good, key, auth), None);
        assert_eq!(field(good, &format!("{key}="), &format!("{auth}==")), None);
        for bad in ["", "http://push.example/", "https://127.0.0.1/", "https://10.0.0.1/a", "https://push.example:22/"]
        {
            assert_eq!(field(bad, key, auth).as_deref(), Some("target.endpoint"), "{bad}");
        }
        for bad in ["", "key", &key[4..], &format!("C{}", &key[1..]), &format!("{}A", &key[..86])] {
            assert_eq!(field(good, bad, auth).as_deref(), Some("target.p256dh"), "{bad}");
        }
        assert_eq!(field(good, key, &auth[2..]).as_deref(), Some("target.auth"));
    }
}
