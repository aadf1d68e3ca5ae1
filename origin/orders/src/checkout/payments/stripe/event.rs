//! What Stripe tells by a hook.

use serde::Deserialize;
use serde_json::Value;

/// An event. What it says of amounts and states is not read: it may be old by now.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// Stripe's name of the event, the same however often it is sent.
    pub id: String,
    /// What happened.
    pub kind: Kind,
    /// What happened, in Stripe's words.
    pub name: String,
    /// When, in seconds since 1970.
    pub created: i64,
    /// The intent it is about, if it is about one.
    pub intent: Option<String>,
}

/// What happened, as far as it is our business.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The amount is held.
    Authorised,
    /// It was captured.
    Captured,
    /// The card was declined, or the shopper did not confirm.
    Failed,
    /// It was voided or given up, by us or by staff at Stripe, or held for too long.
    Canceled,
    /// The shopper has to confirm.
    ActionRequired,
    /// Money was given back, or that failed.
    Refunded,
    /// Anything else.
    Other,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    r#type: String,
    created: i64,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

impl Event {
    /// Reads the body of a hook.
    ///
    /// # Errors
    /// If it is no event.
    pub fn parse(body: &[u8]) -> Result<Self, serde_json::Error> {
        let Wire { id, r#type: name, created, data } = serde_json::from_slice(body)?;
        let object = &data.object;
        let intent = match object["object"].as_str() {
            Some("payment_intent") => &object["id"],
            // Expanded or not.
            _ if object["payment_intent"].is_object() => &object["payment_intent"]["id"],
            _ => &object["payment_intent"],
        };
        let intent = intent.as_str().map(str::to_owned);
        Ok(Self { id, kind: Kind::of(&name), name, created, intent })
    }
}

impl Kind {
    fn of(name: &str) -> Self {
        match name {
            "payment_intent.amount_capturable_updated" => Self::Authorised,
            "payment_intent.succeeded" => Self::Captured,
            "payment_intent.payment_failed" => Self::Failed,
            "payment_intent.canceled" => Self::Canceled,
            "payment_intent.requires_action" => Self::ActionRequired,
            "charge.refunded" | "charge.refund.updated" => Self::Refunded,
            _ if name.starts_with("refund.") => Self::Refunded,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(name: &str, object: Value) -> Event {
        let body = json!({ "id": "evt_1", "type": name, "created": 1_800_000_000, "data": { "object": object } });
        Event::parse(body.to_string().as_bytes()).expect("an event")
    }

    #[test]
    fn the_intent_is_found_wherever_it_is() {
        let about = |object| event("refund.updated", object).intent;
        assert_eq!(about(json!({ "object": "payment_intent", "id": "pi_1" })).as_deref(), Some("pi_1"));
        assert_eq!(
            about(json!({ "object": "charge", "id": "ch_1", "payment_intent": "pi_1" })).as_deref(),
            Some("pi_1")
        );
        let expanded = json!({ "object": "refund", "id": "re_1", "payment_intent": { "id": "pi_1" } });
        assert_eq!(about(expanded).as_deref(), Some("pi_1"));
        assert_eq!(about(json!({ "object": "charge", "id": "ch_1", "payment_intent": null })), None);
        assert_eq!(about(json!({ "object": "customer", "id": "cus_1" })), None);
    }

    #[test]
    fn unknown_events_are_events() {
        for (name, kind) in [
            ("payment_intent.succeeded", Kind::Captured),
            ("payment_intent.amount_capturable_updated", Kind::Authorised),
            ("payment_intent.requires_action", Kind::ActionRequired),
            ("refund.failed", Kind::Refunded),
            ("charge.refunded", Kind::Refunded),
            ("payment_intent.created", Kind::Other),
            ("customer.created", Kind::Other),
            ("something.invented.later", Kind::Other),
        ] {
            assert_eq!(event(name, json!({})).kind, kind, "{name}");
        }
        assert!(Event::parse(b"{}").is_err() && Event::parse(b"").is_err());
    }
}
