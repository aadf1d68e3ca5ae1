//! The shop itself: origin and edge, started over the three servers and waited for.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::build::Built;
use crate::edge::Operators;
use crate::origin::{self, Settings};
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::Stores;
use crate::step::{output, run, step};
use crate::workspace::Workspace;

pub mod ready;
mod site;

/// The example catalogue, relative to the root.
const CATALOG: &str = "demo/catalog.jsonl";

/// What to start.
pub struct Shop<'a> {
    /// Where its programs and files are.
    pub workspace: &'a Workspace,
    /// What was built.
    pub built: &'a Built,
    /// Where the origin keeps its records.
    pub stores: &'a Stores,
    /// The folder for what the shop keeps besides: search index, staff key.
    pub data: PathBuf,
    /// Where the edge listens.
    pub port: u16,
    /// Whether to fill the catalogue with the examples.
    pub seed: bool,
}

impl Shop<'_> {
    /// The address for a browser. Browsers treat this machine as a safe place for cookies that
    /// otherwise need HTTPS.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts everything and returns when a page is answered.
    pub fn start(&self, ports: &mut Ports, processes: &mut Processes) -> Result<()> {
        let listen = self.start_origin(ports, processes)?;
        if self.seed {
            step("seeding the catalogue", || run(self.origin(&listen).args(["seed", "--catalog", CATALOG])))?;
        }
        self.staff_key(&listen)?;
        let mut settings = self.settings();
        if let Some(port) = ports.known("office") {
            settings.insert("ORIGIN_ADMIN_URL".to_owned(), format!("http://{}", local(port)));
        }
        origin::remember(&self.data, &settings, self.stores.migrating())?;
        // Where `cargo leptos watch` finds it.
        private::write(&self.data.join("origin-url"), &format!("http://{listen}\n"))?;
        let operators = Operators::prepare(&self.data, ports.take("edge-admin")?)?;
        self.write_scrapes(ports, &self.workspace.root.join("deploy/monitoring/alerts.yml"), 5)?;
        step("starting the edge", || self.start_edge("edge-node", self.port, &listen, &operators.options(), processes))
    }

    /// Starts the origin on a database that is up to date, or starts it again; returns `host:port`.
    pub fn start_origin(&self, ports: &mut Ports, processes: &mut Processes) -> Result<String> {
        self.draw_keys()?;
        step("bringing the database up to date", || run(self.origin("").arg("migrate").envs(self.stores.migrating())))?;
        let origin = local(ports.take("origin")?);
        let key = self.metrics_key()?;
        let listen = origin.to_string();
        step("starting the origin", || {
            for (name, command) in [("origin-serve", "serve"), ("origin-work", "work")] {
                let operators = local(ports.take(&format!("{name}-admin"))?);
                let mut program = self.origin(&listen);
                program.arg(command).args(["--admin-listen", &operators.to_string(), "--metrics-key"]).arg(&key);
                if command == "serve" {
                    program.env("OFFICE_LISTEN", local(ports.take("office")?).to_string());
                    program.env("OFFICE_EDGES", self.address());
                }
                // `serve` comes first, and has said where the office is.
                if command == "work"
                    && let Some(port) = ports.known("office")
                {
                    program.env("ORIGIN_ADMIN_URL", format!("http://{}", local(port)));
                }
                processes.start(name, "TERM", &mut program)?;
            }
            ready::origin(origin, processes)
        })?;
        Ok(listen)
    }

    /// The file with the key that opens the counters of all programs; drawn if there is none yet.
    fn metrics_key(&self) -> Result<PathBuf> {
        let file = self.data.join("metrics.key");
        private::password(&file)?;
        Ok(file)
    }

    /// Writes down for a Prometheus whom to ask, how often (in seconds, two at least), and where the rules are; returns
    /// where it is written.
    pub fn write_scrapes(&self, ports: &Ports, rules: &Path, every: u32) -> Result<PathBuf> {
        let (key, limit) = (self.metrics_key()?, every - 1);
        let mut text = format!(
            "# Of the shop that `cargo xtask` has started; written anew at each start.\n\
             global: {{ scrape_interval: {every}s, scrape_timeout: {limit}s, evaluation_interval: {every}s }}\n\
             rule_files: ['{}']\nscrape_configs:\n",
            rules.display()
        );
        for (job, port, path) in [
            ("edge", "edge-admin", "/_edge/metrics"),
            ("origin-serve", "origin-serve-admin", "/metrics"),
            ("origin-work", "origin-work-admin", "/metrics"),
        ] {
            let address = local(ports.known(port).with_context(|| format!("{port} has no port"))?);
            text += &format!(
                "  - job_name: {job}\n    metrics_path: {path}\n    \
                 authorization: {{ credentials_file: '{}' }}\n    static_configs: [{{ targets: ['{address}'] }}]\n",
                key.display()
            );
        }
        let file = self.data.join("prometheus.yml");
        private::write(&file, &text)?;
        Ok(file)
    }

    /// Where the key that opens the staff's API lies.
    pub fn staff_key_file(&self) -> PathBuf {
        self.data.join("staff.key")
    }

    /// Where the keys lie that the edge signs its calls to the origin with.
    pub fn edge_keys_file(&self) -> PathBuf {
        self.data.join("edge.keys")
    }

    /// Draws the keys that the origin wants, unless they are there.
    pub fn draw_keys(&self) -> Result<()> {
        private::keys(&self.edge_keys_file(), "edge-1")?;
        private::secret(&self.push_key_file())?;
        private::keys(&self.secrets_keys_file(), "vault-1")
    }

    /// Where the keys lie that secrets in the database are encrypted by.
    fn secrets_keys_file(&self) -> PathBuf {
        self.data.join("secrets.keys")
    }

    /// Where the key lies that messages to browsers are signed with.
    fn push_key_file(&self) -> PathBuf {
        self.data.join("push.key")
    }

    /// Starts an edge node on `port`, with further options, that asks the origin at `host:port`, or those that a
    /// `file:/path` names, and returns when it answers a page.
    pub fn start_edge(
        &self,
        name: &str,
        port: u16,
        origin: &str,
        options: &[String],
        processes: &mut Processes,
    ) -> Result<()> {
        let edge = local(port);
        let origin = if origin.starts_with("file:") { origin.to_owned() } else { format!("http://{origin}") };
        let mut command = Command::new(self.workspace.binary("edge-node"));
        command
            .current_dir(&self.workspace.root)
            .args(["--listen", &edge.to_string()])
            .arg("--component")
            .arg(&self.built.component)
            .args(["--origin", &origin])
            .arg("--site")
            .arg(site::prepare(&self.workspace.site(), &self.data)?)
            .args(["--public-url", &self.address()])
            .args(options)
            // Not as an argument, which every user of the machine can read.
            .env("EDGE_NATS", &self.stores.edge_nats_url)
            .env("EDGE_ORIGIN_KEYS", self.edge_keys_file())
            .env("SPIN_VARIABLE_BUILD_ID", &self.built.build_id);
        processes.start(name, "TERM", &mut command)?;
        ready::edge(edge, processes)
    }

    /// Makes the key that opens the staff's API, unless there is one.
    pub fn staff_key(&self, listen: &str) -> Result<()> {
        let file = self.staff_key_file();
        if file.exists() {
            return Ok(());
        }
        let key = output(self.origin(listen).args(["staff-key", "create", "--name", "development"]))?;
        let key = key.lines().last().context("`origin staff-key create` printed no key")?;
        private::write(&file, &format!("{key}\n"))
    }

    /// Where the origin's records are.
    fn settings(&self) -> Settings {
        let [originals, files] = picture_folders(&self.data);
        Settings::from([
            ("DATABASE_URL".to_owned(), self.stores.database_url.clone()),
            ("REDIS_URL".to_owned(), self.stores.redis_url.clone()),
            ("NATS_URL".to_owned(), self.stores.nats_url.clone()),
            ("ORIGIN_EDGE_KEYS".to_owned(), self.edge_keys_file().display().to_string()),
            ("PUSH_KEY".to_owned(), self.push_key_file().display().to_string()),
            ("SECRETS_KEYS".to_owned(), self.secrets_keys_file().display().to_string()),
            ("SEARCH_INDEX".to_owned(), self.data.join("search-index").display().to_string()),
            // A shop on this machine is for trying it: nobody pays, and mails are read in files.
            ("TEST_PAYMENTS".to_owned(), "true".to_owned()),
            ("MAIL_DIR".to_owned(), self.data.join("mail").display().to_string()),
            ("MEDIA_ORIGINALS".to_owned(), originals.display().to_string()),
            ("MEDIA_FILES".to_owned(), files.display().to_string()),
        ])
    }

    /// The program `origin` on the shop's records, to listen there if it is to serve.
    pub fn origin(&self, listen: &str) -> Command {
        let mut command = Command::new(self.workspace.binary("origin"));
        command.current_dir(&self.workspace.root).envs(self.settings()).env("PUBLIC_URL", self.address());
        // Nobody shares the load here, so nobody has to hear that it ends.
        command.env("ORIGIN_DRAIN_SECONDS", "0");
        if !listen.is_empty() {
            command.env("ORIGIN_LISTEN", listen);
        }
        command
    }
}

/// Where a shop in a folder has its pictures: as they were given, and what was made of them.
pub fn picture_folders(data: &Path) -> [PathBuf; 2] {
    [data.join("media-originals"), site::pictures(data)]
}

fn local(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}
