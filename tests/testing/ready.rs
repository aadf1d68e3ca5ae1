//! Waiting until a shop serves.

use crate::containers::Containers;
use crate::{Shop, Shopper, eventually};

/// Waits until the edge node at this address has something to serve.
pub(crate) async fn edge_is_ready(address: &str) {
    let node = Shopper::new(address);
    eventually("the edge node", async || node.try_get("/_edge/ready").await.filter(|reply| reply.status == 200)).await;
}

/// The same of a process of the origin, asked without the edge.
async fn origin_is_ready(address: &str) {
    let origin = Shopper::new(address);
    eventually("the origin", async || origin.try_get("/health/ready").await.filter(|reply| reply.status == 200)).await;
}

impl Shop {
    /// Waits until edge and origin serve, whatever there is to be sold.
    pub(crate) async fn serves(&self) {
        for node in std::iter::once(&self.node).chain(&self.further_nodes) {
            edge_is_ready(node).await;
        }
        origin_is_ready(&self.origin).await;
        if Containers::of_tests().is_some() {
            // The load balancer has seen the edges of the journey before go.
            self.is_led_to_an_edge().await;
        }
    }

    /// Waits until all that is sold can be found and bought.
    pub(crate) async fn wait(&self) {
        self.serves().await;
        // Every event of the seeding has been handled: all that is sold can be put into a cart and found.
        eventually("the demo catalogue", async || {
            let waiting: i64 = sqlx::query_scalar("select count(*) from shop.outbox where published_at is null")
                .fetch_one(&self.stores.db)
                .await
                .ok()?;
            let sold: i64 = sqlx::query_scalar("select count(*) from orders.sellable_snapshots")
                .fetch_one(&self.stores.db)
                .await
                .ok()?;
            let variants: i64 =
                sqlx::query_scalar("select count(*) from catalog.variants").fetch_one(&self.stores.db).await.ok()?;
            (waiting == 0 && variants > 0 && sold == variants).then_some(())
        })
        .await;
        let shopper = self.shopper();
        eventually("the search index", async || {
            let found = shopper.try_get("/v1/search?q=mug").await?;
            (found.status == 200 && found.json()["total"].as_u64()? > 0).then_some(())
        })
        .await;
        self.quiet().await;
    }

    /// Waits until an origin that was started again serves, and the edge node has noticed: it looks once a second, and asks
    /// nobody whom it has found gone.
    ///
    /// # Panics
    /// If it does not within the time of [`eventually`].
    pub async fn origin_is_reached(&self) {
        origin_is_ready(&self.origin).await;
        let shopper = self.shopper();
        // No cache keeps carts: that there is none of this name is what the origin itself says.
        eventually("the way to the origin", async || {
            shopper.try_get("/v1/carts/0191f2c0-0000-7000-8000-00000000ca57").await.filter(|reply| reply.status == 404)
        })
        .await;
    }

    /// Waits until the edge node serves, and whoever stands before it has noticed.
    pub(crate) async fn edge_is_reached(&self) {
        edge_is_ready(&self.node).await;
        if self.perimeter.is_some() {
            self.is_led_to_an_edge().await;
        }
    }

    /// Waits until whoever stands before the edges leads a shopper to one.
    async fn is_led_to_an_edge(&self) {
        let shopper = self.shopper();
        eventually("the way to the edge", async || {
            shopper.try_get("/robots.txt").await.filter(|reply| reply.status == 200)
        })
        .await;
    }
}
