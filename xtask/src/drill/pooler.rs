//! The origin behind pgbouncer in transaction mode: each transaction has whichever connection is free.

use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::Figure;
use super::restore::Database;
use super::shoppers::{Shoppers, now};
use super::site::{FOR_SHOPPERS, Site};
use crate::build::setup::{Need, server};
use crate::servers::postgres;
use crate::servers::private;
use crate::shop::ready;
use crate::step::{output, run as run_program, step};
use crate::workspace::Workspace;

/// Connections that pgbouncer has to PostgreSQL. The origin has as many to pgbouncer as it likes.
const CONNECTIONS: u32 = 6;
const BUYERS: u32 = 8;
const BUYING: Duration = Duration::from_secs(40);
/// The same for the short form: some hundred transactions.
const BUYING_SHORT: Duration = Duration::from_secs(8);
/// The first pgbouncer that keeps prepared statements apart from connections.
const NEEDED: (u32, u32) = (1, 21);

pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    buy(workspace, BUYING)
}

/// For a few seconds.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    buy(workspace, BUYING_SHORT)
}

fn buy(workspace: &Workspace, time: Duration) -> Result<Vec<Figure>> {
    let mut site = Site::open(workspace, "drill-pooler", Need::Failover)?;
    let pgbouncer = program()?;
    let (database, _) = site.stores.database_url.rsplit_once('/').context("an address has a database")?;
    let (_, postgres_port) = database.rsplit_once(':').context("an address has a port")?;
    let password = database.split(':').nth(2).and_then(|rest| rest.split('@').next()).context("and a password")?;
    let port = site.ports.take("pgbouncer")?;
    let place = postgres::place_of(&site.folder.join("host-1"))?;
    let config = format!(
        "[databases]\nshop = host=127.0.0.1 port={postgres_port} dbname=shop\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
         listen_port = {port}\nauth_type = scram-sha-256\nauth_file = {users}\npool_mode = transaction\n\
         max_prepared_statements = 500\ndefault_pool_size = {CONNECTIONS}\nmax_client_conn = 500\n\
         ignore_startup_parameters = options,extra_float_digits\nunix_socket_dir =\nlog_connections = 0\nlog_disconnections = 0\n",
        users = place.join("users.txt").display()
    );
    private::write(&place.join("users.txt"), &format!("\"{}\" \"{password}\"\n", postgres::RUNTIME))?;
    private::write(&place.join("pgbouncer.ini"), &config)?;
    for file in [place.clone(), place.join("users.txt"), place.join("pgbouncer.ini")] {
        postgres::own(&file)?;
    }
    let pooled = format!("postgres://{}:{password}@127.0.0.1:{port}/shop", postgres::RUNTIME);
    let edge = site.ports.take("edge-node")?;
    let (shop, ports, processes) = site.parts(edge);
    processes.start("pgbouncer", "INT", postgres::program(&pgbouncer)?.arg(place.join("pgbouncer.ini")))?;
    shop.draw_keys()?;
    run_program(shop.origin("").arg("migrate").envs(shop.stores.migrating()))?;
    // What the origin asks of each new connection, which pgbouncer does not pass on.
    Database::at(&shop.stores.admin_url).ask(&format!(
        "alter role {role} set search_path = public; alter role {role} set plan_cache_mode = force_generic_plan;
         alter role {role} set jit = off;",
        role = postgres::RUNTIME
    ))?;
    let listen = format!("127.0.0.1:{}", ports.take("origin")?);
    let mut serve = shop.origin(&listen);
    processes.start("origin-serve", "TERM", serve.arg("serve").env("DATABASE_URL", &pooled))?;
    // It listens for events, and so has PostgreSQL itself.
    processes.start("origin-work", "TERM", shop.origin("").arg("work"))?;
    let address = (Ipv4Addr::LOCALHOST, ports.known("origin").context("it has a port")?).into();
    ready::origin(address, processes)?;
    site.edge_before(listen, &FOR_SHOPPERS)?;
    let shoppers = step("letting shoppers in", || Shoppers::come(&mut site, edge, BUYERS))?;
    let begun = now();
    sleep(time);
    let seen = shoppers.since(begun)?;
    shoppers.tell_failures(begun)?;
    let of_the_shop =
        format!("select count(*) from pg_stat_activity where usename = '{}' and client_port > 0", postgres::RUNTIME);
    let open = Database::at(&site.stores.admin_url).number(&of_the_shop)?;
    let mut figures = vec![
        Figure::new("steps of shoppers", seen.steps.into(), ""),
        Figure::failed("steps of shoppers that failed", seen.failed, seen.steps, BUYERS),
        Figure::new("connections that PostgreSQL has by TCP", open, "").must(f64::from(CONNECTIONS)),
    ];
    figures.extend(shoppers.leave(&mut site.processes)?);
    site.close()?;
    Ok(figures)
}

/// The pgbouncer that the environment names, or the one that is installed, if it is new enough.
pub(super) fn program() -> Result<PathBuf> {
    let named = std::env::var_os("PGBOUNCER").map(PathBuf::from).or_else(|| server("pgbouncer"));
    let program = named.context("pgbouncer is not installed")?;
    let told = output(Command::new(&program).arg("--version"))?;
    let version = version(&told).with_context(|| format!("{} does not say its version", program.display()))?;
    ensure!(
        version >= NEEDED,
        "this is pgbouncer {}.{}: before {}.{} a prepared statement is known to one connection only, and transactions \
         have another one each. Name a newer one: PGBOUNCER=/path/to/pgbouncer",
        version.0,
        version.1,
        NEEDED.0,
        NEEDED.1
    );
    Ok(program)
}

fn version(told: &str) -> Option<(u32, u32)> {
    let numbers = told.lines().next()?.split_whitespace().find(|word| word.starts_with(char::is_numeric))?;
    let mut numbers = numbers.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_pgbouncer_is_told_from_a_new_one() {
        assert!(version("PgBouncer 1.18.0\nlibevent 2.1").expect("told") < NEEDED);
        assert!(version("PgBouncer 1.25.2").expect("told") >= NEEDED);
        assert_eq!(version("PgBouncer"), None);
    }
}
