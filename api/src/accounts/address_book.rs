//! A shopper's address book: where their parcels and invoices go.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::endpoint;
use crate::orders::AddressFields;

/// How many addresses an account may keep.
pub const MAX_ADDRESSES: usize = 20;

/// The caller's addresses: the one for parcels first, then the one for invoices, then by age.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ListSavedAddresses {}

/// An address in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SavedAddress {
    /// Names it to change or remove it.
    pub id: Uuid,
    /// The address, as its country writes it.
    pub address: AddressFields,
    /// Whether the checkout begins with it as the address of the parcel; one at most.
    pub is_delivery: bool,
    /// Whether the checkout begins with it as the address of the invoice; one at most.
    pub is_billing: bool,
}

endpoint!(ListSavedAddresses: GET "/v1/customers/me/addresses", Shopper, "The caller's address book." => Vec<SavedAddress>);

/// Keeps an address. One that the book has already is not kept twice; the first one is where parcels go. At most
/// [`MAX_ADDRESSES`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct CreateSavedAddress {
    /// The address.
    pub address: AddressFields,
    /// Whether parcels go there from now on.
    #[serde(default)]
    pub is_delivery: bool,
    /// Whether invoices go there from now on.
    #[serde(default)]
    pub is_billing: bool,
}

endpoint!(CreateSavedAddress: POST "/v1/customers/me/addresses", Shopper, "Keeps an address in the caller's address book." => SavedAddress);

/// Changes an address of the book. What was ordered to it before is as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpdateSavedAddress {
    /// [`SavedAddress::id`].
    pub id: Uuid,
    /// The address.
    pub address: AddressFields,
    /// Whether parcels go there.
    #[serde(default)]
    pub is_delivery: bool,
    /// Whether invoices go there.
    #[serde(default)]
    pub is_billing: bool,
}

endpoint!(UpdateSavedAddress: PATCH "/v1/customers/me/addresses/{id}", Shopper, "Changes an address of the caller's address book." => SavedAddress);

/// Removes an address from the book. One that is gone already is what was wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeleteSavedAddress {
    /// [`SavedAddress::id`].
    pub id: Uuid,
}

endpoint!(DeleteSavedAddress: DELETE "/v1/customers/me/addresses/{id}", Shopper, "Removes an address from the caller's address book." => ());
