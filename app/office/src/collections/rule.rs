//! The rule that fills a collection: its form, and what it finds.

use api::catalog::admin::{AdminCollection, CollectionRulePreview, CreateCollectionRulePreview, UpdateCollectionRule};
use api::catalog::{CollectionRule, MAX_RULE_CONDITIONS, RuleCondition, Text};
use api::{Code, Problem};
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect};
use domain::{Currency, Money};
use http::StatusCode;
use maud::{Markup, html};

use super::form::{Draft, fields_of, show};
use super::read;
use crate::fields::{Fields, minor_units};
use crate::page::{alert, asked, hidden, rejection, written};
use crate::visitor::{Posted, Reply, Visitor};

/// The conditions, as the form calls them.
const KINDS: [&str; 7] = ["brand", "title", "attribute", "price-from", "price-to", "reduced", "released"];
/// Conditions that a form has room for beyond those that are there.
const SPARE: usize = 2;

/// Keeps the rule of a form, ends the one that is there, or shows what it would find.
pub async fn save(Path(slug): Path<String>, posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let kept = read(visitor, &slug).await?;
    let words = words::office_selling(visitor.locale);
    let rule = match fields.get("do") {
        "end" => None,
        _ => match rule_of(fields) {
            Some(rule) => Some(rule),
            None => {
                let above = alert(words.condition_bad(), None);
                return again(visitor, fields, &kept, above, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
        },
    };
    if let Some(rule) = rule.clone().filter(|_| fields.get("do") == "preview") {
        let asked = CreateCollectionRulePreview { slug: kept.collection.slug.clone(), rule };
        return match visitor.write(&asked, &posted.once()).await {
            Ok(found) => again(visitor, fields, &kept, preview(visitor, &found), StatusCode::OK).await,
            Err(problem) => rejected(visitor, fields, &kept, &problem).await,
        };
    }
    let change = UpdateCollectionRule { slug: kept.collection.slug.clone(), if_match: posted.version(), rule };
    match visitor.write(&change, &posted.once()).await {
        Ok(_) => Ok(Redirect::to(&format!("/admin/collections/{slug}?saved")).into_response()),
        Err(problem) => rejected(visitor, fields, &read(visitor, &slug).await?, &problem).await,
    }
}

async fn rejected(visitor: &Visitor, fields: &Fields, kept: &AdminCollection, problem: &Problem) -> Reply {
    visitor.stop(problem)?;
    let words = words::office_selling(visitor.locale);
    let (above, status) = match problem.code {
        Code::VersionOutdated => {
            (alert(words.collection_outdated(), Some(words.order_outdated())), StatusCode::CONFLICT)
        }
        _ => (rejection(visitor.locale, problem), problem.code.status()),
    };
    again(visitor, fields, kept, above, status).await
}

/// The page as it is kept, with the rule that was typed.
async fn again(visitor: &Visitor, fields: &Fields, kept: &AdminCollection, above: Markup, status: StatusCode) -> Reply {
    let mut typed = fields_of(kept);
    for (name, text) in fields.all().filter(|(name, _)| name.starts_with("rule")) {
        typed.set(name, text);
    }
    Ok(show(visitor, Some(kept), &Draft { typed: &typed, kept: None, above: Some(above), status }).await)
}

/// The rule of a form; none if a condition cannot be read. A row without a kind says nothing.
fn rule_of(fields: &Fields) -> Option<CollectionRule> {
    let mut conditions = Vec::new();
    for row in 0..MAX_RULE_CONDITIONS {
        let field = |name: &str| fields.get(&format!("rule.{row}.{name}")).to_owned();
        let (key, text) = (field("name"), field("value"));
        let price = || {
            let currency: Currency = key.parse().ok()?;
            Some((currency, minor_units(&text, currency)?))
        };
        conditions.push(match field("kind").as_str() {
            "brand" => RuleCondition::Brand { text },
            "title" => RuleCondition::Title { text },
            "attribute" => RuleCondition::Attribute { key, text },
            "price-from" => {
                price().map(|(currency, amount_minor)| RuleCondition::PriceFrom { currency, amount_minor })?
            }
            "price-to" => price().map(|(currency, amount_minor)| RuleCondition::PriceTo { currency, amount_minor })?,
            "reduced" => RuleCondition::Reduced,
            "released" => RuleCondition::ReleasedWithin { days: text.parse().ok()? },
            _ => continue,
        });
    }
    Some(CollectionRule { any: fields.get("rule.match") == "any", conditions })
}

/// The fields of a rule, as [`rule_of`] reads them.
fn fields_of_rule(rule: &CollectionRule) -> Fields {
    let mut fields = Fields::default();
    fields.set("rule.match", if rule.any { "any" } else { "all" });
    let amount = |currency: Currency, minor: i64| (currency.code().to_owned(), Money::new(minor, currency).decimal());
    for (row, condition) in rule.conditions.iter().enumerate() {
        let (kind, (name, value)) = match condition.clone() {
            RuleCondition::Brand { text } => ("brand", (String::new(), text)),
            RuleCondition::Title { text } => ("title", (String::new(), text)),
            RuleCondition::Attribute { key, text } => ("attribute", (key, text)),
            RuleCondition::PriceFrom { currency, amount_minor } => ("price-from", amount(currency, amount_minor)),
            RuleCondition::PriceTo { currency, amount_minor } => ("price-to", amount(currency, amount_minor)),
            RuleCondition::Reduced => ("reduced", Default::default()),
            RuleCondition::ReleasedWithin { days } => ("released", (String::new(), days.to_string())),
        };
        fields.set(format!("rule.{row}.kind"), kind);
        fields.set(format!("rule.{row}.name"), name);
        fields.set(format!("rule.{row}.value"), value);
    }
    fields
}

/// The form for the rule.
pub(super) fn section(visitor: &Visitor, action: &str, kept: &AdminCollection, typed: &Fields) -> Markup {
    let words = words::office_selling(visitor.locale);
    let none = CollectionRule { any: false, conditions: Vec::new() };
    let own = fields_of_rule(kept.collection.rule.as_ref().unwrap_or(&none));
    let typed = if typed.has("rule") { typed } else { &own };
    let mut used = (0..MAX_RULE_CONDITIONS).filter(|row| typed.some(&format!("rule.{row}.kind")).is_some());
    let rows = used.next_back().map_or(0, |last| last + 1).saturating_add(SPARE).min(MAX_RULE_CONDITIONS);
    html! {
        section aria-labelledby="rule-title" {
            h2 id="rule-title" { (words.collection_rule()) }
            @if kept.collection.rule.is_none() { p { (words.collection_rule_none()) } }
            @else if kept.is_filling { p { (words.collection_rule_filling()) } }
            p.hint { (words.collection_rule_hint()) }
            form method="post" action={ (action) "/rule" } {
                (hidden(visitor))
                input type="hidden" name="version" value=(kept.version);
                input type="hidden" name="rule" value="form";
                div.field {
                    label for="rule.match" { (words.collection_rule_match()) }
                    select id="rule.match" name="rule.match" {
                        @for (value, label) in [("all", words.collection_rule_all()), ("any", words.collection_rule_any())] {
                            option value=(value) selected[typed.get("rule.match") == value] { (label) }
                        }
                    }
                }
                @for row in 0..rows { (condition(visitor, typed, row)) }
                p.hint { (words.condition_hint()) }
                p.actions {
                    button.button.main name="do" value="save" { (words.save_collection_rule()) }
                    button.button name="do" value="preview" { (words.see_what_it_finds()) }
                }
            }
            @if kept.collection.rule.is_some() {
                (asked(words.end_collection_rule(), kept.collection.title.get(visitor.locale), words.end_collection_rule_meaning(), &html! {
                    form method="post" action={ (action) "/rule" } {
                        (hidden(visitor))
                        input type="hidden" name="version" value=(kept.version);
                        button.button name="do" value="end" { (words.end_collection_rule()) }
                    }
                }))
            }
        }
    }
}

fn condition(visitor: &Visitor, typed: &Fields, row: usize) -> Markup {
    let words = words::office_selling(visitor.locale);
    let id = |name: &str| format!("rule.{row}.{name}");
    let label = |kind: &str| match kind {
        "brand" => words.condition_brand(),
        "title" => words.condition_title(),
        "attribute" => words.condition_attribute(),
        "price-from" => words.condition_price_from(),
        "price-to" => words.condition_price_to(),
        "reduced" => words.condition_reduced(),
        _ => words.condition_released(),
    };
    html! {
        div.columns {
            div.field {
                label for=(id("kind")) { (words.condition()) " " (row + 1) }
                select id=(id("kind")) name=(id("kind")) {
                    option value="" { "–" }
                    @for kind in KINDS {
                        option value=(kind) selected[typed.get(&id("kind")) == kind] { (label(kind)) }
                    }
                }
            }
            @for (name, label) in [("name", words.condition_name()), ("value", words.condition_value())] {
                div.field {
                    label for=(id(name)) { (label) " " (row + 1) }
                    input id=(id(name)) name=(id(name)) value=(typed.get(&id(name))) autocomplete="off";
                }
            }
        }
    }
}

/// What a rule that is not kept yet would find.
fn preview(visitor: &Visitor, found: &CollectionRulePreview) -> Markup {
    let words = words::office_selling(visitor.locale);
    html! {
        div.alert.done role="status" {
            p.alert-title { (words.rule_finds(found.found)) }
            @if !found.is_complete { p { (words.rule_looked_at(found.examined)) } }
            @if !found.products.is_empty() {
                ul {
                    @for one in &found.products {
                        li { a href={ "/admin/products/" (one.id) } {
                            (written(&Text::of(&one.title, visitor.locale), visitor.locale))
                        } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_reads_back_from_its_fields() {
        let price = |amount_minor| RuleCondition::PriceFrom { currency: Currency::Eur, amount_minor };
        let conditions = vec![
            RuleCondition::Brand { text: "Selvedge".to_owned() },
            RuleCondition::Attribute { key: "material".to_owned(), text: "Oak".to_owned() },
            price(1250),
            RuleCondition::PriceTo { currency: Currency::Jpy, amount_minor: 5000 },
            RuleCondition::Reduced,
            RuleCondition::ReleasedWithin { days: 30 },
            RuleCondition::Title { text: "mug".to_owned() },
        ];
        for any in [false, true] {
            let rule = CollectionRule { any, conditions: conditions.clone() };
            assert_eq!(rule_of(&fields_of_rule(&rule)), Some(rule));
        }
    }

    #[test]
    fn a_row_without_a_kind_says_nothing_and_one_that_cannot_be_read_stops_the_form() {
        let mut fields = Fields::default();
        fields.set("rule.0.value", "12");
        assert_eq!(rule_of(&fields), Some(CollectionRule { any: false, conditions: vec![] }));
        fields.set("rule.0.kind", "price-to");
        assert_eq!(rule_of(&fields), None, "in which currency?");
        fields.set("rule.0.name", "eur");
        assert!(rule_of(&fields).is_some());
        fields.set("rule.3.kind", "released");
        fields.set("rule.3.value", "-1");
        assert_eq!(rule_of(&fields), None);
    }
}
