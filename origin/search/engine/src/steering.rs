//! What the merchant says of a query, and what shoppers have chosen from it, over what the index finds for it.

use std::cmp::Reverse;

use api::search::SearchEffect;
use domain::{ProductId, Slug};
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// So many other ways to say a query are looked for at once.
const MAX_OTHERS: usize = 8;

/// What holds for one query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steering {
    /// What is left of the query without stop phrases; none if it has none.
    pub(crate) left: Option<String>,
    /// What was taken out of it.
    pub(crate) stopped: Vec<String>,
    /// The page that is shown in the place of a list, by its path without market.
    pub(crate) redirect: Option<String>,
    /// What comes sooner among what has every word.
    pub(crate) lifted: Vec<Lifted>,
    /// Queries that mean the same: what they find is found, too.
    pub(crate) others: Vec<String>,
    /// What comes first, in this order.
    pub(crate) pinned: Vec<ProductId>,
    /// What comes last.
    pub(crate) buried: Vec<ProductId>,
    /// What shoppers have chosen from what it finds, and in how many steps that speaks for it.
    pub(crate) chosen: Vec<(ProductId, u8)>,
}

/// What a rule lifts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lifted {
    /// A product.
    Product(ProductId),
    /// What is of a brand.
    Brand(String),
    /// What is in a collection.
    Collection(Slug),
}

impl Steering {
    /// What these rules say of a query, which is in its normal form as they are. What is both pinned and buried is pinned.
    pub fn of(query: &str, effects: &[SearchEffect]) -> Self {
        let (left, stopped) = without_stops(query, effects);
        let is_asked = |asked: &str| asked == query || asked == left;
        let mut steering = Self { stopped, ..Self::default() };
        for effect in effects {
            match effect {
                SearchEffect::Synonyms { phrases } => {
                    phrases.iter().for_each(|phrase| steering.say_otherwise(&left, phrase, phrases));
                }
                SearchEffect::OneWaySynonyms { phrase, phrases } => steering.say_otherwise(&left, phrase, phrases),
                SearchEffect::Pin { query, products } if is_asked(query) => add(&mut steering.pinned, products),
                SearchEffect::Bury { query, products } if is_asked(query) => add(&mut steering.buried, products),
                SearchEffect::Boost { query, products, brands, collections }
                    if query.as_deref().is_none_or(is_asked) =>
                {
                    steering.lifted.extend(products.iter().copied().map(Lifted::Product));
                    steering.lifted.extend(brands.iter().cloned().map(Lifted::Brand));
                    steering.lifted.extend(collections.iter().cloned().map(Lifted::Collection));
                }
                // The first that was said holds.
                SearchEffect::Redirect { query, path } if is_asked(query) => {
                    steering.redirect.get_or_insert_with(|| path.clone());
                }
                SearchEffect::Pin { .. }
                | SearchEffect::Bury { .. }
                | SearchEffect::Boost { .. }
                | SearchEffect::Redirect { .. }
                | SearchEffect::Stop { .. } => {}
            }
        }
        steering.left = (left != query).then_some(left);
        steering.buried.retain(|product| !steering.pinned.contains(product));
        steering
    }

    /// What is left of the query without stop phrases; none if it has none. Rules of it hold as well.
    pub fn left(&self) -> Option<&str> {
        self.left.as_deref()
    }

    /// The page that is shown in the place of a list, by its path without market.
    pub fn redirect(&self) -> Option<&str> {
        self.redirect.as_deref()
    }

    /// The same where shoppers have chosen these products from what the query finds, each counting in so many steps: at most
    /// three count.
    #[must_use]
    pub fn with_chosen(self, chosen: Vec<(ProductId, u8)>) -> Self {
        Self { chosen, ..self }
    }

    /// The query with each of `others` in the place of `phrase`.
    fn say_otherwise(&mut self, query: &str, phrase: &str, others: &[String]) {
        let padded = format!(" {query} ");
        for other in others {
            let said = padded.replacen(&format!(" {phrase} "), &format!(" {other} "), 1);
            let said = said.trim();
            let is_new = said != query && self.others.iter().all(|known| known != said);
            if is_new && self.others.len() < MAX_OTHERS {
                self.others.push(said.to_owned());
            }
        }
    }

    /// The passes as the rules have them: what is pinned before all others, what is buried behind them. `id` is the field
    /// of products' ids.
    pub(crate) fn lead(&self, passes: Vec<BooleanQuery>, id: Field) -> Vec<BooleanQuery> {
        let term = |product: &ProductId| -> Box<dyn Query> {
            let term = TermQuery::new(Term::from_field_text(id, &product.to_string()), IndexRecordOption::Basic);
            Box::new(ConstScoreQuery::new(Box::new(term), 0.0))
        };
        let mut led: Vec<BooleanQuery> =
            self.pinned.iter().map(|product| BooleanQuery::intersection(vec![term(product)])).collect();
        if self.buried.is_empty() {
            led.extend(passes);
            return led;
        }
        let buried = BooleanQuery::union(self.buried.iter().map(term).collect());
        let with = |occur: Occur| {
            let buried = &buried;
            move |pass: &BooleanQuery| -> BooleanQuery {
                BooleanQuery::new(vec![(Occur::Must, Box::new(pass.clone())), (occur, Box::new(buried.clone()))])
            }
        };
        led.extend(passes.iter().map(with(Occur::MustNot)));
        led.extend(passes.iter().map(with(Occur::Must)));
        led
    }
}

/// A query without the phrases that say nothing, as long as a word is left, the longest first; and which those were. What
/// stands in quotation marks is looked for as it is.
fn without_stops(query: &str, effects: &[SearchEffect]) -> (String, Vec<String>) {
    let (mut left, mut stopped) = (query.to_owned(), Vec::new());
    if query.contains(['"', '“', '”', '„']) {
        return (left, stopped);
    }
    let mut phrases: Vec<&String> = effects.iter().flat_map(stops).collect();
    phrases.sort_by_key(|phrase| Reverse(phrase.len()));
    for phrase in phrases {
        let stop = format!(" {phrase} ");
        loop {
            let cut = format!(" {left} ").replacen(&stop, " ", 1).trim().to_owned();
            if cut == left || !cut.contains(char::is_alphanumeric) {
                break;
            }
            left = cut;
            if !stopped.contains(phrase) {
                stopped.push(phrase.clone());
            }
        }
    }
    (left, stopped)
}

fn stops(effect: &SearchEffect) -> &[String] {
    match effect {
        SearchEffect::Stop { phrases } => phrases,
        _ => &[],
    }
}

fn add(known: &mut Vec<ProductId>, more: &[ProductId]) {
    for product in more {
        if !known.contains(product) {
            known.push(*product);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_query_is_said_in_other_words() {
        let effects = [
            SearchEffect::Synonyms { phrases: strings(&["sofa", "couch", "day bed"]) },
            SearchEffect::OneWaySynonyms { phrase: "red".to_owned(), phrases: strings(&["crimson"]) },
        ];
        let others = |query: &str| Steering::of(query, &effects).others;
        assert_eq!(others("red sofa"), ["red couch", "red day bed", "crimson sofa"]);
        assert_eq!(others("day bed"), ["sofa", "couch"]);
        assert_eq!(others("crimson sofas day"), Vec::<String>::new());
        assert_eq!(others("sofa couch").len(), 4);
    }

    #[test]
    fn stop_phrases_are_taken_out_of_a_query_but_never_all_of_it() {
        let effects = [
            SearchEffect::Stop { phrases: strings(&["buy", "i want", "i want to buy"]) },
            SearchEffect::Synonyms { phrases: strings(&["sofa", "couch"]) },
            SearchEffect::Redirect { query: "buy".to_owned(), path: "/pages/buying".to_owned() },
            SearchEffect::Redirect { query: "sofa".to_owned(), path: "/collections/sofas".to_owned() },
        ];
        let of = |query: &str| Steering::of(query, &effects);
        let left = |query: &str| of(query).left;
        assert_eq!(left("i want to buy sofa"), Some("sofa".to_owned()));
        assert_eq!(of("i want to buy sofa").stopped, ["i want to buy"]);
        assert_eq!(of("buy red sofa").others, ["red couch"]);
        assert_eq!(left("buy buy red buy"), Some("red".to_owned()));
        for kept in ["buy", "i want", "buyer", "\"buy sofa\"", "sofa"] {
            assert_eq!(left(kept), None, "{kept}");
        }
        assert_eq!(left("buy buy"), Some("buy".to_owned()));
        assert_eq!(
            (of("buy").redirect(), of("buy sofa").redirect()),
            (Some("/pages/buying"), Some("/collections/sofas"))
        );
        assert_eq!(of("red sofa").redirect(), None);
    }
}
