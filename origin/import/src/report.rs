//! What became of a file: every row of it is counted once, as taken or as refused.

mod kept;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use api::catalog::admin::{ImportColumn, ImportCounts, ImportReport};
use serde::Serialize;

use self::kept::Kept;
use crate::note::{Note, Topic};

/// How many notes of a topic are printed; the file of `--report` has all.
const PRINTED_NOTES: usize = 5;
/// The exit statuses.
const EXIT_ALL_REFUSED: u8 = 2;
const EXIT_SOME_REFUSED: u8 = 3;

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    New,
    /// It was there and differed.
    Changed,
    /// It was there just so.
    Unchanged,
    /// It was not taken, for this reason.
    Refused(String),
}

/// What is known of a whole file once it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileSummary {
    /// What the text is encoded in.
    pub encoding: &'static str,
    /// What separates its fields, if it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub separator: Option<char>,
    /// The columns that were not taken over.
    pub columns_left_out: Vec<ColumnLeftOut>,
    /// What is to be said of the file as such.
    pub notes: Vec<String>,
    /// Columns of which it can be said what they mean.
    #[serde(skip)]
    pub columns: Vec<ImportColumn>,
    /// What they can mean.
    #[serde(skip)]
    pub fields: Vec<String>,
    /// What a file of the same columns has too.
    #[serde(skip)]
    pub header: Option<String>,
}

/// A column of which nothing was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnLeftOut {
    /// Its name in the header.
    pub name: String,
    /// Rows in which it says something.
    pub values: u64,
    /// Why it was left out.
    pub reason: &'static str,
}

/// Where a row was and what is to be said of it, while what it says is on its way.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The lines its rows begin on.
    pub lines: Vec<u64>,
    /// What it calls itself.
    pub name: String,
    /// Rows of it that were refused alone.
    pub refused: Vec<(u64, String)>,
    /// What is to be known of it.
    pub notes: Vec<Note>,
}

/// The counts since an import began, and what is to be told at its end.
pub struct Report {
    begun: Instant,
    /// Things read: collections and products.
    pub read: u64,
    /// Things that were not there.
    pub new: u64,
    /// Things that differed.
    pub changed: u64,
    /// Things that were there just so.
    pub unchanged: u64,
    /// Things that could not be read or kept.
    pub refused: u64,
    /// Rows of the file that were read.
    pub rows: u64,
    /// Rows of which nothing was taken.
    pub rows_refused: u64,
    topics: BTreeMap<Topic, (u64, Vec<Note>)>,
    file_summary: FileSummary,
    file: Option<Box<dyn Write + Send + Sync>>,
    /// What is kept to be shown, instead of being printed.
    kept: Option<Kept>,
}

/// One thing in the file of `--report`.
#[derive(Serialize)]
struct Entry<'a> {
    lines: &'a [u64],
    name: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows_refused: Vec<RowRefused<'a>>,
    #[serde(skip_serializing_if = "<[Note]>::is_empty")]
    notes: &'a [Note],
}

#[derive(Serialize)]
struct RowRefused<'a> {
    line: u64,
    reason: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    read: u64,
    new: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
    rows: u64,
    rows_refused: u64,
    notes: BTreeMap<Topic, u64>,
    file: &'a FileSummary,
}

impl Report {
    /// Nothing yet. Everything is also written to `file`, as one JSON document.
    ///
    /// # Errors
    /// If `file` cannot be written.
    pub fn begin(mut file: Option<Box<dyn Write + Send + Sync>>) -> io::Result<Self> {
        if let Some(file) = &mut file {
            file.write_all(b"{\"things\":[")?;
        }
        Ok(Self::new(file, None))
    }

    fn new(file: Option<Box<dyn Write + Send + Sync>>, kept: Option<Kept>) -> Self {
        Self {
            begun: Instant::now(),
            read: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            refused: 0,
            rows: 0,
            rows_refused: 0,
            topics: BTreeMap::new(),
            file_summary: FileSummary::default(),
            file,
            kept,
        }
    }

    /// Nothing yet. Nothing is printed; what is shown is kept for [`Report::shown`].
    pub fn quiet() -> Self {
        Self::new(None, Some(Kept::default()))
    }

    /// Whether somebody reads along.
    pub fn is_printed(&self) -> bool {
        self.kept.is_none()
    }

    /// The counts so far.
    pub fn counts(&self) -> ImportCounts {
        let Self { read, new, changed, unchanged, refused, rows, rows_refused, .. } = *self;
        ImportCounts { read, new, changed, unchanged, refused, rows, rows_refused }
    }

    /// What is shown of a report that prints nothing.
    pub fn shown(&self) -> ImportReport {
        self.kept.as_ref().map(|kept| kept.report(&self.file_summary)).unwrap_or_default()
    }

    /// Counts one thing; refusals are told at once, with their lines.
    ///
    /// # Errors
    /// If the report's file cannot be written.
    pub fn count(&mut self, told: &Told, outcome: &Outcome) -> io::Result<()> {
        self.read += 1;
        if let Some(kept) = &mut self.kept {
            kept.take(told, outcome);
        }
        self.rows += told.lines.len() as u64;
        let first = told.lines.first().copied().unwrap_or_default();
        let (code, reason) = match outcome {
            Outcome::New => (&mut self.new, ("new", None)),
            Outcome::Changed => (&mut self.changed, ("changed", None)),
            Outcome::Unchanged => (&mut self.unchanged, ("unchanged", None)),
            Outcome::Refused(reason) => (&mut self.refused, ("refused", Some(reason.as_str()))),
        };
        *code += 1;
        let (outcome, reason) = reason;
        let mut rows_refused = Vec::new();
        match reason {
            // Its rows are refused with it, all of them.
            Some(reason) => {
                self.rows_refused += told.lines.len() as u64;
                if self.kept.is_none() {
                    eprintln!("{}{}: {reason}", lines_of(&told.lines), name_of(&told.name));
                }
            }
            None => {
                self.rows_refused += told.refused.len() as u64;
                for (line, reason) in &told.refused {
                    if self.kept.is_none() {
                        eprintln!("line {line}{}: {reason}", name_of(&told.name));
                    }
                    rows_refused.push(RowRefused { line: *line, reason });
                }
                for note in &told.notes {
                    let (count, notes) = self.topics.entry(note.topic).or_default();
                    *count += 1;
                    if notes.len() < PRINTED_NOTES {
                        notes.push(note.clone());
                    }
                }
            }
        }
        debug_assert!(first > 0, "lines are counted from 1");
        if let Some(file) = &mut self.file {
            let notes: &[Note] = if reason.is_some() { &[] } else { &told.notes };
            let entry = Entry { lines: &told.lines, name: &told.name, outcome, reason, rows_refused, notes };
            file.write_all(if self.read == 1 { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *file, &entry)?;
        }
        Ok(())
    }

    /// Keeps what is known of the whole file.
    pub fn file_summary(&mut self, file_summary: FileSummary) {
        self.file_summary = file_summary;
    }

    /// Says something of the whole import, at its end.
    pub fn note(&mut self, text: String) {
        self.file_summary.notes.push(text);
    }

    /// Ends the report's file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end(&mut self) -> io::Result<()> {
        let Some(mut file) = self.file.take() else { return Ok(()) };
        let Self { read, new, changed, unchanged, refused, rows, rows_refused, .. } = *self;
        let notes = self.topics.iter().map(|(topic, (count, _))| (*topic, *count)).collect();
        let summary =
            Summary { read, new, changed, unchanged, refused, rows, rows_refused, notes, file: &self.file_summary };
        file.write_all(b"\n],\n\"summary\":")?;
        serde_json::to_writer(&mut file, &summary)?;
        file.write_all(b"}\n")?;
        file.flush()
    }

    /// 0 if nothing was refused, 2 if everything was, 3 if something was: to be told from a crash, which is 1.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.exit_status())
    }

    /// The number of [`Self::exit_code`].
    pub fn exit_status(&self) -> u8 {
        match (self.rows_refused, self.refused == self.read) {
            (0, _) => 0,
            (_, true) => EXIT_ALL_REFUSED,
            (_, false) => EXIT_SOME_REFUSED,
        }
    }

    /// The counts in one line.
    pub fn brief(&self) -> String {
        let Self { read, new, changed, unchanged, refused, begun, .. } = self;
        let seconds = begun.elapsed().as_secs_f64();
        format!(
            "{read} read: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused; {seconds:.1} seconds"
        )
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (topic, (count, notes)) in &self.topics {
            writeln!(f, "{} ({count}):", topic.heading())?;
            notes.iter().try_for_each(|note| writeln!(f, "  line {}: {}", note.line, note.text))?;
            if *count > notes.len() as u64 {
                writeln!(f, "  … and {} more; --report FILE has all", count - notes.len() as u64)?;
            }
        }
        if !self.file_summary.columns_left_out.is_empty() {
            writeln!(f, "columns that were not taken over:")?;
            for ColumnLeftOut { name, values, reason } in &self.file_summary.columns_left_out {
                writeln!(f, "  “{}”, {values} values: {reason}", crate::note::shown(name))?;
            }
        }
        self.file_summary.notes.iter().try_for_each(|note| writeln!(f, "{note}"))?;
        if self.rows > self.read {
            writeln!(f, "{} rows, {} of them refused", self.rows, self.rows_refused)?;
        }
        f.write_str(&self.brief())
    }
}

fn lines_of(lines: &[u64]) -> String {
    match lines {
        [] => "the file".to_owned(),
        [line] => format!("line {line}"),
        [first, .., last] => format!("lines {first} to {last}"),
    }
}

fn name_of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!(" (“{}”)", crate::note::shown(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct SharedBytes(Arc<Mutex<Vec<u8>>>);

    impl Write for SharedBytes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn told(lines: &[u64]) -> Told {
        Told { lines: lines.to_vec(), name: "cup".to_owned(), ..Told::default() }
    }

    #[test]
    fn a41_the_exit_status_tells_of_refusals() {
        let of = |outcomes: &[Outcome]| {
            let mut report = Report::begin(None).unwrap();
            outcomes.iter().for_each(|outcome| report.count(&told(&[1]), outcome).unwrap());
            report.exit_status()
        };
        let bad = Outcome::Refused("as a test".to_owned());
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[Outcome::Unchanged]), 0);
        assert_eq!(of(&[Outcome::Unchanged, bad.clone()]), 3);
        assert_eq!(of(&[bad.clone(), bad]), 2);
        let mut report = Report::begin(None).unwrap();
        report.count(&Told { refused: vec![(2, "a test".to_owned())], ..told(&[1, 2]) }, &Outcome::New).unwrap();
        assert_eq!((report.exit_status(), report.rows, report.rows_refused), (3, 2, 1));
    }

    #[test]
    fn the_file_is_one_json_document_of_everything() {
        let written = SharedBytes::default();
        let mut report = Report::begin(Some(Box::new(written.clone()))).unwrap();
        let note = Note::new(3, Topic::Media, "2 pictures");
        report.count(&Told { notes: vec![note], ..told(&[2, 3]) }, &Outcome::New).unwrap();
        report.count(&told(&[5]), &Outcome::Refused("no “price”".to_owned())).unwrap();
        report.file_summary(FileSummary {
            encoding: "UTF-8",
            notes: vec!["Look.".to_owned()],
            ..FileSummary::default()
        });
        report.end().unwrap();
        let json: serde_json::Value = serde_json::from_slice(&written.0.lock().unwrap()).expect("JSON");
        assert_eq!(json["things"][0]["notes"][0]["topic"], "media");
        assert_eq!(
            (&json["things"][1]["outcome"], &json["things"][1]["lines"]),
            (&"refused".into(), &serde_json::json!([5]))
        );
        let summary = &json["summary"];
        assert_eq!(
            (&summary["rows"], &summary["rows_refused"], &summary["notes"]["media"]),
            (&3.into(), &1.into(), &1.into())
        );
        assert!(report.to_string().contains("line 3: 2 pictures") && report.to_string().contains("Look."));
    }
}
