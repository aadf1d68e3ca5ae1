//! Getting an amount authorised, and giving up a payment that was not.

use domain::Money;
use uuid::Uuid;

use super::cards::not_theirs;
use super::client::{CallError, StripeRejection};
use super::intents::{Decision, Remembered};
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
            None => match self.create(payment, amount, source, self.0.intents.books().await?).await {
                Ok(intent) => (self.0.intents.remember(payment, &intent.id).await?, Some(intent)),
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
        // Another request may have been faster and made another intent; that one counts.
        let intent = match intent.filter(|intent| intent.id == *name) {
            Some(intent) => intent,
            None => self.intent(name).await?,
        };
        if intent.status != Status::RequiresConfirmation || known.decided.is_some() {
            return self.conclude(payment, &intent, None).await?.ok_or(NoAnswer);
        }
        match self.confirm(payment, name, return_url).await {
            Ok(intent) => self.conclude(payment, &intent, None).await?.ok_or(NoAnswer),
            Err(CallError::NoAnswer) => Err(NoAnswer),
            Err(CallError::Refused(rejection)) => {
                let intent = self.intent(name).await?;
                self.conclude(payment, &intent, Some(&rejection)).await?.ok_or(NoAnswer)
            }
        }
    }

    pub(in crate::checkout::payments) async fn cancel(&self, payment: Uuid) -> Result<Outcome, NoAnswer> {
        let known = match self.0.intents.find(payment).await? {
            Some(known) => known,
            None => self.0.intents.give_up(payment).await?,
        };
        let Remembered { intent: Some(name), .. } = known else { return Ok(declined_outcome(TOO_LATE)) };
        let intent = self.intent(&name).await?;
        match intent.status {
            Status::RequiresConfirmation | Status::RequiresAction => {
                if self.0.intents.decide(payment, Decision::Cancelled).await? == Decision::Cancelled {
                    self.release(payment, &name).await?;
                    return Ok(declined_outcome(TOO_LATE));
                }
                // It was authorised first: what Stripe said is older than that.
                Err(NoAnswer)
            }
            _ => match self.conclude(payment, &intent, None).await? {
                Some(Authorisation::Settled(outcome)) => Ok(outcome),
                _ => Err(NoAnswer),
            },
        }
    }

    async fn create(
        &self,
        payment: Uuid,
        amount: Money,
        source: PaymentSource<'_>,
        books: Uuid,
    ) -> Result<Intent, CallError> {
        if let Some(Owner::Is(owner)) = source.owner
            && !self.is_of(source.token, owner).await.map_err(|NoAnswer| CallError::NoAnswer)?
        {
            return Err(CallError::Refused(not_theirs()));
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
        self.0.client.post("/v1/payment_intents", &form, &key).await
    }

    async fn confirm(&self, payment: Uuid, intent: &str, return_url: Option<&str>) -> Result<Intent, CallError> {
        let form: Vec<_> = return_url.map(|url| ("return_url", url.to_owned())).into_iter().collect();
        let path = format!("/v1/payment_intents/{intent}/confirm");
        self.0.client.post(&path, &form, &format!("payment-{payment}-confirm")).await
    }

    /// What an intent's state means for its payment; none if it was never confirmed and so may be
    /// still. Decides, and carries the decision out where that was not finished.
    pub(super) async fn conclude(
        &self,
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
                    self.release(payment, &intent.id).await?;
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
                    self.release(payment, &intent.id).await?;
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
                        self.release(payment, &intent.id).await?;
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
    async fn release(&self, payment: Uuid, intent: &str) -> Result<(), NoAnswer> {
        match self.drop_intent(payment, intent).await? {
            Status::Canceled => Ok(()),
            state => {
                tracing::error!(payment.id = %payment, ?state, "Stripe keeps a payment that was declined or given up");
                Err(NoAnswer)
            }
        }
    }

    /// Cancels an intent if it can be; returns its state then.
    pub(super) async fn drop_intent(&self, payment: Uuid, intent: &str) -> Result<Status, NoAnswer> {
        let current = self.intent(intent).await?.status;
        if current == Status::Canceled {
            return Ok(current);
        }
        let path = format!("/v1/payment_intents/{intent}/cancel");
        match self.0.client.post::<Intent>(&path, &[], &format!("payment-{payment}-cancel-{current:?}")).await {
            Ok(intent) => Ok(intent.status),
            Err(CallError::NoAnswer) => Err(NoAnswer),
            Err(CallError::Refused(_)) => Ok(self.intent(intent).await?.status),
        }
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
