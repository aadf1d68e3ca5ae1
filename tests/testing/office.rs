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
        let address = format!("127.0.0.1:{}", free_port());
        let mut command = serve(self.folder.path(), &self.config, free_port(), &self.environment);
        let process = Process::start("origin-office", self.folder.path(), command.env("OFFICE_LISTEN", &address));
        let office = format!("http://{address}");
        let staff = Shopper::new(&office);
        eventually("the office", async || staff.try_get("/admin/sign-in").await.filter(|reply| reply.status == 200))
            .await;
        (office, process)
    }
}
