//! Folders and files that only the developer may read.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, Result};

/// Creates a folder with its parents, and closes it to others.
pub fn folder(path: &Path) -> Result<()> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("cannot create {}", path.display()))
}

/// Lets others pass through a folder without seeing what is in it.
pub fn passable(path: &Path) -> Result<()> {
    fs::set_permissions(path, fs::Permissions::from_mode(0o711))
        .with_context(|| format!("cannot change the mode of {}", path.display()))
}

/// Writes a file, created closed to others.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let file = fs::File::options().write(true).create(true).truncate(true).mode(0o600).open(path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(file.write_all(text.as_bytes())?)
}

/// The password kept in a file; drawn at random if there is none yet.
pub fn password(path: &Path) -> Result<String> {
    if let Ok(text) = fs::read_to_string(path) {
        return Ok(text.trim().to_owned());
    }
    let text = drawn::<24>()?;
    write(path, &text)?;
    Ok(text)
}

/// A file with 32 random bytes; drawn if there is none yet.
pub fn secret(path: &Path) -> Result<()> {
    if path.exists() { Ok(()) } else { write(path, &drawn::<32>()?) }
}

/// A file with a key called `id` that requests are signed with; drawn at random if there is none yet.
pub fn keys(path: &Path, id: &str) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    // Digits of base 16 are digits of base 64 too, and 64 of them are a whole number of bytes.
    write(path, &format!("{id}:{}\n", drawn::<32>()?))
}

/// So many random bytes, in hexadecimal digits.
fn drawn<const N: usize>() -> Result<String> {
    let mut bytes = [0u8; N];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes).context("cannot draw random bytes")?;
    Ok(const_hex::encode(bytes))
}
