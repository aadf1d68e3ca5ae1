//! The keys by which the shop's programs call the API.

pub mod actions;
pub mod list;

use domain::Locale;
use origin_staff::Permission;

/// What a permission lets somebody do.
pub fn permission_name(locale: Locale, permission: Permission) -> &'static str {
    let words = words::office(locale);
    match permission {
        Permission::CatalogRead => words.may_catalog_read(),
        Permission::CatalogWrite => words.may_catalog_write(),
        Permission::OrdersRead => words.may_orders_read(),
        Permission::OrdersFulfil => words.may_orders_fulfil(),
        Permission::OrdersRefund => words.may_orders_refund(),
        Permission::CustomersRead => words.may_customers_read(),
        Permission::CustomersManage => words.may_customers_manage(),
        Permission::StockRead => words.may_stock_read(),
        Permission::StockWrite => words.may_stock_write(),
        Permission::PromotionsRead => words.may_promotions_read(),
        Permission::PromotionsWrite => words.may_promotions_write(),
        Permission::GiftCardsManage => words.may_gift_cards_manage(),
        Permission::SettingsWrite => words.may_settings_write(),
        Permission::StaffManage => words.may_staff_manage(),
        Permission::AuditRead => words.may_audit_read(),
        Permission::WebhooksManage => words.may_webhooks_manage(),
        Permission::ApiRead => words.may_api_read(),
    }
}
