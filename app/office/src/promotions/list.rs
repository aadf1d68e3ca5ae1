//! Every promotion, the newest first.

use api::catalog::Text;
use api::checkout::promotions::{ListPromotions, PromotionView};
use domain::checkout::Benefit;
use domain::{Locale, Money, PromotionCode};
use maud::{Markup, html};
use origin_staff::Permission;
use words::percent;

use super::form::kind_name;
use crate::page::{Section, page, time_of, written};
use crate::visitor::{Reply, Visitor};

/// The list.
pub async fn list(visitor: Visitor) -> Reply {
    let (words, office) = (words::office_selling(visitor.locale), words::office(visitor.locale));
    let all = visitor.read(&ListPromotions {}).await?;
    let content = html! {
        div.head {
            h1 { (words.promotions()) }
            @if visitor.may(Permission::PromotionsWrite) {
                p.actions { a.button.main href="/admin/promotions/new" { (words.new_promotion()) } }
            }
        }
        @if all.is_empty() { p { (words.promotions_none()) } }
        @else {
            table {
                thead {
                    tr {
                        th scope="col" { (office.title()) }
                        th scope="col" { (words.code()) }
                        th scope="col" { (words.what_it_gives()) }
                        th scope="col" { (words.used()) }
                        th scope="col" { (office.state()) }
                        th scope="col" { (words.when()) }
                    }
                }
                tbody { @for one in &all { (row(&visitor, one)) } }
            }
        }
    };
    Ok(page(&visitor, Section::Promotions, words.promotions(), &content))
}

fn row(visitor: &Visitor, one: &PromotionView) -> Markup {
    let (words, office, locale) =
        (words::office_selling(visitor.locale), words::office(visitor.locale), visitor.locale);
    html! {
        tr {
            th scope="row" {
                a href={ "/admin/promotions/" (one.terms.id) } { (written(&Text::of(&one.terms.title, locale), locale)) }
            }
            td data-label=(words.code()) { (one.terms.code.as_ref().map_or(words.by_itself(), PromotionCode::as_str)) }
            td data-label=(words.what_it_gives()) { (gives(locale, &one.terms.benefit)) }
            td data-label=(words.used()) {
                (one.used)
                @if let Some(most) = one.terms.max_uses { " / " (most) }
            }
            td data-label=(office.state()) { (state(visitor, one)) }
            td data-label=(words.when()) { (period(one)) }
        }
    }
}

/// Whether it is to be had, as far as staff say so.
pub(super) fn state(visitor: &Visitor, one: &PromotionView) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        @if one.active { span.state data-state="active" { (words.promotion_on()) } }
        @else { span.state { (words.promotion_off()) } }
    }
}

/// From when until when.
pub(super) fn period(one: &PromotionView) -> Markup {
    let at = |seconds: Option<i64>| {
        html! {
            @match seconds { Some(seconds) => (time_of(seconds)), None => "…" }
        }
    };
    html! {
        @if one.terms.starts_at.is_none() && one.terms.ends_at.is_none() { "–" }
        @else { (at(one.terms.starts_at)) " – " (at(one.terms.ends_at)) }
    }
}

/// What it gives, in a few words.
pub(super) fn gives(locale: Locale, benefit: &Benefit) -> String {
    let words = words::office_selling(locale);
    match benefit {
        Benefit::Percent { basis_points } => percent(locale, *basis_points),
        Benefit::Amount { amounts } => {
            let amounts = amounts.iter().map(|(currency, minor)| Money::new(*minor, *currency).display(locale));
            amounts.collect::<Vec<_>>().join(", ")
        }
        Benefit::FreeDelivery { .. } => kind_name(words, "free-delivery").to_owned(),
        Benefit::BuyGet { buy, get, basis_points } => format!("{buy} + {get}: −{}", percent(locale, *basis_points)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_gives_is_said_shortly() {
        let percent = |basis_points| gives(Locale::De, &Benefit::Percent { basis_points });
        assert_eq!([percent(1_000), percent(1_250), percent(10_000)], ["10\u{a0}%", "12,5\u{a0}%", "100\u{a0}%"]);
        assert_eq!(gives(Locale::En, &Benefit::BuyGet { buy: 2, get: 1, basis_points: 5_000 }), "2 + 1: −50\u{a0}%");
    }
}
