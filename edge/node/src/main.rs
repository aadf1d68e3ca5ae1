//! The `edge-node` program.

use clap::Parser as _;
use edge_node::admin::operate::{self, Operate};
use mimalloc::MiMalloc;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Each request makes some hundred pieces and gives them back, a tenth of the node's time with the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> anyhow::Result<()> {
    // Before there are threads, for each begins with memory of its own, of which it then has the first two MiB at once:
    // the allocator asks for huge pages, and what a node holds is many small things. Without them it holds 11 MiB less.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        // It serves as well, from more memory.
        eprintln!("huge pages cannot be left out: {error}");
    }
    run()
}

#[tokio::main]
async fn run() -> anyhow::Result<()> {
    let mut words = std::env::args_os().skip(1).peekable();
    if words.next_if(|word| word == "operate").is_some() {
        drop(telemetry::start("edge-node", None));
        let name = std::iter::once("edge-node operate".into());
        return operate::run(&Operate::parse_from(name.chain(words))).await;
    }
    let config = edge_node::config::Config::parse();
    let telemetry = telemetry::start("edge-node", edge_node::traces::settings(&config)?);
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
    let ended = edge_node::run(config, ready, stop).await;
    telemetry.finish().await;
    ended
}
