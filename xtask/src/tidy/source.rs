//! The workspace's Rust files and SQL statements, with comments told from code.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// One `.rs` file.
pub struct Source {
    /// Its path, relative to the root.
    pub path: PathBuf,
    /// What is in it.
    pub text: String,
    /// Whether it is compiled for tests alone, as its parent says.
    only_tests: bool,
}

impl Source {
    /// A file by its path relative to the root.
    pub fn new(path: PathBuf, text: String) -> Self {
        Self { path, text, only_tests: false }
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

impl Source {
    /// Whether it belongs to tests alone.
    pub fn is_test(&self) -> bool {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let in_tests = self.path.iter().any(|part| part == "tests" || part == "testing");
        self.only_tests || in_tests || stem == "tests" || stem == "testing" || stem.ends_with("_tests")
    }
}

/// Marks the files whose parent declares them behind `#[cfg(test)]`, and all in their folders.
fn mark_tests(sources: &mut [Source]) {
    let mut marked: Vec<PathBuf> = Vec::new();
    for source in sources.iter() {
        let folder = source.path.parent().unwrap_or(&source.path);
        let stem = source.path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let children = if ["mod", "lib", "main"].contains(&stem) { folder.to_owned() } else { folder.join(stem) };
        for after in source.text.split("#[cfg(test)]\n").skip(1) {
            let mut lines = after.lines().map(str::trim);
            let declared = lines.find(|line| !line.starts_with("#[")).unwrap_or_default();
            let path = after.trim_start().strip_prefix("#[path = \"").and_then(|rest| rest.split('"').next());
            let name = declared.split_once("mod ").and_then(|(_, name)| name.strip_suffix(';'));
            match (name, path) {
                (Some(_), Some(path)) => marked.push(folder.join(path).with_extension("")),
                (Some(name), None) => marked.push(children.join(name)),
                _ => {}
            }
        }
    }
    for source in sources {
        source.only_tests = marked.iter().any(|mark| source.path.with_extension("").starts_with(mark));
    }
}

/// The code that is in the product: without what stands behind `#[cfg(test)]`. Every line keeps its number.
pub fn product_code(code: &str) -> String {
    let mut product = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        product.push_str(before);
        let length = item_length(after);
        product.extend(after[..length].chars().filter(|letter| *letter == '\n'));
        rest = &after[length..];
    }
    product + rest
}

/// The bytes of the item that `code` begins with: to its semicolon, or to the end of its braces.
fn item_length(code: &str) -> usize {
    let mut depth = 0usize;
    for (at, letter) in code.char_indices() {
        match letter {
            ';' if depth == 0 => return at + 1,
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && letter == '}' {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// Every `.rs` file under `root`, but for hidden folders and what is built or installed.
pub fn read_all(root: &Path, target: &Path) -> Result<Vec<Source>> {
    let mut sources = read_ending(root, target, ".rs")?;
    mark_tests(&mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// Every `.sql` file under `root`, with its comments blanked.
pub fn read_sql(root: &Path, target: &Path) -> Result<Vec<Source>> {
    let mut statements = read_ending(root, target, ".sql")?;
    for statement in &mut statements {
        let code = |line: &str| line.split("--").next().unwrap_or_default().to_owned() + "\n";
        statement.text = statement.text.lines().map(code).collect();
    }
    Ok(statements)
}

fn read_ending(root: &Path, target: &Path, ending: &str) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    walk(root, (root, target, ending), &mut sources)?;
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

fn walk(folder: &Path, wanted: (&Path, &Path, &str), sources: &mut Vec<Source>) -> Result<()> {
    let (root, target, ending) = wanted;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let skipped = name.starts_with('.') || ["target", "node_modules"].contains(&name) || path == target;
        if path.is_dir() && !skipped {
            walk(&path, wanted, sources)?;
        } else if name.ends_with(ending) && !skipped {
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
    fn product_is_told_from_tests() {
        let code =
            "use a;\n#[cfg(test)]\nmod testing;\nfn b() {}\n#[cfg(test)]\nmod tests {\n    fn c() {}\n}\nfn d() {}";
        assert_eq!(product_code(code), "use a;\n\n\nfn b() {}\n\n\n\n\nfn d() {}");
        let mut sources = [
            Source::of("x/src/lib.rs", "#[cfg(test)]\nmod scene;\nmod shop;"),
            Source::of("x/src/scene.rs", ""),
            Source::of("x/src/scene/actor.rs", ""),
            Source::of("x/src/shop.rs", "#[cfg(test)]\n#[path = \"shop_checks.rs\"]\nmod tests;"),
            Source::of("x/src/shop_checks.rs", ""),
            Source::of("x/src/testing/carts.rs", ""),
        ];
        mark_tests(&mut sources);
        assert_eq!(sources.map(|source| source.is_test()), [false, true, true, false, true, true]);
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
