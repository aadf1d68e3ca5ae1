//! The way from the home page to here.

use leptos::prelude::*;

use super::html::Html;

/// The steps as name and address; the last one is this page and needs none. `lang` is its name's language where that
/// is not the page's.
pub fn breadcrumbs(label: &'static str, steps: Vec<(String, Option<String>)>, lang: Option<&'static str>) -> AnyView {
    text(label, &steps, lang).view()
}

fn text(label: &'static str, steps: &[(String, Option<String>)], lang: Option<&'static str>) -> Html {
    let mut html = Html::with_capacity(512);
    html.html("<nav aria-label=\"").value(label).html("\" class=\"breadcrumbs\"><ol role=\"list\">");
    for (name, address) in steps {
        match address {
            Some(address) => html.html("<li><a href=\"").value(address).html("\">").text(name).html("</a></li>"),
            None => {
                html.html("<li><span aria-current=\"page\"").attribute("lang", lang);
                html.html(">").text(name).html("</span></li>")
            }
        };
    }
    html.html("</ol></nav>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(label: &'static str, steps: Vec<(String, Option<String>)>, lang: Option<&'static str>) -> AnyView {
        let step = move |(name, address): (String, Option<String>)| match address {
            Some(address) => view! { <li><a href=address>{name}</a></li> }.into_any(),
            None => view! { <li><span aria-current="page" lang=lang>{name}</span></li> }.into_any(),
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
        let step = |name: &str, address: Option<&str>| (name.to_owned(), address.map(ToOwned::to_owned));
        for steps in [
            vec![],
            vec![step("Home", Some("/")), step("Mugs & \"more\"", Some("/collections/a?b=\"&c")), step("<Mug>", None)],
            vec![step("", Some("")), step("", None)],
        ] {
            for lang in [None, Some("en")] {
                let text = text("You are \"here\"", &steps, lang).into_text();
                assert_eq!(text, view("You are \"here\"", steps.clone(), lang).to_html().replace("<!>", ""));
            }
        }
    }
}
