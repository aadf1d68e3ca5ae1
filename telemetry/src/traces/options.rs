//! Whether there are traces, and where they go.

use std::path::PathBuf;

use anyhow::Context as _;
use api::edge::plain::PlainHosts;
use clap::Args;
use http::Uri;

/// Where a collector takes traces by OTLP, below its address.
const PATH: &str = "/v1/traces";

/// Options of every program that serves or works.
#[derive(Args, Clone, Debug, Default)]
pub struct TraceOptions {
    /// Sends traces by OTLP over HTTP to this collector, such as https://collector.example:4318. Without it there are
    /// none.
    #[arg(long, env = "TRACES_TO", value_name = "URL")]
    pub traces_to: Option<Uri>,
    /// Of how many requests there is a trace: 0 to 1. Whoever calls by the shop's own edge has decided already.
    #[arg(long, env = "TRACES_RATIO", default_value_t = 0.01, value_parser = ratio, value_name = "SHARE")]
    pub traces_ratio: f64,
    /// Certificates, as PEM, of the authorities that the collector is certified by, where those are your own.
    #[arg(long, env = "TRACES_CA", value_name = "FILE", requires = "traces_to")]
    pub traces_ca: Option<PathBuf>,
}

/// Where traces go, checked.
#[derive(Clone, Debug)]
pub struct TraceSettings {
    /// The whole address that spans are posted to.
    pub address: Uri,
    /// Of how many requests there is a trace, from 0 to 1.
    pub ratio: f64,
}

impl TraceOptions {
    /// Where traces go, if they go anywhere.
    ///
    /// # Errors
    /// If the address is none, or would be spoken to plainly and is not among `plain`.
    pub fn settings(&self, plain: &PlainHosts) -> anyhow::Result<Option<TraceSettings>> {
        let Some(to) = &self.traces_to else { return Ok(None) };
        let wrong = || format!("--traces-to: “{to}” is not an address such as https://collector.example:4318");
        let scheme = to.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).with_context(wrong)?;
        let authority = to.authority().filter(|authority| !authority.as_str().contains('@')).with_context(wrong)?;
        anyhow::ensure!(to.query().is_none(), wrong());
        if scheme == "http" {
            let place = format!("the collector of traces, {to}");
            plain.check(&place, authority.host(), "write https://").map_err(anyhow::Error::msg)?;
        }
        let below = to.path().trim_end_matches('/');
        let path = if below.ends_with(PATH) { below.to_owned() } else { format!("{below}{PATH}") };
        let address = Uri::builder().scheme(scheme).authority(authority.clone()).path_and_query(path).build();
        Ok(Some(TraceSettings { address: address.with_context(wrong)?, ratio: self.traces_ratio }))
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| format!("`{text}` is not a number from 0 to 1, such as 0.01 for one request in a hundred"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(address: &str) -> anyhow::Result<Option<TraceSettings>> {
        let options = TraceOptions { traces_to: Some(address.parse()?), ..TraceOptions::default() };
        options.settings(&PlainHosts::default())
    }

    #[test]
    fn a_collector_is_an_address_that_is_encrypted_or_near() {
        for (given, meant) in [
            ("https://collector.example:4318", "https://collector.example:4318/v1/traces"),
            ("http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"),
            ("https://tenant.example/otlp", "https://tenant.example/otlp/v1/traces"),
            ("https://tenant.example/otlp/v1/traces", "https://tenant.example/otlp/v1/traces"),
        ] {
            let settings = to(given).expect("a good one").expect("one is given");
            assert_eq!(settings.address.to_string(), meant);
        }
        for bad in [
            "http://collector.example:4318",
            "collector.example",
            "grpc://127.0.0.1",
            "/v1/traces",
            "https://u:p@collector.example",
            "https://collector.example/?key=1",
        ] {
            assert!(to(bad).is_err(), "{bad}");
        }
        assert!(TraceOptions::default().settings(&PlainHosts::default()).expect("none is fine").is_none());
    }

    #[test]
    fn a_share_is_a_number_from_nothing_to_all() {
        assert_eq!(ratio("0.25"), Ok(0.25));
        for wrong in ["-0.1", "1.1", "NaN", "x", ""] {
            assert!(ratio(wrong).is_err(), "{wrong}");
        }
    }
}
