//! Every page for whoever is signed in, and what it takes to see it or to send it.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use http::Method;
use origin_staff::Permission::{
    self, AuditRead, CatalogRead, CatalogWrite, CustomersManage, CustomersRead, GiftCardsManage, OrdersFulfil,
    OrdersRead, OrdersRefund, PromotionsRead, PromotionsWrite, SettingsWrite, StaffManage, StockRead, StockWrite,
    WebhooksManage,
};

use crate::{
    Office, audit, collections, customers, delivery, gift_cards, guard, imports, keys, media, orders, overview, pages,
    presence, price_lists, products, promotions, redirects, searching, settings, setup, shop, staff, stock, taxes,
    webhooks,
};

/// A page, or what a form of one is sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// `GET` or `POST`.
    pub method: Method,
    /// Its path, with names in braces.
    pub path: &'static str,
    /// What it takes.
    pub permission: Permission,
}

macro_rules! screens {
    ($($method:ident $path:literal, $permission:ident => $handler:expr;)+) => {
        /// All of them.
        pub fn screens() -> Vec<Screen> {
            vec![$(Screen { method: method(stringify!($method)), path: $path, permission: $permission },)+]
        }

        /// The router of all of them, each behind what it takes.
        pub(crate) fn router() -> Router<Office> {
            Router::new()$(.route($path, behind($permission, $method($handler))))+
        }
    };
}

fn method(name: &str) -> Method {
    if name == "post" { Method::POST } else { Method::GET }
}

fn behind(permission: Permission, page: MethodRouter<Office>) -> MethodRouter<Office> {
    page.route_layer(from_fn_with_state(permission, guard::allow))
}

// Beside an address that somebody chooses, such as a collection's slug, an address of ours is none that they could choose:
// `_new`, for a slug has no underscore.
screens! {
    get "/admin/overview", OrdersRead => overview::show;
    get "/admin/orders", OrdersRead => orders::list::list;
    get "/admin/orders/pick-list", OrdersFulfil => orders::pick_list::show;
    get "/admin/orders/pick-list.pdf", OrdersFulfil => orders::pick_list::print;
    get "/admin/orders/{order}", OrdersRead => orders::detail::show;
    get "/admin/orders/{order}/presence", OrdersRead => presence::order;
    post "/admin/orders/{order}/ship", OrdersFulfil => orders::actions::ship;
    post "/admin/orders/{order}/shipments/{shipment}", OrdersFulfil => orders::actions::follow;
    post "/admin/orders/{order}/confirm", OrdersFulfil => orders::actions::confirm;
    post "/admin/orders/{order}/note", OrdersFulfil => orders::actions::note;
    post "/admin/orders/{order}/mails", OrdersFulfil => orders::mails::send;
    get "/admin/orders/{order}/packing-slip", OrdersFulfil => orders::actions::packing_slip;
    post "/admin/orders/{order}/shipments/{shipment}/mail", OrdersFulfil => orders::actions::mail;
    post "/admin/orders/{order}/capture", OrdersRefund => orders::capture::take;
    post "/admin/orders/{order}/cancel", OrdersRefund => orders::actions::cancel;
    post "/admin/orders/{order}/cancel-part", OrdersRefund => orders::cancellations::cancel_part;
    post "/admin/orders/{order}/refund", OrdersRefund => orders::actions::refund;
    post "/admin/orders/{order}/returns/{return}", OrdersFulfil => orders::actions::advance;
    get "/admin/products", CatalogRead => products::list::list;
    get "/admin/products/new", CatalogWrite => products::editor::new;
    post "/admin/products/new", CatalogWrite => products::save::create;
    post "/admin/products/bulk", CatalogWrite => products::bulk::change;
    get "/admin/products/edits", CatalogRead => products::bulk::list;
    get "/admin/products/edits/{edit}", CatalogRead => products::bulk::show;
    post "/admin/products/edits/{edit}", CatalogWrite => products::bulk::follow;
    post "/admin/products/views", CatalogWrite => products::views::create;
    post "/admin/products/views/{view}/delete", CatalogWrite => products::views::delete;
    get "/admin/products/{product}/presence", CatalogRead => presence::product;
    get "/admin/products/{product}/variant", CatalogRead => products::variant::show;
    post "/admin/products/{product}/variant", CatalogWrite => products::variant::save;
    get "/admin/products/{product}/addresses", CatalogWrite => products::addresses::show;
    post "/admin/products/{product}/addresses", CatalogWrite => products::addresses::save;
    get "/admin/products/{product}/options", CatalogWrite => products::options::edit;
    post "/admin/products/{product}/options", CatalogWrite => products::options::save;
    get "/admin/products/{product}/attributes", CatalogWrite => products::attributes::edit;
    post "/admin/products/{product}/attributes", CatalogWrite => products::attributes::save;
    get "/admin/products/{product}/history", CatalogRead => products::history::list;
    post "/admin/products/{product}/history", CatalogWrite => products::history::restore;
    get "/admin/filters", CatalogRead => products::attributes::filters::show;
    post "/admin/filters", CatalogWrite => products::attributes::filters::save;
    get "/admin/product-types", CatalogRead => products::types::list;
    get "/admin/product-types/_new", CatalogWrite => products::types::new;
    post "/admin/product-types/_new", CatalogWrite => products::types::save::create;
    get "/admin/product-types/{handle}", CatalogRead => products::types::edit;
    post "/admin/product-types/{handle}", CatalogWrite => products::types::save::update;
    get "/admin/product-types/{handle}/delete", CatalogWrite => products::types::delete::ask;
    post "/admin/product-types/{handle}/delete", CatalogWrite => products::types::delete::delete;
    get "/admin/products/{product}/lines", CatalogRead => products::lines::show;
    post "/admin/products/{product}/lines", CatalogWrite => products::lines::save;
    get "/admin/products/{product}", CatalogRead => products::editor::edit;
    post "/admin/products/{product}", CatalogWrite => products::save::update;
    get "/admin/products/{product}/delete", CatalogWrite => products::delete::ask;
    post "/admin/products/{product}/delete", CatalogWrite => products::delete::delete;
    post "/admin/products/{product}/pictures", CatalogWrite => products::pictures::arrange;
    post "/admin/products/{product}/pictures/new", CatalogWrite => products::pictures::upload;
    post "/admin/products/{product}/pictures/{media}/forget", CatalogWrite => products::pictures::forget;
    get "/admin/exports/catalog.csv", CatalogRead => imports::export::table;
    get "/admin/exports/catalog.jsonl", CatalogRead => imports::export::lines;
    get "/admin/imports", CatalogRead => imports::list;
    get "/admin/imports/new", CatalogWrite => imports::files::new;
    post "/admin/imports/new", CatalogWrite => imports::files::give;
    get "/admin/imports/files/{file}", CatalogRead => imports::files::one;
    post "/admin/imports/files/{file}/columns", CatalogWrite => imports::columns::say;
    post "/admin/imports/files/{file}/import", CatalogWrite => imports::files::import;
    post "/admin/imports/files/{file}/delete", CatalogWrite => imports::files::delete;
    get "/admin/imports/{import}", CatalogRead => imports::ask;
    post "/admin/imports/{import}/undo", CatalogWrite => imports::undo;
    get "/admin/collections", CatalogRead => collections::list::list;
    get "/admin/collections/_new", CatalogWrite => collections::new;
    post "/admin/collections/_new", CatalogWrite => collections::save::create;
    get "/admin/collections/{slug}", CatalogRead => collections::edit;
    post "/admin/collections/{slug}", CatalogWrite => collections::save::update;
    post "/admin/collections/{slug}/products", CatalogWrite => collections::save::products;
    post "/admin/collections/{slug}/order", CatalogWrite => collections::save::order;
    post "/admin/collections/{slug}/rule", CatalogWrite => collections::rule::save;
    get "/admin/collections/{slug}/delete", CatalogWrite => collections::delete::ask;
    post "/admin/collections/{slug}/delete", CatalogWrite => collections::delete::delete;
    get "/admin/search-rules", CatalogRead => searching::list;
    post "/admin/search-rules", CatalogWrite => searching::create;
    post "/admin/search-rules/{rule}/delete", CatalogWrite => searching::delete;
    get "/admin/price-lists", CatalogRead => price_lists::list;
    get "/admin/price-lists/new", CatalogWrite => price_lists::new;
    post "/admin/price-lists/new", CatalogWrite => price_lists::create;
    get "/admin/price-lists/import", CatalogRead => price_lists::import::show;
    post "/admin/price-lists/import", CatalogWrite => price_lists::import::look;
    post "/admin/price-lists/import/keep", CatalogWrite => price_lists::import::keep;
    post "/admin/price-lists/import/{import}/undo", CatalogWrite => price_lists::import::undo;
    get "/admin/price-lists/csv", CatalogRead => price_lists::import::export;
    get "/admin/price-lists/{list}", CatalogRead => price_lists::show;
    post "/admin/price-lists/{list}", CatalogWrite => price_lists::change;
    get "/admin/promotions", PromotionsRead => promotions::list::list;
    get "/admin/promotions/new", PromotionsWrite => promotions::new;
    post "/admin/promotions/new", PromotionsWrite => promotions::create;
    get "/admin/promotions/{promotion}", PromotionsRead => promotions::one::show;
    post "/admin/promotions/{promotion}", PromotionsWrite => promotions::one::change;
    get "/admin/gift-cards", GiftCardsManage => gift_cards::list;
    post "/admin/gift-cards", GiftCardsManage => gift_cards::issue;
    post "/admin/gift-cards/{card}", GiftCardsManage => gift_cards::change;
    get "/admin/customers", CustomersRead => customers::list;
    get "/admin/customer-groups", CustomersRead => customers::groups::list;
    post "/admin/customer-groups", CustomersManage => customers::groups::change;
    post "/admin/customers/{customer}/group", CustomersManage => customers::groups::put;
    get "/admin/customers/{customer}", CustomersRead => customers::show;
    post "/admin/customers/{customer}/log-out", CustomersManage => customers::log_out;
    get "/admin/customers/{customer}/export", CustomersManage => customers::export;
    get "/admin/customers/{customer}/erase", CustomersManage => customers::ask;
    post "/admin/customers/{customer}/erase", CustomersManage => customers::erase;
    get "/admin/media/hosts", SettingsWrite => media::hosts::show;
    post "/admin/media/hosts", SettingsWrite => media::hosts::save;
    get "/admin/media/fetches", CatalogRead => media::fetches::list;
    post "/admin/media/fetches", CatalogWrite => media::fetches::fetch;
    get "/admin/media", CatalogRead => media::list;
    post "/admin/media", CatalogWrite => media::upload;
    post "/admin/media/{media}", CatalogWrite => media::describe;
    get "/admin/media/{media}/delete", CatalogWrite => media::ask;
    post "/admin/media/{media}/delete", CatalogWrite => media::delete;
    get "/admin/stock", StockRead => stock::show;
    post "/admin/stock", StockWrite => stock::count;
    get "/admin/stock/one", StockRead => stock::one::show;
    post "/admin/stock/one", StockWrite => stock::one::change;
    get "/admin/stock/locations", StockRead => stock::locations::show;
    post "/admin/stock/locations", StockWrite => stock::locations::change;
    get "/admin/searches", CatalogRead => searching::counted::show;
    get "/admin/pages", SettingsWrite => pages::list::list;
    get "/admin/pages/new", SettingsWrite => pages::editor::new;
    post "/admin/pages/new", SettingsWrite => pages::save::create;
    get "/admin/pages/{page}", SettingsWrite => pages::editor::edit;
    post "/admin/pages/{page}", SettingsWrite => pages::save::update;
    get "/admin/pages/{page}/versions", SettingsWrite => pages::versions::list;
    get "/admin/pages/{page}/versions/{version}", SettingsWrite => pages::versions::show;
    post "/admin/pages/{page}/versions/{version}", SettingsWrite => pages::versions::restore;
    get "/admin/pages/{page}/delete", SettingsWrite => pages::delete::ask;
    post "/admin/pages/{page}/delete", SettingsWrite => pages::delete::delete;
    get "/admin/menus", SettingsWrite => pages::menus::show;
    post "/admin/menus", SettingsWrite => pages::menus::save;
    get "/admin/redirects", SettingsWrite => redirects::list;
    post "/admin/redirects", SettingsWrite => redirects::change;
    post "/admin/redirects/file", SettingsWrite => redirects::look_at_file;
    get "/admin/redirects/csv", SettingsWrite => redirects::export;
    get "/admin/home", SettingsWrite => shop::home::show;
    post "/admin/home", SettingsWrite => shop::home::save;
    post "/admin/home/preview", SettingsWrite => shop::home::see_draft;
    get "/admin/home/versions", SettingsWrite => shop::home::versions::list;
    post "/admin/home/versions/{version}", SettingsWrite => shop::home::versions::restore;
    get "/admin/look", SettingsWrite => shop::look::show;
    post "/admin/look", SettingsWrite => shop::look::save;
    get "/admin/mails", SettingsWrite => shop::mails::list;
    post "/admin/mails", SettingsWrite => shop::mails::name;
    get "/admin/mails/{mail}", SettingsWrite => shop::mails::edit;
    post "/admin/mails/{mail}", SettingsWrite => shop::mails::save;
    get "/admin/markets", SettingsWrite => shop::markets::show;
    post "/admin/markets", SettingsWrite => shop::markets::save;
    get "/admin/features", SettingsWrite => shop::features::show;
    post "/admin/features", SettingsWrite => shop::features::save;
    get "/admin/payments", SettingsWrite => shop::payments::show;
    post "/admin/payments", SettingsWrite => shop::payments::change;
    get "/admin/setup", SettingsWrite => setup::show;
    post "/admin/setup", SettingsWrite => setup::confirm;
    get "/admin/settings", SettingsWrite => settings::show;
    post "/admin/settings", SettingsWrite => settings::save;
    get "/admin/delivery", SettingsWrite => delivery::list::show;
    get "/admin/delivery/zone", SettingsWrite => delivery::zone::show;
    post "/admin/delivery/zone", SettingsWrite => delivery::zone::save;
    get "/admin/delivery/zone/remove", SettingsWrite => delivery::remove::ask;
    post "/admin/delivery/zone/remove", SettingsWrite => delivery::remove::remove;
    get "/admin/taxes", SettingsWrite => taxes::show;
    post "/admin/taxes", SettingsWrite => taxes::save;
    get "/admin/keys", StaffManage => keys::list::show;
    post "/admin/keys", StaffManage => keys::actions::create;
    post "/admin/keys/{key}/rotate", StaffManage => keys::actions::rotate;
    post "/admin/keys/{key}/end", StaffManage => keys::actions::end;
    get "/admin/webhooks", WebhooksManage => webhooks::list::show;
    post "/admin/webhooks", WebhooksManage => webhooks::actions::create;
    get "/admin/webhooks/{webhook}", WebhooksManage => webhooks::one::show;
    post "/admin/webhooks/{webhook}", WebhooksManage => webhooks::actions::change;
    post "/admin/webhooks/{webhook}/delete", WebhooksManage => webhooks::actions::delete;
    get "/admin/audit", AuditRead => audit::show;
    get "/admin/staff", StaffManage => staff::list::show;
    post "/admin/staff/invitations", StaffManage => staff::actions::invite;
    post "/admin/staff/invitations/{invitation}/withdraw", StaffManage => staff::actions::withdraw;
    post "/admin/staff/{account}/roles", StaffManage => staff::actions::set_roles;
    post "/admin/staff/{account}/end", StaffManage => staff::actions::end;
}

#[cfg(test)]
mod tests {
    use domain::Slug;

    use super::screens;

    /// Names in paths that stand for what nobody chooses: ids that the shop gives, and the shop's own words.
    const GIVEN: [&str; 21] = [
        "account",
        "card",
        "customer",
        "edit",
        "file",
        "import",
        "invitation",
        "key",
        "list",
        "mail",
        "media",
        "order",
        "page",
        "product",
        "promotion",
        "return",
        "rule",
        "shipment",
        "version",
        "view",
        "webhook",
    ];
    /// Those that stand for slugs.
    const SLUGS: [&str; 2] = ["handle", "slug"];

    #[test]
    fn nothing_can_be_called_so_that_a_page_of_ours_hides_it() {
        let screens = screens();
        let mut beside = 0;
        for screen in &screens {
            let parts: Vec<&str> = screen.path.split('/').collect();
            for (place, part) in parts.iter().enumerate() {
                let Some(name) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else { continue };
                assert!(
                    GIVEN.contains(&name) || SLUGS.contains(&name),
                    "{}: say above what {name} stands for",
                    screen.path
                );
                if GIVEN.contains(&name) {
                    continue;
                }
                let ours = screens.iter().filter_map(|other| {
                    let other: Vec<&str> = other.path.split('/').collect();
                    (other.get(..place) == parts.get(..place)).then(|| other.get(place).copied()).flatten()
                });
                for word in ours.filter(|word| !word.starts_with('{')) {
                    beside += 1;
                    assert!(word.parse::<Slug>().is_err(), "{}: what is called {word} cannot be seen", screen.path);
                }
            }
        }
        assert!(beside > 0, "the forms for new ones stand beside slugs");
    }
}
