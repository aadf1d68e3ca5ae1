//! What the merchant says of a query.

use std::time::Duration;

use domain::Locale;
use origin_search_engine::Steering;

use crate::Service;

/// A search does not wait longer for the merchant's rules: what the index finds is better than nothing.
const TIMEOUT: Duration = Duration::from_millis(250);

/// What holds now for a query in its normal form; none if nothing does, or if PostgreSQL does not say.
pub(crate) async fn steering(service: &Service, locale: Locale, query: &str) -> Option<Steering> {
    if query.is_empty() {
        return None;
    }
    let asked = origin_catalog::search_effects(&service.stores.db, locale, query);
    let told = match tokio::time::timeout(TIMEOUT, asked).await {
        Ok(Ok(effects)) => return (!effects.is_empty()).then(|| Steering::of(query, &effects)),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {TIMEOUT:?}"),
    };
    tracing::warn!(error = told, "a search was answered without the merchant's rules");
    None
}
