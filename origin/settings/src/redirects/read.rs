//! What leads where.

use api::problem::{Code, Problem};
use api::settings::{AdminRedirects, ListAdminRedirects, ListRedirects, REDIRECT_SHELVES, Redirect};
use origin_platform::{Call, ServiceError, Stores};

/// Of a page of the office.
const AT_ONCE: usize = 200;

type Row = (String, String, i16);

fn redirect((from, to, status): Row) -> Redirect {
    Redirect { from, to, status: u16::try_from(status).unwrap_or(308) }
}

/// What lies on one shelf.
///
/// # Errors
/// `not_found` for a shelf that there is not.
pub(crate) async fn list_redirects(stores: Stores, call: Call<ListRedirects>) -> Result<Vec<Redirect>, ServiceError> {
    let shelf = call.endpoint.shelf;
    if shelf >= REDIRECT_SHELVES {
        let detail = format!("There are {REDIRECT_SHELVES} shelves, from 0 on.");
        return Err(Problem::new(Code::NotFound, detail).into());
    }
    let rows: Vec<Row> =
        sqlx::query_as("select path, target, status from settings.redirects where shelf = $1 order by path")
            .bind(i32::from(shelf))
            .fetch_all(&stores.db)
            .await?;
    Ok(rows.into_iter().map(redirect).collect())
}

/// The next of them, in the order of their bytes.
pub(crate) async fn list_admin_redirects(
    stores: Stores,
    call: Call<ListAdminRedirects>,
) -> Result<AdminRedirects, ServiceError> {
    let ListAdminRedirects { after, text } = call.endpoint;
    let rows: Vec<Row> = sqlx::query_as(
        "select path, target, status from settings.redirects
         where path collate \"C\" > coalesce($1, '')
           and ($2::text is null or position($2 in path) > 0 or position($2 in target) > 0)
         order by path collate \"C\" limit 201",
    )
    .bind(after.map(|after| after.replace('\0', "")))
    .bind(text.map(|text| text.replace('\0', "")).filter(|text| !text.is_empty()))
    .fetch_all(&stores.db)
    .await?;
    let total = sqlx::query_scalar("select count(*) from settings.redirects").fetch_one(&stores.db).await?;
    let has_more = rows.len() > AT_ONCE;
    Ok(AdminRedirects { redirects: rows.into_iter().take(AT_ONCE).map(redirect).collect(), total, has_more })
}
