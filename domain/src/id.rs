//! One type for each kind of id, so that an order's id never passes for a cart's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// A product. UUIDv7: sorts by time of creation.
    ProductId
);
id!(
    /// A group of customers. UUIDv7.
    CustomerGroupId
);
id!(
    /// A price list. UUIDv7.
    PriceListId
);
id!(
    /// A cart. UUIDv4: whoever holds it may change the cart, so it must not be guessable.
    CartId
);
id!(
    /// A checkout. UUIDv4, a bearer secret like the cart's.
    CheckoutId
);
id!(
    /// An order's public id. UUIDv4: it opens the confirmation page to a guest.
    OrderId
);
id!(
    /// A customer's account. UUIDv7.
    CustomerId
);
id!(
    /// An event in the outbox and on the stream. UUIDv7; consumers deduplicate by it.
    EventId
);
id!(
    /// A webhook: one receiver of events outside of the shop. UUIDv7.
    WebhookId
);
id!(
    /// One event on its way to one webhook. UUIDv7; a replay is another delivery of the same event.
    DeliveryId
);
id!(
    /// A page of the merchant's own. UUIDv7.
    PageId
);
id!(
    /// A promotion. UUIDv7: of two with the same priority the older one comes first.
    PromotionId
);
id!(
    /// A gift card. UUIDv7; the code that opens it is elsewhere.
    GiftCardId
);
