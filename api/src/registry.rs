//! Every endpoint there is. The site map, the OpenAPI document, the route tests and `cargo xtask tidy` read this.

use std::sync::LazyLock;

use http::Method;

use crate::accounts::{
    CreateConsent, CreateCustomer, CreateCustomerByOidc, CreateEmailChange, CreateIdentity, CreateOidcRequest,
    CreatePasskey, CreatePasskeyChallenge, CreateSavedAddress, CreateSession, CreateSessionByCode, CreateSessionByLink,
    CreateSessionByOidc, CreateSessionByPasskey, CreateSignInChallenge, CreateSignInCode, DeleteAdminCustomer,
    DeleteAdminCustomerSessions, DeleteConsent, DeleteCustomer, DeleteIdentity, DeleteNamedSession,
    DeleteOtherSessions, DeletePasskey, DeleteSavedAddress, DeleteSession, FindPendingIdentity, GetAdminCustomer,
    GetAdminCustomerExport, GetCustomer, GetCustomerExport, ListConsents, ListCustomers, ListIdentities,
    ListOidcProviders, ListPasskeys, ListSavedAddresses, ListSessions, ReceiveOidcLogout, UpdateCustomer, UpdateEmail,
    UpdatePasskey, UpdatePassword, UpdateSavedAddress,
};
use crate::cart::{
    AddCartCode, AddCartLine, CreateCart, DeleteCartCode, DeleteCartLine, GetCart, GetCurrentCart, MergeCarts,
    UpdateCartLine,
};
use crate::catalog::admin::{
    AddImportFilePart, CreateBulkEdit, CreateCollection, CreateCollectionRulePreview, CreateImport, CreateImportFile,
    CreateProduct, CreateProductAddress, CreateProductType, CreateProductUndo, CreateProductView, DeleteCollection,
    DeleteImportFile, DeleteProduct, DeleteProductAddress, DeleteProductType, DeleteProductView, ExportCatalog,
    GetAdminProduct, GetBulkEdit, GetImportFile, GetProductType, ListAdminCollections, ListAdminProducts,
    ListAttributes, ListBulkEdits, ListCollectionProducts, ListImportFiles, ListImportLeft, ListImports,
    ListPriceChanges, ListProductHistory, ListProductTypeGaps, ListProductTypes, ListProductViews, UpdateAttribute,
    UpdateBulkEdit, UpdateCollection, UpdateCollectionOrder, UpdateCollectionProducts, UpdateCollectionRule,
    UpdateImportColumns, UpdateProduct, UpdateProductType, UpdateProducts,
};
use crate::catalog::{
    GetCollection, GetProduct, ListAddresses, ListCollections, ListFeed, ListFeedPlaces, ListProducts, UpdateVariant,
};
use crate::challenge::{CreateChallenge, CreatePass};
use crate::checkout::cards::{DeleteSavedCard, ListSavedCards};
use crate::checkout::customer_groups::{
    CreateCustomerGroup, DeleteCustomerGroup, GetAdminCustomerGroup, ListCustomerGroups, UpdateAdminCustomerGroup,
    UpdateCustomerGroup,
};
use crate::checkout::delivery::{GetAdminDelivery, GetDelivery, GetDeliveryPreview, UpdateDelivery};
use crate::checkout::gift_cards::{CreateGiftCard, ListGiftCards, UpdateGiftCard};
use crate::checkout::price_list_imports::{CreatePriceListImport, ListPriceListImports, UndoPriceListImport};
use crate::checkout::price_lists::{CreatePriceList, DeletePriceList, GetPriceList, ListPriceLists, UpdatePriceList};
use crate::checkout::promotions::{CreatePromotion, ListPromotions, UpdatePromotion};
use crate::checkout::taxes::{GetAdminTaxes, UpdateTaxes};
use crate::checkout::{CreateCheckout, DeleteCheckout, GetCheckout};
use crate::endpoint::Endpoint;
use crate::endpoint::audience::Audience;
use crate::endpoint::description::GetDescription;
use crate::endpoint::fields::fields_of;
use crate::inventory::{
    CreateImportUndo, CreateStockLocation, CreateStockTransfer, ListAdminStock, ListProductStock, ListStock,
    ListStockLevels, ListStockLocations, ListStockMovements, UpdateStock, UpdateStockLocation,
};
use crate::media::{
    AddMediaPart, CreateMedia, CreateMediaAttachment, CreateMediaFetch, DeleteMedia, DeleteMediaAttachment, GetMedia,
    GetMediaUpload, GetPictureHosts, ListMedia, ListMediaFetches, UpdateMedia, UpdatePictureHosts,
};
use crate::orders::{
    CreateAdminCancellation, CreateCancellation, CreateCapture, CreateConfirmation, CreateOrderMail, CreateOrderNote,
    CreatePartCancellation, CreateRefund, CreateReturn, CreateShipment, CreateShipmentMail, DeleteShipment, FindOrder,
    GetAdminOrder, GetFigures, GetOrder, GetOrderDocument, GetPackingSlip, GetPickList, GetPickListDocument,
    ListAdminOrders, ListOrders, PlaceOrder, SettleOrder, UpdateReturn, UpdateShipment,
};
use crate::payments::{
    DeleteStripeAccount, DeleteStripeWebhookSecret, GetPaymentSettings, GetPaymentState, ReceiveStripeHook,
    UpdatePaymentSettings, UpdateStripeAccount, UpdateStripeKeys,
};
use crate::push::{GetPushKey, UpdateOrderPush, UpdateVariantPush};
use crate::search::{
    CreateSearchOutcome, CreateSearchRule, DeleteSearchRule, ExplainSearch, ListCompanions, ListFacets, ListFound,
    ListSearchQueries, ListSearchRules, ListSuggestions, Search,
};
use crate::settings::{
    CreateHomePreview, CreatePage, CreateSetupConfirmation, DeletePage, GetAdminHome, GetAdminMails, GetAdminMenus,
    GetAdminPage, GetAdminSettings, GetHome, GetHomePreview, GetPage, GetSettings, GetSetup, ListAdminPages,
    ListAdminRedirects, ListHomeVersions, ListPageVersions, ListPages, ListRedirects, UpdateHome, UpdateMails,
    UpdateMenus, UpdatePage, UpdateRedirects, UpdateSettings,
};
use crate::staff::{
    CreateStaffInvitation, CreateStaffKey, CreateStaffKeyRotation, DeleteStaffInvitation, DeleteStaffKey,
    DeleteStaffMember, ListAuditEntries, ListStaff, ListStaffInvitations, ListStaffKeys, UpdateStaffMember,
};
use crate::webhooks::{
    CreateWebhook, CreateWebhookPing, CreateWebhookReplay, CreateWebhookSecret, DeleteWebhook, GetWebhook,
    ListWebhooks, UpdateWebhook,
};

mod info;
mod visitor;

pub use self::info::EndpointInfo;
use self::info::beginning;
pub use self::visitor::Visitor;

/// The endpoint whose GET at `path` is for everybody; none if there is none, or it is for one caller.
pub fn public_read(path: &str) -> Option<&'static EndpointInfo> {
    PUBLIC_READS.iter().copied().find(|endpoint| endpoint.is_at(path))
}

/// A tenth of all endpoints. Each call of the origin for a page is held against them several times.
static PUBLIC_READS: LazyLock<Vec<&'static EndpointInfo>> = LazyLock::new(|| {
    let is_public = |endpoint: &&EndpointInfo| endpoint.audience == Audience::Public && endpoint.method == Method::GET;
    ALL.iter().filter(is_public).collect()
});

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
    ListFeed,
    ListFeedPlaces,
    UpdateVariant,
    ListAdminProducts,
    GetAdminProduct,
    CreateProduct,
    UpdateProduct,
    UpdateProducts,
    CreateProductUndo,
    DeleteProduct,
    ListPriceChanges,
    ListProductHistory,
    CreateProductAddress,
    DeleteProductAddress,
    CreateBulkEdit,
    ListBulkEdits,
    GetBulkEdit,
    UpdateBulkEdit,
    ListProductViews,
    CreateProductView,
    DeleteProductView,
    ListAdminCollections,
    CreateCollection,
    UpdateCollection,
    DeleteCollection,
    UpdateCollectionProducts,
    ListCollectionProducts,
    UpdateCollectionOrder,
    UpdateCollectionRule,
    CreateCollectionRulePreview,
    ListAttributes,
    UpdateAttribute,
    ListProductTypes,
    GetProductType,
    CreateProductType,
    UpdateProductType,
    DeleteProductType,
    ListProductTypeGaps,
    ExportCatalog,
    ListImports,
    CreateImportFile,
    AddImportFilePart,
    ListImportFiles,
    GetImportFile,
    UpdateImportColumns,
    CreateImport,
    DeleteImportFile,
    ListImportLeft,
    CreateImportUndo,
    ListSearchRules,
    CreateSearchRule,
    DeleteSearchRule,
    ExplainSearch,
    ListSearchQueries,
    CreateSearchOutcome,
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
    GetPictureHosts,
    UpdatePictureHosts,
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
    ListFound,
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
    CreatePriceListImport,
    ListPriceListImports,
    UndoPriceListImport,
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
    CreatePartCancellation,
    CreateConfirmation,
    CreateOrderMail,
    CreateOrderNote,
    GetPackingSlip,
    GetPickList,
    GetPickListDocument,
    CreateShipment,
    UpdateShipment,
    DeleteShipment,
    CreateShipmentMail,
    CreateCapture,
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
    ReceiveOidcLogout,
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
    DeleteAdminCustomerSessions,
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
    CreateHomePreview,
    GetHomePreview,
    ListRedirects,
    ListAdminRedirects,
    UpdateRedirects,
    GetAdminMails,
    UpdateMails,
    GetSetup,
    CreateSetupConfirmation,
    GetPaymentState,
    GetPaymentSettings,
    UpdatePaymentSettings,
    UpdateStripeKeys,
    UpdateStripeAccount,
    DeleteStripeWebhookSecret,
    DeleteStripeAccount,
    ListStaff,
    ListStaffInvitations,
    CreateStaffInvitation,
    DeleteStaffInvitation,
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
