//! Taking the catalogue out, as a file that an import reads. It is made while it is sent: never does all of it lie in memory.

use std::io;

use api::catalog::admin::{CatalogExport, ExportCatalog};
use api::site::FEED;
use api::{Code, Problem};
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use domain::Market;
use futures::stream;
use http::{HeaderValue, header};
use maud::{Markup, html};
use origin_import::Sheet;

use crate::visitor::{Reply, Visitor};

/// What follows of a file.
struct Rest {
    visitor: Visitor,
    /// None for JSON lines.
    sheet: Option<Sheet>,
    /// Where it goes on; none at its end.
    after: Option<String>,
}

/// The links to both files, and where others find what is for sale in each of these markets.
pub fn links(visitor: &Visitor, markets: impl Iterator<Item = Market>) -> Markup {
    let words = words::office_products(visitor.locale);
    html! {
        h2 { (words.export_catalog()) }
        p.hint { (words.export_catalog_hint()) }
        p.actions {
            a.button href="/admin/exports/catalog.jsonl" download { (words.export_lines()) }
            a.button href="/admin/exports/catalog.csv" download { (words.export_table()) }
        }
        h2 { (words.feed()) }
        p.hint { (words.feed_hint()) }
        ul.rows {
            @for market in markets {
                @let address = format!("{}{}", visitor.shop(), market.path(FEED));
                li { a href=(address) { (address) } " · " (words::shell(market.locale()).language()) ", " (market.currency().code()) }
            }
        }
    }
}

/// The catalogue as JSON lines.
pub async fn lines(visitor: Visitor) -> Reply {
    send(visitor, false).await
}

/// Its products as a table.
pub async fn table(visitor: Visitor) -> Reply {
    send(visitor, true).await
}

/// The first page is read before the answer begins: whoever may not read it is told so by a page. What fails later breaks
/// the file off, which browsers call a download that failed.
async fn send(visitor: Visitor, is_table: bool) -> Reply {
    let first = visitor.read(&ExportCatalog::default()).await?;
    let sheet = is_table.then(|| Sheet::new(&first.currencies, &first.locations));
    let mut begun = sheet.as_ref().map(Sheet::header).unwrap_or_default();
    begun.push_str(
        &written(sheet.as_ref(), &first)
            .map_err(|error| visitor.refuse(&Problem::new(Code::Unavailable, error.to_string())))?,
    );
    let (named, media_type) = match is_table {
        true => ("attachment; filename=\"catalog.csv\"", "text/csv; charset=utf-8"),
        false => ("attachment; filename=\"catalog.jsonl\"", "application/jsonl; charset=utf-8"),
    };
    let rest = Rest { visitor, sheet, after: first.next };
    let begun = stream::once(async move { Ok::<_, io::Error>(Bytes::from(begun)) });
    let body = stream::StreamExt::chain(begun, stream::try_unfold(rest, follow));
    let mut response = Response::new(Body::from_stream(body));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(named));
    Ok(response)
}

/// The next piece, once somebody has taken the one before.
async fn follow(mut rest: Rest) -> io::Result<Option<(Bytes, Rest)>> {
    let Some(after) = rest.after.take() else { return Ok(None) };
    let page = rest.visitor.ask(&ExportCatalog { after: Some(after) }).await;
    let page = page.map_err(|problem| io::Error::other(problem.detail))?;
    let piece = written(rest.sheet.as_ref(), &page)?;
    rest.after = page.next;
    Ok(Some((Bytes::from(piece), rest)))
}

fn written(sheet: Option<&Sheet>, page: &CatalogExport) -> io::Result<String> {
    let mut piece = String::new();
    for line in &page.lines {
        match sheet {
            None => {
                piece.push_str(&line.to_string());
                piece.push('\n');
            }
            Some(sheet) => piece.push_str(&sheet.of_line(line).map_err(io::Error::other)?),
        }
    }
    Ok(piece)
}
