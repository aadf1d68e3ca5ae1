//! Joins the stylesheets into the one file a browser loads.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The text of a stylesheet with every `@import "file.css";` replaced by that file, in order,
/// and without comments and indentation.
///
/// # Errors
/// When a file is missing, named with the line that imports it, or imports itself.
pub fn bundle(main: &Path) -> Result<String> {
    let mut joined = String::new();
    inline(main, &mut Vec::new(), &mut joined)?;
    Ok(joined)
}

fn inline(file: &Path, above: &mut Vec<std::path::PathBuf>, joined: &mut String) -> Result<()> {
    if above.iter().any(|other| other == file) {
        bail!("{} imports itself: remove one of the @import lines", file.display());
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read the stylesheet {}", file.display()))?;
    above.push(file.to_owned());
    for line in without_comments(&text).lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = imported(line) {
            let folder = file.parent().unwrap_or(Path::new("."));
            inline(&folder.join(name), above, joined).with_context(|| format!("{} imports {name}", file.display()))?;
        } else {
            joined.push_str(line);
            joined.push('\n');
        }
    }
    above.pop();
    Ok(())
}

/// The file named by a line such as `@import "base.css";`; other imports stay as they are.
fn imported(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("@import")?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let name = rest[1..].strip_suffix(';')?.trim_end().strip_suffix(quote)?;
    (!name.contains("//")).then_some(name)
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['/', '"', '\'']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if let Some(comment) = from.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if let Some(after) = from.strip_prefix('/') {
            out.push('/');
            rest = after;
        } else {
            let end = string_end(from);
            out.push_str(&from[..end]);
            rest = &from[end..];
        }
    }
    out.push_str(rest);
    out
}

/// The length of the quoted string that `text` begins with: `content: "/*"` is no comment.
fn string_end(text: &str) -> usize {
    let mut chars = text.char_indices();
    let quote = chars.next().map(|(_, c)| c);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if Some(c) == quote {
            return at + c.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> std::path::PathBuf {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("xtask-css-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("the temporary folder can be written");
        }
        folder
    }

    #[test]
    fn imports_are_inlined_in_order() {
        let folder = folder(&[
            ("main.css", "@import \"a.css\";\n@import 'b.css';\nmain {}\n"),
            ("a.css", "/* first */\n  a { color: red; }\n\n"),
            ("b.css", "b {}"),
        ]);
        let css = bundle(&folder.join("main.css")).expect("every file is there");
        assert_eq!(css, "a { color: red; }\nb {}\nmain {}\n");
    }

    #[test]
    fn a_missing_file_is_named() {
        let folder = folder(&[("main.css", "@import \"gone.css\";")]);
        let error = bundle(&folder.join("main.css")).expect_err("gone.css is not there");
        assert!(format!("{error:#}").contains("gone.css"), "{error:#}");
    }

    #[test]
    fn a_circle_is_refused() {
        let folder = folder(&[("main.css", "@import \"main.css\";")]);
        let error = bundle(&folder.join("main.css")).expect_err("the file imports itself");
        assert!(format!("{error:#}").contains("imports itself"), "{error:#}");
    }

    #[test]
    fn comments_go_and_strings_stay() {
        assert_eq!(without_comments("a/* x */b"), "ab");
        assert_eq!(without_comments(r#"a{content:"/* x */"}"#), r#"a{content:"/* x */"}"#);
        assert_eq!(without_comments(r#""\"/*"/* x */"#), r#""\"/*""#);
        assert_eq!(without_comments("url(/a/b)/* open"), "url(/a/b)");
    }
}
