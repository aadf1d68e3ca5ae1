//! Commands that the documents name, compared with what the programs take: whoever follows a document at night has no time
//! for a command that is not there. For the tests of the programs, and `cargo xtask tidy`.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

pub use program::Program;

/// Where documents are, from the root. Decisions tell of programs as they were, and so does this one.
const FOLDERS: [&str; 2] = ["", "docs"];
const HISTORY: &str = "CHANGELOG.md";
/// What a command may stand behind.
const BEFORE: [&str; 5] = ["sudo", "systemd-run", "runuser", "env", "exec"];
/// Where a command ends.
const ENDS: [&str; 7] = [";", "&&", "||", "|", ">", "2>", "<"];

/// A command as a document has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The document, from the root.
    pub document: PathBuf,
    /// Its line, counted from 1.
    pub line: usize,
    /// What stands behind the program's name.
    pub words: Vec<String>,
}

/// All commands of a program that the documents of the project at `root` name, in backticks and in blocks of code. The program may be several words,
/// such as `cargo xtask`.
///
/// # Panics
/// If the documents cannot be read.
pub fn commands(root: &Path, program: &str) -> Vec<Command> {
    let mut found = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root.join(folder)).expect("the folder of documents") {
            let name = PathBuf::from(entry.expect("a readable folder").file_name());
            if name.extension().is_some_and(|kind| kind == "md") && name != Path::new(HISTORY) {
                let document = Path::new(folder).join(name);
                let text = fs::read_to_string(root.join(&document)).expect("a readable document");
                let commands = commands_in(&text, program).into_iter();
                found.extend(commands.map(|(line, words)| Command { document: document.clone(), line, words }));
            }
        }
    }
    found.sort_by(|one, other| (&one.document, one.line).cmp(&(&other.document, other.line)));
    found
}

/// The root of the project, for a test of a package two folders below it.
///
/// # Panics
/// Outside of cargo.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it for tests");
    Path::new(&package).join("../..")
}

fn commands_in(text: &str, program: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    let mut is_code = false;
    let mut begun = String::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if is_code {
            // What stands behind a backslash goes on in the next line.
            let line = line.split(" #").next().unwrap_or_default();
            begun.push_str(line.trim_end().trim_end_matches('\\'));
            if !line.trim_end().ends_with('\\') {
                found.extend(commands_of(&begun, program).map(|words| (number, words)));
                begun.clear();
            }
        } else {
            let spans = line.split('`').skip(1).step_by(2);
            found.extend(spans.flat_map(|span| commands_of(span, program)).map(|words| (number, words)));
        }
    }
    found
}

/// The commands of a program in one line of code.
fn commands_of(code: &str, program: &str) -> impl Iterator<Item = Vec<String>> {
    let mut parts = vec![Vec::new()];
    for word in code.split_whitespace() {
        let bare = word.strip_suffix(';').unwrap_or(word);
        let last = parts.last_mut().expect("there is one");
        if !ENDS.contains(&word) {
            last.push(bare);
        }
        if bare != word || ENDS.contains(&word) {
            parts.push(Vec::new());
        }
    }
    let program: Vec<&str> = program.split(' ').collect();
    let found: Vec<_> = parts.iter().filter_map(|words| behind(words, &program)).collect();
    found.into_iter()
}

/// What stands behind the program's name, if these words are a command of it.
fn behind(words: &[&str], program: &[&str]) -> Option<Vec<String>> {
    let (last, first) = program.split_last()?;
    let is_it = |words: &[&str]| {
        words.len() >= program.len()
            && words.starts_with(first)
            && (words[first.len()] == *last || words[first.len()].ends_with(&format!("/{last}")))
    };
    let at = (0..words.len()).find(|at| is_it(&words[*at..]))?;
    let may_stand = |before: &[&str]| {
        before.first().is_none_or(|word| BEFORE.contains(word)) || before.iter().all(|word| word.contains('='))
    };
    let brackets = ['[', ']', ',', '(', ')', '“', '”'];
    let rest = words[at + program.len()..].iter().map(|word| word.trim_matches(brackets).to_owned());
    may_stand(&words[..at]).then(|| rest.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, program: &str) -> Vec<(usize, String)> {
        commands_in(text, program).into_iter().map(|(line, words)| (line, words.join(" "))).collect()
    }

    #[test]
    fn commands_are_found_in_backticks_and_in_blocks() {
        let text = "Run `origin staff list`, or `sudo -u shop /usr/bin/origin migrate; origin audit verify`.\n\
                    ```sh\nFOO=1 origin serve --listen A \\\n  --office-listen B   # both\norigin export - | gzip\n```\n\
                    The origin reads `of`, `the origin serve` and `origin`.\n";
        let expected = [
            (1, "staff list"),
            (1, "migrate"),
            (1, "audit verify"),
            (4, "serve --listen A --office-listen B"),
            (5, "export -"),
            (7, ""),
        ];
        assert_eq!(found(text, "origin"), expected.map(|(line, words)| (line, words.to_owned())));
        assert_eq!(
            found("`cargo xtask drill [--short]`, `cargo test`", "cargo xtask"),
            [(1, "drill --short".to_owned())]
        );
    }

    #[test]
    fn the_documents_name_some() {
        let root = root();
        assert!(commands(&root, "cargo xtask").len() > 50);
        assert!(
            commands(&root, "origin").iter().any(|command| command.document == Path::new("docs/disaster-recovery.md"))
        );
    }
}
