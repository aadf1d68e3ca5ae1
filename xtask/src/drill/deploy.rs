//! One build takes the place of another, node by node, while shoppers buy and load what their pages name; one node is tried
//! first, and taken back; the origin's processes are exchanged, too. Nobody may notice.
//!
//! The other build is the same code under another name: its files are named otherwise, and its pages name those.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Figure;
use super::perimeter::Front;
use super::shoppers::{Shoppers, now};
use super::site::{Site, seed};
use crate::build::setup::Need;
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::shop::{Shop, ready};
use crate::step::{run as run_program, step};
use crate::workspace::Workspace;

const EDGES: [&str; 3] = ["edge-1", "edge-2", "edge-3"];
const ORIGINS: [&str; 2] = ["origin-1", "origin-2"];
/// The name of the next build, as long as that of any other.
const NEXT: &str = "0ther0ther0ther0";
const BUYERS: u32 = 4;
/// How long a page of the build that was started may take.
const READY: Duration = Duration::from_secs(60);
/// Between one exchange and the next: HAProxy takes a node for well again after it has looked twice.
const BETWEEN: Duration = Duration::from_secs(4);

/// What is exchanged, and where.
struct Fleet<'a> {
    shop: Shop<'a>,
    ports: &'a mut Ports,
    processes: &'a mut Processes,
    /// The files that all nodes serve.
    site: PathBuf,
    origins: PathBuf,
}

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    roll_out(workspace, ORIGINS.len(), EDGES.len())
}

/// One process of the origin, and an edge more than the one that is tried first: both builds stand side by side.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    roll_out(workspace, 1, 2)
}

/// Exchanges so many of each.
fn roll_out(workspace: &Workspace, origins: usize, exchanged: usize) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-deploy", Need::Perimeter)?;
    let (first, folder) = (site.built.build_id.clone(), site.folder.clone());
    ensure!(first.len() == NEXT.len(), "builds are called otherwise now: {first}");
    let inner = site.ports.take("inner")?;
    let files = folder.join("files");
    copy(&workspace.site(), &files)?;
    let (shop, ports, processes) = site.parts(inner);
    shop.draw_keys()?;
    run_program(shop.origin("").arg("migrate").envs(shop.stores.migrating()))?;
    let mut fleet = Fleet { shop, ports, processes, site: files.clone(), origins: folder.join("origins") };
    step("starting two processes of the origin, and three edges", || {
        ORIGINS.iter().try_for_each(|name| fleet.start_origin(name))?;
        let mut work = fleet.shop.origin("");
        fleet.processes.start("work", "TERM", work.arg("work"))?;
        fleet.write_origins()?;
        seed(&fleet.shop, &fleet.address(ORIGINS[0])?)?;
        EDGES.iter().try_for_each(|name| fleet.start_edge(name, &first))
    })?;
    let edges = EDGES.map(|edge| fleet.ports.known(edge).unwrap_or_default());
    step("starting HAProxy and the firewall", || {
        Front::start(&workspace.root, &folder.join("front"), edges, fleet.ports, fleet.processes).map(drop)
    })?;
    let shoppers = step("letting shoppers in", || Shoppers::come_for_files(&mut site, inner, BUYERS))?;
    let begun = now();
    let (shop, ports, processes) = site.parts(inner);
    let mut fleet = Fleet { shop, ports, processes, site: files.clone(), origins: folder.join("origins") };
    sleep(BETWEEN);
    step("laying the next build's files beside those of the one before", || rename_into(&files, &first, NEXT))?;
    step("trying the next build on one edge", || fleet.exchange_edge(EDGES[0], NEXT))?;
    step("taking it back", || fleet.exchange_edge(EDGES[0], &first))?;
    step("exchanging the origin's processes, one after the other", || {
        ORIGINS.iter().take(origins).try_for_each(|name| fleet.exchange_origin(name))
    })?;
    step("exchanging edges, one after the other", || {
        EDGES.iter().take(exchanged).try_for_each(|edge| fleet.exchange_edge(edge, NEXT))
    })?;
    let seen = shoppers.since(begun)?;
    shoppers.tell_failures(begun)?;
    let mut figures = vec![
        Figure::new("steps of shoppers, and files of their pages", seen.steps.into(), ""),
        Figure::failed("of these failed", seen.failed, seen.steps, BUYERS),
    ];
    figures.extend(shoppers.leave(&mut site.processes)?);
    site.close()?;
    Ok(figures)
}

impl Fleet<'_> {
    fn address(&self, name: &str) -> Result<String> {
        let port = self.ports.known(name).with_context(|| format!("{name} has no port"))?;
        Ok(format!("127.0.0.1:{port}"))
    }

    fn start_origin(&mut self, name: &str) -> Result<()> {
        let port = self.ports.take(name)?;
        let listen = format!("127.0.0.1:{port}");
        let mut serve = self.shop.origin(&listen);
        self.processes.start(name, "TERM", serve.arg("serve").env("ORIGIN_DRAIN_SECONDS", "3"))?;
        ready::origin((Ipv4Addr::LOCALHOST, port).into(), self.processes)
    }

    fn write_origins(&self) -> Result<()> {
        let lines: Result<Vec<String>> =
            ORIGINS.iter().map(|name| Ok(format!("http://{}\n", self.address(name)?))).collect();
        fs::write(&self.origins, lines?.concat()).context("cannot write the list of the origin's processes")
    }

    fn exchange_origin(&mut self, name: &str) -> Result<()> {
        self.stop(name)?;
        self.start_origin(name)?;
        sleep(BETWEEN);
        Ok(())
    }

    /// Starts an edge whose pages are of a build.
    fn start_edge(&mut self, name: &str, build: &str) -> Result<()> {
        let port = self.ports.take(name)?;
        let listen = format!("127.0.0.1:{port}");
        let mut edge = Command::new(self.shop.workspace.binary("edge-node"));
        edge.current_dir(&self.shop.workspace.root).args(["--listen", &listen, "--component"]);
        edge.arg(&self.shop.built.component).arg("--origin").arg(format!("file:{}", self.origins.display()));
        edge.arg("--site").arg(&self.site).args(["--public-url", &self.shop.address()]);
        edge.args(["--trusted-proxies", "127.0.0.1", "--drain-delay", "2s"]);
        edge.env("EDGE_NATS", &self.shop.stores.edge_nats_url).env("EDGE_ORIGIN_KEYS", self.shop.edge_keys_file());
        self.processes.start(name, "TERM", edge.env("SPIN_VARIABLE_BUILD_ID", build))?;
        let address = (Ipv4Addr::LOCALHOST, port).into();
        ready::edge(address, self.processes)?;
        let page = || http::send(address, "GET", "/", &[("Accept", "text/html")], "");
        let is_of_build = || page().is_some_and(|page| page.status == 200 && page.body.contains(build));
        self.processes.wait_until(&format!("a page of {name} that is of build {build}"), READY, is_of_build)
    }

    fn exchange_edge(&mut self, name: &str, build: &str) -> Result<()> {
        self.stop(name)?;
        self.start_edge(name, build)?;
        sleep(BETWEEN);
        Ok(())
    }

    /// Tells a program to end, and waits until it has.
    fn stop(&mut self, name: &str) -> Result<()> {
        self.processes.stop(name)
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<()> {
    run_program(Command::new("cp").arg("-rL").arg(from).arg(to))
}

/// Lays copies of a build's files beside them, under another build's name, which they have in their text, too.
fn rename_into(site: &Path, own: &str, other: &str) -> Result<()> {
    for entry in fs::read_dir(site.join("pkg"))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).context("names of our own making")?;
        if !name.contains(own) || path.is_dir() {
            continue;
        }
        let bytes = fs::read(&path)?;
        let bytes = match name.ends_with(".js") || name.ends_with(".css") {
            true => String::from_utf8_lossy(&bytes).replace(own, other).into_bytes(),
            false => bytes,
        };
        fs::write(path.with_file_name(name.replace(own, other)), bytes)?;
    }
    Ok(())
}
