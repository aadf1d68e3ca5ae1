//! What stands above every page.

use api::catalog::{CollectionCard, Picture, Text};
use api::settings::MenuLink;
use domain::Market;
use leptos::prelude::*;

use crate::brand::Brand;
use crate::cart::islands::CartDrawer;
use crate::context::RequestContext;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::ui::language::Name;
use crate::ui::picture::{Loading, Widths, picture};

use super::per_market::PerBrand;

/// The field of a form posted to the checkout page that says what else than ordering is asked.
pub(crate) const ACTION: &str = "action";
/// To go back to the cart and free what is held.
pub(crate) const LEAVE: &str = "leave";

/// The collections that fit beside each other.
const MAX_LINKS: usize = 8;

/// What the script of the search field puts a number in the place of. All its texts stand at this form, also for the field
/// of the search page (`app/browser/suggestions.js` looks for them there).
const COUNT: &str = "{count}";

static BARS: PerBrand = PerBrand::new();

/// The shop's name, search, account, cart, and the way to the collections that stand at the top.
pub(super) fn header(html: &mut Html, request: &RequestContext, brand: &Brand, collections: &[CollectionCard]) {
    let market = request.market;
    let words = words::shell(market.locale());
    html.append(&BARS.of(market, brand, |part| _ = part.of(bar(market, brand))));
    html.html("<nav aria-label=\"").value(words.navigation()).html("\" class=\"rooms\"><ul role=\"list\">");
    let menu = &brand.storefront().header;
    if menu.is_empty() {
        nav_link(html, request, ["/products", ""], words.all_products().into());
        for collection in collections.iter().filter(|collection| collection.parent.is_none()).take(MAX_LINKS) {
            nav_link(html, request, ["/collections/", collection.slug.as_str()], (&collection.title).into());
        }
    }
    for link in menu {
        html.html("<li>");
        menu_link(html, market, link, (request.path == link.href).then_some("page"));
        html.html("</li>");
    }
    html.html("</ul></nav>");
}

fn bar(market: Market, brand: &Brand) -> impl IntoView + use<> {
    let words = words::shell(market.locale());
    view! {
        <header class="bar">
            <div class="bar-side">
                <a class="bar-link bar-search-link" href=market.path("/search") aria-label=words.search()>{icon(Icon::Search)}</a>
                <form
                    class="bar-search"
                    role="search"
                    aria-label=words.search_label()
                    action=market.path("/search")
                    data-market=market.code()
                    data-path=market.prefix()
                    data-list=words.suggestions()
                    data-queries=words.suggested_queries()
                    data-brands=words.suggested_brands()
                    data-collections=words.collections()
                    data-products=words.suggested_products()
                    data-from=words::catalog(market.locale()).from()
                    data-found=words.suggestions_found(COUNT)
                >
                    <label class="sr-only" for="bar-q">{words.search_label()}</label>
                    <input id="bar-q" type="search" name="q" placeholder=words.search_hint() maxlength="200" autocomplete="off" enterkeyhint="search"/>
                    <button class="bar-search-go" aria-label=words.search_go()>{icon(Icon::Search)}</button>
                </form>
            </div>
            {wordmark(market, brand)}
            <div class="bar-side bar-end">
                <a class="bar-link" href=market.path("/account") aria-label=words.account()>{icon(Icon::Person)}</a>
                <CartDrawer market=market/>
            </div>
        </header>
    }
}

/// The shop's name as the way home: in letters, or by its logo.
fn wordmark(market: Market, brand: &Brand) -> AnyView {
    let name = brand.name(market.locale()).to_owned();
    let Some(logo) = &brand.settings().look.logo else {
        return view! { <a class="wordmark" href=market.path("/")>{name}</a> }.into_any();
    };
    let logo = Picture { alt: Text::plain(name.as_str()), ..logo.view(market.locale()) };
    let logo = picture(Some(logo), &name, Widths::Product, "12rem", Loading::Eager);
    view! { <a class="wordmark wordmark-logo" href=market.path("/")>{logo}</a> }.into_any()
}

/// A link to the page whose path is these two parts, one after the other.
fn nav_link(html: &mut Html, request: &RequestContext, [path, rest]: [&str; 2], title: Name<'_>) {
    let is_here = request.path.strip_prefix(path) == Some(rest);
    html.html("<li><a href=\"").path(request.market, path).value(rest).html("\"");
    html.attribute("aria-current", is_here.then_some("page")).said(">", title).html("</a></li>");
}

/// A link that the merchant has made: to a page of this market, or to another site.
pub(super) fn menu_link(html: &mut Html, market: Market, link: &MenuLink, current: Option<&str>) {
    html.html("<a href=\"");
    match link.href.starts_with('/') {
        true => html.path(market, &link.href),
        false => html.value(&link.href),
    };
    html.html("\"").attribute("aria-current", current).said(">", &Text::of(&link.label, market.locale())).html("</a>");
}

/// The shop's name and the way back to the cart. It is a form: whoever leaves holds nothing any more.
pub(super) fn checkout_header(market: Market, brand: &Brand) -> AnyView {
    view! {
        <header class="bar">
            <form class="bar-side" method="post" action=market.path("/checkout")>
                <input type="hidden" name=ACTION value=LEAVE/>
                <button class="link-button bar-back">{words::checkout(market.locale()).back_to_cart()}</button>
            </form>
            {wordmark(market, brand)}
            <div class="bar-side bar-end"></div>
        </header>
    }
    .into_any()
}

#[cfg(test)]
pub(super) mod tests {
    use domain::Locale;

    use super::*;
    use crate::shell::tests::{PATHS, collections, is_same, odd, request, world};

    /// The same as one view, with a bar that was made for it alone.
    pub(in crate::shell) fn view(request: &RequestContext, brand: &Brand, collections: Vec<CollectionCard>) -> AnyView {
        let market = request.market;
        let words = words::shell(market.locale());
        let link = |path: &str, title: Name<'_>| {
            let here = (request.path == path).then_some("page");
            view! { <li><a href=market.path(path) aria-current=here lang=title.lang()>{title.bare().to_owned()}</a></li> }
        };
        let links = collections.iter().take(MAX_LINKS);
        let links =
            links.map(|collection| link(&format!("/collections/{}", collection.slug), (&collection.title).into()));
        let menu = brand.storefront().header.iter().map(|entry| {
            let here = (request.path == entry.href).then_some("page");
            let href = if entry.href.starts_with('/') { market.path(&entry.href) } else { entry.href.clone() };
            let label = Text::of(&entry.label, market.locale());
            view! { <li><a href=href aria-current=here lang=label.lang().map(Locale::code)>{label.bare().to_owned()}</a></li> }
        });
        let menu = menu.collect_view();
        let made = brand
            .storefront()
            .header
            .is_empty()
            .then(|| view! { {link("/products", words.all_products().into())} {links.collect_view()} });
        view! {
            {bar(market, brand)}
            <nav class="rooms" aria-label=words.navigation()>
                <ul role="list">
                    {made}
                    {menu}
                </ul>
            </nav>
        }
        .into_any()
    }

    #[test]
    fn the_text_is_what_leptos_makes_of_views() {
        world(|| {
            for market in Market::ALL {
                for (path, count) in PATHS.into_iter().flat_map(|path| [0, 1, 12].map(|count| (path, count))) {
                    let request = request(market, path, false);
                    // The second time its bar is that of the first, and of another shop another.
                    for brand in [Brand::default(), Brand::default(), odd(), Brand::default()] {
                        let mut html = Html::with_capacity(0);
                        header(&mut html, &request, &brand, &collections(count));
                        is_same(&html.into_text(), view(&request, &brand, collections(count)));
                    }
                }
            }
        });
    }
}
