//! What mails to shoppers say, as far as a merchant sets it.

use std::collections::BTreeMap;

use domain::catalog::Localized;
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A mail whose words can be set: those about orders. What is said of accounts and codes is part of how they are kept safe,
/// and stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// The order was placed.
    OrderConfirmation,
    /// It was paid: with the invoice.
    OrderPaid,
    /// A shipment left.
    OrderShipped,
    /// Money went back.
    OrderRefunded,
    /// The order was called off.
    OrderCancelled,
    /// Something may come back.
    ReturnApproved,
    /// Something may not come back.
    ReturnRejected,
    /// Somebody asked for the link to an order.
    OrderLink,
}

impl MailKind {
    /// All of them, in the order in which shoppers get them.
    pub const ALL: [Self; 8] = [
        Self::OrderConfirmation,
        Self::OrderPaid,
        Self::OrderShipped,
        Self::OrderRefunded,
        Self::OrderCancelled,
        Self::ReturnApproved,
        Self::ReturnRejected,
        Self::OrderLink,
    ];

    /// Its word on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OrderConfirmation => "order_confirmation",
            Self::OrderPaid => "order_paid",
            Self::OrderShipped => "order_shipped",
            Self::OrderRefunded => "order_refunded",
            Self::OrderCancelled => "order_cancelled",
            Self::ReturnApproved => "return_approved",
            Self::ReturnRejected => "return_rejected",
            Self::OrderLink => "order_link",
        }
    }

    /// The kind of this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The words of a mail that take the place of the shop's own. In each, `{order}`, `{shop}`, `{name}` and `{total}` stand for
/// the order's number, what the shop is called, the name on the parcel and what the order costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MailText {
    /// The subject, which is the heading too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub subject: Option<Localized>,
    /// The first paragraph.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub introduction: Option<Localized>,
    /// What stands at the end; nothing does by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub closing: Option<Localized>,
}

impl MailText {
    /// Whether nothing is set.
    pub fn is_built_in(&self) -> bool {
        *self == Self::default()
    }
}

/// What is set of mails.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MailTexts {
    /// Whose name stands beside the address that mails come from; none by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    /// The words of mails, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<MailKind, MailText>,
}

/// What is set of mails, with its version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AdminMails {
    /// Rises with every change; 0 while nothing was ever set. The `ETag` says it too.
    pub version: i64,
    /// What is set.
    pub mails: MailTexts,
}

/// What is set of mails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GetAdminMails {}

endpoint!(GetAdminMails: GET "/v1/admin/mails", Staff(SettingsWrite), Private Never, "What is set of the words of mails." => AdminMails, {
    fn version(&self, reply: &AdminMails) -> Option<i64> {
        Some(reply.version)
    }
});

/// Sets words of mails. What is not given stays; an empty text takes away what was set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateMails {
    /// The version that was read.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<String>"))]
    pub if_match: Option<IfMatch>,
    /// Whose name stands beside the address that mails come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender_name: Option<String>,
    /// The words of mails, by kind; of a kind that is named all of them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<MailKind, MailText>,
}

endpoint!(UpdateMails: PATCH "/v1/admin/mails", Staff(SettingsWrite), Private Never, "Sets the words of mails." => AdminMails, {
    fn version(&self, reply: &AdminMails) -> Option<i64> {
        Some(reply.version)
    }
});
