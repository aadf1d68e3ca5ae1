//! The script of forms with pictures: drag and drop, progress, and the order of a product's (ADR 87). It stands in the page
//! and is allowed by its hash alone.

use std::sync::LazyLock;

use axum::response::Response;
use maud::{Markup, PreEscaped, html};

use crate::security::script::{Allowed, source};

/// Its text.
const SCRIPT: &str = include_str!("../../pictures.js");

/// What lets it run.
static SOURCE: LazyLock<String> = LazyLock::new(|| source(SCRIPT));

/// Lets a page run it and send files to the office, and nothing else.
pub fn allowed(mut page: Response) -> Response {
    Allowed::add(&mut page, SOURCE.as_str(), true);
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
        let page = allowed(Response::default());
        let rules = page.extensions().get::<Allowed>().map(Allowed::rules).expect("it may run");
        assert!(rules.starts_with("script-src 'sha256-") && rules.ends_with("'; connect-src 'self'"), "{rules}");
    }
}
