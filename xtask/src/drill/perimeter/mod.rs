//! A shop of three edges behind HAProxy and two firewalls: shoppers pass, attacks do not, and nobody notices when HAProxy
//! and the firewalls are reloaded, the certificate is exchanged, nodes are restarted, and a node, each of two processes of
//! the origin and each firewall are killed.

mod client;
mod front;
mod reading;
mod samples;
mod scores;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

pub(super) use self::front::{FIREWALLS, Front, SETTINGS};
use self::samples::{attacks, journey, smuggling};
use super::Figure;
use super::site::{Site, seed};
use crate::build::setup::Need;
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::shop::{Shop, ready};
use crate::step::step;
use crate::workspace::Workspace;

/// The edges, as HAProxy calls them.
const EDGES: [&str; 3] = ["edge-1", "edge-2", "edge-3"];
/// How long pages are read between one change and the next.
const BETWEEN: Duration = Duration::from_secs(3);
/// The same for the short form.
const BETWEEN_SHORT: Duration = Duration::from_secs(1);
/// What the processes of the origin are called that serve.
const ORIGINS: [&str; 2] = ["origin-serve", "origin-2"];
/// HAProxy asks each firewall every second, and edges that the origin is back sooner.
const NOTICED: Duration = Duration::from_secs(5);
/// As many attacks at least.
const MIN_ATTACKS: u32 = 200;

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    stand_in_front(workspace, BETWEEN)
}

/// The same requests, and the same changes one sooner after the other.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    stand_in_front(workspace, BETWEEN_SHORT)
}

fn stand_in_front(workspace: &Workspace, between: Duration) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-perimeter", Need::Perimeter)?;
    let folder = site.folder.clone();
    let port = site.ports.take(EDGES[0])?;
    let (shop, ports, processes) = site.parts(port);
    let origin = shop.start_origin(ports, processes)?;
    seed(&shop, &origin)?;
    let second = (Ipv4Addr::LOCALHOST, ports.take(ORIGINS[1])?).into();
    let first: SocketAddr = origin.parse().context("the origin listens somewhere")?;
    serve(&shop, ORIGINS[1], second, processes)?;
    let both = folder.join("origins");
    private::write(&both, &format!("http://{first}\nhttp://{second}\n"))?;
    let origin = format!("file:{}", both.display());
    for edge in EDGES {
        let port = ports.take(edge)?;
        step(&format!("starting {edge}"), || shop.start_edge(edge, port, &origin, &behind_proxies(), processes))?;
    }
    let edges = EDGES.map(|edge| ports.known(edge).unwrap_or_default());
    let front = step("starting HAProxy and the firewall", || {
        Front::start(&workspace.root, &folder.join("front"), edges, ports, processes)
    })?;
    let mut figures = step("what shoppers do", || pass(&workspace.root, &front))?;
    let (attacked, refused) = step("what attackers do", || attack(&workspace.root, &front))?;
    figures.extend(attacked);
    let counted = step("what Prometheus is told of it", || front.count_refused(&workspace.root, refused))?;
    figures.push(Figure::new("refusals that Prometheus is told of", counted, ""));
    let restart = |name: &str, processes: &mut Processes| match name {
        _ if name == ORIGINS[0] => serve(&shop, name, first, processes),
        _ if name == ORIGINS[1] => serve(&shop, name, second, processes),
        edge => restart(edge, &shop, &origin, ports, processes),
    };
    figures.extend(change(between, &front, &restart, processes)?);
    site.close()?;
    Ok(figures)
}

/// What a node is told that stands behind HAProxy: whom to believe, and to say that it goes before it does.
fn behind_proxies() -> Vec<String> {
    ["--trusted-proxies", "127.0.0.1", "--drain-delay", "2s"].map(str::to_owned).to_vec()
}

/// Shoppers go everywhere, and write what they like.
fn pass(root: &Path, front: &Front) -> Result<Vec<Figure>> {
    let (mut all, mut refused) = (0, 0);
    for sample in journey(root)? {
        let answer = front.client().answered(&sample)?.with_context(|| format!("no answer: {}", sample.path))?;
        ensure!(answer.status < 500, "{} was answered {}", sample.path, answer.status);
        all += 1;
        if answer.by_firewall() {
            refused += 1;
            eprintln!("    refused: {} {}", sample.path, sample.body.as_deref().unwrap_or_default());
        }
    }
    Ok(vec![
        Figure::new("requests of shoppers", f64::from(all), ""),
        Figure::new("requests of shoppers that were refused", f64::from(refused), "").must(0.0),
    ])
}

/// Attacks are refused, or do nothing. Also returns how many the firewall refused.
fn attack(root: &Path, front: &Front) -> Result<(Vec<Figure>, u32)> {
    let (mut all, mut refused, mut harmful, mut by_firewall) = (0, 0, 0, 0);
    for attack in attacks(root)? {
        all += 1;
        // Whom HAProxy does not answer at all is refused too.
        let Some(answer) = front.client().answered(&attack.request)? else {
            refused += 1;
            continue;
        };
        by_firewall += u32::from(answer.by_firewall());
        if answer.by_firewall() || matches!(answer.status, 400 | 403 | 405 | 501) {
            refused += 1;
        } else if let Some(harm) = attack.harm(&answer) {
            harmful += 1;
            eprintln!("    {harm}: {} {} {}", attack.kind, attack.request.method, attack.request.path);
        }
    }
    for bytes in smuggling(root)? {
        all += 1;
        match front.send_raw(&bytes)? {
            None | Some(400..=499 | 501 | 505) => refused += 1,
            // On the way to HTTPS: nothing was passed on.
            Some(308) => {}
            Some(status) => {
                harmful += 1;
                eprintln!("    answered {status}: {}", String::from_utf8_lossy(&bytes));
            }
        }
    }
    ensure!(all >= MIN_ATTACKS, "there are {all} attacks only");
    let figures = vec![
        Figure::new("attacks", f64::from(all), ""),
        Figure::new("attacks that were refused", f64::from(refused), ""),
        Figure::new("attacks that did anything", f64::from(harmful), "").must(0.0),
    ];
    Ok((figures, by_firewall))
}

/// Pages are read all the time while HAProxy, its certificate, the firewalls and two nodes are changed, and a node, each
/// firewall and each process of the origin are killed.
fn change(
    between: Duration,
    front: &Front,
    restart: &dyn Fn(&str, &mut Processes) -> Result<()>,
    processes: &mut Processes,
) -> Result<Vec<Figure>> {
    front.while_pages_are_read(|| {
        sleep(between);
        step("reloading HAProxy", || front.reload(processes))?;
        sleep(between);
        step("exchanging the certificate", || front.exchange_certificate())?;
        sleep(between);
        step("reloading the firewalls", || {
            FIREWALLS.iter().try_for_each(|name| Front::reload_firewall(name, processes))
        })?;
        sleep(between);
        step("draining edge-2 by hand and restarting it", || {
            front.say("set server edges/edge-2 state drain\n")?;
            restart("edge-2", processes)?;
            front.say("set server edges/edge-2 state ready\n")
        })?;
        front.wait_until_well("edges", EDGES.len(), processes)?;
        step("restarting edge-3, which says that it goes", || restart("edge-3", processes))?;
        sleep(between);
        for name in ["edge-1", ORIGINS[0], ORIGINS[1]] {
            step(&format!("killing {name}, and starting it again"), || {
                processes.kill(name)?;
                sleep(between);
                restart(name, processes)
            })?;
            sleep(NOTICED);
            front.wait_until_well("edges", EDGES.len(), processes)?;
        }
        for name in FIREWALLS {
            step(&format!("killing {name}, and starting it again"), || {
                Front::kill_firewall(name, processes)?;
                sleep(between);
                front.start_firewall(name, processes)
            })?;
            // It has to be known to be there before the other goes.
            sleep(NOTICED);
            front.wait_until_well("firewall", FIREWALLS.len(), processes)?;
        }
        Ok(())
    })
}

/// Starts a process of the origin that serves, and waits until it does.
fn serve(shop: &Shop<'_>, name: &str, listen: SocketAddr, processes: &mut Processes) -> Result<()> {
    processes.start(name, "TERM", shop.origin(&listen.to_string()).arg("serve"))?;
    ready::origin(listen, processes)
}

fn restart(edge: &str, shop: &Shop<'_>, origin: &str, ports: &Ports, processes: &mut Processes) -> Result<()> {
    if processes.list().iter().any(|process| process.name == edge) {
        processes.stop(edge)?;
    }
    let port = ports.known(edge).with_context(|| format!("{edge} has no port"))?;
    shop.start_edge(edge, port, origin, &behind_proxies(), processes)
}
