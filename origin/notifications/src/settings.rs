//! What mails need to know beside the stores.

use domain::Email;
use origin_documents::Merchant;

use crate::MailConfig;

/// The settings of all mails.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where mails go.
    pub mail: MailConfig,
    /// The shop's address as shoppers type it, without a slash at the end: `https://shop.example`.
    pub public_url: String,
    /// The office's address as browsers reach it; without it invitations are not mailed.
    pub admin_url: Option<String>,
    /// Who sells, as it stands on mails.
    pub merchant: Merchant,
    /// Who is told by mail that a webhook was disabled; nobody if it is missing.
    pub merchant_email: Option<Email>,
}
