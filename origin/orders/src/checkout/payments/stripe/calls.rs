//! Calls of the API with the keys of one account.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::client::{CallError, Client};
use super::intents::Remembered;
use super::keys::Keys;
use super::wire::Intent;
use super::{Stripe, unexpected};
use crate::checkout::payments::answer::NoAnswer;

/// The API, as one account is asked.
pub struct Api<'a> {
    client: &'a Client,
    keys: Arc<Keys>,
    /// The account, if its keys were given in the office; none if they are those of the operator's file.
    pub account: Option<Arc<str>>,
}

impl Api<'_> {
    /// What pages name the account by.
    pub fn publishable_key(&self) -> Option<String> {
        self.keys.publishable_key.clone()
    }

    /// What its hooks are signed with.
    pub fn webhook_secrets(&self) -> &[String] {
        &self.keys.webhook_secrets
    }

    /// Whether money moves.
    pub fn is_live(&self) -> bool {
        self.keys.secret_keys.iter().any(|key| key.starts_with("sk_live_") || key.starts_with("rk_live_"))
    }

    /// Reads something.
    pub async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, String)]) -> Result<T, CallError> {
        self.client.get(&self.keys, path, query).await
    }

    /// Does something, once for each `key`.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, String)],
        key: &str,
    ) -> Result<T, CallError> {
        self.client.post(&self.keys, path, form, key).await
    }

    /// Deletes something.
    pub async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        self.client.delete(&self.keys, path).await
    }

    /// An intent of ours.
    pub async fn intent(&self, name: &str) -> Result<Intent, NoAnswer> {
        self.get(&format!("/v1/payment_intents/{name}"), &[]).await.map_err(unexpected)
    }
}

impl Stripe {
    /// As new payments are asked for; none if there are no keys.
    pub(super) async fn api(&self) -> Option<Api<'_>> {
        self.apis().await.into_iter().next().filter(|(_, is_current)| *is_current).map(|(api, _)| api)
    }

    /// Every account that is known, and whether new payments go through it: the operator's first, then that of the office.
    pub(super) async fn apis(&self) -> Vec<(Api<'_>, bool)> {
        let client = &self.0.client;
        let mut all = Vec::new();
        if let Some(file) = &self.0.file {
            all.push((Api { client, keys: file.current(), account: None }, true));
        }
        if let Some(office) = &self.0.office {
            let has_file = !all.is_empty();
            all.extend(office.current().await.accounts.iter().map(|account| {
                let (keys, name) = (Arc::clone(&account.keys), Arc::clone(&account.name));
                (Api { client, keys, account: Some(name) }, account.is_current && !has_file)
            }));
        }
        all
    }

    /// As the account is asked that something was made in.
    ///
    /// # Errors
    /// If its keys are not here.
    pub(super) async fn api_of(&self, account: Option<&str>) -> Result<Api<'_>, NoAnswer> {
        let mut all: Vec<Api<'_>> = self.apis().await.into_iter().map(|(api, _)| api).collect();
        // What was made by the keys of a file that is gone, in whichever account that was, is looked for in the first.
        let at = all.iter().position(|api| api.account.as_deref() == account);
        match at.or((account.is_none() && !all.is_empty()).then_some(0)) {
            Some(at) => Ok(all.swap_remove(at)),
            None => {
                tracing::error!(account, "a payment waits for the keys of the account at Stripe that it was made in");
                Err(NoAnswer)
            }
        }
    }

    /// As the account is asked that a Customer was made in. One that was made by the keys of a file that is gone is looked
    /// for in each account.
    ///
    /// # Errors
    /// If its keys are not here.
    pub(super) async fn api_of_owner(&self, owner: &str, account: Option<&str>) -> Result<Api<'_>, NoAnswer> {
        if account.is_none() && self.0.file.is_none() {
            for (api, _) in self.apis().await {
                match api.get::<serde::de::IgnoredAny>(&format!("/v1/customers/{owner}"), &[]).await {
                    Ok(_) => return Ok(api),
                    Err(CallError::Refused(rejection)) if rejection.is_missing() => {}
                    // The key of one may have been taken back at Stripe; another is asked.
                    Err(error) => {
                        let NoAnswer = unexpected(error);
                    }
                }
            }
        }
        self.api_of(account).await
    }

    /// As the account is asked that a payment was begun in. One that was begun by the keys of a file that is gone is looked
    /// for in each account, and it is noted where it is.
    ///
    /// # Errors
    /// If its keys are not here, or Stripe does not answer.
    pub(super) async fn api_of_payment(&self, payment: Uuid, known: &Remembered) -> Result<Api<'_>, NoAnswer> {
        let (None, None, Some(intent)) = (&known.account, &self.0.file, &known.intent) else {
            return self.api_of(known.account.as_deref()).await;
        };
        let all = self.apis().await;
        if all.len() == 1 {
            return self.api_of(None).await;
        }
        // The key of one may have been taken back at Stripe; the intent is in a single account, so the others are asked.
        let mut failed = false;
        for (api, _) in all {
            match api.get::<Intent>(&format!("/v1/payment_intents/{intent}"), &[]).await {
                Ok(_) => {
                    self.0.intents.note_account(payment, api.account.as_deref()).await?;
                    return Ok(api);
                }
                Err(CallError::Refused(rejection)) if rejection.is_missing() => {}
                Err(error) => {
                    failed = true;
                    let NoAnswer = unexpected(error);
                }
            }
        }
        if !failed {
            tracing::error!(payment.id = %payment, "no account at Stripe whose keys are here knows a payment of ours");
        }
        Err(NoAnswer)
    }
}
