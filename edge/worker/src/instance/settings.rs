//! What an instance of the worker reads of its settings, once: it is the same for every request.

use std::sync::{Arc, OnceLock};

use api::edge::feed::FeedKey;
use api::edge::variables;
use api::site::SERVICE_WORKER;
use app::context::{Assets, Site};
use app::shell::{Frame, NO_DATA};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

use crate::platform::Platform;

/// What the browser bundle's addresses begin with; `[[workspace.metadata.leptos]]` says it too,
/// and `cargo xtask tidy` that the two agree.
const BUNDLE: &str = "/pkg/shop";

/// The settings, and what is made of them.
#[derive(Debug)]
pub struct Settings {
    /// The shop's address and its bundle's.
    pub site: Arc<Site>,
    /// Whether a node is around the worker: it keeps strangers' fields for hosts away, adds the fields that
    /// every answer has, and sees to it that purges come.
    pub is_guarded: bool,
    /// What all documents have in common.
    pub frame: Frame,
    /// The stylesheet, as a `Link` field tells of it.
    pub style: HeaderValue,
    /// The inline scripts' names in a content security policy, apart by blanks.
    pub hashes: String,
    /// The policy of a page that loads only what is the shop's own, once it was made
    /// ([`crate::policy`]).
    pub usual_policy: OnceLock<HeaderValue>,
}

impl Settings {
    /// The settings of this platform.
    pub async fn read(platform: &impl Platform) -> Self {
        let public_url = platform.variable(variables::PUBLIC_URL).await.unwrap_or_default();
        let assets = assets(platform.variable(variables::BUILD_ID).await.as_deref().unwrap_or_default());
        let is_guarded = platform.get(&FeedKey::Guarded.to_string()).await.is_some();
        Self { is_guarded, ..Self::new(public_url, assets) }
    }

    /// The settings of a shop at this address, with this bundle, around whose worker there is no node.
    pub fn new(public_url: String, assets: Assets) -> Self {
        let frame = Frame::new(&assets);
        let hashes = [frame.loader(), NO_DATA[0], NO_DATA[1]].map(hash).join(" ");
        let style = format!("<{}>; rel=preload; as=style", assets.css);
        let style = HeaderValue::try_from(style).unwrap_or_else(|_| HeaderValue::from_static(""));
        Self {
            site: Arc::new(Site { public_url, assets }),
            is_guarded: false,
            frame,
            style,
            hashes,
            usual_policy: OnceLock::new(),
        }
    }
}

/// The browser bundle's addresses. A build names its files by its id, so that they never change;
/// while developing they have plain names, and nothing keeps them.
fn assets(build_id: &str) -> Assets {
    let (name, wasm, service_worker) = match build_id {
        "" => (BUNDLE.to_owned(), format!("{BUNDLE}.wasm"), ""),
        id => (format!("{BUNDLE}-{id}"), format!("{BUNDLE}-{id}_bg.wasm"), SERVICE_WORKER),
    };
    let file = |kind: &str| format!("{name}{kind}");
    let service_worker = service_worker.to_owned();
    Assets {
        css: file(".css"),
        js: file(".js"),
        wasm,
        card: file("-card.js"),
        passkeys: file("-passkeys.js"),
        service_worker,
    }
}

/// The name of an inline script.
fn hash(script: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script)))
}
