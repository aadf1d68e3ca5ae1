//! The form for a rule of searches, and what it says.

use api::search::{MAX_RULE_PRODUCTS, SearchEffect};
use domain::{Locale, Slug};
use maud::{Markup, html};

use crate::fields::Fields;
use crate::named_products::named;
use crate::page::{hidden, text_field};
use crate::promotions::time_field;
use crate::visitor::{Refused, Visitor};

/// What a rule does, as the form calls it.
const KINDS: [&str; 9] =
    ["synonyms", "one-way", "stop", "pin", "boost", "boost-brands", "boost-collections", "bury", "redirect"];

/// What a form says that a rule does. What cannot be is told by the origin.
///
/// # Errors
/// What is wrong with a line; or the page that stands for what went wrong.
pub(super) async fn effect_of(visitor: &Visitor, fields: &Fields) -> Result<Result<SearchEffect, String>, Refused> {
    let words = words::office_selling(visitor.locale);
    let lines = fields.get("lines");
    let phrases =
        || -> Vec<String> { lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect() };
    let phrase = fields.get("phrase").to_owned();
    // A boost without a query holds for every one.
    let query = || fields.some("phrase").map(str::to_owned);
    let boost = |products, brands, collections| SearchEffect::Boost { query: query(), products, brands, collections };
    Ok(match fields.get("kind") {
        "one-way" => Ok(SearchEffect::OneWaySynonyms { phrase, phrases: phrases() }),
        "stop" => Ok(SearchEffect::Stop { phrases: phrases() }),
        "boost-brands" => Ok(boost(Vec::new(), phrases(), Vec::new())),
        "boost-collections" => slugs(phrases())
            .map_err(|line| words.no_such_collection_address(&line))
            .map(|slugs| boost(Vec::new(), Vec::new(), slugs)),
        "redirect" => Ok(SearchEffect::Redirect { query: phrase, path: lines.trim().to_owned() }),
        kind @ ("pin" | "bury" | "boost") => named(visitor, lines, MAX_RULE_PRODUCTS + 1)
            .await?
            .map_err(|line| words.no_such_product(&line))
            .map(|products| match kind {
                "pin" => SearchEffect::Pin { query: phrase, products },
                "boost" => boost(products, Vec::new(), Vec::new()),
                _ => SearchEffect::Bury { query: phrase, products },
            }),
        _ => Ok(SearchEffect::Synonyms { phrases: phrases() }),
    })
}

/// The collections that lines name, by their slugs or addresses.
///
/// # Errors
/// The line that names none.
fn slugs(lines: Vec<String>) -> Result<Vec<Slug>, String> {
    let slug = |line: String| {
        // What was copied from the browser's bar is an address, too.
        let name = line.rsplit_once("/collections/").map_or(line.as_str(), |(_, slug)| slug).trim_end_matches('/');
        name.parse().map_err(|_| line.clone())
    };
    lines.into_iter().map(slug).collect()
}

/// The form for another rule.
pub(super) fn new_rule(visitor: &Visitor, typed: &Fields) -> Markup {
    let words = words::office_selling(visitor.locale);
    let kind_name = |kind: &str| match kind {
        "one-way" => words.rule_one_way(),
        "pin" => words.rule_pin(),
        "bury" => words.rule_bury(),
        "stop" => words.rule_stop(),
        "boost" => words.rule_boost(),
        "boost-brands" => words.rule_boost_brands(),
        "boost-collections" => words.rule_boost_collections(),
        "redirect" => words.rule_redirect(),
        _ => words.rule_synonyms(),
    };
    html! {
        details open[typed.has("kind")] {
            summary { (words.new_rule()) }
            form.narrow method="post" action="/admin/search-rules" {
                (hidden(visitor))
                div.field {
                    label for="kind" { (words.rule_does()) }
                    select id="kind" name="kind" {
                        @for kind in KINDS { option value=(kind) selected[typed.get("kind") == kind] { (kind_name(kind)) } }
                    }
                }
                div.field {
                    label for="language" { (words.rule_language()) }
                    select id="language" name="language" {
                        @for locale in Locale::ALL {
                            option value=(locale.code()) selected[typed.get("language") == locale.code()] { (words::shell(locale).language()) }
                        }
                    }
                }
                (text_field("phrase", words.rule_phrase(), Some(words.rule_phrase_hint()), typed))
                div.field {
                    label for="lines" { (words.rule_lines()) }
                    textarea id="lines" name="lines" rows="4" aria-describedby="lines-hint" { "\n" (typed.typed("lines")) }
                    p.hint id="lines-hint" { (words.rule_lines_hint()) }
                }
                (time_field("starts", words.starts(), typed))
                (time_field("ends", words.ends(), typed))
                button.button.main { (words.make_rule()) }
            }
        }
    }
}
