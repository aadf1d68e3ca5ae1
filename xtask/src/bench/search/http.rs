//! The shop's search as whoever calls the origin finds it: over HTTP, signed, one question after another.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::bench::Figure;
use crate::bench::harness::first::{self, First};
use crate::bench::origin::Origin;
use crate::bench::session::percentile;
use crate::build::build_native;
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Durability};
use crate::servers::process::Processes;
use crate::servers::stores;
use crate::step::{output, run, step};
use crate::workspace::Workspace;

/// How often each question is asked.
const TIMES: u32 = 20;
/// How long the slowest hundredth may take, in milliseconds. Looking for nothing is what a call costs without a search.
const BOUNDS: [(&str, f64); 6] = [
    ("nothing", 3.0),
    ("search", 3.0),
    ("search, five chosen", 3.0),
    ("facets", 3.0),
    ("facets, five chosen", 3.0),
    ("suggestions", 10.0),
];

/// Fills a shop with the products of `data`, in `folder`, and asks its origin for the queries in a file.
pub fn measure(workspace: &Workspace, folder: &Path, data: &Path, queries: &Path) -> Result<Vec<Figure>> {
    build_native(workspace)?;
    drop(fs::remove_dir_all(folder.join("search-index")));
    fs::create_dir_all(folder)?;
    let mut processes = Processes::new(&folder.join("logs"))?;
    let mut ports = Ports::load(folder.join("ports.json"));
    postgres::delete(&folder.join("postgres"))?;
    let stores = stores::start(folder, Durability::Throwaway, |_| None, &mut ports, &mut processes)?;
    let (listen, keys) = (format!("127.0.0.1:{}", ports.take("origin")?), folder.join("edge.keys"));
    let origin = Origin { workspace, stores: &stores, folder, listen: &listen, keys: &keys };
    origin.start(None, &mut processes)?;
    let file = std::path::absolute(data.join("icecat/products.jsonl.gz"))?;
    step("importing the products, and filling the index", || {
        run(origin.command(&["import", "--format", "icecat"]).arg(&file))?;
        run(&mut origin.command(&["reindex"]))
    })?;
    step("waiting until PostgreSQL has nothing left to do", || first::wait_until_idle(&processes))?;
    let report = step("searching over HTTP", || {
        let mut searcher = First::of(&processes)?.command(&workspace.binary("searcher"));
        searcher.args(["--origin", &format!("http://{listen}"), "--times", &TIMES.to_string()]);
        searcher.arg("--keys").arg(&keys).arg("--queries").arg(queries);
        Ok(serde_json::from_str::<Value>(&output(&mut searcher)?)?)
    })?;
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    let (figures, missed) = figures(&report)?;
    for miss in missed {
        eprintln!("over HTTP, too slow at p99: {miss}");
    }
    Ok(figures)
}

/// What took how long, and what took longer than it may.
fn figures(report: &Value) -> Result<(Vec<Figure>, Vec<String>)> {
    let (mut figures, mut missed) = (Vec::new(), Vec::new());
    let asked = report.as_object().context("the searcher reported no object")?;
    for (what, bound) in BOUNDS {
        let took = asked.get(what).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64);
        let took: Vec<f64> = took.collect();
        if took.is_empty() {
            bail!("nothing was asked of “{what}”");
        }
        let millis = |hundredths| percentile(&took, hundredths) / 1_000.0;
        let (half, most) = (millis(50), millis(99));
        if most > bound {
            missed.push(format!("{what}: {most:.2} ms, and not {bound:.0} at most"));
        }
        figures.push(Figure::new(format!("selvedge over HTTP: {what}"), "p50", half, "ms"));
        figures.push(Figure::new(format!("selvedge over HTTP: {what}"), "p99", most, "ms"));
    }
    Ok((figures, missed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_takes_too_long_is_told_and_what_was_not_asked_fails() {
        let mut report = json!({});
        for (what, bound) in BOUNDS {
            report[what] = json!([bound * 1_000.0]);
        }
        let (told, missed) = figures(&report).expect("all was asked");
        assert_eq!((told.len(), missed.len()), (2 * BOUNDS.len(), 0));
        report["suggestions"] = json!([10_001]);
        let (_, missed) = figures(&report).expect("all was asked");
        assert_eq!(missed, ["suggestions: 10.00 ms, and not 10 at most"]);
        report["facets"] = json!([]);
        assert!(figures(&report).is_err());
    }
}
