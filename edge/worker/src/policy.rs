//! What a page may load and where its forms may lead, as the `Content-Security-Policy` field.
//!
//! A page that is cached is the same for everybody, so nothing in it is trusted by a nonce: its few inline
//! scripts, the same on every page of a build, are named by their hashes. The rest comes from files of
//! the shop's own.

use http::{HeaderValue, Uri};

use crate::instance::settings::Settings;

/// What Stripe's script needs besides the place it comes from
/// (<https://docs.stripe.com/security/guide#content-security-policy>).
const STRIPE_SCRIPTS: &str = "https://js.stripe.com https://*.js.stripe.com";
const STRIPE_FRAMES: &str = "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com";
const STRIPE_CALLS: &str = "https://api.stripe.com";
const STRIPE_IMAGES: &str = "https://*.stripe.com";

/// What one page loads beside the shop's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loads<'a> {
    /// The payment provider's script.
    pub provider: Option<&'a str>,
    /// Whether its form may lead to a bank's page, whichever bank that is.
    pub leaves: bool,
}

impl Loads<'_> {
    /// The policy of the page.
    pub fn policy(self, settings: &Settings) -> HeaderValue {
        let make = || self.of(&settings.hashes, &settings.site.public_url);
        if self == Self::default() { settings.usual_policy.get_or_init(make).clone() } else { make() }
    }

    /// The policy of the page in a shop at `public_url`, whose inline scripts are named by these hashes.
    fn of(self, hashes: &str, public_url: &str) -> HeaderValue {
        let (mut scripts, mut frames, mut calls) = (String::new(), "'none'".to_owned(), String::new());
        let mut images = String::new();
        if let Some(place) = self.provider.and_then(place) {
            scripts = format!(" {place} {STRIPE_SCRIPTS}");
            frames = format!("{place} {STRIPE_FRAMES}");
            calls = format!(" {place} {STRIPE_CALLS}");
            images = format!(" {place} {STRIPE_IMAGES}");
        }
        let forms = match (self.leaves, public_url.starts_with("https://")) {
            (false, _) => "'self'",
            (true, true) => "'self' https:",
            // A shop on a developer's machine, with a bank beside it.
            (true, false) => "'self' http: https:",
        };
        let text = format!(
            "default-src 'none'; script-src 'self' {hashes} 'wasm-unsafe-eval'{scripts}; style-src 'self'; \
             img-src 'self'{images}; media-src 'self'; font-src 'self'; connect-src 'self'{calls}; \
             frame-src {frames}; worker-src 'self'; manifest-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
        );
        HeaderValue::from_str(&text).expect("a URI's scheme and host are ASCII, as is the rest")
    }
}

/// Scheme, host and port of a script's address.
fn place(script: &str) -> Option<String> {
    let uri: Uri = script.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    plain(authority.as_str()).then(|| format!("{scheme}://{authority}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::context::Assets;

    fn policy(provider: Option<&str>, leaves: bool) -> String {
        let none = String::new;
        let assets =
            Assets { css: none(), js: none(), wasm: none(), card: none(), passkeys: none(), service_worker: none() };
        let settings = Settings::new("https://shop.example".to_owned(), assets);
        Loads { provider, leaves }.policy(&settings).to_str().expect("ASCII").to_owned()
    }

    #[test]
    fn a_page_loads_its_own_files_and_inline_scripts_by_their_hashes() {
        let policy = policy(None, false);
        assert!(policy.contains("script-src 'self' 'sha256-"), "{policy}");
        // “__INCOMPLETE_CHUNKS=[];”, as `openssl dgst -sha256 -binary | base64` has it.
        assert!(
            policy.contains(" 'sha256-PEoA+SZ6ZbFCusLsUEMftpXvTp6Abhw9kvgQnCC8l3U=' 'wasm-unsafe-eval'"),
            "{policy}"
        );
        assert_eq!(policy.matches("'sha256-").count(), 3, "{policy}");
        assert!(policy.contains(" 'wasm-unsafe-eval'; style-src 'self';"), "{policy}");
        assert!(policy.contains("frame-src 'none';") && policy.contains("form-action 'self';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("stripe"), "{policy}");
    }

    #[test]
    fn l7_pictures_are_the_shops_own() {
        assert!(policy(None, false).contains("img-src 'self'; media-src 'self';"));
        let paying = policy(Some("https://pay.example:8443/v3/"), true);
        assert!(paying.contains("img-src 'self' https://pay.example:8443 https://*.stripe.com;"), "{paying}");
    }

    #[test]
    fn the_checkout_lets_in_the_payment_provider_and_leads_to_the_bank() {
        let policy = policy(Some("https://pay.example:8443/v3/"), true);
        assert!(policy.contains("'wasm-unsafe-eval' https://pay.example:8443 https://js.stripe.com"), "{policy}");
        assert!(policy.contains("frame-src https://pay.example:8443 "), "{policy}");
        assert!(policy.contains("connect-src 'self' https://pay.example:8443 https://api.stripe.com;"), "{policy}");
        assert!(policy.contains("form-action 'self' https:;"), "{policy}");
    }

    #[test]
    fn no_address_smuggles_a_directive_in() {
        for odd in ["/v3/", "no address", "https://a;b/", "https://a'b/", "https://u@a/"] {
            assert!(!policy(Some(odd), false).contains("stripe"), "{odd}");
        }
    }
}
