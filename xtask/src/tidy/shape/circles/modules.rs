//! The modules of a crate, and which of them names what from which other: read from the text, well enough for
//! sources that rustfmt has been over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tidy::source::{Source, has_word, leading_name, product_code};

/// A module's path from its crate's root.
type Module = Vec<String>;

/// The product modules of one crate.
pub struct Crate {
    /// Its folder of sources, such as `edge/node/src`.
    pub root: PathBuf,
    files: BTreeMap<Module, File>,
}

struct File {
    path: PathBuf,
    code: String,
    /// What `pub use` and `use` call by which name.
    uses: Vec<Use>,
}

struct Use {
    /// The last name, or the one after `as`; `*` for all there are.
    name: String,
    path: Vec<String>,
    public: bool,
}

/// The crates of the workspace. Files of tests alone are none of them.
pub fn crates(sources: &[Source]) -> Vec<Crate> {
    let mut roots: BTreeSet<PathBuf> = BTreeSet::new();
    for source in sources {
        let text = source.path.to_string_lossy();
        if let Some(at) = text.find("src/").filter(|at| *at == 0 || text[..*at].ends_with('/')) {
            roots.insert(Path::new(&text[..at + 3]).to_owned());
        }
    }
    roots.into_iter().map(|root| Crate::new(root, sources)).collect()
}

impl Crate {
    fn new(root: PathBuf, sources: &[Source]) -> Self {
        let ours = sources.iter().filter(|source| source.path.starts_with(&root) && !source.is_test());
        let mut files = BTreeMap::new();
        let has_lib = sources.iter().any(|source| source.path == root.join("lib.rs"));
        for source in ours {
            let relative = source.path.strip_prefix(&root).unwrap_or(&source.path).with_extension("");
            let mut module: Module = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            let last = module.last().map(String::as_str);
            // A program beside a library is a crate of its own, of which nothing is imported.
            if last == Some("main") && module.len() == 1 && has_lib {
                continue;
            }
            if matches!(last, Some("mod" | "lib" | "main")) {
                module.pop();
            }
            let code = product_code(&source.code());
            let uses = uses(&code);
            files.insert(module, File { path: source.path.clone(), code, uses });
        }
        Self { root, files }
    }

    /// Every file with the files whose items it names. Who only passes names on (`pub use`) names nothing.
    pub fn imports(&self) -> BTreeMap<&Path, BTreeSet<&Path>> {
        let mut imports = BTreeMap::new();
        for (module, file) in &self.files {
            let mut named: BTreeSet<&Path> = BTreeSet::new();
            let private = file.uses.iter().filter(|used| !used.public).map(|used| used.path.clone());
            for path in private.chain(inline_paths(&file.code)) {
                named.extend(self.home(module, &path, 0));
            }
            named.remove(file.path.as_path());
            imports.insert(file.path.as_path(), named);
        }
        imports
    }

    /// The file that defines what `path` means in `module`; none if that is of another crate.
    fn home(&self, module: &[String], path: &[String], depth: usize) -> Option<&Path> {
        // A name that two files pass on to each other has no home.
        if depth > 8 {
            return None;
        }
        let mut at: Module = module.to_vec();
        let mut rest = path;
        match rest.first()?.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => at.truncate(at.len().checked_sub(1)?),
            child if self.files.contains_key(&joined(module, child)) => at.push(child.to_owned()),
            _ => return None,
        }
        rest = &rest[1..];
        while let Some(next) = rest.first() {
            if next == "super" {
                at.truncate(at.len().checked_sub(1)?);
            } else if self.files.contains_key(&joined(&at, next)) {
                at.push(next.clone());
            } else {
                return self.item(&at, rest, depth);
            }
            rest = &rest[1..];
        }
        self.files.get(&at).map(|file| file.path.as_path())
    }

    /// The file that defines the item `rest[0]` of the module `at`.
    fn item(&self, at: &[String], rest: &[String], depth: usize) -> Option<&Path> {
        let file = self.files.get(at)?;
        let name = &rest[0];
        if let Some(used) = file.uses.iter().find(|used| used.name == *name) {
            let path: Vec<String> = used.path.iter().chain(&rest[1..]).cloned().collect();
            return self.home(at, &path, depth + 1);
        }
        if !defines(&file.code, name) {
            let globs = file.uses.iter().filter(|used| used.name == "*");
            for used in globs {
                let path: Vec<String> = used.path.iter().chain(rest).cloned().collect();
                let home = self.home(at, &path, depth + 1);
                if home
                    .is_some_and(|home| self.files.values().any(|file| file.path == home && defines(&file.code, name)))
                {
                    return home;
                }
            }
        }
        Some(&file.path)
    }
}

fn joined(module: &[String], child: &str) -> Module {
    module.iter().cloned().chain([child.to_owned()]).collect()
}

fn defines(code: &str, name: &str) -> bool {
    ["struct", "enum", "fn", "type", "trait", "const", "static", "macro_rules!", "union"]
        .iter()
        .any(|kind| has_word(code, &format!("{kind} {name}")))
}

/// What the `use` items of a file name.
fn uses(code: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    for (at, _) in code.match_indices("use ") {
        let line = &code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        let before = line.trim();
        if !(before.is_empty() || before.starts_with("pub")) {
            continue;
        }
        let Some((tree, _)) = code[at + 4..].split_once(';') else { continue };
        let mut paths = Vec::new();
        expand(tree, &[], &mut paths);
        uses.extend(paths.into_iter().map(|(name, path)| Use { name, path, public: before.starts_with("pub") }));
    }
    uses
}

/// The paths of a tree such as `a::{b, c::{d as e, self}}`, with the name each is called by.
fn expand(tree: &str, before: &[String], paths: &mut Vec<(String, Vec<String>)>) {
    let tree = tree.trim();
    if let Some((head, group)) = tree.split_once('{') {
        let head = head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned);
        let before: Vec<String> = before.iter().cloned().chain(head).collect();
        for branch in branches(group.strip_suffix('}').unwrap_or(group)) {
            expand(branch, &before, paths);
        }
        return;
    }
    let (tree, alias) = tree.split_once(" as ").map_or((tree, None), |(tree, alias)| (tree, Some(alias.trim())));
    let mut path = before.to_vec();
    path.extend(tree.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let Some(last) = path.last().cloned() else { return };
    if last == "*" {
        path.pop();
    }
    paths.push((alias.map_or(last, str::to_owned), path));
}

/// The parts between the commas outside of braces.
fn branches(group: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[begin..]);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// The paths from the crate's root or a parent that stand outside of `use` items.
fn inline_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for head in ["crate::", "super::"] {
        for (at, _) in code.match_indices(head) {
            let line = code[code[..at].rfind('\n').map_or(0, |end| end + 1)..at].trim_start();
            let beside = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
            if beside || line.starts_with("use ") || line.starts_with("pub use ") || line.starts_with("pub(") {
                continue;
            }
            let mut path = Vec::new();
            let mut rest = &code[at..];
            loop {
                let name = leading_name(rest);
                if name.is_empty() {
                    break;
                }
                path.push(name.to_owned());
                match rest[name.len()..].strip_prefix("::") {
                    Some(after) => rest = after,
                    None => break,
                }
            }
            paths.push(path);
        }
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(files: &[(&str, &str)], of: &str) -> Vec<String> {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::of(path, text)).collect();
        let crates = crates(&sources);
        let found = crates[0].imports();
        found[Path::new(of)].iter().map(|path| path.display().to_string()).collect()
    }

    #[test]
    fn trees_are_read() {
        let mut paths = Vec::new();
        expand("crate::{a::{self, B as C}, d::*}", &[], &mut paths);
        let paths: Vec<String> = paths.into_iter().map(|(name, path)| format!("{name}={}", path.join("::"))).collect();
        assert_eq!(paths, ["a=crate::a", "C=crate::a::B", "*=crate::d"]);
    }

    #[test]
    fn a_name_that_is_passed_on_is_followed_to_its_home() {
        let files = [
            ("x/src/lib.rs", "mod a;\nmod b;\npub use a::Apple;"),
            ("x/src/a/mod.rs", "mod apple;\npub use apple::Apple;\npub use pear::*;\nmod pear;"),
            ("x/src/a/apple.rs", "pub struct Apple;"),
            ("x/src/a/pear.rs", "pub fn pear() {}"),
            ("x/src/b.rs", "use crate::{Apple, a::pear};\nuse std::fmt;"),
            (
                "x/src/c.rs",
                "fn c() { super::a::Apple; crate::b::go() }\n#[cfg(test)]\nmod tests { use crate::a::pear; }",
            ),
        ];
        assert_eq!(imports(&files, "x/src/b.rs"), ["x/src/a/apple.rs", "x/src/a/pear.rs"]);
        assert_eq!(imports(&files, "x/src/c.rs"), ["x/src/a/apple.rs", "x/src/b.rs"]);
        assert_eq!(imports(&files, "x/src/a/mod.rs"), Vec::<String>::new());
    }
}
