//! Journeys in a browser through the front door: each has a shop of its own, whose origins and edges are containers, behind the
//! HAProxy and the firewalls that stand already.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::fleet::{EDGE_PORT, EDGES, Images, ORIGIN_PORT, ORIGINS, edge_addresses};
use super::networks::{Network, PLAIN};
use super::podman::Container;
use crate::drill::Figure;
use crate::drill::perimeter::{Front, SETTINGS};
use crate::drill::site::Site;
use crate::servers::private;
use crate::step::{output, step};
use crate::test;

/// Names of journeys, or parts of them; all, if there are none.
pub(super) const ALL: &[&str] = &[];
/// Those of the short form: with scripts and without, a payment that is confirmed elsewhere, an account with mails.
pub(super) const FEW: &[&str] =
    &["buying::", "a_payment_is_confirmed_at_the_bank", "an_account_is_opened_its_password_lost"];

/// Journeys that cannot go through the front door, and why.
static NOT_THROUGH: [(&str, &str); 8] = [
    (
        "deploys::",
        "they exchange the one edge that they have for one of another build: `drill deploy` does so on three",
    ),
    ("a_shopper_logs_in_by_a_provider", "the provider of the tests listens for this machine alone, and origins ask it"),
    ("a_card_typed_into_stripes_field", EMULATED),
    ("a_card_is_kept_with_an_order", EMULATED),
    ("the_card_field_loads", EMULATED),
    ("a_merchant_makes_a_product_prices_it", PICTURES),
    ("a_photograph_becomes_the_picture", PICTURES),
    ("an_export_is_looked_at_imported_with_its_pictures", PICTURES),
];
const EMULATED: &str = "the emulator of Stripe speaks plainly, and a page that came by TLS loads nothing plainly";
const PICTURES: &str =
    "it gives the one edge that it has a site with the merchant's pictures, whose links lead out of a container";
/// What those who listen in between, cut the way or hold answers back need: a plain way in.
const LEAD_TO_HTTPS: &str = "    http-request redirect scheme https code 308";
/// Where an edge listens for operators.
const ADMIN_PORT: u16 = 8082;
/// The variable that tells the tests of the containers.
const VARIABLE: &str = "TEST_CONTAINERS";

/// Has journeys pass, all but those that cannot.
pub(super) fn pass(site: &mut Site<'_>, images: &Images, names: &[&str]) -> Result<Vec<Figure>> {
    let (root, folder) = (site.workspace.root.clone(), site.folder.join("journeys"));
    private::folder(&folder)?;
    let settings = folder.join("haproxy.cfg");
    let text = fs::read_to_string(root.join(SETTINGS)).with_context(|| format!("cannot read {SETTINGS}"))?;
    ensure!(text.contains(LEAD_TO_HTTPS), "{SETTINGS} leads to HTTPS by other words now");
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(LEAD_TO_HTTPS)).collect();
    private::write(&settings, &(lines.join("\n") + "\n"))?;
    let front = step("starting HAProxy and the firewall", || {
        let Site { ports, processes, .. } = &mut *site;
        Front::launch(&settings, &root, &folder.join("front"), edge_addresses(), ports, processes)
    })?;
    let (file, opened) = (folder.join("containers.json"), folder.join("opened"));
    let mut told = told(&front, images)?;
    told["opened"] = json!(opened);
    private::write(&file, &told.to_string())?;
    for (name, why) in &NOT_THROUGH {
        eprintln!("    not through the front door: {name} ({why})");
    }
    let skipped = NOT_THROUGH.iter().flat_map(|(name, _)| ["--skip", *name]);
    let arguments: Vec<&str> = names.iter().copied().chain(["--"]).chain(skipped).collect();
    let passed = step("journeys in a browser, by TLS", || {
        test::journeys(site.workspace, &site.built, &site.stores, &arguments, &[(VARIABLE, file.as_path())])
    })?;
    ensure!(passed, "a journey failed on its way through the front door");
    let shops = fs::read_to_string(&opened).context("no journey had a shop in containers")?.lines().count();
    front.end(&mut site.processes)?;
    Ok(vec![Figure::new(
        "shops in containers that a browser went through by TLS",
        f64::from(u32::try_from(shops)?),
        "",
    )])
}

/// What tests have to know to start a shop in containers.
fn told(front: &Front, images: &Images) -> Result<Value> {
    let origins = ORIGINS.map(|origin| place(&images.origin(origin), Network::Origins, origin.1, ORIGIN_PORT));
    let edges = EDGES.map(|edge| {
        let mut place = place(&images.edge(edge), Network::Edges, edge.1, EDGE_PORT);
        place["admin"] = json!(format!("{}:{ADMIN_PORT}", Network::Origins.at(edge.1)));
        place
    });
    let (plain, tls) = front.doors();
    Ok(json!({
        "origins": origins, "edges": edges, "plain_networks": PLAIN, "proxy": Network::Edges.here(),
        "stores": Network::Stores.here(), "events": Network::Origins.here(), "plain_port": plain, "tls_port": tls,
        "certificate": fingerprint(front)?,
    }))
}

fn place(container: &Container, network: Network, last: u8, port: u16) -> Value {
    let run = container.run();
    let program = run.get_program().to_string_lossy();
    let words = run.get_args().map(|argument| argument.to_string_lossy());
    let words: Vec<_> = std::iter::once(program).chain(words).collect();
    json!({
        "run": words, "image": container.image, "name": container.called(),
        "address": format!("{}:{port}", network.at(last)),
    })
}

/// By what a browser may know the certificate, which no authority has signed: the SHA-256 of its public key, in base 64.
fn fingerprint(front: &Front) -> Result<String> {
    const SCRIPT: &str = "set -e; openssl x509 -in \"$1\" -pubkey -noout | openssl pkey -pubin -outform der \
        | openssl dgst -sha256 -binary | openssl enc -base64";
    let said = output(Command::new("sh").args(["-c", SCRIPT, "sh"]).arg(front.certificate()))?;
    ensure!(said.len() == 44, "openssl says of the certificate: {said}");
    Ok(said)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    #[test]
    fn each_journey_that_is_left_out_is_there_and_says_why() {
        let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
        let folder = root.join("../tests/browser");
        let sources: Vec<String> =
            files(&folder).iter().map(|file| fs::read_to_string(file).expect("a source")).collect();
        let named = |name: &str| match name.strip_suffix("::") {
            Some(module) => folder.join(format!("{module}.rs")).is_file(),
            None => sources.iter().any(|source| source.contains(&format!("async fn {name}"))),
        };
        for name in NOT_THROUGH.iter().map(|(name, _)| name).chain(FEW) {
            assert!(named(name), "no journey is called {name}");
        }
        assert!(NOT_THROUGH.iter().all(|(_, why)| why.len() > 20));
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("the journeys").flatten().map(|entry| entry.path());
        entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
    }
}
