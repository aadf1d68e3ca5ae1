//! Plain text of HTML: what a browser would show, in paragraphs separated by blank lines. Nothing of the markup comes
//! through, so there is nothing to sanitise afterwards.

mod dom;
mod parser;
mod writer;

use std::collections::BTreeMap;

use dom::{Dom, Handle};
use writer::Writer;

/// Text of a piece of HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Paragraphs, separated by blank lines.
    pub text: String,
    /// What was shown and is no text, with how many there were: pictures, videos, links' addresses.
    pub left_out: BTreeMap<&'static str, usize>,
}

/// The text people would read of `html`. Plain text comes through as it is, but for blanks.
///
/// # Errors
/// If the markup is so much that it is none of a product.
pub fn plain_text(html: &str) -> Result<Plain, String> {
    if !html.contains(['<', '&']) {
        let mut writer = Writer::new(true);
        writer.text(html);
        return Ok(Plain { text: writer.finish(), left_out: BTreeMap::new() });
    }
    Ok(shown(&parser::parse(html)?))
}

/// What a step through the tree does.
enum Step {
    Enter(Handle),
    Leave(Handle),
}

fn shown(dom: &Dom) -> Plain {
    let mut left_out = BTreeMap::new();
    // Without blocks, blank lines are the paragraphs: somebody typed it.
    let mut writer = Writer::new(!dom.all().iter().any(|node| is_block(node.tag()) || node.tag() == "br"));
    let mut steps = vec![Step::Enter(dom.root())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave(node) => leave(&mut writer, &node),
            Step::Enter(node) => {
                let kind = match node.tag() {
                    "img" | "svg" | "picture" => Some("pictures"),
                    "video" | "audio" => Some("videos and sounds"),
                    "iframe" | "object" | "embed" => Some("embedded pages"),
                    "a" if node.has("href") => Some("links' addresses"),
                    _ => None,
                };
                if is_hidden(&node) {
                    continue;
                }
                if let Some(kind) = kind {
                    *left_out.entry(kind).or_default() += 1;
                }
                if is_skipped(node.tag()) {
                    continue;
                }
                enter(&mut writer, &node);
                let children = dom.children(&node);
                steps.push(Step::Leave(node));
                steps.extend(children.into_iter().rev().map(Step::Enter));
            }
        }
    }
    Plain { text: writer.finish(), left_out }
}

fn enter(writer: &mut Writer, node: &Handle) {
    match node.tag() {
        "" => writer.text(&node.text.borrow()),
        "br" => writer.line_break(),
        "td" | "th" => writer.text(" "),
        "ul" | "menu" => writer.begin_list(false),
        "ol" => writer.begin_list(true),
        "li" => writer.begin_item(),
        "sup" => writer.raise(SUPERSCRIPT),
        "sub" => writer.raise(SUBSCRIPT),
        tag if is_block(tag) => writer.paragraph(),
        _ => {}
    }
}

fn leave(writer: &mut Writer, node: &Handle) {
    match node.tag() {
        "ul" | "ol" | "menu" => writer.end_list(),
        "sup" | "sub" => writer.lower(),
        tag if is_block(tag) || tag == "li" => writer.paragraph(),
        _ => {}
    }
}

const SUPERSCRIPT: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const SUBSCRIPT: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];

/// Elements whose content a browser does not show as text (HTML, 15.3.1).
fn is_skipped(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "noembed"
            | "noframes"
            | "iframe"
            | "object"
            | "embed"
            | "head"
            | "title"
            | "meta"
            | "link"
            | "base"
            | "svg"
            | "canvas"
            | "audio"
            | "video"
            | "datalist"
            | "select"
            | "textarea"
            | "param"
            | "source"
            | "track"
            | "rp"
    )
}

/// Hidden by an attribute, or by its own style, which the parser made one.
fn is_hidden(node: &Handle) -> bool {
    node.has("hidden") || (node.tag() == "dialog" && !node.has("open"))
}

fn is_block(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "div"
            | "ul"
            | "ol"
            | "li"
            | "menu"
            | "dl"
            | "dt"
            | "dd"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "tr"
            | "caption"
            | "blockquote"
            | "section"
            | "article"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "figure"
            | "figcaption"
            | "hr"
            | "pre"
            | "address"
            | "details"
            | "summary"
            | "fieldset"
            | "form"
            | "center"
            | "hgroup"
            | "legend"
            | "dialog"
    )
}

#[cfg(test)]
mod tests;
