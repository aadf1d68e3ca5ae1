//! Blocks as a form has them: each by its fields.

use api::settings::{HOME_PRODUCTS, HomeBlock, MenuEntry, ShopPicture};
use domain::Slug;
use domain::catalog::Localized;

use super::form::Choices;
use crate::fields::Fields;
use crate::fields::{localized, set_localized};
use crate::media::focus;
use crate::pages::menus::{Row, entry_of, row_of};
use crate::shop::pictures;

/// Blocks that a form may have.
const MAX_BLOCKS: usize = 12;
/// The kinds, in the order in which they are offered.
pub(super) const KINDS: [&str; 6] = ["hero", "products", "collections", "text", "announcement", "about"];

/// All blocks of a form, from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Blocks(pub Vec<Fields>);

impl Blocks {
    /// What is set.
    pub(super) fn of(blocks: &[HomeBlock]) -> Self {
        Self(blocks.iter().map(fields_of).collect())
    }

    /// What a form says.
    pub(super) fn posted(fields: &Fields) -> Self {
        let block = |place: usize| {
            let prefix = format!("b.{place}.");
            let mut block = Fields::default();
            for name in fields.below(&prefix) {
                block.set(name, fields.typed(&format!("{prefix}{name}")));
            }
            KINDS.contains(&block.get("kind")).then_some(block)
        };
        Self((0..MAX_BLOCKS).filter_map(block).collect())
    }

    /// Does what a button says: `up.2`, `down.0`, `remove.1`, `add.text`. What makes no sense changes nothing.
    pub(super) fn change(&mut self, action: &str) {
        let Some((what, which)) = action.split_once('.') else { return };
        let place = which.parse::<usize>().ok().filter(|place| *place < self.0.len());
        match (what, place) {
            ("up", Some(place)) if place > 0 => self.0.swap(place - 1, place),
            ("down", Some(place)) if place + 1 < self.0.len() => self.0.swap(place, place + 1),
            ("remove", Some(place)) => drop(self.0.remove(place)),
            ("add", _) if KINDS.contains(&which) && self.0.len() < MAX_BLOCKS => {
                let mut block = Fields::default();
                block.set("kind", which);
                block.set("count", HOME_PRODUCTS.to_string());
                self.0.push(block);
            }
            _ => {}
        }
    }

    /// The blocks that it stands for.
    pub(super) fn set(&self, choices: &Choices) -> Vec<HomeBlock> {
        self.0.iter().map(|block| block_of(block, choices)).collect()
    }
}

fn block_of(fields: &Fields, choices: &Choices) -> HomeBlock {
    let text = |name: &str| Some(localized(fields, name)).filter(is_said);
    match fields.get("kind") {
        "hero" => HomeBlock::Hero {
            picture: choices.pictures.chosen(fields, "picture").map(|picture| {
                let is_kept = fields.get("picture") == pictures::KEPT;
                let said = if is_kept { focus::said } else { focus::said_anew };
                ShopPicture { focus: said(fields, "picture"), ..picture }
            }),
            heading: text("heading"),
            text: text("text"),
            link: link(fields, choices),
        },
        "collections" => HomeBlock::Collections { heading: text("heading"), collections: chosen(fields, choices) },
        "products" => HomeBlock::Products {
            heading: text("heading"),
            collection: fields.get("collection").parse().ok(),
            count: fields.get("count").parse().unwrap_or_default(),
        },
        "text" => HomeBlock::Text { heading: text("heading"), body: localized(fields, "body") },
        "announcement" => HomeBlock::Announcement { text: localized(fields, "text"), link: link(fields, choices) },
        _ => HomeBlock::About {},
    }
}

/// The collections that are chosen, in the shop's order; then those that whoever asks does not see.
fn chosen(fields: &Fields, choices: &Choices) -> Vec<Slug> {
    let mut chosen: Vec<Slug> = fields.below("of.").filter_map(|slug| slug.parse().ok()).collect();
    let place = |slug: &Slug| choices.collections.iter().position(|(known, _)| known == slug);
    chosen.sort_by_key(|slug| place(slug).unwrap_or(usize::MAX));
    chosen
}

fn is_said(text: &Localized) -> bool {
    !text.en.is_empty() || text.translated().next().is_some()
}

fn link(fields: &Fields, choices: &Choices) -> Option<MenuEntry> {
    let to = fields.some("to")?;
    let row = Row { to: to.to_owned(), address: fields.get("address").to_owned(), label: localized(fields, "label") };
    Some(entry_of(&row, &choices.targets))
}

fn fields_of(block: &HomeBlock) -> Fields {
    let mut fields = Fields::default();
    fields.set("kind", block.kind());
    let mut texts: Vec<(&str, &Localized)> = Vec::new();
    let mut leads = None;
    match block {
        HomeBlock::Hero { picture, heading, text, link } => {
            pictures::set(&mut fields, "picture", picture.as_ref());
            focus::set(&mut fields, "picture", picture.as_ref().and_then(|picture| picture.focus));
            texts.extend(heading.as_ref().map(|heading| ("heading", heading)));
            texts.extend(text.as_ref().map(|text| ("text", text)));
            leads = link.as_ref();
        }
        HomeBlock::Collections { heading, collections } => {
            texts.extend(heading.as_ref().map(|heading| ("heading", heading)));
            for slug in collections {
                fields.set(format!("of.{slug}"), "on");
            }
        }
        HomeBlock::Products { heading, collection, count } => {
            texts.extend(heading.as_ref().map(|heading| ("heading", heading)));
            fields.set("collection", collection.as_ref().map_or("", |slug| slug.as_str()));
            fields.set("count", count.to_string());
        }
        HomeBlock::Text { heading, body } => {
            texts.extend(heading.as_ref().map(|heading| ("heading", heading)));
            texts.push(("body", body));
        }
        HomeBlock::Announcement { text, link } => {
            texts.push(("text", text));
            leads = link.as_ref();
        }
        HomeBlock::About {} => {}
    }
    for (name, text) in texts {
        set_localized(&mut fields, name, text);
    }
    if let Some(link) = leads {
        let Row { to, address, label } = row_of(link);
        fields.set("to", to);
        fields.set("address", address);
        set_localized(&mut fields, "label", &label);
    }
    fields
}

#[cfg(test)]
mod tests {
    use api::catalog::Focus;

    use super::super::built_in;
    use super::*;

    /// A form as a browser sends it.
    fn sent(blocks: &Blocks) -> Fields {
        let mut form = Fields::default();
        for (place, block) in blocks.0.iter().enumerate() {
            for name in block.below("") {
                form.set(format!("b.{place}.{name}"), block.typed(name));
            }
        }
        form
    }

    #[test]
    fn a_form_says_what_is_set() {
        let mut set = built_in::blocks();
        if let Some(HomeBlock::Hero { picture: Some(picture), .. }) = set.first_mut() {
            picture.focus = Some(Focus { x: 0, y: 100 });
        }
        // Whoever sees no collections loses none of those that are chosen.
        let collections = vec!["mugs".parse().expect("a slug")];
        set.push(HomeBlock::Collections { heading: None, collections });
        let form = Blocks::posted(&sent(&Blocks::of(&set)));
        assert_eq!(form.set(&Choices::none()), set);
    }

    #[test]
    fn buttons_move_add_and_remove() {
        let mut blocks = Blocks::of(&built_in::blocks());
        let kinds = |blocks: &Blocks| blocks.0.iter().map(|block| block.get("kind").to_owned()).collect::<Vec<_>>();
        for (action, expected) in [
            ("up.1", "collections hero products about"),
            ("up.0", "collections hero products about"),
            ("down.3", "collections hero products about"),
            ("down.0", "hero collections products about"),
            ("remove.1", "hero products about"),
            ("remove.9", "hero products about"),
            ("add.text", "hero products about text"),
            ("add.script", "hero products about text"),
            ("nonsense", "hero products about text"),
            ("up.-1", "hero products about text"),
        ] {
            blocks.change(action);
            assert_eq!(kinds(&blocks).join(" "), expected, "{action}");
        }
        for _ in 0..20 {
            blocks.change("add.announcement");
        }
        assert_eq!(blocks.0.len(), MAX_BLOCKS);
    }
}
