//! The home page's blocks as they read.

use api::settings::{AdminHome, HomeBlock};
use domain::Locale;
use domain::catalog::Localized;
use maud::{Markup, PreEscaped, html};

use super::kind_name;
use crate::shop::pictures::thumbnail;
use crate::visitor::Visitor;

/// What was saved last, in every language. The HTML of texts is the origin's, of elements that can do no harm.
pub(super) fn preview(visitor: &Visitor, kept: &AdminHome) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        @if !kept.blocks.is_empty() {
            h2 { (words.preview()) }
            p.hint { (words.preview_hint()) }
            div.languages {
                @for locale in Locale::ALL {
                    section.preview lang=(locale.code())
                        aria-label={ (words.preview()) ", " (words::shell(locale).language()) } {
                        @for (place, block) in kept.blocks.iter().enumerate() {
                            (one(visitor, locale, block, kept.html.get(place)))
                        }
                    }
                }
            }
        }
    }
}

fn one(visitor: &Visitor, locale: Locale, block: &HomeBlock, made: Option<&Localized>) -> Markup {
    let filled = |heading: &Option<Localized>| {
        html! {
            @if let Some(heading) = heading { h3 { (heading.get(locale)) } }
            p.hint lang=(visitor.locale.code()) { "(" (kind_name(words::shop(visitor.locale), block.kind())) ")" }
        }
    };
    html! {
        @match block {
            HomeBlock::Hero { picture, heading, text, link } => {
                @if let Some(picture) = picture { (thumbnail(visitor, picture)) }
                p.preview-title { (heading.as_ref().map_or_else(|| words::brand(locale).tagline(), |heading| heading.get(locale))) }
                @if let Some(text) = text { p { (text.get(locale)) } }
                @if let Some(label) = link.as_ref().and_then(|link| link.label.as_ref()) { p { strong { (label.get(locale)) " →" } } }
            }
            HomeBlock::Collections { heading, .. } | HomeBlock::Products { heading, .. } => { (filled(heading)) }
            HomeBlock::Text { heading, .. } => {
                @if let Some(heading) = heading { h3 { (heading.get(locale)) } }
                @if let Some(made) = made { (PreEscaped(made.get(locale))) }
            }
            HomeBlock::Announcement { text, link } => {
                p.alert {
                    (text.get(locale))
                    @if let Some(label) = link.as_ref().and_then(|link| link.label.as_ref()) { " " u { (label.get(locale)) } }
                }
            }
            HomeBlock::About {} => { (filled(&None)) }
        }
    }
}
