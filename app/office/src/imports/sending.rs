//! A form with a file of products. The file is given to the shop part by part while it arrives, so that it is never here as a
//! whole.

use api::Problem;
use api::catalog::admin::{AddImportFilePart, CreateImportFile, ImportFileView};
use api::media::MAX_PART;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Locale, Slug};
use multer::Field;
use uuid::Uuid;

use crate::upload::{Files, broken};
use crate::visitor::{Refused, Visitor, fresh_name};

/// The name of the field of the file.
pub const FILE: &str = "file";
/// Characters of a field beside it.
const MAX_FIELD: usize = 100;

/// What is said beside the file.
#[derive(Default)]
struct Beside {
    currency: String,
    pictures: bool,
    stock: bool,
    collection: String,
    on_hand: String,
    encoding: String,
}

impl Beside {
    /// The first part of a file called so, with what is said beside it.
    ///
    /// # Errors
    /// What is to be mended in a field.
    fn begin(&self, locale: Locale, file: &str, data: String, more: bool) -> Result<CreateImportFile, Problem> {
        let words = words::office_selling(locale);
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let collection = said(&self.collection).map(|slug| slug.parse::<Slug>()).transpose();
        let on_hand = said(&self.on_hand).map(|units| units.parse::<u32>()).transpose();
        Ok(CreateImportFile {
            file: file.to_owned(),
            currency: self.currency.parse().ok(),
            fetch_pictures: self.pictures,
            set_stock: self.stock,
            collection: collection.map_err(|_| Problem::field("collection", words::office(locale).not_an_address()))?,
            on_hand: on_hand.map_err(|_| Problem::field("on_hand", words.bad_number()))?,
            encoding: said(&self.encoding),
            data,
            more,
        })
    }
}

/// Gives the shop the file of a form, and tells what the shop calls it by.
///
/// # Errors
/// The page that says that the form broke off or is too large.
pub async fn give(files: Files) -> Result<(Visitor, Result<Uuid, Problem>), Refused> {
    let Files { visitor, mut form } = files;
    let mut beside = Beside::default();
    let locale = visitor.locale;
    let missing = || Problem::field(FILE, "Choose a file.");
    let mut outcome = Err(missing());
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(locale, error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let typed = match name.as_str() {
            "currency" => Some(&mut beside.currency),
            "collection" => Some(&mut beside.collection),
            "on_hand" => Some(&mut beside.on_hand),
            "encoding" => Some(&mut beside.encoding),
            _ => None,
        };
        if let Some(typed) = typed {
            *typed = value(&mut field).await.map_err(|error| broken(locale, error))?;
            continue;
        }
        match name.as_str() {
            "pictures" => beside.pictures = true,
            "stock" => beside.stock = true,
            FILE => {
                let sent = send(&visitor, &mut field, &beside).await.map_err(|error| broken(locale, error))?;
                outcome = sent.and_then(|sent| sent.ok_or_else(missing));
                break;
            }
            _ => {}
        }
    }
    Ok((visitor, outcome))
}

/// A short field.
async fn value(field: &mut Field<'static>) -> Result<String, multer::Error> {
    let mut value = Vec::new();
    while let Some(chunk) = field.chunk().await? {
        let room = MAX_FIELD.saturating_sub(value.len()).min(chunk.len());
        value.extend_from_slice(&chunk[..room]);
    }
    Ok(String::from_utf8_lossy(&value).into_owned())
}

/// Sends the file; none if no file was chosen. What the shop refuses is read to its end all the same: browsers send all of a
/// form before they look at an answer.
async fn send(
    visitor: &Visitor,
    field: &mut Field<'static>,
    beside: &Beside,
) -> Result<Result<Option<Uuid>, Problem>, multer::Error> {
    let file = field.file_name().unwrap_or_default().to_owned();
    let mut sending = Sending { visitor, file, beside, last: None };
    let mut part: Vec<u8> = Vec::new();
    let mut outcome = Ok(());
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
        return Ok(Ok(None));
    }
    if outcome.is_ok() {
        outcome = sending.send(&part, false).await;
    }
    Ok(outcome.map(|()| sending.last.map(|(file, _)| file)))
}

/// A file on its way.
struct Sending<'a> {
    visitor: &'a Visitor,
    file: String,
    beside: &'a Beside,
    /// What the shop calls it by, and how far it has come.
    last: Option<(Uuid, u64)>,
}

impl Sending<'_> {
    async fn send(&mut self, part: &[u8], more: bool) -> Result<(), Problem> {
        let data = STANDARD.encode(part);
        let ImportFileView { id, received, .. } = match self.last {
            None => {
                let begin = self.beside.begin(Locale::default(), &self.file, data, more)?;
                self.visitor.write(&begin, &fresh_name()).await?
            }
            Some((import_file, at)) => {
                let next = AddImportFilePart { import_file, at, data, more };
                self.visitor.write(&next, &fresh_name()).await?
            }
        };
        self.last = Some((id, received));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_beside_a_file_is_read_or_to_be_mended() {
        let begin = |beside: &Beside| beside.begin(Locale::En, "goods.csv", String::new(), false);
        let said = |text: &str| text.to_owned();
        let bare = begin(&Beside::default()).expect("nothing is needed");
        assert_eq!((bare.collection, bare.on_hand, bare.encoding, bare.currency), (None, None, None, None));
        let beside = Beside {
            currency: said("USD"),
            collection: said(" winter-sale "),
            on_hand: said("5"),
            encoding: said("windows-1252"),
            ..Beside::default()
        };
        let full = begin(&beside).expect("all of it is well");
        assert_eq!(full.collection.map(|slug| slug.to_string()).as_deref(), Some("winter-sale"));
        assert_eq!((full.on_hand, full.encoding.as_deref()), (Some(5), Some("windows-1252")));
        for (beside, field) in [
            (Beside { collection: said("Winter sale!"), ..Beside::default() }, "collection"),
            (Beside { on_hand: said("-1"), ..Beside::default() }, "on_hand"),
            (Beside { on_hand: said("many"), ..Beside::default() }, "on_hand"),
        ] {
            assert_eq!(begin(&beside).expect_err(field).field.as_deref(), Some(field));
        }
    }
}
