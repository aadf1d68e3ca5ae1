//! Where stock lies: the locations, and making and changing them.

use api::inventory::{CreateStockLocation, ListStockLocations, StockLocation, UpdateStockLocation};
use api::{Code, Problem};
use axum::response::{IntoResponse as _, Redirect};
use domain::Slug;
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::fields::Fields;
use crate::page::{Section, alert, done, hidden, marked, page, rejection, text_field};
use crate::visitor::{Posted, Reply, Visitor};

/// The location that every shop has, and that stays active.
const MAIN: &str = "main";

/// The locations.
pub async fn show(visitor: Visitor) -> Reply {
    let saved = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    render(&visitor, &Fields::default(), saved.as_ref(), StatusCode::OK).await
}

/// Makes a location, or changes one.
pub async fn change(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::office_stock(visitor.locale);
    let (code, priority) = (
        fields.get("code").parse::<Slug>().map_err(|_| "code"),
        fields.some("priority").map(str::parse::<i32>).transpose().map_err(|_| "priority"),
    );
    let (code, priority) = match (code, priority) {
        (Ok(code), Ok(priority)) => (code, priority),
        (Err(name), _) | (_, Err(name)) => {
            let fields = fields.with_fault(name, &html! { (words.bad_location()) });
            let above = alert(words.bad_location(), None);
            return render(visitor, &fields, Some(&above), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    match send(&posted, code, priority).await {
        Ok(()) => Ok(Redirect::to("/admin/stock/locations?saved").into_response()),
        Err(problem) => {
            visitor.stop(&problem)?;
            if problem.code == Code::VersionOutdated {
                return outdated(visitor, fields).await;
            }
            let above = rejection(visitor.locale, &problem);
            let fields = marked(visitor.locale, fields, &problem);
            render(visitor, &fields, Some(&above), problem.code.status()).await
        }
    }
}

/// Somebody was faster: what was typed stays, and what is set by now stands below it. The next press saves.
async fn outdated(visitor: &Visitor, fields: &Fields) -> Reply {
    let words = words::office(visitor.locale);
    let all = visitor.read(&ListStockLocations {}).await?;
    let mut typed = fields.clone();
    if let Some(now) = all.iter().find(|place| place.code.as_str() == fields.get("code")) {
        for (name, value) in [("name", now.name.clone()), ("priority", now.priority.to_string())] {
            if fields.get(name) != value {
                typed = typed.with_fault(name, &html! { (words.now()) " " q { (value) } });
            }
        }
        // The box that nobody has touched here is as it is by now: the next press opens nothing that a colleague has closed.
        match (is_box_touched(fields), now.active) {
            (true, _) => {}
            (false, true) => typed.set("active", "on"),
            (false, false) => typed.remove("active"),
        }
    }
    let above = alert(words::office_stock(visitor.locale).location_outdated(), Some(words.menus_outdated_hint()));
    render(visitor, &typed, Some(&above), StatusCode::CONFLICT).await
}

/// Whether the box says something else than when the form was shown.
fn is_box_touched(fields: &Fields) -> bool {
    fields.get("was") != fields.has("active").to_string()
}

async fn send(posted: &Posted, code: Slug, priority: Option<i32>) -> Result<(), Problem> {
    let Posted { visitor, fields } = posted;
    let (name, once) = (fields.get("name").to_owned(), posted.once());
    if fields.get("do") == "create" {
        let made = CreateStockLocation { code, name, priority };
        return visitor.write(&made, &once).await.map(drop);
    }
    // Only what was changed: whether a location is sold from holds up all orders for a moment.
    let active = (code.as_str() != MAIN && is_box_touched(fields)).then(|| fields.has("active"));
    let changed = UpdateStockLocation { code, if_match: posted.version(), name: Some(name), priority, active };
    visitor.write(&changed, &once).await.map(drop)
}

async fn render(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    let yes_no = words::office_attributes(visitor.locale);
    let locations = visitor.read(&ListStockLocations {}).await?;
    let may_write = visitor.may(Permission::StockWrite);
    // What was typed into the form of one that is there stays with that one.
    let is_new = typed.get("do") == "create";
    let nothing = Fields::default();
    let content = html! {
        p.crumb { a href="/admin/stock" { (office.stock()) } }
        h1 { (words.locations()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.locations_hint()) }
        table {
            thead {
                tr {
                    th scope="col" { (words.location_code()) }
                    th scope="col" { (words.location_name()) }
                    th scope="col" { (words.location_turn()) }
                    th scope="col" { (words.sold_from()) }
                    @if may_write { th scope="col" { span.sr-only { (office.save()) } } }
                }
            }
            tbody {
                @for place in &locations {
                    @if may_write { (row(visitor, place, if is_new { &nothing } else { typed })) }
                    @else {
                        tr {
                            th scope="row" { (place.code) }
                            td data-label=(words.location_name()) { (place.name) }
                            td data-label=(words.location_turn()) { (place.priority) }
                            td data-label=(words.sold_from()) { (if place.active { yes_no.kind_yes() } else { yes_no.kind_no() }) }
                        }
                    }
                }
            }
        }
        @if may_write {
            h2 { (words.new_location()) }
            form.narrow method="post" action="/admin/stock/locations" {
                @let shown = if is_new { typed } else { &nothing };
                (hidden(visitor))
                (text_field("code", words.location_code(), Some(words.location_code_hint()), shown))
                (text_field("name", words.location_name(), None, shown))
                (text_field("priority", words.location_turn(), Some(words.location_turn_hint()), shown))
                button.button.main name="do" value="create" { (words.make_location()) }
            }
        }
    };
    Ok((status, page(visitor, Section::Stock, words.locations(), &content)).into_response())
}

fn row(visitor: &Visitor, place: &StockLocation, typed: &Fields) -> Markup {
    let (office, words) = (words::office(visitor.locale), words::office_stock(visitor.locale));
    let is_typed = typed.get("code") == place.code.as_str();
    let name = if is_typed { typed.get("name") } else { place.name.as_str() };
    let turn = if is_typed { typed.get("priority").to_owned() } else { place.priority.to_string() };
    let is_active = if is_typed { typed.has("active") } else { place.active };
    let of = |label: &str| format!("{label}, {}", place.name);
    let form = format!("location-{}", place.code);
    let faulty = |name: &str| typed.fault(name).filter(|_| is_typed);
    let (invalid, below) = (|name: &str| faulty(name).map(|_| "true"), |name: &str| format!("{form}-{name}"));
    let described = |name: &str| faulty(name).map(|_| below(name));
    let fault = |name: &str| html! { @if let Some(said) = faulty(name) { p.fault id=(below(name)) { (said) } } };
    html! {
        tr.line-form {
            th scope="row" { (place.code) }
            td data-label=(words.location_name()) {
                input form=(form) name="name" value=(name) maxlength="100" required autocomplete="off"
                    aria-label=(of(words.location_name())) aria-invalid=[invalid("name")] aria-describedby=[described("name")];
                (fault("name"))
            }
            td data-label=(words.location_turn()) {
                input.number form=(form) name="priority" value=(turn) inputmode="numeric" autocomplete="off"
                    aria-label=(of(words.location_turn())) aria-invalid=[invalid("priority")]
                    aria-describedby=[described("priority")];
                (fault("priority"))
            }
            td data-label=(words.sold_from()) {
                @if place.code.as_str() == MAIN { span.soft { (words.always_sold_from()) } }
                @else {
                    input form=(form) type="checkbox" name="active" checked[is_active] aria-label=(of(words.sold_from()));
                }
            }
            td {
                form id=(form) method="post" action="/admin/stock/locations" {
                    (hidden(visitor))
                    input type="hidden" name="code" value=(place.code);
                    input type="hidden" name="version" value=(place.version);
                    input type="hidden" name="was" value=(place.active);
                    button.button aria-label=(of(office.save())) { (office.save()) }
                }
            }
        }
    }
}
