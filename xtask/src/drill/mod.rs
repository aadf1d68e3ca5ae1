//! `cargo xtask drill NAME`: what an operator hopes never to need, tried on the real engines, with figures. A drill ends
//! with an error if anything is lost that must not be, or takes longer than it may.

mod alerts;
mod clock;
mod deploy;
mod disk;
mod failover;
mod hosts;
mod logs;
mod machine;
mod network;
mod perimeter;
mod pooler;
mod restore;
mod scale;
mod shoppers;
mod site;

use std::borrow::Cow;
use std::fmt;

use anyhow::{Context, Result, ensure};
use lexopt::{Arg, Parser, ValueExt};

use crate::workspace::Workspace;

/// One drill.
struct Drill {
    name: &'static str,
    about: &'static str,
    run: Run,
    /// What `--short` does of it, which takes no longer than a minute.
    short: Option<Run>,
}

type Run = fn(&Workspace) -> Result<Vec<Figure>>;

const DRILLS: [Drill; 13] = [
    Drill {
        name: "alerts",
        about: "what alerts are for is done to a shop that a Prometheus watches: each fires; panels of dashboards have data",
        run: alerts::run,
        short: None,
    },
    Drill {
        name: "clock",
        about: "the clock of the origin's machine jumps while shoppers buy",
        run: clock::run,
        short: Some(clock::run_short),
    },
    Drill {
        name: "deploy",
        about: "another build takes over node by node while shoppers buy",
        run: deploy::run,
        short: None,
    },
    Drill {
        name: "disk",
        about: "the disk of PostgreSQL, then that of NATS, is full while shoppers buy",
        run: disk::run,
        short: None,
    },
    Drill {
        name: "failover",
        about: "primaries, leaders, origins and edges are killed, frozen and cut off while shoppers buy",
        run: failover::run,
        short: None,
    },
    Drill {
        name: "logs",
        about: "lines of orders at a central server, found by their ids; it is away for a while, and nothing is lost",
        run: logs::run,
        short: Some(logs::run),
    },
    Drill {
        name: "machine",
        about: "a bare machine with systemd becomes a shop by one command; killed, stopped, started again",
        run: machine::run,
        short: None,
    },
    Drill {
        name: "network",
        about: "edges 10, 100 and 300 ms away, over a network that loses packets; one cut off, servers standing still",
        run: network::run,
        short: None,
    },
    Drill {
        name: "perimeter",
        about: "shoppers and attackers before HAProxy and the firewall; reloaded and restarted while pages are read",
        run: perimeter::run,
        short: None,
    },
    Drill { name: "pooler", about: "the origin behind pgbouncer in transaction mode", run: pooler::run, short: None },
    Drill {
        name: "restore",
        about: "PostgreSQL's machine is lost, a table is dropped, a backup is damaged: by pgBackRest",
        run: restore::run,
        short: Some(restore::run_short),
    },
    Drill {
        name: "restore-s3",
        about: "PostgreSQL's machine is lost; the backup is in a store that speaks S3",
        run: restore::run_s3,
        short: None,
    },
    Drill {
        name: "scale",
        about: "a load that rises and falls: edges and origins come and go by the autoscaler's rule",
        run: scale::run,
        short: None,
    },
];

/// What a drill has measured.
struct Figure {
    what: Cow<'static, str>,
    value: f64,
    unit: &'static str,
    /// It must not be more.
    bound: Option<f64>,
}

impl Figure {
    fn new(what: impl Into<Cow<'static, str>>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, bound: None }
    }

    /// The same, and the drill fails if it is more.
    fn at_most(self, bound: f64) -> Self {
        Self { bound: Some(bound), ..self }
    }

    fn is_kept(&self) -> bool {
        self.bound.is_none_or(|bound| self.value <= bound)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, value, unit, bound } = self;
        write!(f, "{what:<58} {value:>9.2} {unit}")?;
        match bound {
            Some(bound) if self.is_kept() => write!(f, "  (at most {bound})"),
            Some(bound) => write!(f, "  MORE THAN {bound}"),
            None => Ok(()),
        }
    }
}

/// Lists the drills, or does some, one after the other; the others are done although one failed.
pub fn drill(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let (mut names, mut is_short) = (Vec::new(), false);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("list") => {
                for Drill { name, about, short, .. } in DRILLS {
                    println!("{name:<12} {about}{}", if short.is_some() { " (also --short)" } else { "" });
                }
                return Ok(());
            }
            Arg::Long("short") => is_short = true,
            Arg::Value(value) => names.push(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if is_short && names.is_empty() {
        names = DRILLS.iter().filter(|drill| drill.short.is_some()).map(|drill| drill.name.to_owned()).collect();
    }
    ensure!(!names.is_empty(), "name a drill: `cargo xtask drill --list` lists them");
    let known = |name: &String| {
        let known = DRILLS.iter().find(|drill| drill.name == name);
        known.with_context(|| format!("there is no drill `{name}`: `cargo xtask drill --list` lists them"))
    };
    let drills = names.iter().map(known).collect::<Result<Vec<_>>>()?;
    let ways = drills.iter().map(|drill| if is_short { drill.short } else { Some(drill.run) });
    let ways: Option<Vec<Run>> = ways.collect();
    let ways = ways.context("not all of these have a short form: `cargo xtask drill --list` says which have")?;
    let failed: Vec<&str> = drills
        .into_iter()
        .zip(ways)
        .filter(|(drill, way)| {
            let done = one(workspace, drill, *way);
            done.inspect_err(|error| eprintln!("error: drill {}: {error:#}", drill.name)).is_err()
        })
        .map(|(drill, _)| drill.name)
        .collect();
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    Ok(())
}

fn one(workspace: &Workspace, drill: &Drill, way: Run) -> Result<()> {
    println!("drill {}: {}", drill.name, drill.about);
    let figures = way(workspace)?;
    figures.iter().for_each(|figure| println!("{figure}"));
    let broken = figures.iter().filter(|figure| !figure.is_kept()).count();
    ensure!(broken == 0, "{broken} of the figures are more than they may be");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drills_stand_in_the_order_of_their_names_and_some_have_a_short_form() {
        assert!(DRILLS.is_sorted_by_key(|drill| drill.name));
        assert!(DRILLS.iter().any(|drill| drill.short.is_some()));
    }

    #[test]
    fn a_figure_beyond_its_bound_is_seen() {
        let kept = Figure::new("lost", 4.9, "s").at_most(5.0);
        let broken = Figure::new("lost", 5.1, "s").at_most(5.0);
        assert!(kept.is_kept() && !broken.is_kept() && Figure::new("size", 1e9, "B").is_kept());
        assert!(broken.to_string().contains("MORE THAN 5") && kept.to_string().contains("at most 5"));
    }
}
