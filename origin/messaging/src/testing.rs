//! What the tests of this crate share.

use api::event::{PRODUCT_CHANGED, ProductChanged};
use domain::ProductId;
use origin_platform::Stores;
use tokio::sync::watch;
use uuid::Uuid;

use crate::Shutdown;
use crate::outbox::{self, NewEvent};

/// A shutdown and what asks for it.
pub(crate) fn stopped() -> (watch::Sender<bool>, Shutdown) {
    let (stop, stopped) = watch::channel(false);
    (stop, Shutdown::new(stopped))
}

/// Records events of as many products, in one transaction.
pub(crate) async fn record(stores: &Stores, count: usize) {
    let event = |_| NewEvent::new(PRODUCT_CHANGED, Vec::new(), &ProductChanged { product: ProductId(Uuid::now_v7()) });
    let events: Vec<NewEvent> = (0..count).map(event).collect();
    let mut tx = stores.db.begin().await.expect("PostgreSQL is up");
    outbox::record(&mut tx, &events).await.expect("PostgreSQL is up");
    tx.commit().await.expect("PostgreSQL is up");
}
