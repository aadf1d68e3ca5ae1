//! Prints the site map as the service worker knows it, as JSON. The build writes it into the worker
//! (`xtask/src/build/service_worker.rs`).

use std::process::ExitCode;

use api::site::Offline;

fn main() -> ExitCode {
    match serde_json::to_string(&Offline::of_site_map()) {
        Ok(map) => {
            println!("{map}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the site map is no JSON: {error}");
            ExitCode::FAILURE
        }
    }
}
