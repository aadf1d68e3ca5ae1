//! What the request's address says besides which page it is: a parameter of its path, those of its query.

use api::site;
use percent_encoding::percent_decode_str;

use crate::context::Backend;

/// The segment of the path that stands where the site map has `:name`; empty if there is none.
///
/// # Panics
/// Outside a request.
pub fn parameter(name: &str) -> String {
    let backend = Backend::of_request();
    let path = &backend.request().path;
    let Some(page) = site::page(path) else { return String::new() };
    let mut pairs = segments(page.path).zip(segments(path));
    let given = pairs.find(|(pattern, _)| pattern.strip_prefix(':') == Some(name)).map_or("", |(_, given)| given);
    percent_decode_str(given).decode_utf8_lossy().into_owned()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// The parameter of the query with this name, the last of several.
///
/// # Panics
/// Outside a request.
pub fn query(name: &str) -> Option<String> {
    queries(name).pop()
}

/// The parameters of the query with this name, in their order.
///
/// # Panics
/// Outside a request.
pub fn queries(name: &str) -> Vec<String> {
    let backend = Backend::of_request();
    let pairs = form_urlencoded::parse(backend.request().query.as_bytes());
    pairs.filter(|(known, _)| known == name).map(|(_, value)| value.into_owned()).collect()
}
