//! The folder of files a browser loads: `pkg/` with hashed names, and a copy of `public/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::build::{css, service_worker};
use crate::step::run;
use crate::workspace::Workspace;

/// Pages of earlier builds may still be open in a browser, and ask for their files.
const BUILDS_KEPT: usize = 3;
/// Names the build and its files, for whoever serves them.
const RECORD: &str = "build.json";
/// Scripts that pages load beside their own code, each where it is of use; a file of `app/browser` each.
const SCRIPTS: [&str; 7] = [
    // The proof of work in place of waiting: the page that asks for one.
    "challenge",
    // The field for a card: only some shops' checkout pages load it.
    "card",
    // What an order costs where it goes: the checkout page.
    "costs",
    // The page's part without the network and of the installed shop.
    OFFLINE,
    // The button that has a browser told of something: of an order, or of what is sold out.
    PUSH,
    // Passkeys: the pages where one logs in by them and adds them.
    "passkeys",
    // What is suggested while somebody types: who comes to the search field loads it.
    "suggestions",
];
/// Those that are kept with the pages themselves.
const OFFLINE: &str = "offline";
const PUSH: &str = "push";

/// Makes the site of `wasm`, the browser's compiled code, and returns the build's id.
///
/// `tool` is the program of `xtask/bindgen`. It runs only if the build differs from the last.
pub fn assemble(workspace: &Workspace, wasm: &Path, tool: &Path) -> Result<String> {
    let site = workspace.site();
    let pkg = site.join(&workspace.leptos.site_pkg_dir);
    fs::create_dir_all(&pkg)?;
    let [worker, retired] = service_worker::FILES;
    let made = [workspace.leptos.site_pkg_dir.as_str(), RECORD, worker, retired];
    mirror(&workspace.root.join(&workspace.leptos.assets_dir), &site, &made)?;

    let css = css::bundle(&workspace.root.join(&workspace.leptos.style_file))?;
    let code = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let scripts = SCRIPTS.map(|name| service_worker::minified(&workspace.root.join(format!("app/browser/{name}.js"))));
    let scripts = scripts.into_iter().collect::<Result<Vec<String>>>()?;
    let recipe = fs::read(workspace.root.join("xtask/bindgen/src/main.rs"))?;
    let parts: Vec<&[u8]> =
        [&code, css.as_bytes(), &recipe].into_iter().chain(scripts.iter().map(String::as_bytes)).collect();
    let build_id = hash(&parts);

    let output = &workspace.leptos.output_name;
    let name = format!("{output}-{build_id}");
    let files: Vec<String> = ["js", "wasm", "css"].iter().chain(&SCRIPTS).map(|kind| file_of(&name, kind)).collect();
    let address = |file: &String| format!("/{}/{file}", workspace.leptos.site_pkg_dir);
    let [js, wasm_file, style] = [0, 1, 2].map(|at: usize| address(&files[at]));
    let kept = [OFFLINE, PUSH].map(|kind| address(&file_of(&name, kind)));
    let record = site.join(RECORD);
    let complete = files.iter().all(|file| pkg.join(format!("{file}.br")).exists() && pkg.join(file).exists());
    if read_build_id(&record).as_deref() != Some(build_id.as_str()) || !complete {
        fs::write(pkg.join(&files[2]), css)?;
        for (file, script) in files[3..].iter().zip(scripts) {
            fs::write(pkg.join(file), script)?;
        }
        run(Command::new(tool).arg(wasm).arg(&pkg).arg(&name))?;
        touch(&pkg.join(&files[0]))?;
        forget_old_builds(&pkg, output)?;
        // In one move: whoever reads it finds every file it names.
        let made = json!({"build_id": build_id, "js": js, "wasm": wasm_file, "css": style});
        let draft = site.join("build.json.new");
        fs::write(&draft, serde_json::to_string_pretty(&made)? + "\n")?;
        fs::rename(&draft, &record)?;
    }
    // Written last, for the same reason.
    service_worker::write(
        workspace,
        &build_id,
        &style,
        [style.clone(), js, wasm_file].into_iter().chain(kept).collect(),
    )?;
    Ok(build_id)
}

fn file_of(name: &str, kind: &str) -> String {
    match kind {
        "wasm" => format!("{name}_bg.wasm"),
        script if SCRIPTS.contains(&script) => format!("{name}-{script}.js"),
        _ => format!("{name}.{kind}"),
    }
}

/// The id of the build that a record names; none if there is no record.
fn read_build_id(record: &Path) -> Option<String> {
    let value: Value = serde_json::from_slice(&fs::read(record).ok()?).ok()?;
    Some(value["build_id"].as_str()?.to_owned())
}

/// FNV-1a of all parts: 16 hexadecimal digits, the same for the same bytes on any machine.
pub fn hash(parts: &[&[u8]]) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        let length = (part.len() as u64).to_le_bytes();
        for byte in length.iter().chain(part.iter()) {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{state:016x}")
}

/// Makes a build that was built before the newest again.
fn touch(file: &Path) -> Result<()> {
    Ok(fs::File::options().append(true).open(file)?.set_modified(SystemTime::now())?)
}

/// Removes the files of all but the newest builds.
fn forget_old_builds(pkg: &Path, output: &str) -> Result<()> {
    let mut builds: BTreeMap<String, (SystemTime, Vec<PathBuf>)> = BTreeMap::new();
    for entry in fs::read_dir(pkg)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(id) = build_of(&name, output) else { continue };
        let build = builds.entry(id.to_owned()).or_insert((SystemTime::UNIX_EPOCH, Vec::new()));
        build.0 = build.0.max(entry.metadata()?.modified()?);
        build.1.push(entry.path());
    }
    let mut oldest_first: Vec<_> = builds.into_values().collect();
    oldest_first.sort();
    let surplus = oldest_first.len().saturating_sub(BUILDS_KEPT);
    for file in oldest_first.into_iter().take(surplus).flat_map(|(_, files)| files) {
        fs::remove_file(file)?;
    }
    Ok(())
}

/// Removes the files of all builds but that which the record of a site names, so that a copy of it is the same wherever it
/// was built, and whatever was built there before.
pub fn forget_all_but_the_newest(workspace: &Workspace, site: &Path) -> Result<()> {
    let newest = read_build_id(&site.join(RECORD)).context("build.json names no build: run `cargo xtask build`")?;
    let leptos = &workspace.leptos;
    forget_others(&site.join(&leptos.site_pkg_dir), &leptos.output_name, &newest)
}

fn forget_others(pkg: &Path, output: &str, newest: &str) -> Result<()> {
    for entry in fs::read_dir(pkg)? {
        let entry = entry?;
        if build_of(&entry.file_name().to_string_lossy(), output).is_some_and(|id| id != newest) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn build_of<'a>(file: &'a str, output: &str) -> Option<&'a str> {
    let id = file.strip_prefix(output)?.strip_prefix('-')?.get(..16)?;
    id.bytes().all(|b| b.is_ascii_hexdigit()).then_some(id)
}

/// Copies what is new or changed from `from` to `to`, and removes from `to` what `from` lacks.
/// `made` names what is no copy in `to`.
fn mirror(from: &Path, to: &Path, made: &[&str]) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        let ours = made.iter().any(|made| entry.file_name() == *made);
        let source = from.join(entry.file_name());
        if !ours && !source.exists() {
            let path = entry.path();
            if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
    }
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            mirror(&entry.path(), &target, &[])?;
        } else if differs(&entry.path(), &target)? {
            fs::copy(entry.path(), &target)
                .with_context(|| format!("cannot copy {} into the site", entry.path().display()))?;
        }
    }
    Ok(())
}

fn differs(source: &Path, copy: &Path) -> Result<bool> {
    let Ok(copy) = fs::metadata(copy) else { return Ok(true) };
    let source = fs::metadata(source)?;
    Ok(source.len() != copy.len() || source.modified()? > copy.modified()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_tells_parts_apart() {
        assert_eq!(hash(&[]), "cbf29ce484222325");
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_eq!(hash(&[b"ab", b"c"]), hash(&[b"ab", b"c"]));
    }

    #[test]
    fn the_build_is_read_from_a_file_name() {
        assert_eq!(build_of("shop-0123456789abcdef_bg.wasm.br", "shop"), Some("0123456789abcdef"));
        assert_eq!(build_of("shop-0123456789abcdef.css", "shop"), Some("0123456789abcdef"));
        assert_eq!(build_of("snippets", "shop"), None);
        assert_eq!(build_of("shop-short.js", "shop"), None);
    }

    #[test]
    fn a_copy_has_the_files_of_the_newest_build_alone() {
        let folder = std::env::temp_dir().join(format!("xtask-site-copy-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for name in
            ["shop-000000000000000a.js", "shop-000000000000000a_bg.wasm.br", "shop-000000000000000b.js", "other.js"]
        {
            fs::write(folder.join(name), "").expect("the temporary folder can be written");
        }
        forget_others(&folder, "shop", "000000000000000b").expect("the folder is ours");
        let left = fs::read_dir(&folder).expect("the folder is ours").map(|entry| entry.expect("readable").file_name());
        let left: std::collections::BTreeSet<_> = left.collect();
        assert_eq!(left, ["other.js", "shop-000000000000000b.js"].map(Into::into).into());
        fs::remove_dir_all(folder).expect("the folder is ours");
    }

    #[test]
    fn only_the_newest_builds_stay() {
        let folder = std::env::temp_dir().join(format!("xtask-site-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        for age in 0..5u64 {
            let file = folder.join(format!("shop-{age:016x}.js"));
            fs::write(&file, "").expect("the temporary folder can be written");
            let modified = SystemTime::now() - std::time::Duration::from_secs(age * 60);
            let open = fs::File::options().append(true).open(&file).expect("the file was just written");
            open.set_modified(modified).expect("the file is ours");
        }
        forget_old_builds(&folder, "shop").expect("the folder is ours");
        let mut left: Vec<_> = fs::read_dir(&folder)
            .expect("the folder is ours")
            .map(|entry| entry.expect("readable").file_name().into_string().expect("the name is ASCII"))
            .collect();
        left.sort();
        let expected: Vec<_> = (0..3).map(|age| format!("shop-{age:016x}.js")).collect();
        assert_eq!(left, expected);
        fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
