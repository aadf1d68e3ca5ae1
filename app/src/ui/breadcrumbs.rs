//! The way from the home page to here.

use domain::Market;

use super::html::Html;
use super::language::Name;

/// A step by its name, and its path without market, in two parts; the last step is this page and needs none.
pub type Step<'a> = (Name<'a>, Option<[&'a str; 2]>);

/// Writes the steps.
pub fn breadcrumbs(html: &mut Html, label: &'static str, market: Market, steps: &[Step<'_>]) {
    html.html("<nav aria-label=\"").value(label).html("\" class=\"breadcrumbs\"><ol role=\"list\">");
    for &(name, path) in steps {
        match path {
            Some([path, rest]) => {
                html.html("<li><a href=\"").path(market, path).value(rest).html("\"").said(">", name).html("</a></li>")
            }
            None => html.html("<li><span aria-current=\"page\"").said(">", name).html("</span></li>"),
        };
    }
    html.html("</ol></nav>");
}

#[cfg(test)]
pub(crate) mod tests {
    use api::catalog::Text;
    use domain::Locale;
    use leptos::prelude::*;

    use super::*;
    use crate::shell::tests::is_same;

    /// The same as a view.
    pub(crate) fn view(label: &'static str, market: Market, steps: &[Step<'_>]) -> AnyView {
        let step = |(name, path): &Step<'_>| {
            let (lang, name) = (name.lang(), name.bare().to_owned());
            match path {
                Some([path, rest]) => {
                    view! { <li><a href=market.path(&format!("{path}{rest}")) lang=lang>{name}</a></li> }.into_any()
                }
                None => view! { <li><span aria-current="page" lang=lang>{name}</span></li> }.into_any(),
            }
        };
        view! {
            <nav class="breadcrumbs" aria-label=label>
                <ol role="list">{steps.iter().map(step).collect_view()}</ol>
            </nav>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        for lang in [None, Some(Locale::ALL[0])] {
            let [mugs, mug, nothing] = ["Mugs & \"more\"", "<Mug>", ""].map(|text| Text::kept(text, lang));
            let [mugs, mug, nothing] = [&mugs, &mug, &nothing].map(Name::from);
            let lists: [&[Step<'_>]; 3] = [
                &[],
                &[("Home".into(), Some(["/", ""])), (mugs, Some(["/collections/", "a?b=\"&c"])), (mug, None)],
                &[(nothing, Some(["/products", ""])), (nothing, None)],
            ];
            for (market, steps) in Market::ALL.into_iter().flat_map(|market| lists.map(|steps| (market, steps))) {
                let mut html = Html::with_capacity(0);
                breadcrumbs(&mut html, "You are \"here\"", market, steps);
                is_same(&html.into_text(), view("You are \"here\"", market, steps));
            }
        }
    }
}
