//! Claiming the units of a cart's lines.

use crate::inventory::reservations;
use api::problem::Problem;
use domain::inventory::Wanted;
use domain::{CartId, Locale};
use origin_platform::ServiceError;
use sqlx::PgConnection;

use super::cart::priced_line::{PricedLine, out_of_stock};
use crate::inventory::reservations::{Claim, ClaimError, ClaimRejection};

/// Claims the units of all lines of the locked cart, as [`reservations::claim_units`].
///
/// # Errors
/// A problem that names the first line with too few units; the caller must roll back.
pub(crate) async fn claim_units(
    tx: &mut PgConnection,
    cart: CartId,
    lines: &[PricedLine],
    locale: Locale,
) -> Result<Claim, ServiceError> {
    let wanted: Vec<Wanted<'_>> = lines.iter().map(PricedLine::wanted).collect();
    reservations::claim_units(tx, cart, &wanted).await.map_err(|error| match error {
        ClaimError::Rejected(rejection) => problem(&rejection, lines, locale).into(),
        ClaimError::Failed(error) => error.into(),
    })
}

fn problem(rejection: &ClaimRejection, lines: &[PricedLine], locale: Locale) -> Problem {
    let named = |line: usize| lines.get(line).map(|line| (line, line.name(locale)));
    match *rejection {
        ClaimRejection::TooFew { line, left } => match named(line) {
            Some((line, name)) => out_of_stock(&name, left).at(format!("lines.{}", line.sku)),
            None => out_of_stock("", left),
        },
        ClaimRejection::TooMany => out_of_stock(&named(0).map(|(_, name)| name).unwrap_or_default(), 0),
    }
}
