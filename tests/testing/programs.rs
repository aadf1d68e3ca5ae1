//! The programs of a shop, as a test starts them.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use origin_platform::StoresConfig;

use crate::containers::Containers;
use crate::process::Process;

pub fn setting(name: &str) -> PathBuf {
    let value =
        std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run the tests by `cargo xtask test`"));
    PathBuf::from(value)
}

/// The repository whose tests these are.
pub fn repository() -> &'static Path {
    static REPOSITORY: LazyLock<PathBuf> = LazyLock::new(|| {
        let tests = setting("CARGO_MANIFEST_DIR");
        tests.parent().expect("tests/ lies in the repository").to_owned()
    });
    &REPOSITORY
}

/// Who may say what to the event server, as operators are told to write it.
const NATS_USERS: &str = include_str!("../../docs/nats-users.conf");

/// The event server at this port, for one of its users.
pub fn nats_at(user: &str, port: u16) -> String {
    format!("nats://{user}:{user}-of-tests@127.0.0.1:{port}")
}

/// Settings of the shop's event server, with its users.
fn nats_settings(folder: &Path, more: &str) -> PathBuf {
    let settings = folder.join("nats.conf");
    let passwords = "ORIGIN_PASSWORD: \"origin-of-tests\"\nEDGE_PASSWORD: \"edge-of-tests\"\n";
    std::fs::write(&settings, format!("{more}{passwords}{NATS_USERS}")).expect("the folder is ours");
    settings
}

pub fn start_nats(folder: &Path, port: u16) -> Process {
    // Containers come to it by their network.
    let host = if Containers::of_tests().is_some() { "0.0.0.0" } else { "127.0.0.1" };
    let mut command = Command::new("nats-server");
    command
        .arg("--config")
        .arg(nats_settings(folder, ""))
        .args(["--jetstream", "--addr", host, "--port", &port.to_string(), "--store_dir"])
        .arg(folder.join("nats"));
    Process::start("nats-server", folder, &mut command)
}

/// Settings of the shop's event server that let leaf nodes in.
const HUB: &str = "jetstream { domain: hub }\nleafnodes { host: 127.0.0.1, port: PORT }\n";
/// Of a leaf node of it, which keeps no events itself. What it may is what an edge node may.
const LEAF: &str =
    "leafnodes { reconnect: 1, remotes: [{ url: \"nats-leaf://edge:edge-of-tests@127.0.0.1:PORT\" }] }\n";

/// The shop's event server, with what it had stored, and a place for leaf nodes.
pub fn start_nats_hub(folder: &Path, port: u16, leaves: u16) -> Process {
    let settings = nats_settings(folder, &HUB.replace("PORT", &leaves.to_string()));
    let mut command = Command::new("nats-server");
    command.arg("--config").arg(settings).args(["--addr", "127.0.0.1", "--port", &port.to_string(), "--store_dir"]);
    Process::start("nats-hub", folder, command.arg(folder.join("nats")))
}

/// A leaf node of a hub that lets leaves in at this port.
pub fn start_nats_leaf(folder: &Path, port: u16, leaves: u16) -> Process {
    let settings = folder.join("nats-leaf.conf");
    std::fs::write(&settings, LEAF.replace("PORT", &leaves.to_string())).expect("the folder is ours");
    let mut command = Command::new("nats-server");
    command.arg("--config").arg(settings).args(["--addr", "127.0.0.1", "--port", &port.to_string()]);
    Process::start("nats-leaf", folder, &mut command)
}

pub fn start_redis(folder: &Path, port: u16) -> Process {
    let mut command = Command::new("redis-server");
    // For containers at this machine's address in their network, too, where nobody else is.
    let further = Containers::of_tests().map(|containers| [containers.stores(), "--protected-mode", "no"]);
    command.args(["--bind", "127.0.0.1"]).args(further.into_iter().flatten());
    command.args(["--port", &port.to_string(), "--save", "", "--dir"]).arg(folder);
    Process::start("redis-server", folder, &mut command)
}

/// Where pictures lie as they were given.
pub const ORIGINALS: &str = "originals";

pub fn origin(folder: &Path, config: &StoresConfig) -> Command {
    let mut command = Command::new(setting("SELVEDGE_ORIGIN_BIN"));
    command
        .current_dir(repository())
        .env("DATABASE_URL", &config.database_url)
        .env("REDIS_URL", &config.redis_url)
        .env("NATS_URL", &config.nats_url)
        .env("SEARCH_INDEX", folder.join("search"))
        .env("MAIL_DIR", folder.join("mail"))
        // Nobody is shown what is made of pictures, unless a test has the edge serve them.
        .env("MEDIA_ORIGINALS", folder.join(ORIGINALS))
        .env("MEDIA_FILES", folder.join("pictures"))
        .env("ORIGIN_EDGE_KEYS", folder.join("origin.keys"))
        .env("ORIGIN_DRAIN_SECONDS", "3")
        // Receivers of webhooks run beside the tests.
        .env("WEBHOOKS_ALLOW_PRIVATE", "true")
        // And the push service that messages to browsers go to.
        .env("PUSH_KEY", push_key(folder))
        .env("PUSH_ALLOW_PRIVATE", "true")
        .env_remove("RUST_LOG");
    command
}

/// The file of the key that messages to browsers are signed with.
fn push_key(folder: &Path) -> PathBuf {
    let file = folder.join("push.key");
    if !file.exists() {
        std::fs::write(&file, "07".repeat(32)).expect("the folder is ours");
        std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("the folder is ours");
    }
    file
}

/// Who takes the shoppers' money.
pub enum Payments {
    /// The built-in test provider.
    Test,
    /// localstripe.
    Stripe,
}

/// Variables of the origin and its workers beside those of the stores.
pub type Environment = Vec<(&'static str, String)>;

impl Payments {
    pub fn environment(&self, folder: &Path, edge: &str) -> Environment {
        let mut environment = vec![("PUBLIC_URL", edge.to_owned())];
        if matches!(self, Self::Test) {
            environment.push(("TEST_PAYMENTS", "true".to_owned()));
        } else {
            let url = std::env::var("TEST_STRIPE_URL").expect("run the tests by `cargo xtask test`");
            let keys = folder.join("stripe-keys.json");
            let text =
                r#"{"secret_keys": ["sk_test_journey"], "webhook_secrets": [], "publishable_key": "pk_test_journey"}"#;
            std::fs::write(&keys, text).expect("the folder is ours");
            std::fs::set_permissions(&keys, Permissions::from_mode(0o600)).expect("the folder is ours");
            environment.push(("STRIPE_KEYS", keys.display().to_string()));
            environment.push(("STRIPE_SCRIPT", format!("{url}/js.stripe.com/v3-with-payment-methods/")));
            environment.push(("STRIPE_URL", url));
        }
        environment
    }
}

pub fn serve(folder: &Path, config: &StoresConfig, port: u16, environment: &Environment) -> Command {
    let mut command = origin(folder, config);
    command.arg("serve").env("ORIGIN_LISTEN", format!("127.0.0.1:{port}")).envs(environment.iter().cloned());
    command
}

/// The workers, more impatient than a real shop's: tests wait for them.
pub fn work(folder: &Path, config: &StoresConfig, environment: &Environment) -> Command {
    let mut command = origin(folder, config);
    command.arg("work").env("PAYMENT_TIMEOUT", "1").envs(environment.iter().cloned());
    command
}

pub fn port_of(address: &str) -> u16 {
    address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("an address of our own making")
}

pub fn run_origin(folder: &Path, config: &StoresConfig, arguments: &[&str]) -> String {
    let output = origin(folder, config).args(arguments).output().expect("the origin program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "origin {arguments:?} failed: {error}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Writes a file of keys, closed to others.
///
/// # Panics
/// If it cannot be written.
pub fn write_keys(path: &Path, lines: &str) {
    let half = path.with_extension("half");
    std::fs::write(&half, lines).expect("the folder is ours");
    std::fs::set_permissions(&half, Permissions::from_mode(0o600)).expect("it is ours");
    std::fs::rename(&half, path).expect("the folder is ours");
}

pub fn start_edge(name: &'static str, folder: &Path, port: u16, origin: &str, nats: &str, options: &[&str]) -> Process {
    start_edge_over(&setting("SELVEDGE_SITE"), name, folder, port, origin, nats, options)
}

/// The same over another site: that of another build.
pub fn start_edge_over(
    site: &Path,
    name: &'static str,
    folder: &Path,
    port: u16,
    origin: &str,
    nats: &str,
    options: &[&str],
) -> Process {
    let mut command = Command::new(setting("SELVEDGE_EDGE_NODE_BIN"));
    if !options.contains(&"--public-url") {
        command.args(["--public-url", &format!("http://127.0.0.1:{port}")]);
    }
    let build: serde_json::Value = std::fs::read(site.join("build.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .expect("`cargo xtask build` wrote build.json");
    command
        .args(["--listen", &format!("127.0.0.1:{port}"), "--origin", origin])
        .env("EDGE_NATS", nats)
        .arg("--component")
        .arg(setting("SELVEDGE_COMPONENT"))
        .arg("--site")
        .arg(site)
        .env("EDGE_ORIGIN_KEYS", folder.join("edge.keys"))
        .args(options)
        .env("SPIN_VARIABLE_BUILD_ID", build["build_id"].as_str().unwrap_or_default());
    Process::start(name, folder, &mut command)
}
