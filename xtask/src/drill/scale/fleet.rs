//! Processes of one kind that come and go, and what they count.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::shop::{Shop, ready};

/// What is scaled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Edge,
    Origin,
}

/// All of a kind that run, first started first.
pub(super) struct Fleet {
    pub(super) kind: Kind,
    members: Vec<Member>,
    looked: Instant,
    /// The file with the processes of the origin that edges call.
    origins: PathBuf,
}

struct Member {
    name: String,
    port: u16,
    admin: u16,
    counted: f64,
}

/// What was seen at one look.
pub(super) struct Seen {
    /// Answers in a second, of each member.
    pub(super) rates: Vec<f64>,
    /// Requests that wait for the worker, of all.
    pub(super) waiting: f64,
}

impl Fleet {
    pub(super) fn new(kind: Kind, origins: PathBuf) -> Self {
        Self { kind, members: Vec::new(), looked: Instant::now(), origins }
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Takes in what another has started: the origin's first process.
    pub(super) fn take_in(&mut self, name: &str, ports: &Ports) -> Result<()> {
        let port = ports.known("origin").context("the origin has no port")?;
        let admin = ports.known(&format!("{name}-admin")).context("it tells nothing")?;
        self.members.push(Member { name: name.to_owned(), port, admin, counted: 0.0 });
        self.write_origins()
    }

    /// Starts one more, and waits until it serves.
    pub(super) fn add(&mut self, shop: &Shop<'_>, ports: &mut Ports, processes: &mut Processes) -> Result<()> {
        let number = self.members.len() + 1;
        let name = match self.kind {
            Kind::Edge => format!("edge-{number}"),
            Kind::Origin => format!("origin-{number}"),
        };
        let (port, admin) = (ports.take(&name)?, ports.take(&format!("{name}-admin"))?);
        let key = shop.data.join("metrics.key").display().to_string();
        let tells = local(admin).to_string();
        match self.kind {
            Kind::Edge => {
                let keys = shop.data.join("operator.keys").display().to_string();
                let options = [
                    "--trusted-proxies",
                    "127.0.0.1",
                    "--drain-delay",
                    "2s",
                    "--admin-listen",
                    &tells,
                    "--operator-keys",
                    &keys,
                    "--metrics-key",
                    &key,
                ];
                let origins = format!("file:{}", self.origins.display());
                shop.start_edge(&name, port, &origins, &options.map(str::to_owned), processes)?;
            }
            Kind::Origin => {
                let listen = local(port);
                let mut serve = shop.origin(&listen.to_string());
                serve.args(["serve", "--admin-listen", &tells, "--metrics-key", &key]);
                // Longer than edges take to notice.
                processes.start(&name, "TERM", serve.env("ORIGIN_DRAIN_SECONDS", "3"))?;
                ready::origin(listen, processes)?;
            }
        }
        self.members.push(Member { name, port, admin, counted: 0.0 });
        self.write_origins()
    }

    /// Tells the one that came last to end, and waits until it has.
    pub(super) fn remove(&mut self, processes: &mut Processes) -> Result<()> {
        let last = self.members.pop().context("there is none left")?;
        processes.stop(&last.name)?;
        self.write_origins()
    }

    /// What each has counted since the last look.
    pub(super) fn look(&mut self, key: &str) -> Result<Seen> {
        let seconds = self.looked.elapsed().as_secs_f64();
        self.looked = Instant::now();
        let mut seen = Seen { rates: Vec::new(), waiting: 0.0 };
        let (path, counter, not_counted) = match self.kind {
            Kind::Edge => ("/_edge/metrics", "edge_answers_total{", "cache=\"own\""),
            Kind::Origin => ("/metrics", "origin_requests_total{", "endpoint=\"health\""),
        };
        for member in &mut self.members {
            let answer = http::ask(local(member.admin), "GET", path, key, "");
            let answer = answer.filter(|answer| answer.status == 200);
            let text = answer.with_context(|| format!("{} tells nothing", member.name))?.body;
            let counted = sum(&text, counter, not_counted);
            seen.rates.push((counted - member.counted).max(0.0) / seconds);
            member.counted = counted;
            seen.waiting += sum(&text, "edge_waiting ", "#");
        }
        Ok(seen)
    }

    fn write_origins(&self) -> Result<()> {
        if self.kind == Kind::Edge {
            return Ok(());
        }
        let lines: String = self.members.iter().map(|member| format!("http://{}\n", local(member.port))).collect();
        let half = self.origins.with_extension("half");
        fs::write(&half, lines)?;
        fs::rename(&half, &self.origins).with_context(|| format!("cannot write {}", self.origins.display()))
    }
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// The sum of a metric's values, without those whose line has `not`.
fn sum(text: &str, metric: &str, not: &str) -> f64 {
    let lines = text.lines().filter(|line| line.starts_with(metric) && !line.contains(not));
    lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_added_up() {
        let text = "# TYPE edge_answers counter\nedge_answers_total{cache=\"hit\"} 3\nedge_answers_total{cache=\"own\"} 9\n\
                    edge_answers_total{cache=\"miss\"} 4\nedge_waiting 2\n";
        assert_eq!(sum(text, "edge_answers_total{", "cache=\"own\""), 7.0);
        assert_eq!((sum(text, "edge_waiting ", "#"), sum(text, "origin_requests_total{", "#")), (2.0, 0.0));
    }
}
