//! An address as typed, and the fields it is typed into.

use api::orders::AddressFields;
use domain::Locale;
use domain::checkout::address::region;
use domain::checkout::{Address, Country, Territory};
use leptos::prelude::*;

use super::form::Fault;
use crate::context::Submitted;
use crate::ui::field::Field;

/// The names of the fields of one address, which are their ids too.
pub(crate) struct Ids {
    /// What HTML's autocomplete tokens begin with.
    section: &'static str,
    /// Whether the address must be there at all.
    required: bool,
    name: &'static str,
    street: &'static str,
    extra: &'static str,
    postal_code: &'static str,
    city: &'static str,
    region: &'static str,
    country: &'static str,
}

/// Where the parcel goes.
pub(crate) static DELIVERY: Ids = Ids {
    section: "shipping",
    required: true,
    name: "name",
    street: "street",
    extra: "extra",
    postal_code: "postal_code",
    city: "city",
    region: "region",
    country: "country",
};

/// Where the invoice goes, if that is elsewhere.
pub(crate) static BILLING: Ids = Ids {
    section: "billing",
    required: false,
    name: "billing_name",
    street: "billing_street",
    extra: "billing_extra",
    postal_code: "billing_postal_code",
    city: "billing_city",
    region: "billing_region",
    country: "billing_country",
};

/// An address as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typed {
    pub name: String,
    pub street: String,
    pub extra: String,
    pub postal_code: String,
    pub city: String,
    pub region: String,
    pub country: String,
}

impl From<AddressFields> for Typed {
    fn from(address: AddressFields) -> Self {
        let AddressFields { name, street, extra, postal_code, city, region, country } = address;
        Self { name, street, extra, postal_code, city, region, country: country.code().to_owned() }
    }
}

impl Typed {
    /// As it was posted in these fields.
    pub fn posted(fields: &Submitted, ids: &Ids) -> Self {
        let text = |name: &str| fields.field(name).to_owned();
        Self {
            name: text(ids.name),
            street: text(ids.street),
            extra: text(ids.extra),
            postal_code: text(ids.postal_code),
            city: text(ids.city),
            region: text(ids.region),
            country: text(ids.country),
        }
    }

    /// Whether nothing was typed. A country that was chosen counts for nothing: lists have a choice
    /// from the beginning.
    pub fn is_empty(&self) -> bool {
        let typed = [&self.name, &self.street, &self.extra, &self.postal_code, &self.city, &self.region];
        typed.iter().all(|text| text.trim().is_empty())
    }

    /// The country, once one is chosen.
    pub fn country(&self) -> Option<Country> {
        Country::ALL.iter().find(|entry| entry.1 == self.country).map(|entry| entry.0)
    }

    /// The postal code, once something is typed.
    pub fn postal_code(&self) -> Option<String> {
        Some(self.postal_code.clone()).filter(|code| !code.trim().is_empty())
    }

    /// The part of the country that no tax is charged for, once it is known to go there.
    pub fn export(&self) -> Option<Territory> {
        Territory::of(self.country()?, &self.postal_code).filter(|territory| territory.is_export())
    }

    /// The address; and a fault for each field that will not do, not for the first alone.
    pub fn checked(&self, ids: &Ids, words: words::Checkout, faults: &mut Vec<Fault>) -> Address {
        let address = Address {
            name: self.name.clone(),
            street: self.street.clone(),
            extra: self.extra.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            region: self.region.clone(),
            country: self.country().unwrap_or(Country::De),
        };
        let checked = address.clone().checked_throughout();
        for fault in checked.as_ref().err().into_iter().flatten() {
            // How codes and regions are written is the country's business: it has to be chosen first.
            let is_known = self.country().is_some() || !matches!(fault.field, "postal_code" | "region");
            let say = ids.complaint(words, fault.field).filter(|_| is_known || self.postal_code.trim().is_empty());
            faults.extend(say.map(|(field, say)| (field, say.to_owned())));
        }
        if self.country().is_none() {
            faults.push((ids.country, words.bad_country().to_owned()));
        }
        checked.unwrap_or(address)
    }

    /// The fields, filled in as typed.
    pub fn fields(&self, locale: Locale, ids: &'static Ids, faults: &[Fault]) -> AnyView {
        let words = words::checkout(locale);
        let field = |id, label, token: &str, value: &str| {
            let field = Field::text(id, label, &format!("{} {token}", ids.section), value).faulty(faults);
            if ids.required { field } else { field.optional() }
        };
        let extra_is_open = !self.extra.is_empty() || faults.iter().any(|fault| fault.0 == ids.extra);
        view! {
            <div class="address">
            {field(ids.name, words.name(), "name", &self.name).view()}
            {field(ids.street, words.street(), "address-line1", &self.street).view()}
            <details class="more" open=extra_is_open>
                <summary>{words.add_extra()}</summary>
                {field(ids.extra, words.extra(), "address-line2", &self.extra).optional().view()}
            </details>
            <div class="field-row">
                // Which countries do without is known once it is sent.
                {field(ids.postal_code, words.postal_code(), "postal-code", &self.postal_code).optional().view()}
                {field(ids.city, words.city(), "address-level2", &self.city).view()}
            </div>
            // Shown beside a country that has regions: by the stylesheet, which sees what is chosen.
            <div class="region">
                {field(ids.region, words.region(), "address-level1", &self.region).optional().view()}
            </div>
            {country_field(locale, ids, &self.country, faults)}
            </div>
        }
        .into_any()
    }
}

impl Ids {
    /// The field that the origin calls so below its address, with what to say of it.
    pub fn complaint(&self, words: words::Checkout, field: &str) -> Option<(&'static str, &'static str)> {
        Some(match field {
            "name" => (self.name, words.bad_name()),
            "street" => (self.street, words.bad_street()),
            "extra" => (self.extra, words.bad_extra()),
            "postal_code" => (self.postal_code, words.bad_postal_code()),
            "city" => (self.city, words.bad_city()),
            "region" => (self.region, words.bad_region()),
            "country" => (self.country, words.bad_country()),
            _ => return None,
        })
    }

    /// Whether the field is one of these.
    pub fn has(&self, field: &str) -> bool {
        [self.name, self.street, self.extra, self.postal_code, self.city, self.region, self.country].contains(&field)
    }
}

fn country_field(locale: Locale, ids: &'static Ids, chosen: &str, faults: &[Fault]) -> AnyView {
    let words = words::checkout(locale);
    let id = ids.country;
    let fault = faults.iter().find(|fault| fault.0 == id).map(|fault| fault.1.clone());
    let fault_id = format!("{id}-fault");
    let invalid = fault.is_some().then_some("true");
    let described = fault.is_some().then(|| fault_id.clone());
    let token = format!("{} country", ids.section);
    let mut countries: Vec<Country> = Country::ALL.iter().map(|entry| entry.0).collect();
    // German sorts umlauts as their letters, as byte order does not.
    let unmarked = |name: &str| name.replace('Ö', "O").replace('ä', "a");
    countries.sort_by_key(|known| unmarked(words::countries(locale).name(*known)));
    let options = countries.into_iter().map(|known| {
        let selected = known.code() == chosen;
        let regions = region::is_required(known).then_some("");
        view! { <option value=known.code() selected=selected data-regions=regions>{words::countries(locale).name(known)}</option> }
    });
    let options = options.collect_view();
    view! {
        <div class="field">
            <label for=id>{words.country()}</label>
            {fault.map(|fault| view! { <p class="field-fault" id=fault_id>{fault}</p> })}
            <select id=id name=id autocomplete=token required=ids.required aria-invalid=invalid aria-describedby=described>
                <option value="">{words.choose()}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
