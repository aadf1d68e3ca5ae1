//! Holes: the places of a page that show what changes often, prices and availability.
//!
//! What fills a hole, its piece, is rendered with the page, so a page is whole wherever it is
//! rendered. A host that keeps pages is also told where the pieces stand and may have single ones
//! made anew by their holes' names, without the page ([`crate::catalog::pieces`]).

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use api::cache::Tag;
use domain::{Market, Sku, Slug};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use uuid::Uuid;

/// What a piece shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shows {
    /// The price of a card in a list.
    Price,
    /// The buy box, with this variant chosen.
    Buy(Option<Sku>),
    /// The structured data with its offers.
    Data,
}

/// The name of a hole: all that is needed to make its piece. As text:
/// `de:buy:harbour-mug:MUG-S`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hole {
    /// Language and currency.
    pub market: Market,
    /// What is shown of the product.
    pub shows: Shows,
    /// The product.
    pub product: Slug,
}

impl fmt::Display for Hole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, variant) = match &self.shows {
            Shows::Price => ("price", None),
            Shows::Buy(variant) => ("buy", variant.as_ref()),
            Shows::Data => ("data", None),
        };
        write!(f, "{}:{word}:{}", self.market.code(), self.product)?;
        variant.map_or(Ok(()), |variant| write!(f, ":{variant}"))
    }
}

/// The text names no hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownHole;

impl FromStr for Hole {
    type Err = UnknownHole;

    fn from_str(text: &str) -> Result<Self, UnknownHole> {
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or(UnknownHole);
        let market = part()?;
        let market = Market::ALL.into_iter().find(|known| known.code() == market).ok_or(UnknownHole)?;
        let word = part()?;
        let product = part()?.parse().map_err(|_| UnknownHole)?;
        let variant = parts.next().map(|sku| sku.parse().map_err(|_| UnknownHole)).transpose()?;
        let shows = match (word, variant) {
            ("price", None) => Shows::Price,
            ("buy", variant) => Shows::Buy(variant),
            ("data", None) => Shows::Data,
            _ => return Err(UnknownHole),
        };
        parts.next().is_none().then_some(Self { market, shows, product }).ok_or(UnknownHole)
    }
}

/// A piece in the page it was rendered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub hole: Hole,
    /// Where it begins, in bytes.
    pub at: usize,
    /// How long it is, in bytes.
    pub length: usize,
    /// The tags that only the piece depends on, not the page around it.
    pub tags: Vec<Tag>,
}

/// The pieces of the page being rendered.
///
/// The views hold marks in their stead, because nobody knows where a view will stand before all is
/// rendered. The marks of each rendering have a random word in them, so that no text of a product
/// can be taken for one.
#[derive(Debug)]
pub struct Pieces {
    word: String,
    noted: Mutex<Vec<(Hole, Vec<Tag>, String)>>,
}

impl Default for Pieces {
    fn default() -> Self {
        Self { word: Uuid::new_v4().simple().to_string(), noted: Mutex::default() }
    }
}

impl Pieces {
    /// Renders a piece and gives the mark that stands for it.
    pub(crate) fn note(&self, hole: Hole, tags: Vec<Tag>, piece: impl IntoView) -> AnyView {
        let html = piece.into_view().to_html();
        let mut noted = self.noted.lock().expect("no panic while holding it");
        noted.push((hole, tags, html));
        InertElement::new(self.mark(noted.len() - 1)).into_any()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.noted.lock().expect("no panic while holding it").is_empty()
    }

    /// The rendered page with the pieces where their marks were, and where that is.
    pub fn put_in(&self, page: &str) -> (String, Vec<Placed>) {
        let noted = self.noted.lock().expect("no panic while holding it");
        let more: usize = noted.iter().map(|(_, _, html)| html.len()).sum();
        let mut whole = String::with_capacity(page.len() + more);
        let mut placed = Vec::with_capacity(noted.len());
        let begin = format!("<!--{}:", self.word);
        let mut parts = page.split(&begin);
        whole.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let known = part.split_once("-->").and_then(|(number, rest)| {
                let number: usize = number.parse().ok()?;
                Some((noted.get(number)?, rest))
            });
            let ((hole, tags, html), rest) = known.expect("only marks of ours have the word in them");
            let (at, length) = (whole.len(), html.len());
            placed.push(Placed { hole: hole.clone(), at, length, tags: tags.clone() });
            whole.push_str(html);
            whole.push_str(rest);
        }
        (whole, placed)
    }

    fn mark(&self, number: usize) -> String {
        format!("<!--{}:{number}-->", self.word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_its_text() {
        for text in ["eu:price:harbour-mug", "de:buy:harbour-mug", "us:buy:harbour-mug:MUG/S_1.b", "eu:data:a"] {
            assert_eq!(text.parse::<Hole>().map(|hole| hole.to_string()).as_deref(), Ok(text));
        }
        for text in [
            "",
            "eu",
            "eu:price",
            "fr:price:a",
            "eu:stock:a",
            "eu:price:a:b",
            "eu:buy:a:b:c",
            "eu:buy:A b",
            "eu:buy:a:<!--",
            "eu:data:a:",
        ] {
            assert_eq!(text.parse::<Hole>(), Err(UnknownHole), "{text}");
        }
    }

    #[test]
    fn pieces_stand_where_their_marks_were() {
        let pieces = Pieces::default();
        assert!(pieces.is_empty());
        let hole = |text: &str| -> Hole { text.parse().expect("a hole") };
        let tag: Tag = "s:1".parse().expect("a tag");
        let first = pieces.note(hole("eu:price:a"), vec![tag.clone()], view! { <b>"1 < 2"</b> });
        let second = pieces.note(hole("eu:price:b"), vec![], view! { <i></i> });
        let page = view! { <p>{second}</p> <p>"ä"{first}</p> }.to_html();
        let (whole, placed) = pieces.put_in(&page);
        assert_eq!(whole, "<p><i></i></p><p>ä<b>1 &lt; 2</b></p>");
        let at = |placed: &Placed| whole[placed.at..placed.at + placed.length].to_owned();
        assert_eq!(placed.iter().map(at).collect::<Vec<_>>(), ["<i></i>", "<b>1 &lt; 2</b>"]);
        assert_eq!((&placed[1].hole, &placed[1].tags), (&hole("eu:price:a"), &vec![tag]));
    }

    #[test]
    fn a_text_cannot_be_taken_for_a_mark() {
        let (pieces, others) = (Pieces::default(), Pieces::default());
        let hole: Hole = "eu:price:a".parse().expect("a hole");
        let mark = pieces.note(hole, vec![], "piece");
        // Not even the mark of another rendering, put in as it is.
        let page = format!("{}<!--hole:0-->{}", others.mark(0), mark.to_html());
        let (whole, placed) = pieces.put_in(&page);
        assert_eq!(whole, format!("{}<!--hole:0-->piece", others.mark(0)));
        assert_eq!(placed.len(), 1);
    }
}
