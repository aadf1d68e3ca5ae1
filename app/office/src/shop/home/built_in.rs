//! The home page that the shop makes by itself, as blocks to begin from.

use api::settings::{HOME_PRODUCTS, HomeBlock, MenuEntry, MenuTarget, ShopPicture};
use domain::Locale;
use domain::catalog::Localized;

/// All of it.
pub(super) fn blocks() -> Vec<HomeBlock> {
    let picture = ShopPicture {
        path: "hero/home".to_owned(),
        alt: in_all_languages(|locale| words::brand(locale).picture()),
        width: 1600,
        height: 900,
        focus: None,
    };
    let label = in_all_languages(|locale| words::catalog(locale).shop_now());
    let link = MenuEntry { label: Some(label), to: MenuTarget::Address("/products".to_owned()) };
    vec![
        HomeBlock::Hero { picture: Some(picture), heading: None, text: None, link: Some(link) },
        HomeBlock::Collections { heading: None, collections: Vec::new() },
        HomeBlock::Products { heading: None, collection: None, count: HOME_PRODUCTS },
        HomeBlock::About {},
    ]
}

fn in_all_languages(text: impl Fn(Locale) -> &'static str) -> Localized {
    let all = Localized::same(text(Locale::default()));
    Locale::ALL.into_iter().fold(all, |all, locale| all.with(locale, text(locale)))
}
