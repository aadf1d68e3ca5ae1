//! Products that lack what their type asks for.

use api::catalog::Text;
use api::catalog::admin::{AdminProductType, ListProductTypeGaps, ProductGaps, ProductTypeGaps};
use api::catalog::product_types::{AskedAttribute, AttributeGap, Gap};
use api::catalog::properties::readable_key;
use domain::Locale;
use maud::{Markup, html};

use super::super::status_name;
use crate::page::{paging, written};
use crate::visitor::{Refused, Visitor};

/// Pages that are counted: of a type that more products have, it is said that there are more.
const COUNTED: usize = 20;

/// How many there are, and a page of them.
pub async fn section(visitor: &Visitor, kept: &AdminProductType) -> Result<Markup, Refused> {
    let words = words::office_types(visitor.locale);
    let after = visitor.query.get("after").parse().ok();
    let list = |after| ListProductTypeGaps { handle: kept.handle.clone(), after };
    let shown = visitor.read(&list(after)).await?;
    let (mut count, mut next) = (0, None);
    for page in 0..COUNTED {
        let ProductTypeGaps { products, next: following } = match page {
            0 if after.is_none() => shown.clone(),
            _ => visitor.read(&list(next)).await?,
        };
        (count, next) = (count + products.len(), following);
        if next.is_none() {
            break;
        }
    }
    let said = if next.is_some() { words.gaps_or_more(count) } else { words.gaps(count) };
    let path = format!("/admin/product-types/{}", kept.handle);
    Ok(html! {
        section id="gaps" {
            h2 { (said) }
            @if !shown.products.is_empty() {
                p.hint { (words.gaps_hint()) }
                ul { @for product in &shown.products { (row(visitor, kept, product)) } }
            }
            (paging(visitor.locale, &path, &[], after.is_some(), shown.next.map(|next| next.to_string())))
        }
    })
}

fn row(visitor: &Visitor, kept: &AdminProductType, product: &ProductGaps) -> Markup {
    html! {
        li {
            a href={ "/admin/products/" (product.id) } {
                (written(&Text::of(&product.title, visitor.locale), visitor.locale))
            }
            " (" (status_name(visitor.locale, product.status)) "): "
            (in_words(visitor.locale, &kept.attributes, &product.gaps))
        }
    }
}

/// What is wrong with which attribute.
pub fn in_words(locale: Locale, asked: &[AskedAttribute], gaps: &[AttributeGap]) -> String {
    let words = words::office_types(locale);
    let one = |gap: &AttributeGap| {
        let said = match gap.gap {
            Gap::Missing => words.gap_missing(),
            Gap::WrongKind => words.gap_wrong_kind(),
            Gap::WrongUnit => words.gap_wrong_unit(),
        };
        format!("{} ({said})", name_of(locale, asked, &gap.attribute))
    };
    gaps.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What an attribute that is asked for is called.
pub fn name_of(locale: Locale, asked: &[AskedAttribute], key: &str) -> String {
    let label = asked.iter().find(|one| one.key == key).and_then(|one| one.label.as_ref());
    let label = label.map(|label| label.get(locale)).filter(|label| !label.is_empty());
    label.map_or_else(|| readable_key(key), str::to_owned)
}
