//! Markdown as HTML that any page may show.
//!
//! What comes out is made of the parser's events, and only of those on a list: what was typed as HTML is text like any
//! other, so there is nothing to take out afterwards (ADR 68).

use domain::Market;
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// How deep lists and quotations may lie in each other.
const MAX_DEPTH: usize = 12;

/// What stands above the first heading's level: the page's title is the only `h1`.
const FIRST_LEVEL: usize = 2;

fn events(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Why a text cannot be shown; none if it can.
pub(crate) fn fault(text: &str) -> Option<String> {
    let mut depth = 0_usize;
    for event in events(text) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(format!("Lists, quotations and emphasis lie more than {MAX_DEPTH} deep in each other."));
        }
    }
    None
}

/// The HTML of a text, for shoppers of `market`: a path without market leads to that market's page.
pub(crate) fn html(text: &str, market: Market) -> String {
    html_below(text, market, FIRST_LEVEL)
}

/// The same, where the first heading is of the level `first`.
pub(crate) fn html_below(text: &str, market: Market, first: usize) -> String {
    let mut cleaner = Cleaner { market, first, levels: Vec::new(), level: first - 1, dropped: Vec::new() };
    let clean: Vec<Event<'_>> = events(text).filter_map(|event| cleaner.clean(event)).collect();
    let mut html = String::with_capacity(text.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut html, clean.into_iter());
    html
}

/// Goes along with the events of one text.
struct Cleaner {
    market: Market,
    /// The level of the first heading.
    first: usize,
    /// The headings around what is shown now, as they were typed: where each of them is to be seen depends on these alone.
    levels: Vec<usize>,
    /// The level at which the heading that is open is shown.
    level: usize,
    /// Of the links and pictures that are open, whether each is left out.
    dropped: Vec<bool>,
}

impl Cleaner {
    fn clean<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Start(tag) => self.start(tag).map(Event::Start),
            Event::End(tag) => self.end(tag).map(Event::End),
            // What looks like HTML is what somebody typed.
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::Rule => Some(event),
            Event::InlineMath(text) | Event::DisplayMath(text) => Some(Event::Text(text)),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => None,
        }
    }

    fn start<'a>(&mut self, tag: Tag<'a>) -> Option<Tag<'a>> {
        match tag {
            Tag::Heading { level, .. } => {
                self.level = self.shown_level(level as usize);
                Some(Tag::Heading { level: heading(self.level), id: None, classes: Vec::new(), attrs: Vec::new() })
            }
            Tag::Link { dest_url, title, link_type, .. } => {
                let address = match link_type {
                    LinkType::Email => Some(CowStr::from(format!("mailto:{dest_url}"))),
                    _ => address(&dest_url, self.market).map(CowStr::from),
                };
                self.dropped.push(address.is_none());
                Some(Tag::Link { link_type: LinkType::Inline, dest_url: address?, title, id: CowStr::from("") })
            }
            Tag::Image { dest_url, title, .. } => {
                let is_own = is_path(&dest_url);
                self.dropped.push(!is_own);
                // Its words stay as text where the picture is left out.
                is_own.then_some(Tag::Image { link_type: LinkType::Inline, dest_url, title, id: CowStr::from("") })
            }
            Tag::CodeBlock(_) => Some(Tag::CodeBlock(CodeBlockKind::Indented)),
            // Alignment would be a style in the element.
            Tag::Table(columns) => Some(Tag::Table(vec![Alignment::None; columns.len()])),
            Tag::Paragraph
            | Tag::BlockQuote(None)
            | Tag::List(_)
            | Tag::Item
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough => Some(tag),
            // A block of typed HTML becomes a paragraph.
            Tag::HtmlBlock => Some(Tag::Paragraph),
            _ => None,
        }
    }

    fn end(&mut self, tag: TagEnd) -> Option<TagEnd> {
        match tag {
            TagEnd::Heading(_) => Some(TagEnd::Heading(heading(self.level))),
            TagEnd::Link | TagEnd::Image => (!self.dropped.pop().unwrap_or(true)).then_some(tag),
            TagEnd::HtmlBlock => Some(TagEnd::Paragraph),
            TagEnd::Paragraph
            | TagEnd::BlockQuote(None)
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::TableCell
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough => Some(tag),
            _ => None,
        }
    }

    /// Where a heading is shown: one level below the one that it was typed below, so that none is left out between.
    fn shown_level(&mut self, typed: usize) -> usize {
        self.levels.retain(|above| *above < typed);
        let level = self.first + self.levels.len();
        self.levels.push(typed);
        level.min(6)
    }
}

fn heading(level: usize) -> HeadingLevel {
    HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
}

/// Where a link leads, if it leads to a page, a mail or a telephone.
fn address(typed: &str, market: Market) -> Option<String> {
    let has_scheme = |scheme: &str| typed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if is_path(typed) {
        return Some(if Market::of_path(typed).1.len() < typed.len() { typed.to_owned() } else { market.path(typed) });
    }
    let is_fragment = typed.starts_with('#');
    let is_clean = typed.chars().all(|c| !c.is_control() && !c.is_whitespace());
    let leads = ["https://", "http://", "mailto:", "tel:"].into_iter().any(has_scheme);
    (is_clean && (is_fragment || leads)).then(|| typed.to_owned())
}

/// Whether an address is a path of the shop's own. Browsers take `//` and `/\` for the beginning of another host, and
/// leave out tabs and ends of lines before they look.
fn is_path(address: &str) -> bool {
    let is_clean = address.chars().all(|c| !c.is_control() && !c.is_whitespace() && c != '\\');
    is_clean && address.starts_with('/') && !address.starts_with("//")
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
