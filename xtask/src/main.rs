//! The project's own commands: `cargo xtask help` lists them.

mod bench;
mod build;
mod check;
mod drill;
mod edge;
mod fuzz;
mod http;
mod image;
mod manifests;
mod origin;
mod package;
mod programs;
mod record;
mod servers;
mod shop;
mod signals;
mod step;
mod supply;
mod test;
mod tidy;
mod up;
mod watch;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lexopt::{Arg, Parser, ValueExt};

use crate::build::setup::Need;
use crate::workspace::{Profile, Workspace};

const HELP: &str = "\
cargo xtask COMMAND

  up [--yes] [--port 8080] [--detach] [--no-seed] [--release]
              build and start the whole shop with private servers under .data/;
              with --release its programs are those an operator deploys, which take
              longer to build
  down [--delete]
              stop it; --delete forgets all it has recorded
  watch [--yes]
              show pages at http://127.0.0.1:3000 and build them anew at every edit, by
              `cargo leptos`, over the shop that is up; installs it the first time
  status      say what runs and where
  logs [NAME [--follow]]
              list the logs, or show the end of one

  origin ARGS run the program `origin` on the records of the shop that is up:
              import FILE, reindex, staff-key …; `origin help` lists all

  edge cache PATH | tags TAG… | purge PATH or TAG… | metrics
              ask the edge of the shop that is up: what is cached and why, and purge it

  build       build the native programs, the edge worker and the browser's files
  test [ARGS] build, start throwaway servers, run all tests; ARGS go to the test runner;
              with --lib among them only tests inside the crates, without worker and browser;
              with --perimeter whole shops are reached through HAProxy and the firewall
  bench app|build|checkout|fresh|friday|import|office|outage|page|search|session|traces
        [--json] [OPTIONS]
              measure the installed shop, the programs as they are compiled, buying,
              freshness, twenty thousand prices that change at once, what is imported,
              the office, what an outage spoils, pages, search beside others, what being
              logged in costs, and what traces cost, with the release profile;
              docs/benchmarks.md lists the options
  relevance [--judgements FILE | --queries FILE] [--run FILE] [--each] [--speed]
              how well search ranks a real catalogue, by judgements of people; docs/search.md
  simulate [--plan rough|squall|world|calm] [--seeds N] [--seed S] [--fault NAME]
              the caches of many edge nodes under a network that breaks, from seeds that
              make the same run again; docs/caching.md
  fuzz [TARGET] [--seconds 60]
              feed parsers (product files, HTML, cookies, addresses …) bytes without end;
              what breaks them is kept and named
  image [--output DIR] [--twice [--only PART]] [--sign-with KEY]
              make images of the release's programs for containers (OCI), with the list
              of what is in them; --twice compiles all of ours once more and fails unless
              they are the same to the byte, with --only one part alone: origin, edge-node,
              worker or browser
  package [--output DIR] [--sign-with KEY]
              make a package of Debian's and an archive of the release's programs, with units,
              pages of the manual and selvedge-setup, which makes a shop of a machine
  drill NAMES | --short [NAMES] | --list
              do what an operator hopes never to need, on the real engines, with figures:
              restore a lost database, lose machines while shoppers buy; --list lists them;
              --short takes one to three minutes for each, and does all if none is named;
              with --where-possible what this machine cannot do is named and passed over;
              with --minutes N none begins after that time, and those are named, too
  deny [--advisories]
              licences of libraries, where they are from and what is known to be wrong with
              them, by cargo-deny and deny.toml; with --advisories it fails if that list
              cannot be had
  manifests   check those for Kubernetes: rendered, against the schemas, and that ports,
              options, jobs, secrets and metrics are those that the programs have
  schema      write migrations/*/schema.sql anew, of what the migrations make
  check       rustfmt, clippy and tidy
  tidy        the house's own rules: layers, SQL, endpoints, server functions, length of files
  setup [--yes]
              install by apt what is missing on this machine

Environment
  DATABASE_URL, REDIS_URL, NATS_URL   servers that `up` uses instead of private ones
  CARGO_TARGET_DIR                    where everything is built
  SELVEDGE_WASM_TOOLCHAIN=debian      Debian's compiler for WebAssembly instead of rustup's
  CHROMIUM, CHROMEDRIVER              the browser for `test`
  CI                                  install without asking
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<u8> {
    let mut arguments = std::env::args_os().skip(1);
    let command = arguments.next().and_then(|word| word.into_string().ok()).unwrap_or_default();
    let rest: Vec<OsString> = arguments.collect();
    let parser = || Parser::from_args(rest.clone());
    match command.as_str() {
        "" | "help" | "-h" | "--help" => print!("{HELP}"),
        "up" => up::up(Workspace::load()?, &up_options(parser())?)?,
        "down" => down(parser())?,
        "watch" => watch::watch(Workspace::load()?, yes_option(parser())?)?,
        "status" => no_options(parser(), up::status)?,
        "logs" => logs(parser())?,
        "build" => no_options(parser(), |workspace| {
            let compiler = build::setup::setup(workspace, Need::Build, false)?;
            build::build(workspace, &compiler).map(drop)
        })?,
        "origin" => return origin::run(Workspace::load()?, &rest),
        "edge" => edge::run(Workspace::load()?, &rest)?,
        "test" => return test::test(&Workspace::load()?, &rest),
        "image" => image::image(&Workspace::load()?.with(Profile::Release), parser())?,
        "package" => package::package(&Workspace::load()?.with(Profile::Release), parser())?,
        "deny" => supply::deny(&Workspace::load()?, parser())?,
        "manifests" => no_options(parser(), manifests::manifests)?,
        "schema" => return test::schema(&Workspace::load()?),
        "bench" => bench::bench(&Workspace::load()?.with(Profile::Release), parser())?,
        "drill" => drill::drill(&Workspace::load()?, parser())?,
        "relevance" => programs::relevance(&Workspace::load()?, &rest)?,
        "simulate" => programs::simulate(&Workspace::load()?, &rest)?,
        "fuzz" => fuzz::fuzz(&Workspace::load()?, parser())?,
        "check" => no_options(parser(), check::check)?,
        "tidy" => no_options(parser(), tidy::tidy)?,
        "setup" => setup_all(parser())?,
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
    Ok(0)
}

fn no_options(mut parser: Parser, work: impl FnOnce(&Workspace) -> Result<()>) -> Result<()> {
    if let Some(unexpected) = parser.next()? {
        return Err(unexpected.unexpected().into());
    }
    work(&Workspace::load()?)
}

fn up_options(mut parser: Parser) -> Result<up::Options> {
    let mut options = up::Options { yes: false, port: 8080, detach: false, seed: true, profile: Profile::Dev };
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("yes") | Arg::Short('y') => options.yes = true,
            Arg::Long("port") => options.port = parser.value()?.parse()?,
            Arg::Long("detach") => options.detach = true,
            Arg::Long("no-seed") => options.seed = false,
            Arg::Long("release") => options.profile = Profile::Release,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(options)
}

fn down(mut parser: Parser) -> Result<()> {
    let mut delete = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("delete") => delete = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let workspace = Workspace::load()?;
    up::down(&workspace)?;
    if delete { up::delete(&workspace) } else { Ok(()) }
}

fn logs(mut parser: Parser) -> Result<()> {
    let (mut name, mut follow) = (None, false);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("follow") | Arg::Short('f') => follow = true,
            Arg::Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    up::logs(&Workspace::load()?, name.as_deref(), follow)
}

fn yes_option(mut parser: Parser) -> Result<bool> {
    let mut yes = false;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("yes") | Arg::Short('y') => yes = true,
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(yes)
}

fn setup_all(parser: Parser) -> Result<()> {
    let compiler = build::setup::setup(&Workspace::load()?, Need::ServersAndBrowser, yes_option(parser)?)?;
    println!("Everything is there. WebAssembly is built with {}.", compiler.describe());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_bench() {
        let names = bench::BENCHES.map(|(name, _)| name).join("|");
        assert!(HELP.contains(&format!("  bench {names}\n")), "the help does not say {names}");
    }
}
