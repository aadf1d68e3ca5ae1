//! The page for an address that leads nowhere.

use api::{Code, Problem};

use crate::shell::{Around, Opening, page};

/// The page for an address that leads nowhere.
pub fn not_found() -> Opening {
    page(Around::Shop, |backend| async move {
        // There is no end of addresses that lead nowhere: they would fill a cache.
        backend.keep_private();
        Err(Problem::new(Code::NotFound, ""))
    })
}
