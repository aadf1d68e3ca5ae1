//! What an instance of the worker keeps from one request to the next: nothing that a request could change for
//! another, and nothing of anybody; and the memory that all of it is made of.

pub mod allocator;
#[cfg(any(test, all(feature = "spin", target_family = "wasm")))]
mod comparing;
pub mod settings;
pub mod world;

use std::sync::{Arc, OnceLock};

use crate::catalog_cache::Memory;
use crate::platform::Platform;
use settings::Settings;

/// The worker in one instance, or in one process.
pub struct Worker<P> {
    platform: Arc<P>,
    settings: OnceLock<Settings>,
    catalog: Arc<Memory>,
}

impl<P: Platform> Worker<P> {
    /// A worker on this platform, whose settings it reads when they are first needed.
    pub fn new(platform: Arc<P>) -> Self {
        Self { platform, settings: OnceLock::new(), catalog: Arc::default() }
    }

    /// What it runs on.
    pub(crate) fn platform(&self) -> &Arc<P> {
        &self.platform
    }

    /// What it remembers of the catalogue.
    pub(crate) fn catalog(&self) -> &Arc<Memory> {
        &self.catalog
    }

    /// Its settings. Of several requests that come first each may read them, and one of them counts: they are
    /// the same.
    pub(crate) async fn settings(&self) -> &Settings {
        match self.settings.get() {
            Some(settings) => settings,
            None => {
                let read = Settings::read(&*self.platform).await;
                self.settings.get_or_init(|| read)
            }
        }
    }
}
