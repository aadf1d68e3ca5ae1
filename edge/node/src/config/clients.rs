//! Options about clients: who they are behind proxies, and how often each may do what.

use std::collections::HashMap;
use std::net::IpAddr;

use api::site::Limited;
use ipnet::IpNet;

/// The field in which trusted proxies name their clients. Only one is read: of two, a proxy sets one, and passes on
/// whatever its client wrote into the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ClientField {
    /// `X-Forwarded-For: 192.0.2.7, 10.0.0.1`
    XForwardedFor,
    /// `Forwarded: for=192.0.2.7` (RFC 7239)
    Forwarded,
}

/// So often within a window; all of it may come at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How often.
    pub count: u32,
    /// Within how many seconds.
    pub seconds: u32,
}

/// A rate for each kind of request; none if nobody is limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates(Option<HashMap<Limited, Rate>>);

impl Default for Rates {
    /// Far more than a household does, and than most offices behind one address do.
    fn default() -> Self {
        let rate = |limited| match limited {
            Limited::LogIn | Limited::Code => Rate { count: 20, seconds: 60 },
            Limited::Registration => Rate { count: 20, seconds: 3600 },
            Limited::Order => Rate { count: 20, seconds: 600 },
            Limited::Hold | Limited::Cart => Rate { count: 60, seconds: 60 },
            Limited::Mail => Rate { count: 10, seconds: 600 },
            // Of a provider's server, which tells of all of its users: ten a second.
            Limited::OidcLogout | Limited::Agent => Rate { count: 600, seconds: 60 },
            Limited::Bot => Rate { count: 120, seconds: 60 },
        };
        Self(Some(Limited::ALL.into_iter().map(|limited| (limited, rate(limited))).collect()))
    }
}

impl Rates {
    /// No rates: nobody is limited.
    pub fn none() -> Self {
        Self(None)
    }

    /// The rate of a kind of request; none if it may be made as often as one likes.
    pub fn of(&self, limited: Limited) -> Option<Rate> {
        self.0.as_ref()?.get(&limited).copied()
    }

    /// Reads `on`, `off`, or what differs from the usual: `log-in=50/60,order=100/600`, as often within so many
    /// seconds.
    ///
    /// # Errors
    /// If it is not written like that.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.trim() {
            "off" => return Ok(Self(None)),
            "on" => return Ok(Self::default()),
            _ => {}
        }
        let mut rates = Self::default();
        for part in text.split(',') {
            let wrong = || {
                let names = Limited::ALL.map(Limited::name).join(", ");
                format!("`{part}` is not like log-in=20/60, 20 times in 60 seconds; there are {names}")
            };
            let (name, rate) = part.split_once('=').ok_or_else(wrong)?;
            let (count, seconds) = rate.split_once('/').ok_or_else(wrong)?;
            let number = |text: &str| text.trim().parse().ok().filter(|number| *number > 0).ok_or_else(wrong);
            let limited = Limited::ALL.into_iter().find(|limited| limited.name() == name.trim()).ok_or_else(wrong)?;
            let rate = Rate { count: number(count)?, seconds: number(seconds)? };
            rates.0.get_or_insert_default().insert(limited, rate);
        }
        Ok(rates)
    }
}

/// Reads a network such as `10.0.0.0/8`, or one address.
///
/// # Errors
/// If it is neither.
pub fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
    network.map_err(|_| format!("`{text}` is not a network such as 10.0.0.0/8 or 2001:db8::/32, nor an address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_read() {
        assert!(network("10.0.0.7").is_ok_and(|network| network.prefix_len() == 32));
        for wrong in ["", "10.0.0.0/33", "example.org", "10.0.0"] {
            assert!(network(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rates_are_read_as_they_are_written() {
        assert_eq!(Rates::parse("on"), Ok(Rates::default()));
        assert_eq!(Rates::parse("off"), Ok(Rates(None)));
        let rates = Rates::parse("log-in=5/60, order=7/8").expect("rates").0.expect("some");
        assert_eq!(rates[&Limited::LogIn], Rate { count: 5, seconds: 60 });
        assert_eq!(rates[&Limited::Order], Rate { count: 7, seconds: 8 });
        assert_eq!(rates.len(), Limited::ALL.len());
        for wrong in ["", "log-in", "log-in=5", "login=5/60", "log-in=0/60", "log-in=5/0", "log-in=5/60s"] {
            assert!(Rates::parse(wrong).is_err(), "{wrong}");
        }
    }
}
