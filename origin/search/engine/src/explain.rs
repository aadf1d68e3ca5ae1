//! Why a product stands where it does.

use api::catalog::Sort;
use api::search::{ExplainedSignal, ExplainedWord, MAX_RANKED, SearchExplanation, SearchSignal};
use domain::{Market, ProductId};
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocAddress, DocSet as _, Score, Searcher, Term};

use crate::Index;
use crate::plan::{Plan, unquoted};
use crate::query::Asked;
use crate::steering::Steering;
use crate::suggest::any_product;

impl Index {
    /// Why a product stands where it does in what is found for a query; none if the index does not hold it. Reads files: not
    /// for an async thread.
    ///
    /// # Errors
    /// If the index is damaged or the disk fails.
    pub fn explain(
        &self,
        query: &str,
        market: Market,
        product: ProductId,
        steering: Option<&Steering>,
    ) -> anyhow::Result<Option<SearchExplanation>> {
        let (searcher, locale) = (self.searcher()?, market.locale());
        let id = Term::from_field_text(self.fields.id, &product.to_string());
        let Some(address) = any_product(&searcher, &id)? else { return Ok(None) };
        let plan = Plan::of(query, &self.fields, locale, &searcher, steering)?;
        let plan = plan.steered(Sort::Featured, steering, &self.fields);
        let (hits, total) = plan.hits(&searcher, (Sort::Featured, market.currency()), 0, MAX_RANKED)?;
        let place = hits.iter().position(|hit| *hit == address);
        let position = place.map(|place| u32::try_from(place + 1)).transpose()?;
        let answered = plan.corrected.unwrap_or_else(|| steering.and_then(Steering::left).unwrap_or(query).to_owned());
        let (mut words, mut signals) = (Vec::new(), Vec::new());
        if let Some(mut asked) = Asked::read(unquoted(&answered).0, &self.fields, locale, &searcher)? {
            asked.take_features(plan.features, &searcher)?;
            asked.prefer(steering.map(|steering| steering.chosen.as_slice()).unwrap_or_default(), &self.fields);
            asked.lift(steering.map(|steering| steering.lifted.as_slice()).unwrap_or_default(), &self.fields);
            for word in asked.words() {
                let products = word.products(&searcher)? as u64;
                let points = worth(word.clause(), &searcher, address)?;
                words.push(ExplainedWord { word: word.written.clone(), products, points });
            }
            for (signal, query) in asked.signals() {
                if let Some(points) = worth(&**query, &searcher, address)? {
                    signals.push(ExplainedSignal { signal: *signal, points });
                }
            }
            let has_every_word = words.iter().all(|word| word.points.is_some());
            if let Some(boost) = asked.boost().filter(|_| has_every_word)
                && let Some(points) = worth(boost, &searcher, address)?
            {
                signals.push(ExplainedSignal { signal: SearchSignal::Boosted, points });
            }
        }
        let of_words = words.iter().filter_map(|word| word.points);
        let points = of_words.chain(signals.iter().map(|signal| signal.points)).sum();
        let others = steering.map(|steering| steering.others.clone()).unwrap_or_default();
        let is_in = |products: fn(&Steering) -> &Vec<ProductId>| {
            steering.is_some_and(|steering| products(steering).contains(&product))
        };
        let pinned = is_in(|steering| &steering.pinned);
        let buried = is_in(|steering| &steering.buried);
        Ok(Some(SearchExplanation {
            query: answered,
            stopped: steering.map(|steering| steering.stopped.clone()).unwrap_or_default(),
            redirect: steering.and_then(Steering::redirect).map(str::to_owned),
            others,
            position,
            total: total as u64,
            pinned,
            buried,
            words,
            signals,
            points,
        }))
    }
}

/// What a query is worth for a product, in hundredths; none if it does not find it.
fn worth(query: &dyn Query, searcher: &Searcher, address: DocAddress) -> tantivy::Result<Option<i64>> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let mut scorer = weight.scorer(searcher.segment_reader(address.segment_ord), 1.0)?;
    let is_found = match scorer.doc() {
        first if first >= address.doc_id => first == address.doc_id,
        _ => scorer.seek(address.doc_id) == address.doc_id,
    };
    Ok(is_found.then(|| hundredths(scorer.score())))
}

fn hundredths(score: Score) -> i64 {
    (score * 100.0).round() as i64
}
