//! Every endpoint there is. The site map, the OpenAPI document, the route tests and `cargo xtask tidy` read this
//! list.

use http::Method;

use crate::accounts::{
    CreateConsent, CreateCustomer, CreateCustomerByOidc, CreateEmailChange, CreateIdentity, CreateOidcRequest,
    CreatePasskey, CreatePasskeyChallenge, CreateSavedAddress, CreateSession, CreateSessionByCode, CreateSessionByLink,
    CreateSessionByOidc, CreateSessionByPasskey, CreateSignInChallenge, CreateSignInCode, DeleteAdminCustomer,
    DeleteConsent, DeleteCustomer, DeleteIdentity, DeleteNamedSession, DeleteOtherSessions, DeletePasskey,
    DeleteSavedAddress, DeleteSession, FindPendingIdentity, GetAdminCustomer, GetAdminCustomerExport, GetCustomer,
    GetCustomerExport, ListConsents, ListCustomers, ListIdentities, ListOidcProviders, ListPasskeys,
    ListSavedAddresses, ListSessions, UpdateCustomer, UpdateEmail, UpdatePasskey, UpdatePassword, UpdateSavedAddress,
};
use crate::cart::{
    AddCartCode, AddCartLine, CreateCart, DeleteCartCode, DeleteCartLine, GetCart, GetCurrentCart, MergeCarts,
    UpdateCartLine,
};
use crate::catalog::admin::{
    CreateCollection, CreateProduct, CreateProductUndo, DeleteCollection, DeleteProduct, GetAdminProduct,
    ListAdminCollections, ListAdminProducts, ListAttributes, ListCollectionProducts, ListPriceChanges, UpdateAttribute,
    UpdateCollection, UpdateCollectionOrder, UpdateCollectionProducts, UpdateProduct, UpdateProducts,
};
use crate::catalog::{GetCollection, GetProduct, ListAddresses, ListCollections, ListProducts, UpdateVariant};
use crate::challenge::{CreateChallenge, CreatePass};
use crate::checkout::cards::{DeleteSavedCard, ListSavedCards};
use crate::checkout::customer_groups::{
    CreateCustomerGroup, DeleteCustomerGroup, GetAdminCustomerGroup, ListCustomerGroups, UpdateAdminCustomerGroup,
    UpdateCustomerGroup,
};
use crate::checkout::delivery::{GetAdminDelivery, GetDelivery, GetDeliveryPreview, UpdateDelivery};
use crate::checkout::gift_cards::{CreateGiftCard, ListGiftCards, UpdateGiftCard};
use crate::checkout::price_lists::{CreatePriceList, DeletePriceList, GetPriceList, ListPriceLists, UpdatePriceList};
use crate::checkout::promotions::{CreatePromotion, ListPromotions, UpdatePromotion};
use crate::checkout::taxes::{GetAdminTaxes, UpdateTaxes};
use crate::checkout::{CreateCheckout, DeleteCheckout, GetCheckout};
use crate::endpoint::audience::{Audience, CacheClass};
use crate::endpoint::description::GetDescription;
use crate::endpoint::fields::fields_of;
use crate::endpoint::if_match::IF_MATCH;
use crate::endpoint::{Caller, Endpoint, has_body, path_parameters};
use crate::inventory::{
    CreateStockLocation, CreateStockTransfer, ListAdminStock, ListProductStock, ListStock, ListStockLevels,
    ListStockLocations, ListStockMovements, UpdateStock, UpdateStockLocation,
};
use crate::media::{
    AddMediaPart, CreateMedia, CreateMediaAttachment, CreateMediaFetch, DeleteMedia, DeleteMediaAttachment, GetMedia,
    GetMediaUpload, ListMedia, ListMediaFetches, UpdateMedia,
};
use crate::orders::{
    CreateAdminCancellation, CreateCancellation, CreateConfirmation, CreateOrderNote, CreateRefund, CreateReturn,
    CreateShipment, CreateShipmentMail, DeleteShipment, FindOrder, GetAdminOrder, GetFigures, GetOrder,
    GetOrderDocument, GetPackingSlip, ListAdminOrders, ListOrders, PlaceOrder, SettleOrder, UpdateReturn,
    UpdateShipment,
};
use crate::payments::{GetPaymentState, ReceiveStripeHook};
use crate::push::{GetPushKey, UpdateOrderPush, UpdateVariantPush};
use crate::search::{
    CreateSearchRule, DeleteSearchRule, ExplainSearch, ListCompanions, ListFacets, ListSearchQueries, ListSearchRules,
    ListSuggestions, Search,
};
use crate::settings::{
    CreatePage, CreateSetupConfirmation, DeletePage, GetAdminHome, GetAdminMails, GetAdminMenus, GetAdminPage,
    GetAdminSettings, GetHome, GetPage, GetSettings, GetSetup, ListAdminPages, ListHomeVersions, ListPageVersions,
    ListPages, UpdateHome, UpdateMails, UpdateMenus, UpdatePage, UpdateSettings,
};
use crate::staff::{
    CreateStaffInvitation, CreateStaffKey, CreateStaffKeyRotation, DeleteStaffKey, DeleteStaffMember, ListAuditEntries,
    ListStaff, ListStaffKeys, UpdateStaffMember,
};
use crate::webhooks::{
    CreateWebhook, CreateWebhookPing, CreateWebhookReplay, CreateWebhookSecret, DeleteWebhook, GetWebhook,
    ListWebhooks, UpdateWebhook,
};

/// What is known of an endpoint without calling it.
#[derive(Clone, Debug)]
pub struct EndpointInfo {
    /// [`Endpoint::NAME`].
    pub name: &'static str,
    /// [`Endpoint::SUMMARY`].
    pub summary: &'static str,
    /// [`Endpoint::METHOD`].
    pub method: Method,
    /// [`Endpoint::PATH`].
    pub path: &'static str,
    /// [`Endpoint::CALLER`].
    pub caller: Caller,
    /// [`Endpoint::AUDIENCE`].
    pub audience: Audience,
    /// [`Endpoint::CACHE`].
    pub cache: CacheClass,
    /// The names of its fields, in path, query and body.
    fields: fn() -> &'static [&'static str],
    /// What every path of it begins with.
    beginning: &'static str,
}

impl EndpointInfo {
    /// Whether its reply depends on the query parameter `name`. False for one that has a body: nothing of its
    /// query is read.
    pub fn reads(&self, name: &str) -> bool {
        self.query_parameters().any(|known| known == name)
    }

    /// The query parameters it reads.
    pub fn query_parameters(&self) -> impl Iterator<Item = &'static str> {
        let fields = if has_body(&self.method) { &[] } else { (self.fields)() };
        let elsewhere = |field: &str| field == IF_MATCH || path_parameters(self.path).any(|taken| taken == field);
        fields.iter().copied().filter(move |field| !elsewhere(field))
    }

    /// Whether it is at `path`, which must be spelt as it is declared.
    fn is_at(&self, path: &str) -> bool {
        // Each request is held against all of them, and nearly all differ here.
        if !path.starts_with(self.beginning) {
            return false;
        }
        let mut given = path.split('/');
        let is_same = |expected: &str| match given.next() {
            Some(segment) if expected.starts_with('{') => !segment.is_empty(),
            given => given == Some(expected),
        };
        self.path.split('/').all(is_same) && given.next().is_none()
    }
}

/// What stands before the first parameter of a path.
const fn beginning(path: &'static str) -> &'static str {
    let mut at = 0;
    while at < path.len() && path.as_bytes()[at] != b'{' {
        at += 1;
    }
    path.split_at(at).0
}

/// The endpoint whose GET at `path` is for everybody; none if there is none, or it is for one caller.
pub fn public_read(path: &str) -> Option<&'static EndpointInfo> {
    let is_public = |endpoint: &EndpointInfo| endpoint.audience == Audience::Public && endpoint.method == Method::GET;
    ALL.iter().find(|endpoint| is_public(endpoint) && endpoint.is_at(path))
}

/// Something to be done for each endpoint, knowing its type.
pub trait Visitor {
    /// Called once for each endpoint.
    #[cfg(feature = "openapi")]
    fn visit<E: Endpoint<Reply: schemars::JsonSchema> + schemars::JsonSchema>(&mut self);
    /// Called once for each endpoint.
    #[cfg(not(feature = "openapi"))]
    fn visit<E: Endpoint>(&mut self);
}

macro_rules! registry {
    ($($endpoint:ident),* $(,)?) => {
        /// Shows every endpoint to `visitor`.
        pub fn visit_all(visitor: &mut impl Visitor) {
            $(visitor.visit::<$endpoint>();)*
        }

        static ALL: &[EndpointInfo] = &[$(EndpointInfo {
            name: $endpoint::NAME,
            summary: $endpoint::SUMMARY,
            method: $endpoint::METHOD,
            path: $endpoint::PATH,
            caller: $endpoint::CALLER,
            audience: $endpoint::AUDIENCE,
            cache: $endpoint::CACHE,
            fields: fields_of::<$endpoint>,
            beginning: beginning($endpoint::PATH),
        }),*];
    };
}

/// Every endpoint.
pub fn endpoints() -> &'static [EndpointInfo] {
    ALL
}

registry![
    GetDescription,
    ListProducts,
    GetProduct,
    ListCollections,
    GetCollection,
    ListAddresses,
    UpdateVariant,
    ListAdminProducts,
    GetAdminProduct,
    CreateProduct,
    UpdateProduct,
    UpdateProducts,
    CreateProductUndo,
    DeleteProduct,
    ListPriceChanges,
    ListAdminCollections,
    CreateCollection,
    UpdateCollection,
    DeleteCollection,
    UpdateCollectionProducts,
    ListCollectionProducts,
    UpdateCollectionOrder,
    ListAttributes,
    UpdateAttribute,
    ListSearchRules,
    CreateSearchRule,
    DeleteSearchRule,
    ExplainSearch,
    ListSearchQueries,
    ListMedia,
    GetMedia,
    CreateMedia,
    AddMediaPart,
    GetMediaUpload,
    UpdateMedia,
    DeleteMedia,
    CreateMediaAttachment,
    DeleteMediaAttachment,
    CreateMediaFetch,
    ListMediaFetches,
    ListStock,
    ListAdminStock,
    UpdateStock,
    ListStockLevels,
    ListProductStock,
    ListStockMovements,
    CreateStockTransfer,
    ListStockLocations,
    CreateStockLocation,
    UpdateStockLocation,
    Search,
    ListSuggestions,
    ListCompanions,
    ListFacets,
    CreateCart,
    GetCart,
    GetCurrentCart,
    MergeCarts,
    AddCartLine,
    UpdateCartLine,
    DeleteCartLine,
    AddCartCode,
    DeleteCartCode,
    GetCheckout,
    CreateCheckout,
    DeleteCheckout,
    GetDelivery,
    GetAdminDelivery,
    UpdateDelivery,
    GetDeliveryPreview,
    GetAdminTaxes,
    UpdateTaxes,
    ListCustomerGroups,
    CreateCustomerGroup,
    UpdateCustomerGroup,
    DeleteCustomerGroup,
    GetAdminCustomerGroup,
    UpdateAdminCustomerGroup,
    ListPriceLists,
    GetPriceList,
    CreatePriceList,
    UpdatePriceList,
    DeletePriceList,
    ListPromotions,
    CreatePromotion,
    UpdatePromotion,
    ListGiftCards,
    CreateGiftCard,
    UpdateGiftCard,
    ListSavedCards,
    DeleteSavedCard,
    PlaceOrder,
    SettleOrder,
    GetOrder,
    ListOrders,
    CreateCancellation,
    CreateReturn,
    ListAdminOrders,
    GetFigures,
    GetAdminOrder,
    CreateAdminCancellation,
    CreateConfirmation,
    CreateOrderNote,
    GetPackingSlip,
    CreateShipment,
    UpdateShipment,
    DeleteShipment,
    CreateShipmentMail,
    CreateRefund,
    UpdateReturn,
    GetOrderDocument,
    FindOrder,
    GetPushKey,
    UpdateOrderPush,
    UpdateVariantPush,
    ReceiveStripeHook,
    CreateChallenge,
    CreatePass,
    CreateCustomer,
    CreateSession,
    CreateSignInCode,
    CreateSessionByCode,
    CreateSessionByLink,
    CreateSignInChallenge,
    CreateSessionByPasskey,
    ListOidcProviders,
    CreateOidcRequest,
    CreateSessionByOidc,
    FindPendingIdentity,
    CreateCustomerByOidc,
    CreateIdentity,
    ListIdentities,
    DeleteIdentity,
    CreatePasskeyChallenge,
    CreatePasskey,
    ListPasskeys,
    UpdatePasskey,
    DeletePasskey,
    ListSessions,
    DeleteSession,
    DeleteNamedSession,
    DeleteOtherSessions,
    DeleteCustomer,
    GetCustomer,
    UpdatePassword,
    CreateEmailChange,
    UpdateEmail,
    UpdateCustomer,
    ListSavedAddresses,
    CreateSavedAddress,
    UpdateSavedAddress,
    DeleteSavedAddress,
    ListConsents,
    CreateConsent,
    DeleteConsent,
    GetCustomerExport,
    ListCustomers,
    GetAdminCustomer,
    GetAdminCustomerExport,
    DeleteAdminCustomer,
    CreateWebhook,
    ListWebhooks,
    GetWebhook,
    UpdateWebhook,
    DeleteWebhook,
    CreateWebhookSecret,
    CreateWebhookReplay,
    CreateWebhookPing,
    GetSettings,
    GetAdminSettings,
    UpdateSettings,
    GetPage,
    ListPages,
    ListAdminPages,
    GetAdminPage,
    ListPageVersions,
    CreatePage,
    UpdatePage,
    DeletePage,
    GetAdminMenus,
    UpdateMenus,
    GetHome,
    GetAdminHome,
    ListHomeVersions,
    UpdateHome,
    GetAdminMails,
    UpdateMails,
    GetSetup,
    CreateSetupConfirmation,
    GetPaymentState,
    ListStaff,
    CreateStaffInvitation,
    UpdateStaffMember,
    DeleteStaffMember,
    ListStaffKeys,
    CreateStaffKey,
    CreateStaffKeyRotation,
    DeleteStaffKey,
    ListAuditEntries,
];

#[cfg(test)]
mod tests;
