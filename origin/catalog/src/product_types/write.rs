//! Keeping types.

use std::collections::{BTreeSet, HashMap};

use api::catalog::product_types::{AskedAttribute, MAX_ASKED_ATTRIBUTES, ProductTypeDocument};
use api::catalog::properties::{BRAND, IN_STOCK, PropertyKind};
use domain::Locale;
use domain::catalog::Localized;
use domain::search::facet_code;
use origin_messaging::outbox;
use sqlx::PgConnection;
use sqlx::types::Json;

use crate::event;

/// Characters of a name.
const MAX_NAME: usize = 80;
/// Characters of a unit: those that products have brought are of any length.
const MAX_UNIT: usize = 80;

/// Why a type cannot be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// What is to be mended: `attributes[0].kind`.
    pub(crate) field: String,
    /// What to do.
    pub(crate) reason: String,
}

/// An attribute that is known: its key, kind and unit.
type Known = HashMap<String, (String, String)>;

/// Keeps a type, made or changed, and declares attributes that no product has had. Its version rises if it differs from what
/// was kept. The caller holds the lock of the catalogue.
pub(crate) async fn save(tx: &mut PgConnection, document: &ProductTypeDocument) -> sqlx::Result<Result<(), Wrong>> {
    let ProductTypeDocument { handle, name, attributes } = document;
    if let Err(wrong) = check_name("name", name) {
        return Ok(Err(wrong));
    }
    let namesake: Option<String> = sqlx::query_scalar(
        "select handle from catalog.product_types where lower(name ->> 'en') = lower($1) and handle <> $2",
    )
    .bind(&name.en)
    .bind(handle.as_str())
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(other) = namesake {
        let reason = format!("The product type “{other}” is called so already; choose another name.");
        return Ok(Err(Wrong { field: "name".to_owned(), reason }));
    }
    let keys: Vec<&str> = attributes.iter().map(|asked| asked.key.as_str()).filter(|key| !key.contains('\0')).collect();
    let known: Vec<(String, String, String)> =
        sqlx::query_as("select key, kind, unit from catalog.attributes where key = any($1)")
            .bind(keys)
            .fetch_all(&mut *tx)
            .await?;
    let known: Known = known.into_iter().map(|(key, kind, unit)| (key, (kind, unit))).collect();
    if let Err(wrong) = check(attributes, &known) {
        return Ok(Err(wrong));
    }
    declare(tx, attributes.iter().filter(|asked| !known.contains_key(&asked.key))).await?;
    let is_other: bool = sqlx::query_scalar(
        "select not exists (select from catalog.product_types where handle = $1 and name = $2)
             or $3::jsonb is distinct from (
                 select coalesce(jsonb_agg(jsonb_build_array(attribute, is_required) order by position), '[]')
                 from catalog.product_type_attributes where product_type = $1)",
    )
    .bind(handle.as_str())
    .bind(Json(name))
    .bind(Json(attributes.iter().map(|asked| (&asked.key, asked.required)).collect::<Vec<_>>()))
    .fetch_one(&mut *tx)
    .await?;
    if !is_other {
        return Ok(Ok(()));
    }
    sqlx::query(
        "insert into catalog.product_types (handle, name) values ($1, $2)
         on conflict (handle) do update
         set name = excluded.name, version = product_types.version + 1, updated_at = now()",
    )
    .bind(handle.as_str())
    .bind(Json(name))
    .execute(&mut *tx)
    .await?;
    sqlx::query("delete from catalog.product_type_attributes where product_type = $1")
        .bind(handle.as_str())
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into catalog.product_type_attributes (product_type, attribute, position, is_required)
         select $1, attribute, place - 1, is_required
         from unnest($2::text[], $3::bool[]) with ordinality as given (attribute, is_required, place)",
    )
    .bind(handle.as_str())
    .bind(attributes.iter().map(|asked| asked.key.as_str()).collect::<Vec<_>>())
    .bind(attributes.iter().map(|asked| asked.required).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await?;
    Ok(Ok(()))
}

/// Whether attributes can be asked for.
fn check(attributes: &[AskedAttribute], known: &Known) -> Result<(), Wrong> {
    if attributes.len() > MAX_ASKED_ATTRIBUTES {
        let reason = format!("A type asks for at most {MAX_ASKED_ATTRIBUTES} attributes, not {}.", attributes.len());
        return Err(Wrong { field: "attributes".to_owned(), reason });
    }
    let mut seen = BTreeSet::new();
    for (index, asked) in attributes.iter().enumerate() {
        let wrong = |field: &str, reason: String| Err(Wrong { field: format!("attributes[{index}].{field}"), reason });
        let AskedAttribute { key, kind, unit, label, .. } = asked;
        let code = facet_code(key);
        if code != *key || code.is_empty() || code == IN_STOCK {
            let reason = match code.as_str() {
                "" | IN_STOCK => "Give the key of an attribute: GET /v1/admin/attributes lists them.".to_owned(),
                _ => format!("The key of an attribute is written so: “{code}”."),
            };
            return wrong("key", reason);
        }
        if !seen.insert(key) {
            return wrong("key", format!("“{key}” is asked for twice: name it once."));
        }
        let unit = unit.as_deref();
        match known.get(key) {
            Some((kept, _)) if kind.is_some_and(|kind| kind.code() != kept) => {
                return wrong("kind", format!("What “{key}” is was known before, and stays: “{kept}”. Leave it out."));
            }
            Some((_, kept)) if unit.is_some_and(|unit| unit != kept) => {
                return wrong(
                    "unit",
                    format!("The unit of “{key}” was known before, and stays: “{kept}”. Leave it out."),
                );
            }
            Some(_) => {}
            // Every product can have one, and the shop's words have its name.
            None if key == BRAND => {
                if kind.is_some_and(|kind| kind != PropertyKind::Term) || unit.is_some_and(|unit| !unit.is_empty()) {
                    return wrong("kind", format!("“{key}” is words without a unit: leave out what it is."));
                }
            }
            None => {
                let Some(kind) = kind else {
                    let reason = format!("No product has had “{key}” yet: say its kind, and what shoppers call it.");
                    return wrong("kind", reason);
                };
                if !label.as_ref().is_some_and(is_label) {
                    let reason = format!("Give it a name in English, of at most {MAX_NAME} characters.");
                    return wrong("label", reason);
                }
                let unit = unit.unwrap_or_default();
                if !unit.is_empty() && *kind != PropertyKind::Number {
                    return wrong("unit", "Only numbers have a unit: leave it out.".to_owned());
                }
                if unit.chars().count() > MAX_UNIT || unit.contains('\0') || unit.trim() != unit {
                    return wrong("unit", format!("A unit has at most {MAX_UNIT} characters, such as ml."));
                }
            }
        }
    }
    Ok(())
}

fn check_name(field: &str, name: &Localized) -> Result<(), Wrong> {
    let fits = |text: &str| text.chars().count() <= MAX_NAME && !text.contains('\0');
    match !name.en.trim().is_empty() && Locale::ALL.into_iter().all(|locale| fits(name.get(locale))) {
        true => Ok(()),
        false => {
            let reason = format!("Give a name in English, of at most {MAX_NAME} characters in each language.");
            Err(Wrong { field: field.to_owned(), reason })
        }
    }
}

/// Whether an attribute can be called so: as wherever attributes are named, the English is what counts.
fn is_label(label: &Localized) -> bool {
    let is_named = !label.en.trim().is_empty() && label.en.chars().count() <= MAX_NAME;
    is_named && Locale::ALL.into_iter().all(|locale| !label.get(locale).contains('\0'))
}

/// Declares attributes that no product has had.
async fn declare<'a>(tx: &mut PgConnection, new: impl Iterator<Item = &'a AskedAttribute>) -> sqlx::Result<()> {
    let new: Vec<&AskedAttribute> = new.collect();
    if new.is_empty() {
        return Ok(());
    }
    let kind = |asked: &&AskedAttribute| asked.kind.unwrap_or(PropertyKind::Term).code();
    let nameless = Localized::default();
    let label = |asked: &&AskedAttribute| {
        Json(asked.label.as_ref().filter(|_| asked.key != BRAND).unwrap_or(&nameless).clone())
    };
    sqlx::query(
        "insert into catalog.attributes (key, kind, unit, label, is_declared)
         select key, kind, unit, label, true
         from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) as given (key, kind, unit, label)
         on conflict (key) do nothing",
    )
    .bind(new.iter().map(|asked| asked.key.as_str()).collect::<Vec<_>>())
    .bind(new.iter().map(kind).collect::<Vec<_>>())
    .bind(new.iter().map(|asked| asked.unit.as_deref().unwrap_or_default()).collect::<Vec<_>>())
    .bind(new.iter().map(label).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await?;
    outbox::record(tx, &[event::attribute_changed()]).await
}
