//! What may stand on the home page.

use api::problem::Problem;
use api::settings::HomeBlock;
use domain::catalog::Localized;

use crate::markdown;
use crate::menus;
use crate::picture;
use crate::texts::{line, localized};

/// Blocks in all.
const MAX_BLOCKS: usize = 12;
/// Blocks of products: each is a list to be read.
const MAX_PRODUCT_BLOCKS: usize = 4;
/// Products in a row.
const MAX_PRODUCTS: u8 = 12;
/// Collections in a row.
const MAX_COLLECTIONS: usize = 12;
/// Characters of a heading.
const HEADING: usize = 120;
/// Characters of a sentence.
const SENTENCE: usize = 300;
/// Characters of a text in one language.
const BODY: usize = 5_000;

/// Blocks as they are kept.
///
/// # Errors
/// A problem with the field to mend: `blocks.2.heading`.
pub(super) fn blocks(said: &[HomeBlock]) -> Result<Vec<HomeBlock>, Problem> {
    if said.len() > MAX_BLOCKS {
        return Err(Problem::field("blocks", format!("The home page has at most {MAX_BLOCKS} blocks.")));
    }
    let lists = said.iter().filter(|block| matches!(block, HomeBlock::Products { .. })).count();
    if lists > MAX_PRODUCT_BLOCKS {
        let detail = format!("The home page has at most {MAX_PRODUCT_BLOCKS} rows of products.");
        return Err(Problem::field("blocks", detail));
    }
    said.iter().enumerate().map(|(place, block)| checked(&format!("blocks.{place}"), block)).collect()
}

fn checked(at: &str, block: &HomeBlock) -> Result<HomeBlock, Problem> {
    let short = |name: &str, text: &Option<Localized>, most: usize| match text {
        Some(text) => localized(&format!("{at}.{name}"), text, |field, text| line(field, text, most)),
        None => Ok(None),
    };
    let link = |link: &Option<api::settings::MenuEntry>| {
        link.as_ref().map(|link| menus::entry(&format!("{at}.link"), link)).transpose()
    };
    Ok(match block {
        HomeBlock::Hero { picture, heading, text, link: to } => HomeBlock::Hero {
            picture: picture.as_ref().map(|said| picture::checked(&format!("{at}.picture"), said)).transpose()?,
            heading: short("heading", heading, HEADING)?,
            text: short("text", text, SENTENCE)?,
            link: link(to)?,
        },
        HomeBlock::Collections { heading, collections } => {
            if collections.len() > MAX_COLLECTIONS {
                let detail = format!("A row has at most {MAX_COLLECTIONS} collections.");
                return Err(Problem::field(format!("{at}.collections"), detail));
            }
            HomeBlock::Collections { heading: short("heading", heading, HEADING)?, collections: collections.clone() }
        }
        HomeBlock::Products { heading, collection, count } => {
            if !(1..=MAX_PRODUCTS).contains(count) {
                let detail = format!("A row has 1 to {MAX_PRODUCTS} products.");
                return Err(Problem::field(format!("{at}.count"), detail));
            }
            HomeBlock::Products {
                heading: short("heading", heading, HEADING)?,
                collection: collection.clone(),
                count: *count,
            }
        }
        HomeBlock::Text { heading, body } => {
            let field = format!("{at}.body");
            let body = localized(&field, body, self::body)?;
            let body = body.ok_or_else(|| Problem::field(field, "Write something, in English at least."))?;
            HomeBlock::Text { heading: short("heading", heading, HEADING)?, body }
        }
        HomeBlock::Announcement { text, link: to } => {
            let said = short("text", &Some(text.clone()), SENTENCE)?;
            let missing = || Problem::field(format!("{at}.text"), "Say it, in English at least.");
            HomeBlock::Announcement { text: said.ok_or_else(missing)?, link: link(to)? }
        }
        HomeBlock::About {} => HomeBlock::About {},
    })
}

fn body(field: &str, text: &str) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n").trim_end().to_owned();
    if text.chars().count() > BODY {
        let detail = format!("A text has at most {BODY} characters in a language: make a page of it, and lead there.");
        return Err(Problem::field(field, detail));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Problem::field(field, "There is a control character in the text; type that place anew."));
    }
    match markdown::fault(&text) {
        Some(fault) => Err(Problem::field(field, format!("{fault} Write it flatter."))),
        None => Ok(text),
    }
}
