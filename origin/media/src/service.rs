//! What the handlers of pictures work with.

use api::problem::{Code, Problem};
use origin_platform::Stores;

use crate::Folders;

/// The service.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) stores: Stores,
    folders: Option<Folders>,
}

impl AsRef<Stores> for Service {
    fn as_ref(&self) -> &Stores {
        &self.stores
    }
}

impl Service {
    pub(crate) fn new(stores: Stores, folders: Option<Folders>) -> Self {
        Self { stores, folders }
    }

    /// Where pictures go.
    ///
    /// # Errors
    /// If the operator has not said it.
    pub(crate) fn folders(&self) -> Result<&Folders, Problem> {
        let advice = "This shop takes no pictures yet: its operator has to give MEDIA_ORIGINALS and MEDIA_FILES to `origin serve` and to `origin work`.";
        self.folders.as_ref().ok_or_else(|| Problem::new(Code::Unavailable, advice))
    }
}

/// That there is no picture of this id.
pub(crate) fn not_found() -> Problem {
    Problem::new(Code::MediaNotFound, "No picture has this id, or it was deleted.")
}

/// How the audit log calls a picture.
pub(crate) fn subject(hash: &crate::Hash) -> String {
    format!("media {hash}")
}
