//! What is set of the shop as a whole: what it is called, and who stands behind it.

use api::Code;
use api::endpoint::if_match::IfMatch;
use api::settings::{AdminSettings, GetAdminSettings, UpdateSettings};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Locale;
use domain::catalog::Localized;
use http::StatusCode;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{Section, alert, hidden, page, rejection};
use crate::setup;
use crate::visitor::{Posted, Reply, Visitor};

/// Where it is.
const PATH: &str = "/admin/settings";

/// What the form shows.
struct Draft<'a> {
    typed: &'a Fields,
    /// What is set by now, if somebody else has changed it.
    kept: Option<&'a Fields>,
    /// The field that the origin refused.
    fault: Option<&'a str>,
    above: Option<Markup>,
    status: StatusCode,
}

/// What is set.
pub async fn show(visitor: Visitor) -> Reply {
    let typed = fields_of(&visitor.read(&GetAdminSettings {}).await?);
    let above = match visitor.query.has("saved") {
        true => Some(setup::saved(&visitor, words::office(visitor.locale).saved()).await),
        false => None,
    };
    Ok(form(&visitor, &Draft { typed: &typed, kept: None, fault: None, above, status: StatusCode::OK }))
}

/// Sets what a form says, if nobody else has set anything since it was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let problem = match visitor.write(&change(fields, posted.version()), &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/settings?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    if problem.code != Code::VersionOutdated {
        let above = Some(rejection(visitor.locale, &problem));
        let (fault, status) = (problem.field.as_deref(), problem.code.status());
        return Ok(form(visitor, &Draft { typed: fields, kept: None, fault, above, status }));
    }
    let kept = fields_of(&visitor.read(&GetAdminSettings {}).await?);
    let mut typed = fields.clone();
    typed.set("version", kept.get("version"));
    let words = words::office(visitor.locale);
    let above = Some(alert(words.settings_outdated(), Some(words.settings_outdated_hint())));
    Ok(form(visitor, &Draft { typed: &typed, kept: Some(&kept), fault: None, above, status: StatusCode::CONFLICT }))
}

fn fields_of(kept: &AdminSettings) -> Fields {
    let AdminSettings { version, settings } = kept;
    let mut fields = Fields::default();
    fields.set("version", version.to_string());
    let lines = [
        ("name", &settings.name),
        ("company", &settings.company),
        ("address", &settings.address),
        ("email", &settings.email),
        ("phone", &settings.phone),
        ("vat_id", &settings.vat_id),
        ("time_zone", &settings.time_zone),
    ];
    for (name, text) in lines {
        fields.set(name, text.as_deref().unwrap_or_default());
    }
    for (name, text) in [("tagline", &settings.tagline), ("about", &settings.about)] {
        for locale in Locale::ALL {
            let own = text.as_ref().and_then(|text| match locale == Locale::default() {
                true => Some(text.en.as_str()),
                false => text.translation(locale),
            });
            fields.set(format!("{name}.{}", locale.code()), own.unwrap_or_default());
        }
    }
    fields
}

fn change(fields: &Fields, if_match: Option<IfMatch>) -> UpdateSettings {
    let line = |name: &str| Some(fields.get(name).to_owned());
    let text = |name: &str| {
        let own = |locale: Locale| fields.get(&format!("{name}.{}", locale.code()));
        let others = Locale::ALL.into_iter().filter(|locale| *locale != Locale::default());
        let others = others.map(|locale| (locale, own(locale))).filter(|(_, text)| !text.is_empty());
        Some(others.fold(Localized::same(own(Locale::default())), |all, (locale, text)| all.with(locale, text)))
    };
    UpdateSettings {
        if_match,
        name: line("name"),
        tagline: text("tagline"),
        about: text("about"),
        company: line("company"),
        address: line("address"),
        email: line("email"),
        phone: line("phone"),
        vat_id: line("vat_id"),
        time_zone: line("time_zone"),
        ..UpdateSettings::default()
    }
}

/// How a field is called and explained.
struct Field<'a> {
    name: String,
    label: String,
    hint: Option<String>,
    rows: u8,
    /// The language of what is typed, where it is not the reader's.
    lang: Option<&'a str>,
}

fn form(visitor: &Visitor, draft: &Draft<'_>) -> Response {
    let words = words::office(visitor.locale);
    let plain = |name: &str, label: &str, hint: Option<&str>, rows| {
        let hint = hint.map(str::to_owned);
        field(visitor, draft, &Field { name: name.to_owned(), label: label.to_owned(), hint, rows, lang: None })
    };
    let in_languages = |name: &str, label: &str, unset: fn(Locale) -> &'static str, rows| {
        html! {
            div.languages {
                @for locale in Locale::ALL {
                    (field(visitor, draft, &Field {
                        name: format!("{name}.{}", locale.code()),
                        label: format!("{label}, {}", words::shell(locale).language()),
                        hint: Some(words.settings_unset(unset(locale))),
                        rows,
                        lang: Some(locale.code()),
                    }))
                }
            }
        }
    };
    let built_in = words::brand(visitor.locale).name();
    let content = html! {
        h1 { (words.settings()) }
        p.actions {
            a.button href="/admin/look" { (words::shop(visitor.locale).look()) }
            a.button href="/admin/mails" { (words::shop(visitor.locale).mails()) }
            a.button href="/admin/features" { (words::shop(visitor.locale).features()) }
            a.button href="/admin/markets" { (words::shop(visitor.locale).markets()) }
            a.button href="/admin/payments" { (words::shop(visitor.locale).payments()) }
            a.button href="/admin/delivery" { (words::delivery(visitor.locale).delivery()) }
            a.button href="/admin/taxes" { (words::taxes(visitor.locale).taxes()) }
        }
        @if let Some(above) = &draft.above { (above) }
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(draft.typed.get("version"));
            fieldset {
                legend { (words.settings_shop()) }
                (plain("name", words.shop_name(), Some(words.settings_unset(built_in).as_str()), 1))
                (in_languages("tagline", words.tagline(), |locale| words::brand(locale).tagline(), 1))
                (in_languages("about", words.about_shop(), |locale| words::brand(locale).about_origin(), 8))
                p.hint { (words.about_shop_hint()) }
                (plain("time_zone", words.time_zone(), Some(words.time_zone_hint()), 1))
            }
            fieldset {
                legend { (words.settings_contact()) }
                p.hint { (words.settings_contact_hint()) }
                (plain("company", words.company(), None, 1))
                (plain("address", words.postal_address(), None, 4))
                (plain("email", words.email(), None, 1))
                (plain("phone", words.phone(), None, 1))
                (plain("vat_id", words.vat_id(), None, 1))
            }
            p.actions {
                button.button.main { (words.save()) }
                a.button href={ (visitor.shop()) "/" } { (words.see_in_shop()) }
            }
        }
    };
    (draft.status, page(visitor, Section::Settings, words.settings(), &content)).into_response()
}

fn field(visitor: &Visitor, draft: &Draft<'_>, field: &Field<'_>) -> Markup {
    let words = words::office(visitor.locale);
    let Field { name, label, hint, rows, lang } = field;
    let id = name.replace('.', "-");
    let has_fault =
        draft.fault.is_some_and(|fault| name == fault || *name == format!("{fault}.{}", Locale::default().code()));
    let (invalid, value) = (has_fault.then_some("true"), draft.typed.typed(name));
    let described = hint.as_ref().map(|_| format!("{id}-hint"));
    let now = draft.kept.map(|kept| kept.get(name)).filter(|now| *now != value.replace("\r\n", "\n").trim());
    html! {
        div.field {
            label for=(id) { (label) }
            @if *rows > 1 {
                textarea id=(id) name=(name) rows=(rows) lang=[lang] aria-invalid=[invalid]
                    aria-describedby=[described] { "\n" (value) }
            } @else {
                input id=(id) name=(name) value=(value) lang=[lang] autocomplete="off" aria-invalid=[invalid]
                    aria-describedby=[described];
            }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
            @if let Some(now) = now {
                p.now { (words.now()) " " q { (if now.is_empty() { words.nothing() } else { now }) } }
            }
        }
    }
}
