//! `spin:variables@3.0.0`: what the worker may know about where it runs.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use api::edge::variables;
use wasmtime::component::Accessor;

use crate::wasm::outgoing::GUEST_ORIGIN;
use crate::wasm::runtime::{Spin, SpinView};

pub use crate::wasm::runtime::bindings::spin::variables::variables::{Error, Host, HostWithStore};

/// Spin's own prefix, so that one environment serves both hosts.
const PREFIX: &str = "SPIN_VARIABLE_";

/// What the worker is given on plain Spin, where nobody signs for it.
const KEYS: [&str; 2] = [variables::ORIGIN_KEY, variables::PURGE_KEY];

/// The variable that names the build of the browser's files, and the file of the site that says it.
const BUILD: (&str, &str) = ("build_id", "build.json");

/// The worker's variables, read once at the start.
#[derive(Debug, Default)]
pub struct Variables(HashMap<String, String>);

impl Variables {
    /// `SPIN_VARIABLE_NAME` from the environment becomes `name`, but for keys: it is the node that signs.
    /// `origin_url` is the one name by which the worker knows the origin, and `build_id`, unless it is given, what the
    /// site says of itself: pages link to the files that are served beside them.
    pub fn new(public_url: &str, site: Option<&Path>) -> Self {
        let mut known: HashMap<String, String> = std::env::vars()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_lowercase(), value)))
            .filter(|(name, _)| !KEYS.contains(&name.as_str()))
            .collect();
        known.insert(variables::ORIGIN_URL.into(), GUEST_ORIGIN.into());
        known.insert(variables::PUBLIC_URL.into(), public_url.into());
        if let Some(build) = site.and_then(build_of).filter(|_| !known.contains_key(BUILD.0)) {
            known.insert(BUILD.0.into(), build);
        }
        Self(known)
    }

    /// All of them, by name.
    pub fn sorted(&self) -> BTreeMap<&str, &str> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The value of one variable.
    ///
    /// # Errors
    /// `InvalidName` unless it is lower-case letters, digits and `_`, `Undefined` if unset.
    pub fn get(&self, name: &str) -> Result<String, Error> {
        let starts_well = name.starts_with(|c: char| c.is_ascii_lowercase());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !starts_well || !name.chars().all(plain) {
            return Err(Error::InvalidName(name.to_owned()));
        }
        self.0.get(name).cloned().ok_or_else(|| Error::Undefined(name.to_owned()))
    }
}

/// The build whose files a site has; none if it does not say, as while developing.
fn build_of(site: &Path) -> Option<String> {
    let record: serde_json::Value = serde_json::from_slice(&std::fs::read(site.join(BUILD.1)).ok()?).ok()?;
    Some(record[BUILD.0].as_str()?.to_owned())
}

impl Host for SpinView<'_> {}

impl<T: Send + 'static> HostWithStore<T> for Spin {
    async fn get(accessor: &Accessor<T, Self>, name: String) -> wasmtime::Result<Result<String, Error>> {
        Ok(accessor.with(|mut access| access.get().shared.variables.get(&name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_of_the_build_that_the_site_has() {
        let site = tempfile::tempdir().expect("a folder");
        let of = |site: Option<&Path>| Variables::new("http://shop.test", site).get("build_id").ok();
        assert_eq!((of(None), of(Some(site.path()))), (None, None));
        std::fs::write(site.path().join("build.json"), r#"{"build_id": "0123456789abcdef"}"#).expect("ours");
        assert_eq!(of(Some(site.path())).as_deref(), Some("0123456789abcdef"));
        std::fs::write(site.path().join("build.json"), "{").expect("ours");
        assert_eq!(of(Some(site.path())), None);
    }

    #[test]
    fn names_are_checked_before_they_are_looked_up() {
        let variables = Variables(HashMap::from([("build_id".to_owned(), "7".to_owned())]));
        assert_eq!(variables.get("build_id").ok().as_deref(), Some("7"));
        assert!(matches!(variables.get("nothing"), Err(Error::Undefined(_))));
        for wrong in ["", "Build", "1a", "a-b", "_a"] {
            assert!(matches!(variables.get(wrong), Err(Error::InvalidName(_))), "{wrong}");
        }
    }
}
