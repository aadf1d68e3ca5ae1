//! What an overlay makes, as it can be asked.

use std::collections::BTreeMap;

use serde_json::Value;

/// The resources of an overlay.
pub(super) struct Rendered {
    pub(super) name: String,
    pub(super) documents: Vec<Value>,
}

/// What runs pods: its kind and name, and their template.
#[derive(Clone, Copy)]
pub(super) struct Workload<'a> {
    pub(super) name: &'a str,
    pub(super) resource: &'a Value,
}

impl Rendered {
    pub(super) fn new(name: &str, documents: Vec<Value>) -> Self {
        Self { name: name.to_owned(), documents }
    }

    /// The resources of a kind.
    pub(super) fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.documents.iter().filter(move |document| document["kind"] == kind)
    }

    /// Everything that runs pods of ours.
    pub(super) fn workloads(&self) -> impl Iterator<Item = Workload<'_>> {
        let has_pods = |document: &&Value| document["spec"]["template"]["spec"]["containers"].is_array();
        self.documents.iter().filter(has_pods).map(|resource| Workload { name: name_of(resource), resource })
    }
}

impl<'a> Workload<'a> {
    pub(super) fn pod(self) -> &'a Value {
        &self.resource["spec"]["template"]["spec"]
    }

    pub(super) fn labels(self) -> &'a Value {
        &self.resource["spec"]["template"]["metadata"]["labels"]
    }

    pub(super) fn containers(self) -> impl Iterator<Item = &'a Value> {
        list(&self.pod()["containers"])
    }

    /// The ports of all containers: name and number.
    pub(super) fn ports(&self) -> BTreeMap<&'a str, u64> {
        let ports = self.containers().flat_map(|container| list(&container["ports"]));
        ports.map(|port| (text(&port["name"]), port["containerPort"].as_u64().unwrap_or_default())).collect()
    }

    /// Whether a selector of labels chooses its pods.
    pub(super) fn is_chosen_by(&self, selector: &Value) -> bool {
        let of = |key: &str| self.labels()[key].as_str().unwrap_or_default();
        let labels = selector["matchLabels"].as_object().or_else(|| {
            // That of a service has no `matchLabels` around it.
            selector.as_object().filter(|fields| !fields.contains_key("matchExpressions"))
        });
        let equal = labels.is_none_or(|labels| labels.iter().all(|(key, value)| value.as_str() == Some(of(key))));
        let among = list(&selector["matchExpressions"])
            .all(|one| one["operator"] == "In" && list(&one["values"]).any(|value| value == of(text(&one["key"]))));
        equal && among
    }
}

/// The variables that a container is given by value.
pub(super) fn variables(container: &Value) -> BTreeMap<&str, &str> {
    list(&container["env"]).map(|one| (text(&one["name"]), text(&one["value"]))).collect()
}

pub(super) fn name_of(resource: &Value) -> &str {
    text(&resource["metadata"]["name"])
}

/// What stands there; nothing if it is no text.
pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// What stands there; nothing if it is no list.
pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
