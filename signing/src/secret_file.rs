//! Reading a file that holds a secret: a key, a password, a private key.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Longer than any secret that makes sense.
const MAX_BYTES: u64 = 64 * 1024;

/// Why a file with a secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSecretFile {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] std::io::Error),
    /// Every user of the machine may read or change it.
    #[error("it is open to all users of this machine: close it by chmod o= FILE")]
    Open,
}

/// The first 64 KiB of a file that is closed to other users of the machine. Its group may read it, so that a program
/// can be given what another user owns.
///
/// # Errors
/// If it cannot be read, or everybody can read or change it.
pub fn read_secret(path: &Path) -> Result<Vec<u8>, BadSecretFile> {
    let file = File::open(path)?;
    // Of the open file: another could have taken its name meanwhile.
    if file.metadata()?.permissions().mode() & 0o007 != 0 {
        return Err(BadSecretFile::Open);
    }
    let mut secret = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut secret)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{Permissions, set_permissions, write};

    #[test]
    fn l5_a_secret_that_everybody_can_read_or_change_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret");
        write(&path, "secret").expect("the folder is ours");
        for (mode, good) in
            [(0o600, true), (0o640, true), (0o604, false), (0o602, false), (0o644, false), (0o601, false)]
        {
            set_permissions(&path, Permissions::from_mode(mode)).expect("it is ours");
            match read_secret(&path) {
                Ok(secret) => assert!(good && secret == b"secret", "{mode:o}"),
                Err(error) => assert!(!good && matches!(error, BadSecretFile::Open), "{mode:o}: {error}"),
            }
        }
        assert!(matches!(read_secret(&folder.path().join("none")), Err(BadSecretFile::Unreadable(_))));
    }
}
