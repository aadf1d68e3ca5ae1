//! What a payment is made with.

/// A token, and what is done with its card beyond the payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentSource<'a> {
    /// The provider's name for the means of payment.
    pub token: &'a str,
    /// As whom the provider knows the account that it is kept for.
    pub owner: Option<Owner<'a>>,
}

/// Whose a card is at the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner<'a> {
    /// The provider is to keep it for them, once the payment has succeeded.
    Becomes(&'a str),
    /// It keeps the card for them already; a card that is somebody else's pays for nothing. Their bank is asked to have
    /// them confirm the payment.
    Is(&'a str),
}

impl<'a> From<&'a str> for PaymentSource<'a> {
    /// A card for one payment.
    fn from(token: &'a str) -> Self {
        Self { token, owner: None }
    }
}
