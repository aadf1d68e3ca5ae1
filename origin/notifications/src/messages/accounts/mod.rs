//! Mails about an account, of a customer or of staff.

mod code;
mod credentials_changed;
mod invited;
mod staff_credential;

pub(crate) use code::CodeWanted;
pub(crate) use credentials_changed::Changed;
pub(crate) use invited::Invited;
pub(crate) use staff_credential::CredentialAdded;
