//! The markets that the merchant makes: of a language, a country and a currency.

use api::Code;
use api::checkout::delivery::{AdminDelivery, GetAdminDelivery};
use api::settings::{GetAdminSettings, ShopSettings, UpdateSettings};
use axum::response::{IntoResponse as _, Redirect};
use domain::checkout::{Country, PriceMode, Zone};
use domain::{Currency, Locale, Market, market::NoMarket};
use http::StatusCode;
use maud::{Markup, html};

use crate::fields::Fields;
use crate::page::{Section, alert, asked, done, form_status, hidden, page, rejection};
use crate::visitor::{Posted, Refused, Reply, Visitor};

/// Where it is.
pub(super) const PATH: &str = "/admin/markets";

/// What somebody does to a market.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Open,
    Close,
    /// Names it before the one that it stands behind.
    Earlier,
    Remove,
}

impl Deed {
    const ALL: [Self; 4] = [Self::Open, Self::Close, Self::Earlier, Self::Remove];

    const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Close => "close",
            Self::Earlier => "earlier",
            Self::Remove => "remove",
        }
    }
}

/// What a market is called: its language in its own words, its currency, and the country of one that was made.
pub fn name_of(locale: Locale, market: Market) -> String {
    let name = format!("{}, {}", words::shell(market.locale()).language(), market.currency());
    match market.is_made() {
        true => format!("{name}, {}", words::countries(locale).name(market.country())),
        false => name,
    }
}

/// All of them, and the form for another.
pub async fn show(visitor: Visitor) -> Reply {
    let above = visitor.query.has("saved").then(|| done(words::office(visitor.locale).saved()));
    screen(&visitor, &Fields::default(), above.as_ref(), StatusCode::OK).await
}

/// Makes a market, or does something to one that was made.
pub async fn save(posted: Posted) -> Reply {
    let Posted { visitor, fields } = &posted;
    let words = words::shop(visitor.locale);
    let kept = visitor.read(&GetAdminSettings {}).await?.settings;
    let deed = Deed::ALL.into_iter().find(|deed| deed.code() == fields.get("do"));
    let changed = match deed {
        None => made(&kept, fields, visitor.locale),
        Some(deed) => match Market::of_code(fields.get("market")).filter(|market| kept.markets_made.contains(market)) {
            None => Err(words.market_gone().to_owned()),
            Some(market) if deed == Deed::Open && !lacks(visitor, market).await?.is_empty() => {
                Err(words.market_lacks().to_owned())
            }
            Some(market) => Ok(after(&kept, deed, market)),
        },
    };
    let (markets_made, markets_closed) = match changed {
        Ok(changed) => changed,
        Err(said) => {
            return screen(visitor, fields, Some(&alert(&said, None)), StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let change = UpdateSettings {
        if_match: posted.version(),
        markets_made: Some(markets_made),
        markets_closed: Some(markets_closed),
        ..UpdateSettings::default()
    };
    let problem = match visitor.write(&change, &posted.once()).await {
        Ok(_) => return Ok(Redirect::to("/admin/markets?saved").into_response()),
        Err(problem) => problem,
    };
    visitor.stop(&problem)?;
    let above = match problem.code {
        Code::VersionOutdated => alert(words.settings_outdated(), Some(words.settings_outdated_hint())),
        _ => rejection(visitor.locale, &problem),
    };
    screen(visitor, fields, Some(&above), form_status(problem.code)).await
}

/// The markets that are made, and those that are closed.
type Markets = (Vec<Market>, Vec<Market>);

/// With the market of a form. It begins closed: prices, delivery and words are seen to before anybody shops there.
fn made(kept: &ShopSettings, fields: &Fields, locale: Locale) -> Result<Markets, String> {
    let words = words::shop(locale);
    let chosen = (Locale::of_code(fields.get("language")), Country::of_code(fields.get("country")));
    let (Some(language), Some(country)) = chosen else { return Err(words.market_choose().to_owned()) };
    let currency = match fields.get("currency") {
        "" => country.currency(),
        code => code.parse::<Currency>().map_err(|_| words.market_choose().to_owned())?,
    };
    let market = Market::made(language, country, currency).map_err(|fault| match fault {
        NoMarket::IsThere(_) => words.market_is_there().to_owned(),
        NoMarket::TaxDiffers(currency, country) => {
            words.market_tax_differs(currency, words::countries(locale).name(country))
        }
    })?;
    if kept.has_market(market) {
        return Err(words.market_is_there().to_owned());
    }
    let with = |markets: &[Market]| [markets, &[market]].concat();
    Ok((with(&kept.markets_made), with(&kept.markets_closed)))
}

fn after(kept: &ShopSettings, deed: Deed, market: Market) -> Markets {
    let (mut made, mut closed) = (kept.markets_made.clone(), kept.markets_closed.clone());
    match deed {
        Deed::Open => closed.retain(|other| *other != market),
        Deed::Close => closed.push(market),
        Deed::Earlier => {
            let at = made.iter().position(|other| *other == market).unwrap_or_default();
            made.swap(at.saturating_sub(1), at);
        }
        Deed::Remove => {
            made.retain(|other| *other != market);
            closed.retain(|other| *other != market);
        }
    }
    (made, closed)
}

/// What has to be set before shoppers can order in a market.
async fn lacks(visitor: &Visitor, market: Market) -> Result<Vec<String>, Refused> {
    let AdminDelivery { zones, .. } = visitor.read(&GetAdminDelivery {}).await?;
    Ok(lacking(visitor.locale, &zones, market))
}

fn lacking(locale: Locale, zones: &[Zone], market: Market) -> Vec<String> {
    let (words, country) = (words::shop(locale), market.country());
    let reaches = |zone: &Zone| {
        let is_named = zone.countries.contains(&country) || zone.areas.iter().any(|area| area.country() == country);
        is_named && !zone.methods.is_empty()
    };
    let mut lacking = Vec::new();
    if !zones.iter().any(reaches) {
        lacking.push(words.market_no_delivery(words::countries(locale).name(country)));
    }
    let is_unpriced = |zone: &&Zone| zone.methods.values().any(|way| !way.fees.contains_key(&market.currency()));
    let unpriced: Vec<&str> = zones.iter().filter(is_unpriced).map(|zone| zone.name.as_str()).collect();
    if !unpriced.is_empty() {
        lacking.push(words.market_no_fee(market.currency(), &unpriced.join(", ")));
    }
    lacking
}

async fn screen(visitor: &Visitor, typed: &Fields, above: Option<&Markup>, status: StatusCode) -> Reply {
    let (words, office) = (words::shop(visitor.locale), words::office(visitor.locale));
    let kept = visitor.read(&GetAdminSettings {}).await?;
    let AdminDelivery { zones, .. } = visitor.read(&GetAdminDelivery {}).await?;
    let content = html! {
        p.crumb { a href="/admin/settings" { (office.settings()) } }
        h1 { (words.markets()) }
        @if let Some(above) = above { (above) }
        p.hint { (words.markets_intro()) }
        h2 { (words.markets_made()) }
        @if kept.settings.markets_made.is_empty() {
            p { (words.markets_none()) }
        } @else {
            ul.rows {
                @for (place, market) in kept.settings.markets_made.iter().enumerate() {
                    (one(visitor, &kept.settings, kept.version, *market, place, &lacking(visitor.locale, &zones, *market)))
                }
            }
        }
        h2 { (words.markets_always()) }
        ul {
            @for market in Market::ALL {
                li { (name_of(visitor.locale, market)) ": " (state(words, &kept.settings, market)) }
            }
        }
        p { a href="/admin/features" { (words.features()) } }
        (form(visitor, kept.version, typed))
    };
    Ok((status, page(visitor, Section::Settings, words.markets(), &content)).into_response())
}

fn state(words: words::Shop, set: &ShopSettings, market: Market) -> &'static str {
    if set.is_open(market) { words.market_open() } else { words.market_closed() }
}

fn one(visitor: &Visitor, set: &ShopSettings, version: i64, market: Market, place: usize, lacks: &[String]) -> Markup {
    let words = words::shop(visitor.locale);
    let heading = format!("market-{}", market.code());
    let tax = match market.price_mode() {
        PriceMode::TaxIncluded => words.taxed(),
        PriceMode::TaxExcluded => words.untaxed(),
    };
    let deed = |deed: Deed, label: &str| {
        html! {
            form method="post" action=(PATH) {
                (hidden(visitor))
                input type="hidden" name="version" value=(version);
                input type="hidden" name="market" value=(market.code());
                input type="hidden" name="do" value=(deed.code());
                button.button aria-describedby=(heading) { (label) }
            }
        }
    };
    html! {
        li {
            h3 id=(heading) { (name_of(visitor.locale, market)) }
            p {
                (words.market_is(words::shell(market.locale()).language(), market.currency(), market.prefix())) "; " (tax)
                "; " (state(words, set, market))
            }
            @if !lacks.is_empty() {
                p { (words.market_lacks()) }
                ul { @for lack in lacks { li { (lack) } } }
                p { a href="/admin/delivery" { (words::delivery(visitor.locale).delivery()) } }
            }
            div.actions {
                @if set.is_closed(market) {
                    @if lacks.is_empty() { (deed(Deed::Open, words.market_do_open())) }
                    (asked(words.market_do_remove(), &name_of(visitor.locale, market), words.market_remove_meaning(), &deed(Deed::Remove, words.market_do_remove())))
                } @else {
                    a.button href={ (visitor.shop()) (market.path("/")) } { (words.market_see()) }
                    (deed(Deed::Close, words.market_do_close()))
                }
                @if place > 0 { (deed(Deed::Earlier, words.market_do_earlier())) }
            }
        }
    }
}

fn form(visitor: &Visitor, version: i64, typed: &Fields) -> Markup {
    let words = words::shop(visitor.locale);
    html! {
        form method="post" action=(PATH) {
            (hidden(visitor))
            input type="hidden" name="version" value=(version);
            fieldset {
                legend { (words.market_make()) }
                p.hint { (words.market_make_hint()) }
                div.field {
                    label for="language" { (words.market_language()) }
                    select id="language" name="language" {
                        @for locale in Locale::ALL {
                            option value=(locale.code()) selected[typed.get("language") == locale.code()] {
                                (words::shell(locale).language())
                            }
                        }
                    }
                }
                div.field {
                    label for="country" { (words.market_country()) }
                    select id="country" name="country" {
                        @for (country, code) in Country::ALL {
                            option value=(code) selected[typed.get("country") == code] {
                                (words::countries(visitor.locale).name(country)) " (" (country.currency()) ")"
                            }
                        }
                    }
                }
                div.field {
                    label for="currency" { (words.market_currency()) }
                    select id="currency" name="currency" {
                        option value="" { (words.market_own_currency()) }
                        @for currency in Currency::ALL {
                            option value=(currency.code()) selected[typed.get("currency") == currency.code()] {
                                (currency.code())
                            }
                        }
                    }
                }
            }
            p.actions { button.button.main { (words.market_do_make()) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::checkout::DeliveryTable;

    fn british() -> Market {
        Market::of_code("en-gb").expect("a market that can be made")
    }

    #[test]
    fn a_market_opens_when_goods_can_be_sent_there_for_a_fee_that_is_known() {
        let mut zones: Vec<Zone> = DeliveryTable::default().into();
        assert_eq!(lacking(Locale::En, &zones, british()), Vec::<String>::new());
        for way in zones[0].methods.values_mut() {
            way.fees.retain(|currency, _| *currency == Currency::Eur);
        }
        let said = lacking(Locale::En, &zones, british());
        assert!(said.len() == 1 && said[0].contains("GBP") && said[0].contains("everywhere"), "{said:?}");
        zones[0].countries.remove(&Country::Gb);
        assert_eq!(lacking(Locale::En, &zones, british()).len(), 2);
    }

    #[test]
    fn what_is_chosen_is_a_market_or_a_sentence_says_why_not() {
        let chosen = |language: &str, country: &str, currency: &str| {
            let mut fields = Fields::default();
            for (name, value) in [("language", language), ("country", country), ("currency", currency)] {
                fields.set(name, value.to_owned());
            }
            made(&ShopSettings { markets_made: vec![british()], ..ShopSettings::default() }, &fields, Locale::En)
        };
        let austrian = Market::of_code("de-at").expect("a market that can be made");
        assert_eq!(chosen("de", "AT", ""), Ok((vec![british(), austrian], vec![austrian])));
        for (language, country, currency, said) in [
            ("en", "GB", "", "already"),
            ("en", "US", "", "already"),
            ("en", "US", "EUR", "tax"),
            ("fr", "FR", "", "Choose"),
            ("en", "FR", "XYZ", "Choose"),
        ] {
            let refused = chosen(language, country, currency).expect_err("no market");
            assert!(refused.contains(said), "{refused}");
        }
    }

    #[test]
    fn each_deed_changes_its_market_alone() {
        let other = Market::of_code("de-at").expect("a market that can be made");
        let kept = ShopSettings {
            markets_made: vec![other, british()],
            markets_closed: vec![Market::Us, british()],
            ..ShopSettings::default()
        };
        assert_eq!(after(&kept, Deed::Open, british()), (vec![other, british()], vec![Market::Us]));
        assert_eq!(after(&kept, Deed::Close, other).1, [Market::Us, british(), other]);
        assert_eq!(after(&kept, Deed::Earlier, british()).0, [british(), other]);
        assert_eq!(after(&kept, Deed::Earlier, other).0, [other, british()]);
        assert_eq!(after(&kept, Deed::Remove, british()), (vec![other], vec![Market::Us]));
    }
}
