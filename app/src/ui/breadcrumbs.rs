//! The way from the home page to here.

use api::catalog::Text;
use leptos::prelude::*;

use super::html::Html;

/// The steps as name and address; the last one is this page and needs none.
pub fn breadcrumbs(label: &'static str, steps: &[(Text, Option<String>)]) -> AnyView {
    text(label, steps).view()
}

fn text(label: &'static str, steps: &[(Text, Option<String>)]) -> Html {
    let mut html = Html::with_capacity(512);
    html.html("<nav aria-label=\"").value(label).html("\" class=\"breadcrumbs\"><ol role=\"list\">");
    for (name, address) in steps {
        match address {
            Some(address) => html.html("<li><a href=\"").value(address).html("\"").said(">", name).html("</a></li>"),
            None => html.html("<li><span aria-current=\"page\"").said(">", name).html("</span></li>"),
        };
    }
    html.html("</ol></nav>");
    html
}

#[cfg(test)]
mod tests {
    use domain::Locale;

    use super::*;
    use crate::ui::language::lang;

    fn view(label: &'static str, steps: Vec<(Text, Option<String>)>) -> AnyView {
        let step = move |(name, address): (Text, Option<String>)| {
            let (lang, name) = (lang(&name), name.bare().to_owned());
            match address {
                Some(address) => view! { <li><a href=address lang=lang>{name}</a></li> }.into_any(),
                None => view! { <li><span aria-current="page" lang=lang>{name}</span></li> }.into_any(),
            }
        };
        view! {
            <nav class="breadcrumbs" aria-label=label>
                <ol role="list">{steps.into_iter().map(step).collect_view()}</ol>
            </nav>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let step = |name: &str, address: Option<&str>| (Text::plain(name), address.map(ToOwned::to_owned));
        let english = |(name, address): (Text, _)| (Text::kept(name.bare(), Some(Locale::En)), address);
        for steps in [
            vec![],
            vec![step("Home", Some("/")), step("Mugs & \"more\"", Some("/collections/a?b=\"&c")), step("<Mug>", None)],
            vec![step("", Some("")), step("", None)],
            vec![english(step("Mugs", Some("/collections/a"))), english(step("<Mug>", None))],
        ] {
            let text = text("You are \"here\"", &steps).into_text();
            assert_eq!(text, view("You are \"here\"", steps.clone()).to_html().replace("<!>", ""));
        }
    }
}
