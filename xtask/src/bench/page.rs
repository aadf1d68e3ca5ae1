//! Pages: from the cache beside nginx, rendered in Wasm beside natively; sizes and memory.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::settings::Settings;
use super::{Figure, load::load, nginx};
use crate::build::{Built, build};
use crate::http;
use crate::ports::Ports;
use crate::process::Processes;
use crate::setup::{Need, setup};
use crate::shop::Shop;
use crate::signals;
use crate::step::{run, step};
use crate::test::Servers;
use crate::workspace::{Workspace, cargo};

/// The page that is measured: a product with variants, which the demo catalogue has.
const PAGE: &str = "/products/harbour-mug";
const SECONDS: u32 = 6;
const PATIENCE: Duration = Duration::from_secs(60);

pub fn measure(workspace: &Workspace, settings: Settings) -> Result<Vec<Figure>> {
    settings.end()?;
    let compiler = setup(workspace, Need::Bench, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let folder = workspace.data().join("bench");
    fs::create_dir_all(&folder)?;
    let native = native_twin(workspace, &folder)?;
    let servers = Servers::start(workspace)?;
    let mut processes = Processes::new(&folder.join("logs"))?;
    let mut ports = Ports::load(folder.join("ports.json"));
    let port = ports.take("edge")?;
    let shop = Shop { workspace, built: &built, stores: &servers.stores, data: folder.clone(), port, seed: true };
    shop.start(&mut ports, &mut processes)?;
    let origin = ports.known("origin").context("the origin was started")?;

    let mut figures = cached(&folder, port, &mut ports, &mut processes)?;
    figures.extend(rendered(workspace, &built, &native, origin, &mut ports, &mut processes)?);
    figures.extend(sizes(workspace, &built)?);
    let node = processes.list().into_iter().find(|process| process.name == "edge-node").context("the edge runs")?;
    figures.push(Figure::new("edge/node after the load", "memory", resident_mib(node.pid)?, "MiB"));
    drop(processes);
    Ok(figures)
}

/// The native twin of the worker with our own code, and the generic code of others in it, as
/// optimised as the worker's; what it depends on is that of every native build.
fn native_twin(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let optimised = ["domain", "api", "app", "edge-worker", "edge-dev"].map(|package| {
        let profile = format!("profile.dev.package.{package}");
        [format!("{profile}.opt-level=3"), format!("{profile}.codegen-units=1")]
    });
    step("building the native twin of the worker, optimised", || {
        let mut build = cargo();
        // No `-p`: the features of what it depends on stay those of the whole workspace.
        build.args(["build", "--bin", "edge-dev"]).current_dir(&workspace.root);
        for setting in optimised.iter().flatten() {
            build.args(["--config", setting]);
        }
        run(&mut build)
    })?;
    let twin = folder.join("edge-dev");
    fs::copy(workspace.binary("edge-dev"), &twin)?;
    Ok(twin)
}

/// The same bytes from both caches, in turns, so that a noisy moment hits both.
fn cached(folder: &Path, edge: u16, ports: &mut Ports, processes: &mut Processes) -> Result<Vec<Figure>> {
    let nginx_port = ports.take("nginx")?;
    nginx::start(&folder.join("nginx"), nginx_port, &format!("127.0.0.1:{edge}"), processes)?;
    wait(nginx_port, PAGE, processes)?;
    let [mut ours, mut theirs] = [0.0_f64, 0.0];
    step("cached page: edge/node and nginx proxy_cache in turns", || {
        for _ in 0..3 {
            ours = ours.max(load(&format!("http://127.0.0.1:{edge}{PAGE}"), 32, SECONDS)?.per_second);
            theirs = theirs.max(load(&format!("http://127.0.0.1:{nginx_port}{PAGE}"), 32, SECONDS)?.per_second);
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::new("cached page, edge/node", "throughput", ours, "1/s"),
        Figure::new("cached page, nginx proxy_cache", "throughput", theirs, "1/s"),
        Figure::new("cached page, edge/node over nginx", "ratio", ours / theirs, ""),
    ])
}

/// The same page rendered for each request from cached data, in Wasm and natively, each pinned to
/// one core; wrk has the other.
fn rendered(
    workspace: &Workspace,
    built: &Built,
    twin: &Path,
    origin: u16,
    ports: &mut Ports,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    let origin = format!("http://127.0.0.1:{origin}");
    let (wasm, native) = (ports.take("edge-rendering")?, ports.take("edge-dev")?);
    let mut node = Command::new("taskset");
    node.args(["-c", "0"]).arg(workspace.binary("edge-node"));
    node.args(["--listen", &format!("127.0.0.1:{wasm}"), "--origin", &origin, "--page-cache-mb", "0"]);
    node.arg("--component").arg(&built.component).env("SPIN_VARIABLE_BUILD_ID", &built.build_id);
    processes.start("edge-node-without-page-cache", "TERM", &mut node)?;
    let mut dev = Command::new("taskset");
    dev.args(["-c", "0"]).arg(twin);
    dev.args(["--listen", &format!("127.0.0.1:{native}"), "--origin", &origin, "--cache"]);
    dev.args(["--build-id", &built.build_id]);
    processes.start("edge-dev", "TERM", &mut dev)?;
    wait(wasm, PAGE, processes)?;
    wait(native, PAGE, processes)?;
    let [mut in_wasm, mut natively] = [0.0_f64, 0.0];
    step("rendered page: Wasm and native in turns", || {
        for _ in 0..3 {
            in_wasm = in_wasm.max(load(&format!("http://127.0.0.1:{wasm}{PAGE}"), 8, SECONDS)?.per_second);
            natively = natively.max(load(&format!("http://127.0.0.1:{native}{PAGE}"), 8, SECONDS)?.per_second);
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::new("page rendered in Wasm, one core", "throughput", in_wasm, "1/s"),
        Figure::new("page rendered natively, one core", "throughput", natively, "1/s"),
        Figure::new("rendering, Wasm over native", "ratio", in_wasm / natively, ""),
    ])
}

fn sizes(workspace: &Workspace, built: &Built) -> Result<Vec<Figure>> {
    let kib = |path: &Path| -> Result<f64> {
        let length = fs::metadata(path).with_context(|| format!("cannot read {}", path.display()))?.len();
        Ok(f64::from(u32::try_from(length)?) / 1024.0)
    };
    let package = workspace.site().join("pkg");
    let name = format!("{}-{}", workspace.leptos.output_name, built.build_id);
    let js = kib(&package.join(format!("{name}.js.br")))?;
    let wasm = kib(&package.join(format!("{name}_bg.wasm.br")))?;
    Ok(vec![
        Figure::new("browser bundle, JavaScript and Wasm, brotli", "size", js + wasm, "KiB"),
        Figure::new("stylesheet, brotli", "size", kib(&package.join(format!("{name}.css.br")))?, "KiB"),
        Figure::new("worker component", "size", kib(&built.component)?, "KiB"),
    ])
}

/// Memory the process holds (`VmRSS` of proc(5)).
fn resident_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kib.context("no VmRSS in /proc")? / 1024.0)
}

fn wait(port: u16, path: &str, processes: &mut Processes) -> Result<()> {
    let address: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
    let host = address.to_string();
    processes
        .wait_until(&format!("{path} at {address}"), PATIENCE, || http::status(address, &host, path) == Some(200))?;
    if http::status(address, &host, "/no-such-page-at-all") == Some(200) {
        bail!("{address} answers 200 to everything: there is nothing to measure");
    }
    Ok(())
}
