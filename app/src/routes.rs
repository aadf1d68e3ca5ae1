//! Which address shows which page. The market is no part of these addresses: the worker has taken
//! it off before.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{SsrMode, path};

use crate::accounts::{account::AccountPage, login::LoginPage, register::RegisterPage};
use crate::cart::page::CartPage;
use crate::catalog::collections::{CollectionPage, CollectionsPage};
use crate::catalog::home::HomePage;
use crate::catalog::listing::ProductsPage;
use crate::catalog::product::ProductPage;
use crate::checkout::page::CheckoutPage;
use crate::error::NotFound;
use crate::orders::find::FindOrderPage;
use crate::orders::page::OrderPage;
use crate::orders::send_back::{ReturnPage, WithdrawalPage};
use crate::search::page::SearchPage;

/// Every page. Each waits for all its data, so that a reply is whole and has the right status.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/products") view=ProductsPage ssr=SsrMode::Async/>
                <Route path=path!("/products/:slug") view=ProductPage ssr=SsrMode::Async/>
                <Route path=path!("/collections") view=CollectionsPage ssr=SsrMode::Async/>
                <Route path=path!("/collections/:slug") view=CollectionPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=CartPage ssr=SsrMode::Async/>
                <Route path=path!("/checkout") view=CheckoutPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/find") view=FindOrderPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:id") view=OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:id/withdrawal") view=WithdrawalPage ssr=SsrMode::Async/>
                <Route path=path!("/orders/:id/return") view=ReturnPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
