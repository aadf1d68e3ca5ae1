//! What a drill has measured, and what it may be.

use std::borrow::Cow;
use std::fmt;

/// One figure.
pub(super) struct Figure {
    what: Cow<'static, str>,
    value: f64,
    unit: &'static str,
    /// It must not be more.
    bound: Option<f64>,
}

impl Figure {
    pub(super) fn new(what: impl Into<Cow<'static, str>>, value: f64, unit: &'static str) -> Self {
        Self { what: what.into(), value, unit, bound: None }
    }

    /// The same, and the drill fails if it is more.
    pub(super) fn at_most(self, bound: f64) -> Self {
        Self { bound: Some(bound), ..self }
    }

    /// The same, with a bound where there is one.
    pub(super) fn within(self, bound: Option<f64>) -> Self {
        Self { bound, ..self }
    }

    pub(super) fn is_kept(&self) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_beyond_its_bound_is_seen() {
        let kept = Figure::new("lost", 4.9, "s").at_most(5.0);
        let broken = Figure::new("lost", 5.1, "s").at_most(5.0);
        assert!(kept.is_kept() && !broken.is_kept() && Figure::new("size", 1e9, "B").is_kept());
        assert!(broken.to_string().contains("MORE THAN 5") && kept.to_string().contains("at most 5"));
        assert!(!Figure::new("lost", f64::NAN, "s").at_most(5.0).is_kept(), "what is no number keeps no bound");
    }
}
