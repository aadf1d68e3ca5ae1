//! What a drill has measured, and what it may be: what the shop promises on any machine, and what is wanted of one that does
//! little else.

use std::borrow::Cow;
use std::fmt;

/// What part of all that shoppers do may fail in a short form where nothing is wanted to: a machine that does much else
/// answers some of them too late. A shop that had lost something would fail most of them.
const FEW: f64 = 0.05;

/// One figure.
pub(super) struct Figure {
    what: Cow<'static, str>,
    value: f64,
    unit: &'static str,
    /// It must not be more, wherever the drill runs.
    must: Option<f64>,
    /// It is wanted not to be more; a short form says so, and does not fail.
    wanted: Option<f64>,
}

impl Figure {
    /// One that is told.
    pub(super) fn new(what: impl Into<Cow<'static, str>>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, must: None, wanted: None }
    }

    /// How many of so many failed, where none is wanted to and few may in a short form: one of each of those who are at it at
    /// once in any case, for whatever holds one up holds up all of them.
    pub(super) fn failed(what: impl Into<Cow<'static, str>>, failed: u32, of: u32, at_once: u32) -> Self {
        let few = (f64::from(of) * FEW).ceil().max(at_once.into());
        Self::new(what, failed.into(), "").wanted(0.0).must(few)
    }

    /// The same, and the drill fails if it is more, in either form: nothing that the machine does is an excuse.
    pub(super) fn must(self, bound: f64) -> Self {
        Self { must: Some(bound), ..self }
    }

    /// The same, and the long form fails if it is more: a time, or what comes of one.
    pub(super) fn wanted(self, bound: f64) -> Self {
        Self { wanted: Some(bound), ..self }
    }

    /// Whether it is more than it must be.
    fn is_broken(&self) -> bool {
        !self.keeps(self.must)
    }

    /// Whether it is more than is wanted.
    pub(super) fn is_unwanted(&self) -> bool {
        !self.keeps(self.wanted)
    }

    /// Whether it fails the drill, in its short form or in the long one.
    pub(super) fn fails(&self, is_short: bool) -> bool {
        self.is_broken() || (!is_short && self.is_unwanted())
    }

    fn keeps(&self, bound: Option<f64>) -> bool {
        bound.is_none_or(|bound| self.value <= bound)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, value, unit, must, wanted } = self;
        write!(f, "{what:<58} {value:>9.2} {unit}")?;
        match (must, wanted) {
            (Some(bound), _) if self.is_broken() => write!(f, "  MORE THAN {bound}"),
            (_, Some(bound)) if self.is_unwanted() => write!(f, "  more than the {bound} that are wanted"),
            (_, Some(bound)) => write!(f, "  (wanted: at most {bound})"),
            (Some(bound), None) => write!(f, "  (at most {bound})"),
            (None, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_fails_both_forms_and_what_is_wanted_the_long_one() {
        let lost = |value| Figure::new("lost", value, "").must(0.0);
        assert!(lost(1.0).fails(true) && lost(1.0).fails(false) && !lost(0.0).fails(false));
        let took = |value| Figure::new("took", value, "s").wanted(5.0);
        assert!(took(5.1).fails(false) && !took(5.1).fails(true) && took(5.1).is_unwanted());
        assert!(!took(4.9).fails(false) && !Figure::new("size", 1e9, "B").fails(false));
        assert!(lost(f64::NAN).fails(true), "what is no number keeps no bound");
        assert!(lost(1.0).to_string().contains("MORE THAN 0") && lost(0.0).to_string().contains("at most 0"));
        assert!(took(5.1).to_string().contains("more than the 5 that are wanted"));
    }

    #[test]
    fn a_step_that_fails_is_not_wanted_and_many_fail_either_form() {
        let failed = |failed| Figure::failed("failed", failed, 240, 4);
        assert!(!failed(0).fails(false) && failed(1).fails(false) && !failed(1).fails(true));
        assert!(!failed(12).fails(true) && failed(13).fails(true));
        let of_few = |failed| Figure::failed("failed", failed, 30, 6);
        assert!(of_few(1).fails(false) && !of_few(6).fails(true) && of_few(7).fails(true), "one each");
    }
}
