//! The providers that the operator has set up, in a file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use api::accounts::OidcProviderView;
use api::edge::plain::PlainHosts;
use domain::line::line;
use openidconnect::url::Url;
use openidconnect::{ClientId, ClientSecret, IssuerUrl, Scope};
use serde::Deserialize;
use signing::read_secret;

/// The most providers: shoppers choose among buttons.
const MAX_PROVIDERS: usize = 20;
/// The longest name of one in addresses.
const MAX_NAME: usize = 32;
/// The longest name of one on a button, in characters.
const MAX_LABEL: usize = 40;
/// The longest text of any other setting, in bytes.
const MAX_TEXT: usize = 255;

/// A provider as the operator has set it up, checked.
pub struct ProviderSettings {
    /// Names it in addresses.
    pub(super) name: String,
    /// What shoppers know it by.
    pub(super) label: String,
    pub(super) issuer: IssuerUrl,
    pub(super) client_id: ClientId,
    pub(super) client_secret: Option<ClientSecret>,
    /// What is asked for beside `openid`.
    pub(super) scopes: Vec<Scope>,
    /// The authorities that certify it, where browsers do not know them.
    pub(super) authorities: Option<PathBuf>,
    /// Where it may be spoken to without encryption.
    pub(super) plain: PlainHosts,
}

impl ProviderSettings {
    /// What shoppers are shown of it.
    pub(super) fn view(&self) -> OidcProviderView {
        OidcProviderView { provider: self.name.clone(), label: self.label.clone() }
    }
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    providers: Vec<WrittenProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProvider {
    name: String,
    label: String,
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    #[serde(default = "usual_scopes")]
    scopes: Vec<String>,
    authorities: Option<PathBuf>,
}

fn usual_scopes() -> Vec<String> {
    ["email", "profile"].map(str::to_owned).into()
}

/// Reads the file of the providers. Files of secrets that it names lie beside it, or where a whole path says.
///
/// # Errors
/// With what is wrong, and of which provider.
pub fn read_providers(file: &Path, plain: &PlainHosts) -> anyhow::Result<Vec<ProviderSettings>> {
    let place = || format!("the providers of OpenID Connect, {}", file.display());
    let text = std::fs::read(file).with_context(place)?;
    let written: Written = serde_json::from_slice(&text).with_context(place)?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let read = |provider: WrittenProvider| {
        let name = provider.name.clone();
        check(provider, folder, plain).with_context(|| format!("the provider “{name}”"))
    };
    let providers: Vec<_> =
        written.providers.into_iter().map(read).collect::<anyhow::Result<_>>().with_context(place)?;
    distinct(&providers).with_context(place)?;
    Ok(providers)
}

fn distinct(providers: &[ProviderSettings]) -> anyhow::Result<()> {
    ensure!(providers.len() <= MAX_PROVIDERS, "there are more than {MAX_PROVIDERS}");
    let names: BTreeSet<_> = providers.iter().map(|provider| provider.name.as_str()).collect();
    ensure!(names.len() == providers.len(), "two have the same name");
    // A shopper is told by issuer and subject, and some issuers call one shopper differently for each client.
    let issuers: BTreeSet<_> = providers.iter().map(|provider| provider.issuer.as_str()).collect();
    ensure!(issuers.len() == providers.len(), "two have the same issuer");
    Ok(())
}

fn check(written: WrittenProvider, folder: &Path, plain: &PlainHosts) -> anyhow::Result<ProviderSettings> {
    let is_slug = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let name = written.name;
    ensure!(
        (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(is_slug),
        "its name stands in addresses: 1 to {MAX_NAME} lower-case letters, digits and hyphens"
    );
    let Ok(label) = line(&written.label, MAX_LABEL) else {
        bail!("its label stands on a button: 1 to {MAX_LABEL} characters, none of them invisible")
    };
    check_address("the issuer", &written.issuer, plain)?;
    let issuer = IssuerUrl::new(written.issuer).context("the issuer is no address")?;
    ensure!(issuer.url().query().is_none() && issuer.url().fragment().is_none(), "an issuer has no query");
    ensure!(issuer.as_str().len() <= MAX_TEXT, "the issuer has more than {MAX_TEXT} characters");
    ensure!(is_text(&written.client_id), "its client_id is 1 to {MAX_TEXT} ASCII characters, none of them a blank");
    let client_secret = written.client_secret_file.map(|file| secret(&folder.join(file))).transpose()?;
    ensure!(
        written.scopes.iter().all(|scope| is_text(scope) && !scope.contains(['"', '\\'])),
        "a scope is of ASCII characters, none of them a blank"
    );
    let scopes = written.scopes.into_iter().filter(|scope| scope != "openid").map(Scope::new).collect();
    Ok(ProviderSettings {
        name,
        label,
        issuer,
        client_id: ClientId::new(written.client_id),
        client_secret,
        scopes,
        authorities: written.authorities.map(|file| folder.join(file)),
        plain: plain.clone(),
    })
}

fn is_text(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn secret(file: &Path) -> anyhow::Result<ClientSecret> {
    let place = || format!("its client_secret_file, {}", file.display());
    let text = String::from_utf8(read_secret(file).with_context(place)?).ok();
    let text = text.map(|text| text.trim().to_owned()).filter(|text| is_text(text));
    text.map(ClientSecret::new).context("it holds no secret: one line of ASCII characters").with_context(place)
}

/// Checks that an address of a provider can be called safely: passwords and what tells shoppers apart go that way.
pub(super) fn check_address(what: &str, address: &str, plain: &PlainHosts) -> anyhow::Result<()> {
    let url = Url::parse(address).with_context(|| format!("{what} is no address"))?;
    let host = url.host_str().unwrap_or_default();
    ensure!(!host.is_empty() && url.username().is_empty() && url.password().is_none(), "{what} names no host alone");
    match url.scheme() {
        "https" => Ok(()),
        "http" => plain.check(&format!("{what}, {address},"), host, "write https://").map_err(anyhow::Error::msg),
        _ => bail!("{what} begins with neither https:// nor http://"),
    }
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use serde_json::{Value, json};

    use super::*;

    fn read(providers: &Value) -> anyhow::Result<Vec<ProviderSettings>> {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, secret) = (folder.path().join("providers.json"), folder.path().join("secret"));
        std::fs::write(&secret, "hush\n").expect("the folder is ours");
        std::fs::set_permissions(&secret, Permissions::from_mode(0o600)).expect("it is ours");
        std::fs::write(&file, json!({ "providers": providers }).to_string()).expect("the folder is ours");
        read_providers(&file, &PlainHosts::new(&[]))
    }

    fn good() -> Value {
        json!({ "name": "example", "label": "Example ID", "issuer": "https://id.example.com", "client_id": "shop",
                "client_secret_file": "secret", "scopes": ["openid", "email"] })
    }

    #[test]
    fn a_provider_is_read_with_its_secret_from_beside_the_file() {
        let providers = read(&json!([good()])).expect("good");
        assert_eq!(providers.len(), 1);
        assert_eq!(providers[0].client_secret.as_ref().map(|secret| secret.secret().as_str()), Some("hush"));
        assert_eq!(providers[0].scopes, [Scope::new("email".to_owned())]);
        assert!(read(&json!([])).expect("none is none").is_empty());
    }

    #[test]
    fn whatever_cannot_be_used_is_refused_at_the_start_and_said_of_which_provider() {
        for (field, bad) in [
            ("name", json!("Example ID")),
            ("name", json!("")),
            ("label", json!("")),
            ("label", json!("x".repeat(41))),
            ("issuer", json!("http://id.example.com")),
            ("issuer", json!("id.example.com")),
            ("issuer", json!("https://user:secret@id.example.com")),
            ("issuer", json!("https://id.example.com?tenant=1")),
            ("issuer", json!("ftp://id.example.com")),
            ("client_id", json!("")),
            ("client_id", json!("two words")),
            ("client_secret_file", json!("nowhere")),
            ("scopes", json!(["two words"])),
            ("colour", json!("red")),
        ] {
            let mut provider = good();
            provider[field] = bad.clone();
            assert!(read(&json!([provider])).is_err(), "{field} {bad}");
        }
        let mut wrong = good();
        wrong["client_id"] = json!("");
        let said = format!("{:#}", read(&json!([wrong])).err().expect("refused"));
        assert!(said.contains("“example”") && said.contains("client_id"), "{said}");
    }

    #[test]
    fn no_two_have_a_name_or_an_issuer_in_common() {
        let mut other = good();
        assert!(read(&json!([good(), other])).is_err(), "the same twice");
        other["name"] = json!("other");
        assert!(read(&json!([good(), other])).is_err(), "the same issuer");
        other["issuer"] = json!("https://other.example.com");
        assert!(read(&json!([good(), other])).is_ok());
    }

    #[test]
    fn this_machine_may_be_spoken_to_plainly_and_no_other() {
        let mut here = good();
        here["issuer"] = json!("http://127.0.0.1:4010");
        assert!(read(&json!([here])).is_ok());
    }
}
