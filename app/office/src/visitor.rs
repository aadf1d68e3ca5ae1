//! Who asks: the language they read, and the session they are signed in by.

use api::client::Answer;
use api::endpoint::if_match::IfMatch;
use api::endpoint::request_of;
use api::{Client, Code, Credentials, Endpoint, Problem, Transport};
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use domain::Locale;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use origin_platform::ServiceError;
use origin_platform::presence::{self, Others};
use origin_platform::staff::{AsStaff, JustSignedIn, Staff};
use origin_staff::{Permission, Session};
use std::sync::Arc;
use uuid::Uuid;

use crate::Office;
use crate::fields::Fields;
use crate::frame::{lost, trouble};

/// The most that a form may send, in bytes.
const MAX_FORM: usize = 512 * 1024;

/// Where somebody signs in.
pub const SIGN_IN: &str = "/admin/sign-in";

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

/// Calls the origin's services, which are in this process, for somebody of the staff.
struct ForStaff {
    services: Arc<dyn Transport>,
    staff: Staff,
    is_recent: bool,
}

impl Transport for ForStaff {
    fn send(&self, mut request: http::Request<Bytes>) -> Answer<'_> {
        request.extensions_mut().insert(AsStaff(self.staff.clone()));
        if self.is_recent {
            request.extensions_mut().insert(JustSignedIn);
        }
        self.services.send(request)
    }
}

/// Whoever is signed in.
pub struct Visitor {
    /// The language they read.
    pub locale: Locale,
    /// What their browser asked for behind the question mark.
    pub query: Fields,
    /// By what they are signed in.
    pub session: Session,
    office: Office,
    api: Client<ForStaff>,
}

impl Visitor {
    /// Where the shop is.
    pub fn shop(&self) -> &str {
        &self.office.shop
    }

    /// Where the office is, as browsers reach it.
    pub fn address(&self) -> &str {
        &self.office.address
    }

    /// Whether they may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.session.may(permission)
    }

    /// What ties a form to this session: no other page knows it.
    pub fn form_token(&self) -> String {
        self.session.form_token()
    }

    /// Notes that this visitor has `thing` open, such as `product 0193…`, and says who else has.
    pub async fn others(&self, thing: &str) -> Others {
        let account = &self.session.account;
        presence::others(&self.office.stores, thing, &account.id.to_string(), &account.name).await
    }

    /// Reads something.
    ///
    /// # Errors
    /// The page that says why it cannot be shown, or the way to sign in.
    pub async fn read<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Refused> {
        self.ask(endpoint).await.map_err(|problem| self.refuse(&problem))
    }

    /// Reads something that a page can do without.
    ///
    /// # Errors
    /// The origin's problem.
    pub async fn ask<E: Endpoint>(&self, endpoint: &E) -> Result<E::Reply, Problem> {
        self.api.call(endpoint).await
    }

    /// Reads a file, as it is.
    ///
    /// # Errors
    /// The page that says why there is none, or the way to sign in.
    pub async fn file<E: Endpoint>(&self, endpoint: &E) -> Result<Response, Refused> {
        let services = Arc::clone(&self.office.services);
        let transport = ForStaff { services, staff: self.session.staff(), is_recent: self.session.is_recent };
        let answer = transport.send(request_of(endpoint)).await;
        let Some((parts, body)) =
            answer.ok().filter(|answer| answer.status().is_success()).map(http::Response::into_parts)
        else {
            // Asked once more as what is read, it says why.
            let said = self.ask(endpoint).await.err();
            let said = said.unwrap_or_else(|| Problem::new(Code::Unavailable, "There was no file. Please try again."));
            return Err(self.refuse(&said));
        };
        let mut response = body.into_response();
        for name in [header::CONTENT_TYPE, header::CONTENT_DISPOSITION] {
            if let Some(value) = parts.headers.get(&name) {
                response.headers_mut().insert(name, value.clone());
            }
        }
        Ok(response)
    }

    /// Changes something, once however often the same form is sent.
    ///
    /// # Errors
    /// The origin's problem, for the form to show. One that names no version came too late, like one of a former version.
    pub async fn write<E: Endpoint>(&self, endpoint: &E, once: &str) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: None, idempotency_key: Some(once.to_owned()) };
        self.api.call_as(endpoint, &credentials).await.map_err(late)
    }

    /// The page in place of a form whose answer shows that whoever sent it may not, or not any more.
    ///
    /// # Errors
    /// That page.
    pub fn stop(&self, problem: &Problem) -> Result<(), Refused> {
        match problem.code {
            Code::Unauthenticated | Code::Forbidden => Err(self.refuse(problem)),
            _ => Ok(()),
        }
    }

    /// The page that stands for one that the origin refused.
    pub fn refuse(&self, problem: &Problem) -> Refused {
        if problem.code == Code::Unauthenticated {
            return Redirect::to(SIGN_IN).into_response().into();
        }
        let words = words::office(self.locale);
        let status = problem.code.status();
        let title = match status {
            StatusCode::FORBIDDEN => words.not_allowed(),
            StatusCode::NOT_FOUND | StatusCode::GONE => words.not_found(),
            _ => words.went_wrong(),
        };
        trouble(self.locale, status, title, Some(problem)).into_response().into()
    }

    /// The page for what is at no address.
    pub fn nothing_here(&self) -> Refused {
        trouble(self.locale, StatusCode::NOT_FOUND, words::office(self.locale).not_found(), None).into_response().into()
    }

    /// Whoever sent a request, if they are signed in.
    pub fn of(parts: &Parts, office: &Office) -> Option<Self> {
        let session = parts.extensions.get::<Session>()?.clone();
        let services = Arc::clone(&office.services);
        let api = Client::new(ForStaff { services, staff: session.staff(), is_recent: session.is_recent });
        let (locale, query) = (locale(&parts.headers), Fields::of_query(&parts.uri));
        Some(Self { locale, query, session, office: office.clone(), api })
    }
}

impl FromRequestParts<Office> for Visitor {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Redirect> {
        Self::of(parts, office).ok_or_else(|| Redirect::to(SIGN_IN))
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

    /// The version that the form was made from. Without one the origin refuses the change, and the form comes too late.
    pub fn version(&self) -> Option<IfMatch> {
        self.fields.get("version").parse().ok().map(IfMatch::Version)
    }
}

impl FromRequest<Office> for Posted {
    type Rejection = Refused;

    async fn from_request(request: Request, office: &Office) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let locale = locale(&parts.headers);
        let fields = read_form(locale, body).await?;
        let words = words::office(locale);
        // Sessions end while somebody types: what they typed is shown to them.
        let Some(visitor) = Visitor::of(&parts, office) else {
            return Err(lost(locale, StatusCode::UNAUTHORIZED, words.signed_out(), &fields).into());
        };
        if !visitor.session.is_form_token(fields.get("token")) {
            return Err(lost(locale, StatusCode::FORBIDDEN, words.form_stale(), &fields).into());
        }
        Ok(Self { visitor, fields })
    }
}

/// A form without a version was made by the release before, which did not ask for one. What it was made from nobody knows, so
/// it is shown again with what there is now, as if somebody had been faster.
fn late(mut problem: Problem) -> Problem {
    if problem.code == Code::VersionMissing {
        problem.code = Code::VersionOutdated;
        // How programs name one helps nobody here.
        problem.detail.clear();
    }
    problem
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

/// What is told of an error of the staff's accounts; what is ours is logged.
pub fn problem_of(error: ServiceError) -> Problem {
    if let ServiceError::Internal(cause) = &error {
        tracing::error!(cause = format!("{cause:#}"), "an account of staff could not be looked after");
    }
    error.into_problem()
}

/// A name that no form had yet.
pub fn fresh_name() -> String {
    Uuid::new_v4().to_string()
}

/// The page for addresses that are none.
pub async fn not_found(headers: HeaderMap) -> Response {
    let locale = locale(&headers);
    trouble(locale, StatusCode::NOT_FOUND, words::office(locale).not_found(), None).into_response()
}

/// The first language of the browser's that the shop is written in.
pub fn locale(headers: &HeaderMap) -> Locale {
    Locale::accepted(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
}
