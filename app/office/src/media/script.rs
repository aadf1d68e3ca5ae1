//! The script of forms with pictures: drag and drop, progress, and the order of a product's (ADR 87). It stands in the page
//! and is allowed by its hash alone.

use std::sync::LazyLock;

use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, PreEscaped, html};
use origin_platform::secret;

use crate::security::script::Allowed;

/// Its text.
const SCRIPT: &str = include_str!("../../pictures.js");

/// What lets it run and send files to the office, and nothing else.
static RULES: LazyLock<String> =
    LazyLock::new(|| format!("script-src 'sha256-{}'; connect-src 'self'", STANDARD.encode(secret::sha256(SCRIPT))));

/// Lets a page run it.
pub fn allowed(mut page: Response) -> Response {
    page.extensions_mut().insert(Allowed(RULES.as_str()));
    page
}

/// The script, behind the form.
pub fn script() -> Markup {
    html! { script type="module" { (PreEscaped(SCRIPT)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_ends_where_its_element_does_and_runs_by_its_hash() {
        assert!(!SCRIPT.to_ascii_lowercase().contains("</script") && !SCRIPT.contains("<!--"));
        assert!(!SCRIPT.contains('\r'), "browsers hash what they have read, where line ends are one letter");
        assert!(RULES.starts_with("script-src 'sha256-") && RULES.ends_with("; connect-src 'self'"), "{}", *RULES);
    }
}
