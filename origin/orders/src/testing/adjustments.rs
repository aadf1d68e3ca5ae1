//! Promotions and gift cards for tests.

use api::cart::{AddCartCode, CartView};
use api::checkout::GetCheckout;
use api::checkout::delivery::UpdateDelivery;
use api::checkout::gift_cards::CreateGiftCard;
use api::checkout::promotions::{CreatePromotion, PromotionView};
use api::endpoint::if_match::IfMatch;
use api::orders::PlaceOrder;
use api::problem::Problem;
use domain::catalog::Localized;
use domain::checkout::{Benefit, DeliveryTable, Target, Zone};
use domain::{CartId, Currency, Locale, Market, Prices};
use origin_platform::{Stores, StoresConfig};

use super::{Shop, fresh_key};
use crate::checkout::payments::Provider;

impl Shop {
    /// A shop with room for many shoppers at the same time.
    pub async fn open_to_crowds() -> Self {
        let config = StoresConfig { database_connections: 24, ..origin_testing::fresh_config().await };
        let stores = Stores::connect(&config).await.expect("addresses of our own making");
        let provider = Provider::test(stores.db.clone());
        Self::with(stores, provider)
    }

    /// Waits until so many statements in this shop's database wait for a lock.
    pub async fn wait_for_waiting(&self, statements: i64) {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and wait_event_type = 'Lock'";
        while self.count(waiting).await < statements {
            tokio::task::yield_now().await;
        }
    }

    pub async fn promotion(&self, promotion: &CreatePromotion) -> PromotionView {
        self.call_as_staff(promotion, &fresh_key()).await.expect("made")
    }

    /// Issues a gift card with these euro cents and returns its code.
    pub async fn gift_card(&self, amount_minor: i64) -> String {
        let card = CreateGiftCard { amount_minor, currency: Currency::Eur, expires_at: None, note: "a present".into() };
        self.call_as_staff(&card, &fresh_key()).await.expect("issued").code.expect("shown once")
    }

    /// Names every way of delivery that is built in, and who carries it.
    pub async fn calls_delivery(&self, name: &str, carrier: &str) {
        let mut zones: Vec<Zone> = DeliveryTable::default().into();
        for way in zones.iter_mut().flat_map(|zone| zone.methods.values_mut()) {
            way.name = Some(Localized::same(name));
            way.carrier = Some(carrier.to_owned());
        }
        self.staff(&UpdateDelivery { if_match: Some(IfMatch::Version(0)), zones }).await.expect("set");
    }

    pub async fn type_code(&self, cart: CartId, code: &str) -> Result<CartView, Problem> {
        self.call(&typed(cart, code)).await
    }

    /// [`Shop::placement`] with what is left to pay beside gift cards.
    pub async fn exact_placement(&self, cart: CartId) -> PlaceOrder {
        let checkout = self
            .call_as_shopper(&GetCheckout { cart, market: Market::Eu, country: None, postal_code: None })
            .await
            .expect("quoted");
        PlaceOrder { expected_to_charge: checkout.deliveries[0].to_charge, ..self.placement(cart).await }
    }

    /// How many balances are not the sum of their movements, counters not the number of uses, or
    /// payments not what gift cards leave of the total.
    pub async fn adjustment_errors(&self) -> i64 {
        self.count(
            "select (select count(*) from orders.gift_cards as card where balance_minor <> coalesce((
                         select sum(delta_minor) from orders.gift_card_movements where gift_card_id = card.id), 0))
                  + (select count(*) from orders.promotions as promotion where used <> (
                         select count(*) from orders.promotion_uses
                         where promotion_id = promotion.id and given_back_at is null))
                  + (select count(*) from orders.promotion_customers as customer where used <> (
                         select count(*) from orders.promotion_uses as given
                         where given.promotion_id = customer.promotion_id and given.customer = customer.customer
                               and given_back_at is null))
                  + (select count(*) from orders.orders as placed
                     join orders.payments as payment on payment.order_id = placed.id
                     where placed.total_minor <> payment.amount_minor + coalesce((
                         select sum(amount_minor) from orders.order_gift_cards where order_id = placed.id), 0))",
        )
        .await
    }
}

/// A request to type a code into a cart.
pub fn typed(cart: CartId, code: &str) -> AddCartCode {
    AddCartCode { cart, code: code.to_owned(), market: Market::Eu }
}

/// A part of everything for whoever types the code, or for everybody.
pub fn percent_off(code: Option<&str>, basis_points: u32) -> CreatePromotion {
    CreatePromotion {
        title: Localized::same("Summer sale").with(Locale::De, "Sommeraktion"),
        code: code.map(|code| code.parse().expect("a code")),
        benefit: Benefit::Percent { basis_points },
        target: Target::Order,
        minimum_spend: Prices::new(),
        starts_at: None,
        ends_at: None,
        max_uses: None,
        max_uses_per_customer: None,
        priority: 0,
        exclusive: false,
    }
}
