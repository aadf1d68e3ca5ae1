//! Whether a product is on sale.

use domain::catalog::ProductStatus;

/// What Status and Published say together: a product is on sale only if both agree.
///
/// # Errors
/// If one of them says what nobody knows: guessing might put something on sale.
pub fn of(status: &str, published: &str) -> Result<ProductStatus, String> {
    let status = match status.to_lowercase().as_str() {
        "" | "active" | "published" => ProductStatus::Active,
        // Unlisted products are reached by their address alone, which the shop does not have.
        "draft" | "unlisted" | "proposed" | "rejected" => ProductStatus::Draft,
        "archived" => ProductStatus::Archived,
        other => {
            return Err(format!("its status “{}” is none of active, draft and archived", crate::note::shown(other)));
        }
    };
    let published = match published {
        "" => true,
        word => {
            truth(word).ok_or_else(|| format!("Published says “{}”: write TRUE or FALSE", crate::note::shown(word)))?
        }
    };
    Ok(if published || status != ProductStatus::Active { status } else { ProductStatus::Draft })
}

/// Of what is said of one product, what keeps it furthest from sale.
pub fn strictest(said: impl IntoIterator<Item = ProductStatus>) -> ProductStatus {
    let strictness = |status: &ProductStatus| match status {
        ProductStatus::Active => 0,
        ProductStatus::Scheduled => 1,
        ProductStatus::Draft => 2,
        ProductStatus::Archived => 3,
    };
    said.into_iter().max_by_key(strictness).unwrap_or_default()
}

/// A truth value, as programs and spreadsheets of several languages write it.
pub fn truth(word: &str) -> Option<bool> {
    match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "1.0" | "wahr" | "ja" | "vrai" | "oui" | "verdadero" | "vero" => Some(true),
        "false" | "no" | "n" | "0" | "0.0" | "falsch" | "nein" | "faux" | "non" | "falso" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a12_a44_nothing_is_on_sale_unless_both_columns_say_so() {
        use ProductStatus::{Active, Archived, Draft};
        for (status, published, expect) in [
            ("", "", Some(Active)),
            ("Active", "TRUE", Some(Active)),
            ("active", "wahr", Some(Active)),
            ("active", "FALSE", Some(Draft)),
            ("active", "0", Some(Draft)),
            ("draft", "true", Some(Draft)),
            ("UNLISTED", "true", Some(Draft)),
            ("Archived", "false", Some(Archived)),
            ("", "false", Some(Draft)),
            ("deleted", "true", None),
            ("active", "perhaps", None),
        ] {
            assert_eq!(of(status, published).ok(), expect, "{status}, {published}");
        }
    }
}
