//! `test`: everything built, fresh servers, all tests of the default members.
//!
//! With `--lib` among the arguments only the tests inside the crates run. They need neither worker nor
//! browser, so those are not built. With `--perimeter` the whole shops of the tests stand behind HAProxy and the firewall.

mod axe;
mod runner;
mod sweep;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::build::setup::{Need, chromedriver, chromium, is_root, postgres_bin, server, setup};
use crate::build::{Built, build, build_guest, service_worker};
use crate::manifests;
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Addresses, Durability};
use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::{self, Stores};
use crate::servers::{oidc_provider, s3, stripe};
use crate::signals;
use crate::step::{on_path, step};
use crate::tidy;
use crate::workspace::{Workspace, cargo};
use axe::axe;
use runner::Runner;

/// The folder of the PostgreSQL that a test kills.
const MORTAL: &str = "postgres-to-kill";

/// Writes each `migrations/<schema>/schema.sql` anew, by the test that compares it.
pub fn schema(workspace: &Workspace) -> Result<u8> {
    let arguments = ["--lib", "the_committed_schemas_are_what_a_fresh_database_has"];
    run(workspace, &arguments.map(OsString::from), &[("SELVEDGE_WRITE_SCHEMA", "1")])
}

/// Runs the tests and returns their exit code; `arguments` go to the test runner.
pub fn test(workspace: &Workspace, arguments: &[OsString]) -> Result<u8> {
    run(workspace, arguments, &[])
}

fn run(workspace: &Workspace, arguments: &[OsString], variables: &[(&str, &str)]) -> Result<u8> {
    let (ours, arguments): (Vec<_>, Vec<_>) = arguments.iter().partition(|argument| *argument == "--perimeter");
    // Asked first: what is refused is refused before anything is built.
    let called = Runner::installed().arguments(arguments.iter().copied())?;
    if !ours.is_empty() {
        setup(workspace, Need::Perimeter, false)?;
    }
    let built = if arguments.iter().any(|argument| *argument == "--lib") {
        setup(workspace, Need::Tests, false)?;
        None
    } else {
        let compiler = setup(workspace, Need::ServersAndBrowser, false)?;
        let built = build(workspace, &compiler)?;
        let guest = build_guest(workspace, &compiler)?;
        step("testing the service worker by itself", || service_worker::test(workspace))?;
        step("checking the manifests for Kubernetes", || manifests::check(workspace))?;
        Some((built, guest))
    };
    step("tidy", || tidy::tidy(workspace))?;

    // From here on Ctrl-C ends the test runner, and then this function in good order.
    signals::listen()?;
    let mut servers = Servers::start(workspace)?;
    let stripe_url = servers.start_stripe(workspace)?;
    let s3_url = servers.start_s3(workspace)?;
    let (mortal, mortal_pid) = servers.start_mortal_postgres()?;
    let mut command = cargo();
    command.current_dir(&workspace.root).args(&called);
    command.envs(variables.iter().copied());
    if !ours.is_empty() {
        for (variable, program) in [("TEST_HAPROXY", "haproxy"), ("TEST_NGINX", "nginx")] {
            command.env(variable, server(program).with_context(|| format!("{program} is not installed"))?);
        }
    }
    command.env("TEST_PROMTOOL", on_path("promtool").context("promtool is not installed")?);
    command.env("TEST_PG_DUMP", postgres_bin("pg_dump").context("pg_dump is not installed")?);
    command.env("TEST_DATABASE_URL", &servers.stores.admin_url);
    command.env("TEST_RUNTIME_DATABASE_URL", &servers.stores.database_url);
    command.env("TEST_REDIS_URL", &servers.stores.redis_url);
    command.env("TEST_NATS_URL", &servers.stores.nats_url);
    command.env("TEST_STRIPE_URL", stripe_url).env("TEST_S3_URL", s3_url);
    command.env("TEST_MORTAL_DATABASE_URL", mortal.admin).env("TEST_MORTAL_RUNTIME_DATABASE_URL", mortal.runtime);
    command.env("TEST_MORTAL_DATABASE_PID", mortal_pid);
    if let Some((built, guest)) = built {
        command.env("TEST_OIDC_PROVIDER", oidc_provider::installed(&workspace.target)?);
        command.envs(environment(workspace, &built)?).env("SELVEDGE_GUEST", guest);
    }
    eprintln!("==> cargo {}", called.join(OsStr::new(" ")).display());
    let over = AtomicBool::new(false);
    let status = thread::scope(|scope| {
        scope.spawn(|| sweep::until(&over, &servers.stores.admin_url));
        let status = command.status();
        over.store(true, Ordering::Relaxed);
        status
    });
    let status = status.context("cannot run cargo")?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
}

/// Has some of the journeys in a browser, those that the runner's `arguments` mean, run one after the other over stores that
/// run already, with further variables; whether all passed.
pub fn journeys(
    workspace: &Workspace,
    built: &Built,
    stores: &Stores,
    arguments: &[&str],
    variables: &[(&str, &Path)],
) -> Result<bool> {
    // Of no package by its name: that would compile what it needs once more, with the fewer features it asks for.
    let all = ["--test", "browser", "--no-fail-fast"];
    let arguments: Vec<OsString> = all.iter().chain(arguments).map(OsString::from).collect();
    let called = Runner::installed().arguments(&arguments)?;
    let mut command = cargo();
    command.current_dir(&workspace.root).args(&called);
    // For either runner.
    command.envs(["NEXTEST_TEST_THREADS", "RUST_TEST_THREADS"].map(|name| (name, "1")));
    command.env("TEST_DATABASE_URL", &stores.admin_url).env("TEST_RUNTIME_DATABASE_URL", &stores.database_url);
    command.env("TEST_REDIS_URL", &stores.redis_url).env("TEST_NATS_URL", &stores.nats_url);
    command.envs(environment(workspace, built)?).envs(variables.iter().copied());
    eprintln!("==> cargo {}", called.join(OsStr::new(" ")).display());
    Ok(command.stdout(std::io::stderr()).status().context("cannot run cargo")?.success())
}

fn environment(workspace: &Workspace, built: &Built) -> Result<Vec<(&'static str, PathBuf)>> {
    let chromium = chromium().context("chromium is not installed")?;
    let chromedriver = chromedriver().context("chromedriver is not installed")?;
    Ok(vec![
        ("SELVEDGE_TARGET", workspace.target.clone()),
        ("SELVEDGE_COMPONENT", built.component.clone()),
        ("SELVEDGE_SITE", workspace.site()),
        ("SELVEDGE_BUILD_ID", PathBuf::from(&built.build_id)),
        ("SELVEDGE_ORIGIN_BIN", workspace.binary("origin")),
        ("SELVEDGE_EDGE_NODE_BIN", workspace.binary("edge-node")),
        ("AXE_JS", axe(workspace)?),
        ("CHROMIUM", chromium),
        ("CHROMEDRIVER", chromedriver),
    ])
}

/// Servers of one test run, in a folder named after this process; gone when dropped.
pub struct Servers {
    /// Where they are.
    pub stores: Stores,
    ports: Ports,
    folder: PathBuf,
    processes: Option<Processes>,
}

impl Servers {
    /// Starts PostgreSQL, Redis and NATS with nothing in them.
    pub fn start(workspace: &Workspace) -> Result<Self> {
        let data = workspace.data();
        let runs = data.join("test");
        for folder in [&data, &runs] {
            private::folder(folder)?;
            if is_root() {
                private::passable(folder)?;
            }
        }
        forget_dead_runs(&runs)?;
        let folder = runs.join(std::process::id().to_string());
        let mut processes = Processes::new(&folder.join("logs"))?;
        let mut ports = Ports::load(folder.join("ports.json"));
        let stores = step("starting PostgreSQL, Redis and NATS for the tests", || {
            stores::start(&folder, Durability::Throwaway, |_| None, &mut ports, &mut processes)
        })?;
        Ok(Self { stores, ports, folder, processes: Some(processes) })
    }

    /// Starts the emulator of Stripe and returns its address.
    pub fn start_stripe(&mut self, workspace: &Workspace) -> Result<String> {
        let processes = self.processes.as_mut().context("the servers were stopped")?;
        step("starting localstripe", || stripe::start(workspace, &mut self.ports, processes))
    }

    /// Starts the emulator of S3 and returns its address.
    pub fn start_s3(&mut self, workspace: &Workspace) -> Result<String> {
        let processes = self.processes.as_mut().context("the servers were stopped")?;
        let address = step("starting moto", || s3::start(workspace, &mut self.ports, processes))?;
        Ok(format!("http://{address}"))
    }

    /// Starts a PostgreSQL that a test may kill, and that comes back by itself. Returns its addresses, and the file
    /// with the number of its process.
    pub fn start_mortal_postgres(&mut self) -> Result<(Addresses, PathBuf)> {
        let processes = self.processes.as_mut().context("the servers were stopped")?;
        let folder = self.folder.join(MORTAL);
        step("starting a PostgreSQL to be killed", || {
            let addresses = postgres::start(&folder, Durability::Mortal, &mut self.ports, processes)?;
            Ok((addresses, postgres::pid_file(&folder)?))
        })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.processes.take());
        if let Err(error) = forget(&self.folder) {
            eprintln!("the test servers' data stays behind: {error:#}");
        }
    }
}

/// Removes the folders of test runs that were killed before they could.
fn forget_dead_runs(runs: &Path) -> Result<()> {
    for entry in fs::read_dir(runs)? {
        let entry = entry?;
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            bail!("{} does not belong here: remove it", entry.path().display());
        };
        if !Path::new(&format!("/proc/{pid}")).exists() {
            forget(&entry.path())?;
        }
    }
    Ok(())
}

fn forget(folder: &Path) -> Result<()> {
    postgres::delete(&folder.join("postgres"))?;
    postgres::delete(&folder.join(MORTAL))?;
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    }
    Ok(())
}
