//! PostgreSQL, Redis and NATS on three machines, by the files in `deploy/ha/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::fleet::{SERVICES, service_address};
use crate::build::setup::{is_root, postgres_bin, server};
use crate::drill::hosts::{Host, Hosts, NETWORK};
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Addresses};
use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::{NATS_USERS, Stores, converse};
use crate::step::{on_path, output, step};

/// How long a store may take to be whole.
const WHOLE: Duration = Duration::from_secs(300);

/// So many connections, one after the other, lead to the primary where the way leads nowhere else.
const IN_A_ROW: u32 = 12;

/// The stores, and where their files are.
pub(super) struct Cluster<'a> {
    pub(super) hosts: &'a Hosts,
    templates: PathBuf,
    folder: PathBuf,
    /// The one password of all that is not the shop's.
    password: String,
}

impl<'a> Cluster<'a> {
    pub(super) fn new(hosts: &'a Hosts, root: &Path, folder: &Path) -> Result<Self> {
        let password = private::password(&folder.join("password"))?;
        Ok(Self { hosts, templates: root.join("deploy/ha"), folder: folder.to_owned(), password })
    }

    /// Starts all of them, and HAProxy's way to PostgreSQL; returns their addresses.
    pub(super) fn start(&self, ports: &mut Ports, processes: &mut Processes) -> Result<Stores> {
        step("starting etcd on three machines", || {
            self.hosts.stores().iter().try_for_each(|host| self.start_etcd(host, processes))?;
            let well = |host: &Host| http::status(host.at(2379), "etcd", "/health") == Some(200);
            processes.wait_until("etcd's health", WHOLE, || self.hosts.stores().iter().all(well))
        })?;
        step("starting PostgreSQL on them, by Patroni", || {
            self.hosts.stores().iter().try_for_each(|host| self.start_patroni(host, processes))?;
            processes.wait_until("a primary and two that follow", WHOLE, || self.postgres_is_whole())
        })?;
        step("starting Redis and Sentinel on them", || {
            for host in self.hosts.stores() {
                self.start_redis(host, processes)?;
            }
            processes.wait_until("a primary of Redis", WHOLE, || self.redis_primary().is_some())?;
            self.hosts.stores().iter().try_for_each(|host| self.start_sentinel(host, processes))
        })?;
        step("starting NATS on them", || {
            self.hosts.stores().iter().try_for_each(|host| self.start_nats(host, processes))?;
            processes.wait_until("a cluster of NATS", WHOLE, || self.nats_is_whole())
        })?;
        let database = self.prepare_database(ports, processes)?;
        let Addresses { runtime: database_url, owner: owner_url, admin: admin_url } = database;
        let password = &self.password;
        let (origin, edge) = self.nats_passwords()?;
        Ok(Stores {
            database_url,
            owner_url,
            admin_url,
            redis_url: format!("redis+sentinel://:{password}@{}/shop", self.servers("", 26379)),
            nats_url: self.servers(&format!("nats://origin:{origin}@"), 4222),
            edge_nats_url: self.servers(&format!("nats://edge:{edge}@"), 4222),
        })
    }

    /// The three addresses with a port each, and commas between them.
    fn servers(&self, before: &str, port: u16) -> String {
        let each: Vec<String> = self.hosts.stores().iter().map(|host| format!("{before}{}", host.at(port))).collect();
        each.join(",")
    }

    /// The database and its roles, by way of the HAProxy that every machine of the origin has.
    fn prepare_database(&self, ports: &mut Ports, processes: &mut Processes) -> Result<Addresses> {
        let port = ports.take("database")?;
        let haproxy = server("haproxy").context("haproxy is not installed")?;
        let mut haproxy = Command::new(haproxy);
        let here = Hosts::here();
        haproxy.arg("-f").arg(self.templates.join("haproxy.cfg")).env("POSTGRES_LISTEN", format!("{here}:{port}"));
        haproxy.env("ORIGIN_LISTEN", format!("{here}:{}", ports.take("gateway")?));
        for (number, host) in (1..).zip(self.hosts.stores()) {
            haproxy.env(format!("STORE_{number}"), host.address().to_string());
        }
        for (name, _) in SERVICES {
            let variable = name.to_uppercase().replace('-', "_");
            haproxy.env(variable, service_address(name, self.hosts)?.to_string());
        }
        processes.start("haproxy-of-the-origin", "TERM", &mut haproxy)?;
        // In its folder is the password that Patroni gave the superuser.
        let place = self.folder.join("roles");
        private::folder(&place)?;
        private::write(&place.join("password"), &self.password)?;
        let client = |name: &str| -> Result<Command> {
            let mut client = Command::new(postgres::installed(name)?);
            client.args(["-h", &here.to_string(), "-p", &port.to_string(), "-U", postgres::ADMIN]);
            client.env("PGPASSWORD", &self.password);
            Ok(client)
        };
        // HAProxy takes all three for primaries until it has asked each.
        let mut probe = client("psql")?;
        probe.args(["-d", "postgres", "--no-psqlrc", "-tAc", "select pg_is_in_recovery()"]);
        let mut in_a_row = 0;
        processes.wait_until("the way to PostgreSQL's primary alone", WHOLE, || {
            let is_primary = output(&mut probe).is_ok_and(|said| said == "f");
            in_a_row = if is_primary { in_a_row + 1 } else { 0 };
            in_a_row == IN_A_ROW
        })?;
        postgres::prepare(&client, &place, &here.to_string(), port)
    }

    /// A file of `deploy/ha/` as it is on a machine.
    fn file(&self, name: &str, host: &Host, folder: &Path) -> Result<String> {
        let from = self.templates.join(name);
        let mut text = fs::read_to_string(&from).with_context(|| format!("cannot read {}", from.display()))?;
        let [first, second, third] = self.hosts.stores() else { anyhow::bail!("three machines are wanted") };
        let member = |host: &Host| format!("{}=http://{}", host.name, host.at(2380));
        let members = [member(first), member(second), member(third)].join(",");
        let bin = postgres_bin("postgres").context("PostgreSQL is not installed")?;
        let bin = bin.parent().unwrap_or(Path::new("/")).display().to_string();
        for (word, is) in [
            ("@NAME@", host.name.clone()),
            ("@ADDRESS@", host.address().to_string()),
            ("@FIRST@", first.address().to_string()),
            ("@SECOND@", second.address().to_string()),
            ("@THIRD@", third.address().to_string()),
            ("@MEMBERS@", members),
            ("@NETWORK@", NETWORK.to_owned()),
            ("@FOLDER@", folder.display().to_string()),
            ("@BIN@", bin),
            ("@PASSWORD@", self.password.clone()),
        ] {
            text = text.replace(word, &is);
        }
        ensure!(!text.lines().any(|line| !line.starts_with('#') && line.contains("@F")), "{name} has an unknown word");
        Ok(text)
    }

    /// The folder of a machine's store.
    fn place(&self, host: &Host, store: &str) -> Result<PathBuf> {
        let folder = self.folder.join(format!("{}-{store}", host.name));
        private::folder(&folder)?;
        Ok(folder)
    }

    pub(super) fn start_etcd(&self, host: &Host, processes: &mut Processes) -> Result<()> {
        let folder = self.place(host, "etcd")?;
        let file = folder.join("etcd.conf.yml");
        private::write(&file, &self.file("etcd.conf.yml", host, &folder)?)?;
        let etcd = on_path("etcd").context("etcd is not installed")?;
        processes.start(&format!("{}-etcd", host.name), "TERM", host.run(&etcd, None).arg("--config-file").arg(file))
    }

    /// How many leaders the etcd of a machine that is not this one has seen.
    pub(super) fn leaders_seen(&self, not: &Host) -> Result<f64> {
        let other =
            self.hosts.stores().iter().find(|host| host.name != not.name).context("there is no other machine")?;
        let told = http::send(other.at(2379), "GET", "/metrics", &[], "").context("etcd tells nothing")?;
        let line = told.body.lines().find_map(|line| line.strip_prefix("etcd_server_leader_changes_seen_total "));
        Ok(line.context("etcd does not tell how many leaders it has seen")?.trim().parse()?)
    }

    /// The folder of a machine's PostgreSQL, which its user can reach.
    fn postgres_place(&self, host: &Host) -> Result<PathBuf> {
        postgres::place_of(&self.folder.join(&host.name))
    }

    pub(super) fn start_patroni(&self, host: &Host, processes: &mut Processes) -> Result<()> {
        let place = self.postgres_place(host)?;
        private::folder(&place.join("socket"))?;
        let file = place.join("patroni.yml");
        private::write(&file, &self.file("patroni.yml", host, &place)?)?;
        for part in [&place, &place.join("socket"), &file] {
            postgres::own(part)?;
        }
        let user = if is_root() { Some(postgres::postgres_user()?) } else { None };
        let patroni = on_path("patroni").context("patroni is not installed")?;
        processes.start(&format!("{}-patroni", host.name), "TERM", host.run(&patroni, user).arg(file))
    }

    fn start_redis(&self, host: &Host, processes: &mut Processes) -> Result<()> {
        let folder = self.place(host, "redis")?;
        let file = folder.join("redis.conf");
        // Sentinel has it written anew when another takes over.
        if !file.exists() {
            let mut text = self.file("redis.conf", host, &folder)?;
            let first = &self.hosts.stores()[0];
            if host.name != first.name {
                text += &format!("replicaof {} 6379\n", first.address());
            }
            private::write(&file, &text)?;
        }
        let redis = server("redis-server").context("redis-server is not installed")?;
        processes.start(&format!("{}-redis", host.name), "TERM", host.run(&redis, None).arg(file))
    }

    fn start_sentinel(&self, host: &Host, processes: &mut Processes) -> Result<()> {
        let folder = self.place(host, "sentinel")?;
        let file = folder.join("sentinel.conf");
        if !file.exists() {
            private::write(&file, &self.file("sentinel.conf", host, &folder)?)?;
        }
        let sentinel = on_path("redis-sentinel").context("redis-sentinel is not installed")?;
        processes.start(&format!("{}-sentinel", host.name), "TERM", host.run(&sentinel, None).arg(file))
    }

    fn nats_passwords(&self) -> Result<(String, String)> {
        let drawn = |name: &str| private::password(&self.folder.join(name));
        Ok((drawn("nats-origin")?, drawn("nats-edge")?))
    }

    fn start_nats(&self, host: &Host, processes: &mut Processes) -> Result<()> {
        let folder = self.place(host, "nats")?;
        let (origin, edge) = self.nats_passwords()?;
        let file = folder.join("nats.conf");
        let text = self.file("nats.conf", host, &folder)?;
        let text = format!("ORIGIN_PASSWORD: \"{origin}\"\nEDGE_PASSWORD: \"{edge}\"\n{text}{NATS_USERS}");
        private::write(&file, &text)?;
        let nats = server("nats-server").context("nats-server is not installed")?;
        processes.start(&format!("{}-nats", host.name), "TERM", host.run(&nats, None).arg("-c").arg(file))
    }

    /// Starts a machine's part of a store again, after it was killed.
    pub(super) fn start_again(&self, what: &str, host: &Host, processes: &mut Processes) -> Result<()> {
        match what {
            "patroni" => self.start_patroni(host, processes),
            "redis" => self.start_redis(host, processes),
            _ => self.start_nats(host, processes),
        }
    }

    /// The machine whose PostgreSQL may be written to.
    pub(super) fn postgres_primary(&self) -> Option<&Host> {
        self.hosts.stores().iter().find(|host| http::status(host.at(8008), "patroni", "/primary") == Some(200))
    }

    /// Whether there is one, another has all that it has, and the third follows.
    pub(super) fn postgres_is_whole(&self) -> bool {
        let says = |host: &Host, path: &str| http::status(host.at(8008), "patroni", path) == Some(200);
        let count = |path: &str| self.hosts.stores().iter().filter(|host| says(host, path)).count();
        count("/primary") == 1 && count("/synchronous") == 1 && count("/replica?lag=10MB") == 2
    }

    /// The machine whose Redis is written to.
    pub(super) fn redis_primary(&self) -> Option<&Host> {
        self.hosts.stores().iter().find(|host| self.redis_says(host, "ROLE", "master").is_some())
    }

    fn redis_says(&self, host: &Host, words: &str, hoped: &str) -> Option<()> {
        converse(host.at(6379), &format!("AUTH {}\r\n{words}\r\n", self.password), hoped)
    }

    /// Whether one is written to and both others follow.
    pub(super) fn redis_is_whole(&self) -> bool {
        let primary = self.redis_primary();
        primary.is_some_and(|host| self.redis_says(host, "INFO replication", "connected_slaves:2").is_some())
    }

    /// The machine that leads the stream of events.
    pub(super) fn stream_leader(&self) -> Option<&Host> {
        let told = self.hosts.stores().iter().find_map(|host| monitor(host, "/jsz?accounts=true&streams=true"))?;
        let told: serde_json::Value = serde_json::from_str(&told).ok()?;
        let streams = told["account_details"][0]["stream_detail"].as_array()?;
        let leader = streams.iter().find(|stream| stream["name"] == "SHOP")?["cluster"]["leader"].as_str()?;
        self.hosts.stores().iter().find(|host| host.name == leader)
    }

    /// Whether all three have found each other, and agree on who leads them.
    pub(super) fn nats_is_whole(&self) -> bool {
        let well = |host: &Host| {
            monitor(host, "/healthz").is_some()
                && monitor(host, "/jsz").is_some_and(|told| {
                    let told: serde_json::Value = serde_json::from_str(&told).unwrap_or_default();
                    told["meta_cluster"]["leader"].is_string()
                })
        };
        self.hosts.stores().iter().all(well)
    }
}

fn monitor(host: &Host, path: &str) -> Option<String> {
    let answer = http::send(host.at(8222), "GET", path, &[], "")?;
    (answer.status == 200).then_some(answer.body)
}

#[cfg(test)]
mod tests {
    /// A number of a file of `deploy/ha/`.
    fn number(file: &str, name: &str) -> u32 {
        let line = file.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("{name} is not there")).parse().expect("a number")
    }

    #[test]
    fn a_primary_outlasts_an_election_of_those_who_keep_its_lock() {
        let etcd = include_str!("../../../../deploy/ha/etcd.conf.yml");
        let patroni = include_str!("../../../../deploy/ha/patroni.yml");
        let [ttl, wait, retry] = ["ttl", "loop_wait", "retry_timeout"].map(|name| number(patroni, name));
        assert!(wait + 2 * retry <= ttl, "the lock is another's before the primary has stopped");
        assert!(retry * 1000 > 2 * number(etcd, "election-timeout"), "an election stops the primary");
        assert!(etcd.lines().any(|line| line == "pre-vote: true"), "whoever comes back has the others elect anew");
    }
}
