//! What opens orders to a browser without a session: the tokens of the links that it followed, and of what it has just
//! bought, in one cookie.

use domain::OrderId;

/// Of so many orders the tokens are kept: of the last ones.
const MAX_ORDERS: usize = 8;
/// What parts one order from the next. Neither ids nor tokens have one.
const NEXT: char = '~';
/// What parts an order's id from its token.
const OF: char = '.';

/// The orders that a browser can open, the last one first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderKeys(Vec<(OrderId, String)>);

impl OrderKeys {
    /// Reads a cookie's value. What is no key is passed over: anybody can write cookies of their own.
    pub fn read(text: &str) -> Self {
        let keys = text.split(NEXT).filter_map(|key| {
            let (order, token) = key.split_once(OF)?;
            Some((OrderId(order.parse().ok()?), token.to_owned())).filter(|_| is_token(token))
        });
        Self(keys.take(MAX_ORDERS).collect())
    }

    /// The cookie's value.
    pub fn text(&self) -> String {
        let keys = self.0.iter().map(|(order, token)| format!("{order}{OF}{token}"));
        keys.collect::<Vec<_>>().join(&NEXT.to_string())
    }

    /// The token for an order, if there is one.
    pub fn token(&self, order: OrderId) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == order).map(|(_, token)| token.as_str())
    }

    /// These with one more, which takes the place of another for the same order.
    #[must_use]
    pub fn with(&self, order: OrderId, token: &str) -> Self {
        let others = self.0.iter().filter(|(known, _)| *known != order).cloned();
        Self([(order, token.to_owned())].into_iter().chain(others).take(MAX_ORDERS).collect())
    }
}

/// Whether the text is shaped like a token of ours.
pub fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (20..=100).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(number: u32) -> OrderId {
        OrderId(format!("7f2c1d3e-0000-4000-8000-{number:012}").parse().expect("a UUID"))
    }

    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz-_0123456789ABCDE";

    #[test]
    fn m4_the_last_eight_orders_are_kept_and_each_once() {
        let mut keys = OrderKeys::default();
        for number in 0..12 {
            keys = keys.with(order(number), TOKEN);
        }
        let newer = TOKEN.replace('a', "z");
        keys = keys.with(order(9), &newer);
        let kept = OrderKeys::read(&keys.text());
        assert_eq!(kept, keys);
        assert_eq!((kept.0.len(), kept.token(order(9))), (8, Some(newer.as_str())));
        assert_eq!((kept.token(order(11)), kept.token(order(3))), (Some(TOKEN), None));
        let crowd = format!("{}~", keys.text()).repeat(4);
        assert_eq!(OrderKeys::read(&crowd).0.len(), 8);
        // A cookie must fit into what browsers and we take.
        assert!(keys.text().len() < 1000, "{}", keys.text().len());
    }

    #[test]
    fn m4_a_cookie_that_was_tampered_with_holds_what_is_right_in_it() {
        let own = OrderKeys::default().with(order(7), TOKEN).text();
        for foreign in
            ["", "planted", "1.2", ".", "a.b.c", &format!("{}.short", order(8)), "\u{fffd}=;", &"x".repeat(5000)]
        {
            for whole in [format!("{foreign}~{own}"), format!("{own}~{foreign}"), format!("~{foreign}~~{own}~")] {
                let read = OrderKeys::read(&whole);
                assert_eq!((read.token(order(7)), read.0.len()), (Some(TOKEN), 1), "{foreign:?}");
            }
        }
    }
}
