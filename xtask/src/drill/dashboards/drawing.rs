//! A picture of a dashboard: its panels where they lie, with what Prometheus has told, as one file of SVG. It is light or
//! dark as whoever looks at it likes.

use std::fmt::Write as _;

use super::board::{Board, Panel, shown};

/// Pixels: a column, a row, the space around a panel.
const COLUMN: f64 = 60.0;
const ROW: f64 = 28.0;
const SPACE: f64 = 6.0;
/// Beside and below the curves.
const LEFT: f64 = 62.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 34.0;
const LINE: f64 = 14.0;
/// The head of the picture.
const HEAD: f64 = 44.0;
/// So many series are named, two beside each other; of the others it is said how many there are.
const NAMED: usize = 6;
const LETTERS: usize = 26;
const COLOURS: [&str; 8] = ["#3b7dd8", "#d9822b", "#3f9c5a", "#c2455d", "#8a63c9", "#2a9d9d", "#a87b1e", "#d05fa5"];
const STYLE: &str = "text{font:11px sans-serif;fill:#555}.t{font-size:13px;font-weight:600;fill:#1c1c1c}\
    .h{font-size:19px}.n{font-size:30px;font-weight:600}.b{fill:#f4f5f7}.p{fill:#fff;stroke:#d8dade}.g{stroke:#e4e6ea}\
    .c{fill:none;stroke-width:1.5}@media(prefers-color-scheme:dark){text{fill:#a9adb5}.t{fill:#eee}.b{fill:#111217}\
    .p{fill:#181b1f;stroke:#2c3235}.g{stroke:#2c3235}}";

/// A series of numbers, each with its moment in seconds since 1970.
pub(super) struct Series {
    pub(super) name: String,
    pub(super) values: Vec<(f64, f64)>,
}

impl Series {
    /// Its highest value.
    pub(super) fn height(&self) -> f64 {
        self.values.iter().map(|(_, value)| *value).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Draws a dashboard between two moments, with the series of each panel.
pub(super) fn draw(board: &Board, series: &[Vec<Series>], from: f64, to: f64) -> String {
    let bottom = board.panels.iter().map(|panel| panel.place[1] + panel.place[3]).fold(0.0, f64::max);
    let (width, height) = (24.0 * COLUMN, HEAD + bottom * ROW + SPACE);
    let mut page = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n<rect class=\"b\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"t h\" x=\"12\" y=\"29\">{title}</text>\n",
        title = escaped(&board.title)
    );
    for (panel, series) in board.panels.iter().zip(series) {
        let [x, y, wide, high] = panel.place;
        let (x, y) = (x * COLUMN + SPACE, HEAD + y * ROW + SPACE);
        let (wide, high) = (wide * COLUMN - SPACE, high * ROW - SPACE);
        let title = escaped(&cut(&panel.title, wide / 7.0));
        page += &format!(
            "<g transform=\"translate({x} {y})\"><rect class=\"p\" width=\"{wide}\" height=\"{high}\" rx=\"3\"/>\n\
             <text class=\"t\" x=\"10\" y=\"20\">{title}</text>\n"
        );
        match panel.is_number {
            true => number(panel, series, wide, high, &mut page),
            false => curves(panel, series, (wide, high), (from, to), &mut page),
        }
        page += "</g>\n";
    }
    page + "</svg>\n"
}

fn number(panel: &Panel, series: &[Series], wide: f64, high: f64, page: &mut String) {
    let last = series.iter().filter_map(|one| one.values.last()).map(|(_, value)| *value).next_back();
    let text = last.map_or_else(|| "nothing".to_owned(), |last| shown(last, &panel.unit));
    let alarms = last.zip(panel.alarm).is_some_and(|(last, alarm)| last >= alarm);
    let colour = if alarms { "#c2455d" } else { "#3f9c5a" };
    let (x, y) = (wide / 2.0, high / 2.0 + 18.0);
    put(
        page,
        format_args!(
            "<text class=\"n\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" style=\"fill:{colour}\">{text}</text>"
        ),
    );
}

fn curves(panel: &Panel, series: &[Series], (wide, high): (f64, f64), (from, to): (f64, f64), page: &mut String) {
    let named = series.iter().take(NAMED).filter(|one| !one.name.is_empty()).count();
    let lines = named.div_ceil(2) + usize::from(series.len() > NAMED);
    let below = LINE + 8.0 + LINE * f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
    let (wide_of, high_of) = (wide - LEFT - RIGHT, high - TOP - below);
    let most = series.iter().flat_map(|one| &one.values).map(|(_, value)| *value).fold(0.0, f64::max);
    let top = if most > 0.0 { round_up(most) } else { 1.0 };
    for part in 0..=2_u8 {
        let share = f64::from(part) / 2.0;
        let (y, x) = (TOP + high_of * (1.0 - share), LEFT + wide_of);
        put(page, format_args!("<path class=\"g\" d=\"M{LEFT} {y:.1}H{x:.1}\"/>"));
        let (text, y, x) = (shown(top * share, &panel.unit), y + 4.0, LEFT - 6.0);
        put(page, format_args!("<text x=\"{x}\" y=\"{y:.1}\" text-anchor=\"end\">{text}</text>"));
    }
    let minutes = (to - from) / 60.0;
    for (share, anchor) in [(0.0, "start"), (0.5, "middle"), (1.0, "end")] {
        let (x, y, at) = (LEFT + wide_of * share, TOP + high_of + LINE, minutes * share);
        put(page, format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{at:.1} min</text>"));
    }
    for (one, colour) in series.iter().zip(COLOURS.iter().cycle()) {
        let place = |(at, value): &(f64, f64)| {
            let (x, y) = ((at - from) / (to - from), (value / top).clamp(0.0, 1.0));
            format!("{:.0} {:.0}", LEFT + wide_of * x.clamp(0.0, 1.0), TOP + high_of * (1.0 - y))
        };
        let points: Vec<String> = one.values.iter().map(place).collect();
        put(page, format_args!("<path class=\"c\" stroke=\"{colour}\" d=\"M{}\"/>", thinned(&points).join("L")));
    }
    for (at, (one, colour)) in
        series.iter().zip(COLOURS).take(NAMED).filter(|(one, _)| !one.name.is_empty()).enumerate()
    {
        let (row, right) = (f64::from(u32::try_from(at / 2).unwrap_or_default()), at % 2 == 1);
        let x = if right { LEFT / 2.0 + wide / 2.0 } else { LEFT };
        let y = TOP + high_of + LINE * (row + 2.0) + 4.0;
        let (dot, name) = (x - 10.0, escaped(&cut(&one.name, f64::from(u32::try_from(LETTERS).unwrap_or_default()))));
        put(page, format_args!("<rect x=\"{dot}\" y=\"{:.1}\" width=\"7\" height=\"7\" fill=\"{colour}\"/>", y - 8.0));
        put(page, format_args!("<text x=\"{x}\" y=\"{y:.1}\">{name}</text>"));
    }
    if let Some(more) = series.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let y = high - 8.0;
        put(page, format_args!("<text x=\"{LEFT}\" y=\"{y:.1}\">and {more} more</text>"));
    }
}

/// The points of a curve without those that lie on a level line between two others.
fn thinned(points: &[String]) -> Vec<&str> {
    let level = |point: &str| point.split_once(' ').map(|(_, y)| y.to_owned());
    let is_needed = |at: usize| {
        let (before, after) = (at.checked_sub(1).and_then(|before| points.get(before)), points.get(at + 1));
        let here = level(&points[at]);
        before.zip(after).is_none_or(|(before, after)| level(before) != here || level(after) != here)
    };
    (0..points.len()).filter(|at| is_needed(*at)).map(|at| points[at].as_str()).collect()
}

/// The next number with one digit, of 1, 2 and 5.
fn round_up(number: f64) -> f64 {
    let unit = 10_f64.powf(number.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|times| times * unit).into_iter().find(|round| *round >= number).unwrap_or(number)
}

fn put(page: &mut String, line: std::fmt::Arguments<'_>) {
    // Memory takes everything.
    let _ = writeln!(page, "{line}");
}

/// As many letters as there is room for.
fn cut(text: &str, letters: f64) -> String {
    let room =
        (0..text.chars().count()).take_while(|at| f64::from(u32::try_from(*at).unwrap_or(u32::MAX)) < letters).count();
    match room < text.chars().count() {
        true => text.chars().take(room.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_every_panel_and_nothing_of_a_name_is_markup() {
        let panels = r#"[{ "type": "timeseries", "title": "A < B", "gridPos": { "x": 0, "y": 0, "w": 8, "h": 8 }, "targets": [] },
            { "type": "stat", "title": "Oldest", "gridPos": { "x": 8, "y": 0, "w": 4, "h": 4 }, "targets": [],
              "fieldConfig": { "defaults": { "unit": "s" } } }]"#;
        let board = Board::of(&format!(r#"{{ "title": "T", "panels": {panels} }}"#)).expect("readable");
        let one = |name: &str| Series { name: name.to_owned(), values: vec![(0.0, 1.0), (30.0, 3.0), (60.0, 3.0)] };
        let page = draw(&board, &[vec![one("<b>")], vec![one("")]], 0.0, 60.0);
        assert!(page.contains("A &lt; B") && page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
        assert!(page.contains(">3 s</text>") && page.contains(">5</text>") && page.contains("1.0 min"), "{page}");
    }

    #[test]
    fn what_lies_on_a_level_line_is_left_out() {
        let points = ["0 5", "1 5", "2 5", "3 9", "4 9"].map(str::to_owned);
        assert_eq!(thinned(&points), ["0 5", "2 5", "3 9", "4 9"]);
        assert_eq!((round_up(3.2), round_up(0.07), round_up(1000.0)), (5.0, 0.1, 1000.0));
        assert_eq!((cut("abcdef", 4.0), cut("abc", 4.0)), ("abc…".to_owned(), "abc".to_owned()));
    }
}
