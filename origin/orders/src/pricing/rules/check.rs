//! What may be set of delivery and of tax, beyond what makes a table sound.

use api::checkout::delivery::{MAX_AREAS, MAX_BANDS, MAX_ZONES};
use api::checkout::taxes::MAX_TAX_RULES;
use api::problem::Problem;
use domain::catalog::Localized;
use domain::checkout::{DeliveryTable, Fee, Service, Tariff, TaxRule, Zone, rules_error};
use domain::line::line;
use domain::{Currency, Locale};

/// Characters of a name, and of a carrier's.
const NAME: usize = 80;
/// No fee and no bound is higher, in minor units or grams.
const HIGHEST: i64 = 1_000_000_000;

/// Zones as they are kept, of a shop that sells in these currencies.
///
/// # Errors
/// A problem with the field to mend.
pub(super) fn zones(zones: &[Zone], sold_in: &[Currency]) -> Result<Vec<Zone>, Problem> {
    if zones.is_empty() {
        return Err(Problem::field("zones", "Name at least one zone: nothing could be ordered without any."));
    }
    if zones.len() > MAX_ZONES {
        return Err(Problem::field("zones", format!("There are {MAX_ZONES} zones at most: put countries together.")));
    }
    let mut kept: Vec<Zone> = Vec::with_capacity(zones.len());
    for (at, given) in zones.iter().enumerate() {
        let zone = zone(&format!("zones.{at}"), given, sold_in)?;
        if kept.iter().any(|other| other.name == zone.name) {
            let detail = format!(
                "Two zones are called “{}”; call one otherwise, so that people can tell them apart.",
                zone.name
            );
            return Err(Problem::field(format!("zones.{at}.name"), detail));
        }
        kept.push(zone);
    }
    let sound = DeliveryTable::try_from(kept).map_err(|fault| {
        let at = zones.iter().position(|zone| zone.name.trim() == fault.zone);
        let field = at.map_or("zones".to_owned(), |at| format!("zones.{at}"));
        Problem::field(field, format!("This cannot be set: {fault}."))
    })?;
    Ok(sound.into())
}

fn zone(field: &str, zone: &Zone, sold_in: &[Currency]) -> Result<Zone, Problem> {
    let name = text(&format!("{field}.name"), &zone.name)?;
    if zone.areas.len() > MAX_AREAS {
        let detail =
            format!("A zone names {MAX_AREAS} parts of countries at most: join ranges that follow each other.");
        return Err(Problem::field(format!("{field}.areas"), detail));
    }
    let mut methods = zone.methods.clone();
    for (method, service) in &mut methods {
        let field = format!("{field}.methods.{}", method.code());
        *service = checked(&field, service, sold_in)?;
    }
    Ok(Zone { name, methods, ..zone.clone() })
}

fn checked(field: &str, service: &Service, sold_in: &[Currency]) -> Result<Service, Problem> {
    let name = service.name.as_ref().map(|name| localized(&format!("{field}.name"), name)).transpose()?;
    let carrier = service.carrier.as_deref().map(|carrier| text(&format!("{field}.carrier"), carrier)).transpose()?;
    for currency in sold_in {
        if !service.fees.contains_key(currency) {
            let detail = format!(
                "Say what it costs in {currency}: the shop sells in {currency} too. Where it is not to be had, take the way out of the zone."
            );
            return Err(Problem::field(format!("{field}.fees.{currency}"), detail));
        }
    }
    for (currency, tariff) in &service.fees {
        bounded(&format!("{field}.fees.{currency}"), tariff)?;
    }
    Ok(Service { name, carrier, ..service.clone() })
}

fn bounded(field: &str, tariff: &Tariff) -> Result<(), Problem> {
    let (bands, highest) = match &tariff.fee {
        Fee::Flat { fee } => (1, *fee),
        Fee::Weight { bands } => {
            let numbers = bands.iter().flat_map(|band| [band.fee, i64::try_from(band.up_to_grams).unwrap_or(i64::MAX)]);
            (bands.len(), numbers.max().unwrap_or(0))
        }
        Fee::Price { bands } => (bands.len(), bands.iter().flat_map(|band| [band.fee, band.from]).max().unwrap_or(0)),
    };
    if bands > MAX_BANDS {
        return Err(Problem::field(field, format!("A fee has {MAX_BANDS} bands at most.")));
    }
    if highest.max(tariff.free_from.unwrap_or(0)) > HIGHEST {
        return Err(Problem::field(
            field,
            format!("Fees, thresholds and weights are {HIGHEST} at most, in minor units and grams."),
        ));
    }
    Ok(())
}

fn text(field: &str, text: &str) -> Result<String, Problem> {
    line(text, NAME).map_err(|fault| Problem::field(field, format!("This cannot be set: {fault}.")))
}

fn localized(field: &str, name: &Localized) -> Result<Localized, Problem> {
    let mut kept = Localized::same(text(field, &name.en)?);
    for locale in Locale::ALL.into_iter().filter(|locale| *locale != Locale::default()) {
        if let Some(translated) = name.translation(locale).filter(|text| !text.trim().is_empty()) {
            kept = kept.with(locale, text(field, translated)?);
        }
    }
    Ok(kept)
}

/// Rules of tax, if they may be kept.
///
/// # Errors
/// A problem with the field to mend.
pub(super) fn tax_rules(rules: &[TaxRule]) -> Result<(), Problem> {
    if rules.len() > MAX_TAX_RULES {
        let detail = format!("There are {MAX_TAX_RULES} rules at most: take away those that hold no more.");
        return Err(Problem::field("rules", detail));
    }
    match rules_error(rules) {
        None => Ok(()),
        Some(fault) => {
            let at = rules.iter().rposition(|rule| rule.place() == fault.place).unwrap_or(0);
            Err(Problem::field(format!("rules.{at}"), format!("This cannot be set: {fault}.")))
        }
    }
}
