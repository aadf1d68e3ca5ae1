//! Whether the time of an answer tells that an address has an account: the same is asked for accounts that there are and
//! for such as there are not, in turns, so that a slow moment hits both.

use std::time::Instant;

use anyhow::{Result, bail, ensure};
use api::accounts::{CreateCustomer, CreateSession, CreateSessionByCode, CreateSignInCode};
use api::problem::{Code, Problem};
use domain::accounts::Password;
use domain::{Email, Market};
use serde_json::{Value, json};

use crate::{Caller, micros};

/// Accounts that there are have such addresses (`xtask/src/bench/session/accounts.sql`).
fn address(is_known: bool, number: u32) -> Result<Email> {
    Ok(format!("{}-{number}@example.com", if is_known { "known" } else { "other" }).parse()?)
}

/// Asks in rounds, once for each address of either kind.
pub async fn guess(caller: &Caller) -> Result<Value> {
    let (known, rounds): (u32, u32) = (caller.option("known")?.parse()?, caller.option("rounds")?.parse()?);
    let what = caller.option("what")?;
    let mut took = [Vec::new(), Vec::new()];
    for round in 0..rounds {
        for number in 0..known {
            // Neither kind is always the first.
            let first = (round + number).is_multiple_of(2);
            for is_known in [first, !first] {
                let email = address(is_known, number)?;
                let begun = Instant::now();
                ask(caller, what, email).await?;
                took[usize::from(is_known)].push(micros(begun));
            }
        }
    }
    let [unknown, known] = took;
    Ok(json!({ "known": known, "unknown": unknown }))
}

async fn ask(caller: &Caller, what: &str, email: Email) -> Result<()> {
    match what {
        "log_in" => {
            let password = "not the right password".to_owned();
            let log_in = CreateSession { email, password, device: None, browser: None };
            refused(caller.call(&log_in).await.map(drop), Code::WrongCredentials)
        }
        "code" => {
            let code = "00000000".parse()?;
            // As somebody who has not asked for it: the try is counted at the address, if there is one.
            let enter = CreateSessionByCode { email, code, request: None, browser: None };
            refused(caller.call(&enter).await.map(drop), Code::SignInCodeWrong)
        }
        "code_request" => {
            caller.call(&CreateSignInCode { email, market: Market::Eu, device: None }).await?;
            Ok(())
        }
        "register" => {
            let password = Password::try_from("not a common one".to_owned())?;
            let name = "Ada".to_owned();
            caller.call(&CreateCustomer { name, email, password, market: Market::Eu, device: None }).await?;
            Ok(())
        }
        _ => bail!("say what to guess: log_in, code, code_request or register"),
    }
}

/// The answer has to be the one that was meant to be timed.
fn refused(outcome: Result<(), Problem>, expected: Code) -> Result<()> {
    let Err(problem) = outcome else { bail!("a guess was right") };
    ensure!(problem.code == expected, "{problem:?}");
    Ok(())
}
