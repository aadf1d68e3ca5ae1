//! Takes what became of a search.

use api::search::CreateSearchOutcome;
use domain::search::normalize_query;
use origin_platform::{Call, ServiceError};

use crate::Service;

/// Counts a click or an addition, if it is of anything that is counted. Nobody learns whether it was.
///
/// It keeps nothing under its idempotency key: it is a number in memory that the next seconds may lose, and each of a
/// client's calls counts against the same limit, repeated or not.
pub(crate) async fn create_search_outcome(
    service: Service,
    call: Call<CreateSearchOutcome>,
) -> Result<(), ServiceError> {
    let CreateSearchOutcome { q, market, slug, added } = call.endpoint;
    service.tally.add_outcome(market.locale(), &normalize_query(&q), slug, added);
    Ok(())
}
