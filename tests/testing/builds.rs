//! Sites of other builds.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use serde_json::Value;

use crate::programs::setting;

/// The build that tests run on.
///
/// # Panics
/// If there is none.
pub fn own_build() -> String {
    let record = fs::read(setting("SELVEDGE_SITE").join("build.json")).expect("`cargo xtask build` wrote build.json");
    let record: Value = serde_json::from_slice(&record).expect("JSON");
    record["build_id"].as_str().expect("an id").to_owned()
}

/// Makes the site of a build by this id at `site`, as if the same sources had given another: its files have other names,
/// and those of the build that tests run on are beside them. With that build's own id it is a copy.
///
/// # Panics
/// If `site` cannot be written.
pub fn site_of_build(id: &str, site: &Path) {
    let (own, from) = (own_build(), setting("SELVEDGE_SITE"));
    fs::create_dir_all(site.join("pkg")).expect("the folder is ours");
    for entry in fs::read_dir(&from).expect("the site") {
        let entry = entry.expect("readable");
        let (name, path) = (entry.file_name(), entry.path());
        if path.is_dir() && name != "pkg" {
            symlink(&path, site.join(&name)).expect("the folder is ours");
        } else if path.is_file() {
            let bytes = fs::read(&path).expect("readable");
            // What names the build is text.
            let bytes =
                String::from_utf8(bytes).map_or_else(|error| error.into_bytes(), |text| text.replace(&own, id).into());
            fs::write(site.join(&name), bytes).expect("the folder is ours");
        }
    }
    for entry in fs::read_dir(from.join("pkg")).expect("the site") {
        let path = entry.expect("readable").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("names of our own making");
        if path.is_file() {
            for name in [name.to_owned(), name.replace(&own, id)] {
                fs::copy(&path, site.join("pkg").join(name)).expect("the folder is ours");
            }
        }
    }
}
