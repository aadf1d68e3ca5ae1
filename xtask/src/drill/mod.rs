//! `cargo xtask drill NAME`: what an operator hopes never to need, tried on the real engines, with figures. A drill ends
//! with an error if anything is lost that must not be, or takes longer than it may.

mod aftermath;
mod alerts;
mod client;
mod clock;
mod containers;
mod dashboards;
mod deadline;
mod deploy;
mod disk;
mod failover;
mod figure;
mod hosts;
mod list;
mod logs;
mod machine;
mod network;
mod perimeter;
mod pooler;
mod possible;
mod restore;
mod scale;
mod shoppers;
mod site;
mod stores;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use lexopt::{Arg, Parser, ValueExt};

use self::deadline::Deadline;
use self::figure::Figure;
use self::list::{DRILLS, Drill};
use self::possible::Ability;
use crate::build::build;
use crate::build::setup::setup;
use crate::servers::heir;
use crate::signals;
use crate::workspace::Workspace;

/// What was asked for.
#[derive(Default)]
struct Wanted {
    names: Vec<String>,
    /// Their short forms.
    is_short: bool,
    /// Those that are not possible on this machine are named and passed over.
    where_possible: bool,
    /// None begins once so much has passed; those that have not begun are named and passed over.
    within: Option<Duration>,
}

/// What became of one.
enum Outcome {
    Done,
    /// This machine cannot, for a reason.
    Impossible(String),
}

/// Lists the drills, or does some, one after the other; the others are done although one failed.
pub fn drill(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let mut wanted = Wanted::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("list") => {
                DRILLS.iter().for_each(|Drill { name, about, .. }| println!("{name:<12} {about}"));
                return Ok(());
            }
            Arg::Long("short") => wanted.is_short = true,
            Arg::Long("where-possible") => wanted.where_possible = true,
            Arg::Long("minutes") => wanted.within = Some(Duration::from_secs(60 * parser.value()?.parse::<u64>()?)),
            Arg::Value(value) => wanted.names.push(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let begun = Instant::now();
    let (mut done, mut failed, mut impossible, mut late) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let _if_killed = heir::appoint()?;
    for drill in wanted.drills()? {
        ensure!(!signals::received(), "interrupted before drill {}", drill.name);
        if wanted.is_over(begun.elapsed()) {
            println!("drill {}: no time is left for it", drill.name);
            late.push(drill.name);
            continue;
        }
        match one(workspace, drill, &wanted) {
            Ok(Outcome::Done) => {
                aftermath::forget(workspace, drill.name);
                done.push(drill.name);
            }
            Ok(Outcome::Impossible(why)) => {
                println!("drill {}: not on this machine: {why}", drill.name);
                impossible.push(drill.name);
            }
            Err(error) => {
                eprintln!("error: drill {}: {error:#}", drill.name);
                aftermath::tell(workspace, drill.name);
                failed.push(drill.name);
            }
        }
    }
    println!("{} drills done in {:.0} s: {}", done.len(), begun.elapsed().as_secs_f32(), done.join(", "));
    if !impossible.is_empty() {
        println!("not on this machine: {}", impossible.join(", "));
    }
    if !late.is_empty() {
        println!("no time was left for: {}", late.join(", "));
    }
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    ensure!(!done.is_empty(), "none of these drills is possible on this machine");
    Ok(())
}

impl Wanted {
    /// Whether no further drill begins after so much time.
    fn is_over(&self, elapsed: Duration) -> bool {
        self.within.is_some_and(|within| elapsed >= within)
    }

    /// Those that are named; all, if their short forms are wanted and none is named.
    fn drills(&self) -> Result<Vec<&'static Drill>> {
        if self.is_short && self.names.is_empty() {
            return Ok(DRILLS.iter().collect());
        }
        ensure!(!self.names.is_empty(), "name a drill: `cargo xtask drill --list` lists them");
        let known = |name: &String| {
            let known = DRILLS.iter().find(|drill| drill.name == name);
            known.with_context(|| format!("there is no drill `{name}`: `cargo xtask drill --list` lists them"))
        };
        self.names.iter().map(known).collect()
    }
}

fn one(workspace: &Workspace, drill: &Drill, wanted: &Wanted) -> Result<Outcome> {
    println!("drill {}: {}", drill.name, drill.about);
    if let Some(why) = missing(workspace, drill) {
        ensure!(wanted.where_possible, "not on this machine: {why} (--where-possible passes it over)");
        return Ok(Outcome::Impossible(why));
    }
    // How long that takes says nothing of the drill, which finds it built.
    build(workspace, &setup(workspace, drill.need, false)?)?;
    let begun = Instant::now();
    let (work, times) = if wanted.is_short { (drill.short, deadline::SHORT) } else { (drill.run, deadline::LONG) };
    let deadline = Deadline::set(drill.name, times);
    let figures = work(workspace);
    let figures = match deadline.has_passed() {
        true => figures.and_then(|_| bail!("it has ended at last")).context("it has taken longer than it may"),
        false => figures,
    }?;
    drop(deadline);
    figures.iter().for_each(|figure| println!("{figure}"));
    println!("drill {}: {:.0} s in all", drill.name, begun.elapsed().as_secs_f32());
    let fail = figures.iter().filter(|figure| figure.fails(wanted.is_short)).count();
    let unwanted = figures.iter().filter(|figure| figure.is_unwanted()).count();
    ensure!(fail == 0, "{fail} of the figures are more than they may be");
    if unwanted > 0 {
        println!(
            "drill {}: {unwanted} of the figures are more than is wanted, which fails the long form alone",
            drill.name
        );
    }
    Ok(Outcome::Done)
}

/// Why a drill is not possible on this machine; nothing if it is. Packages that are missing are installed, if they can be.
fn missing(workspace: &Workspace, drill: &Drill) -> Option<String> {
    // Before anything is installed for nothing.
    let root = drill.wants.iter().find(|ability| **ability == Ability::Root).and_then(|root| root.missing());
    root.or_else(|| setup(workspace, drill.need, false).err().map(|error| format!("{error:#}")))
        .or_else(|| drill.wants.iter().find_map(|ability| ability.missing()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(names: &[&str], is_short: bool) -> Wanted {
        Wanted { names: names.iter().map(|name| (*name).to_owned()).collect(), is_short, ..Wanted::default() }
    }

    #[test]
    fn no_drill_begins_when_its_time_is_over() {
        let within = |minutes: Option<u64>| Wanted {
            within: minutes.map(|minutes| Duration::from_secs(60 * minutes)),
            ..Wanted::default()
        };
        assert!(!within(None).is_over(Duration::from_secs(86_400)));
        assert!(!within(Some(20)).is_over(Duration::from_secs(1199)));
        assert!(within(Some(20)).is_over(Duration::from_secs(1200)));
    }

    #[test]
    fn the_drills_stand_in_the_order_of_their_names() {
        assert!(DRILLS.is_sorted_by_key(|drill| drill.name));
    }

    #[test]
    fn all_short_forms_are_done_where_none_is_named_and_long_ones_want_a_name() {
        assert_eq!(wanted(&[], true).drills().expect("all").len(), DRILLS.len());
        assert!(wanted(&[], false).drills().is_err());
        let two = wanted(&["restore", "clock"], false).drills().expect("both are known");
        assert_eq!(two.iter().map(|drill| drill.name).collect::<Vec<_>>(), ["restore", "clock"]);
        let unknown = wanted(&["clock", "flood"], true).drills().err().expect("there is none");
        assert!(unknown.to_string().contains("there is no drill `flood`"), "{unknown}");
    }
}
