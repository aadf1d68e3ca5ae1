//! Pages with marks on them, from the top left corner, in points.

use crate::font::Face;

/// A4.
pub(crate) const WIDTH: f32 = 595.28;
/// A4.
pub(crate) const HEIGHT: f32 = 841.89;
/// Where text begins.
pub(crate) const LEFT: f32 = 56.7;
/// Where it ends.
pub(crate) const RIGHT: f32 = WIDTH - 56.7;
/// Nothing but the foot stands below.
pub(crate) const BOTTOM: f32 = HEIGHT - 76.0;

/// How dark something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ink {
    Dark,
    Soft,
    Faint,
}

impl Ink {
    /// As red, green and blue.
    pub(crate) const fn rgb(self) -> [f32; 3] {
        match self {
            Self::Dark => [0.11, 0.13, 0.15],
            Self::Soft => [0.38, 0.41, 0.44],
            Self::Faint => [0.80, 0.82, 0.84],
        }
    }
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Style {
    pub(crate) face: Face,
    pub(crate) size: f32,
    pub(crate) ink: Ink,
}

/// The text itself.
pub(crate) const BODY: Style = Style { face: Face::Regular, size: 9.5, ink: Ink::Dark };
/// What matters.
pub(crate) const STRONG: Style = Style { face: Face::Bold, size: 9.5, ink: Ink::Dark };
/// What explains.
pub(crate) const NOTE: Style = Style { face: Face::Regular, size: 8.0, ink: Ink::Soft };

/// One thing on a page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Mark {
    /// A line of text, from its left end on its base line.
    Text { x: f32, y: f32, style: Style, text: String },
    /// A line across.
    Rule { from: f32, to: f32, y: f32, weight: f32, ink: Ink },
}

/// The pages of a document, filled from top to bottom.
pub(crate) struct Sheet {
    pub(crate) pages: Vec<Vec<Mark>>,
    /// Where the next line goes.
    pub(crate) y: f32,
}

impl Sheet {
    pub(crate) fn new() -> Self {
        Self { pages: vec![Vec::new()], y: LEFT }
    }

    /// Begins a page.
    pub(crate) fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = LEFT;
    }

    /// Whether so much still fits on this page.
    pub(crate) fn fits(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    fn mark(&mut self, mark: Mark) {
        self.pages.last_mut().expect("there is always a page").push(mark);
    }

    /// Text that begins at `x`, on this line.
    pub(crate) fn left(&mut self, x: f32, style: Style, text: &str) {
        let y = self.y;
        self.mark(Mark::Text { x, y, style, text: text.to_owned() });
    }

    /// Text that ends at `x`, on this line.
    pub(crate) fn right(&mut self, x: f32, style: Style, text: &str) {
        self.left(x - style.face.width(text, style.size), style, text);
    }

    /// A line across at this height.
    pub(crate) fn rule(&mut self, from: f32, to: f32, weight: f32, ink: Ink) {
        let y = self.y;
        self.mark(Mark::Rule { from, to, y, weight, ink });
    }

    /// Goes down.
    pub(crate) fn down(&mut self, height: f32) {
        self.y += height;
    }
}
