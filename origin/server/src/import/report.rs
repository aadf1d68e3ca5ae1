//! What became of a file's rows.

use std::fmt;
use std::process::ExitCode;
use std::time::Instant;

use origin_catalog::Outcome;

/// Counts of rows since the import began.
pub struct Report {
    begun: Instant,
    /// Rows read: collections and products.
    pub read: u64,
    /// Rows of things that were not there.
    pub new: u64,
    /// Rows of things that differed.
    pub changed: u64,
    /// Rows of things that were there just so.
    pub unchanged: u64,
    /// Rows that could not be read or kept.
    pub refused: u64,
}

impl Report {
    /// Nothing yet.
    pub fn begin() -> Self {
        Self { begun: Instant::now(), read: 0, new: 0, changed: 0, unchanged: 0, refused: 0 }
    }

    /// Counts a row; a refusal is told at once, with its line.
    pub fn count(&mut self, line: u64, outcome: &Outcome) {
        self.read += 1;
        match outcome {
            Outcome::New => self.new += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Refused(reason) => {
                self.refused += 1;
                eprintln!("line {line}: {reason}");
            }
        }
    }

    /// ServiceError only if there were rows and every one was bad: 2, to be told from a crash.
    pub fn exit_code(&self) -> ExitCode {
        if self.all_bad() { ExitCode::from(2) } else { ExitCode::SUCCESS }
    }

    fn all_bad(&self) -> bool {
        self.refused > 0 && self.refused == self.read
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { read, new, changed, unchanged, refused, begun } = self;
        let seconds = begun.elapsed().as_secs_f64();
        write!(
            f,
            "{read} read: {new} new, {changed} changed, {unchanged} unchanged, {refused} refused; {seconds:.1} seconds"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_of_bad_rows_alone_fails() {
        let of = |outcomes: &[Outcome]| {
            let mut report = Report::begin();
            outcomes.iter().for_each(|outcome| report.count(1, outcome));
            report.all_bad()
        };
        let bad = Outcome::Refused("as a test".to_owned());
        assert!(!of(&[]));
        assert!(!of(&[Outcome::Unchanged, bad.clone()]));
        assert!(of(&[bad.clone(), bad]));
    }
}
