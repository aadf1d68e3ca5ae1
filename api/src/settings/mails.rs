//! What mails to shoppers say, as far as a merchant sets it.

use std::collections::BTreeMap;

use domain::catalog::Localized;
use domain::settings::Variable;
use serde::{Deserialize, Serialize};

use crate::endpoint;
use crate::endpoint::if_match::IfMatch;

/// A mail whose words can be set. What is said of accounts, codes and withdrawals is part of how shoppers are kept safe, or
/// of what the law asks for: it is always said, and a merchant's words stand around it ([`MailKind::keeps_its_words`]).
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
    /// A withdrawal from the contract was received.
    WithdrawalReceipt,
    /// Somebody asked for a code to log in.
    SignInCode,
    /// Somebody opens an account, and is to show that the address is theirs.
    AddressVerification,
    /// Somebody wanted to open an account with an address that has one.
    KnownAddress,
    /// Somebody wants to use the address for their account.
    EmailChangeCode,
    /// The password of an account was changed.
    PasswordChanged,
    /// An account has another address.
    EmailChanged,
    /// A passkey was added to an account.
    PasskeyAdded,
    /// A log-in from elsewhere was linked to an account.
    IdentityAdded,
}

impl MailKind {
    /// All of them, in the order in which shoppers get them.
    pub const ALL: [Self; 17] = [
        Self::OrderConfirmation,
        Self::OrderPaid,
        Self::OrderShipped,
        Self::OrderRefunded,
        Self::OrderCancelled,
        Self::ReturnApproved,
        Self::ReturnRejected,
        Self::OrderLink,
        Self::WithdrawalReceipt,
        Self::SignInCode,
        Self::AddressVerification,
        Self::KnownAddress,
        Self::EmailChangeCode,
        Self::PasswordChanged,
        Self::EmailChanged,
        Self::PasskeyAdded,
        Self::IdentityAdded,
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
            Self::WithdrawalReceipt => "withdrawal_receipt",
            Self::SignInCode => "sign_in_code",
            Self::AddressVerification => "address_verification",
            Self::KnownAddress => "known_address",
            Self::EmailChangeCode => "email_change_code",
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::PasskeyAdded => "passkey_added",
            Self::IdentityAdded => "identity_added",
        }
    }

    /// Whether it is about an account, and not about an order.
    pub const fn is_about_an_account(self) -> bool {
        match self {
            Self::OrderConfirmation
            | Self::OrderPaid
            | Self::OrderShipped
            | Self::OrderRefunded
            | Self::OrderCancelled
            | Self::ReturnApproved
            | Self::ReturnRejected
            | Self::OrderLink
            | Self::WithdrawalReceipt => false,
            Self::SignInCode
            | Self::AddressVerification
            | Self::KnownAddress
            | Self::EmailChangeCode
            | Self::PasswordChanged
            | Self::EmailChanged
            | Self::PasskeyAdded
            | Self::IdentityAdded => true,
        }
    }

    /// Whether the shop's own words are said in any case, and an introduction stands before them instead of in their place.
    pub const fn keeps_its_words(self) -> bool {
        self.is_about_an_account() || matches!(self, Self::WithdrawalReceipt)
    }

    /// What names in braces may stand for in it.
    pub const fn variables(self) -> &'static [Variable] {
        if self.is_about_an_account() { &[Variable::Shop] } else { &Variable::ALL }
    }

    /// The kind of this word.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The words of a mail that take the place of the shop's own. In each, `{order}`, `{shop}`, `{name}` and `{total}` stand for
/// the order's number, what the shop is called, the name on the parcel and what the order costs; in one about an account
/// there is `{shop}` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MailText {
    /// The subject, which is the heading too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schemars(schema_with = "crate::schema::localized"))]
    pub subject: Option<Localized>,
    /// The first paragraph; before what is always said, in mails about accounts and withdrawals.
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
