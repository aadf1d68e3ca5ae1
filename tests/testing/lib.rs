//! A whole shop for one test: its own database, event server, origin, workers and edge node, all
//! of them the real programs, stopped when the test ends.

mod builds;
mod checkout_form;
mod collector;
mod containers;
mod languages;
mod mailbox;
mod named;
mod office;
mod oidc;
mod onlookers;
mod opening;
mod origin_proxy;
mod perimeter;
mod picture_host;
mod pictures;
mod process;
mod programs;
mod quiet;
mod ready;
mod shop;
mod shopper;
mod wire;

pub use builds::{own_build, site_of_build};
pub use checkout_form::filled_in;
pub use collector::{Collector, Span};
pub use languages::{ReadAloud, misread, read_aloud};
pub use mailbox::Mailbox;
pub use oidc::OidcProvider;
pub use onlookers::{Account, Onlookers};
pub use origin_proxy::OriginProxy;
pub use picture_host::PictureHost;
pub use pictures::Pictures;
pub use ports::free_port;
pub use process::Process;
pub use programs::{repository, write_keys};
pub use shop::Shop;
pub use shopper::{Reply, Shopper, signed};
pub use wire::{Moment, Wire};

use std::time::{Duration, Instant};

/// By what a browser may know the certificate of shops in containers, which no authority has signed; nothing where shops
/// are reached plainly.
pub fn certificate() -> Option<&'static str> {
    containers::Containers::of_tests().map(containers::Containers::certificate)
}

/// Waits until `check` gives something, asking every 20 ms.
///
/// # Panics
/// After 20 seconds, naming `what` was waited for.
pub async fn eventually<T>(what: &str, mut check: impl AsyncFnMut() -> Option<T>) -> T {
    eventually_for(what, async || check().await.ok_or_else(String::new)).await
}

/// As [`eventually`], of something that says why it is not so yet.
///
/// # Panics
/// After 20 seconds, naming `what` was waited for, and why the last time.
pub async fn eventually_for<T>(what: &str, mut check: impl AsyncFnMut() -> Result<T, String>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match check().await {
            Ok(found) => return found,
            Err(why) => assert!(Instant::now() < deadline, "waited 20 s for {what}: {why}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
