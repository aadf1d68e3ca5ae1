//! Keys for the vault of a test.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use origin_platform::Vault;
use tempfile::TempDir;

/// A file of keys, which lasts as long as this.
#[derive(Debug)]
pub struct VaultKeys(TempDir);

impl VaultKeys {
    /// A folder for them.
    ///
    /// # Panics
    /// If there is no room for one.
    #[expect(clippy::new_without_default, reason = "it makes a folder")]
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    /// A vault by keys of these names, the first of which seals. The same name is the same key.
    ///
    /// # Panics
    /// If the file cannot be written.
    pub fn vault(&self, names: &[&str]) -> Vault {
        let path = self.0.path().join(names.join("-"));
        let line = |name: &&str| format!("{name}:{}\n", STANDARD.encode([name.as_bytes()[0]; 32]));
        std::fs::write(&path, names.iter().map(line).collect::<String>()).expect("the folder is ours");
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("it is ours");
        Vault::open(&path).expect("good keys")
    }
}
