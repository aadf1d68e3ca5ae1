//! What is known of an endpoint.

use http::Method;

use crate::endpoint::audience::{Audience, CacheClass};
use crate::endpoint::if_match::IF_MATCH;
use crate::endpoint::{Caller, has_body, path_parameters};

/// What is known of an endpoint without calling it.
#[derive(Clone, Debug)]
pub struct EndpointInfo {
    /// [`crate::endpoint::Endpoint::NAME`].
    pub name: &'static str,
    /// [`crate::endpoint::Endpoint::SUMMARY`].
    pub summary: &'static str,
    /// [`crate::endpoint::Endpoint::METHOD`].
    pub method: Method,
    /// [`crate::endpoint::Endpoint::PATH`].
    pub path: &'static str,
    /// [`crate::endpoint::Endpoint::CALLER`].
    pub caller: Caller,
    /// [`crate::endpoint::Endpoint::AUDIENCE`].
    pub audience: Audience,
    /// [`crate::endpoint::Endpoint::CACHE`].
    pub cache: CacheClass,
    /// The names of its fields, in path, query and body.
    pub(super) fields: fn() -> &'static [&'static str],
    /// What every path of it begins with.
    pub(super) beginning: &'static str,
}

impl EndpointInfo {
    /// Whether its reply depends on the query parameter `name`. False for one that has a body: nothing of its
    /// query is read.
    pub fn reads(&self, name: &str) -> bool {
        self.query_parameters().any(|known| known == name)
    }

    /// The query parameters it reads.
    pub fn query_parameters(&self) -> impl Iterator<Item = &'static str> {
        let fields = if has_body(&self.method) { &[] } else { (self.fields)() };
        let elsewhere = |field: &str| field == IF_MATCH || path_parameters(self.path).any(|taken| taken == field);
        fields.iter().copied().filter(move |field| !elsewhere(field))
    }

    /// Whether it is at `path`, which must be spelt as it is declared.
    pub(super) fn is_at(&self, path: &str) -> bool {
        // Each request is held against all of them, and nearly all differ here.
        if !path.starts_with(self.beginning) {
            return false;
        }
        let mut given = path.split('/');
        let is_same = |expected: &str| match given.next() {
            Some(segment) if expected.starts_with('{') => !segment.is_empty(),
            given => given == Some(expected),
        };
        self.path.split('/').all(is_same) && given.next().is_none()
    }
}

/// What stands before the first parameter of a path.
pub(super) const fn beginning(path: &'static str) -> &'static str {
    let mut at = 0;
    while at < path.len() && path.as_bytes()[at] != b'{' {
        at += 1;
    }
    path.split_at(at).0
}
