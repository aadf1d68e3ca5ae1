//! `cargo xtask drill NAME`: what an operator hopes never to need, tried on the real engines, with figures. A drill ends
//! with an error if anything is lost that must not be, or takes longer than it may.

mod logs;
mod perimeter;
mod restore;
mod scale;

use std::fmt;

use anyhow::{Context, Result};
use lexopt::{Arg, Parser, ValueExt};

use crate::workspace::Workspace;

/// One drill.
struct Drill {
    name: &'static str,
    about: &'static str,
    run: fn(&Workspace) -> Result<Vec<Figure>>,
}

const DRILLS: [Drill; 5] = [
    Drill {
        name: "logs",
        about: "lines of orders at a central server, found by their ids; it is away for a while, and nothing is lost",
        run: logs::run,
    },
    Drill {
        name: "perimeter",
        about: "shoppers and attackers before HAProxy and the firewall; reloaded and restarted while pages are read",
        run: perimeter::run,
    },
    Drill {
        name: "restore",
        about: "PostgreSQL's machine is lost, a table is dropped, a backup is damaged: by pgBackRest",
        run: restore::run,
    },
    Drill {
        name: "restore-s3",
        about: "PostgreSQL's machine is lost; the backup is in a store that speaks S3",
        run: restore::run_s3,
    },
    Drill {
        name: "scale",
        about: "a load that rises and falls: edges and origins come and go by the autoscaler's rule",
        run: scale::run,
    },
];

/// What a drill has measured.
struct Figure {
    what: &'static str,
    value: f64,
    unit: &'static str,
    /// It must not be more.
    bound: Option<f64>,
}

impl Figure {
    fn new(what: &'static str, value: f64, unit: &'static str) -> Self {
        Self { what, value, unit, bound: None }
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

/// Lists the drills, or does one.
pub fn drill(workspace: &Workspace, mut parser: Parser) -> Result<()> {
    let mut name = None;
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("list") => {
                DRILLS.iter().for_each(|drill| println!("{:<12} {}", drill.name, drill.about));
                return Ok(());
            }
            Arg::Value(value) if name.is_none() => name = Some(value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let name = name.context("name a drill: `cargo xtask drill --list` lists them")?;
    let known = DRILLS.iter().find(|drill| drill.name == name);
    let drill = known.with_context(|| format!("there is no drill `{name}`: `cargo xtask drill --list` lists them"))?;
    let figures = (drill.run)(workspace)?;
    figures.iter().for_each(|figure| println!("{figure}"));
    let broken = figures.iter().filter(|figure| !figure.is_kept()).count();
    anyhow::ensure!(broken == 0, "{broken} of the figures are more than they may be");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beyond_its_bound_is_seen() {
        let kept = Figure::new("lost", 4.9, "s").at_most(5.0);
        let broken = Figure::new("lost", 5.1, "s").at_most(5.0);
        assert!(kept.is_kept() && !broken.is_kept() && Figure::new("size", 1e9, "B").is_kept());
        assert!(broken.to_string().contains("MORE THAN 5") && kept.to_string().contains("at most 5"));
    }
}
