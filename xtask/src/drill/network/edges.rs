//! Three edges far from their origin, and near their shoppers.

use std::net::SocketAddr;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::link::{Distance, Link, ORIGIN};
use crate::drill::hosts::Host;
use crate::drill::shoppers::now;
use crate::http;
use crate::servers::process::Processes;
use crate::shop::{Shop, ready};
use crate::step::output;

const PORT: u16 = 8080;
/// This machine as edges see it by the short way, by which shoppers come.
const SHOPPERS: &str = "10.88.7.1";
/// Connections that are made to measure a way.
const TRIES: usize = 9;
/// How long whoever was refused waits.
const BETWEEN_TRIES: Duration = Duration::from_secs(1);

/// An edge and its way to the origin.
pub(super) struct Edge<'a> {
    pub(super) host: &'a Host,
    pub(super) link: Link,
    pub(super) distance: Distance,
    origin: SocketAddr,
}

impl<'a> Edge<'a> {
    pub(super) fn new(host: &'a Host, link: Link, distance: Distance, origin: SocketAddr) -> Self {
        Self { host, link, distance, origin }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.host.at(PORT)
    }

    /// One way, in milliseconds.
    pub(super) fn away(&self) -> f64 {
        self.distance.delay.as_secs_f64() * 1000.0
    }

    /// Starts it, and waits until it has a page.
    pub(super) fn start(&self, name: &str, shop: &Shop<'_>, processes: &mut Processes) -> Result<()> {
        let listen = self.address().to_string();
        let mut edge = self.host.run(&shop.workspace.binary("edge-node"), None);
        edge.current_dir(&shop.workspace.root)
            .args(["--listen", &listen])
            .arg("--component")
            .arg(&shop.built.component);
        edge.args(["--origin", &format!("http://{}", self.origin)]).arg("--site").arg(shop.workspace.site());
        edge.args(["--public-url", &shop.address(), "--trusted-proxies", SHOPPERS, "--allow-plain", ORIGIN]);
        // All who read here have one address.
        edge.args(["--client-limits", "off"]).env("EDGE_NATS", &shop.stores.edge_nats_url);
        edge.env("EDGE_ORIGIN_KEYS", shop.edge_keys_file()).env("SPIN_VARIABLE_BUILD_ID", &shop.built.build_id);
        processes.start(name, "TERM", &mut edge)?;
        ready::edge(self.address(), processes)
    }

    /// How long a connection to the origin takes to be made, in milliseconds: the median of some.
    pub(super) fn round_trip(&self) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..TRIES {
            let mut curl = self.host.run(Path::new("curl"), None);
            curl.args(["--silent", "--output", "/dev/null", "--write-out", "%{time_connect}"]);
            let told = output(curl.arg(format!("http://{}/health/ready", self.origin)))?;
            times.push(told.parse::<f64>().with_context(|| format!("curl says {told}"))? * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let median = times[TRIES / 2];
        ensure!(median >= 2.0 * self.away(), "a connection to the origin was made in {median} ms: it is not far away");
        Ok(median)
    }

    /// Whether its page of a product says so.
    pub(super) fn shows(&self, path: &str, text: &str) -> bool {
        let page = http::send(self.address(), "GET", path, &[("Accept", "text/html")], "");
        page.is_some_and(|page| page.status == 200 && page.body.contains(text))
    }

    /// Sets the price of a variant, in cents of a euro.
    pub(super) fn set_price(&self, staff_key: &str, sku: &str, cents: u32) -> Result<()> {
        let (bearer, key) = (format!("Bearer {staff_key}"), format!("drill-network-{}", now()));
        let fields = [
            ("Authorization", bearer.as_str()),
            ("Content-Type", "application/json"),
            ("Idempotency-Key", key.as_str()),
        ];
        let body = format!(r#"{{"prices":[{{"currency":"EUR","amount_minor":{cents}}}]}}"#);
        let path = format!("/v1/admin/variants/{sku}");
        let send = || http::send(self.address(), "PATCH", &path, &fields, &body);
        // Over a way that loses packets it may take too long; with the same key it is the same change.
        // An edge that finds the origin away refuses at once, for seconds.
        let answers = || {
            (0..TRIES).find_map(|_| {
                let taken = send().filter(|answer| answer.status == 200);
                if taken.is_none() {
                    sleep(BETWEEN_TRIES);
                }
                taken
            })
        };
        let taken = answers().is_some();
        ensure!(taken, "a price was not taken: {:?}", send().map(|answer| (answer.status, answer.body)));
        Ok(())
    }
}
