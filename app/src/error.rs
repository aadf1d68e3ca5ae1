//! The page for an address that leads nowhere, unless the merchant has it lead elsewhere.

use api::{Code, Problem};

use crate::redirects;
use crate::shell::{Around, Opening, Outcome, page};

/// The page for an address that leads nowhere.
pub fn not_found() -> Opening {
    page(Around::Shop, |backend| async move {
        if let Some((path, status)) = redirects::led(&backend).await {
            return Ok(Outcome::Led(path, status));
        }
        // There is no end of addresses that lead nowhere: they would fill a cache.
        backend.keep_private();
        Err(Problem::new(Code::NotFound, ""))
    })
}
