//! Journeys through the whole shop without a browser: the real worker component on the real edge
//! node, over the real origin and its stores.

mod accounts;
mod api;
mod bad_input;
mod browsing;
mod buying;
mod callers;
mod carts;
mod freshness;
mod leaks;
mod order_life;
mod outage;
mod papers;
mod power_cuts;
mod promotions;
mod store_failures;
mod webhooks;
