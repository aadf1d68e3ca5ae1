//! The settings of a worker in tests.

use api::edge::variables;

/// The value of the setting `name`, as a host would have it.
pub fn setting(name: &str) -> Option<String> {
    let value = match name {
        variables::PUBLIC_URL => "https://shop.example",
        variables::BUILD_ID => "1a2b",
        _ => return None,
    };
    Some(value.to_owned())
}
