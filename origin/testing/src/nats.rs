//! A NATS server that can go away.

use std::process::{Child, Command, Stdio};

use api::event::STREAM;
use async_nats::jetstream::{self, consumer::pull};
use origin_platform::Stores;
use tempfile::TempDir;

use crate::{fresh_config, wait_until};

/// A NATS server that nobody else uses. It ends with the value.
pub struct Nats {
    port: u16,
    dir: TempDir,
    process: Option<Child>,
}

impl Nats {
    /// A place for a server that does not run yet.
    ///
    /// # Panics
    /// If no port is free.
    pub fn reserve() -> Self {
        Self { port: ports::free_port(), dir: tempfile::tempdir().expect("a directory"), process: None }
    }

    /// A server that runs.
    ///
    /// # Panics
    /// If it cannot be started.
    pub async fn started() -> Self {
        let mut nats = Self::reserve();
        nats.start().await;
        nats
    }

    /// Starts the server and waits until it answers.
    ///
    /// # Panics
    /// If `nats-server` is not installed.
    pub async fn start(&mut self) {
        let process = Command::new("nats-server")
            .args(["-js", "-a", "127.0.0.1", "-p", &self.port.to_string(), "-sd"])
            .arg(self.dir.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("nats-server is installed");
        self.process = Some(process);
        let port = self.port;
        wait_until("NATS answers", async || tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok()).await;
    }

    /// Kills the server. What it has stored stays.
    ///
    /// # Panics
    /// If the process is not ours.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("our own process");
            process.wait().expect("our own process");
        }
    }

    /// Fresh stores whose NATS is this one.
    ///
    /// # Panics
    /// As [`fresh_config`].
    pub async fn stores(&self) -> Stores {
        let mut config = fresh_config().await;
        config.nats_url = format!("nats://127.0.0.1:{}", self.port);
        config.database_connections = 10;
        Stores::connect(&config).await.expect("addresses of our own making")
    }

    /// The ids of all messages on the stream, in order.
    ///
    /// # Panics
    /// If there is no stream.
    pub async fn message_ids(&self, stores: &Stores) -> Vec<String> {
        let stream = jetstream::new(stores.nats.clone()).get_stream(STREAM).await.expect("the stream is there");
        let last = stream.cached_info().state.last_sequence;
        let mut ids = Vec::new();
        for sequence in 1..=last {
            let message = stream.get_raw_message(sequence).await.expect("nothing is removed");
            let id = message.headers.get(async_nats::header::NATS_MESSAGE_ID).expect("events have ids");
            ids.push(id.as_str().to_owned());
        }
        ids
    }

    /// How many messages a consumer has not acknowledged; many while it does not exist.
    pub async fn unsettled(&self, stores: &Stores, consumer: &str) -> u64 {
        let jetstream = jetstream::new(stores.nats.clone());
        let consumer = jetstream.get_consumer_from_stream::<pull::Config, _, _>(consumer, STREAM).await;
        let Ok(consumer) = consumer else { return u64::MAX };
        let info = consumer.cached_info();
        info.num_pending + info.num_ack_pending as u64
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}
