//! A picture as it is named by the merchant.

use api::catalog::Focus;
use api::problem::Problem;
use api::settings::ShopPicture;
use domain::catalog::Localized;

use crate::texts::{line, localized};

/// Characters of a path.
const MAX_PATH: usize = 200;
/// Characters of what a picture shows.
const ALT: usize = 1_000;
/// Pixels on a side: no picture that the shop takes has more.
const MAX_SIDE: u32 = 16_383;

/// A picture as it is kept.
///
/// # Errors
/// A problem with the field to mend: `blocks.0.picture.alt`.
pub(crate) fn checked(field: &str, said: &ShopPicture) -> Result<ShopPicture, Problem> {
    let ShopPicture { path, alt, width, height, focus } = said;
    let is_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_/".contains(&byte))
        && path.split('/').all(|part| !part.is_empty())
        && path.len() <= MAX_PATH;
    if !is_path {
        let detail = "A picture is named by the “path” that it was given, such as “p1/…”, without width and file type.";
        return Err(Problem::field(format!("{field}.path"), detail));
    }
    if [*width, *height].into_iter().any(|side| !(1..=MAX_SIDE).contains(&side)) {
        let detail = "Say how many pixels wide and high the picture is, as its reply said.";
        return Err(Problem::field(format!("{field}.width"), detail));
    }
    if !focus.is_none_or(Focus::is_within) {
        let detail = "The focal point is two numbers from 0 to 100, per cent from the left and from the top, or none.";
        return Err(Problem::field(format!("{field}.focus"), detail));
    }
    let alt = localized(&format!("{field}.alt"), alt, |field, text| line(field, text, ALT))?;
    let alt = alt.unwrap_or_else(|| Localized::same(""));
    Ok(ShopPicture { path: path.clone(), alt, width: *width, height: *height, focus: *focus })
}
