//! A provider, as it says of itself (OpenID Connect Discovery), and what is asked of it.
//!
//! What it says is remembered for a while, with its keys, and asked for again when a key is not known. It is never asked
//! in vain twice in a row: while it is down whoever comes is told so at once.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use api::problem::{Code, Problem};
use bytes::Bytes;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreGenderClaim, CoreGrantType,
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AdditionalProviderMetadata, AsyncHttpClient, AuthType, AuthorizationCode, EmptyAdditionalClaims,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IssuerUrl, JsonWebKeySetUrl,
    PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, SubjectIdentifier,
};
use origin_platform::{HttpClient, HttpError};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::config::{ProviderSettings, check_address};
use super::refused;

/// How long a provider may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(2);
/// More is no answer of one: a few addresses, a few keys.
const MAX_REPLY_BYTES: usize = 256 * 1024;
/// How long what it says of itself is not asked for again.
const FRESH: Duration = Duration::from_secs(60 * 60);
/// How long it is still used while it cannot be had anew.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a provider that did not answer is not asked again.
const BREAK: Duration = Duration::from_secs(10);
/// How often its keys are fetched for one that is not known, at most: strangers can name any.
const KEYS_EVERY: Duration = Duration::from_secs(30);

/// What providers say beside what everybody reads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct More {
    /// Whether it names itself when it sends the browser back (RFC 9207).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for More {}

/// What a provider says of itself, with its keys.
pub(super) type Metadata = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// The shop, as the client of a provider.
pub(super) type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// Something that is waited for. Boxed where the library's own types would have to be shown to be good for any lifetime.
pub(super) type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The client that the library calls by: the origin's own, with its bounds.
struct Http(HttpClient);

impl AsyncHttpClient<'_> for Http {
    type Error = HttpError;
    // It borrows nothing, so that it is good for any lifetime.
    type Future = Waiting<'static, Result<HttpResponse, HttpError>>;

    fn call(&self, request: HttpRequest) -> Self::Future {
        let client = self.0.clone();
        Box::pin(async move { Ok(client.send(request.map(Bytes::from)).await?.map(Vec::from)) })
    }
}

/// A provider.
pub(super) struct Provider {
    pub(super) settings: ProviderSettings,
    http: HttpClient,
    /// Where it sends browsers back to: a page of its own, so that no other can send them there.
    redirect: RedirectUrl,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Instant)>,
    /// When it last did not answer.
    failed: Option<Instant>,
    /// When its keys were last fetched by themselves.
    keys: Option<Instant>,
}

async fn discover(http: Http, issuer: IssuerUrl) -> anyhow::Result<Metadata> {
    Ok(Metadata::discover_async(issuer, &http).await?)
}

async fn fetch_keys(http: Http, place: JsonWebKeySetUrl) -> anyhow::Result<CoreJsonWebKeySet> {
    Ok(CoreJsonWebKeySet::fetch_async(&place, &http).await?)
}

/// Whether this moment was less than so long ago.
fn is_within(since: Option<Instant>, duration: Duration) -> bool {
    since.is_some_and(|since| since.elapsed() < duration)
}

impl Provider {
    /// A provider of a shop that is found at `public_url`. It is not asked yet.
    pub(super) fn new(settings: ProviderSettings, public_url: &str) -> anyhow::Result<Self> {
        let http = HttpClient::trusting(TIMEOUT, MAX_REPLY_BYTES, settings.authorities.as_deref())?;
        let redirect = RedirectUrl::new(format!("{public_url}/login/with/{}/return", settings.name))?;
        Ok(Self { settings, http, redirect, known: Mutex::default() })
    }

    /// What it says of itself, from not long ago.
    ///
    /// # Errors
    /// [`Code::OidcUnavailable`].
    pub(super) fn metadata(&self) -> Waiting<'_, Result<Arc<Metadata>, Problem>> {
        Box::pin(self.remembered_or_asked())
    }

    async fn remembered_or_asked(&self) -> Result<Arc<Metadata>, Problem> {
        // Of many at once one asks, and the others take what came of it.
        let mut known = self.known.lock().await;
        let kept = known.metadata.clone();
        if let Some((metadata, since)) = &kept
            && is_within(Some(*since), FRESH)
        {
            return Ok(Arc::clone(metadata));
        }
        let usable = kept.filter(|(_, since)| is_within(Some(*since), STALE)).map(|(metadata, _)| metadata);
        if is_within(known.failed, BREAK) {
            return usable.ok_or_else(|| self.unavailable());
        }
        match discover(Http(self.http.clone()), self.settings.issuer.clone())
            .await
            .and_then(|found| self.checked(found))
        {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *known =
                    Known { metadata: Some((Arc::clone(&metadata), Instant::now())), failed: None, keys: known.keys };
                Ok(metadata)
            }
            Err(error) => {
                known.failed = Some(Instant::now());
                self.note(&error);
                usable.ok_or_else(|| self.unavailable())
            }
        }
    }

    /// The same with its keys as they are now, for one that is not known; none if they were fetched just before.
    pub(super) async fn with_new_keys(&self, before: &Arc<Metadata>) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        // Somebody else may have fetched them meanwhile.
        if let Some((metadata, _)) = &known.metadata
            && !Arc::ptr_eq(metadata, before)
        {
            return Some(Arc::clone(metadata));
        }
        if is_within(known.keys, KEYS_EVERY) {
            return None;
        }
        known.keys = Some(Instant::now());
        match fetch_keys(Http(self.http.clone()), before.jwks_uri().clone()).await {
            Ok(keys) => {
                let metadata = Arc::new((**before).clone().set_jwks(keys));
                let since = known.metadata.as_ref().map_or_else(Instant::now, |(_, since)| *since);
                known.metadata = Some((Arc::clone(&metadata), since));
                Some(metadata)
            }
            Err(error) => {
                self.note(&error);
                None
            }
        }
    }

    /// What a provider says of itself, if all that it names can be called safely.
    fn checked(&self, metadata: Metadata) -> anyhow::Result<Metadata> {
        let plain = &self.settings.plain;
        check_address("its authorization endpoint", metadata.authorization_endpoint().as_str(), plain)?;
        let token = metadata.token_endpoint().map(|url| url.as_str()).unwrap_or_default();
        check_address("its token endpoint", token, plain)?;
        check_address("the place of its keys", metadata.jwks_uri().as_str(), plain)?;
        let user = metadata.userinfo_endpoint().map(|url| check_address("its userinfo endpoint", url.as_str(), plain));
        user.transpose()?;
        Ok(metadata)
    }

    /// The shop as its client.
    pub(super) fn client(&self, metadata: &Metadata) -> Client {
        let ProviderSettings { client_id, client_secret, .. } = &self.settings;
        let client = Client::from_provider_metadata(metadata.clone(), client_id.clone(), client_secret.clone());
        let ways = metadata.token_endpoint_auth_methods_supported();
        let takes = |way| ways.is_some_and(|ways| ways.contains(&way));
        // Without a word of it the standard's usual way is the header.
        let in_body = takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic);
        let auth = if in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
        client.set_auth_type(auth).set_redirect_uri(self.redirect.clone())
    }

    /// Checks that it was this provider that has sent the browser back, as far as it says so (RFC 9207).
    pub(super) fn check_sender(&self, metadata: &Metadata, named: Option<&str>) -> Result<(), Problem> {
        let says_so = metadata.additional_metadata().authorization_response_iss_parameter_supported;
        match named {
            Some(issuer) if issuer == self.settings.issuer.as_str() => Ok(()),
            None if !says_so => Ok(()),
            _ => Err(refused("it came from another issuer")),
        }
    }

    /// Exchanges a code for tokens.
    pub(super) async fn exchange(
        &self,
        client: &Client,
        code: String,
        verifier: String,
    ) -> Result<CoreTokenResponse, Problem> {
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| {
            self.note(&error.into());
            self.unavailable()
        })?;
        let http = Http(self.http.clone());
        let asking: Waiting<'_, _> =
            Box::pin(request.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request_async(&http));
        let tokens = asking.await;
        tokens.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) if said.error().to_string() == "invalid_client" => {
                tracing::error!(provider = self.settings.name, "the provider does not take the shop's client secret");
                self.unavailable()
            }
            RequestTokenError::ServerResponse(said) => refused(format!("the code was not taken: {}", said.error())),
            RequestTokenError::Parse(..) => refused("its tokens cannot be read"),
            error => {
                self.note(&error.into());
                self.unavailable()
            }
        })
    }

    /// What it tells of a shopper beside their identity, if it does and does so in time.
    pub(super) async fn user_info(
        &self,
        client: &Client,
        token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Option<CoreUserInfoClaims> {
        // What is no header's value would be no token either.
        if !token.secret().bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        let request = client.user_info(token.clone(), Some(subject.clone())).ok()?;
        let http = Http(self.http.clone());
        let asking: Waiting<'_, _> =
            Box::pin(request.request_async::<EmptyAdditionalClaims, _, CoreGenderClaim>(&http));
        let told = asking.await;
        told.inspect_err(
            |error| tracing::info!(provider = self.settings.name, %error, "nothing more is told of a shopper"),
        )
        .ok()
    }

    fn note(&self, error: &anyhow::Error) {
        tracing::warn!(
            provider = self.settings.name,
            error = format!("{error:#}"),
            "a provider of sign-ins is not there"
        );
    }

    /// What whoever wanted to sign in by it is told.
    pub(super) fn unavailable(&self) -> Problem {
        let detail = format!(
            "{} does not answer right now. Please log in another way, or try again later.",
            self.settings.label
        );
        Problem::new(Code::OidcUnavailable, detail)
    }
}
