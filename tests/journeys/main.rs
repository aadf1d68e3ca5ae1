//! Journeys through the whole shop without a browser: the real worker component on the real edge
//! node, over the real origin and its stores.

mod accounts;
mod addresses;
mod api;
mod bad_input;
mod browsing;
mod buying;
mod callers;
mod carts;
mod documents;
mod edge_credentials;
mod filters;
mod fragments;
mod freshness;
mod hostile;
mod hostile_neighbours;
mod languages;
mod leaf_node;
mod leaks;
mod listener;
mod merchant;
mod order_lifecycle;
mod order_links;
mod origin_pool;
mod outage;
mod pictures;
mod policy;
mod power_cuts;
mod promotions;
mod requests;
mod service_worker;
mod sign_in;
mod signed_calls;
mod site_map;
mod store_failures;
mod webhooks;
