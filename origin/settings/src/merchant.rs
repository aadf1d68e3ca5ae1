//! Who sells, as it stands on documents and mails.

use origin_documents::Merchant;
use sqlx::PgExecutor;

use crate::shop::current;

/// Who sells: what is set of company, address and VAT ID, each by itself, else what the program was started with.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn merchant(db: impl PgExecutor<'_>, started_with: &Merchant) -> sqlx::Result<Merchant> {
    let set = current(db).await?.settings;
    let address = set.address.map(|address| address.lines().map(str::to_owned).collect());
    Ok(Merchant {
        name: set.company.unwrap_or_else(|| started_with.name.clone()),
        address: address.unwrap_or_else(|| started_with.address.clone()),
        vat_id: set.vat_id.or_else(|| started_with.vat_id.clone()),
    })
}

/// By whose midnight the shop's days begin, as PostgreSQL knows it: `UTC`, unless something else is set.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn time_zone(db: impl PgExecutor<'_>) -> sqlx::Result<String> {
    Ok(current(db).await?.settings.time_zone.unwrap_or_else(|| "UTC".to_owned()))
}
