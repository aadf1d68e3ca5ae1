//! Sessions: what being logged in costs a request, in round trips to Redis and in time, beside the same request of
//! nobody; and whether the time of an answer tells that an address has an account.

mod ranks;
mod redis;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::Figure;
use super::origin::Origin;
use super::place::Place;
use super::settings::Settings;
use crate::build::build_native;
use crate::build::setup::{Need, setup};
use crate::servers::stores::Stores;
use crate::servers::{postgres, psql};
use crate::step::{output, step};
use crate::workspace::Workspace;
pub use ranks::percentile;
use ranks::{Comparison, compare};
use redis::Work;

/// Accounts that there are, and as many addresses without one.
const KNOWN: u32 = 100;
/// Requests in a turn, one after another.
const READS: u32 = 1000;
/// Turns of each, signed in and not.
const TURNS: u32 = 5;
/// What is guessed, and how often of each address: no oftener than an address is answered without having to wait.
/// An address gets five mails, whatever for; registering is last, since from then on there is an account of every address.
const GUESSES: [(&str, &str, u32); 4] = [
    ("code", "a wrong code", 5),
    ("log_in", "a wrong password", 8),
    ("code_request", "asking for a code", 3),
    ("register", "registering", 2),
];
/// The answers of known and unknown addresses may not be told apart more often than this, where a half is by chance.
/// With the 200 answers of each kind to the shortest it is more than three deviations of chance away, with 500 six.
const MAX_LARGER: f64 = 0.6;
/// Redis is also asked for other things meanwhile, such as by this bench.
const MAX_ROUND_TRIPS: f64 = 1.05;

struct Scene<'a> {
    workspace: &'a Workspace,
    stores: &'a Stores,
    address: String,
    keys: PathBuf,
}

/// One way of asking: how long each answer took in milliseconds, and what Redis did for all of them.
#[derive(Default)]
struct Asked {
    took: Vec<f64>,
    reads: u64,
    commands: u64,
}

pub fn measure(workspace: &Workspace, settings: Settings) -> Result<Vec<Figure>> {
    settings.end()?;
    setup(workspace, Need::Bench, false)?;
    build_native(workspace)?;
    let mut place = Place::begin(workspace, "bench-session")?;
    let stores = place.empty_stores()?;
    let Place { folder, mut processes, mut ports } = place;
    let (listen, keys) = (format!("127.0.0.1:{}", ports.take("origin")?), folder.join("edge.keys"));
    let origin = Origin { workspace, stores: &stores, folder: &folder, listen: &listen, keys: &keys };
    // Without workers, which ask Redis for things of their own.
    origin.start(None, &mut processes)?;
    let scene = Scene { workspace, stores: &stores, address: format!("http://{listen}"), keys: keys.clone() };
    step("making accounts", || scene.make_accounts())?;
    let mut figures = step("carts read by whoever is logged in and by nobody, in turns", || scene.reads())?;
    for (what, name, rounds) in GUESSES {
        figures.extend(step(&format!("{name}, of accounts that there are and are not"), || {
            scene.guess(what, name, rounds)
        })?);
    }
    drop(processes);
    postgres::delete(&folder.join("postgres"))?;
    Ok(figures)
}

impl Scene<'_> {
    fn make_accounts(&self) -> Result<()> {
        let text = include_str!("accounts.sql").replace(":known", &KNOWN.to_string());
        psql::sql(&self.stores.admin_url, &text).map(drop)
    }

    /// What the program `sessions` says.
    fn ask(&self, what: &str, options: &[&str]) -> Result<Value> {
        let mut command = Command::new(self.workspace.binary("sessions"));
        command.arg(what).args(["--origin", &self.address]).arg("--keys").arg(&self.keys).args(options);
        Ok(serde_json::from_str(&output(&mut command)?)?)
    }

    fn reads(&self) -> Result<Vec<Figure>> {
        let opened = self.ask("open", &["--token", "bench-known-0@example.com"])?;
        let text = |name: &str| opened[name].as_str().with_context(|| format!("there is no {name}"));
        let (session, cart) = (text("session")?, text("cart")?);
        let times = READS.to_string();
        let nobody = ["--cart", cart, "--times", &times];
        let shopper = ["--cart", cart, "--times", &times, "--session", session];
        self.ask("read", &shopper)?;
        let (mut signed_in, mut anonymous) = (Asked::default(), Asked::default());
        for _ in 0..TURNS {
            self.read(&shopper, &mut signed_in)?;
            self.read(&nobody, &mut anonymous)?;
        }
        let all = f64::from(READS * TURNS);
        let round_trips = (signed_in.reads as f64 - anonymous.reads as f64) / all;
        ensure!(
            (2.0 - MAX_ROUND_TRIPS..=MAX_ROUND_TRIPS).contains(&round_trips),
            "a request of whoever is logged in takes {round_trips:.3} round trips to Redis more than one of nobody: it \
             may take one"
        );
        let mut figures = vec![
            Figure::new("signed in over anonymous, of Redis", "round trips", round_trips, ""),
            Figure::new("signed in, of Redis", "round trips", signed_in.reads as f64 / all, ""),
            Figure::new("signed in, of Redis", "commands", signed_in.commands as f64 / all, ""),
            Figure::new("anonymous, of Redis", "round trips", anonymous.reads as f64 / all, ""),
        ];
        for (case, asked) in [("signed in, a cart", &signed_in), ("anonymous, the same cart", &anonymous)] {
            figures.push(Figure::new(case, "p50", percentile(&asked.took, 50), "ms"));
            figures.push(Figure::new(case, "p99", percentile(&asked.took, 99), "ms"));
        }
        for hundredths in [50, 99] {
            let metric = if hundredths == 50 { "p50 ratio" } else { "p99 ratio" };
            let ratio = percentile(&signed_in.took, hundredths) / percentile(&anonymous.took, hundredths);
            figures.push(Figure::new("signed in over anonymous", metric, ratio, ""));
        }
        Ok(figures)
    }

    fn read(&self, options: &[&str], asked: &mut Asked) -> Result<()> {
        let before = redis::work(&self.stores.redis_url)?;
        let report = self.ask("read", options)?;
        let Work { reads, commands } = redis::work(&self.stores.redis_url)?.since(before);
        asked.took.extend(millis(&report["took"])?);
        asked.reads += reads;
        asked.commands += commands;
        Ok(())
    }

    fn guess(&self, what: &str, name: &str, rounds: u32) -> Result<Vec<Figure>> {
        let (known, rounds) = (KNOWN.to_string(), rounds.to_string());
        let report = self.ask("guess", &["--what", what, "--known", &known, "--rounds", &rounds])?;
        let (known, unknown) = (millis(&report["known"])?, millis(&report["unknown"])?);
        let Comparison { median_difference, larger, p } = compare(&known, &unknown);
        let case = |about: &str| format!("{name}, {about}");
        ensure!(
            (1.0 - MAX_LARGER..=MAX_LARGER).contains(&larger),
            "{name}: of an answer for an account and one for none the first is the slower one in {larger:.3} of all \
             pairs (p = {p:.2e}, medians {median_difference:+.3} ms apart): they can be told apart by their time"
        );
        Ok(vec![
            Figure::new(case("an account"), "p50", percentile(&known, 50), "ms"),
            Figure::new(case("none"), "p50", percentile(&unknown, 50), "ms"),
            Figure::new(case("account less none"), "p50", median_difference, "ms"),
            Figure::new(case("account is slower"), "of pairs", larger, ""),
            Figure::new(case("by chance"), "p", p, ""),
        ])
    }
}

/// Microseconds as the program tells them, in milliseconds.
fn millis(told: &Value) -> Result<Vec<f64>> {
    let told = told.as_array().context("the program's report has no times")?;
    ensure!(!told.is_empty(), "the program measured nothing");
    told.iter().map(|time| Ok(time.as_f64().context("a time is no number")? / 1000.0)).collect()
}
