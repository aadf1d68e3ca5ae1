//! Turned things: a profile spun round an upright axis, seen from slightly above.

use std::fmt::Write;

use super::{
    ink::{DUSK, Ink, PAPER},
    sheet::Sheet,
};

/// A solid of revolution.
pub struct Lathe {
    x: f32,
    tilt: f32,
    profile: Vec<(f32, f32)>,
}

/// How a surface answers the light.
#[derive(Clone, Copy, PartialEq)]
pub enum Finish {
    /// Glaze, enamel, polished metal: a crisp strip of light.
    Gloss,
    /// Bare clay, wood, powder coat: a broad soft one.
    Matt,
}

impl Lathe {
    /// A solid about the axis at `x` through points of (height, radius), smoothed; a point
    /// given twice stays a corner. `tilt` is the height of an ellipse over its width.
    pub fn new(x: f32, tilt: f32, points: &[(f32, f32)]) -> Self {
        let at = |index: isize| points[index.clamp(0, points.len() as isize - 1) as usize];
        let mut profile = vec![at(0)];
        for index in 0..points.len() as isize - 1 {
            let (p0, p1, p2, p3) = (at(index - 1), at(index), at(index + 1), at(index + 2));
            // A doubled point only marks a corner; a curve through it would loop past it.
            if p1 == p2 {
                continue;
            }
            for step in 1..=12 {
                let t = step as f32 / 12.0;
                let ease = |a: f32, b: f32, c: f32, d: f32| {
                    0.5 * (2.0 * b
                        + (c - a) * t
                        + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                        + (3.0 * b - a - 3.0 * c + d) * t * t * t)
                };
                profile.push((ease(p0.0, p1.0, p2.0, p3.0), ease(p0.1, p1.1, p2.1, p3.1).max(0.0)));
            }
        }
        Self { x, tilt, profile }
    }

    /// Where the axis is.
    pub fn axis(&self) -> f32 {
        self.x
    }

    /// The radius at a height.
    pub fn radius(&self, y: f32) -> f32 {
        let mut last = self.profile[0];
        for &(height, radius) in &self.profile {
            if height >= y {
                let span = height - last.0;
                let share = if span > 0.01 { (y - last.0) / span } else { 1.0 };
                return last.1 + (radius - last.1) * share;
            }
            last = (height, radius);
        }
        last.1
    }

    /// The whole silhouette.
    pub fn outline(&self) -> String {
        let (top, foot) = (self.profile[0], self.profile[self.profile.len() - 1]);
        let mut path = format!("M{:.1} {:.1}", self.x - top.1, top.0);
        for (y, r) in &self.profile {
            write!(path, "L{:.1} {y:.1}", self.x - r).expect("a String takes any text");
        }
        write!(path, "A{0:.1} {1:.1} 0 0 0 {2:.1} {3:.1}", foot.1, foot.1 * self.tilt, self.x + foot.1, foot.0)
            .expect("a String takes any text");
        for (y, r) in self.profile.iter().rev() {
            write!(path, "L{:.1} {y:.1}", self.x + r).expect("a String takes any text");
        }
        write!(path, "A{0:.1} {1:.1} 0 0 0 {2:.1} {3:.1}Z", top.1, top.1 * self.tilt, self.x - top.1, top.0)
            .expect("a String takes any text");
        path
    }

    /// The part of the surface between two heights, its edges curved as the eye sees them.
    pub fn band(&self, from: f32, to: f32) -> String {
        self.strip(-1.0, 1.0, from, to)
    }

    /// The part between two heights and two places round the front, -1 left to 1 right.
    pub fn strip(&self, left: f32, right: f32, from: f32, to: f32) -> String {
        let point = |side: f32, y: f32| {
            let r = self.radius(y);
            (self.x + side * r, y + (1.0 - side * side).max(0.0).sqrt() * r * self.tilt)
        };
        let mut path = String::new();
        let mut go = |(x, y): (f32, f32)| {
            let verb = if path.is_empty() { 'M' } else { 'L' };
            write!(path, "{verb}{x:.1} {y:.1}").expect("a String takes any text");
        };
        for step in 0..=24 {
            go(point(left, from + (to - from) * step as f32 / 24.0));
        }
        for step in 0..=32 {
            go(point(left + (right - left) * step as f32 / 32.0, to));
        }
        for step in 0..=24 {
            go(point(right, to + (from - to) * step as f32 / 24.0));
        }
        for step in 0..=32 {
            go(point(right + (left - right) * step as f32 / 32.0, from));
        }
        path.push('Z');
        path
    }

    /// The nearer half of the ring at a height, as an open line.
    pub fn hoop(&self, y: f32) -> String {
        let r = self.radius(y);
        format!("M{:.1} {y:.1}A{r:.1} {:.1} 0 0 0 {:.1} {y:.1}", self.x - r, r * self.tilt, self.x + r)
    }

    /// Fills, shades and lights the outside.
    pub fn turn(&self, s: &mut Sheet, ink: Ink, finish: Finish) {
        let paint = s.round(ink);
        s.fill(&self.outline(), paint);
        let (top, foot) = (self.profile[0].0, self.profile[self.profile.len() - 1].0);
        let height = foot - top;
        s.clip(&self.outline(), |s| {
            let veil = s.ramp((0.0, 0.0), (0.0, 1.0), &[(0.0, DUSK, 0.0), (0.55, DUSK, 0.0), (1.0, DUSK, 0.24)]);
            let wide = self.profile.iter().fold(0.0_f32, |wide, point| wide.max(point.1));
            s.slab((self.x - wide, top), (wide * 2.0, height + wide * self.tilt), 0.0, veil);
            let (left, right, strength) = match finish {
                Finish::Gloss => (-0.76, -0.62, 0.62),
                Finish::Matt => (-0.82, -0.48, 0.16),
            };
            let gleam = s.ramp(
                (0.0, 0.0),
                (0.0, 1.0),
                &[(0.0, PAPER, strength), (0.6, PAPER, strength * 0.7), (1.0, PAPER, 0.0)],
            );
            s.fill(&self.strip(left, right, top + height * 0.1, top + height * 0.82), gleam);
            if finish == Finish::Gloss {
                s.tint(&self.strip(0.8, 0.87, top + height * 0.16, top + height * 0.7), PAPER, 0.14);
            }
        });
    }

    /// The open mouth: the wall's thickness, then the inside in its own shade.
    pub fn mouth(&self, s: &mut Sheet, lip: Ink, inside: Ink, thickness: f32) {
        let (y, r) = self.profile[0];
        let rim = s.across(&[(0.0, lip.light(0.45)), (0.5, lip.light(0.2)), (1.0, lip.dark(0.06))]);
        s.oval((self.x, y), r, r * self.tilt, rim);
        let well = s.across(&[(0.0, inside.dark(0.42)), (0.55, inside.dark(0.2)), (1.0, inside.light(0.12))]);
        s.oval((self.x, y + thickness * 0.25), r - thickness, (r - thickness) * self.tilt, well);
    }

    /// The flat top of a closed thing.
    pub fn lid(&self, s: &mut Sheet, ink: Ink) {
        let (y, r) = self.profile[0];
        let paint = s.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, ink.light(0.42), 1.0), (1.0, ink.light(0.04), 1.0)]);
        s.oval((self.x, y), r, r * self.tilt, paint);
    }
}
