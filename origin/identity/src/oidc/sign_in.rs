//! Sending a browser to a provider, and taking it back.

use api::accounts::{
    CreateOidcRequest, CreateSessionByOidc, ListOidcProviders, OidcOutcome, OidcProviderView, OidcRequestView,
    SessionView,
};
use api::problem::{Code, Problem};
use domain::CustomerId;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{
    CsrfToken, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, TokenResponse as _,
};
use origin_platform::session::{ENDS, RECENT};
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, Database, ServiceError, Stores, clock, secret};
use tokio::time::timeout;
use uuid::Uuid;

use super::kept::{Pending, Sent};
use super::logout::groups_of;
use super::provider::{Metadata, Provider, Waiting};
use super::verify::{Expected, TokenRejection, verify};
use super::{IN_ALL, Service, TOKEN, expired, refused, taken};
use crate::customer::{self, Customer};

/// How many browsers may be away at providers at once: a few tens of megabytes. Past it the other ways are as before.
const OF_ALL: Limit = Limit { what: "sign-ins by providers", max: 50_000, seconds: 10 * 60 };
/// The longest word of where to go next.
const MAX_NEXT: usize = 32;
/// The longest `state`, which is ours, and the longest `code`, in bytes.
const MAX_STATE: usize = 96;
const MAX_CODE: usize = 4096;
/// The longest address and name of a provider's that is looked at.
const MAX_TOLD: usize = 254;

/// Lists the providers; nobody is asked.
pub(crate) async fn list_oidc_providers(
    service: Service,
    _: Call<ListOidcProviders>,
) -> Result<Vec<OidcProviderView>, ServiceError> {
    Ok(service.providers.iter().map(|provider| provider.settings.view()).collect())
}

/// Remembers what the browser is sent with, and says where to.
#[tracing::instrument(name = "accounts.create_oidc_request", skip_all)]
pub(crate) async fn create_oidc_request(
    service: Service,
    call: Call<CreateOidcRequest>,
) -> Result<OidcRequestView, ServiceError> {
    let (stores, asked) = (&service.stores, &call.endpoint);
    let provider = service.provider(&asked.provider)?;
    if asked.next.len() > MAX_NEXT || !asked.next.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Problem::field("next", format!("Give a word of at most {MAX_NEXT} lower-case letters.")).into());
    }
    let adding = if asked.adding { Some(call.shopper()?) } else { None };
    if adding.is_some() {
        customer::check_recent(stores, call.bearer.as_deref()).await?;
    }
    if !throttle::allows(stores, OF_ALL, "all").await? {
        let detail = "Too many people log in that way right now. Please log in another way, or wait a few minutes.";
        return Err(Problem::new(Code::TooManyRequests, detail).after(60).into());
    }
    let metadata = timeout(IN_ALL, provider.metadata()).await.map_err(|_| provider.unavailable())??;
    let binding = asked.binding.clone().filter(|binding| binding.len() == TOKEN).unwrap_or_else(secret::token);
    // Market and word are readable in it, so that who comes back too late is told so in their language, and goes on to where
    // they wanted by another way.
    let state = format!("{}.{}.{}", asked.market.code(), asked.next, secret::token());
    let sent = Sent::by(&binding, &provider.settings.name, &asked.next, adding);
    sent.keep(stores, &state).await?;
    let (state, nonce) = (CsrfToken::new(state), Nonce::new(sent.nonce.clone()));
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(sent.verifier.clone()));
    // Whoever is logged in already does it to show anew who they are. For all others the provider says when that was,
    // and it was not longer ago than a session of ours lasts.
    let is_again = call.customer().is_some() && adding.is_none();
    let max_age = if is_again { std::time::Duration::ZERO } else { ENDS };
    let (address, _, _) = provider
        .client(&metadata)
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
        .add_scopes(provider.settings.scopes.iter().cloned())
        .set_pkce_challenge(challenge)
        .set_max_age(max_age)
        .url();
    Ok(OidcRequestView { address: address.into(), binding })
}

/// Signs in, or remembers who the browser came back as.
#[tracing::instrument(name = "accounts.create_session_by_oidc", skip_all)]
pub(crate) async fn create_session_by_oidc(
    service: Service,
    call: Call<CreateSessionByOidc>,
) -> Result<OidcOutcome, ServiceError> {
    let (stores, came) = (&service.stores, &call.endpoint);
    let provider = service.provider(&came.provider)?;
    if came.state.len() > MAX_STATE || came.code.as_ref().is_some_and(|code| code.len() > MAX_CODE) {
        return Err(refused("it is too long").into());
    }
    let sent = Sent::take(stores, &came.state, &came.binding).await?.ok_or_else(expired)?;
    if sent.provider != provider.settings.name {
        return Err(refused("it was sent to another provider").into());
    }
    if sent.adding.is_some() && sent.adding != call.customer() {
        return Err(expired().into());
    }
    let answer = timeout(IN_ALL, ask(provider, came, &sent)).await.map_err(|_| provider.unavailable())??;
    let Said { who: said, groups, issued_at } = answer;
    let next = sent.next;
    let known = owner(&stores.db, &said).await?;
    match (known, sent.adding) {
        (Some(owner), Some(customer)) if owner == customer => Ok(OidcOutcome { session: None, pending: false, next }),
        (Some(_), Some(_)) => Err(taken().into()),
        (Some(owner), None) => {
            let Some(account) = note_use(&stores.db, owner, &said).await? else { return Err(expired().into()) };
            customer::end_former_session(stores, &call.who, call.bearer.as_deref()).await?;
            let session = open(stores, account, came.browser.as_deref(), said.authenticated_at).await?;
            if !stores.sessions.join_groups(owner, &session.token, &groups, issued_at).await? {
                return Err(expired().into());
            }
            Ok(OidcOutcome { session: Some(session), pending: false, next })
        }
        (None, _) => {
            said.keep(stores, &came.binding).await?;
            Ok(OidcOutcome { session: None, pending: true, next })
        }
    }
}

/// What a provider says of who came back.
struct Said {
    who: Pending,
    /// What a session that it opens ends with.
    groups: Vec<String>,
    /// When it was said, in seconds since 1970.
    issued_at: i64,
}

/// What the provider says of who came back, checked.
fn ask<'a>(
    provider: &'a Provider,
    came: &'a CreateSessionByOidc,
    sent: &'a Sent,
) -> Waiting<'a, Result<Said, Problem>> {
    Box::pin(ask_for(provider, came, sent))
}

async fn ask_for(provider: &Provider, came: &CreateSessionByOidc, sent: &Sent) -> Result<Said, Problem> {
    let mut metadata = provider.metadata().await?;
    provider.check_sender(&metadata, came.issuer.as_deref())?;
    let Some(code) = came.code.clone().filter(|_| came.error.is_none()) else {
        return Err(broken_off(came.error.as_deref(), provider));
    };
    let client = provider.client(&metadata);
    let tokens = provider.exchange(&client, code, sent.verifier.clone()).await?;
    let token = tokens.id_token().ok_or_else(|| refused("there is no ID token"))?;
    let (settings, nonce) = (&provider.settings, Nonce::new(sent.nonce.clone()));
    let now = i64::try_from(clock::unix_seconds()).unwrap_or(i64::MAX);
    let check = |metadata: &Metadata| {
        let (issuer, client) = (&settings.issuer, &settings.client_id);
        verify(token, &Expected { issuer, client, keys: metadata.jwks(), nonce: &nonce, now }).cloned()
    };
    let claims = match check(&metadata) {
        Err(TokenRejection::UnknownKey) => {
            metadata = provider.with_new_keys(&metadata).await.ok_or_else(|| refused(TokenRejection::UnknownKey))?;
            check(&metadata)
        }
        checked => checked,
    };
    let claims = claims.map_err(refused)?;
    let mut email = claims.email().filter(|_| claims.email_verified() == Some(true)).map(|email| email.to_string());
    let mut name = claims.name().and_then(|name| name.get(None)).map(|name| name.to_string());
    // Many providers say this elsewhere. Nothing depends on it.
    if (email.is_none() || name.is_none())
        && let Some(told) = provider.user_info(&client, tokens.access_token(), claims.subject()).await
    {
        let told_email = told.email().filter(|_| told.email_verified() == Some(true)).map(|email| email.to_string());
        email = email.or(told_email);
        name = name.or_else(|| told.name().and_then(|name| name.get(None)).map(|name| name.to_string()));
    }
    let is_short = |text: &String| text.len() <= MAX_TOLD;
    let (issuer, subject) = (settings.issuer.to_string(), claims.subject().to_string());
    let (groups, issued_at) = (groups_of(&issuer, &subject, token), claims.issue_time().timestamp());
    let who = Pending {
        provider: settings.name.clone(),
        issuer,
        subject,
        email: email.filter(is_short).filter(|email| email.parse::<domain::Email>().is_ok()),
        name: name.filter(is_short).and_then(|name| domain::accounts::name(&name).ok()),
        adding: sent.adding,
        next: sent.next.clone(),
        authenticated_at: claims.auth_time().map(|time| time.timestamp()),
    };
    Ok(Said { who, groups, issued_at })
}

/// What whoever came back without a code is told (RFC 6749, 4.1.2.1).
fn broken_off(error: Option<&str>, provider: &Provider) -> Problem {
    match error {
        Some("access_denied" | "login_required" | "interaction_required" | "consent_required") => Problem::new(
            Code::OidcCancelled,
            "Nothing was done: it was cancelled. Please try again, or log in another way.",
        ),
        Some("server_error" | "temporarily_unavailable") => provider.unavailable(),
        Some(_) => {
            // What it says is a stranger's text until the provider has said it itself.
            tracing::warn!(
                provider = provider.settings.name,
                "the provider refuses what the shop asks: is it set up as told?"
            );
            refused("the provider refuses what was asked")
        }
        None => refused("there is no code"),
    }
}

/// Whose account has an identity.
async fn owner(db: &Database, who: &Pending) -> sqlx::Result<Option<CustomerId>> {
    let found: Option<Uuid> =
        sqlx::query_scalar("select customer_id from accounts.identities where issuer = $1 and subject = $2")
            .bind(&who.issuer)
            .bind(&who.subject)
            .fetch_optional(db)
            .await?;
    Ok(found.map(CustomerId))
}

/// Notes that an identity signed in, and returns its account as it is at that moment: whoever takes the account over, or
/// removes the identity, does so before, and there is none, or after; taking it over ends the session.
async fn note_use(db: &Database, owner: CustomerId, who: &Pending) -> sqlx::Result<Option<Customer>> {
    let mut tx = db.begin().await?;
    let account = customer::lock(&mut tx, owner).await?;
    let noted = sqlx::query(
        "update accounts.identities set used_at = now() where issuer = $1 and subject = $2 and customer_id = $3",
    )
    .bind(&who.issuer)
    .bind(&who.subject)
    .bind(owner.0)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(account.filter(|_| noted.rows_affected() == 1))
}

/// Opens a session. It counts as recent only if the provider says that the shopper has just shown it who they are: at many
/// a provider browsers stay signed in for months, and whoever finds one open is not its owner.
pub(super) async fn open(
    stores: &Stores,
    account: Customer,
    browser: Option<&str>,
    authenticated_at: Option<i64>,
) -> Result<SessionView, ServiceError> {
    let mut session = customer::open_session(stores, account, browser).await?;
    let now = i64::try_from(clock::unix_seconds()).unwrap_or(i64::MAX);
    let recent = i64::try_from(RECENT.as_secs()).unwrap_or_default();
    if authenticated_at.is_none_or(|time| now.saturating_sub(time) >= recent) {
        stores.sessions.let_age(&session.token).await?;
        session.customer.recent = false;
    }
    Ok(session)
}
