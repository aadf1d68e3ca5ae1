//! A product's pictures: a strip that is swiped, with small ones below to jump by.

use api::catalog::Picture;
use domain::Locale;
use leptos::prelude::*;

use crate::ui::picture::{Loading, Widths, picture};

/// The pictures of the product `title`, beginning with the one at `first`.
pub(super) fn gallery(locale: Locale, title: &str, media: Vec<Picture>, first: usize) -> AnyView {
    let words = words::catalog(locale);
    let several = media.len() > 1;
    let mut numbered: Vec<(usize, Option<Picture>)> = media.into_iter().map(Some).enumerate().collect();
    if numbered.is_empty() {
        numbered.push((0, None));
    }
    // The links below keep the merchant's order; the strip begins with what was chosen.
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
            let image = image.map(|image| Picture { alt: String::new(), ..image });
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
