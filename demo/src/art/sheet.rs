//! A sheet to draw on: collects SVG shapes and the gradients, clips and blurs they use.

use std::fmt::{Display, Write};

use super::ink::{DUSK, Ink, PAPER};

/// One drawing under way. Units are those of the 1200 by 1500 product sheet.
#[derive(Default)]
pub struct Sheet {
    defs: String,
    body: String,
    used: usize,
}

impl Sheet {
    /// The finished SVG document.
    pub fn finish(&self, width: u32, height: u32) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\"><defs>{}</defs>{}</svg>",
            self.defs, self.body
        )
    }

    fn id(&mut self) -> String {
        self.used += 1;
        format!("i{}", self.used)
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        self.body.write_fmt(element).expect("a String takes any text");
    }

    fn define(&mut self, element: std::fmt::Arguments<'_>) {
        self.defs.write_fmt(element).expect("a String takes any text");
    }

    /// A gradient between two points given as shares of the shape's own box.
    pub fn ramp(&mut self, from: (f32, f32), to: (f32, f32), stops: &[(f32, Ink, f32)]) -> String {
        let id = self.id();
        let mut inner = String::new();
        for (at, ink, opacity) in stops {
            write!(inner, "<stop offset=\"{at}\" stop-color=\"{ink}\" stop-opacity=\"{opacity}\"/>")
                .expect("a String takes any text");
        }
        self.define(format_args!(
            "<linearGradient id=\"{id}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\">{inner}</linearGradient>",
            from.0, from.1, to.0, to.1
        ));
        format!("url(#{id})")
    }

    /// An opaque gradient from the left edge to the right.
    pub fn across(&mut self, stops: &[(f32, Ink)]) -> String {
        let stops: Vec<_> = stops.iter().map(|&(at, ink)| (at, ink, 1.0)).collect();
        self.ramp((0.0, 0.0), (1.0, 0.0), &stops)
    }

    /// An opaque gradient from the top edge to the bottom.
    pub fn down(&mut self, stops: &[(f32, Ink)]) -> String {
        let stops: Vec<_> = stops.iter().map(|&(at, ink)| (at, ink, 1.0)).collect();
        self.ramp((0.0, 0.0), (0.0, 1.0), &stops)
    }

    /// Lit from the upper left: lighter there, darker at the lower right.
    pub fn lit(&mut self, ink: Ink) -> String {
        self.ramp((0.0, 0.0), (1.0, 1.0), &[(0.0, ink.light(0.16), 1.0), (0.45, ink, 1.0), (1.0, ink.dark(0.16), 1.0)])
    }

    /// The fall of light round an upright cylinder.
    pub fn round(&mut self, ink: Ink) -> String {
        self.across(&[
            (0.0, ink.dark(0.04)),
            (0.2, ink.light(0.26)),
            (0.5, ink),
            (0.86, ink.dark(0.24)),
            (1.0, ink.dark(0.15)),
        ])
    }

    /// A filled path.
    pub fn fill(&mut self, path: &str, paint: impl Display) {
        self.put(format_args!("<path d=\"{path}\" fill=\"{paint}\"/>"));
    }

    /// A filled path that lets `1 - opacity` of what lies below through.
    pub fn tint(&mut self, path: &str, paint: impl Display, opacity: f32) {
        self.put(format_args!("<path d=\"{path}\" fill=\"{paint}\" opacity=\"{opacity}\"/>"));
    }

    /// A line with round ends.
    pub fn line(&mut self, path: &str, paint: impl Display, width: f32) {
        self.faint(path, paint, width, 1.0);
    }

    /// A line with round ends, partly transparent.
    pub fn faint(&mut self, path: &str, paint: impl Display, width: f32, opacity: f32) {
        self.put(format_args!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\" \
             stroke-linecap=\"round\" stroke-linejoin=\"round\" opacity=\"{opacity}\"/>"
        ));
    }

    /// A row of stitches along a path.
    pub fn stitch(&mut self, path: &str, paint: impl Display, width: f32) {
        self.put(format_args!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"{paint}\" stroke-width=\"{width}\" \
             stroke-linecap=\"round\" stroke-dasharray=\"{} {}\" opacity=\"0.75\"/>",
            width * 3.4,
            width * 3.0
        ));
    }

    /// A filled ellipse.
    pub fn oval(&mut self, centre: (f32, f32), rx: f32, ry: f32, paint: impl Display) {
        let (x, y) = centre;
        self.put(format_args!("<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"{paint}\"/>"));
    }

    /// The outline of an ellipse.
    pub fn ring(&mut self, centre: (f32, f32), rx: f32, ry: f32, paint: impl Display, width: f32) {
        let (x, y) = centre;
        self.put(format_args!(
            "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{rx}\" ry=\"{ry}\" fill=\"none\" \
             stroke=\"{paint}\" stroke-width=\"{width}\"/>"
        ));
    }

    /// A filled rectangle with rounded corners.
    pub fn slab(&mut self, corner: (f32, f32), size: (f32, f32), radius: f32, paint: impl Display) {
        self.put(format_args!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\" fill=\"{paint}\"/>",
            corner.0, corner.1, size.0, size.1
        ));
    }

    /// Draws inside a path only.
    pub fn clip(&mut self, path: &str, draw: impl FnOnce(&mut Self)) {
        let id = self.id();
        self.define(format_args!("<clipPath id=\"{id}\"><path d=\"{path}\"/></clipPath>"));
        self.put(format_args!("<g clip-path=\"url(#{id})\">"));
        draw(self);
        self.put(format_args!("</g>"));
    }

    /// Draws moved, turned or scaled, in SVG's words for it.
    pub fn placed(&mut self, transform: &str, draw: impl FnOnce(&mut Self)) {
        self.put(format_args!("<g transform=\"{transform}\">"));
        draw(self);
        self.put(format_args!("</g>"));
    }

    /// A spot that fades to nothing at its rim: glow, or the shadow where a thing stands.
    pub fn spot(&mut self, centre: (f32, f32), rx: f32, ry: f32, ink: Ink, opacity: f32) {
        let id = self.id();
        self.define(format_args!(
            "<radialGradient id=\"{id}\"><stop offset=\"0\" stop-color=\"{ink}\" stop-opacity=\"{opacity}\"/>\
             <stop offset=\"0.45\" stop-color=\"{ink}\" stop-opacity=\"{}\"/>\
             <stop offset=\"1\" stop-color=\"{ink}\" stop-opacity=\"0\"/></radialGradient>",
            opacity * 0.55
        ));
        self.oval(centre, rx, ry, format_args!("url(#{id})"));
    }

    /// Where a thing of this half-width meets the floor: a dark line of contact, and the longer
    /// shade it throws away from the light.
    pub fn contact(&mut self, x: f32, y: f32, half: f32) {
        self.spot((x + half * 0.42, y + half * 0.05), half * 1.6, half * 0.30, DUSK, 0.26);
        self.spot((x + half * 0.06, y), half * 1.12, half * 0.15, DUSK, 0.5);
    }

    /// The soft shadow of a flat thing on the surface behind it.
    pub fn cast(&mut self, path: &str, shift: (f32, f32), blur: f32, opacity: f32) {
        let id = self.id();
        self.define(format_args!(
            "<filter id=\"{id}\" x=\"-30%\" y=\"-30%\" width=\"160%\" height=\"160%\">\
             <feGaussianBlur stdDeviation=\"{blur}\"/></filter>"
        ));
        self.put(format_args!(
            "<path d=\"{path}\" fill=\"{DUSK}\" opacity=\"{opacity}\" \
             transform=\"translate({} {})\" filter=\"url(#{id})\"/>",
            shift.0, shift.1
        ));
    }

    /// A shape with blurred edges, for light falling on a wall.
    pub fn blurred(&mut self, path: &str, paint: impl Display, blur: f32, opacity: f32) {
        let id = self.id();
        self.define(format_args!(
            "<filter id=\"{id}\" x=\"-30%\" y=\"-30%\" width=\"160%\" height=\"160%\">\
             <feGaussianBlur stdDeviation=\"{blur}\"/></filter>"
        ));
        self.put(format_args!("<path d=\"{path}\" fill=\"{paint}\" opacity=\"{opacity}\" filter=\"url(#{id})\"/>"));
    }

    /// A fold in cloth: a soft dark line with a lit edge beside it, towards the light.
    pub fn fold(&mut self, path: &str, width: f32, depth: f32) {
        self.placed("translate(-5 -3)", |s| s.faint(path, PAPER, width * 0.8, depth * 0.55));
        self.faint(path, DUSK, width, depth);
    }
}
