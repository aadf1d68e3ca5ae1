//! Pages of whoever is signed in, and the few things that forms are made of.

use api::catalog::Text;
use api::{Code, Problem};
use axum::response::{Html, IntoResponse as _, Response};
use domain::{Locale, date};
use http::StatusCode;
use maud::{Markup, html};
use origin_staff::Permission;

use crate::datetime;
pub use crate::field::{compared, described_by, fault, is_invalid, marked, text_field};
use crate::frame::document;
pub use crate::frame::{as_sentence, plain, sentence, told, trouble};
use crate::visitor::{Visitor, fresh_name};

/// Where everybody sees what they sign in by.
pub const OWN_SIGN_IN: &str = "/admin/security";

/// A section of the office.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// How things stand.
    Overview,
    /// What was ordered.
    Orders,
    /// What is sold.
    Products,
    /// How it is grouped.
    Collections,
    /// What it looks like.
    Pictures,
    /// What is there of it.
    Stock,
    /// What shoppers look for.
    Searches,
    /// What makes it cheaper.
    Promotions,
    /// What pays for it beforehand.
    GiftCards,
    /// Who has an account.
    Customers,
    /// Who runs the shop.
    Staff,
    /// By what their programs call the API.
    Keys,
    /// Which of their programs are told of what happens.
    Webhooks,
    /// What the merchant has to say, and what leads there.
    Pages,
    /// What the shop is called, and who stands behind it.
    Settings,
    /// What they changed.
    Audit,
}

impl Section {
    /// Every section, in the order in which they stand in the bar.
    pub const ALL: [Self; 16] = [
        Self::Overview,
        Self::Orders,
        Self::Products,
        Self::Collections,
        Self::Pictures,
        Self::Stock,
        Self::Searches,
        Self::Promotions,
        Self::GiftCards,
        Self::Customers,
        Self::Pages,
        Self::Settings,
        Self::Staff,
        Self::Keys,
        Self::Webhooks,
        Self::Audit,
    ];

    /// What it takes to see it.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Overview | Self::Orders => Permission::OrdersRead,
            Self::Products | Self::Collections | Self::Pictures | Self::Searches => Permission::CatalogRead,
            Self::Promotions => Permission::PromotionsRead,
            Self::GiftCards => Permission::GiftCardsManage,
            Self::Customers => Permission::CustomersRead,
            Self::Stock => Permission::StockRead,
            Self::Pages | Self::Settings => Permission::SettingsWrite,
            Self::Staff | Self::Keys => Permission::StaffManage,
            Self::Webhooks => Permission::WebhooksManage,
            Self::Audit => Permission::AuditRead,
        }
    }

    /// Where it begins.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/admin/overview",
            Self::Orders => "/admin/orders",
            Self::Products => "/admin/products",
            Self::Collections => "/admin/collections",
            Self::Pictures => "/admin/media",
            Self::Promotions => "/admin/promotions",
            Self::GiftCards => "/admin/gift-cards",
            Self::Customers => "/admin/customers",
            Self::Stock => "/admin/stock",
            Self::Searches => "/admin/searches",
            Self::Pages => "/admin/pages",
            Self::Settings => "/admin/settings",
            Self::Staff => "/admin/staff",
            Self::Keys => "/admin/keys",
            Self::Webhooks => "/admin/webhooks",
            Self::Audit => "/admin/audit",
        }
    }

    /// Whether it stands apart from the one before it: sales, goods, what makes them cheaper, who buys, the shop, who runs it.
    const fn begins_group(self) -> bool {
        matches!(self, Self::Products | Self::Promotions | Self::Customers | Self::Pages | Self::Staff)
    }

    const fn name(self, locale: Locale) -> &'static str {
        let (words, selling) = (words::office(locale), words::office_selling(locale));
        match self {
            Self::Overview => words.overview(),
            Self::Orders => words.orders(),
            Self::Products => words.products(),
            Self::Collections => words.collections(),
            Self::Pictures => words.pictures(),
            Self::Promotions => selling.promotions(),
            Self::GiftCards => selling.gift_cards(),
            Self::Customers => selling.customers(),
            Self::Stock => words.stock(),
            Self::Searches => words.searches(),
            Self::Pages => words.pages(),
            Self::Settings => words.settings(),
            Self::Staff => words.staff(),
            Self::Keys => words.keys(),
            Self::Webhooks => words::office_webhooks(locale).webhooks(),
            Self::Audit => words.audit(),
        }
    }
}

/// A page of a section, for whoever is signed in.
pub fn page(visitor: &Visitor, section: Section, title: &str, content: &Markup) -> Response {
    barred(visitor, Some(section), title, content)
}

/// A page about whoever is signed in, which is in no section.
pub fn own_page(visitor: &Visitor, title: &str, content: &Markup) -> Response {
    barred(visitor, None, title, content)
}

fn barred(visitor: &Visitor, section: Option<Section>, title: &str, content: &Markup) -> Response {
    let words = words::office(visitor.locale);
    let bar = html! {
        nav aria-label=(words.sections()) {
            ul {
                @for one in Section::ALL.into_iter().filter(|one| visitor.may(one.permission())) {
                    li.group[one.begins_group()] { a href=(one.path()) aria-current=[(Some(one) == section).then_some("true")] { (one.name(visitor.locale)) } }
                }
            }
        }
        form method="post" action="/admin/sign-out" {
            (hidden_token(visitor))
            a.who href=(OWN_SIGN_IN) title=(words.security()) { (visitor.session.account.email) }
            " "
            button.quiet { (words.sign_out()) }
        }
    };
    Html(document(visitor.locale, title, Some(&bar), content).into_string()).into_response()
}

/// What every form carries: that it is ours, and a name by which a repeat is known for one.
pub fn hidden(visitor: &Visitor) -> Markup {
    hidden_again(visitor, &fresh_name())
}

/// The same of a form that is sent once more since nobody knows whether it was done: it keeps its name.
pub fn hidden_again(visitor: &Visitor, once: &str) -> Markup {
    html! {
        (hidden_token(visitor))
        input type="hidden" name="once" value=(once);
    }
}

fn hidden_token(visitor: &Visitor) -> Markup {
    html! { input type="hidden" name="token" value=(visitor.form_token()); }
}

/// Who did something, as people call them: of staff the address alone, of a program the name of its key.
pub fn who(actor: &str) -> &str {
    actor.strip_prefix("staff ").unwrap_or(actor)
}

/// A moment of a reply (RFC 3339, UTC), by the shop's clocks, to the minute.
pub fn time(at: &str) -> Markup {
    let shown = at.get(..19).and_then(date::seconds).map(datetime::shown);
    html! { time datetime=(at) { (shown.as_deref().unwrap_or(at)) } }
}

/// The same of seconds since 1970.
pub fn time_of(seconds: i64) -> Markup {
    time(&date::minute(seconds).map(|at| format!("{}:00Z", at.get(..16).unwrap_or(&at))).unwrap_or_default())
}

/// What a field of a moment is called: by whose clocks it is read, too.
pub fn time_label(label: &str) -> String {
    format!("{label} ({})", datetime::zone_name())
}

/// A notice above a page's content.
pub fn alert(title: &str, text: Option<&str>) -> Markup {
    html! {
        div.alert role="alert" {
            p.alert-title { (title) }
            @if let Some(text) = text { p { (text) } }
        }
    }
}

/// The same for what was done, which is no warning.
pub fn done(title: &str) -> Markup {
    html! {
        div.alert.done role="status" {
            p.alert-title { (title) }
        }
    }
}

/// The status of a page whose form was refused. That somebody was faster is 409 there: a hidden field is no condition of
/// HTTP's that failed (ADR 109).
pub fn form_status(code: Code) -> StatusCode {
    match code {
        Code::VersionOutdated => StatusCode::CONFLICT,
        other => other.status(),
    }
}

/// A refusal of the origin's above a form.
pub fn rejection(locale: Locale, problem: &Problem) -> Markup {
    html! {
        div.alert role="alert" {
            p.alert-title { (words::office(locale).went_wrong()) }
            p { (told(locale, problem)) }
        }
    }
}

/// What cannot be taken back: a button that opens what it means, with the button that does it. `of` is what it is done to,
/// for whoever hears but does not see where the button stands.
pub fn asked(label: &str, of: &str, meaning: &str, form: &Markup) -> Markup {
    html! {
        details.asked {
            summary aria-label={ (label) ": " (of) } { (label) }
            p { (meaning) }
            (form)
        }
    }
}

/// Links to the next page of a list and back to its first.
pub fn paging(locale: Locale, list: &str, kept: &[(&str, &str)], has_before: bool, next: Option<String>) -> Markup {
    let words = words::office(locale);
    let address = |after: Option<&str>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept.iter().filter(|(_, value)| !value.is_empty()));
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        format!("{list}?{}", query.finish())
    };
    html! {
        p.paging {
            @if has_before { a.button href=(address(None)) { (words.first_page()) } }
            @if let Some(next) = next { a.button href=(address(Some(&next))) { (words.next_page()) } }
        }
    }
}

/// A text of the merchant's with its language beside it; `locale` is what it is in unless it says otherwise.
pub fn written(text: &Text, locale: Locale) -> Markup {
    html! { span lang=(text.lang().unwrap_or(locale).code()) { (text.bare()) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_in_the_language_of_whoever_reads_it() {
        let detail = "Collections stand under it: “cups”.";
        let problem = Problem::new(Code::WrongState, detail);
        let text = |locale, problem: &Problem| rejection(locale, problem).into_string();
        let english = text(Locale::En, &problem);
        assert!(english.contains(detail) && !english.contains("lang="), "{english}");
        let german = text(Locale::De, &problem);
        assert!(german.contains(words::staff_problem(Locale::De, Code::WrongState)), "{german}");
        assert!(german.contains(&format!("<span lang=\"en\">{detail}</span>")), "{german}");
        let email = Problem::field("email", "an e-mail address has plain letters before the @");
        assert!(text(Locale::En, &email).contains("An e-mail address has plain letters before the @."));
        let mug = Problem::field("lines.mug-1", "mug-1: There are no pieces left to cancel; choose others.");
        assert!(text(Locale::En, &mug).contains("<p>mug-1: There are"));
        let gone = text(Locale::De, &Problem::new(Code::PageNotFound, "There is no such page."));
        assert!(!gone.contains("There is"), "a sentence that says all there is stands alone: {gone}");
    }
}
