//! A product's pictures: a strip that is swiped, with small ones below to jump by.

use api::catalog::Picture;
use domain::Locale;

use crate::ui::html::Html;
use crate::ui::picture::{Alt, Loading, Widths, write};

/// Writes the pictures of the product `title`, beginning with the one at `first`.
pub(super) fn gallery(html: &mut Html, locale: Locale, title: &str, media: &[Picture], first: usize) {
    let words = words::catalog(locale);
    html.html("<div role=\"group\" aria-label=\"").value(words.pictures()).html("\" class=\"gallery\">");
    html.html("<ul role=\"list\" tabindex=\"0\" aria-label=\"").value(words.pictures()).html("\" class=\"strip\">");
    // Where there is none a stand-in is shown.
    let count = media.len().max(1);
    // The strip begins with what was chosen.
    let begin = first.min(count - 1);
    for number in (begin..count).chain(0..begin) {
        let loading = if number == begin { Loading::First } else { Loading::Lazy };
        html.html("<li id=\"picture-").count(number).html("\">");
        let sizes = "(min-width: 56rem) 50vw, 100vw";
        write(html, media.get(number), Alt::Told, title, Widths::Product, sizes, loading);
        html.html("</li>");
    }
    html.html("</ul>");
    if count > 1 {
        html.html("<ul role=\"list\" class=\"thumbs\">");
        // The links keep the merchant's order.
        for (number, image) in media.iter().enumerate() {
            html.html("<li><a href=\"#picture-").count(number);
            html.html("\" aria-label=\"").value(words.picture()).html(" ").count(number + 1).html("\">");
            write(html, Some(image), Alt::Silent, title, Widths::Product, "80px", Loading::Lazy);
            html.html("</a></li>");
        }
        html.html("</ul>");
    }
    html.html("</div>");
}

#[cfg(test)]
mod tests {
    use api::catalog::Text;
    use leptos::prelude::*;

    use super::*;
    use crate::ui::picture::picture;

    fn view(locale: Locale, title: &str, media: Vec<Picture>, first: usize) -> AnyView {
        let words = words::catalog(locale);
        let several = media.len() > 1;
        let mut numbered: Vec<(usize, Option<Picture>)> = media.into_iter().map(Some).enumerate().collect();
        if numbered.is_empty() {
            numbered.push((0, None));
        }
        let links = numbered.clone();
        let begin = first.min(numbered.len() - 1);
        numbered.rotate_left(begin);
        let slides = numbered.into_iter().enumerate().map(|(place, (number, image))| {
            let loading = if place == 0 { Loading::First } else { Loading::Lazy };
            view! {
                <li id=format!("picture-{number}")>
                    {picture(image, title, Widths::Product, "(min-width: 56rem) 50vw, 100vw", loading)}
                </li>
            }
        });
        let thumbs = several.then(|| {
            let links = links.into_iter().map(|(number, image)| {
                let label = format!("{} {}", words.picture(), number + 1);
                let image = image.map(Picture::decorative);
                view! {
                    <li>
                        <a href=format!("#picture-{number}") aria-label=label>
                            {picture(image, title, Widths::Product, "80px", Loading::Lazy)}
                        </a>
                    </li>
                }
            });
            view! { <ul role="list" class="thumbs">{links.collect_view()}</ul> }
        });
        let strip = slides.collect_view();
        view! {
            <div class="gallery" role="group" aria-label=words.pictures()>
                <ul role="list" class="strip" tabindex="0" aria-label=words.pictures()>{strip}</ul>
                {thumbs}
            </div>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        let image = |number: usize| Picture {
            path: format!("products/mug-{number}"),
            alt: Text::kept(format!("\"{number}\" & <more>"), (number == 1).then_some(Locale::En)),
            width: 1200,
            height: 1500,
            option: Default::default(),
            focus: None,
            colour: None,
        };
        for locale in Locale::ALL {
            for count in [0, 1, 2, 5] {
                for first in [0, 1, 4, 9] {
                    let media: Vec<Picture> = (0..count).map(image).collect();
                    let mut html = Html::with_capacity(0);
                    gallery(&mut html, locale, "A \"mug\"", &media, first);
                    let by_leptos = view(locale, "A \"mug\"", media, first).to_html().replace("<!>", "");
                    assert_eq!(html.into_text(), by_leptos, "{count} {first}");
                }
            }
        }
    }
}
