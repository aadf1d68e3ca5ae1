//! Who asks: the language they read and the key they signed in by.

use api::endpoint::if_match::IfMatch;
use api::{Client, Code, Credentials, Endpoint, Problem};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Locale;
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri, header};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Office;
use crate::fields::Fields;
use crate::page::trouble;

/// The most that a form may send, in bytes.
const MAX_FORM: usize = 512 * 1024;

/// A reply instead of the one that was wanted.
pub struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What a handler makes.
pub type Reply = Result<Response, Refused>;

/// Whoever is signed in.
pub struct Visitor {
    /// The language they read.
    pub locale: Locale,
    /// What their browser asked for behind the question mark.
    pub query: Fields,
    office: Office,
    key: String,
}

impl Visitor {
    /// Where the shop is.
    pub fn shop(&self) -> &str {
        &self.office.shop
    }

    /// What ties a form to this sign-in: no other page knows it.
    pub fn form_token(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"a form of the office\0");
        hash.update(self.key.as_bytes());
        const_hex::encode(hash.finalize())
    }

    /// Reads something.
    ///
    /// # Errors
    /// The page that says why it cannot be shown, or the way to sign in.
    pub async fn read<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Refused> {
        self.call(endpoint, None).await.map_err(|problem| self.refuse(&problem))
    }

    /// Reads something that a page can do without.
    ///
    /// # Errors
    /// The origin's problem.
    pub async fn ask<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call(endpoint, None).await
    }

    /// Changes something, once however often the same form is sent.
    ///
    /// # Errors
    /// The origin's problem, for the form to show.
    pub async fn write<E: Endpoint>(&self, endpoint: &E, once: &str) -> Result<E::Reply, Problem> {
        self.call(endpoint, Some(once.to_owned())).await
    }

    async fn call<E: Endpoint>(&self, endpoint: &E, once: Option<String>) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: Some(self.key.clone()), idempotency_key: once };
        self.office.api.call_as(endpoint, &credentials).await
    }

    /// The page that stands for one that the origin refused.
    pub fn refuse(&self, problem: &Problem) -> Refused {
        if problem.code == Code::Unauthenticated {
            return Redirect::to("/admin/sign-in").into_response().into();
        }
        let words = words::office(self.locale);
        let status = problem.code.status();
        let title = match status {
            StatusCode::FORBIDDEN => words.not_allowed(),
            StatusCode::NOT_FOUND | StatusCode::GONE => words.not_found(),
            _ => words.went_wrong(),
        };
        trouble(self.locale, status, title, Some(&problem.detail)).into_response().into()
    }

    /// The page for what is at no address.
    pub fn nothing_here(&self) -> Refused {
        trouble(self.locale, StatusCode::NOT_FOUND, words::office(self.locale).not_found(), None).into_response().into()
    }
}

impl FromRequestParts<Office> for Visitor {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Redirect> {
        let key = key_of(&parts.headers, office.is_https).ok_or_else(|| Redirect::to("/admin/sign-in"))?;
        let query = Fields::of_query(&parts.uri);
        Ok(Self { locale: locale(&parts.headers), query, office: office.clone(), key: key.to_owned() })
    }
}

/// A form that one of our pages sent for whoever is signed in.
pub struct Posted {
    /// Who they are.
    pub visitor: Visitor,
    /// What they typed.
    pub fields: Fields,
}

impl Posted {
    /// The name of this one sending, which a repeat has too.
    pub fn once(&self) -> String {
        self.fields.some("once").map_or_else(fresh_name, str::to_owned)
    }

    /// The version that the form was made from. Without one the origin refuses the change.
    pub fn version(&self) -> Option<IfMatch> {
        self.fields.get("version").parse().ok().map(IfMatch::Version)
    }
}

impl FromRequest<Office> for Posted {
    type Rejection = Refused;

    async fn from_request(request: Request, office: &Office) -> Result<Self, Refused> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, office).await.map_err(IntoResponse::into_response)?;
        let fields = read_form(visitor.locale, body).await?;
        // Whoever guesses it byte by byte would have to send forms from one of our pages.
        if fields.get("token") != visitor.form_token() {
            let said = words::office(visitor.locale).form_stale();
            return Err(trouble(visitor.locale, StatusCode::FORBIDDEN, said, None).into_response().into());
        }
        Ok(Self { visitor, fields })
    }
}

/// The fields of a form, if they are no more than anybody types.
pub async fn read_form(locale: Locale, body: Body) -> Result<Fields, Refused> {
    let too_large = || {
        let said = words::office(locale).form_large();
        trouble(locale, StatusCode::PAYLOAD_TOO_LARGE, said, None).into_response()
    };
    let body = to_bytes(body, MAX_FORM).await.map_err(|_| too_large())?;
    Ok(Fields::of_form(&body))
}

/// Whether the origin knows a staff key.
///
/// # Errors
/// The origin's problem, if it has no answer.
pub async fn is_known(api: &Client<std::sync::Arc<dyn api::Transport>>, key: &str) -> Result<bool, Problem> {
    let credentials = Credentials { bearer: Some(key.to_owned()), idempotency_key: None };
    let asked = api::catalog::admin::ListAdminCollections {};
    match api.call_as(&asked, &credentials).await {
        Ok(_) => Ok(true),
        Err(problem) if problem.code == Code::Forbidden => Ok(true),
        Err(problem) if matches!(problem.code, Code::Unauthenticated | Code::InvalidRequest) => Ok(false),
        Err(problem) => Err(problem),
    }
}

/// A name that no form had yet.
pub fn fresh_name() -> String {
    Uuid::new_v4().to_string()
}

/// The page for addresses that are none.
pub async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    trouble(locale, StatusCode::NOT_FOUND, words::office(locale).not_found(), Some(uri.path())).into_response()
}

/// The cookie's name. Behind TLS no other host and no plain page can set it.
pub const fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-office" } else { "office" }
}

fn key_of(headers: &HeaderMap, is_https: bool) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(is_https)).map(|(_, key)| key).filter(|key| !key.is_empty())
}

/// The first language of the browser's that the shop is written in.
pub fn locale(headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = wanted.split(',').filter_map(|entry| entry.trim().split([';', '-']).next());
    tags.map(str::to_ascii_lowercase).find_map(|tag| Locale::of_code(&tag)).unwrap_or_default()
}
