//! The `edge-node` program.

use std::io::IsTerminal as _;

use clap::Parser as _;
use edge_node::admin::operate::{self, Operate};
use mimalloc::MiMalloc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tracing_subscriber::EnvFilter;

/// Each request makes some hundred pieces and gives them back, a tenth of the node's time with the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let ansi = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(ansi).with_writer(std::io::stderr).init();
    let mut words = std::env::args_os().skip(1).peekable();
    if words.next_if(|word| word == "operate").is_some() {
        let name = std::iter::once("edge-node operate".into());
        return operate::run(&Operate::parse_from(name.chain(words))).await;
    }
    let config = edge_node::config::Config::parse();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    };
    // Only a test that starts a node within itself needs to be told the address.
    let (ready, _) = oneshot::channel();
    edge_node::run(config, ready, stop).await
}
