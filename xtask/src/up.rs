//! `up`, `down`, `status` and `logs`: the whole shop on the developer's machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::build::build;
use crate::build::setup::{Need, setup};
use crate::record::Record;
use crate::servers::ports::{Ports, is_free};
use crate::servers::postgres::{self, Durability};
use crate::servers::process::{Process, Processes, last_lines};
use crate::servers::stores;
use crate::shop::Shop;
use crate::signals;
use crate::step::step;
use crate::workspace::{Profile, Workspace};

/// How many lines `logs` shows of one program.
const LOG_LINES: usize = 200;

/// The choices of `up`.
pub struct Options {
    /// Install what is missing without asking.
    pub yes: bool,
    /// Where the shop listens.
    pub port: u16,
    /// Return as soon as the shop answers.
    pub detach: bool,
    /// Fill the catalogue with the examples.
    pub seed: bool,
    /// How the shop's programs are compiled.
    pub profile: Profile,
}

/// Builds and starts the shop. Without `detach` it returns when Ctrl-C has stopped it.
pub fn up(workspace: Workspace, options: &Options) -> Result<()> {
    let workspace = &workspace.with(options.profile);
    if let Some(record) = Record::load(workspace) {
        if record.is_up() {
            println!("The shop is up already: {}", record.address);
            println!("To run newer code: cargo xtask down, then up again.");
            return Ok(());
        }
        if record.is_starting() {
            bail!("another `cargo xtask up` is starting the shop: wait for it, or run `cargo xtask down`");
        }
        step("stopping what an earlier run left behind", || {
            record.stop();
            Ok(())
        })?;
    }
    Record::remove(workspace);
    if !is_free(options.port) {
        bail!("port {} is taken: choose another with --port", options.port);
    }
    let compiler = setup(workspace, Need::Servers, options.yes)?;
    let built = build(workspace, &compiler)?;

    signals::listen()?;
    let data = workspace.data();
    crate::servers::private::folder(&data)?;
    let mut ports = Ports::load(data.join("ports.json"));
    let mut processes = Processes::new(&data.join("logs"))?;
    let given = |name: &str| std::env::var(name).ok().filter(|url| !url.is_empty());
    let stores = step("starting PostgreSQL, Redis and NATS", || {
        stores::start(&data, Durability::Kept, given, &mut ports, &mut processes)
    })?;
    let shop = Shop {
        workspace,
        data: workspace.data(),
        built: &built,
        stores: &stores,
        port: options.port,
        seed: options.seed,
    };
    let record = |ready: bool, processes: &Processes| {
        let supervisor = (!ready || !options.detach).then(Process::current);
        let processes = processes.list();
        Record { address: shop.address(), profile: workspace.profile, ready, supervisor, processes }.save(workspace)
    };
    record(false, &processes)?;
    let started = shop.start(&mut ports, &mut processes).and_then(|()| record(true, &processes));
    if started.is_err() {
        drop(processes);
        Record::remove(workspace);
        return started;
    }
    println!();
    println!("The shop is up:  {}", shop.address());
    if let Some(port) = ports.known("office") {
        println!("The office:      http://127.0.0.1:{port}/admin");
        println!("To get in:       cargo xtask origin staff invite --email you@example.com --role owner");
    }
    println!("Staff's API key: {}", shop.staff_key_file().display());
    println!("Logs:            {}", data.join("logs").display());
    if options.detach {
        println!("To stop it:      cargo xtask down");
        processes.detach();
        return Ok(());
    }
    println!("To stop it:      Ctrl-C");
    let watched = watch(&mut processes);
    println!("Stopping.");
    drop(processes);
    Record::remove(workspace);
    watched
}

fn watch(processes: &mut Processes) -> Result<()> {
    while !signals::received() {
        processes.check()?;
        sleep(Duration::from_millis(200));
    }
    Ok(())
}

/// Stops a shop that `up` has started.
pub fn down(workspace: &Workspace) -> Result<()> {
    match Record::load(workspace) {
        Some(record) => {
            step("stopping the shop", || {
                record.stop();
                Ok(())
            })?;
            Record::remove(workspace);
        }
        None => println!("The shop is not up."),
    }
    Ok(())
}

/// Forgets all that a shop which is down has recorded. What runs of the tests keep beside it stays.
pub fn delete(workspace: &Workspace) -> Result<()> {
    let data = workspace.data();
    postgres::delete(&data.join("postgres"))?;
    for entry in fs::read_dir(&data).into_iter().flatten() {
        let path = entry?.path();
        if path == data.join("test") {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot delete {}", path.display()))?;
    }
    println!("All its data is deleted.");
    Ok(())
}

/// Says what runs; an error when the shop is not up.
pub fn status(workspace: &Workspace) -> Result<()> {
    let Some(record) = Record::load(workspace) else {
        bail!("the shop is not up: start it with `cargo xtask up`");
    };
    for process in &record.processes {
        let state = if process.alive() { "runs" } else { "has ended" };
        println!("{:<14} {:>8}  {state}", process.name, process.pid);
    }
    if !record.is_up() {
        bail!("a program has ended: see `cargo xtask logs NAME`, then run `cargo xtask up` again");
    }
    println!("The shop is up: {}", record.address);
    Ok(())
}

/// Shows the end of one log, or lists the logs there are; `follow` goes on until Ctrl-C.
pub fn logs(workspace: &Workspace, name: Option<&str>, follow: bool) -> Result<()> {
    let folder = workspace.data().join("logs");
    let Some(name) = name else { return list_logs(&folder) };
    let file = folder.join(format!("{name}.log"));
    if !file.exists() {
        bail!("there is no log {}: `cargo xtask logs` lists those there are", file.display());
    }
    if follow {
        Command::new("tail").args(["-n", &LOG_LINES.to_string(), "-F"]).arg(file).status()?;
        return Ok(());
    }
    println!("{}", last_lines(&file, LOG_LINES));
    Ok(())
}

fn list_logs(folder: &Path) -> Result<()> {
    let mut files: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in &files {
        println!("{:<14} {}", file.file_stem().unwrap_or_default().to_string_lossy(), file.display());
    }
    if files.is_empty() {
        println!("There are no logs yet: start the shop with `cargo xtask up`.");
    }
    Ok(())
}
