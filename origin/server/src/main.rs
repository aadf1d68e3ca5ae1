//! The origin: one program that serves the API, works in the background and looks after the data.

mod commands;
mod http;
mod import;
mod jobs;
mod media;
mod office;
mod operators;
mod options;
mod serve;
mod shutdown;
mod staff;
mod tls;
mod transport;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{agents, audit, dead_letters, migrate, reconcile};
use telemetry::Telemetry;

/// The origin of a Selvedge shop.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Origin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API.
    Serve(serve::Serve),
    /// Works in the background: publishes events, keeps the search index, sends mail and
    /// webhooks, tidies up.
    Work(work::Work),
    /// Brings the database to the shape this version needs. Waits up to 30 s for PostgreSQL.
    Migrate(migrate::Migrate),
    /// Reads products from a file. Can be repeated: what is there already stays as it is.
    Import(import::Import),
    /// Lists the imports of thirty days, and takes them back.
    Imports(import::Imports),
    /// Writes the catalogue to a file that an import reads.
    Export(import::Export),
    /// Fills the shop with a catalogue; stock is set for products that are new. Can be repeated.
    Seed(import::Seed),
    /// Takes pictures of the merchant's, and tells what became of them.
    Media(media::Media),
    /// Makes the search index anew from the catalogue.
    Reindex(work::Reindex),
    /// Looks at events that could not be handled, and has them told again.
    DeadLetters(dead_letters::DeadLetters),
    /// Settles open payments, and compares the payment provider's books with ours.
    Reconcile(reconcile::Reconcile),
    /// Invites, ends and lists the people who run the shop.
    Staff(staff::Staff),
    /// Makes and ends the API keys of staff and programs.
    StaffKey(staff::key::StaffKey),
    /// Fetches the keys of agents that sign, for edge nodes.
    Agents(agents::Agents),
    /// Looks at what staff changed, and whether the log of it is whole.
    Audit(audit::Audit),
}

#[tokio::main]
async fn main() -> ExitCode {
    let origin = Origin::parse();
    let telemetry = match origin.command.telemetry() {
        Ok(telemetry) => telemetry,
        Err(error) => return failed(&error),
    };
    let done = match origin.command {
        Command::Serve(serve) => serve.run().await.map(|()| ExitCode::SUCCESS),
        Command::Work(work) => work.run().await.map(|()| ExitCode::SUCCESS),
        Command::Migrate(migrate) => migrate.run().await.map(|()| ExitCode::SUCCESS),
        Command::Import(import) => import.run().await,
        Command::Imports(imports) => imports.run().await,
        Command::Export(export) => export.run().await.map(|()| ExitCode::SUCCESS),
        Command::Seed(seed) => seed.run().await,
        Command::Media(media) => media.run().await.map(|()| ExitCode::SUCCESS),
        Command::Reindex(reindex) => reindex.run().await.map(|()| ExitCode::SUCCESS),
        Command::DeadLetters(dead_letters) => dead_letters.run().await.map(|()| ExitCode::SUCCESS),
        Command::Reconcile(reconcile) => reconcile.run().await,
        Command::Staff(staff) => staff.run().await.map(|()| ExitCode::SUCCESS),
        Command::StaffKey(staff_key) => staff_key.run().await.map(|()| ExitCode::SUCCESS),
        Command::Agents(agents) => agents.run().await.map(|()| ExitCode::SUCCESS),
        Command::Audit(audit) => audit.run().await.map(|()| ExitCode::SUCCESS),
    };
    telemetry.finish().await;
    done.unwrap_or_else(|error| failed(&error))
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("origin: {error:#}");
    ExitCode::FAILURE
}

impl Command {
    /// Begins to log, and to trace where the command is one that does and somebody takes traces.
    fn telemetry(&self) -> anyhow::Result<Telemetry> {
        let (program, traces) = match self {
            Self::Serve(serve) => ("origin-serve", serve.traces()?),
            Self::Work(work) => ("origin-work", work.traces()?),
            _ => ("origin", None),
        };
        Ok(telemetry::start(program, traces))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use documented::Program;

    use super::Origin;

    fn program(command: &clap::Command) -> Program {
        let option = |arg: &clap::Arg| Some((arg.get_long()?.to_owned(), arg.get_action().takes_values()));
        let values = command.get_positionals().flat_map(clap::Arg::get_possible_values);
        Program {
            name: command.get_name().to_owned(),
            options: command.get_arguments().filter_map(option).collect(),
            commands: command.get_subcommands().map(program).collect(),
            values: values.map(|value| value.get_name().to_owned()).collect(),
            hands_on: false,
        }
    }

    #[test]
    fn every_command_that_a_document_names_is_there() {
        let origin = program(&Origin::command());
        let mut faults = Vec::new();
        let root = documented::root();
        let commands = ["origin", "cargo xtask origin"].map(|called| documented::commands(&root, called));
        for command in commands.into_iter().flatten() {
            let fault = origin.fault(&command.words);
            faults.extend(fault.map(|fault| format!("{}:{}: {fault}", command.document.display(), command.line)));
        }
        assert_eq!(faults, Vec::<String>::new());
    }
}
