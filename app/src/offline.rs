//! The page that stands in for one that cannot be had without the network.
//!
//! The service worker keeps it from its beginning and shows it in the place of the page that was asked for, with a list
//! of the pages that it has kept (`app/service-worker/shown.ts` looks for these very elements).

use crate::head::Head;
use crate::shell::{Around, Opening, Page, page};
use crate::ui::html::Html;

/// Says that there is no network, what can be done without, and what cannot.
pub fn offline_page() -> Opening {
    page(Around::Shop, |backend| async move {
        let words = words::shell(backend.market().locale());
        let mut html = Html::with_capacity(1024);
        html.html("<section class=\"trouble\"><h1>").text(words.offline()).html("</h1><p class=\"lead\">");
        html.text(words.offline_more()).html("</p><p>").text(words.offline_checkout());
        // An empty address is that of the page in whose place this one is shown.
        html.html("</p><p class=\"trouble-links\"><a href=\"\" class=\"button button-main\">").text(words.try_again());
        html.html("</a></p></section><section id=\"kept\" hidden class=\"section\"><h2>").text(words.kept_pages());
        html.html("</h2><ul class=\"kept-pages\"></ul><!--kept--></section>");
        Ok(Page::written(Head::private(words.offline()), html).into())
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_service_worker_finds_where_the_list_goes() {
        let (page, worker) = (include_str!("offline.rs"), include_str!("../service-worker/shown.ts"));
        let (page, _) = page.split_once("#[cfg(test)]").expect("this very line");
        for place in ["<section id=\"kept\" hidden", "></ul><!--kept-->"] {
            assert_eq!(page.replace("\\\"", "\"").matches(place).count(), 1, "{place}");
            assert!(worker.contains(place), "{place}");
        }
    }
}
