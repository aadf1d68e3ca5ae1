//! Forms with files. Each file is given to the shop part by part while it arrives, so that none is ever here as a whole.

pub mod script;

use api::Problem;
use api::media::{AddMediaPart, CreateMedia, MAX_PART, MediaUpload};
use axum::extract::{FromRequest, Request};
use axum::response::IntoResponse as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::catalog::Localized;
use domain::{Locale, ProductId};
use http::{StatusCode, header};
use maud::{Markup, html};
use multer::{Constraints, Field, Multipart, SizeLimit};
use uuid::Uuid;

use crate::Office;
use crate::fields::Fields;
use crate::frame::{lost, told, trouble};
use crate::visitor::{Refused, Visitor, fresh_name, locale};

/// The most that a form with files may send, in bytes: ten pictures of the largest size.
const MAX_FORM: u64 = 210 * 1024 * 1024;
/// Bytes of the field that ties a form to its session.
const MAX_TOKEN: u64 = 1024;
/// The name of the field of files.
pub const FILES: &str = "files";
/// Files that one form may bring.
const MAX_FILES: usize = 50;
/// Characters of a file's name that are shown.
const MAX_NAME: usize = 80;

/// A form with files that one of our pages sent for whoever is signed in. Nothing of the files has been read yet.
pub struct Files {
    /// Who they are.
    pub visitor: Visitor,
    /// Its fields behind the one that ties it to a session.
    pub form: Multipart<'static>,
}

/// What became of the files of a form.
#[derive(Default)]
pub struct Given {
    /// How many the shop has.
    pub taken: usize,
    /// Those it did not take: each one's name, and why.
    pub rejected: Vec<(String, Problem)>,
}

impl FromRequest<Office> for Files {
    type Rejection = Refused;

    async fn from_request(request: Request, office: &Office) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let locale = locale(&parts.headers);
        let words = words::office(locale);
        let nothing = Fields::default();
        let Some(visitor) = Visitor::of(&parts, office) else {
            return Err(lost(locale, StatusCode::UNAUTHORIZED, words.signed_out(), &nothing).into());
        };
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let Ok(boundary) = multer::parse_boundary(kind) else {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Err(trouble(locale, status, words.form_stale(), None).into_response().into());
        };
        let limits = SizeLimit::new().whole_stream(MAX_FORM).for_field("token", MAX_TOKEN);
        let constraints = Constraints::new().size_limit(limits);
        let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
        // It comes before the files, which nobody else has read for them.
        let token = match form.next_field().await {
            Ok(Some(field)) if field.name() == Some("token") => field.text().await.unwrap_or_default(),
            _ => String::new(),
        };
        match visitor.session.is_form_token(&token) {
            true => Ok(Self { visitor, form }),
            false => Err(lost(locale, StatusCode::FORBIDDEN, words.form_stale(), &nothing).into()),
        }
    }
}

impl Files {
    /// Gives the shop each of the files, as pictures of this product if there is one.
    ///
    /// # Errors
    /// The page that says that the form broke off or is too large, or that whoever sent it may not.
    pub async fn give(self, product: Option<ProductId>) -> Result<(Visitor, Given), Refused> {
        let Self { visitor, mut form } = self;
        let mut given = Given::default();
        let locale = visitor.locale;
        let broken = |error| broken(locale, error);
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            if field.name() != Some(FILES) {
                continue;
            }
            let name: String = field.file_name().unwrap_or_default().chars().take(MAX_NAME).collect();
            let is_one_more = given.taken + given.rejected.len() < MAX_FILES;
            match send(&visitor, &mut field, product, is_one_more).await.map_err(broken)? {
                Ok(true) => given.taken += 1,
                // What a browser sends for a field in which no file was chosen.
                Ok(false) => {}
                Err(problem) => {
                    visitor.stop(&problem)?;
                    given.rejected.push((name, problem));
                }
            }
        }
        Ok((visitor, given))
    }
}

/// Bytes of a text that a form brings. As many lines as anything takes have fewer.
const MAX_TEXT: usize = 400 * 1024;

impl Files {
    /// The text of the form's `file` or, if none was chosen, of its field `lines`; nothing of one that is longer than 400 KiB,
    /// so that nobody takes its beginning for all of it.
    ///
    /// # Errors
    /// The page that says that the form broke off.
    pub async fn text(self) -> Result<(Visitor, String), Refused> {
        let Self { visitor, mut form } = self;
        let (mut typed, mut given) = (String::new(), String::new());
        let locale = visitor.locale;
        while let Some(mut field) = form.next_field().await.map_err(|error| broken(locale, error))? {
            let into = match field.name() {
                Some("lines") => &mut typed,
                Some("file") => &mut given,
                _ => continue,
            };
            // Browsers send all of a form before they look at an answer.
            let (mut text, mut is_too_long) = (Vec::new(), false);
            while let Some(chunk) = field.chunk().await.map_err(|error| broken(locale, error))? {
                is_too_long |= text.len() + chunk.len() > MAX_TEXT;
                if !is_too_long {
                    text.extend_from_slice(&chunk);
                }
            }
            if is_too_long {
                text.clear();
            }
            // As imports of products are read: spreadsheets of the West save Windows-1252, and some UTF-16.
            *into = origin_import::text_of(text);
        }
        Ok((visitor, if given.trim().is_empty() { typed } else { given }))
    }
}

/// That a form with files could not be read to its end.
pub fn broken(locale: Locale, error: multer::Error) -> Refused {
    tracing::info!(%error, "a form with files could not be read");
    let words = words::office(locale);
    let (status, said) = match error {
        multer::Error::StreamSizeExceeded { .. } => (StatusCode::PAYLOAD_TOO_LARGE, words.form_large()),
        _ => (StatusCode::BAD_REQUEST, words.went_wrong()),
    };
    trouble(locale, status, said, None).into_response().into()
}

/// Gives the shop one file, and tells whether there was any. What is refused is read to its end all the same, so that the
/// files behind it are reached.
async fn send(
    visitor: &Visitor,
    field: &mut Field<'static>,
    product: Option<ProductId>,
    is_wanted: bool,
) -> Result<Result<bool, Problem>, multer::Error> {
    let mut sending = Sending { visitor, product, last: None };
    let mut part: Vec<u8> = Vec::new();
    let mut outcome = match is_wanted {
        true => Ok(()),
        false => Err(Problem::field(FILES, format!("More than {MAX_FILES} files came at once. Send it again."))),
    };
    while let Some(chunk) = field.chunk().await? {
        let mut chunk = chunk.as_ref();
        while outcome.is_ok() && !chunk.is_empty() {
            // A full part is sent only once it is known that it is not the last.
            if part.len() == MAX_PART {
                outcome = sending.send(&part, true).await;
                part.clear();
            }
            let (now, later) = chunk.split_at(chunk.len().min(MAX_PART - part.len()));
            part.extend_from_slice(now);
            chunk = later;
        }
    }
    if outcome.is_ok() && part.is_empty() {
        return Ok(Ok(false));
    }
    if outcome.is_ok() {
        outcome = sending.send(&part, false).await;
    }
    Ok(outcome.map(|()| true))
}

/// A file on its way.
struct Sending<'a> {
    visitor: &'a Visitor,
    product: Option<ProductId>,
    /// How far it has come.
    last: Option<(Uuid, u64)>,
}

impl Sending<'_> {
    async fn send(&mut self, part: &[u8], more: bool) -> Result<(), Problem> {
        let data = STANDARD.encode(part);
        let MediaUpload { upload, received, .. } = match self.last {
            None => {
                let begin = CreateMedia { data, more, alt: Localized::default(), product: self.product };
                self.visitor.write(&begin, &fresh_name()).await?
            }
            Some((upload, at)) => {
                let next = AddMediaPart { upload, at, data, more };
                self.visitor.write(&next, &fresh_name()).await?
            }
        };
        self.last = Some((upload, received));
        Ok(())
    }
}

/// A form that sends files to this address. Its page has to be [allowed](script::allowed) its script.
pub fn form(visitor: &Visitor, action: &str) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        form.narrow.drop method="post" action=(action) enctype="multipart/form-data" data-drop=(words.pictures_drop())
            data-sent=(words.pictures_sent()) data-broken=(words.pictures_broken()) data-look=(words.pictures_look()) {
            // First: what is behind it is read only for whoever this is good for.
            input type="hidden" name="token" value=(visitor.form_token());
            div.field {
                label for="files" { (words.picture_files()) }
                input id="files" type="file" name=(FILES) multiple accept="image/jpeg,image/png,image/webp"
                    aria-describedby="files-hint";
                p.hint id="files-hint" { (words.pictures_hint()) }
            }
            button.button { (words.add_pictures()) }
        }
        (script::script())
    }
}

/// What is said above a page of the files that were not taken.
pub fn rejections(locale: Locale, rejected: &[(String, Problem)]) -> Markup {
    let words = words::office(locale);
    html! {
        div.alert role="alert" {
            @if rejected.is_empty() { p.alert-title { (words.no_files()) } }
            @else {
                p.alert-title { (words.pictures_refused()) }
                ul {
                    @for (name, problem) in rejected { li { (name) ": " span.why { (told(locale, problem)) } } }
                }
            }
        }
    }
}
