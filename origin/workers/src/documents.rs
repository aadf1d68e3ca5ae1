//! Issues invoices and credit notes.

use std::time::Duration;

use api::event::{ORDER_PAID, ORDER_REFUNDED, OrderPaid, OrderRefunded};
use origin_documents::Merchant;
use origin_orders::orders::documents::{Issuing, issue_credit_note, issue_due, issue_invoice};
use origin_platform::Stores;

use crate::consumer::{self, Failed, Handler, Received, Subscription, Trouble};
use crate::shutdown::Shutdown;

const PAID: Subscription = Subscription { name: "invoices", subject: ORDER_PAID, most: 1 };
const REFUNDED: Subscription = Subscription { name: "credit_notes", subject: ORDER_REFUNDED, most: 1 };

/// How often what events missed is looked for.
const EACH: Duration = Duration::from_secs(5 * 60);

/// Issues documents until the worker shall end.
pub(crate) async fn run(stores: Stores, merchant: Merchant, shutdown: Shutdown) {
    let (invoices, credit_notes) =
        (Invoices(stores.clone(), merchant.clone()), CreditNotes(stores.clone(), merchant.clone()));
    tokio::join!(
        consumer::run(stores.clone(), PAID, &invoices, shutdown.clone()),
        consumer::run(stores.clone(), REFUNDED, &credit_notes, shutdown.clone()),
        look_for_missed(stores.clone(), merchant, shutdown),
    );
}

async fn look_for_missed(stores: Stores, merchant: Merchant, mut shutdown: Shutdown) {
    loop {
        match issue_due(&stores.db, &merchant).await {
            Ok(0) => {}
            Ok(issued) => tracing::info!(issued, "issued documents that events had missed"),
            Err(error) => tracing::warn!(error = format!("{error:#}"), "documents are missing; trying again"),
        }
        if !shutdown.pause(EACH).await {
            return;
        }
    }
}

struct Invoices(Stores, Merchant);

impl Handler for Invoices {
    type Data = OrderPaid;

    async fn handle(&self, events: &[Received<OrderPaid>]) -> Result<(), Failed> {
        for Received { data, .. } in events {
            outcome(issue_invoice(&self.0.db, data.order, &self.1).await?)?;
        }
        Ok(())
    }
}

struct CreditNotes(Stores, Merchant);

impl Handler for CreditNotes {
    type Data = OrderRefunded;

    async fn handle(&self, events: &[Received<OrderRefunded>]) -> Result<(), Failed> {
        for Received { data, .. } in events {
            outcome(issue_credit_note(&self.0.db, data.refund, &self.1).await?)?;
        }
        Ok(())
    }
}

fn outcome(issuing: Issuing) -> Result<(), Trouble> {
    match issuing {
        // What is not due is found by the clock when it is.
        Issuing::Issued(_) | Issuing::Before | Issuing::NotDue => Ok(()),
        Issuing::Never => {
            let reason =
                "there is no such order or refund, or the parts of its price were not kept; write the document by hand";
            Err(Trouble::Never(reason.to_owned()))
        }
    }
}
