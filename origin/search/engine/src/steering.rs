//! What the merchant says of a query, and what shoppers have chosen from it, over what the index finds for it.

use api::search::SearchEffect;
use domain::ProductId;
use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

/// So many other ways to say a query are looked for at once.
const MAX_OTHERS: usize = 8;

/// What holds for one query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steering {
    /// Queries that mean the same: what they find is found, too.
    pub(crate) others: Vec<String>,
    /// What comes first, in this order.
    pub(crate) pinned: Vec<ProductId>,
    /// What comes last.
    pub(crate) buried: Vec<ProductId>,
    /// What shoppers have chosen from what it finds, and in how many steps that speaks for it.
    pub(crate) chosen: Vec<(ProductId, u8)>,
}

impl Steering {
    /// What these rules say of a query, which is in its normal form as they are. What is both pinned and buried is pinned.
    pub fn of(query: &str, effects: &[SearchEffect]) -> Self {
        let mut steering = Self::default();
        for effect in effects {
            match effect {
                SearchEffect::Synonyms { phrases } => {
                    phrases.iter().for_each(|phrase| steering.say_otherwise(query, phrase, phrases));
                }
                SearchEffect::OneWaySynonyms { phrase, phrases } => steering.say_otherwise(query, phrase, phrases),
                SearchEffect::Pin { query: pinned, products } if pinned == query => add(&mut steering.pinned, products),
                SearchEffect::Bury { query: buried, products } if buried == query => {
                    add(&mut steering.buried, products)
                }
                SearchEffect::Pin { .. } | SearchEffect::Bury { .. } => {}
            }
        }
        steering.buried.retain(|product| !steering.pinned.contains(product));
        steering
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
}
