//! One order: what it is, and the forms for what can be done with it.

use api::orders::{AdminOrderView, GetAdminOrder, OrderView, ShipmentView};
use axum::extract::Path;
use axum::response::Response;
use domain::orders::{OrderState, ShipmentState};
use maud::{Markup, html};
use origin_staff::Permission;

use super::cancellations::cancellations;
use super::capture::capture;
use super::history::history;
use super::lines::{lines, named, units};
use super::mails::mails;
use super::returns::returns;
use crate::customers::link;
use crate::fields::Fields;
use crate::page::{Section, described_by, done, fault, hidden, is_invalid, page, text_field, time};
use crate::presence::{self, Thing};
use crate::visitor::{Refused, Reply, Visitor};

/// The order as it is kept.
pub async fn show(visitor: Visitor, Path(order): Path<String>) -> Reply {
    let view = read(&visitor, &order).await?;
    let line = presence::line(&visitor, Thing::Order(view.order.id)).await;
    let words = words::office_orders(visitor.locale);
    let above = html! {
        @if visitor.query.has("sent") { (done(words.mail_under_way())) }
        (line)
    };
    Ok(presence::allowed(render(&visitor, &view, &Fields::default(), Some(&above))))
}

/// All that is known of an order.
pub async fn read(visitor: &Visitor, order: &str) -> Result<AdminOrderView, Refused> {
    let order = order.parse().map_err(|_| visitor.nothing_here())?;
    visitor.read(&GetAdminOrder { order }).await
}

/// Units of each line that are in no shipment yet and were not called off.
pub fn open_units(order: &OrderView) -> Vec<(usize, u32)> {
    let packed = |sku| {
        let shipments = order.lifecycle.shipments.iter().flat_map(|shipment| &shipment.lines);
        let cancelled = order.lifecycle.cancellations.iter().flat_map(|off| &off.lines);
        shipments.chain(cancelled).filter(|line| line.sku == sku).map(|line| line.quantity.get()).sum::<u32>()
    };
    let open = order.lines.iter().map(|line| line.quantity.get().saturating_sub(packed(line.sku.clone())));
    open.enumerate().collect()
}

/// The page, with what was typed into its forms and what is said of that.
pub fn render(visitor: &Visitor, view: &AdminOrderView, typed: &Fields, above: Option<&Markup>) -> Response {
    let (words, locale, order) = (words::office(visitor.locale), visitor.locale, &view.order);
    let states = words::orders(locale);
    let title = match order.number {
        Some(number) => format!("{} {number}", words.order()),
        None => words.order().to_owned(),
    };
    let content = html! {
        p.crumb { a href="/admin/orders" { (words.orders()) } }
        h1 { (title) }
        @if let Some(above) = above { (above) }
        dl.attributes {
            div { dt { (words.state()) } dd { span.state data-state=(order.state.code()) { (states.state(order.state)) } } }
            div { dt { (words.placed()) } dd { (time(&order.placed_at)) } }
            div { dt { (words.customer()) } dd { (link(visitor, view.customer, &order.email)) } }
            div {
                dt { (words.delivers_to()) }
                dd {
                    @let address = &order.address;
                    (address.name) br; (address.street) br;
                    @if !address.extra.is_empty() { (address.extra) br; }
                    (address.postal_code) " " (address.city) " " (address.region) br;
                    (words::countries(locale).name(address.country))
                }
            }
            div { dt { (words.payment()) } dd { (words.payment_state(view.payment.state)) " · " (view.payment.amount.display(locale)) } }
        }
        (capture(visitor, view))
        (lines(visitor, order))
        @if visitor.may(Permission::OrdersFulfil) && matches!(order.state, OrderState::Placed | OrderState::PartiallyFulfilled) {
            p.actions { a.button href={ "/admin/orders/" (order.id) "/packing-slip" } { (words.packing_slip()) } }
        }
        (shipping(visitor, order, typed))
        (shipments(visitor, order))
        (returns(visitor, order, typed))
        (cancellations(visitor, order, typed))
        (money_back(visitor, view, typed))
        @if order.number.is_some() && order.state != OrderState::Cancelled && visitor.may(Permission::OrdersFulfil) {
            form method="post" action={ "/admin/orders/" (order.id) "/confirm" } {
                (hidden(visitor))
                button.button.quiet { (words.confirm_again()) }
            }
        }
        @if order.lifecycle.cancellable && visitor.may(Permission::OrdersRefund) {
            details open[typed.has("cancel-reason")] {
                summary { (words.cancel()) }
                form.narrow method="post" action={ "/admin/orders/" (order.id) "/cancel" } {
                    (hidden(visitor))
                    p { (words.cancel_meaning()) }
                    (text_field("cancel-reason", words.reason(), Some(words.reason_hint()), typed))
                    button.button { (words.cancel()) }
                }
            }
        }
        (mails(visitor, view))
        h2 { (words.timeline()) }
        (note(visitor, order, typed))
        (history(visitor, &view.timeline))
    };
    page(visitor, Section::Orders, &title, &content)
}

/// The form for what staff have to remember.
fn note(visitor: &Visitor, order: &OrderView, typed: &Fields) -> Markup {
    let words = words::office(visitor.locale);
    html! {
        @if visitor.may(Permission::OrdersFulfil) {
            form.narrow method="post" action={ "/admin/orders/" (order.id) "/note" } {
                (hidden(visitor))
                div.field {
                    label for="note" { (words.order_note()) }
                    textarea id="note" name="note" rows="3" maxlength="2000" aria-invalid=[is_invalid("note", typed)]
                        aria-describedby=[described_by("note", true, typed)] { "\n" (typed.typed("note")) }
                    (fault("note", typed))
                    p.hint id="note-hint" { (words.order_note_hint()) }
                }
                button.button { (words.add_note()) }
            }
        }
    }
}

/// The form for what leaves the house, while something can.
fn shipping(visitor: &Visitor, order: &OrderView, typed: &Fields) -> Markup {
    let market = order.market.locale();
    let words = words::office(visitor.locale);
    let open: Vec<_> = open_units(order).into_iter().filter(|(_, units)| *units > 0).collect();
    let is_open = matches!(order.state, OrderState::Placed | OrderState::PartiallyFulfilled);
    if open.is_empty() || !is_open || !visitor.may(Permission::OrdersFulfil) {
        return html! {};
    }
    let mut typed = typed.clone();
    if let Some(carrier) = order.delivery_service.as_ref().and_then(|said| said.carrier.as_deref()) {
        // Whoever carries it, as shoppers were told, unless staff have typed something else.
        if !typed.has("carrier") {
            typed.set("carrier", carrier);
        }
    }
    html! {
        h2 { (words.to_ship()) }
        form.narrow method="post" action={ "/admin/orders/" (order.id) "/ship" } {
            (hidden(visitor))
            @for (place, units) in open {
                @let line = &order.lines[place];
                @let name = format!("units.{place}");
                div.field {
                    label for=(name) { (named(line, market)) }
                    input id=(name) name=(name) type="number" min="0" max=(units) inputmode="numeric"
                        value=(typed.some(&name).map_or_else(|| units.to_string(), str::to_owned));
                }
            }
            p.hint { (words.ship_hint()) }
            (text_field("carrier", words.carrier(), None, &typed))
            (text_field("tracking-number", words.tracking_number(), None, &typed))
            (text_field("tracking-url", words.tracking_url(), Some(words.tracking_url_hint()), &typed))
            button.button.main { (words.ship()) }
        }
    }
}

fn shipments(visitor: &Visitor, order: &OrderView) -> Markup {
    let (words, states) = (words::office(visitor.locale), words::orders(visitor.locale));
    if order.lifecycle.shipments.is_empty() {
        return html! {};
    }
    html! {
        h2 { (words.shipments()) }
        ul.rows {
            @for shipment in &order.lifecycle.shipments {
                li {
                    span.state data-state=(shipment.state.code()) { (states.shipment_state(shipment.state)) }
                    @if let Some(carrier) = &shipment.carrier { " " (carrier) }
                    @if let Some(followed) = tracking(visitor, shipment) { " " (followed) }
                    (units(order, &shipment.lines))
                    @let next = match shipment.state {
                        ShipmentState::Packed => Some(("ship", words.mark_shipped())),
                        ShipmentState::Shipped => Some(("deliver", words.mark_delivered())),
                        ShipmentState::Delivered | ShipmentState::Lost => None,
                    };
                    @if visitor.may(Permission::OrdersFulfil) {
                        div.actions {
                            @if let Some((event, text)) = next {
                                form method="post" action={ "/admin/orders/" (order.id) "/shipments/" (shipment.id) } {
                                    (hidden(visitor))
                                    input type="hidden" name="event" value=(event);
                                    button.button { (text) }
                                }
                            }
                            a.button.quiet href={ "/admin/orders/" (order.id) "/packing-slip?shipment=" (shipment.id) } {
                                (words.packing_slip())
                            }
                            @if shipment.shipped_at.is_some() {
                                form method="post" action={ "/admin/orders/" (order.id) "/shipments/" (shipment.id) "/mail" } {
                                    (hidden(visitor))
                                    button.button.quiet { (words.shipment_mail()) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the carrier calls a shipment, leading to where it can be followed if that is known.
fn tracking(visitor: &Visitor, shipment: &ShipmentView) -> Option<Markup> {
    let words = words::office(visitor.locale);
    let number = shipment.tracking_number.as_deref();
    match (&shipment.tracking_url, number) {
        (Some(address), number) => {
            Some(html! { a href=(address) rel="noreferrer" { (number.unwrap_or(words.tracking_url())) } })
        }
        (None, Some(number)) => Some(html! { (number) }),
        (None, None) => None,
    }
}

fn money_back(visitor: &Visitor, view: &AdminOrderView, typed: &Fields) -> Markup {
    let market = view.order.market.locale();
    let (words, locale, order) = (words::office(visitor.locale), visitor.locale, &view.order);
    let states = words::orders(locale);
    html! {
        @if !order.lifecycle.refunds.is_empty() {
            h2 { (words.refunds()) }
            ul.rows {
                @for refund in &order.lifecycle.refunds {
                    li {
                        (refund.amount.display(locale)) " · " (states.refund_state(refund.state)) " · " (time(&refund.created_at))
                        @if let Some(reason) = &refund.reason { span.soft { (reason) } }
                    }
                }
            }
        }
        @if view.refundable.minor > 0 && visitor.may(Permission::OrdersRefund) {
            details open[typed.has("refund-reason")] {
                summary { (words.refund()) }
                form.narrow method="post" action={ "/admin/orders/" (order.id) "/refund" } {
                    (hidden(visitor))
                    input type="hidden" name="refundable" value=(view.refundable.minor);
                    p { (words.refundable()) ": " (view.refundable.display(locale)) }
                    @for (place, line) in order.lines.iter().enumerate() {
                        @let name = format!("refund.{place}");
                        div.field {
                            label for=(name) { (named(line, market)) }
                            input id=(name) name=(name) type="number" min="0" max=(line.quantity.get()) inputmode="numeric"
                                value=(typed.some(&name).unwrap_or("0"));
                        }
                    }
                    label.box {
                        input type="checkbox" name="refund-delivery" checked[typed.has("refund-delivery")];
                        " " (words.refund_delivery())
                    }
                    (text_field("goodwill", &format!("{} ({})", words.goodwill(), view.refundable.currency), None, typed))
                    (text_field("refund-reason", words.reason(), Some(words.reason_read()), typed))
                    button.button { (words.refund()) }
                }
            }
        }
    }
}
