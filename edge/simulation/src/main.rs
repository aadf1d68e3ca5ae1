//! `cargo xtask simulate`: many runs, with the figures of all and the seed of whatever is wrong.

use std::ffi::OsString;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use edge_simulation::clock::MILLISECOND;
use edge_simulation::{BOUND, Plan, Seeded, run};
use lexopt::{Arg, Parser, ValueExt as _};

const HELP: &str = "\
usage: simulate [--plan rough|squall|world|calm] [--seeds N] [--seed FIRST] [--fault NAME]
  rough  8 nodes, a minute, everything goes wrong (the usual one)
  squall 4 nodes, 20 seconds, one thing goes wrong right after the other
  world  200 nodes, 30 seconds, everything goes wrong
  calm   200 nodes, 10 seconds, nothing breaks
  --fault puts one in that must be found: told-too-early, names-no-tags, filled-too-high,
          skips-what-it-missed, deaf, old-copy
";

fn main() -> ExitCode {
    match simulate(std::env::args_os().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

/// Makes the runs; whether all of them were in order.
fn simulate(arguments: Vec<OsString>) -> Result<bool> {
    let (mut plan, mut seeds, mut first) = (Plan::ROUGH, 100_u64, 0_u64);
    let mut fault = None;
    let mut parser = Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("plan") => plan = plan_of(&parser.value()?.string()?)?,
            Arg::Long("seeds") => seeds = parser.value()?.parse()?,
            Arg::Long("seed") => {
                first = parser.value()?.parse()?;
                seeds = 1;
            }
            Arg::Long("fault") => fault = Some(fault_of(&parser.value()?.string()?)?),
            other => return Err(other.unexpected().into()),
        }
    }
    plan.seeded = fault;
    let (mut answers, mut marked, mut untrue, mut backwards) = (0, 0, 0, 0);
    let (mut heard, mut lost, mut worst, mut wrong) = (0, 0, 0, 0);
    for seed in first..first.checked_add(seeds).context("the seeds are too high")? {
        let outcome = run(plan, seed);
        answers += outcome.checks.answers;
        marked += outcome.checks.marked;
        untrue += outcome.checks.untrue;
        backwards += outcome.checks.backwards;
        heard += outcome.heard;
        lost += outcome.lost;
        worst = worst.max(outcome.checks.worst);
        if let Some(finding) = outcome.checks.broken.first() {
            wrong += 1;
            println!("seed {seed}: {} in all; the first: {finding:?}", outcome.checks.broken.len());
        }
    }
    println!("{seeds} runs from seed {first}, {} nodes, {} s each", plan.pops, plan.seconds);
    println!("{heard} events heard, {lost} connections lost, {answers} answers, {marked} of them marked as old");
    println!("{untrue} showed what was not true any more, for {} ms at most", worst / MILLISECOND);
    println!("{backwards} showed something older than an answer before them, news being on its way");
    println!("bound {} ms; {wrong} runs broke a property", BOUND / MILLISECOND);
    Ok(wrong == 0)
}

fn plan_of(name: &str) -> Result<Plan> {
    Ok(match name {
        "rough" => Plan::ROUGH,
        "squall" => Plan::SQUALL,
        "world" => Plan::WORLD,
        "calm" => Plan::CALM,
        other => bail!("there is no plan `{other}`"),
    })
}

fn fault_of(name: &str) -> Result<Seeded> {
    Ok(match name {
        "told-too-early" => Seeded::ToldTooEarly,
        "names-no-tags" => Seeded::NamesNoTags,
        "filled-too-high" => Seeded::FilledTooHigh,
        "skips-what-it-missed" => Seeded::SkipsWhatItMissed,
        "deaf" => Seeded::Deaf,
        "old-copy" => Seeded::OldCopy,
        other => bail!("there is no fault `{other}`"),
    })
}
