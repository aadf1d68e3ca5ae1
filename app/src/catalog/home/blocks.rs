//! The blocks of the home page as HTML.

use api::catalog::{CollectionCard, Picture, ProductPage, Text};
use api::settings::{HomeBlockView, HomeLink};
use domain::{Market, Slug};

use crate::brand::{self, Brand};
use crate::catalog::parts::{Prices, at_the_top, collection_grid, grid};
use crate::context::Backend;
use crate::ui::html::Html;
use crate::ui::icon::{Icon, icon};
use crate::ui::language::{Name, lang};
use crate::ui::picture::{Alt, Loading, Widths, write};

/// How wide a large picture is shown that words stand beside.
const BESIDE: &str = "(min-width: 56rem) 60vw, 100vw";

/// Writes blocks one after the other.
pub(super) struct Writer<'a> {
    html: &'a mut Html,
    backend: &'a Backend,
    brand: &'a Brand,
    collections: &'a [CollectionCard],
    market: Market,
    /// How many blocks were written.
    count: usize,
    /// Whether there is a heading of the first level.
    has_title: bool,
    /// The ids that were given.
    ids: Vec<&'static str>,
}

impl<'a> Writer<'a> {
    /// Nothing is written yet.
    pub(super) fn new(
        html: &'a mut Html,
        backend: &'a Backend,
        brand: &'a Brand,
        collections: &'a [CollectionCard],
    ) -> Self {
        let market = backend.market();
        Self { html, backend, brand, collections, market, count: 0, has_title: false, ids: Vec::new() }
    }

    /// The heading of a page whose blocks have none of the first level.
    pub(super) fn title(&mut self) {
        self.has_title = true;
        self.html.html("<h1 class=\"sr-only\">").text(self.brand.name(self.market.locale())).html("</h1>");
    }

    /// A block, with its products if it has any. `first`: whether it is on the first screen.
    pub(super) fn block(&mut self, block: &HomeBlockView, first: bool, products: Option<&ProductPage>) {
        match block {
            HomeBlockView::Hero { picture, heading, text, link } => {
                self.hero(picture.as_ref(), heading.as_ref(), text.as_ref(), link.as_ref(), first);
            }
            HomeBlockView::Collections { heading, collections } => {
                self.collections(heading.as_ref(), collections);
            }
            HomeBlockView::Products { heading, collection, count } => {
                self.products(heading.as_ref(), collection.as_ref(), *count, products);
            }
            HomeBlockView::Text { heading, html } => self.text(heading.as_ref(), html, block),
            HomeBlockView::Announcement { text, link } => self.announcement(text, link.as_ref()),
            HomeBlockView::About {} => self.about(),
        }
        self.count += 1;
    }

    fn hero(
        &mut self,
        picture: Option<&Picture>,
        heading: Option<&Text>,
        text: Option<&Text>,
        link: Option<&HomeLink>,
        first: bool,
    ) {
        let (locale, html) = (self.market.locale(), &mut *self.html);
        // The shop's own picture has room for words in it; beside others they stand.
        let is_built_in = picture.is_some_and(|picture| picture.path == brand::PICTURE);
        let loading = if first { Loading::First } else { Loading::Lazy };
        match picture {
            None => _ = html.html("<section class=\"hero hero-plain\">"),
            Some(picture) => {
                let sizes = if is_built_in { "100vw" } else { BESIDE };
                html.html(if is_built_in { "<section class=\"hero\">" } else { "<section class=\"hero hero-own\">" });
                html.html("<div class=\"hero-picture\">");
                write(html, Some(picture), Alt::Told, self.brand.name(locale), Widths::Collection, sizes, loading);
                html.html("</div>");
            }
        }
        let (open, close) = if self.has_title { ("<h2", "</h2>") } else { ("<h1", "</h1>") };
        self.has_title = true;
        html.html("<div class=\"hero-text\">").html(open);
        match heading {
            Some(heading) => html.said(">", heading),
            None => html.said(">", &self.brand.tagline(locale)),
        };
        html.html(close);
        if let Some(text) = text {
            html.html("<p").said(" class=\"lead\">", text).html("</p>");
        }
        if let Some(HomeLink { label, href }) = link {
            address(html.html("<a href=\""), self.market, href);
            html.html("\" class=\"button button-main\"").said(">", label).of(icon(Icon::Arrow)).html("</a>");
        }
        html.html("</div></section>");
    }

    fn collections(&mut self, heading: Option<&Text>, wanted: &[Slug]) {
        let shown: Vec<&CollectionCard> = match wanted {
            [] => at_the_top(self.collections).collect(),
            _ => wanted.iter().filter_map(|slug| self.collections.iter().find(|card| card.is_called(slug))).collect(),
        };
        if shown.is_empty() {
            return;
        }
        let locale = self.market.locale();
        let ours = words::catalog(locale).by_collection();
        self.head("by-collection", name(heading, ours), ["/collections", ""], words::shell(locale).collections());
        collection_grid(self.html, self.market, shown, false);
        self.html.html("</section>");
    }

    fn products(
        &mut self,
        heading: Option<&Text>,
        collection: Option<&Slug>,
        count: u8,
        products: Option<&ProductPage>,
    ) {
        let items = products.map_or(&[][..], |page| &page.items);
        // A new shop has its heading, as always; a row of a collection is there for what is in it.
        if collection.is_some() && items.is_empty() {
            return;
        }
        let locale = self.market.locale();
        let own = collection.and_then(|slug| self.collections.iter().find(|card| card.is_called(slug)));
        let title = heading.or(own.map(|card| &card.title));
        let (to, label) = match collection {
            Some(slug) => {
                let slug = own.map_or(slug, |card| &card.slug);
                (["/collections/", slug.as_str()], words::catalog(locale).see_all())
            }
            None => (["/products", ""], words::shell(locale).all_products()),
        };
        self.head("featured", name(title, words::catalog(locale).featured()), to, label);
        let shown = items.iter().take(usize::from(count));
        grid(self.html, self.market, shown, false, Prices::InSlots(self.backend));
        self.html.html("</section>");
    }

    fn text(&mut self, heading: Option<&Text>, text: &Text, block: &HomeBlockView) {
        match heading {
            Some(heading) => {
                self.named("text", "section home-text");
                self.html.said(">", heading).html("</h2>");
            }
            None => _ = self.html.html("<section class=\"section home-text\">"),
        }
        let html = &mut *self.html;
        html.html("<div")
            .attribute("lang", lang(text))
            .html(" class=\"prose\">")
            .of_home(block)
            .html("</div></section>");
    }

    fn announcement(&mut self, text: &Text, link: Option<&HomeLink>) {
        let html = &mut *self.html;
        html.html("<div class=\"notice home-notice\"><p>").phrase(text);
        if let Some(HomeLink { label, href }) = link {
            address(html.html(" <a href=\""), self.market, href);
            html.html("\"").said(">", label).html("</a>");
        }
        html.html("</p></div>");
    }

    fn about(&mut self) {
        let locale = self.market.locale();
        let words = words::catalog(locale);
        self.named("about", "section about");
        let html = &mut *self.html;
        html.html(">").text(words.about()).html("</h2><div class=\"about-text\">");
        for paragraph in self.brand.about(locale) {
            html.html("<p").said(">", &paragraph).html("</p>");
        }
        html.html("</div>");
        // These are promises: a shop that speaks for itself makes its own.
        if self.brand.settings().about.is_some() {
            html.html("</section>");
            return;
        }
        html.html("<ul role=\"list\" class=\"why\">");
        for (title, more) in why(words) {
            html.html("<li>")
                .of(icon(Icon::Check))
                .html("<h3>")
                .text(title)
                .html("</h3><p>")
                .text(more)
                .html("</p></li>");
        }
        html.html("</ul></section>");
    }

    /// Begins a section that is called something, with a link to more of it.
    fn head(&mut self, id: &'static str, title: Name<'_>, [path, rest]: [&str; 2], label: &'static str) {
        self.open(id, "section");
        self.html.html("<div class=\"section-head\"><h2 id=\"");
        self.id(id);
        self.html.html("\"").said(">", title).html("</h2><a href=\"").path(self.market, path).value(rest).html("\"");
        if path == "/collections/" {
            // “See all” says little to whoever has the links of a page read aloud.
            self.html.html(" aria-describedby=\"");
            self.id(id);
            self.html.html("\"");
        }
        self.html.html(">").text(label).html("</a></div>");
        self.ids.push(id);
    }

    /// Begins a section up to the text of its heading.
    fn named(&mut self, id: &'static str, class: &'static str) {
        self.open(id, class);
        self.html.html("<h2 id=\"");
        self.id(id);
        self.html.html("\"");
        self.ids.push(id);
    }

    fn open(&mut self, id: &'static str, class: &'static str) {
        self.html.html("<section aria-labelledby=\"");
        self.id(id);
        self.html.html("\" class=\"").html(class).html("\">");
    }

    /// The id of the block that is being written: its kind's, with its place where another has that.
    fn id(&mut self, id: &'static str) {
        self.html.html(id);
        if self.ids.contains(&id) {
            self.html.html("-").count(self.count);
        }
    }
}

fn name<'a>(heading: Option<&'a Text>, ours: &'static str) -> Name<'a> {
    heading.map_or(Name::Ours(ours), Name::Theirs)
}

/// Adds the address of a link that the merchant has made: to a page of this market, or to another site.
fn address(html: &mut Html, market: Market, href: &str) {
    match href.starts_with('/') {
        true => html.path(market, href),
        false => html.value(href),
    };
}

/// Why to buy here, each reason in a word and at length.
pub(super) const fn why(words: words::Catalog) -> [(&'static str, &'static str); 3] {
    [
        (words.why_made(), words.why_made_more()),
        (words.why_price(), words.why_price_more()),
        (words.why_plain(), words.why_plain_more()),
    ]
}
