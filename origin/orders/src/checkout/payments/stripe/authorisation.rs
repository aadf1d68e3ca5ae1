//! Getting an amount authorised, and giving up a payment that was not.

use std::sync::Arc;

use domain::Money;
use uuid::Uuid;

use super::calls::Api;
use super::cards::is_of;
use super::client::{CallError, StripeRejection};
use super::intents::Decision;
use super::wire::{Intent, Status};
use super::{Stripe, decline};
use crate::checkout::payments::answer::{Action, Authorisation, ClientSecret, NoAnswer, Outcome};
use crate::checkout::payments::source::{Owner, PaymentSource};

/// Why a payment that nobody finished is declined.
const TOO_LATE: &str = "it was not completed in time";

impl Stripe {
    pub(in crate::checkout::payments) async fn authorise(
        &self,
        payment: Uuid,
        amount: Money,
        source: PaymentSource<'_>,
        return_url: Option<&str>,
    ) -> Result<Authorisation, NoAnswer> {
        let (known, intent) = match self.0.intents.find(payment).await? {
            Some(known) => (known, None),
            None => match self.create(payment, amount, source).await {
                Ok((intent, account)) => {
                    (self.0.intents.remember(payment, &intent.id, account.as_deref()).await?, Some(intent))
                }
                Err(CallError::NoAnswer) => return Err(NoAnswer),
                Err(CallError::Refused(rejection)) => {
                    // Nothing was charged. Should a repeat get further, it finds this.
                    let known = self.0.intents.give_up(payment).await?;
                    if known.intent.is_none() {
                        return Ok(declined(decline::sentence(&rejection)));
                    }
                    (known, None)
                }
            },
        };
        let Some(name) = &known.intent else { return Ok(declined(TOO_LATE)) };
        let api = self.api_of_payment(payment, &known).await?;
        // Another request may have been faster and made another intent; that one counts.
        let intent = match intent.filter(|intent| intent.id == *name) {
            Some(intent) => intent,
            None => api.intent(name).await?,
        };
        if intent.status != Status::RequiresConfirmation || known.decided.is_some() {
            return self.conclude(&api, payment, &intent, None).await?.ok_or(NoAnswer);
        }
        match confirm(&api, payment, name, return_url).await {
            Ok(intent) => self.conclude(&api, payment, &intent, None).await?.ok_or(NoAnswer),
            Err(CallError::NoAnswer) => Err(NoAnswer),
            Err(CallError::Refused(rejection)) => {
                let intent = api.intent(name).await?;
                self.conclude(&api, payment, &intent, Some(&rejection)).await?.ok_or(NoAnswer)
            }
        }
    }

    pub(in crate::checkout::payments) async fn cancel(&self, payment: Uuid) -> Result<Outcome, NoAnswer> {
        let known = match self.0.intents.find(payment).await? {
            Some(known) => known,
            None => self.0.intents.give_up(payment).await?,
        };
        let Some(name) = &known.intent else { return Ok(declined_outcome(TOO_LATE)) };
        let api = self.api_of_payment(payment, &known).await?;
        let intent = api.intent(name).await?;
        match intent.status {
            Status::RequiresConfirmation | Status::RequiresAction => {
                if self.0.intents.decide(payment, Decision::Cancelled).await? == Decision::Cancelled {
                    self.release(&api, payment, name).await?;
                    return Ok(declined_outcome(TOO_LATE));
                }
                // It was authorised first: what Stripe said is older than that.
                Err(NoAnswer)
            }
            _ => match self.conclude(&api, payment, &intent, None).await? {
                Some(Authorisation::Settled(outcome)) => Ok(outcome),
                _ => Err(NoAnswer),
            },
        }
    }

    /// A new intent, and the account that it is in.
    async fn create(
        &self,
        payment: Uuid,
        amount: Money,
        source: PaymentSource<'_>,
    ) -> Result<(Intent, Option<Arc<str>>), CallError> {
        let books = self.0.intents.books().await.map_err(|NoAnswer| CallError::NoAnswer)?;
        // Somebody may have taken the keys away since the shopper was asked: then nothing is charged.
        let api = self.api().await.ok_or_else(|| CallError::Refused(StripeRejection::default()))?;
        if let Some(Owner::Is(owner)) = source.owner
            && !is_of(&api, source.token, owner).await.map_err(|NoAnswer| CallError::NoAnswer)?
        {
            return Err(CallError::Refused(StripeRejection::missing()));
        }
        // Whether a card is kept may differ from one try to the next, and a key is for one request alone.
        let (owner, key) = match source.owner {
            None => (Vec::new(), format!("payment-{payment}-create")),
            Some(Owner::Becomes(owner)) => (
                vec![("customer", owner.to_owned()), ("setup_future_usage", "on_session".to_owned())],
                format!("payment-{payment}-create-keep"),
            ),
            Some(Owner::Is(owner)) => (
                vec![
                    ("customer", owner.to_owned()),
                    ("payment_method_options[card][request_three_d_secure]", "any".to_owned()),
                ],
                format!("payment-{payment}-create-kept"),
            ),
        };
        let form = [
            ("amount", amount.minor.to_string()),
            ("currency", amount.currency.code().to_lowercase()),
            ("capture_method", "manual".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("payment_method", source.token.to_owned()),
            ("metadata[payment]", payment.to_string()),
            ("metadata[books]", books.to_string()),
        ];
        let form: Vec<_> = form.into_iter().chain(owner).collect();
        Ok((api.post("/v1/payment_intents", &form, &key).await?, api.account))
    }

    /// What an intent's state means for its payment; none if it was never confirmed and so may be
    /// still. Decides, and carries the decision out where that was not finished.
    pub(super) async fn conclude(
        &self,
        api: &Api<'_>,
        payment: Uuid,
        intent: &Intent,
        rejection: Option<&StripeRejection>,
    ) -> Result<Option<Authorisation>, NoAnswer> {
        let reference = || intent.id.clone();
        let authorised = || Authorisation::Settled(Outcome::Authorised { reference: reference() });
        let decide = |wanted| self.0.intents.decide(payment, wanted);
        let reason = || {
            let said = rejection.or(intent.last_payment_error.as_ref());
            said.map_or(TOO_LATE, decline::sentence)
        };
        Ok(Some(match intent.status {
            Status::RequiresCapture | Status::Succeeded => match decide(Decision::Authorised).await? {
                Decision::Authorised => authorised(),
                Decision::Cancelled => {
                    self.release(api, payment, &intent.id).await?;
                    declined(reason())
                }
            },
            Status::Canceled => match decide(Decision::Cancelled).await? {
                // Voided, or held for longer than the bank allows.
                Decision::Authorised => authorised(),
                Decision::Cancelled => declined(reason()),
            },
            // Declined, or not confirmed by the shopper. Stripe would take another card for the same
            // intent; a payment of ours is over.
            Status::RequiresPaymentMethod => match decide(Decision::Cancelled).await? {
                Decision::Authorised => return Err(NoAnswer),
                Decision::Cancelled => {
                    self.release(api, payment, &intent.id).await?;
                    declined(reason())
                }
            },
            Status::RequiresAction => Authorisation::ActionRequired { reference: reference(), action: action(intent)? },
            Status::Processing => Authorisation::Pending { reference: reference() },
            Status::RequiresConfirmation => {
                let decided = match rejection {
                    Some(_) => Some(decide(Decision::Cancelled).await?),
                    None => self.0.intents.find(payment).await?.and_then(|known| known.decided),
                };
                match decided {
                    None => return Ok(None),
                    Some(Decision::Authorised) => return Err(NoAnswer),
                    Some(Decision::Cancelled) => {
                        self.release(api, payment, &intent.id).await?;
                        declined(reason())
                    }
                }
            }
            Status::Other => {
                tracing::error!(payment.id = %payment, "Stripe reports a state of the payment that we do not know");
                return Err(NoAnswer);
            }
        }))
    }

    /// Makes Stripe drop an intent that was decided against. Dropping it again is fine.
    async fn release(&self, api: &Api<'_>, payment: Uuid, intent: &str) -> Result<(), NoAnswer> {
        match drop_intent(api, payment, intent).await? {
            Status::Canceled => Ok(()),
            state => {
                tracing::error!(payment.id = %payment, ?state, "Stripe keeps a payment that was declined or given up");
                Err(NoAnswer)
            }
        }
    }
}

async fn confirm(api: &Api<'_>, payment: Uuid, intent: &str, return_url: Option<&str>) -> Result<Intent, CallError> {
    let form: Vec<_> = return_url.map(|url| ("return_url", url.to_owned())).into_iter().collect();
    let path = format!("/v1/payment_intents/{intent}/confirm");
    api.post(&path, &form, &format!("payment-{payment}-confirm")).await
}

/// Cancels an intent if it can be; returns its state then.
pub(super) async fn drop_intent(api: &Api<'_>, payment: Uuid, intent: &str) -> Result<Status, NoAnswer> {
    let current = api.intent(intent).await?.status;
    if current == Status::Canceled {
        return Ok(current);
    }
    let path = format!("/v1/payment_intents/{intent}/cancel");
    match api.post::<Intent>(&path, &[], &format!("payment-{payment}-cancel-{current:?}")).await {
        Ok(intent) => Ok(intent.status),
        Err(CallError::NoAnswer) => Err(NoAnswer),
        Err(CallError::Refused(_)) => Ok(api.intent(intent).await?.status),
    }
}

fn action(intent: &Intent) -> Result<Action, NoAnswer> {
    let redirect = intent.next_action.as_ref().and_then(|next| next.redirect_to_url.as_ref());
    match (redirect, &intent.client_secret) {
        (Some(redirect), _) => Ok(Action::Redirect { url: redirect.url.clone() }),
        (None, Some(secret)) => Ok(Action::Script { client_secret: ClientSecret(secret.clone()) }),
        (None, None) => Err(NoAnswer),
    }
}

fn declined_outcome(reason: &str) -> Outcome {
    Outcome::Declined { reason: reason.to_owned() }
}

fn declined(reason: &str) -> Authorisation {
    Authorisation::Settled(declined_outcome(reason))
}
