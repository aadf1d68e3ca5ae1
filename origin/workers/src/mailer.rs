//! Handing mails to whoever delivers them.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::confirmation::Words;

/// Where mails go.
#[derive(Clone)]
pub enum MailConfig {
    /// Into a directory, one `.eml` file each: for development.
    File(PathBuf),
    /// To a mail server: `smtps://user:password@host`, or `smtp://host:port?tls=required`.
    Smtp(String),
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(dir) => f.debug_tuple("File").field(dir).finish(),
            // The address may hold a password.
            Self::Smtp(_) => f.write_str("Smtp(…)"),
        }
    }
}

/// Why a mail did not leave.
#[derive(Debug)]
pub(crate) enum NotSent {
    /// Certainly not sent; it may work later.
    Later(anyhow::Error),
    /// The mail server refused for good.
    Refused(String),
    /// The connection broke while the mail was being handed over.
    Unknown(anyhow::Error),
}

/// Sends mails.
pub(crate) struct Mailer {
    transport: Transport,
    from: Mailbox,
}

enum Transport {
    File(AsyncFileTransport<Tokio1Executor>),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// A mailer that writes as `orders@` the host of `public_url`.
    ///
    /// # Errors
    /// If the directory cannot be made, or the address of the mail server or of the shop cannot be read.
    pub(crate) fn new(config: &MailConfig, public_url: &str) -> anyhow::Result<Self> {
        let transport = match config {
            MailConfig::File(dir) => {
                std::fs::create_dir_all(dir).with_context(|| format!("the directory for mails {}", dir.display()))?;
                Transport::File(AsyncFileTransport::new(dir))
            }
            MailConfig::Smtp(url) => {
                let advice = "the mail server's address must look like smtps://user:password@host";
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context(advice)?;
                Transport::Smtp(builder.timeout(Some(Duration::from_secs(20))).build())
            }
        };
        let host = public_url.split("://").last().and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
        let address = Address::new("orders", host);
        let address = address.with_context(|| format!("“{public_url}” is not the address of a shop"))?;
        Ok(Self { transport, from: Mailbox::new(None, address) })
    }

    /// Whether the mail server can be reached at all. Asked before a mail is claimed, so that an
    /// outage leaves no claims behind.
    pub(crate) async fn check(&self) -> anyhow::Result<()> {
        if let Transport::Smtp(smtp) = &self.transport {
            anyhow::ensure!(
                smtp.test_connection().await.context("reaching the mail server")?,
                "the mail server is busy"
            );
        }
        Ok(())
    }

    /// Sends a mail. `id` tells mail programs two copies of one mail.
    pub(crate) async fn send(&self, to: &str, id: &str, words: Words) -> Result<(), NotSent> {
        let message = self.message(to, id, words).map_err(|error| NotSent::Refused(format!("{error:#}")))?;
        match &self.transport {
            Transport::File(file) => {
                let sent = file.send(message).await.context("writing a mail's file");
                sent.map(drop).map_err(NotSent::Later)
            }
            Transport::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| {
                if error.is_permanent() {
                    // The server's words may quote the address; the number says enough.
                    let status = error.status().map(|status| status.to_string()).unwrap_or_default();
                    NotSent::Refused(format!("the mail server refused for good: {status}"))
                } else if error.is_transient() {
                    let status = error.status().map(|status| status.to_string()).unwrap_or_default();
                    NotSent::Later(anyhow::anyhow!("the mail server refused for now: {status}"))
                } else {
                    NotSent::Unknown(anyhow::Error::new(error).context("handing a mail to the server"))
                }
            }),
        }
    }

    fn message(&self, to: &str, id: &str, words: Words) -> anyhow::Result<Message> {
        let to: Address = to.parse().context("an address that mail servers do not take")?;
        let id = format!("<{id}@{}>", self.from.email.domain());
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(words.subject)
            .message_id(Some(id))
            .multipart(MultiPart::alternative_plain_html(words.text, words.html))
            .context("putting a mail together")
    }
}
