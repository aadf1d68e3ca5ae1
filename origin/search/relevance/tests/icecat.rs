//! The engine on a real catalogue. That is no part of the product: where its folder is absent, this test says so and ends.

use origin_search_relevance::{Catalogue, Judgements, folder, measure};

/// NDCG of the first ten hits, at least. In November 2026 0.843 was reached.
const NDCG: f64 = 0.84;
/// By how much it may fall if a word is mistyped. In November 2026 it was 0.029.
const TYPO_LOSS: f64 = 0.03;

#[test]
fn judged_queries_are_answered_well_and_mistyped_ones_hardly_worse() {
    let [products, judgements] = ["products.jsonl.gz", "judgements.csv"].map(|file| folder().join("icecat").join(file));
    if !products.exists() {
        eprintln!("skipped: {} is not there; SELVEDGE_DATA names the folder of real catalogues", products.display());
        return;
    }
    let catalogue = Catalogue::of_icecat(&products).expect("an index");
    let judgements = Judgements::read(&judgements).expect("judgements");
    let measured = measure(&catalogue, &judgements).expect("a readable index");
    eprintln!("{measured}\nindex filled in        {:?}", catalogue.filled_in);
    assert!(measured.ndcg >= NDCG, "NDCG@10 {:.3}; the worst: {:?}", measured.ndcg, &measured.by_query[..5]);
    assert!(measured.typo_loss <= TYPO_LOSS, "{:.3}; the worst: {:?}", measured.typo_loss, &measured.losses[..5]);
    assert!(measured.without_hits.is_empty(), "{:?}", measured.without_hits);
    assert!(measured.changed.is_empty(), "corrected although people mean it: {:?}", measured.changed);
}
