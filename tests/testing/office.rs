//! The office of a shop.

use ports::free_port;

use crate::programs::serve;
use crate::{Process, Shop, Shopper, eventually};

impl Shop {
    /// Starts one more process of the origin, which serves the office over the same stores; returns the office's address
    /// too.
    ///
    /// # Panics
    /// If it does not come up.
    pub async fn start_office(&self) -> (String, Process) {
        self.start_office_called("127.0.0.1").await
    }

    /// The same at an address with a name, where browsers have passkeys.
    ///
    /// # Panics
    /// If it does not come up.
    pub async fn start_named_office(&self) -> (String, Process) {
        self.start_office_called("localhost").await
    }

    async fn start_office_called(&self, host: &str) -> (String, Process) {
        let port = free_port();
        let (address, office) = (format!("127.0.0.1:{port}"), format!("http://{host}:{port}"));
        let mut command = serve(self.folder.path(), &self.config, free_port(), &self.environment);
        let process = Process::start(
            "origin-office",
            self.folder.path(),
            command.env("OFFICE_LISTEN", &address).env("ORIGIN_ADMIN_URL", &office),
        );
        let staff = Shopper::new(&format!("http://{address}"));
        eventually("the office", async || staff.try_get("/admin/sign-in").await.filter(|reply| reply.status == 200))
            .await;
        (office, process)
    }
}
