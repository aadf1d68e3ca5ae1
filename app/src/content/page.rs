//! One page of the merchant's own, as it is now or as it was once.

use api::settings::{GetPage, PageView};
use api::{Code, Problem};
use domain::{Market, Slug};

use crate::brand::Brand;
use crate::context::RequestContext;
use crate::head::Head;
use crate::shell::{Around, Opening, Outcome, Page, page};
use crate::target;
use crate::ui::breadcrumbs::{Step, breadcrumbs};
use crate::ui::html::Html;
use crate::ui::language::lang;

/// One page of the merchant's own.
pub fn content_page() -> Opening {
    let slug = target::parameter("slug");
    let wanted = target::query("version");
    page(Around::Shop, move |backend| async move {
        let market = backend.market();
        let absent = || Problem::new(Code::PageNotFound, "");
        let slug: Slug = slug.parse().map_err(|_| absent())?;
        let version = wanted.map(|version| version.parse().map_err(|_| absent())).transpose()?;
        let asked = GetPage { slug, market, version };
        let (found, brand) = futures::join!(backend.get(&asked), backend.brand());
        let view = found.inspect_err(|_| {
            if version.is_some() {
                // There is no end of versions that no page has: they would fill a cache.
                backend.keep_private();
            }
        })?;
        let path = format!("/pages/{}", view.slug);
        if view.slug != asked.slug {
            let query = version.map_or_else(String::new, |version| format!("?version={version}"));
            return Ok(Outcome::Moved(format!("{}{query}", market.path(&path))));
        }
        let mut head = Head::public(view.title.bare(), view.description.bare(), &path);
        head.is_indexed = view.is_current && version.is_none();
        head.lang = lang(&view.title);
        head.kind = "article";
        Ok(Page::written(head, contents(backend.request(), &brand, &view)).into())
    })
}

/// All there is on it.
fn contents(request: &RequestContext, brand: &Brand, view: &PageView) -> Html {
    let market = request.market;
    let words = words::shell(market.locale());
    let mut html = Html::with_capacity(2048 + view.html.bare().len());
    html.html("<article class=\"section content-page\">");
    let steps: [Step<'_>; 2] = [(words.home().into(), Some(["/", ""])), ((&view.title).into(), None)];
    breadcrumbs(&mut html, words::catalog(market.locale()).breadcrumbs(), market, &steps);
    html.html("<h1").said(">", &view.title).html("</h1>");
    if !view.is_current {
        html.html("<p class=\"hint\">").text(words.former_version()).html(" <a href=\"").path(market, "/pages/");
        html.value(view.slug.as_str()).html("\">").text(words.current_version()).html("</a></p>");
    }
    // The only language that stands in for another.
    if lang(&view.html).is_some() {
        html.html("<p class=\"hint\">").text(words.english_only()).html("</p>");
    }
    html.html("<div").attribute("lang", lang(&view.html)).html(" class=\"prose\">").of_page(view).html("</div>");
    html.html("<p class=\"hint\">").text(&words.changed_on(&view.saved_on)).html("</p></article>");
    data(&mut html, request, market, brand, view);
    html
}

/// The same for search engines.
fn data(html: &mut Html, request: &RequestContext, market: Market, brand: &Brand, view: &PageView) {
    let home = format!("{}{}", request.site.public_url, market.path("/"));
    let address = format!("{}{}", request.site.public_url, market.path(&format!("/pages/{}", view.slug)));
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": view.title.bare(),
        "url": address,
        "inLanguage": lang(&view.html).unwrap_or_else(|| market.locale().code()),
        "dateModified": view.saved_on,
        "isPartOf": { "@type": "WebSite", "name": brand.name(market.locale()), "url": home },
    });
    html.html("<script type=\"application/ld+json\">").json(&data).html("</script>");
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use api::settings::{PageKind, PageVersionId};
    use domain::{Locale, PageId};
    use uuid::Uuid;

    use super::*;
    use crate::shell::tests::request;

    fn shown(is_current: bool) -> String {
        let view = PageView {
            version: PageVersionId { page: PageId(Uuid::nil()), version: 3 },
            slug: "terms".parse().expect("a slug"),
            kind: PageKind::Terms,
            title: Text::plain("AGB & <mehr>"),
            description: Text::plain(""),
            html: Text::kept("<p>Some <em>terms</em></p>", Some(Locale::En)),
            saved_on: "2026-11-27".to_owned(),
            is_current,
        };
        contents(&request(Market::De, "/pages/terms", false), &Brand::default(), &view).into_text()
    }

    #[test]
    fn a_page_is_shown_as_the_origin_made_it_in_its_language() {
        let page = shown(true);
        for said in [
            "<h1>AGB &amp; &lt;mehr&gt;</h1>",
            "<div lang=\"en\" class=\"prose\"><p>Some <em>terms</em></p></div>",
            "<p class=\"hint\">Diesen Text gibt es nur auf Englisch.</p>",
            "27. November 2026",
            "\"inLanguage\":\"en\"",
            "\"name\":\"AGB & \\u003cmehr>\"",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("früher"), "{page}");
    }

    #[test]
    fn what_it_said_once_leads_to_what_it_says_now() {
        let page = shown(false);
        assert!(page.contains("früher") && page.contains("<a href=\"/de/pages/terms\">"), "{page}");
    }
}
