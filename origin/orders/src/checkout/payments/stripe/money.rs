//! Capture, void and refund.

use domain::Money;
use uuid::Uuid;

use super::authorisation::drop_intent;
use super::calls::Api;
use super::client::{CallError, StripeRejection};
use super::intents::Decision;
use super::wire::{Intent, List, Status};
use super::{Stripe, refused, unexpected, wire};
use crate::checkout::payments::answer::{NoAnswer, ProviderError, Refund};

/// How much Stripe keeps of one value of metadata.
const MAX_REASON_LENGTH: usize = 500;

const NOTHING_HELD: &str = "Nothing is held for this payment.";

impl Stripe {
    pub(in crate::checkout::payments) async fn capture(
        &self,
        payment: Uuid,
        amount: Money,
        capture_id: Uuid,
    ) -> Result<(), ProviderError> {
        let Some((api, name)) = self.authorised_intent(payment).await? else { return refused(NOTHING_HELD) };
        let form = [("amount_to_capture", amount.minor.to_string())];
        let path = format!("/v1/payment_intents/{name}/capture");
        let intent = api.intent(&name).await?;
        if intent.status == Status::RequiresCapture && intent.money(0)?.currency != amount.currency {
            return refused("The payment is in another currency.");
        }
        let intent = match intent.status {
            Status::RequiresCapture => match api.post::<Intent>(&path, &form, &format!("capture-{capture_id}")).await {
                Ok(intent) => intent,
                Err(CallError::NoAnswer) => return Err(NoAnswer.into()),
                Err(CallError::Refused(rejection)) => {
                    let intent = api.intent(&name).await?;
                    if intent.status == Status::RequiresCapture {
                        return refused(&capture_refused(&rejection));
                    }
                    intent
                }
            },
            _ => intent,
        };
        // A payment is captured once, so what was captured is this capture or another in its place.
        match intent.status {
            Status::Succeeded if intent.amount_received == amount.minor => Ok(()),
            Status::Succeeded => refused("The payment was captured before, with another amount."),
            Status::Canceled => refused("The payment was voided, or held for longer than the bank allows."),
            _ => refused(NOTHING_HELD),
        }
    }

    pub(in crate::checkout::payments) async fn void(&self, payment: Uuid) -> Result<(), ProviderError> {
        let Some((api, name)) = self.authorised_intent(payment).await? else { return refused(NOTHING_HELD) };
        match drop_intent(&api, payment, &name).await? {
            Status::Canceled => Ok(()),
            Status::Succeeded => refused("The payment was captured already: refund it instead."),
            _ => Err(NoAnswer.into()),
        }
    }

    pub(in crate::checkout::payments) async fn refund(
        &self,
        payment: Uuid,
        refund: Uuid,
        amount: Money,
        reason: &str,
    ) -> Result<Refund, ProviderError> {
        let Some((api, name)) = self.authorised_intent(payment).await? else {
            return refused("Nothing was captured for this payment.");
        };
        // Stripe forgets idempotency keys after a day. What it keeps is the refund with our id.
        let known = refunds(&api, &name).await?.into_iter().find(|one| one.metadata.refund == Some(refund));
        let made = match known {
            Some(made) => made,
            None => {
                let form = [
                    ("payment_intent", name),
                    ("amount", amount.minor.to_string()),
                    ("metadata[refund]", refund.to_string()),
                    ("metadata[payment]", payment.to_string()),
                    ("metadata[reason]", reason.chars().take(MAX_REASON_LENGTH).collect()),
                ];
                match api.post("/v1/refunds", &form, &format!("refund-{refund}")).await {
                    Ok(made) => made,
                    Err(CallError::NoAnswer) => return Err(NoAnswer.into()),
                    Err(CallError::Refused(rejection)) => return refused(&refund_refused(&rejection)),
                }
            }
        };
        if made.amount != amount.minor {
            return refused("This refund was made before, with another amount.");
        }
        match made.status {
            wire::RefundStatus::Succeeded => Ok(Refund { reference: made.id, done: true }),
            wire::RefundStatus::Pending => Ok(Refund { reference: made.id, done: false }),
            wire::RefundStatus::Failed => {
                refused("The shopper’s bank did not take the money back: pay it another way.")
            }
        }
    }

    /// The intent of a payment that was authorised, and how its account is asked.
    async fn authorised_intent(&self, payment: Uuid) -> Result<Option<(Api<'_>, String)>, NoAnswer> {
        let known = self.0.intents.find(payment).await?;
        let Some(known) = known.filter(|known| known.decided == Some(Decision::Authorised)) else { return Ok(None) };
        let Some(name) = known.intent.clone() else { return Ok(None) };
        Ok(Some((self.api_of_payment(payment, &known).await?, name)))
    }
}

/// How much was given back or is on its way, in minor units.
pub(super) async fn refunded(api: &Api<'_>, intent: &str) -> Result<i64, NoAnswer> {
    let counts = |one: &&wire::Refund| one.status != wire::RefundStatus::Failed && !one.is_release();
    Ok(refunds(api, intent).await?.iter().filter(counts).map(|one| one.amount).sum())
}

async fn refunds(api: &Api<'_>, intent: &str) -> Result<Vec<wire::Refund>, NoAnswer> {
    let mut all: Vec<wire::Refund> = Vec::new();
    loop {
        let mut query = vec![("payment_intent", intent.to_owned()), ("limit", "100".to_owned())];
        query.extend(all.last().map(|last| ("starting_after", last.id.clone())));
        let page: List<wire::Refund> = api.get("/v1/refunds", &query).await.map_err(unexpected)?;
        let more = page.has_more && !page.data.is_empty();
        all.extend(page.data);
        if !more {
            return Ok(all);
        }
    }
}

fn capture_refused(rejection: &StripeRejection) -> String {
    match rejection.code.as_deref() {
        Some("amount_too_large") => "That is more than is held.".to_owned(),
        _ => format!("Stripe does not capture this amount ({rejection})."),
    }
}

fn refund_refused(rejection: &StripeRejection) -> String {
    match rejection.code.as_deref() {
        Some("charge_already_refunded") => "All of it was refunded before.".to_owned(),
        Some("charge_disputed") => {
            "The shopper’s bank is taking the money back already: it must not be refunded.".to_owned()
        }
        _ => format!("Stripe does not refund this amount, which may be more than is left ({rejection})."),
    }
}
