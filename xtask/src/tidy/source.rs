//! The workspace's Rust files, with comments told from code.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One `.rs` file.
pub struct Source {
    /// Its path, relative to the root.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
}

impl Source {
    /// A file by its path relative to the root.
    pub fn new(path: PathBuf, text: String) -> Self {
        Self { path, text }
    }

    #[cfg(test)]
    pub fn of(path: &str, text: &str) -> Self {
        Self::new(path.into(), text.into())
    }

    /// The text with line comments blanked: every line keeps its number.
    pub fn code(&self) -> String {
        self.text.lines().map(|line| code_of(line).to_owned() + "\n").collect()
    }
}

/// Every `.rs` file under `root`, but for hidden folders and what is built or installed.
pub fn read_all(root: &Path, target: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    walk(root, root, target, &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// The number, counted from 1, of the line that holds the byte `at`.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The Rust name that `text` begins with.
pub fn leading_name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// Whether `text` contains `word` with no letter, digit or `_` beside it.
pub fn has_word(text: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part_of_name) && !text[at + word.len()..].starts_with(part_of_name))
}

fn code_of(line: &str) -> &str {
    let comment = line.match_indices("//").find(|(at, _)| {
        let before = &line[..*at];
        // An address such as `http://` is no comment, nor is what stands in a string.
        !before.ends_with(':') && before.matches('"').count().is_multiple_of(2)
    });
    comment.map_or(line, |(at, _)| &line[..at])
}

fn walk(folder: &Path, root: &Path, target: &Path, sources: &mut Vec<Source>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let skipped = name.starts_with('.') || ["target", "node_modules"].contains(&name) || path == target;
        if path.is_dir() && !skipped {
            walk(&path, root, target, sources)?;
        } else if name.ends_with(".rs") && !skipped {
            let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            sources.push(Source::new(path.strip_prefix(root).unwrap_or(&path).to_owned(), text));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_code() {
        assert_eq!(code_of("let a = 1; // from shop.x"), "let a = 1; ");
        assert_eq!(code_of("/// from shop.x"), "");
        assert_eq!(code_of("let a = \"http://b\";"), "let a = \"http://b\";");
        assert_eq!(code_of("let a = \"a // b\";"), "let a = \"a // b\";");
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("[add_to_cart, x]", "add_to_cart"));
        assert!(!has_word("[add_to_cart_now]", "add_to_cart"));
        assert!(!has_word("readd_to_cart", "add_to_cart"));
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(line_of("a\nb\n", 0), 1);
        assert_eq!(line_of("a\nb\n", 2), 2);
    }
}
