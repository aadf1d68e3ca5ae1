//! The parts of the checkout page.

use api::Code;
use api::accounts::SavedAddress;
use api::cart::CartLine;
use api::catalog::{Picture, Text};
use api::checkout::promotions::RefusedCode;
use api::checkout::{CheckoutView, DeliveryView};
use api::settings::{PageKind, PageLink};
use domain::{Locale, Market, Money};
use leptos::prelude::*;

use super::address::{BILLING, DELIVERY};
use super::cards::Cards;
use super::form::{Expected, Fault, Form, TERMS, expected_field, terms_value, to_charge_field};
use super::payment::payment_field;
use super::saved::{choices as choices_of_addresses, keep_field};
use crate::brand::Brand;
use crate::cart::sums::{discount_rows, paid_rows};
use crate::context::Backend;
use crate::ui::alert::{error_summary, warning, warning_leading};
use crate::ui::field::Field;
use crate::ui::language::{lang, named, said};
use crate::ui::picture::{Loading, Widths, picture};

/// All that the page shows.
pub(super) struct Shown {
    pub market: Market,
    pub form: Form,
    pub faults: Vec<Fault>,
    pub code: Option<Code>,
    /// The line with too few units.
    pub short: Option<CartLine>,
    /// None when the origin does not answer.
    pub view: Option<CheckoutView>,
    pub guest: bool,
    /// What the account keeps.
    pub saved: Vec<SavedAddress>,
    /// The cards that pay by one click.
    pub cards: Cards,
    /// What the merchant's pages are called.
    pub brand: Brand,
}

/// A way of delivery with what is known of its costs.
struct Way {
    shown: Expected,
    /// None when the origin cannot be asked.
    quote: Option<DeliveryView>,
}

impl Way {
    fn quoted(quote: &DeliveryView) -> Self {
        let to_charge = quote.to_charge.unwrap_or(quote.total);
        let shown = Expected { method: quote.method, total: quote.total, to_charge };
        Self { shown, quote: Some(quote.clone()) }
    }

    /// As the page showed it before.
    fn remembered(shown: &Expected) -> Self {
        Self { shown: *shown, quote: None }
    }

    /// What the merchant calls it, else the shop's own word.
    fn name(&self, locale: Locale) -> AnyView {
        match self.quote.as_ref().and_then(|quote| quote.name.as_ref()) {
            Some(name) => said(name),
            None => words::checkout(locale).delivery_method(self.shown.method).into_any(),
        }
    }

    /// How long it takes, and who carries it if the merchant says so.
    fn time(&self, locale: Locale) -> String {
        let words = words::checkout(locale);
        let quote = self.quote.as_ref();
        let time = match quote.and_then(|quote| quote.days) {
            Some(days) if days.from == days.to => words.delivery_in_days(days.to),
            Some(days) => words.delivery_days(days.from, days.to),
            None => words.delivery_time(self.shown.method).to_owned(),
        };
        match quote.and_then(|quote| quote.carrier.as_deref()) {
            Some(carrier) => format!("{time}, {}", words.delivery_by(carrier)),
            None => time,
        }
    }

    fn fee(&self, locale: Locale) -> Option<String> {
        self.quote.as_ref().map(|quote| fee(locale, quote.fee))
    }
}

/// The whole page.
pub(super) fn checkout_form(shown: Shown) -> AnyView {
    let Shown { market, form, faults, code, short, view, guest, saved, cards, brand } = shown;
    let locale = market.locale();
    let words = words::checkout(locale);
    let is_nowhere = view.as_ref().is_some_and(|view| view.deliveries.is_empty());
    let ways: Vec<Way> = match &view {
        Some(view) => view.deliveries.iter().map(Way::quoted).collect(),
        None => form.expected.iter().map(Way::remembered).collect(),
    };
    let minutes = view.as_ref().and_then(|view| view.reserved_minutes);
    let unheld = minutes.is_none() && view.as_ref().is_some_and(|view| view.hold_refused);
    let expected = ways.iter().map(|Way { shown, .. }| {
        view! {
            <input type="hidden" name=expected_field(shown.method) value=shown.total.minor.to_string()/>
            <input type="hidden" name=to_charge_field(shown.method) value=shown.to_charge.minor.to_string()/>
        }
    });
    let expected = expected.collect_view();
    let payment = view.as_ref().map(|view| view.payment.clone());
    let billing_is_open = !form.billing.is_empty() || faults.iter().any(|fault| BILLING.has(fault.0));
    // Nobody is asked how to pay what gift cards pay, whichever way they choose.
    let covered = !ways.is_empty() && ways.iter().all(|way| way.shown.to_charge.minor == 0);
    let login = market.path("/login?next=checkout");
    let costs = Backend::of_request().request().site.assets.script("costs");
    let export = form.address.export().map(|place| words.no_tax_in(words::territories(locale).name(place)));
    view! {
        <section class="section checkout-page">
            <h1>{words.title()}</h1>
            {code.map(|code| refused(market, code, short))}
            {error_summary(words::shell(locale).errors_title(), &faults)}
            <form class="checkout" method="post" action=market.path("/checkout") data-module=costs>
                <input type="hidden" name="key" value=form.key.to_string()/>
                {form.terms.map(|terms| view! { <input type="hidden" name=TERMS value=terms_value(terms)/> })}
                {expected}
                <div class="checkout-fields">
                    <fieldset>
                        <legend>{words.contact()}</legend>
                        {guest.then(|| view! { <p class="hint"><a href=login>{words.have_account()}</a></p> })}
                        {Field::text("email", words.email(), "email", &form.email)
                            .of_kind("email", 254)
                            .hint(words.email_hint())
                            .faulty(&faults)
                            .view()}
                    </fieldset>
                    <fieldset>
                        <legend>{words.address()}</legend>
                        {choices_of_addresses(market, &saved, &form)}
                        {form.address.fields(locale, &DELIVERY, &faults)}
                        {(!guest).then(|| keep_field(market, &form))}
                        <details class="more" open=billing_is_open>
                            <summary>{words.other_billing()}</summary>
                            <div role="group" aria-label=words.billing()>{form.billing.fields(locale, &BILLING, &faults)}</div>
                        </details>
                    </fieldset>
                    {delivery_field(locale, &ways, is_nowhere, &form.delivery, &faults)}
                    {match covered {
                        true => view! { <p class="covered">{words.covered()}</p> }.into_any(),
                        false => payment_field(locale, payment, &form.payment, &cards, &faults),
                    }}
                </div>
                <aside class="summary" aria-labelledby="summary">
                    <h2 id="summary">{words.summary()}</h2>
                    {view.map(|view| order_summary(market, view))}
                    <div id="costs" class="costs" aria-live="polite">
                        {totals(locale, &ways)}
                        {export.map(|note| view! { <p class="hint">{note}</p> })}
                    </div>
                    <p class="hint"><a href=market.path("/cart")>{words.have_code()}</a></p>
                    {minutes.map(|minutes| view! { <p class="hint">{words.held(minutes)}</p> })}
                    {unheld.then(|| view! { <p class="hint">{words.not_held()}</p> })}
                    {to_read(market, &brand)}
                    <button class="button button-main" type="submit">{words.place()}</button>
                    <p class="hint">{words.secure()}</p>
                </aside>
            </form>
        </section>
    }
    .into_any()
}

/// The merchant's pages that whoever orders agrees to, or should know; nothing where there are none. They open beside the
/// form, so that nothing typed is lost.
fn to_read(market: Market, brand: &Brand) -> AnyView {
    let locale = market.locale();
    let words = words::checkout(locale);
    let link = |page: &PageLink| {
        let href = market.path(&format!("/pages/{}", page.slug));
        let title = Text::of(&page.title, locale);
        view! { " " <a href=href target="_blank" lang=lang(&title)>{title.bare().to_owned()}</a> }
    };
    let pages = |kinds: &[PageKind]| {
        let pages: Vec<&PageLink> = kinds.iter().filter_map(|kind| brand.storefront().page(*kind)).collect();
        (!pages.is_empty()).then(|| pages.into_iter().map(link).collect_view())
    };
    view! {
        {pages(&[PageKind::Terms]).map(|links| view! { <p class="hint agreed">{words.agreed()} {links}</p> })}
        {pages(&[PageKind::Privacy, PageKind::Returns]).map(|links| view! { <p class="hint">{words.read_also()} {links}</p> })}
    }
    .into_any()
}

/// What the origin refused. Too few pieces are mended in the cart, so there is the way to it.
fn refused(market: Market, code: Code, short: Option<CartLine>) -> AnyView {
    let text = words::problem(market.locale(), code);
    if code != Code::OutOfStock {
        return warning(text);
    }
    let short = short.map(|line| view! { {named(&line.title, &line.choice)} ": " });
    let text = view! { {short} {text} };
    warning_leading(text, market.path("/cart"), words::checkout(market.locale()).change_cart())
}

fn delivery_field(
    locale: Locale,
    ways: &[Way],
    is_nowhere: bool,
    chosen: &str,
    faults: &[Fault],
) -> impl IntoView + use<> {
    let words = words::checkout(locale);
    let rows = ways.iter().map(|way| {
        let code = way.shown.method.code();
        choice(
            "delivery",
            format!("delivery-{code}"),
            code,
            chosen,
            way.name(locale),
            way.time(locale),
            way.fee(locale),
        )
    });
    let nowhere = is_nowhere.then(|| view! { <p class="hint">{words.no_delivery()}</p> });
    choices("delivery", words.delivery(), view! { {nowhere} {rows.collect_view()} }, faults)
}

/// A group of choices. The group has the field's id, so that the list of faults can lead to it.
pub(super) fn choices<R: IntoView + 'static>(
    id: &'static str,
    legend: &'static str,
    rows: R,
    faults: &[Fault],
) -> AnyView {
    let fault = faults.iter().find(|fault| fault.0 == id).map(|fault| fault.1.clone());
    let fault_id = format!("{id}-fault");
    let described = fault.is_some().then(|| fault_id.clone());
    view! {
        <fieldset id=id tabindex="-1" aria-describedby=described>
            <legend>{legend}</legend>
            {fault.map(|fault| view! { <p class="field-fault" id=fault_id>{fault}</p> })}
            {rows}
        </fieldset>
    }
    .into_any()
}

pub(super) fn choice(
    field: &'static str,
    id: String,
    value: &'static str,
    chosen: &str,
    name: AnyView,
    note: String,
    cost: Option<String>,
) -> AnyView {
    let note = (!note.is_empty()).then(|| view! { <span class="hint">{note}</span> });
    let checked = value == chosen;
    let for_id = id.clone();
    view! {
        <label class="choice" for=for_id>
            <input type="radio" id=id name=field value=value checked=checked required/>
            <span class="choice-text"><span>{name}</span> {note}</span>
            <span>{cost}</span>
        </label>
    }
    .into_any()
}

fn order_summary(market: Market, view: CheckoutView) -> AnyView {
    let locale = market.locale();
    let subtotal = view.cart.subtotal.display(locale);
    let row = |line: CartLine| {
        let image = line.picture.map(Picture::decorative);
        let choice =
            (!line.choice.bare().is_empty()).then(|| view! { <span class="line-choice">{said(&line.choice)}</span> });
        view! {
            <li class="line line-small">
                <span class="line-picture">{picture(image, line.title.bare(), Widths::Product, "64px", Loading::Eager)}</span>
                <span class="line-text">
                    <span>{line.quantity.get().to_string()} " × " {said(&line.title)}</span>
                    {choice}
                </span>
                <span>{line.total.map(|total| total.display(locale))}</span>
            </li>
        }
    };
    let lines = view.cart.lines.into_iter().map(row).collect_view();
    view! {
        <ul role="list">{lines}</ul>
        <p class="sum"><span>{words::cart(locale).subtotal()}</span> <span>{subtotal}</span></p>
    }
    .into_any()
}

/// The total of each way of delivery; the stylesheet shows the chosen one's.
fn totals(locale: Locale, ways: &[Way]) -> impl IntoView + use<> {
    let words = words::checkout(locale);
    let rows = ways.iter().map(|way| {
        let Way { shown, quote } = way;
        let total = shown.total.display(locale);
        let class = format!("total-of total-of-{}", shown.method.code());
        let name = way.name(locale);
        let quote = quote.as_ref();
        let included = quote.and_then(|quote| words.included_tax(quote.included_tax));
        let tax = quote.and_then(|quote| added_tax(locale, quote.tax));
        let discounts = quote.map(|quote| discount_rows(locale, &quote.discounts));
        let paid = quote.and_then(|quote| paid_rows(locale, &quote.gift_cards, shown.to_charge));
        let refused = quote.map(|quote| refused_codes(locale, &quote.refused));
        view! {
            <div class=class>
                {discounts}
                <p class="sum"><span>{words.delivery()} ", " {name}</span> <span>{way.fee(locale)}</span></p>
                {tax}
                <p class="sum sum-total">
                    <span>{words.total()} " " <small>{included}</small></span>
                    <strong>{total}</strong>
                </p>
                {paid}
                {refused}
            </div>
        }
    });
    rows.collect_view()
}

/// The codes that give nothing with this way of delivery.
fn refused_codes(locale: Locale, refused: &[RefusedCode]) -> AnyView {
    let row = |code: &RefusedCode| view! { <p class="code-refused">{words::checkout(locale).code_refused(&code.text, &code.why)}</p> };
    refused.iter().map(row).collect_view().into_any()
}

/// What delivery costs, in a word if it is nothing.
pub(crate) fn fee(locale: Locale, fee: Money) -> String {
    if fee.minor == 0 { words::checkout(locale).free().to_owned() } else { fee.display(locale) }
}

/// The row of the tax that comes on top of the prices, if there is any.
pub(crate) fn added_tax(locale: Locale, tax: Money) -> Option<AnyView> {
    let amount = (tax.minor > 0).then(|| tax.display(locale))?;
    let row = view! { <p class="sum"><span>{words::checkout(locale).tax()}</span> <span>{amount}</span></p> };
    Some(row.into_any())
}
