//! Answers that no cache may keep, and their cost at the edge: a page made for each who asks, and a call of the
//! API that is handed on to the origin.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench::load::{self, Accepted, Load};
use crate::bench::{Figure, cpu};
use crate::edge::Operators;
use crate::http;
use crate::servers::process::Processes;
use crate::step::step;

const CONNECTIONS: u32 = 8;
const TURNS: u32 = 3;
/// What the node counts for each answer that is for one caller.
const BYPASSED: &str = "edge_answers_total{cache=\"bypass\"}";
const LOGIN: [&str; 3] = ["/login", "/de/login", "/us/login"];
/// A cart's key must be random; this one is drawn for the bench alone, whose shop begins with none.
const KEY: &str = "6f2b8f0e-3c55-4a0b-9d0e-8f4f6e2b7a91";

/// Loads the node called `name` with each in turns; the better turn counts.
pub fn measure(
    name: &str,
    port: u16,
    operators: &Operators,
    folder: &Path,
    seconds: u32,
    processes: &Processes,
) -> Result<Vec<Figure>> {
    let address: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
    let fields = [("Idempotency-Key", KEY), ("Content-Type", "application/json")];
    let made = http::send(address, "POST", "/v1/carts", &fields, "{\"market\":\"eu\"}");
    let made = made.context("the edge does not answer")?;
    ensure!(made.status == 200, "no cart was made: {} {}", made.status, made.body);
    let cart: Value = serde_json::from_str(&made.body)?;
    let cart = cart["id"].as_str().context("a cart has an id")?;
    let scripts = [folder.join("login.lua"), folder.join("cart.lua")];
    load::script(&scripts[0], &LOGIN.map(str::to_owned))?;
    load::script(&scripts[1], &[format!("/v1/carts/{cart}?market=eu")])?;
    let mut best = [(0.0_f64, f64::INFINITY); 2];
    step("answers for one caller: a page, and a call that is handed on", || {
        for _ in 0..TURNS {
            for (best, script) in best.iter_mut().zip(&scripts) {
                let used = cpu::used_by(processes, name)?;
                let before = operators.counted(BYPASSED)?;
                let Load { per_second, answers } = load::load_in_turn(
                    &format!("http://127.0.0.1:{port}"),
                    script,
                    Accepted::Browser,
                    CONNECTIONS,
                    seconds,
                )?;
                let passed = operators.counted(BYPASSED)? - before;
                ensure!(
                    (passed - answers).abs() <= f64::from(CONNECTIONS),
                    "{answers} answers, of which {passed} passed the cache by: something else was measured"
                );
                let used = cpu::used_by(processes, name)?.saturating_sub(used);
                *best = (best.0.max(per_second), best.1.min(used.as_secs_f64() * 1000.0 / answers));
            }
        }
        Ok(())
    })?;
    let [(login, login_ms), (calls, call_ms)] = best;
    Ok(vec![
        Figure::new("/login, made for each who asks, one processor", "throughput", login, "1/s"),
        Figure::new("the same, all the node's processor time", "CPU", login_ms, "ms"),
        Figure::new("a cart read by API, handed on to the origin", "throughput", calls, "1/s"),
        Figure::new("the same, all the node's processor time", "CPU", call_ms, "ms"),
    ])
}
