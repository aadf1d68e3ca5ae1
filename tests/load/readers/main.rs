//! Readers of the shop's pages for `cargo xtask bench`. Prints one JSON object.
//!
//! `readers once …` opens each page once; `readers visit …` opens pages as often as shoppers would,
//! at a steady rate, while prices and stock change; `readers friday …` does so while the office changes
//! every price; `readers outage …` goes on while something
//! behind the shop is dead, and says what of it shoppers noticed; `readers ride …` buys while machines are lost, and
//! writes each step down. Options are `--name value`;
//! secrets are in the environment.

mod changes;
mod choice;
mod commits;
mod friday;
mod once;
mod options;
mod outage;
mod ride;
mod shop;
mod tally;
mod visit;
mod watch;

use anyhow::{Result, bail};

use crate::options::Options;

#[tokio::main]
async fn main() -> Result<()> {
    let (what, options) = Options::read()?;
    let report = match what.as_str() {
        "once" => once::once(&options).await?,
        "visit" => visit::visit(&options).await?,
        "friday" => friday::friday(&options).await?,
        "outage" => outage::outage(&options).await?,
        "ride" => ride::ride(&options).await?,
        _ => bail!("say what to do: once, visit, friday, outage or ride"),
    };
    println!("{report}");
    Ok(())
}
