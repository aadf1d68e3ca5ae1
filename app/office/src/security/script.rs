//! The script of the two pages that ask for a passkey: browsers have passkeys in no other way. It is the
//! shoppers' own, stands in the page, and is allowed by its hash alone (ADR 66).

use std::sync::LazyLock;

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Locale;
use maud::{Markup, PreEscaped, html};
use origin_platform::secret;

/// Its text.
pub const SCRIPT: &str = include_str!("../../../browser/passkeys.js");

/// What lets it run, and nothing else.
pub static SOURCE: LazyLock<String> = LazyLock::new(|| source(SCRIPT));

/// How the policy names a script that stands in a page.
pub fn source(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(secret::sha256(script)))
}

/// Says of a response which scripts its page holds, for the policy that lets them run.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    sources: Vec<&'static str>,
    asks: bool,
}

impl Allowed {
    /// Lets a page run the script of this source, and ask the office if it does.
    pub fn add(page: &mut Response, source: &'static str, asks: bool) {
        let allowed = page.extensions_mut().get_or_insert_default::<Self>();
        allowed.sources.push(source);
        allowed.asks |= asks;
    }

    /// The rules of the policy.
    pub fn rules(&self) -> String {
        let asks = if self.asks { "; connect-src 'self'" } else { "" };
        format!("script-src {}{asks}", self.sources.join(" "))
    }
}

/// Lets a page run it.
pub fn allowed(mut page: Response) -> Response {
    Allowed::add(&mut page, SOURCE.as_str(), false);
    page
}

/// The place of a question in a page, with the form that the answer is sent by, and the script that asks. Where no script
/// runs, and where the browser has no passkeys, it says so.
pub fn place(locale: Locale, ceremony: &str, options: &str, form: Markup) -> Markup {
    let words = words::office(locale);
    html! {
        div id="passkey" hidden data-ceremony=(ceremony) data-options=(options)
            data-cancelled=(words.passkey_cancelled()) data-there=(words.passkey_there())
            data-broken=(words.passkey_broken()) {
            (form)
        }
        p.hint id="passkey-none" hidden { (words.passkey_unsupported()) }
        noscript { p.hint { (words.passkey_unsupported()) } }
        script type="module" { (PreEscaped(SCRIPT)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_ends_where_its_element_does() {
        assert!(!SCRIPT.to_ascii_lowercase().contains("</script") && !SCRIPT.contains("<!--"));
        assert!(!SCRIPT.contains('\r'), "browsers hash what they have read, where line ends are one letter");
    }
}
