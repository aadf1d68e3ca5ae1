//! The machine of PostgreSQL is lost with its disk; then somebody drops a table; then a backup turns out to be damaged. So
//! are pictures, which have a copy of their own.
//!
//! Three servers, one after the other, each in a folder of its own: the first dies, the second is restored from what the
//! repository has, the third is the second as it was before the table went.

mod evidence;
mod pictures;
mod repository;
mod s3;
mod spoil;
mod whole_site;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

pub(super) use self::evidence::Database;
use self::repository::{Repository, Server};
use self::s3::Store;
use super::Figure;
use crate::build::setup::{Need, is_root, setup};
use crate::build::{Built, build};
use crate::servers::ports::Ports;
use crate::servers::postgres::{self, Addresses, Durability};
use crate::servers::private;
use crate::servers::process::Processes;
use crate::servers::stores::{self, Stores};
use crate::shop::{picture_folders, ready};
use crate::signals;
use crate::step::{output, run as run_program, step};
use crate::workspace::Workspace;

/// How much there is, and how long the shop runs before something happens.
#[derive(Clone, Copy)]
struct Size {
    /// Orders of the past.
    orders: u32,
    quiet: Duration,
}

const LONG: Size = Size { orders: 20_000, quiet: Duration::from_secs(8) };
/// As much as it takes to see that all of it works, however long that takes.
const SHORT: Size = Size { orders: 500, quiet: Duration::from_secs(4) };
/// Seconds of what was bought that may be lost with the machine.
const MAX_LOST: f64 = 5.0;
/// Seconds until the shop takes orders again.
const MAX_DOWN: f64 = 60.0;
/// How long what is written may take to arrive in the repository before a drill gives up.
const ARRIVES: Duration = Duration::from_secs(300);
/// Seconds since a backup that was just made: far less than since one of another night.
const MAX_TOLD_AGE: f64 = 600.0;
/// The example catalogue, relative to the root.
const CATALOG: &str = "demo/catalog.jsonl";

/// A shop that things happen to.
struct Shop<'a> {
    workspace: &'a Workspace,
    built: Built,
    size: Size,
    folder: PathBuf,
    repository: Repository,
    ports: Ports,
    processes: Processes,
    /// Redis and NATS, and whichever PostgreSQL is the shop's.
    stores: Stores,
}

/// Everything, with the repository in a folder.
pub(super) fn run(workspace: &Workspace) -> Result<Vec<Figure>> {
    with_shop(workspace, "drill-restore", LONG, false, |shop| {
        let mut figures = shop.back_up_all()?;
        figures.push(step("trying the backup as the job does", || shop.try_the_backup())?);
        figures.extend(shop.lose_the_machine()?);
        figures.extend(shop.drop_a_table()?);
        figures.extend(shop.lose_the_site("third", "fifth")?);
        step("a wrong passphrase and a damaged backup", || shop.spoil_the_backup("third"))?;
        step("damaged pictures", || shop.spoil_pictures())?;
        Ok(figures)
    })
}

/// With little in it: the machine is lost and restored, and a damaged backup is refused.
pub(super) fn run_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    with_shop(workspace, "drill-restore-short", SHORT, false, |shop| {
        let mut figures = shop.back_up_all()?;
        figures.push(step("trying the backup as the job does", || shop.try_the_backup())?);
        figures.extend(shop.lose_the_machine()?);
        figures.push(step("losing the pictures", || shop.lose_pictures())?);
        step("a wrong passphrase and a damaged backup", || shop.spoil_the_backup("second"))?;
        step("damaged pictures", || shop.spoil_pictures())?;
        Ok(figures)
    })
}

/// The loss of the machine, with the repository in a store that speaks S3.
pub(super) fn run_s3(workspace: &Workspace) -> Result<Vec<Figure>> {
    lose_with_s3(workspace, "drill-restore-s3", LONG)
}

/// The same with little in it.
pub(super) fn run_s3_short(workspace: &Workspace) -> Result<Vec<Figure>> {
    lose_with_s3(workspace, "drill-restore-s3-short", SHORT)
}

fn lose_with_s3(workspace: &Workspace, folder: &str, size: Size) -> Result<Vec<Figure>> {
    with_shop(workspace, folder, size, true, |shop| {
        let mut figures = shop.back_up()?;
        figures.extend(shop.lose_the_machine()?);
        step("another passphrase", || shop.try_another_passphrase())?;
        Ok(figures)
    })
}

/// Builds what runs, opens a shop, and has something happen to it.
fn with_shop(
    workspace: &Workspace,
    folder: &str,
    size: Size,
    in_store: bool,
    work: impl FnOnce(&mut Shop<'_>) -> Result<Vec<Figure>>,
) -> Result<Vec<Figure>> {
    let compiler = setup(workspace, Need::Drills, false)?;
    let built = build(workspace, &compiler)?;
    signals::listen()?;
    let folder = workspace.data().join(folder);
    forget(&folder)?;
    for part in [&workspace.data(), &folder] {
        private::folder(part)?;
        if is_root() {
            private::passable(part)?;
        }
    }
    let mut shop =
        step("opening a shop whose log is archived", || Shop::open(workspace, built, &folder, size, in_store))?;
    let figures = work(&mut shop)?;
    drop(shop);
    forget(&folder)?;
    Ok(figures)
}

/// Removes what a drill has left, its servers' data elsewhere included.
fn forget(folder: &Path) -> Result<()> {
    for server in ["first", "second", "third", "fourth", "fifth", "backup"] {
        postgres::delete(&folder.join(server))?;
    }
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot delete {}", folder.display()))?;
    }
    Ok(())
}

impl<'a> Shop<'a> {
    fn open(workspace: &'a Workspace, built: Built, folder: &Path, size: Size, in_store: bool) -> Result<Self> {
        let mut processes = Processes::new(&folder.join("logs"))?;
        let mut ports = Ports::load(folder.join("ports.json"));
        let mut repository = Repository::create(&folder.join("backup"))?;
        if in_store {
            let store = Store::start(workspace, repository.place(), &mut ports, &mut processes)?;
            repository = repository.in_store(store);
        }
        let first = folder.join("first");
        let addresses =
            postgres::start_with(&repository.settings(), &first, Durability::Kept, &mut ports, &mut processes)?;
        repository.serve(&server(&first, &addresses)?)?;
        let given = |name: &str| (name == "DATABASE_URL").then(|| addresses.runtime.clone());
        let mut stores = stores::start(folder, Durability::Kept, given, &mut ports, &mut processes)?;
        take_over(&mut stores, addresses);
        private::keys(&folder.join("edge.keys"), "edge-1")?;
        let shop = Self { workspace, built, size, folder: folder.to_owned(), repository, ports, processes, stores };
        shop.repository.begin()?;
        run_program(shop.origin(&["migrate"]).envs(shop.stores.migrating()))?;
        run_program(&mut shop.origin(&["seed", "--catalog", CATALOG]))?;
        shop.database().fill(size.orders)?;
        // Something that is written into the audit log.
        output(&mut shop.origin(&["staff-key", "create", "--name", "drill"]))?;
        let entries = shop.database().number("select count(*) from shop.audit_entries")?;
        ensure!(entries > 0.0, "the audit log is empty: its chain would be whole whatever became of it");
        Ok(shop)
    }

    fn database(&self) -> Database {
        Database::at(&self.stores.admin_url)
    }

    /// The program `origin` on the shop's records.
    fn origin(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.workspace.binary("origin"));
        command.current_dir(&self.workspace.root).args(arguments);
        command.env("DATABASE_URL", &self.stores.database_url).env("REDIS_URL", &self.stores.redis_url);
        command.env("NATS_URL", &self.stores.nats_url).env("ORIGIN_EDGE_KEYS", self.folder.join("edge.keys"));
        command.env("SEARCH_INDEX", self.folder.join("search-index")).env("TEST_PAYMENTS", "true");
        let [originals, files] = picture_folders(&self.folder);
        command.env("MEDIA_ORIGINALS", originals).env("MEDIA_FILES", files);
        command.env("ORIGIN_DRAIN_SECONDS", "0").env("RUST_LOG", "warn");
        command
    }

    /// A full backup of the first server, and a copy of the pictures.
    fn back_up_all(&mut self) -> Result<Vec<Figure>> {
        step("taking pictures", || self.take_pictures())?;
        let mut figures = self.back_up()?;
        figures.push(self.weigh()?);
        figures.push(step("copying the pictures", || self.copy_pictures())?);
        Ok(figures)
    }

    /// A full backup of the first server.
    fn back_up(&self) -> Result<Vec<Figure>> {
        let begun = Instant::now();
        step("a full backup", || self.repository.back_up("full"))?;
        let took = begun.elapsed().as_secs_f64();
        let told = self.repository.age(&self.workspace.root)?;
        let now = self.database().number("select extract(epoch from clock_timestamp())")?;
        let ages = ["backup_last_seconds{type=\"full\"}", "backup_archived_seconds"].map(|name| age(&told, name, now));
        let [backup, log] = ages;
        Ok(vec![
            Figure::new("a full backup", took, "s"),
            Figure::new("how old Prometheus is told that it is", backup?, "s").must(MAX_TOLD_AGE),
            Figure::new("how long ago the log was seen to arrive", log?, "s").must(MAX_TOLD_AGE),
        ])
    }

    /// How large the repository is; fails if anything in it can be read.
    fn weigh(&self) -> Result<Figure> {
        let megabytes = u32::try_from(self.repository.size()? / 1_000_000).map_or(f64::INFINITY, f64::from);
        Ok(Figure::new("the repository, compressed and encrypted", megabytes, "MB"))
    }

    /// Waits until something that was written down is in the repository, so that there is something to find again.
    fn wait_until_archived(&mut self) -> Result<()> {
        let database = self.database();
        self.wait("the clock to be written down", || Ok(database.number("select count(*) from drill.clock")? > 0.0))?;
        let segment = database.ask("select pg_walfile_name(pg_current_wal_lsn())")?;
        let is_there = format!("select coalesce(last_archived_wal >= '{segment}', false) from pg_stat_archiver");
        self.wait("the log to arrive in the repository", || Ok(database.ask(&is_there)? == "t"))
    }

    /// Waits until something is so; fails when a program ends, or at Ctrl-C.
    fn wait(&mut self, what: &str, is_so: impl Fn() -> Result<bool>) -> Result<()> {
        let mut asked = Ok(());
        self.processes.wait_until(what, ARRIVES, || match is_so() {
            Ok(so) => so,
            Err(error) => {
                asked = Err(error);
                true
            }
        })?;
        asked
    }

    /// The first server is killed while it is written to, and its disk is gone. The second takes its place.
    fn lose_the_machine(&mut self) -> Result<Vec<Figure>> {
        let before = self.database().tables()?;
        let clock = self.database().start_clock()?;
        step("seeing the log arrive in the repository", || self.wait_until_archived())?;
        sleep(self.size.quiet);
        let newest = self.database().newest()?;
        let lost = Instant::now();
        step("PostgreSQL's machine is lost with its disk", || self.lose("first"))?;
        drop(clock);
        step("restoring the newest there is to a fresh server", || self.restore("second", "first", &[]))?;
        step("starting the origin on it", || self.start_origin())?;
        let down = lost.elapsed().as_secs_f64();
        let database = self.database();
        let rows = newest - database.newest()?;
        step("comparing every row, and checking every page", || compare(&database, &before))?;
        Ok(vec![
            Figure::new("machine lost: changes that are gone (RPO)", rows.max(0.0), "s").wanted(MAX_LOST),
            Figure::new("machine lost: until the origin is ready again (RTO)", down, "s").wanted(MAX_DOWN),
        ])
    }

    /// Somebody drops a table of the second server, and it is noticed a moment later. The third is as the second was
    /// just before.
    fn drop_a_table(&mut self) -> Result<Vec<Figure>> {
        self.processes.kill("origin-serve")?;
        step("an incremental backup", || self.repository.back_up("incr"))?;
        let before = self.database().tables()?;
        let clock = self.database().start_clock()?;
        sleep(self.size.quiet);
        let right_before = "select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US\"+00\"')";
        let target = self.database().ask(right_before)?;
        let last_good = self.database().number("select extract(epoch from clock_timestamp())")?;
        sleep(Duration::from_secs(1));
        self.database().ask("drop table orders.payments cascade")?;
        sleep(Duration::from_secs(1));
        self.repository.check()?;
        drop(clock);
        let noticed = Instant::now();
        step("somebody drops the table of payments; the server is stopped", || self.lose("second"))?;
        let options = ["--type=time", &format!("--target={target}"), "--target-action=promote"];
        step("restoring the moment before to a fresh server", || self.restore("third", "second", &options))?;
        step("starting the origin on it", || self.start_origin())?;
        let down = noticed.elapsed().as_secs_f64();
        let database = self.database();
        let after = database.newest()? - last_good;
        ensure!(after <= 0.0, "the restored server has {after:.2} s of what came after the moment that was asked for");
        step("comparing every row, and checking every page", || compare(&database, &before))?;
        self.processes.kill("origin-serve")?;
        Ok(vec![
            Figure::new("table dropped: before the moment asked for, by", -after, "s").wanted(1.0),
            Figure::new("table dropped: until the origin is ready again", down, "s").wanted(MAX_DOWN),
        ])
    }

    /// Kills PostgreSQL at once and takes its disk away. Its passwords are kept elsewhere by whoever runs a shop, and
    /// here in its folder.
    fn lose(&mut self, server: &str) -> Result<()> {
        self.processes.kill("postgres")?;
        let data = postgres::place_of(&self.folder.join(server))?.join("data");
        // What the server had started ends a moment after it, and may write until then.
        let mut tries = 0;
        while let Err(error) = std::fs::remove_dir_all(&data) {
            tries += 1;
            ensure!(tries < 50, "cannot delete {}: {error}", data.display());
            sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// Restores to a fresh server and makes it the shop's.
    fn restore(&mut self, name: &str, original: &str, options: &[&str]) -> Result<()> {
        let folder = self.folder.join(name);
        let place = postgres::prepare_restored(&folder, &self.folder.join(original))?;
        self.repository.serve(&Server { place, port: 1 })?;
        self.repository.restore(options)?;
        let settings = self.repository.settings();
        let addresses =
            postgres::start_with(&settings, &folder, Durability::Kept, &mut self.ports, &mut self.processes)?;
        self.repository.serve(&server(&folder, &addresses)?)?;
        take_over(&mut self.stores, addresses);
        Ok(())
    }

    fn start_origin(&mut self) -> Result<()> {
        let port = self.ports.take("origin")?;
        let listen = format!("127.0.0.1:{port}");
        let mut serve = self.origin(&["serve"]);
        self.processes.start("origin-serve", "TERM", serve.env("ORIGIN_LISTEN", &listen))?;
        ready::origin(([127, 0, 0, 1], port).into(), &mut self.processes)
    }
}

fn take_over(stores: &mut Stores, addresses: Addresses) {
    stores.database_url = addresses.runtime;
    stores.owner_url = addresses.owner;
    stores.admin_url = addresses.admin;
}

/// The server in a folder, at these addresses.
fn server(folder: &Path, addresses: &Addresses) -> Result<Server> {
    let port = addresses.admin.rsplit_once(':').and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    Ok(Server { place: postgres::place_of(folder)?, port: port.context("an address has a port")? })
}

/// Fails if a database is not what it was, or does not add up.
fn compare(database: &Database, before: &str) -> Result<()> {
    let now = database.tables()?;
    for (was, is) in before.lines().zip(now.lines()) {
        ensure!(was == is, "table, rows, sum: {was} before, {is} after the restore");
    }
    ensure!(before.lines().count() == now.lines().count(), "there are other tables than before:\n{now}");
    database.check()
}

/// How long ago it was, by what Prometheus is told, in seconds.
fn age(told: &str, name: &str, now: f64) -> Result<f64> {
    let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let at: f64 = line.with_context(|| format!("Prometheus is not told {name}:\n{told}"))?.parse()?;
    // It is told in whole seconds.
    ensure!(at <= now + 1.0, "{name} is {:.0} s ahead", at - now);
    Ok((now - at).max(0.0))
}
