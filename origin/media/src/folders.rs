//! Where the bytes lie.

use std::path::PathBuf;

use uuid::Uuid;

use crate::Hash;
use crate::derive::Output;

/// Named in every address of a file: whoever changes how files are made raises it, since browsers keep what is at an
/// address for a year.
const RECIPE: &str = "p1";

/// The folders of originals and of what is made of them.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Of the originals, which nobody is shown.
    pub originals: PathBuf,
    /// Of what is made of them: the folder `media` of the site that the edge serves.
    pub files: PathBuf,
}

impl Folders {
    /// Where an original lies.
    pub(crate) fn original(&self, hash: &Hash) -> PathBuf {
        self.originals.join(hash.to_string())
    }

    /// Where an upload's parts lie. It is on the disk of the originals, since it becomes one.
    pub(crate) fn upload(&self, upload: Uuid) -> PathBuf {
        self.originals.join(format!(".upload-{upload}"))
    }

    /// The path of a picture as products name it, without width and file type.
    pub fn path(hash: &Hash) -> String {
        format!("{RECIPE}/{hash}")
    }

    /// Where a file that was made of an original lies.
    pub(crate) fn file(&self, hash: &Hash, output: Output) -> PathBuf {
        self.files.join(RECIPE).join(format!("{hash}-{}.{}", output.width, output.format))
    }

    /// Where files of an original are while they are being made. It is hidden, so that no edge sends it, and has the
    /// same name at each try, so that a try that was cut off leaves nothing for good.
    pub(crate) fn workshop(&self, hash: &Hash) -> PathBuf {
        self.files.join(RECIPE).join(format!(".making-{hash}"))
    }
}
