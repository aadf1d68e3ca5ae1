//! Reading the files of a language.

use std::path::{Path, PathBuf};
use std::{fs, io};

use fluent_syntax::ast::{Entry, Resource};
use fluent_syntax::parser;

use crate::Fault;
use crate::message::Message;
use crate::reference::Texts;

/// The texts of a noun in one language.
#[derive(Clone, Debug)]
pub(crate) struct Noun {
    /// The file's name without its ending, which is the function's name: `cart`.
    pub(crate) name: String,
    /// The file as it is named to people: `words/de/cart.ftl`.
    pub(crate) file: String,
    /// What the file is about, from its `###` comment.
    pub(crate) about: String,
    pub(crate) messages: Vec<Message>,
}

/// The `.ftl` files of a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "ftl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Every noun of a language.
pub(crate) fn read(folder: &Path, code: &str) -> Result<Vec<Noun>, Vec<Fault>> {
    let whole = |text: String| vec![Fault { file: format!("words/{code}"), line: 0, text }];
    let files = files(&folder.join(code)).map_err(|error| whole(format!("the language's folder: {error}")))?;
    let mut parsed = Vec::new();
    let mut faults = Vec::new();
    for path in files {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = format!("words/{code}/{name}.ftl");
        let source = fs::read_to_string(&path).map_err(|error| whole(format!("{name}.ftl: {error}")))?;
        match parser::parse(source.clone()) {
            Ok(resource) => parsed.push((name, file, source, resource)),
            Err((_, errors)) => faults.extend(errors.into_iter().map(|error| Fault {
                file: file.clone(),
                line: source[..error.pos.start].lines().count().max(1),
                text: error.to_string(),
            })),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let texts = Texts::of(parsed.iter().map(|(name, _, _, resource)| (name.as_str(), resource)));
    let mut nouns = Vec::new();
    for (name, file, source, resource) in &parsed {
        let (noun, found) = noun(name, file, source, resource, &texts);
        faults.extend(found);
        nouns.push(noun);
    }
    if faults.is_empty() { Ok(nouns) } else { Err(faults) }
}

fn noun(name: &str, file: &str, source: &str, resource: &Resource<String>, texts: &Texts<'_>) -> (Noun, Vec<Fault>) {
    let mut noun = Noun { name: name.to_owned(), file: file.to_owned(), about: String::new(), messages: Vec::new() };
    let mut faults = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::ResourceComment(comment) => noun.about = comment.content.join(" "),
            Entry::Message(message) => {
                let line = line_of(source, &message.id.name);
                let mut fault = |text: &str| {
                    let text = format!("{}: {text}", message.id.name);
                    faults.push(Fault { file: file.to_owned(), line, text });
                };
                if noun.messages.iter().any(|known| known.id == message.id.name) {
                    fault("there is such a message above");
                    continue;
                }
                match Message::of(name, line, message, texts) {
                    Ok(message) => noun.messages.push(message),
                    Err(text) => fault(&text),
                }
            }
            Entry::Term(_) | Entry::Comment(_) | Entry::GroupComment(_) | Entry::Junk { .. } => {}
        }
    }
    (noun, faults)
}

/// Where a message begins, counted from 1.
fn line_of(source: &str, id: &str) -> usize {
    let begins = |line: &str| line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('='));
    source.lines().position(begins).map_or(0, |at| at + 1)
}
