//! What the shop refused of the changes that were made without the network, told on the cart's page.
//!
//! The service worker sent them when the network was back, and leads to the cart with what came of them
//! (`app/service-worker/cart.ts`): `left_out=out_of_stock:mug,not_found:bowl`. An address can be made up by anybody, so it
//! names codes and products, and the texts are ours.

use api::Code;
use api::catalog::{GetProduct, Text};
use domain::Slug;
use leptos::prelude::*;

use crate::context::Backend;
use crate::target;
use crate::ui::icon::{Icon, icon};
use crate::ui::language::said;

/// How many are told, at most.
const MAX_TOLD: usize = 10;

/// A product, by its address, and why it could not be had.
type LeftOut = (Option<Slug>, Code);

/// What the address says that was refused; of what cannot be read nothing.
pub(super) fn left_out() -> Vec<LeftOut> {
    target::query("left_out").map(|text| read(&text)).unwrap_or_default()
}

fn read(text: &str) -> Vec<LeftOut> {
    let one = |part: &str| {
        let (code, slug) = part.split_once(':')?;
        let code = Code::ALL.iter().copied().find(|known| known.as_str() == code)?;
        Some((slug.parse().ok(), code))
    };
    text.split(',').filter_map(one).take(MAX_TOLD).collect()
}

/// The list of it; nothing if there is none.
pub(super) async fn left_out_alert(backend: &Backend, left_out: Vec<LeftOut>) -> Option<AnyView> {
    if left_out.is_empty() {
        return None;
    }
    let market = backend.market();
    let words = words::cart(market.locale());
    let mut items = Vec::with_capacity(left_out.len());
    for (slug, code) in left_out {
        let product = match slug {
            Some(slug) => backend.get_optional(&GetProduct { slug, market }).await,
            None => None,
        };
        let title = product.map_or_else(|| Text::plain(words.left_out_gone()), |product| product.title.clone());
        items.push(view! { <li>{said(&title)} ": " {words::problem(market.locale(), code)}</li> });
    }
    let list = view! {
        <div class="notice notice-warning" role="alert">
            {icon(Icon::Warning)}
            <div>
                <p class="notice-title">{words.left_out()}</p>
                <ul>{items}</ul>
            </div>
        </div>
    };
    Some(list.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_codes_and_products_and_no_texts() {
        let slug = |text: &str| text.parse::<Slug>().ok();
        assert_eq!(read("out_of_stock:mug,not_found:"), [(slug("mug"), Code::OutOfStock), (None, Code::NotFound)]);
        for odd in ["", "mug", ":", "you_have_won:mug", ","] {
            assert!(read(odd).is_empty(), "{odd}");
        }
        assert_eq!(read("not_found:<b>Call us</b>"), [(None, Code::NotFound)]);
        assert_eq!(read(&"out_of_stock:mug,".repeat(50)).len(), MAX_TOLD);
    }
}
