//! Journeys in Chromium, with scripts on and off, and the accessibility rules of axe on every page.

mod accessibility;
mod accounts;
mod buying;
mod carts;
mod challenges;
mod chromium;
mod costs;
mod deploys;
mod filters;
mod fragments;
mod home_page;
mod office;
mod office_day;
mod office_sign_in;
mod offline;
mod passkeys;
mod paying;
mod policy;
mod slow_proxy;
mod suggestions;
