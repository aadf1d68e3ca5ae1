//! Origins and edges of a shop in containers, behind a load balancer and firewalls that stand already: for journeys that
//! `cargo xtask drill containers` runs, one after the other. The stores and the jobs run beside the tests.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use crate::eventually;
use crate::process::Process;

/// Names the file that says which containers there are. Without it all programs run beside the tests.
const VARIABLE: &str = "TEST_CONTAINERS";
/// What tests call the processes that stand for them.
const ORIGINS: [&str; 2] = ["origin-serve", "origin-serve-2"];
const EDGES: [&str; 3] = ["edge-node", "edge-node-2", "edge-node-3"];

/// What the drill has told.
pub(crate) struct Containers(Value);

impl Containers {
    /// Those that there are, if the tests are to be run so.
    pub(crate) fn of_tests() -> Option<&'static Self> {
        static TOLD: LazyLock<Option<Containers>> = LazyLock::new(|| {
            let file = std::env::var_os(VARIABLE)?;
            let text = std::fs::read(&file).expect("the drill wrote the file");
            Some(Containers(serde_json::from_slice(&text).expect("JSON")))
        });
        TOLD.as_ref()
    }

    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_else(|| panic!("the drill does not tell {name}"))
    }

    /// Where a browser comes in, by TLS, at a host of this machine; and where those do who speak plainly.
    pub(crate) fn doors(&self, host: &str) -> [String; 2] {
        [("https", "tls_port"), ("http", "plain_port")]
            .map(|(scheme, port)| format!("{scheme}://{host}:{}", self.0[port]))
    }

    /// By what a browser knows the certificate.
    pub(crate) fn certificate(&self) -> &str {
        self.text("certificate")
    }

    /// This machine in the network of the stores.
    pub(crate) fn stores(&self) -> &str {
        self.text("stores")
    }

    /// The origins' own addresses, and the edges'.
    pub(crate) fn addresses(&self, of: &str) -> Vec<String> {
        let all = self.0[of].as_array().expect("the drill tells them");
        all.iter().map(|one| format!("http://{}", one["address"].as_str().expect("an address"))).collect()
    }

    /// Where each edge listens for operators.
    pub(crate) fn admins(&self) -> Vec<String> {
        let all = self.0["edges"].as_array().expect("the drill tells them");
        all.iter().map(|one| one["admin"].as_str().expect("an address").to_owned()).collect()
    }

    /// Notes that a shop is opened in them, and starts its origins, each as `serve` is told beside the tests.
    pub(crate) fn start_origins(&self, folder: &Path, serve: &Command) -> Vec<Process> {
        note(Path::new(self.text("opened")));
        let start = |(name, at): (&'static str, usize)| {
            let mut told = copy(serve);
            for (variable, value) in serve.get_envs().filter_map(|(name, value)| name.to_str().zip(value?.to_str())) {
                let seen = if variable == "NATS_URL" { self.text("events") } else { self.text("stores") };
                if matches!(variable, "DATABASE_URL" | "REDIS_URL" | "NATS_URL") {
                    told.env(variable, value.replace("127.0.0.1", seen));
                }
            }
            let listen = self.0["origins"][at]["address"].as_str().expect("an address");
            told.env("ORIGIN_LISTEN", listen).env("ORIGIN_ALLOW_PLAIN", self.text("plain_networks"));
            self.start(name, &self.0["origins"][at], folder, &told)
        };
        ORIGINS.into_iter().zip(0..).map(start).collect()
    }

    /// Starts the edges of a build over all origins, with options.
    pub(crate) fn start_edges(&self, folder: &Path, options: &[&str], nats: &str, build: &str) -> Vec<Process> {
        let origins = folder.join("origins");
        std::fs::write(&origins, self.addresses("origins").join("\n") + "\n").expect("the folder is ours");
        let start = |(name, at): (&'static str, usize)| {
            let place = &self.0["edges"][at];
            let mut edge = Command::new("edge-node");
            edge.args(["--listen", place["address"].as_str().expect("an address")]);
            edge.args(["--admin-listen", place["admin"].as_str().expect("an address")]);
            edge.arg("--origin").arg(format!("file:{}", origins.display())).args(options);
            edge.args(["--trusted-proxies", self.text("proxy"), "--allow-plain", self.text("plain_networks")]);
            edge.env("EDGE_NATS", nats.replace("127.0.0.1", self.text("events")));
            edge.env("EDGE_ORIGIN_KEYS", folder.join("edge.keys")).env("SPIN_VARIABLE_BUILD_ID", build);
            self.start(name, place, folder, &edge)
        };
        EDGES.into_iter().zip(0..).map(start).collect()
    }

    /// Runs a program with all that it is told in a container, which sees the folder of its test.
    fn start(&self, name: &'static str, place: &Value, folder: &Path, program: &Command) -> Process {
        let words: Vec<&str> = place["run"].as_array().expect("words").iter().filter_map(Value::as_str).collect();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(format!("--volume={0}:{0}", folder.display()));
        for (variable, value) in program.get_envs() {
            if let Some(value) = value {
                command.arg("--env").arg(variable).env(variable, value);
            }
        }
        command.arg(place["image"].as_str().expect("an image")).args(program.get_args());
        Process::start_in_container(name, place["name"].as_str().expect("a name"), folder, &mut command)
    }
}

/// Waits until this machine's ends of the networks have the addresses that they give themselves, each about two seconds after
/// its container has begun. Chromium takes an address that comes for another network, and gives up what it is fetching.
pub(crate) async fn networks_are_settled() {
    eventually("the networks' own addresses", async || {
        let tentative = Command::new("ip").args(["-6", "-oneline", "address", "show", "tentative"]).output().ok()?;
        let addresses = String::from_utf8_lossy(&tentative.stdout).into_owned();
        (tentative.status.success() && !addresses.lines().any(is_awaited)).then_some(())
    })
    .await;
}

/// Whether an address that `ip` shows as tentative will be one: where nobody is at the other end, as at the bridge of a
/// network that is not the drill's and has no containers, it stays so.
fn is_awaited(address: &str) -> bool {
    let named = address.split_whitespace().nth(1).unwrap_or_default();
    let device = named.split('@').next().unwrap_or_default();
    std::fs::read_to_string(format!("/sys/class/net/{device}/carrier")).is_ok_and(|carrier| carrier.trim() == "1")
}

/// Adds a line to the file by which the drill sees that journeys came this way.
fn note(opened: &Path) {
    use std::io::Write as _;

    let file = std::fs::File::options().create(true).append(true).open(opened);
    let name = std::thread::current().name().unwrap_or("a journey").to_owned();
    file.and_then(|mut file| writeln!(file, "{name}")).expect("the drill's folder can be written");
}

/// What a program is told, for one more of it.
fn copy(command: &Command) -> Command {
    let mut copy = Command::new(command.get_program());
    copy.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => copy.env(name, value),
            None => copy.env_remove(name),
        };
    }
    copy
}
