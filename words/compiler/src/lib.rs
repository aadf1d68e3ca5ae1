//! Compiles texts in [Fluent](https://projectfluent.org) to Rust.
//!
//! A language is a folder (`en/`), a noun a file in it (`cart.ftl`), a text a message of that file.
//! A noun becomes a struct that knows its language, a message a method of it: without variables it
//! gives a `&'static str`, with variables it takes them by name and type. Nothing is parsed or
//! looked up at run time, and what nobody calls is not in the program. The first language says
//! which messages there are and, in the comment above each, what its variables are; the others
//! have the same, or nothing compiles.

mod check;
mod generate;
mod message;
mod noun;
mod reference;

use std::fmt;
use std::path::Path;

/// A language that texts are to be had in.
#[derive(Clone, Copy, Debug)]
pub struct Language<'a> {
    /// Its BCP 47 tag, and the name of its folder.
    pub code: &'a str,
    /// Its variant of `domain::Locale`.
    pub variant: &'a str,
    /// The plural categories of its whole numbers, as variants of `domain::locale::Plural`.
    pub plurals: &'a [&'a str],
}

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, or the folder if a whole file is missing: `words/de/cart.ftl`.
    pub file: String,
    /// The line, counted from 1; 0 if it is about the whole file.
    pub line: usize,
    /// What is wrong.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.text),
            line => write!(f, "{}:{line}: {}", self.file, self.text),
        }
    }
}

/// The texts in `folder` as Rust; the first of `languages` is the reference.
///
/// # Errors
/// All that is wrong with the texts.
pub fn compile(folder: &Path, languages: &[Language<'_>]) -> Result<String, Vec<Fault>> {
    let mut faults = unknown_folders(folder, languages);
    let mut read = Vec::new();
    for language in languages {
        match noun::read(folder, language.code) {
            Ok(nouns) => read.push(nouns),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let nouns = check::check(languages, &read)?;
    Ok(generate::generate(languages, &nouns))
}

/// Folders of texts that `domain` knows no language for.
fn unknown_folders(folder: &Path, languages: &[Language<'_>]) -> Vec<Fault> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let names = entries.filter(|entry| noun::files(&entry.path()).is_ok_and(|files| !files.is_empty()));
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let unknown = names.filter(|name| languages.iter().all(|language| language.code != name));
    unknown
        .map(|name| Fault {
            file: format!("words/{name}"),
            line: 0,
            text: "no such language yet: `WRITE_LOCALES=1 cargo test -p words-locales` adds it".to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests;
