//! Handing mails to whoever delivers them.

use std::fs::{DirBuilder, Permissions};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use lettre::message::header::ContentType;
use lettre::message::{self, Mailbox, MultiPart};
use lettre::transport::smtp::{self, AsyncSmtpTransportBuilder};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

use crate::frame::Words;

/// No word from the mail server for so long, and it counts as down.
const CHECK_TIMEOUT: Duration = Duration::from_secs(15);
/// A mail must be handed over within this time. Together with the check it stays below the time
/// after which the stream delivers the event to another worker.
const SEND_TIMEOUT: Duration = Duration::from_secs(40);

/// Where mails go.
#[derive(Clone)]
pub enum MailConfig {
    /// Into a directory that this user alone can read, one `.eml` file each: for development.
    File(PathBuf),
    /// Nowhere: a process that writes to nobody.
    None,
    /// To a mail server: `smtps://user:password@host`, or `smtp://host:port?tls=required`.
    Smtp(String),
}

impl std::fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(dir) => f.debug_tuple("File").field(dir).finish(),
            Self::None => f.write_str("None"),
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

/// A file that goes along with a mail.
pub(crate) struct Attachment {
    /// What it is called.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// The whole of it.
    pub(crate) bytes: Vec<u8>,
}

/// Sends mails.
pub(crate) struct Mailer {
    transport: Transport,
    from: Mailbox,
}

enum Transport {
    File(PathBuf),
    Smtp(Box<Smtp>),
}

/// A mail server. The transport bounds only how long connecting may take; the rest is bounded here.
struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    transport: Mutex<AsyncSmtpTransport<Tokio1Executor>>,
    check_timeout: Duration,
    send_timeout: Duration,
}

impl Smtp {
    fn new(builder: AsyncSmtpTransportBuilder) -> Self {
        let builder = builder.timeout(Some(CHECK_TIMEOUT));
        let transport = Mutex::new(builder.clone().build());
        Self { builder, transport, check_timeout: CHECK_TIMEOUT, send_timeout: SEND_TIMEOUT }
    }

    fn transport(&self) -> AsyncSmtpTransport<Tokio1Executor> {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Forgets all connections. One that was left in the middle goes back to its pool as if nothing
    /// were wrong with it: the next mail would take the late answer to this one for its own.
    fn reconnect(&self) {
        *self.transport.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.clone().build();
    }

    async fn check(&self) -> anyhow::Result<()> {
        let transport = self.transport();
        let Ok(tested) = tokio::time::timeout(self.check_timeout, transport.test_connection()).await else {
            self.reconnect();
            anyhow::bail!("the mail server does not answer");
        };
        anyhow::ensure!(tested.context("reaching the mail server")?, "the mail server is busy");
        Ok(())
    }

    async fn send(&self, message: Message) -> Result<(), NotSent> {
        let transport = self.transport();
        let Ok(sent) = tokio::time::timeout(self.send_timeout, transport.send(message)).await else {
            self.reconnect();
            return Err(NotSent::Unknown(anyhow::anyhow!("the mail server stopped answering")));
        };
        sent.map(drop).map_err(not_sent)
    }
}

fn not_sent(error: smtp::Error) -> NotSent {
    // The server's words may quote the address; the number says enough.
    let status = error.status().map(|status| status.to_string()).unwrap_or_default();
    if error.is_permanent() {
        NotSent::Refused(format!("the mail server refused for good: {status}"))
    } else if error.is_transient() {
        NotSent::Later(anyhow::anyhow!("the mail server refused for now: {status}"))
    } else if failed_before_the_message(&error) {
        NotSent::Later(anyhow::Error::new(error).context("reaching the mail server"))
    } else {
        NotSent::Unknown(anyhow::Error::new(error).context("handing a mail to the server"))
    }
}

fn failed_before_the_message(error: &smtp::Error) -> bool {
    // Only its words tell that an error is of connecting. Should they change, such an error counts
    // as unknown, which is the safe side; a test below tells.
    let connecting = error.to_string().starts_with("Connection error");
    connecting || error.is_tls() || error.is_client() || error.is_transport_shutdown()
}

impl Mailer {
    /// A mailer that writes as `orders@` the host of `public_url`.
    ///
    /// # Errors
    /// If the directory cannot be made, or the address of the mail server or of the shop cannot be read.
    pub(crate) fn new(config: &MailConfig, public_url: &str) -> anyhow::Result<Self> {
        let transport = match config {
            MailConfig::File(dir) => {
                closed_directory(dir).with_context(|| format!("the directory for mails {}", dir.display()))?;
                Transport::File(dir.clone())
            }
            MailConfig::None => anyhow::bail!("it is not said where mails go"),
            MailConfig::Smtp(url) => {
                let advice = "the mail server's address must look like smtps://user:password@host";
                let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context(advice)?;
                Transport::Smtp(Box::new(Smtp::new(builder)))
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
        match &self.transport {
            Transport::File(_) => Ok(()),
            Transport::Smtp(smtp) => smtp.check().await,
        }
    }

    /// Sends a mail, with a name beside the address that it comes from if there is one. `id` tells mail programs two
    /// copies of one mail.
    pub(crate) async fn send(
        &self,
        to: &str,
        from: Option<&str>,
        id: &str,
        words: Words,
        attachment: Option<Attachment>,
    ) -> Result<(), NotSent> {
        let message =
            self.message(to, from, id, words, attachment).map_err(|error| NotSent::Refused(format!("{error:#}")))?;
        match &self.transport {
            Transport::File(dir) => {
                let sent = write_closed(dir, &message.formatted()).await.context("writing a mail's file");
                sent.map_err(NotSent::Later)
            }
            Transport::Smtp(smtp) => smtp.send(message).await,
        }
    }

    fn message(
        &self,
        to: &str,
        from: Option<&str>,
        id: &str,
        words: Words,
        attachment: Option<Attachment>,
    ) -> anyhow::Result<Message> {
        let to: Address = to.parse().context("an address that mail servers do not take")?;
        let id = format!("<{id}@{}>", self.from.email.domain());
        let mut body = MultiPart::alternative_plain_html(words.text, words.html);
        if let Some(Attachment { name, media_type, bytes }) = attachment {
            let media_type = ContentType::parse(media_type).context("an attachment's media type")?;
            body =
                MultiPart::mixed().multipart(body).singlepart(message::Attachment::new(name).body(bytes, media_type));
        }
        Message::builder()
            .from(Mailbox::new(from.map(str::to_owned), self.from.email.clone()))
            .to(Mailbox::new(None, to))
            .subject(words.subject)
            .message_id(Some(id))
            .multipart(body)
            .context("putting a mail together")
    }
}

/// Makes a directory that this user alone can open. One that others can open is closed: links that open orders lie in
/// it.
fn closed_directory(dir: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    std::fs::set_permissions(dir, Permissions::from_mode(0o700))
}

/// Writes a mail's file, which this user alone can read. It has its name once it is whole.
async fn write_closed(dir: &Path, mail: &[u8]) -> std::io::Result<()> {
    let name = Uuid::new_v4();
    let (begun, whole) = (dir.join(format!(".{name}")), dir.join(format!("{name}.eml")));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&begun).await?;
    file.write_all(mail).await?;
    file.flush().await?;
    tokio::fs::rename(begun, whole).await
}

#[cfg(test)]
mod recipients;

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{TcpListener, TcpStream};

    /// What a mail server does when it has the message.
    #[derive(Clone, Copy, PartialEq)]
    enum AtTheEnd {
        Accepts,
        HangsUp,
        Sleeps,
    }

    /// A mail server's address. It ends with the process of the test.
    fn server(at_the_end: AtTheEnd) -> String {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = socket.local_addr().expect("bound");
        std::thread::spawn(move || {
            for stream in socket.incoming() {
                let stream = stream.expect("a connection");
                std::thread::spawn(move || serve(stream, at_the_end));
            }
        });
        format!("smtp://{address}")
    }

    fn serve(mut stream: TcpStream, at_the_end: AtTheEnd) -> std::io::Result<()> {
        let lines = BufReader::new(stream.try_clone()?).lines();
        let mut in_message = false;
        stream.write_all(b"220 mail.example\r\n")?;
        for line in lines {
            let line = line?;
            let answer = match (in_message, line.as_str()) {
                (true, ".") if at_the_end == AtTheEnd::HangsUp => return Ok(()),
                (true, ".") if at_the_end == AtTheEnd::Accepts => "250 taken\r\n",
                (true, _) => continue,
                (false, "DATA") => "354 go on\r\n",
                (false, _) => "250 fine\r\n",
            };
            in_message = line == "DATA";
            stream.write_all(answer.as_bytes())?;
        }
        Ok(())
    }

    fn mailer(url: String) -> Mailer {
        let mut mailer = Mailer::new(&MailConfig::Smtp(url), "https://shop.example").expect("an address");
        if let Transport::Smtp(smtp) = &mut mailer.transport {
            smtp.send_timeout = Duration::from_millis(500);
            smtp.check_timeout = Duration::from_millis(500);
        }
        mailer
    }

    async fn send(mailer: &Mailer) -> Result<(), NotSent> {
        let words = Words { subject: "A mail".to_owned(), text: "text".to_owned(), html: "<p>text</p>".to_owned() };
        mailer.send("ada@example.com", None, "7", words, None).await
    }

    #[tokio::test]
    async fn c10_whatever_is_an_address_here_is_one_to_mail_servers() {
        let local = ["a", "Ada.Lovelace", "o'brien+shop", "!#$%&'*+-/=?^_`{|}~", &"a".repeat(64)].map(str::to_owned);
        let domains = ["example.com", "müller.de", "例え.テスト", "a-b.c-d.example", "1password.com"];
        let mailer =
            Mailer::new(&MailConfig::Smtp("smtp://mail.example".into()), "https://shop.example").expect("sound");
        for (local, domain) in local.iter().flat_map(|local| domains.map(|domain| (local, domain))) {
            let email: domain::Email = format!("{local}@{domain}").parse().expect("an address");
            let words = Words { subject: "A mail".into(), text: "text".into(), html: "<p>text</p>".into() };
            let message = mailer.message(email.as_str(), None, "7", words, None).expect("a mail");
            // All ASCII: no server has to know SMTPUTF8.
            let to = message.envelope().to().iter().map(|to| to.to_string()).collect::<Vec<String>>();
            assert_eq!(to, [email.as_str()]);
            assert!(email.as_str().is_ascii());
        }
    }

    proptest::proptest! {
        #[test]
        fn c10_any_text_taken_for_an_address_is_one_to_the_mailer(
            text in "[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~ \\\\\"(),:;<>@äß例\u{200b}-]{1,24}@[a-zA-Z0-9äßİ例。._-]{1,16}\\.[a-zA-Zü]{1,5}",
        ) {
            if let Ok(email) = text.parse::<domain::Email>() {
                let address: Address = email.as_str().parse().expect("what the mailer takes");
                proptest::prop_assert_eq!(address.to_string(), email.as_str());
                proptest::prop_assert!(email.as_str().is_ascii());
            }
        }
    }

    #[tokio::test]
    async fn m9_mails_in_files_are_for_this_user_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("mail");
        std::fs::create_dir(&dir).expect("the folder is ours");
        std::fs::set_permissions(&dir, Permissions::from_mode(0o755)).expect("the folder is ours");
        let mailer = Mailer::new(&MailConfig::File(dir.clone()), "https://shop.example").expect("a folder");
        send(&mailer).await.expect("written");
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        let files: Vec<_> = std::fs::read_dir(&dir).expect("ours").map(|file| file.expect("ours").path()).collect();
        assert_eq!((mode(&dir), files.len()), (0o700, 1));
        assert!(files[0].extension().is_some_and(|ending| ending == "eml"), "{files:?}");
        assert_eq!(mode(&files[0]), 0o600);
    }

    #[tokio::test]
    async fn a_server_that_takes_mails_gets_them() {
        let mailer = mailer(server(AtTheEnd::Accepts));
        for _ in 0..2 {
            mailer.check().await.expect("up");
            send(&mailer).await.expect("sent");
        }
    }

    #[tokio::test]
    async fn a_connection_that_was_never_made_has_sent_nothing() {
        // Nothing listens on port 9 of this host.
        let outcome = send(&mailer("smtp://127.0.0.1:9".to_owned())).await;
        assert!(matches!(outcome, Err(NotSent::Later(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_server_that_hangs_up_on_the_message_may_have_it() {
        let outcome = send(&mailer(server(AtTheEnd::HangsUp))).await;
        assert!(matches!(outcome, Err(NotSent::Unknown(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_server_that_falls_asleep_is_left_and_its_connection_too() {
        let mailer = mailer(server(AtTheEnd::Sleeps));
        let outcome = send(&mailer).await;
        assert!(matches!(outcome, Err(NotSent::Unknown(_))), "{outcome:?}");
        // Time for the connection to go back to its pool.
        tokio::time::sleep(Duration::from_millis(50)).await;
        mailer.check().await.expect("another connection is answered");
    }

    #[tokio::test]
    async fn a_server_that_never_speaks_is_down() {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let mailer = mailer(format!("smtp://{}", socket.local_addr().expect("bound")));
        let outcome = mailer.check().await.expect_err("no word");
        assert_eq!(outcome.to_string(), "the mail server does not answer");
    }
}
