//! Issues invoices and credit notes.

use std::time::Duration;

use anyhow::Context as _;
use api::event::{ORDER_PAID, ORDER_REFUNDED, OrderPaid, OrderRefunded};
use origin_documents::Merchant;
use origin_messaging::{BatchError, Handler, HandlerError, Job, Received, Subscription};
use origin_platform::Stores;

use crate::fulfilment::documents::{Issuing, issue_credit_note, issue_due, issue_invoice, issue_released};

/// The jobs' name.
const NAME: &str = "documents";

const PAID: Subscription = Subscription { name: "invoices", subject: ORDER_PAID, max_batch: 1 };
const REFUNDED: Subscription = Subscription { name: "credit_notes", subject: ORDER_REFUNDED, max_batch: 1 };

/// How often what events missed is looked for.
const EVERY: Duration = Duration::from_secs(5 * 60);

/// The jobs that issue documents in the name of `merchant`: two by events, and one that finds what these missed.
pub fn documents(stores: &Stores, merchant: &Merchant) -> Vec<Job> {
    let (invoices, credit_notes) =
        (Invoices(stores.clone(), merchant.clone()), CreditNotes(stores.clone(), merchant.clone()));
    let missed = (stores.clone(), merchant.clone());
    vec![
        Job::on_events(NAME, stores.clone(), PAID, invoices),
        Job::on_events(NAME, stores.clone(), REFUNDED, credit_notes),
        Job::by_the_clock(NAME, EVERY, move |_| {
            let (stores, merchant) = missed.clone();
            async move {
                let issued = issue_due(&stores.db, &merchant).await.context("documents are missing")?;
                if issued > 0 {
                    tracing::info!(issued, "issued documents that events had missed");
                }
                Ok(())
            }
        }),
    ]
}

struct Invoices(Stores, Merchant);

impl Handler for Invoices {
    type Data = OrderPaid;

    async fn handle(&self, events: &[Received<OrderPaid>]) -> Result<(), BatchError> {
        for Received { data, .. } in events {
            outcome(issue_invoice(&self.0.db, data.order, &self.1).await?)?;
            issue_released(&self.0.db, data.order, &self.1).await?;
        }
        Ok(())
    }
}

struct CreditNotes(Stores, Merchant);

impl Handler for CreditNotes {
    type Data = OrderRefunded;

    async fn handle(&self, events: &[Received<OrderRefunded>]) -> Result<(), BatchError> {
        for Received { data, .. } in events {
            outcome(issue_credit_note(&self.0.db, data.refund, &self.1).await?)?;
        }
        Ok(())
    }
}

fn outcome(issuing: Issuing) -> Result<(), HandlerError> {
    match issuing {
        // What is not due is found by the clock when it is.
        Issuing::Issued(_) | Issuing::Before | Issuing::NotDue => Ok(()),
        Issuing::Never => {
            let reason =
                "there is no such order or refund, or the parts of its price were not kept; write the document by hand";
            Err(HandlerError::Permanent(reason.to_owned()))
        }
    }
}
