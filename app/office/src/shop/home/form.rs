//! The form of the home page's blocks.

use api::catalog::admin::ListAdminCollections;
use domain::catalog::Localized;
use domain::{Locale, Slug};
use maud::{Markup, html};

use super::blocks::{Blocks, KINDS};
use super::kind_name;
use crate::fields::Fields;
use crate::media::focus;
use crate::pages::menus::{ADDRESS, Targets};
use crate::shop::pictures::Pictures;
use crate::visitor::Visitor;

/// What may be chosen in it.
pub(super) struct Choices {
    pub(super) pictures: Pictures,
    pub(super) collections: Vec<(Slug, Localized)>,
    pub(super) targets: Targets,
}

impl Choices {
    /// Nothing.
    #[cfg(test)]
    pub(super) const fn none() -> Self {
        Self { pictures: Pictures::none(), collections: Vec::new(), targets: Targets::of(Vec::new()) }
    }

    /// What there is, as far as whoever asks may see it.
    pub(super) async fn read(visitor: &Visitor) -> Self {
        let collections = visitor.ask(&ListAdminCollections {}).await.unwrap_or_default();
        let collections = collections.into_iter().map(|one| (one.collection.slug, one.collection.title)).collect();
        Self { pictures: Pictures::read(visitor).await, collections, targets: Targets::read(visitor).await }
    }
}

/// A block's form.
struct Form<'a> {
    visitor: &'a Visitor,
    choices: &'a Choices,
    fields: &'a Fields,
    /// What the names of its fields begin with: `b.2`.
    at: String,
    /// The field that the origin refused, as far as it is this block's.
    fault: Option<&'a str>,
}

/// All blocks, with the buttons that move them.
pub(super) fn blocks(visitor: &Visitor, choices: &Choices, blocks: &Blocks, fault: Option<&str>) -> Markup {
    let words = words::shop(visitor.locale);
    let last = blocks.0.len().saturating_sub(1);
    html! {
        @for (place, fields) in blocks.0.iter().enumerate() {
            @let called = words.block(place + 1, kind_name(words, fields.get("kind")));
            @let own = format!("blocks.{place}.");
            fieldset id={ "block-" (place) } {
                legend { (called) }
                p.actions {
                    @if place > 0 { (button(&format!("up.{place}"), place - 1, words.up(), &called)) }
                    @if place < last { (button(&format!("down.{place}"), place + 1, words.down(), &called)) }
                    (button(&format!("remove.{place}"), place.min(last.saturating_sub(1)), words.remove(), &called))
                }
                (Form { visitor, choices, fields, at: format!("b.{place}"), fault: fault.and_then(|fault| fault.strip_prefix(&own)) }.fields())
            }
        }
    }
}

/// A button that changes the form, with what it is about for those who hear it alone. The page that answers is shown from the
/// block at this place on.
fn button(action: &str, then: usize, label: &str, about: &str) -> Markup {
    html! {
        button.button.quiet name="action" value=(action) formaction={ "/admin/home#block-" (then) }
            aria-label={ (label) " – " (about) } { (label) }
    }
}

/// The buttons that add a block, behind as many as there are.
pub(super) fn more(visitor: &Visitor, blocks: &Blocks) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        fieldset {
            legend { (words.add()) }
            p.actions {
                @for kind in KINDS {
                    button.button.quiet name="action" value={ "add." (kind) }
                        formaction={ "/admin/home#block-" (blocks.0.len()) } { (kind_name(words, kind)) }
                }
            }
        }
    }
}

impl Form<'_> {
    fn fields(&self) -> Markup {
        let words = words::shop(self.visitor.locale);
        let kind = self.fields.get("kind");
        html! {
            input type="hidden" name={ (self.at) ".kind" } value=(kind);
            @match kind {
                "hero" => {
                    (self.picture())
                    (self.texts("heading", words.heading(), Some(words.hero_heading_hint()), 1))
                    (self.texts("text", words.sentence(), None, 2))
                    (self.link())
                }
                "collections" => {
                    (self.texts("heading", words.heading(), Some(words.collections_heading_hint()), 1))
                    (self.collections())
                }
                "products" => {
                    (self.texts("heading", words.heading(), Some(words.products_heading_hint()), 1))
                    (self.products())
                }
                "text" => {
                    (self.texts("heading", words.heading(), None, 1))
                    (self.texts("body", words.body(), Some(words.body_hint()), 8))
                }
                "announcement" => {
                    (self.texts("text", words.sentence(), None, 2))
                    (self.link())
                }
                _ => { p.hint { (words.about_hint()) } }
            }
        }
    }

    fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.at).replace('.', "-")
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        let is_at = self
            .fault
            .is_some_and(|fault| fault.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')));
        is_at.then_some("true")
    }

    /// A text in every language.
    fn texts(&self, name: &str, label: &str, hint: Option<&str>, rows: u8) -> Markup {
        let invalid = self.invalid(name);
        html! {
            div.languages {
                @for locale in Locale::ALL {
                    @let field = format!("{name}.{}", locale.code());
                    @let id = self.id(&field);
                    @let described = hint.map(|_| format!("{}-hint", self.id(name)));
                    div.field {
                        label for=(id) { (label) ", " (words::shell(locale).language()) }
                        @if rows > 1 {
                            textarea id=(id) name={ (self.at) "." (field) } rows=(rows) lang=(locale.code())
                                aria-invalid=[invalid] aria-describedby=[described] { "\n" (self.fields.typed(&field)) }
                        } @else {
                            input id=(id) name={ (self.at) "." (field) } value=(self.fields.typed(&field))
                                lang=(locale.code()) autocomplete="off" aria-invalid=[invalid] aria-describedby=[described];
                        }
                    }
                }
            }
            @if let Some(hint) = hint { p.hint id={ (self.id(name)) "-hint" } { (hint) } }
        }
    }

    fn picture(&self) -> Markup {
        let words = words::shop(self.visitor.locale);
        let labels = [words.picture(), words.no_picture(), words.picture_hint()];
        let name = format!("{}.picture", self.at);
        html! {
            (self.choices.pictures.field(self.visitor, [&name, "picture"], self.fields, labels))
            (focus::inputs(self.visitor.locale, [&name, "picture"], self.fields))
        }
    }

    fn collections(&self) -> Markup {
        let words = words::shop(self.visitor.locale);
        html! {
            fieldset {
                legend { (words.of_collections()) }
                p.hint { (words.of_collections_hint()) }
                div.boxes {
                    @for slug in self.fields.below("of.").filter(|slug| !self.is_known(slug)) {
                        label { input type="checkbox" name={ (self.at) ".of." (slug) } checked; " " (slug) }
                    }
                    @for (slug, title) in &self.choices.collections {
                        label {
                            input type="checkbox" name={ (self.at) ".of." (slug) } checked[self.fields.has(&format!("of.{slug}"))];
                            " " (title.get(self.visitor.locale))
                        }
                    }
                }
            }
        }
    }

    /// Whether there is such a collection, as far as whoever asks sees it.
    fn is_known(&self, slug: &str) -> bool {
        self.choices.collections.iter().any(|(known, _)| known.as_str() == slug)
    }

    fn products(&self) -> Markup {
        let words = words::shop(self.visitor.locale);
        let chosen = self.fields.get("collection");
        let is_known = chosen.is_empty() || self.is_known(chosen);
        html! {
            div.columns {
                div.field {
                    label for=(self.id("collection")) { (words.of_collection()) }
                    select id=(self.id("collection")) name={ (self.at) ".collection" } {
                        option value="" { (words.all_products()) }
                        @if !is_known { option value=(chosen) selected { (chosen) } }
                        @for (slug, title) in &self.choices.collections {
                            option value=(slug) selected[slug.as_str() == chosen] { (title.get(self.visitor.locale)) }
                        }
                    }
                }
                div.field {
                    label for=(self.id("count")) { (words.count()) }
                    input id=(self.id("count")) name={ (self.at) ".count" } type="number" min="1" max="12"
                        value=(self.fields.get("count")) aria-invalid=[self.invalid("count")];
                }
            }
        }
    }

    fn link(&self) -> Markup {
        let words = words::shop(self.visitor.locale);
        let chosen = self.fields.get("to");
        html! {
            div.columns {
                div.field {
                    label for=(self.id("to")) { (words.link_to()) }
                    select id=(self.id("to")) name={ (self.at) ".to" } {
                        option value="" { (words.link_nothing()) }
                        option value=(ADDRESS) selected[chosen == ADDRESS] { (words.link_address()) }
                        (self.choices.targets.options(self.visitor.locale, chosen))
                    }
                }
                div.field {
                    label for=(self.id("address")) { (words.address()) }
                    input id=(self.id("address")) name={ (self.at) ".address" } value=(self.fields.get("address"))
                        autocomplete="off" aria-invalid=[self.invalid("link.to")] aria-describedby={ (self.id("address")) "-hint" };
                    p.hint id={ (self.id("address")) "-hint" } { (words.address_hint()) }
                }
            }
            (self.texts("label", words.link_label(), None, 1))
        }
    }
}
