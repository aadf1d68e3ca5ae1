//! Finds what the machine lacks and installs it by apt.

use std::fs;
use std::io::{BufRead, IsTerminal, stdin};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::build::toolchain::{self, BROWSER_TARGET, DEBIAN_PACKAGES, WORKER_TARGET, WasmToolchain};
use crate::step::{on_path, run, step};
use crate::workspace::{Workspace, forget_cargo_run};

/// How long rustup may try to fetch the targets: without a network it would try for minutes.
const RUSTUP_TIMEOUT: Duration = Duration::from_secs(150);

/// What a command needs beyond the compiler for WebAssembly.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Only compilers, and what joins scripts.
    Build,
    /// The private PostgreSQL, Redis and NATS, and what makes files of pictures.
    Servers,
    /// Those, and what looks at files of the shop in the tests.
    Tests,
    /// All that, and a browser.
    ServersAndBrowser,
    /// Servers, and the backup that drills try.
    Drills,
    /// All that, and a store that speaks S3, reached by TLS.
    BackupStore,
    /// Servers, and what sends lines of the log to a central one.
    Logs,
    /// Servers, and what stands in front of edges.
    Perimeter,
    /// All that, and whatever else is on a machine of its own.
    Machine,
    /// Servers, what stands in front of edges, and what has another server take over from one that is lost.
    Failover,
    /// Servers, what stands in front of edges, and what makes long ways between machines.
    Network,
    /// Servers, what stands in front of edges, a browser, and containers.
    Containers,
    /// Servers, a load generator and what to compare with.
    Bench,
}

/// Makes sure that all is there, and returns the compiler for WebAssembly.
///
/// `yes` installs without asking; so does a run without a terminal, or with `CI` set.
pub fn setup(workspace: &Workspace, need: Need, yes: bool) -> Result<WasmToolchain> {
    let yes = asks_nobody(yes);
    let wanted = programs(need);
    let missing = |(found, _): &&(bool, &'static str)| !found;
    let mut packages: Vec<String> = wanted.iter().filter(missing).map(|(_, package)| package.to_string()).collect();

    add_rustup_targets(workspace)?;
    let compiler = WasmToolchain::find();
    if compiler.is_none() {
        let absent = DEBIAN_PACKAGES.iter().filter(|(file, _)| !Path::new(file).exists());
        packages.extend(absent.map(|(_, package)| package.to_string()));
        packages.extend(toolchain::debian_linker_package());
    }
    if !packages.is_empty() {
        install(&packages, yes, true)?;
    }
    // Only an installed rustc tells which LLVM, and so which linker, goes with it.
    if compiler.is_none()
        && let Some(linker) = toolchain::debian_linker_package()
    {
        install(&[linker], yes, false)?;
    }
    let still: Vec<_> = programs(need).iter().filter(missing).map(|(_, package)| *package).collect();
    if !still.is_empty() {
        bail!("still not found after installing: {}", still.join(", "));
    }
    compiler.or_else(WasmToolchain::find).with_context(no_compiler)
}

/// Whether to go ahead without asking: nobody can answer, or nobody wants to be asked.
fn asks_nobody(yes: bool) -> bool {
    yes || !stdin().is_terminal() || std::env::var_os("CI").is_some()
}

fn programs(need: Need) -> Vec<(bool, &'static str)> {
    // Joins the service worker to one file.
    let mut programs = vec![(on_path("esbuild").is_some(), "esbuild")];
    if need != Need::Build {
        programs.push((postgres_bin("postgres").is_some(), "postgresql"));
        programs.push((server("redis-server").is_some(), "redis-server"));
        programs.push((server("nats-server").is_some(), "nats-server"));
        // Makes files of the pictures that staff give.
        programs.push((on_path("vips").is_some(), "libvips-tools"));
    }
    if matches!(need, Need::Tests | Need::ServersAndBrowser | Need::Containers) {
        programs.push((on_path("promtool").is_some(), "prometheus"));
    }
    if matches!(need, Need::ServersAndBrowser | Need::Containers) {
        programs.push((chromium().is_some(), "chromium"));
        programs.push((chromedriver().is_some(), "chromium-driver"));
        programs.push((has_pip(), "python3-pip"));
        // Its configuration for Kubernetes is looked at.
        programs.push((server("haproxy").is_some(), "haproxy"));
        programs.push((on_path("openssl").is_some(), "openssl"));
        // Checks its types, and brings Node.js, which runs its tests.
        programs.push((on_path("tsc").is_some(), "node-typescript"));
        programs.push((on_path("npm").is_some(), "npm"));
    }
    if need == Need::Machine {
        programs.push((Path::new("/lib/systemd/systemd").is_file(), "systemd"));
        // Its package asks for it.
        programs.push((Path::new("/etc/ssl/certs/ca-certificates.crt").is_file(), "ca-certificates"));
        programs.push((on_path("ip").is_some() && on_path("ss").is_some(), "iproute2"));
        programs.push((on_path("prometheus").is_some(), "prometheus"));
        programs.push((on_path("prometheus-alertmanager").is_some(), "prometheus-alertmanager"));
        programs.push((on_path("prometheus-node-exporter").is_some(), "prometheus-node-exporter"));
    }
    if need == Need::BackupStore {
        programs.push((has_pip(), "python3-pip"));
        programs.push((server("haproxy").is_some(), "haproxy"));
        programs.push((on_path("curl").is_some(), "curl"));
        programs.push((on_path("openssl").is_some(), "openssl"));
    }
    if matches!(need, Need::Drills | Need::BackupStore | Need::Machine) {
        programs.push((on_path("pgbackrest").is_some(), "pgbackrest"));
    }
    if matches!(need, Need::Logs | Need::Machine) {
        programs.push((server("rsyslogd").is_some(), "rsyslog"));
        programs.push((has_relp(), "rsyslog-relp"));
        programs.push((on_path("openssl").is_some(), "openssl"));
    }
    if need == Need::Failover {
        programs.push((on_path("patroni").is_some(), "patroni"));
        programs.push((on_path("etcd").is_some(), "etcd-server"));
        programs.push((on_path("redis-sentinel").is_some(), "redis-sentinel"));
        programs.push((server("pgbouncer").is_some(), "pgbouncer"));
        programs.push((server("tc").is_some() && on_path("ip").is_some(), "iproute2"));
        programs.push((on_path("faketime").is_some(), "faketime"));
    }
    if matches!(need, Need::Network | Need::Containers) {
        programs.push((on_path("socat").is_some(), "socat"));
        programs.push((on_path("ip").is_some(), "iproute2"));
    }
    if need == Need::Containers {
        programs.push((on_path("podman").is_some(), "podman"));
        programs.push((server("runc").is_some(), "runc"));
        // Whatever makes podman's networks: recommended by it, and not always installed with it.
        programs.push((Path::new("/usr/lib/podman/netavark").is_file(), "netavark"));
        programs.push((server("iptables").is_some(), "iptables"));
    }
    if matches!(need, Need::Perimeter | Need::Machine | Need::Failover | Need::Network | Need::Containers) {
        programs.push((server("haproxy").is_some(), "haproxy"));
        programs.push((server("nginx").is_some(), "nginx-light"));
        let module = Path::new("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so");
        programs.push((module.is_file(), "libnginx-mod-http-modsecurity"));
        programs.push((Path::new("/usr/share/modsecurity-crs/rules").is_dir(), "modsecurity-crs"));
        programs.push((on_path("curl").is_some(), "curl"));
        programs.push((on_path("openssl").is_some(), "openssl"));
    }
    if need == Need::Bench {
        programs.push((on_path("wrk").is_some(), "wrk"));
        programs.push((server("nginx").is_some(), "nginx-light"));
        programs.push((server("varnishd").is_some(), "varnish"));
    }
    programs
}

/// A program of the newest installed PostgreSQL, which Debian keeps off the PATH.
pub fn postgres_bin(program: &str) -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path())))
        .filter(|(_, folder)| folder.join("bin/postgres").exists())
        .max();
    match newest {
        Some((_, folder)) => Some(folder.join("bin").join(program)),
        None => on_path(program),
    }
}

/// A server's program; Debian puts some where an ordinary user's PATH does not look.
pub fn server(program: &str) -> Option<PathBuf> {
    on_path(program).or_else(|| Some(Path::new("/usr/sbin").join(program)).filter(|file| file.is_file()))
}

/// Chromium, or what the environment names instead.
pub fn chromium() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM").map(PathBuf::from).or_else(|| on_path("chromium"))
}

/// Chromium's WebDriver, or what the environment names instead.
pub fn chromedriver() -> Option<PathBuf> {
    std::env::var_os("CHROMEDRIVER").map(PathBuf::from).or_else(|| on_path("chromedriver"))
}

/// rsyslog's module that has what it sends acknowledged, which Debian keeps by the kind of machine.
fn has_relp() -> bool {
    let kinds = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    kinds.map(|kind| kind.path().join("rsyslog/omrelp.so")).any(|module| module.is_file())
}

/// pip fetches the accessibility checker.
fn has_pip() -> bool {
    crate::step::output(Command::new("python3").args(["-m", "pip", "--version"])).is_ok()
}

/// Installs packages of Debian's; `yes` does so without asking.
pub fn install_by_apt(packages: &[String], yes: bool) -> Result<()> {
    install(packages, asks_nobody(yes), true)
}

fn install(packages: &[String], yes: bool, refresh: bool) -> Result<()> {
    let list = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("this machine lacks {list} (names of Debian packages) and has no apt-get: install them by hand");
    }
    if !yes && !asks(&format!("Install {list} by apt-get?"))? {
        bail!("not installed: {list}. Run `apt-get install {list}`, then this command again");
    }
    step(&format!("installing {list}"), || {
        if refresh {
            run(apt(yes).args(["update", "-q"]))?;
        }
        run(apt(yes).args(["install", "-y", "-q", "--no-install-recommends"]).args(packages))
    })
}

fn apt(yes: bool) -> Command {
    // `env` behind sudo, which by default passes no variable on.
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if !is_root() {
        // Without a terminal nobody can type the password: better to fail at once.
        let sudo: &[&str] = if yes && !stdin().is_terminal() { &["sudo", "-n"] } else { &["sudo"] };
        words.splice(0..0, sudo.iter().copied());
    }
    let mut command = Command::new(words[0]);
    command.args(&words[1..]);
    command
}

/// Whether this process may do anything.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

fn asks(question: &str) -> Result<bool> {
    eprint!("{question} [Y/n] ");
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

/// Tries `rustup target add` once for each version of rustc, and remembers if it failed.
fn add_rustup_targets(workspace: &Workspace) -> Result<()> {
    if toolchain::rustup_has_targets() || !toolchain::rustup_wanted() {
        return Ok(());
    }
    let memory = workspace.target.join("xtask/rustup-targets-unavailable");
    let version = toolchain::rustc_version()?;
    let failed_before = fs::read_to_string(&memory).is_ok_and(|text| text == version);
    if failed_before || on_path("rustup").is_none() {
        return Ok(());
    }
    let mut fetched = true;
    for words in [&["target", "add", WORKER_TARGET, BROWSER_TARGET][..], &["component", "add", "rust-src"]] {
        eprintln!("==> rustup {}", words.join(" "));
        let mut command = Command::new("rustup");
        forget_cargo_run(&mut command);
        command.args(words).env("RUSTUP_MAX_RETRIES", "0").stdin(Stdio::null());
        fetched = fetched && succeeds_within(&mut command, RUSTUP_TIMEOUT)?;
    }
    if !fetched {
        eprintln!(
            "    rustup cannot fetch them; Debian's compiler is taken (delete {} to try again)",
            memory.display()
        );
        fs::create_dir_all(workspace.target.join("xtask"))?;
        fs::write(&memory, version)?;
    }
    Ok(())
}

fn succeeds_within(command: &mut Command, timeout: Duration) -> Result<bool> {
    let mut child = command.spawn().context("cannot run rustup")?;
    let begin = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if begin.elapsed() > timeout {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn no_compiler() -> String {
    let ld = if toolchain::component_ld().is_none() {
        " (wasm-component-ld is missing; rustup's toolchain has it)"
    } else {
        ""
    };
    format!(
        "no compiler for WebAssembly{ld}: make `rustup target add {WORKER_TARGET} {BROWSER_TARGET}` work, \
         or install Debian's rustc-web (1.95 or newer), cargo-web, rust-web-src, wasi-libc and the matching lld"
    )
}
