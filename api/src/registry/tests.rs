//! What holds of every endpoint.

use super::*;
use std::collections::BTreeSet;

#[test]
fn names_and_routes_are_unique() {
    let all = endpoints();
    let names: BTreeSet<_> = all.iter().map(|endpoint| endpoint.name).collect();
    let routes: BTreeSet<_> = all.iter().map(|endpoint| (endpoint.method.as_str(), endpoint.path)).collect();
    assert_eq!((names.len(), routes.len()), (all.len(), all.len()));
}

#[test]
fn every_path_is_versioned_and_admin_paths_are_for_staff_alone() {
    for endpoint in endpoints() {
        assert!(endpoint.path.starts_with("/v1/"), "{}", endpoint.name);
        assert_eq!(endpoint.path.starts_with("/v1/admin/"), endpoint.caller.is_staff(), "{}", endpoint.name);
    }
}
