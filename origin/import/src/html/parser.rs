//! Parsing within bounds. Of attributes the tree gets only what decides whether something is shown, so that a parser
//! that compares attributes, as the standard has it, has next to nothing to compare.

use std::cell::Cell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{LocalName, QualName, TokenizerResult, local_name, ns};

use super::dom::{Dom, Handle};

/// More nodes than this are no description of a product: a few tags can be made to stand for millions.
pub const MAX_NODES: usize = 100_000;
/// More tags than this are none, either; nesting them takes time with their square.
pub const MAX_TAGS: usize = 5_000;
/// A tag with more attributes is none; reading them takes time with their square. A picture that is written into its
/// own address counts one for each slash in it.
pub const MAX_ATTRIBUTES: usize = 20_000;
/// What is parsed between two looks at what came of it, in bytes.
const CHUNK: usize = 256;

/// The tree of a piece of HTML, as it stands in a page's body.
///
/// # Errors
/// If the markup is so much that it is none of a product.
pub fn parse(html: &str) -> Result<Dom, String> {
    if html.matches('<').count() > MAX_TAGS {
        return Err(format!("its HTML has more than {MAX_TAGS} tags: make it simpler"));
    }
    let tokenizer = tokenizer();
    let queue = BufferQueue::default();
    let feed = || while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {};
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(rest.floor_char_boundary(CHUNK));
        rest = behind;
        let sink = &tokenizer.sink;
        sink.attributes.set(sink.attributes.get() + chunk.bytes().filter(|byte| ends_an_attribute(*byte)).count());
        queue.push_back(StrTendril::from_slice(chunk));
        feed();
        if sink.builder.sink.size() > MAX_NODES {
            return Err("its HTML nests or repeats more than any description does: make it simpler".to_owned());
        }
        if sink.attributes.get() > MAX_ATTRIBUTES {
            return Err("its HTML has a tag or a comment of immense length: take it out".to_owned());
        }
    }
    feed();
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink)
}

fn tokenizer() -> Tokenizer<Trimmed> {
    let dom = Dom::new();
    let body = create_element(&dom, QualName::new(None, ns!(html), LocalName::from("body")), Vec::new());
    let builder = TreeBuilder::new_for_fragment(dom, body, None, TreeBuilderOpts::default());
    let initial_state = Some(builder.tokenizer_state_for_context_elem(false));
    let sink = Trimmed { builder, attributes: Cell::new(0) };
    Tokenizer::new(sink, TokenizerOpts { initial_state, discard_bom: false, ..TokenizerOpts::default() })
}

/// Whether an attribute may end here: an upper bound is good enough.
fn ends_an_attribute(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')
}

/// Takes tags' attributes away on their way to the tree.
struct Trimmed {
    builder: TreeBuilder<Handle, Dom>,
    /// The most attributes that the tag being read may have.
    attributes: Cell<usize>,
}

impl TokenSink for Trimmed {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        let token = match token {
            Token::TagToken(tag) => Token::TagToken(trimmed(tag)),
            other => other,
        };
        if !matches!(token, Token::ParseError(_)) {
            self.attributes.set(0);
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// The tag with `hidden`, `href` and `open` alone, without their values. A style that hides is `hidden`.
fn trimmed(mut tag: Tag) -> Tag {
    let mut is_hidden = false;
    tag.attrs.retain_mut(|attribute| {
        let name = &attribute.name.local;
        if *name == local_name!("style") && hides(&attribute.value) {
            attribute.name.local = local_name!("hidden");
        }
        let is_hiding = attribute.name.local == local_name!("hidden");
        let kept = match is_hiding {
            true => !std::mem::replace(&mut is_hidden, true),
            false => matches!(attribute.name.local, local_name!("href") | local_name!("open")),
        };
        attribute.value = StrTendril::new();
        kept
    });
    tag
}

/// Whether a style takes an element from sight.
fn hides(style: &str) -> bool {
    let mut style: String = style.split_whitespace().collect();
    style.make_ascii_lowercase();
    style.split(';').any(|rule| {
        let rule = rule.trim_end_matches("!important");
        matches!(rule, "display:none" | "visibility:hidden" | "visibility:collapse")
    })
}
