//! The HTML document around a page.

use api::site::MANIFEST;
use domain::Market;

use super::page::Shown;
use crate::brand::PAPER;
use crate::context::Assets;

/// What Leptos' code in the browser looks for at the end of a document: islands carry their own data, so
/// there is none. The texts of the two scripts.
pub const NO_DATA: [&str; 2] = [
    "__RESOLVED_RESOURCES=[];__SERIALIZED_ERRORS=[];__PENDING_RESOURCES=[];__RESOURCE_RESOLVERS=[];",
    "__INCOMPLETE_CHUNKS=[];",
];

/// What all documents of a build have in common, made once.
#[derive(Clone, Debug)]
pub struct Frame {
    loader: String,
    /// From the language to what a page says of itself.
    before_head: String,
    /// From there to the body.
    after_head: String,
    /// From the body on.
    end: String,
}

impl Frame {
    /// The frame of a build.
    pub fn new(assets: &Assets) -> Self {
        let loader = include_str!("loader.js")
            .replace("__JS__", &assets.js)
            .replace("__WASM__", &assets.wasm)
            .replace("__SERVICE_WORKER__", &assets.service_worker)
            .replace("__OFFLINE__", &assets.script("offline"))
            .replace("__SUGGESTIONS__", &assets.script("suggestions"));
        let before_head = format!(
            "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <link rel=\"stylesheet\" href=\"{}\"><!--HEAD-->",
            assets.css
        );
        let after_head = format!(
            "<meta name=\"theme-color\" content=\"{PAPER}\" media=\"(prefers-color-scheme: light)\">\
             <meta name=\"theme-color\" content=\"#16191a\" media=\"(prefers-color-scheme: dark)\">\
             <link rel=\"manifest\" href=\"{MANIFEST}\">\
             <script type=\"module\">{loader}</script></head><body>"
        );
        let [resources, chunks] = NO_DATA;
        let end = format!("</body></html><script>{resources}</script><script>{chunks}</script>");
        Self { loader, before_head, after_head, end }
    }

    /// The script that fetches and starts the islands after the first paint, then registers the service worker. The same text on every page of a
    /// build, so that a content security policy can name its hash.
    pub fn loader(&self) -> &str {
        &self.loader
    }

    /// The document of a page.
    pub fn document(&self, market: Market, page: &Shown) -> String {
        let parts = [
            "<!DOCTYPE html><html lang=\"",
            market.hreflang(),
            &self.before_head,
            &page.head,
            &self.after_head,
            &page.body,
            &self.end,
        ];
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::{FutureExt as _, StreamExt as _};
    use hydration_context::{SharedContext as _, SsrSharedContext};

    use super::*;

    #[test]
    fn a_document_names_the_paper_s_colour_and_the_manifest() {
        let none = String::new;
        let assets = Assets { css: none(), js: none(), wasm: none(), service_worker: none() };
        let document = Frame::new(&assets).document(Market::default(), &Shown::default());
        assert!(document.contains(&format!("name=\"theme-color\" content=\"{PAPER}\"")), "{document}");
        assert!(document.contains(&format!("<link rel=\"manifest\" href=\"{MANIFEST}\">")), "{document}");
    }

    /// The scripts are those that Leptos' context of a page of islands sends, when nothing was put into it.
    #[test]
    fn the_scripts_at_the_end_are_those_of_leptos() {
        let sent = Arc::new(SsrSharedContext::new_islands()).pending_data().expect("it sends what it has");
        let sent: Vec<String> = sent.collect().now_or_never().expect("there is nothing to wait for");
        assert_eq!(sent, NO_DATA);
    }
}
