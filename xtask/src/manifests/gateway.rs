//! The gateway's configuration: HAProxy takes it, and every address of the search leads to the search.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Findings;
use crate::build::setup::server;
use crate::servers::private;
use crate::step::output;

/// Where the endpoints that the service `search` answers are declared.
const DECLARED: [&str; 4] =
    ["api/src/search/mod.rs", "api/src/search/facets.rs", "api/src/search/explain.rs", "api/src/search/found.rs"];
/// What the configuration names, and what stands for it here.
const FILES: [(&str, &str); 2] =
    [("/etc/selvedge/origin-tls/tls.crt", "tls.crt"), ("/etc/selvedge/authorities/ca.crt", "tls.crt")];

pub(super) fn check(root: &Path, file: &Path) -> Result<Findings> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut findings = Findings::new();
    for declared in DECLARED {
        let source = fs::read_to_string(root.join(declared)).with_context(|| format!("cannot read {declared}"))?;
        let lost = paths(&source).filter(|path| !leads_to_search(&text, path));
        findings.extend(lost.map(|path| format!("base/haproxy.cfg: {path} does not lead to the search")));
    }
    let folder = std::env::temp_dir().join(format!("xtask-gateway-{}", std::process::id()));
    let taken = take(&text, &folder);
    fs::remove_dir_all(&folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    findings.extend(taken.err().map(|error| format!("base/haproxy.cfg: {error:#}")));
    Ok(findings)
}

/// Has HAProxy look at the configuration, with a certificate of nobody's.
fn take(text: &str, folder: &Path) -> Result<()> {
    private::folder(folder)?;
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=origin.selvedge.svc", "-keyout"]).arg(folder.join("tls.key"));
    output(openssl.arg("-out").arg(folder.join("tls.crt")))?;
    let mut text = text.to_owned();
    for (named, own) in FILES {
        text = text.replace(named, &folder.join(own).display().to_string());
    }
    let file = folder.join("haproxy.cfg");
    private::write(&file, &text)?;
    let haproxy = server("haproxy").context("haproxy is not installed")?;
    output(Command::new(haproxy).arg("-c").arg("-f").arg(&file)).map(drop)
}

/// The paths of `endpoint!(Search: GET "/v1/search", …`.
pub(super) fn paths(source: &str) -> impl Iterator<Item = &str> {
    source.lines().filter(|line| line.starts_with("endpoint!(")).filter_map(|line| line.split('"').nth(1))
}

/// Whether a condition of `use_backend search` holds of a path.
fn leads_to_search(text: &str, path: &str) -> bool {
    let line = text.lines().find(|line| line.trim().starts_with("use_backend search if ")).unwrap_or_default();
    let conditions = line.split('{').skip(1).filter_map(|one| one.split('}').next()).map(str::trim);
    conditions.into_iter().any(|condition| match condition.split_once(' ') {
        Some(("path", exact)) => exact == path,
        Some(("path_beg", beginning)) => path.starts_with(beginning),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leads_elsewhere_is_found() {
        let text = "    use_backend search if { path /v1/search } || { path_beg /v1/search/ }\n";
        assert!(leads_to_search(text, "/v1/search") && leads_to_search(text, "/v1/search/suggestions"));
        assert!(!leads_to_search(text, "/v1/searches") && !leads_to_search("", "/v1/search"));
        let source = "endpoint!(Search: GET \"/v1/search\", Anyone, \"Products.\");\n// endpoint!(A: GET \"/a\")";
        assert_eq!(paths(source).collect::<Vec<_>>(), ["/v1/search"]);
    }
}
