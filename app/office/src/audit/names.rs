//! What staff did, in words.

use std::borrow::Cow;

use domain::Locale;
use words::OfficeHistory;

type Named = (&'static str, fn(OfficeHistory) -> &'static str);

/// What the log calls each thing, and how it reads. Most are names of endpoints.
#[rustfmt::skip]
const NAMES: &[Named] = &[
    ("UpdateProduct", OfficeHistory::did_update_product),
    ("UpdateProducts", OfficeHistory::did_update_products),
    ("CreateProduct", OfficeHistory::did_create_product),
    ("DeleteProduct", OfficeHistory::did_delete_product),
    ("CreateProductUndo", OfficeHistory::did_create_product_undo),
    ("UpdateVariant", OfficeHistory::did_update_variant),
    ("CreateProductAddress", OfficeHistory::did_create_product_address),
    ("DeleteProductAddress", OfficeHistory::did_delete_product_address),
    ("CreateProductView", OfficeHistory::did_create_product_view),
    ("DeleteProductView", OfficeHistory::did_delete_product_view),
    ("CreateBulkEdit", OfficeHistory::did_create_bulk_edit),
    ("UpdateBulkEdit", OfficeHistory::did_update_bulk_edit),
    ("BulkEdit", OfficeHistory::did_bulk_edit),
    ("UndoBulkEdit", OfficeHistory::did_undo_bulk_edit),
    ("KeepSaleTimes", OfficeHistory::did_keep_sale_times),
    ("UpdateAttribute", OfficeHistory::did_update_attribute),
    ("CreateProductType", OfficeHistory::did_create_product_type),
    ("UpdateProductType", OfficeHistory::did_update_product_type),
    ("DeleteProductType", OfficeHistory::did_delete_product_type),
    ("CreateCollection", OfficeHistory::did_create_collection),
    ("UpdateCollection", OfficeHistory::did_update_collection),
    ("DeleteCollection", OfficeHistory::did_delete_collection),
    ("UpdateCollectionProducts", OfficeHistory::did_update_collection_products),
    ("UpdateCollectionOrder", OfficeHistory::did_update_collection_order),
    ("UpdateCollectionRule", OfficeHistory::did_update_collection_rule),
    ("CreateSearchRule", OfficeHistory::did_create_search_rule),
    ("DeleteSearchRule", OfficeHistory::did_delete_search_rule),
    ("CreateImportFile", OfficeHistory::did_create_import_file),
    ("DeleteImportFile", OfficeHistory::did_delete_import_file),
    ("UpdateImportColumns", OfficeHistory::did_update_import_columns),
    ("CreateImport", OfficeHistory::did_create_import),
    ("CreateImportUndo", OfficeHistory::did_create_import_undo),
    ("CreateMedia", OfficeHistory::did_create_media),
    ("UpdateMedia", OfficeHistory::did_update_media),
    ("DeleteMedia", OfficeHistory::did_delete_media),
    ("CreateMediaFetch", OfficeHistory::did_create_media_fetch),
    ("CreateMediaAttachment", OfficeHistory::did_create_media_attachment),
    ("DeleteMediaAttachment", OfficeHistory::did_delete_media_attachment),
    ("DeleteAdminCustomer", OfficeHistory::did_delete_admin_customer),
    ("DeleteAdminCustomerSessions", OfficeHistory::did_delete_admin_customer_sessions),
    ("GetAdminCustomerExport", OfficeHistory::did_get_admin_customer_export),
    ("UpdateAdminCustomerGroup", OfficeHistory::did_update_admin_customer_group),
    ("CreateCustomerGroup", OfficeHistory::did_create_customer_group),
    ("UpdateCustomerGroup", OfficeHistory::did_update_customer_group),
    ("DeleteCustomerGroup", OfficeHistory::did_delete_customer_group),
    ("CreatePriceList", OfficeHistory::did_create_price_list),
    ("UpdatePriceList", OfficeHistory::did_update_price_list),
    ("DeletePriceList", OfficeHistory::did_delete_price_list),
    ("CreatePriceListImport", OfficeHistory::did_create_price_list_import),
    ("UndoPriceListImport", OfficeHistory::did_undo_price_list_import),
    ("CreateGiftCard", OfficeHistory::did_create_gift_card),
    ("UpdateGiftCard", OfficeHistory::did_update_gift_card),
    ("UpdateStock", OfficeHistory::did_update_stock),
    ("CreateStockTransfer", OfficeHistory::did_create_stock_transfer),
    ("CreateStockLocation", OfficeHistory::did_create_stock_location),
    ("UpdateStockLocation", OfficeHistory::did_update_stock_location),
    ("CreatePromotion", OfficeHistory::did_create_promotion),
    ("UpdatePromotion", OfficeHistory::did_update_promotion),
    ("CreateWebhook", OfficeHistory::did_create_webhook),
    ("UpdateWebhook", OfficeHistory::did_update_webhook),
    ("DeleteWebhook", OfficeHistory::did_delete_webhook),
    ("CreateWebhookSecret", OfficeHistory::did_create_webhook_secret),
    ("CreateWebhookPing", OfficeHistory::did_create_webhook_ping),
    ("CreateWebhookReplay", OfficeHistory::did_create_webhook_replay),
    ("UpdateDelivery", OfficeHistory::did_update_delivery),
    ("UpdateTaxes", OfficeHistory::did_update_taxes),
    ("UpdatePaymentSettings", OfficeHistory::did_update_payment_settings),
    ("UpdateStripeKeys", OfficeHistory::did_update_stripe_keys),
    ("UpdateStripeAccount", OfficeHistory::did_update_stripe_account),
    ("DeleteStripeWebhookSecret", OfficeHistory::did_delete_stripe_webhook_secret),
    ("DeleteStripeAccount", OfficeHistory::did_delete_stripe_account),
    ("UpdatePictureHosts", OfficeHistory::did_update_picture_hosts),
    ("UpdateSettings", OfficeHistory::did_update_settings),
    ("UpdateMails", OfficeHistory::did_update_mails),
    ("UpdateMenus", OfficeHistory::did_update_menus),
    ("UpdateRedirects", OfficeHistory::did_update_redirects),
    ("UpdateHome", OfficeHistory::did_update_home),
    ("CreateHomePreview", OfficeHistory::did_create_home_preview),
    ("CreatePage", OfficeHistory::did_create_page),
    ("UpdatePage", OfficeHistory::did_update_page),
    ("DeletePage", OfficeHistory::did_delete_page),
    ("CreateSetupConfirmation", OfficeHistory::did_create_setup_confirmation),
    ("set roles", OfficeHistory::did_set_roles),
    ("deactivate staff", OfficeHistory::did_deactivate_staff),
    ("invite staff", OfficeHistory::did_invite_staff),
    ("withdraw invitation", OfficeHistory::did_withdraw_invitation),
    ("accept invitation", OfficeHistory::did_accept_invitation),
    ("use backup code", OfficeHistory::did_use_backup_code),
    ("add passkey", OfficeHistory::did_add_passkey),
    ("remove passkey", OfficeHistory::did_remove_passkey),
    ("create key", OfficeHistory::did_create_key),
    ("replace key", OfficeHistory::did_replace_key),
    ("revoke key", OfficeHistory::did_revoke_key),
    ("staff-key create", OfficeHistory::did_staff_key_create),
    ("staff-key revoke", OfficeHistory::did_staff_key_revoke),
    ("undo_import", OfficeHistory::did_undo_import),
];

/// What was done, in words; of what has none here, the log's own name with spaces in it.
pub fn in_words(locale: Locale, action: &str) -> Cow<'static, str> {
    match NAMES.iter().find(|(name, _)| *name == action) {
        Some((_, words)) => words(words::office_history(locale)).into(),
        None => spaced(action).into(),
    }
}

/// A name such as `UpdateProduct` or `undo_import`, with spaces in it.
fn spaced(action: &str) -> String {
    let mut words = String::with_capacity(action.len() + 8);
    for letter in action.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() && !words.ends_with([' ', '-']) {
            words.push(' ');
        }
        words.push(if letter == '_' { ' ' } else { letter.to_ascii_lowercase() });
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_said_in_the_language_of_whoever_reads() {
        for (action, en, de) in [
            ("UpdateProduct", "Changed a product", "Produkt geändert"),
            ("set roles", "Changed somebody’s roles", "Rollen geändert"),
            ("undo_import", "Took an import back by command", "Import per Befehl zurückgenommen"),
            ("UpdateMoonPhase", "update moon phase", "update moon phase"),
        ] {
            assert_eq!((in_words(Locale::En, action).as_ref(), in_words(Locale::De, action).as_ref()), (en, de));
        }
    }

    #[test]
    fn every_name_of_an_endpoint_is_one_that_there_is() {
        // What jobs do has no endpoint.
        const BY_JOBS: [&str; 3] = ["BulkEdit", "UndoBulkEdit", "KeepSaleTimes"];
        let known: Vec<&str> = api::registry::endpoints().iter().map(|endpoint| endpoint.name).collect();
        for (name, _) in NAMES.iter().filter(|(name, _)| name.starts_with(|first: char| first.is_ascii_uppercase())) {
            assert!(known.contains(name) || BY_JOBS.contains(name), "{name}");
        }
    }
}
