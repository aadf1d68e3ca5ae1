//! What cloth is made of: knitting, ribbing, weave.

use std::fmt::Write;

use super::{ink::Ink, sheet::Sheet};

/// A box on the sheet: left, top, width, height.
pub type Area = (f32, f32, f32, f32);

/// Columns of knit stitches inside a path.
pub fn knit(s: &mut Sheet, path: &str, ink: Ink, area: Area, size: f32) {
    let (left, top, width, height) = area;
    let mut rows = String::new();
    let mut x = left;
    while x < left + width {
        let mut y = top;
        while y < top + height {
            let half = size * 0.5;
            write!(rows, "M{x:.0} {y:.0}l{half} {}l{half} -{}", size * 0.62, size * 0.62)
                .expect("a String takes any text");
            y += size * 0.86;
        }
        x += size;
    }
    s.clip(path, |s| s.faint(&rows, ink.thread(0.34), size * 0.17, 0.42));
}

/// Upright ribs inside a path.
pub fn ribs(s: &mut Sheet, path: &str, ink: Ink, area: Area, step: f32) {
    let (left, top, width, height) = area;
    let mut lines = String::new();
    let mut x = left;
    while x <= left + width {
        write!(lines, "M{x:.0} {top:.0}v{height:.0}").expect("a String takes any text");
        x += step;
    }
    s.clip(path, |s| {
        s.faint(&lines, ink.thread(0.4), step * 0.24, 0.5);
        s.placed(&format!("translate({} 0)", step * 0.4), |s| s.faint(&lines, ink.light(0.5), step * 0.2, 0.4));
    });
}

/// A twill: fine slanting lines inside a path.
pub fn twill(s: &mut Sheet, path: &str, ink: Ink, area: Area, step: f32) {
    let (left, top, width, height) = area;
    let mut lines = String::new();
    let mut x = left - height;
    while x < left + width {
        write!(lines, "M{x:.0} {:.0}l{height:.0} -{height:.0}", top + height).expect("a String takes any text");
        x += step;
    }
    s.clip(path, |s| s.faint(&lines, ink.thread(0.3), step * 0.2, 0.28));
}

/// A waffle: a grid of sunken squares inside a path.
pub fn waffle(s: &mut Sheet, path: &str, ink: Ink, area: Area, step: f32) {
    let (left, top, width, height) = area;
    let mut dark = String::new();
    let mut y = top;
    while y < top + height {
        let mut x = left;
        while x < left + width {
            let cell = step * 0.6;
            write!(dark, "M{x:.0} {:.0}v-{cell:.0}h{cell:.0}", y + cell).expect("a String takes any text");
            x += step;
        }
        y += step;
    }
    s.clip(path, |s| {
        s.faint(&dark, ink.dark(0.4), step * 0.16, 0.3);
        s.placed(&format!("translate({0} {0})", step * 0.18), |s| s.faint(&dark, ink.light(0.7), step * 0.12, 0.35));
    });
}

/// A run of short threads hanging from a line that goes from `x` to `to` at `y`.
pub fn fringe(s: &mut Sheet, ink: Ink, x: f32, to: f32, y: f32, length: f32) {
    let mut threads = String::new();
    let (mut at, mut turn) = (x, 0.0_f32);
    while at <= to {
        let sway = (turn * 1.7).sin() * length * 0.14;
        write!(threads, "M{at:.1} {y}q{:.1} {:.1} {:.1} {:.1}", -sway, length * 0.5, sway, length)
            .expect("a String takes any text");
        at += 13.0;
        turn += 1.0;
    }
    s.faint(&threads, ink.dark(0.25), 7.0, 0.9);
    s.placed("translate(-2 0)", |s| s.faint(&threads, ink.light(0.1), 5.0, 1.0));
}

/// A woven label sewn on at two ends, with the wave of the house on it.
pub fn label(s: &mut Sheet, x: f32, y: f32, width: f32) {
    let height = width * 0.44;
    let paint = s.lit(Ink::rgb(240, 233, 218));
    s.cast(&format!("M{x} {y}h{width}v{height}h-{width}Z"), (2.0, 4.0), 3.0, 0.3);
    s.slab((x, y), (width, height), 3.0, paint);
    let (step, half) = (width * 0.15, height * 0.5);
    let wave = format!(
        "M{:.1} {:.1}q{step:.1} -{half:.1} {:.1} 0t{:.1} 0",
        x + width * 0.2,
        y + half * 1.1,
        step * 2.0,
        step * 2.0
    );
    s.line(&wave, Ink::rgb(62, 84, 96), width * 0.045);
}
