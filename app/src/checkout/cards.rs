//! The cards that the payment provider keeps for an account, to pay with by one click.

use api::checkout::PaymentForm;
use api::checkout::cards::{ListSavedCards, SavedCard};
use domain::Locale;
use leptos::prelude::*;

use super::form::{Form, KEEP_CARD, SAVED_CARD};
use crate::context::Backend;

/// What is there to choose from.
#[derive(Clone, Debug, Default)]
pub(super) struct Cards {
    kept: Vec<SavedCard>,
    chosen: String,
    keep: bool,
    /// Whether a card can be kept: for an account, by a provider that does so.
    may_keep: bool,
}

/// The cards of whoever is logged in, where the shop is paid through a provider that keeps them; none where that cannot be
/// found out: everybody can type. The one that was kept last is chosen until another is.
pub(super) async fn cards(backend: &Backend, payment: Option<&PaymentForm>, form: &mut Form, opened: bool) -> Cards {
    let may_keep = matches!(payment, Some(PaymentForm::Stripe { publishable_key: Some(_), .. }))
        && backend.request().session.is_some();
    if !may_keep {
        return Cards { chosen: form.saved_card.clone(), keep: form.keep_card, ..Cards::default() };
    }
    let kept = backend.call(&ListSavedCards {}, None).await.unwrap_or_default();
    if let Some(newest) = kept.first().filter(|_| opened) {
        form.saved_card = newest.id.clone();
    }
    // One that is gone meanwhile cannot be chosen any more.
    let chosen = kept.iter().find(|card| card.id == form.saved_card).map(|card| card.id.clone()).unwrap_or_default();
    Cards { kept, chosen, keep: form.keep_card, may_keep }
}

impl Cards {
    /// What was chosen before, where nobody knows what there is to choose from: an order that is sent again says the same.
    pub(super) fn given(&self) -> AnyView {
        let chosen = self.chosen.clone();
        let chosen = (!chosen.is_empty()).then(|| view! { <input type="hidden" name=SAVED_CARD value=chosen/> });
        let keep = self.keep.then(|| view! { <input type="hidden" name=KEEP_CARD value="1"/> });
        view! { {chosen} {keep} }.into_any()
    }

    /// The cards, and another; nothing where there are none.
    pub(super) fn choices(&self, locale: Locale) -> Option<AnyView> {
        let words = words::checkout(locale);
        let row = |id: String, value: String, name: String| {
            let checked = value == self.chosen;
            let for_id = id.clone();
            view! {
                <label class="choice" for=for_id>
                    <input type="radio" id=id name=SAVED_CARD value=value checked=checked/>
                    <span class="choice-text">{name}</span>
                </label>
            }
        };
        let rows = self
            .kept
            .iter()
            .enumerate()
            .map(|(at, card)| row(format!("saved-card-{at}"), card.id.clone(), in_short(locale, card)));
        (!self.kept.is_empty()).then(|| {
            view! {
                {rows.collect_view()}
                {row("saved-card-other".to_owned(), String::new(), words.other_card().to_owned())}
            }
            .into_any()
        })
    }

    /// The box to tick for having the card kept.
    pub(super) fn keep_field(&self, locale: Locale) -> Option<AnyView> {
        let words = words::checkout(locale);
        self.may_keep.then(|| {
            view! {
                <label class="choice" for=KEEP_CARD>
                    <input type="checkbox" id=KEEP_CARD name=KEEP_CARD value="1" checked=self.keep/>
                    <span class="choice-text">{words.keep_card()} <span class="hint">{words.keep_card_more()}</span></span>
                </label>
            }
            .into_any()
        })
    }
}

/// A card in one line.
pub(crate) fn in_short(locale: Locale, card: &SavedCard) -> String {
    let expires = format!("{:02}/{}", card.exp_month, card.exp_year);
    words::checkout(locale).card_in_short(&brand(&card.brand), &card.last4, &expires)
}

/// What the company calls itself.
fn brand(code: &str) -> String {
    match code {
        "amex" => "American Express".to_owned(),
        "cartes_bancaires" => "Cartes Bancaires".to_owned(),
        "diners" => "Diners Club".to_owned(),
        "jcb" => "JCB".to_owned(),
        "unionpay" => "UnionPay".to_owned(),
        other => {
            let mut letters = other.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_told_by_its_company_its_end_and_its_time() {
        let card = |brand: &str| SavedCard {
            id: "pm_7".to_owned(),
            brand: brand.to_owned(),
            last4: "4242".to_owned(),
            exp_month: 3,
            exp_year: 2030,
        };
        assert_eq!(in_short(Locale::En, &card("visa")), "Visa ending in 4242, expires 03/2030");
        assert!(in_short(Locale::De, &card("amex")).starts_with("American Express"));
        assert_eq!(["jcb", "", "mastercard"].map(brand), ["JCB", "", "Mastercard"]);
    }
}
