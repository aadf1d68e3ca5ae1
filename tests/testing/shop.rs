//! Starting a shop.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr as _;

use origin_platform::{Stores, StoresConfig, power_cut};
use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::containers::Containers;
use crate::perimeter::Perimeter;
use crate::process::Process;
use crate::programs::{
    Environment, Payments, nats_at, origin, port_of, run_origin, serve, start_edge, start_edge_over, start_nats,
    start_nats_hub, start_nats_leaf, start_redis, work,
};
use crate::ready::edge_is_ready;
use crate::{OriginProxy, Shopper, Wire, eventually};
use ports::free_port;

/// What is sold in the shops of tests, unless nothing is.
pub(crate) const DEMO: Option<&str> = Some("demo/catalog.jsonl");
/// The file of the operators' keys.
pub(crate) const OPERATOR_KEYS: &str = "operator.keys";

/// A shop with the demo catalogue.
pub struct Shop {
    /// The address shoppers use.
    pub edge: String,
    /// The same for those who speak plainly, where a browser comes by TLS.
    pub plain: String,
    /// The edge node's own, if that is another: behind load balancer and firewall.
    pub node: String,
    /// The edge's address for operators.
    pub admin: String,
    /// The origin's own address.
    pub origin: String,
    /// A staff key.
    pub staff_key: String,
    /// The stores, to look behind the scenes.
    pub stores: Stores,
    /// The file of the keys that the edge signs with, and that of those that the origin knows.
    pub edge_keys: PathBuf,
    /// The latter.
    pub origin_keys: PathBuf,
    /// `origin serve`.
    pub origin_process: Process,
    /// `origin work`.
    pub workers: Process,
    /// `edge-node`.
    pub edge_process: Process,
    /// `redis-server`.
    pub redis: Process,
    /// `nats-server`.
    pub nats: Process,
    /// What stands between edge and origin, if the shop was started so.
    pub origin_proxy: Option<OriginProxy>,
    pub(crate) config: StoresConfig,
    pub(crate) environment: Environment,
    /// Edge nodes and processes of the origin beside the first, if there are any. They end before the folder is taken away.
    pub(crate) further_nodes: Vec<String>,
    pub(crate) _further: Vec<Process>,
    pub(crate) folder: TempDir,
    pub(crate) perimeter: Option<Perimeter>,
}

impl Shop {
    /// Starts a shop and waits until its pages can be bought from.
    ///
    /// # Panics
    /// If something does not come up: the test cannot run then.
    pub async fn start() -> Self {
        Self::start_with(Payments::Test, false).await
    }

    /// The same, and a proxy notes what the edge asks of the origin.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_with_origin_proxy() -> Self {
        Self::start_with(Payments::Test, true).await
    }

    /// The same, paid through localstripe, the emulator of Stripe.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_with_stripe() -> Self {
        Self::start_with(Payments::Stripe, false).await
    }

    /// The same, over a PostgreSQL that can be killed. For one test at a time.
    ///
    /// # Panics
    /// As [`Shop::start`].
    pub async fn start_over_mortal_database() -> Self {
        Self::start_over(origin_testing::mortal_config().await, Payments::Test, false, "127.0.0.1", DEMO).await
    }

    async fn start_with(payments: Payments, proxied: bool) -> Self {
        Self::start_over(origin_testing::fresh_config().await, payments, proxied, "127.0.0.1", DEMO).await
    }

    /// An operator of the edge node.
    pub fn operator(&self) -> Shopper {
        Shopper::signing_for(&self.admin, &self.folder.path().join(OPERATOR_KEYS), signing::OPERATOR)
    }

    /// An operator of each edge node.
    pub(crate) fn operators(&self) -> Vec<Shopper> {
        let Some(containers) = Containers::of_tests() else { return vec![self.operator()] };
        let keys = self.folder.path().join(OPERATOR_KEYS);
        let of = |admin: String| Shopper::signing_for(&format!("http://{admin}"), &keys, signing::OPERATOR);
        containers.admins().into_iter().map(of).collect()
    }

    /// A program that calls the origin itself, with the edge's keys.
    pub fn caller(&self) -> Shopper {
        Shopper::signing(&self.origin, &self.edge_keys)
    }

    /// Starts one more process of the origin, over the same stores.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start_origin(&self, name: &'static str, port: u16) -> Process {
        let mut command = serve(self.folder.path(), &self.config, port, &self.environment);
        Process::start(name, self.folder.path(), &mut command)
    }

    /// Starts one more edge node, over origins named as its option `--origin` names them, and waits until
    /// it serves. Returns its address too.
    ///
    /// # Panics
    /// If it does not come up.
    pub async fn start_edge(&self, name: &'static str, origins: &str, options: &[&str]) -> (String, Process) {
        self.start_far_edge(name, origins, &self.edge_nats(), options).await
    }

    /// The same, with another way to the events.
    ///
    /// # Panics
    /// As [`Shop::start_edge`].
    pub async fn start_far_edge(
        &self,
        name: &'static str,
        origins: &str,
        nats: &str,
        options: &[&str],
    ) -> (String, Process) {
        let port = free_port();
        let process = start_edge(name, self.folder.path(), port, origins, nats, options);
        let address = format!("http://127.0.0.1:{port}");
        edge_is_ready(&address).await;
        (address, process)
    }

    /// Has the edge serve another site at the same address, as an operator does who deploys another build.
    ///
    /// # Panics
    /// If it does not come up.
    pub async fn deploy(&mut self, site: &Path) {
        assert!(self.further_nodes.is_empty(), "another build is laid out on the one edge that there is");
        self.edge_process.kill();
        let (operator_keys, nats) = (self.file(OPERATOR_KEYS).display().to_string(), self.edge_nats());
        let admin = self.admin.strip_prefix("http://").expect("an address of our own making");
        let mut options = vec!["--admin-listen", admin, "--operator-keys", &operator_keys, "--public-url", &self.edge];
        options.extend(self.perimeter.iter().flat_map(|_| Perimeter::OPTIONS_OF_EDGES));
        let (folder, port) = (self.folder.path(), port_of(&self.node));
        self.edge_process = start_edge_over(site, "edge-node", folder, port, &self.origin, &nats, &options);
        self.edge_is_reached().await;
    }

    /// The event server, as edge nodes know it.
    pub fn edge_nats(&self) -> String {
        nats_at("edge", port_of(&self.config.nats_url))
    }

    /// A file that is gone with the shop.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the origin again after it was killed, at the same address.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn restart_origin(&mut self) {
        self.restart_origin_with(&[]);
    }

    /// Starts the origin again, to die by SIGKILL as soon as it comes to this place.
    ///
    /// # Panics
    /// As [`Shop::restart_origin`].
    pub fn restart_origin_to_die_at(&mut self, place: &str) {
        self.restart_origin_with(&[(power_cut::VARIABLE, place)]);
    }

    /// Starts the origin again with these variables.
    ///
    /// # Panics
    /// As [`Shop::restart_origin`], or if it is in a container.
    pub fn restart_origin_with(&mut self, variables: &[(&str, &str)]) {
        assert!(self.further_nodes.is_empty(), "an origin in a container is not started beside the tests");
        self.origin_process.kill();
        let port = port_of(&self.origin);
        let mut command = serve(self.folder.path(), &self.config, port, &self.environment);
        self.origin_process =
            Process::start("origin-serve", self.folder.path(), command.envs(variables.iter().copied()));
    }

    /// Starts the origin again with its way to PostgreSQL on a wire.
    ///
    /// # Panics
    /// If it cannot be started.
    pub async fn wire_database(&mut self) -> Wire {
        let url = self.config.database_url.clone();
        let (user, place) = url.rsplit_once('@').expect("tests log in to PostgreSQL");
        let (server, name) = place.split_once('/').expect("it names a database");
        let wire = Wire::to(server).await;
        self.restart_origin_with(&[("DATABASE_URL", &format!("{user}@{}/{name}", wire.address))]);
        self.origin_is_reached().await;
        wire
    }

    /// Starts the workers again after they were killed.
    ///
    /// # Panics
    /// If they cannot be started.
    pub fn restart_workers(&mut self) {
        self.restart_workers_with(&[], &[]);
    }

    /// Starts only these workers again, to die by SIGKILL as soon as one of them comes to this place.
    ///
    /// # Panics
    /// As [`Shop::restart_workers`].
    pub fn restart_workers_to_die_at(&mut self, place: &str, workers: &[&str]) {
        self.restart_workers_with(&[(power_cut::VARIABLE, place)], workers);
    }

    /// The same with any variables; of all workers, if none is named.
    ///
    /// # Panics
    /// As [`Shop::restart_workers`].
    pub fn restart_workers_with(&mut self, variables: &[(&str, &str)], workers: &[&str]) {
        self.workers.kill();
        let mut command = work(self.folder.path(), &self.config, &self.environment);
        command.args(workers).envs(variables.iter().copied());
        self.workers = Process::start("origin-work", self.folder.path(), &mut command);
    }

    /// Starts the event server again after it was killed, with what it had stored.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn restart_nats(&mut self) {
        self.nats = start_nats(self.folder.path(), port_of(&self.config.nats_url));
    }

    /// Starts the event server again after it was killed, with a place for leaf nodes at this port.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn restart_nats_as_hub(&mut self, leaves: u16) {
        self.nats = start_nats_hub(self.folder.path(), port_of(&self.config.nats_url), leaves);
    }

    /// Starts a leaf node of it; returns its address too.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn start_nats_leaf(&self, leaves: u16) -> (String, Process) {
        let port = free_port();
        (format!("nats://127.0.0.1:{port}"), start_nats_leaf(self.folder.path(), port, leaves))
    }

    /// Starts Redis again after it was killed, with nothing in it.
    ///
    /// # Panics
    /// If it cannot be started.
    pub fn restart_redis(&mut self) {
        self.redis = start_redis(self.folder.path(), port_of(&self.config.redis_url));
    }

    /// Kills PostgreSQL, under a shop that was started to see that, and waits until it is back.
    ///
    /// # Panics
    /// If it does not come back.
    pub async fn kill_database(&self) {
        let options = PgConnectOptions::from_str(&self.config.database_url).expect("an address of our own making");
        origin_testing::kill_mortal_database();
        eventually("PostgreSQL", async || PgConnection::connect_with(&options).await.ok()).await;
    }

    /// Forgets all that Redis keeps for the shop.
    ///
    /// # Panics
    /// If Redis does not answer.
    pub async fn flush_redis(&self) {
        origin_testing::flush_redis(&self.stores).await;
    }

    /// Makes every session older than one that was just opened.
    ///
    /// # Panics
    /// If there is none.
    pub async fn age_sessions(&self) {
        origin_testing::age_sessions(&self.stores, "").await;
    }

    /// Runs a command of the program `origin`; returns what it wrote to standard output.
    ///
    /// # Panics
    /// If it fails.
    pub fn run_origin(&self, arguments: &[&str]) -> String {
        run_origin(self.folder.path(), &self.config, arguments)
    }

    /// The program `origin` over the shop's stores, to be started with these arguments.
    pub fn origin_command(&self, arguments: &[&str]) -> Command {
        let mut command = origin(self.folder.path(), &self.config);
        command.args(arguments);
        command
    }

    /// The mails sent so far, whole.
    pub fn mails(&self) -> Vec<String> {
        self.mailbox().mails()
    }

    /// A shopper who has not been here before.
    pub fn shopper(&self) -> Shopper {
        Shopper::new(&self.plain)
    }

    /// The same at each edge node, past whoever stands before them: each keeps pages of its own.
    pub fn shoppers_at_nodes(&self) -> Vec<Shopper> {
        std::iter::once(&self.node).chain(&self.further_nodes).map(|node| Shopper::new(node)).collect()
    }
}
