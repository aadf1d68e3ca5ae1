//! The dashboards of `deploy/monitoring/dashboards` over a shop in which people buy, search, and are refused: every panel
//! has something to show. The long form leaves a picture of each in `docs/dashboards`; either leaves them in the folder that
//! `SELVEDGE_SCREENSHOTS` names, if it does.

mod board;
mod drawing;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use self::board::{Board, Panel, called};
use self::drawing::{Series, draw};
use super::Figure;
use super::alerts::{Prometheus, Scene};
use super::logs::Buyer;
use super::shoppers::{Shoppers, now};
use crate::http;
use crate::servers::sink::Sink;
use crate::signals;
use crate::step::step;
use crate::workspace::Workspace;

const BUYERS: u32 = 6;
const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_secs(75);
/// Between two rounds of what shoppers do not do.
const BETWEEN: Duration = Duration::from_secs(5);
/// As many points has a curve.
const POINTS: u64 = 100;
/// Where dashboards are, and where their pictures go.
const BOARDS: &str = "deploy/monitoring/dashboards";
const PICTURES: &str = "docs/dashboards";

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    look(workspace, LONG, elsewhere().or_else(|| Some(workspace.root.join(PICTURES))))
}

/// The same after a minute.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    look(workspace, SHORT, elsewhere())
}

fn elsewhere() -> Option<PathBuf> {
    std::env::var_os("SELVEDGE_SCREENSHOTS").map(PathBuf::from)
}

fn look(workspace: &Workspace, time: Duration, pictures: Option<PathBuf>) -> Result<Vec<Figure>> {
    let (collector, receiver) = (Sink::start()?, Sink::start()?);
    let variables = [
        ("PURGE_URLS", receiver.address.as_str()),
        ("TRACES_TO", collector.address.as_str()),
        ("TRACES_RATIO", "0.1"),
        ("WEBHOOKS_ALLOW_HTTP", "true"),
        ("WEBHOOKS_ALLOW_PRIVATE", "true"),
    ];
    let rules = fs::read_to_string(workspace.root.join("deploy/monitoring/alerts.yml"))?;
    let mut scene = Scene::open(workspace, "drill-dashboards", &rules, &variables, |_, _, _, _| Ok(String::new()))?;
    let events = format!("{}/events", receiver.address);
    scene.staff("/v1/admin/webhooks", &json!({ "url": events, "subjects": ["shop.orders.*"] }))?;
    drop(step("letting shoppers in", || Shoppers::come(&mut scene.site, scene.port, BUYERS))?);
    let begun = now() / 1000;
    step("a shop in which much is done", || much_is_done(&mut scene, time))?;
    let (from, to) = (begun, now() / 1000);
    let (mut panels, mut empty) = (0_u32, 0_u32);
    for (name, board) in boards(workspace)? {
        let mut told = Vec::new();
        for panel in &board.panels {
            let mut series = series(&scene.prometheus, panel, from, to)?;
            // Not all names have room: those stand first that one sees.
            series.sort_by(|one, other| other.height().total_cmp(&one.height()));
            panels += 1;
            if series.is_empty() {
                empty += 1;
                eprintln!("    nothing to show: {}: {}", board.title, panel.title);
            }
            told.push(series);
        }
        if let Some(folder) = &pictures {
            fs::create_dir_all(folder)?;
            let file = folder.join(format!("{name}.svg"));
            fs::write(&file, draw(&board, &told, seconds(from), seconds(to)))
                .with_context(|| format!("cannot write {}", file.display()))?;
        }
    }
    scene.site.close()?;
    Ok(vec![
        Figure::new("panels of the dashboards", f64::from(panels), ""),
        Figure::new("panels that had nothing to show", f64::from(empty), "").must(0.0),
    ])
}

/// Whole seconds, which are far from being too many.
fn seconds(since: u64) -> f64 {
    u32::try_from(since).map_or(f64::INFINITY, f64::from)
}

fn boards(workspace: &Workspace) -> Result<Vec<(String, Board)>> {
    let mut boards = Vec::new();
    let folder = workspace.root.join(BOARDS);
    for file in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = file?.path();
        let board = Board::of(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
        let name = path.file_stem().and_then(|name| name.to_str()).context("a file has a name")?;
        boards.push((name.to_owned(), board));
    }
    ensure!(!boards.is_empty(), "there are no dashboards in {}", folder.display());
    Ok(boards)
}

/// What shoppers do not do by themselves: searches, refused cards, wrong passwords; and staff, who send and refund.
fn much_is_done(scene: &mut Scene<'_>, time: Duration) -> Result<()> {
    let begun = Instant::now();
    let edge = SocketAddr::from((Ipv4Addr::LOCALHOST, scene.port));
    let mut round = 0_u8;
    while begun.elapsed() < time {
        round = round.wrapping_add(1);
        let buyer = Buyer::of(scene.port, &scene.site.stores.admin_url, &format!("198.51.100.{round}"));
        for path in [format!("/search?q=mug&page={round}"), format!("/search?q=nothing{round}")] {
            http::status(edge, &edge.to_string(), &path);
        }
        buyer.order_with("test_decline")?;
        let guesser = Buyer::of(scene.port, &scene.site.stores.admin_url, "203.0.113.9");
        for _ in 0..8 {
            guesser.post("/v1/sessions", &json!({ "email": "ada@example.com", "password": "correct horse" }))?;
        }
        let order = buyer.order()?;
        let (lines, reason) = (buyer.lines(&order)?, "the glaze is off");
        let orders = format!("/v1/admin/orders/{order}");
        scene.staff(&format!("{orders}/shipments"), &json!({ "lines": lines, "state": "shipped" }))?;
        // What is not taken yet cannot be given back.
        if let Err(error) = scene.staff(&format!("{orders}/refunds"), &json!({ "lines": lines, "reason": reason })) {
            eprintln!("    not refunded: {error:#}");
        }
        scene.look_on(BETWEEN)?;
        ensure!(!signals::received(), "interrupted");
        sleep(Duration::from_millis(10));
    }
    Ok(())
}

/// What Prometheus has told of a panel between two moments; nothing that is no number.
fn series(prometheus: &Prometheus, panel: &Panel, from: u64, to: u64) -> Result<Vec<Series>> {
    let step = ((to - from) / POINTS).max(1);
    let mut all = Vec::new();
    for query in &panel.queries {
        let told = prometheus.range(&query.text, from, to, step)?;
        let told = told["result"].as_array().context("Prometheus answers no series")?.clone();
        all.extend(told.iter().filter_map(|one| of(one, &query.legend)));
    }
    Ok(all)
}

fn of(told: &Value, legend: &str) -> Option<Series> {
    let number = |pair: &Value| {
        let value: f64 = pair[1].as_str()?.parse().ok()?;
        Some((pair[0].as_f64()?, value)).filter(|_| value.is_finite())
    };
    let values: Vec<_> = told["values"].as_array()?.iter().filter_map(number).collect();
    let name = called(legend, &told["metric"]);
    (!values.is_empty()).then_some(Series { name, values })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_no_series() {
        let told = json!({ "metric": { "job": "edge" }, "values": [[1, "NaN"], [2, "4"], [3, "+Inf"]] });
        let series = of(&told, "{{job}}").expect("one number");
        assert_eq!((series.name.as_str(), series.values), ("edge", vec![(2.0, 4.0)]));
        assert!(of(&json!({ "metric": {}, "values": [[1, "NaN"]] }), "x").is_none());
    }
}
