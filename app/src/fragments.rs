//! Fragments: the parts of a page that show what changes often, prices and availability. Each stands in a
//! slot of the page.
//!
//! A fragment is rendered with the page, so a page is whole wherever it is rendered. A host that keeps pages
//! is also told where the fragments stand and may have single ones made anew by their keys, without the page ([`crate::catalog::fragments`]).

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use api::cache::Tag;
use api::endpoint::percent_encoded;
use domain::{Market, Sku, Slug};
use memchr::memchr;
use percent_encoding::percent_decode_str;
use uuid::Uuid;

use crate::ui::html::Html;

/// What a fragment shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shows {
    /// The price of a card in a list.
    Price,
    /// The buy box, with this variant chosen.
    Buy(Option<Sku>),
    /// The structured data with its offers.
    Data,
}

/// The key of a fragment: all that is needed to make it. As text `de:buy:harbour-mug:MUG-S`, with the SKU
/// percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FragmentKey {
    /// Language and currency.
    pub market: Market,
    /// What is shown of the product.
    pub shows: Shows,
    /// The product.
    pub product: Slug,
}

impl fmt::Display for FragmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, variant) = match &self.shows {
            Shows::Price => ("price", None),
            Shows::Buy(variant) => ("buy", variant.as_ref()),
            Shows::Data => ("data", None),
        };
        write!(f, "{}:{word}:{}", self.market.code(), self.product)?;
        variant.map_or(Ok(()), |variant| write!(f, ":{}", percent_encoded(variant.as_str())))
    }
}

/// The text names no fragment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFragment;

impl FromStr for FragmentKey {
    type Err = UnknownFragment;

    fn from_str(text: &str) -> Result<Self, UnknownFragment> {
        let mut parts = text.split(':');
        let mut part = || parts.next().ok_or(UnknownFragment);
        let market = part()?;
        let market = Market::of_code(market).ok_or(UnknownFragment)?;
        let word = part()?;
        let product = part()?.parse().map_err(|_| UnknownFragment)?;
        let variant = parts.next().map(|sku| decoded(sku).ok_or(UnknownFragment)).transpose()?;
        let shows = match (word, variant) {
            ("price", None) => Shows::Price,
            ("buy", variant) => Shows::Buy(variant),
            ("data", None) => Shows::Data,
            _ => return Err(UnknownFragment),
        };
        parts.next().is_none().then_some(Self { market, shows, product }).ok_or(UnknownFragment)
    }
}

/// The SKU of a key. Only one spelling is taken, or a stranger could have a fragment made under several.
fn decoded(text: &str) -> Option<Sku> {
    let sku: Sku = percent_decode_str(text).decode_utf8().ok()?.parse().ok()?;
    (percent_encoded(sku.as_str()) == text).then_some(sku)
}

/// A fragment in the page it was rendered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledSlot {
    /// Which.
    pub key: FragmentKey,
    /// Where it begins, in bytes.
    pub at: usize,
    /// How long it is, in bytes.
    pub length: usize,
    /// The tags that only the fragment depends on, not the page around it.
    pub tags: Vec<Tag>,
}

/// What a mark begins and ends with, as it is written.
const MARK: &str = "\u{1}";
/// The same as it is looked for: nothing is found sooner than a single byte that is in no other.
const SIGN: char = MARK.as_bytes()[0] as char;

/// The fragments of the page being rendered.
///
/// The views hold marks in their stead, because nobody knows where a view will stand before all is
/// rendered. The marks of each rendering have a random word in them, so that no text of a product
/// can be taken for one.
#[derive(Debug)]
pub struct Fragments {
    word: String,
    noted: Mutex<Vec<(FragmentKey, Vec<Tag>, String)>>,
}

impl Default for Fragments {
    fn default() -> Self {
        // Behind the word stands a number.
        let word = [&*Uuid::new_v4().simple().encode_lower(&mut Uuid::encode_buffer()), ":"].concat();
        Self { word, noted: Mutex::default() }
    }
}

impl Fragments {
    /// Keeps a fragment, and writes the mark that stands for it.
    pub(crate) fn insert(&self, html: &mut Html, key: FragmentKey, tags: Vec<Tag>, fragment: Html) {
        let mut noted = self.noted.lock().expect("no panic while holding it");
        html.html(MARK).text(&self.word).count(noted.len()).html(MARK);
        noted.push((key, tags, fragment.into_text()));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.noted.lock().expect("no panic while holding it").is_empty()
    }

    /// The rendered page with the fragments where their marks were, and where that is. They are no longer kept then.
    pub fn assemble(&self, page: &str) -> (String, Vec<FilledSlot>) {
        let noted = std::mem::take(&mut *self.noted.lock().expect("no panic while holding it"));
        let more: usize = noted.iter().map(|(_, _, html)| html.len()).sum();
        let mut whole = String::with_capacity(page.len() + more);
        let mut placed = Vec::with_capacity(noted.len());
        // No mark is written twice.
        let mut noted: Vec<_> = noted.into_iter().map(Some).collect();
        let mut rest = page;
        while let Some(at) = memchr(MARK.as_bytes()[0], rest.as_bytes()) {
            whole.push_str(&rest[..at]);
            let behind = &rest[at + SIGN.len_utf8()..];
            let Some(named) = behind.strip_prefix(&self.word) else {
                // A text may have the sign in it.
                whole.push(SIGN);
                rest = behind;
                continue;
            };
            let known = named.split_once(SIGN).and_then(|(number, rest)| {
                let number: usize = number.parse().ok()?;
                Some((noted.get_mut(number)?.take()?, rest))
            });
            let ((key, tags, html), after) = known.expect("only marks of ours have the word in them");
            let (at, length) = (whole.len(), html.len());
            placed.push(FilledSlot { key, at, length, tags });
            whole.push_str(&html);
            rest = after;
        }
        whole.push_str(rest);
        (whole, placed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &'static str) -> Html {
        let mut html = Html::with_capacity(0);
        html.html(text);
        html
    }

    #[test]
    fn a_name_survives_its_text() {
        for text in [
            "eu:price:harbour-mug",
            "de:buy:harbour-mug",
            "us:buy:harbour-mug:MUG%2FS_1.b",
            "eu:buy:a:14%3A193%23Schw%C3%A4rz",
            "eu:buy:a:%3C%21--",
            "eu:data:a",
        ] {
            assert!(api::edge::fragments::is_key(text), "{text}");
            assert_eq!(text.parse::<FragmentKey>().map(|key| key.to_string()).as_deref(), Ok(text));
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
            "eu:buy:a:MUG/S",
            "eu:buy:a:%4dUG",
            "eu:buy:a:%FF",
            "eu:buy:a:<!--",
            "eu:data:a:",
        ] {
            assert_eq!(text.parse::<FragmentKey>(), Err(UnknownFragment), "{text}");
        }
    }

    #[test]
    fn fragments_stand_where_their_marks_were() {
        let fragments = Fragments::default();
        assert!(fragments.is_empty());
        let key = |text: &str| -> FragmentKey { text.parse().expect("a key") };
        let tag: Tag = "s:1".parse().expect("a tag");
        let (mut first, mut second) = (Html::with_capacity(0), Html::with_capacity(0));
        fragments.insert(&mut first, key("eu:price:a"), vec![tag.clone()], html("<b>1 &lt; 2</b>"));
        fragments.insert(&mut second, key("eu:price:b"), vec![], html("<i></i>"));
        let page = format!("<p>{}</p><p>ä{}</p>", second.into_text(), first.into_text());
        let (whole, placed) = fragments.assemble(&page);
        assert_eq!(whole, "<p><i></i></p><p>ä<b>1 &lt; 2</b></p>");
        let at = |placed: &FilledSlot| whole[placed.at..placed.at + placed.length].to_owned();
        assert_eq!(placed.iter().map(at).collect::<Vec<_>>(), ["<i></i>", "<b>1 &lt; 2</b>"]);
        assert_eq!((&placed[1].key, &placed[1].tags), (&key("eu:price:a"), &vec![tag]));
    }

    #[test]
    fn a_text_cannot_be_taken_for_a_mark() {
        let (fragments, others) = (Fragments::default(), Fragments::default());
        let key: FragmentKey = "eu:price:a".parse().expect("a key");
        let mark = |fragments: &Fragments| {
            let mut mark = Html::with_capacity(0);
            fragments.insert(&mut mark, key.clone(), vec![], html("fragment"));
            mark.into_text()
        };
        // Not even the mark of another rendering, put in as it is.
        let other = mark(&others);
        let page = format!("{other}{SIGN}hole:0{SIGN}{}{SIGN}", mark(&fragments));
        let (whole, placed) = fragments.assemble(&page);
        assert_eq!(whole, format!("{other}{SIGN}hole:0{SIGN}fragment{SIGN}"));
        assert_eq!(placed.len(), 1);
    }
}
