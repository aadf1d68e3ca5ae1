//! The site of a shop that takes pictures: what was built, and beside it what the origin's worker makes. It is made of
//! links, so that neither a build nor an image of the shop has pictures of whoever tries it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The folder of pictures, in the site and where they are built.
const PICTURES: &str = "media";

/// The folder that the worker writes pictures to.
pub fn pictures(data: &Path) -> PathBuf {
    data.join("site").join(PICTURES)
}

/// Makes the site anew of links to what was `built`, keeps the pictures that are there, and returns it.
pub fn prepare(built: &Path, data: &Path) -> Result<PathBuf> {
    let (site, pictures) = (data.join("site"), pictures(data));
    fs::create_dir_all(&pictures).with_context(|| format!("cannot make {}", pictures.display()))?;
    link_all(built, &site)?;
    link_all(&built.join(PICTURES), &pictures)?;
    Ok(site)
}

/// Links everything in `from` but the folder of pictures, and takes away links to what is there no more. A link that is
/// right stays: another edge may be serving it.
fn link_all(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(to)? {
        let path = entry?.path();
        if path.is_symlink() && !path.exists() {
            fs::remove_file(&path)?;
        }
    }
    if !from.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let link = to.join(&name);
        if name == PICTURES || fs::read_link(&link).is_ok_and(|target| target == path) {
            continue;
        }
        if link.is_symlink() {
            fs::remove_file(&link)?;
        }
        symlink(path, &link).with_context(|| format!("cannot link {}", link.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_built_is_linked_and_what_was_made_stays() {
        let folder = std::env::temp_dir().join(format!("xtask-own-site-{}", std::process::id()));
        let (built, data) = (folder.join("built"), folder.join("data"));
        fs::create_dir_all(built.join("media/products")).expect("the temporary folder can be written");
        fs::write(built.join("old.txt"), "old").expect("the folder is ours");
        prepare(&built, &data).expect("the folder is ours");
        fs::create_dir_all(pictures(&data).join("p1")).expect("the folder is ours");
        fs::remove_file(built.join("old.txt")).expect("it is there");
        fs::write(built.join("build.json"), "{}").expect("the folder is ours");
        let site = prepare(&built, &data).expect("the folder is ours");
        assert_eq!(fs::read_to_string(site.join("build.json")).expect("linked"), "{}");
        assert!(!site.join("old.txt").is_symlink());
        assert!(site.join("media/products").is_dir() && pictures(&data).join("p1").is_dir());
        assert!(!built.join("media/p1").exists());
        fs::remove_dir_all(&folder).expect("the folder is ours");
    }
}
