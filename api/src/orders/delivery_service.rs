//! What the merchant said of a way of delivery when an order was placed.

use domain::Locale;
use domain::checkout::Service;
use serde::{Deserialize, Serialize};

use crate::catalog::Text;

/// The name and the carrier of a way of delivery, as shoppers were shown them when they ordered. An order keeps them,
/// whatever the merchant calls the way later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeliveryService {
    /// What it was called; none if the merchant had not named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    /// Who was to carry it; none if the merchant had not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
}

impl DeliveryService {
    /// What shoppers of `locale` are told of a way; none if nothing is said of it.
    pub fn of(service: &Service, locale: Locale) -> Option<Self> {
        let name = service.name.as_ref().map(|name| Text::of(name, locale));
        let carrier = service.carrier.clone();
        (name.is_some() || carrier.is_some()).then_some(Self { name, carrier })
    }

    /// The name without its language, else `own`, the shop's word for the way, and who carries it, as `by` says it: for
    /// documents.
    pub fn bare(&self, own: &str, by: impl Fn(&str) -> String) -> String {
        let name = self.name.as_ref().map_or(own, Text::bare);
        match &self.carrier {
            Some(carrier) => format!("{name}, {}", by(carrier)),
            None => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::catalog::Localized;

    use super::*;

    fn said(name: Option<&str>, carrier: Option<&str>) -> Option<DeliveryService> {
        let carrier = carrier.map(str::to_owned);
        let service = Service { name: name.map(Localized::same), carrier, ..Service::default() };
        DeliveryService::of(&service, Locale::De)
    }

    #[test]
    fn a_way_of_which_nothing_is_said_keeps_nothing() {
        assert_eq!(said(None, None), None);
        let named = said(Some("Parcel"), None).expect("it has a name");
        assert_eq!(named.name, Some(Text::kept("Parcel", Some(Locale::En))), "nobody translated it");
        let written = serde_json::to_string(&named).expect("plain data");
        assert_eq!(written, r#"{"name":{"value":"Parcel","lang":"en"}}"#);
        assert_eq!(serde_json::from_str::<DeliveryService>(&written).expect("readable"), named);
    }

    #[test]
    fn documents_say_the_name_or_the_shop_s_own_word_and_the_carrier() {
        let bare = |name, carrier| said(name, carrier).map(|said| said.bare("Standard", |who| format!("mit {who}")));
        assert_eq!(bare(Some("Paket"), None).as_deref(), Some("Paket"));
        assert_eq!(bare(Some("Paket"), Some("Lastenrad")).as_deref(), Some("Paket, mit Lastenrad"));
        assert_eq!(bare(None, Some("Lastenrad")).as_deref(), Some("Standard, mit Lastenrad"));
    }
}
