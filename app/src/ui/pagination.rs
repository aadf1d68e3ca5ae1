//! Links to the other pages of a list.

use domain::Locale;

use super::html::Html;

/// Writes links to the page before and the page after; nothing when there is one page only.
/// `address` makes a page's address of its number.
pub fn pagination(html: &mut Html, locale: Locale, page: u32, pages: u32, address: impl Fn(u32) -> String) {
    if pages <= 1 {
        return;
    }
    let words = words::catalog(locale);
    let link = |html: &mut Html, rel: &'static str, page: u32, text: &str| {
        html.html("<a rel=\"").html(rel).html("\" href=\"").value(&address(page));
        html.html("\" class=\"button button-quiet\">").text(text).html("</a>");
    };
    html.html("<nav aria-label=\"").value(words.pages()).html("\" class=\"pagination\">");
    if page > 1 {
        link(html, "prev", page - 1, words.previous());
    }
    html.html("<p>").text(&words.page_of(page, pages)).html("</p>");
    if page < pages {
        link(html, "next", page + 1, words.next());
    }
    html.html("</nav>");
}

#[cfg(test)]
pub(crate) mod tests {
    use leptos::prelude::*;

    use super::*;
    use crate::shell::tests::is_same;

    /// The same as a view.
    pub(crate) fn view(locale: Locale, page: u32, pages: u32, address: impl Fn(u32) -> String) -> AnyView {
        let words = words::catalog(locale);
        let before = (page > 1).then(|| address(page - 1));
        let after = (page < pages).then(|| address(page + 1));
        (pages > 1)
            .then(|| {
                view! {
                    <nav class="pagination" aria-label=words.pages()>
                        {before.map(|address| view! { <a class="button button-quiet" rel="prev" href=address>{words.previous()}</a> })}
                        <p>{words.page_of(page, pages)}</p>
                        {after.map(|address| view! { <a class="button button-quiet" rel="next" href=address>{words.next()}</a> })}
                    </nav>
                }
            })
            .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let address = |page: u32| format!("/search?q=\"&page={page}");
        for locale in Locale::ALL {
            for (page, pages) in [(1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (7, 3)] {
                let mut html = Html::with_capacity(0);
                pagination(&mut html, locale, page, pages, address);
                is_same(&html.into_text(), view(locale, page, pages, address));
            }
        }
    }
}
