//! What a reply says of caching, beside its headers.

use http::Response;

use super::CachePolicy;

/// A policy among a reply's extensions. Who makes a reply that is read in the same process says it so: as text it would be
/// written and read again for each page that is made of the reply. It counts before what the headers say, and
/// [`CachePolicy::write_known`] makes headers of it where the reply goes further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPolicy(pub CachePolicy);

impl CachePolicy {
    /// The policy of a reply: what stands beside its headers, else what they say.
    pub fn of<B>(reply: &Response<B>) -> Self {
        match reply.extensions().get() {
            Some(KnownPolicy(policy)) => policy.clone(),
            None => Self::read(reply.headers()),
        }
    }

    /// Writes the policy that stands beside a reply's headers into them, if one does.
    pub fn write_known<B>(reply: &mut Response<B>) {
        if let Some(KnownPolicy(policy)) = reply.extensions_mut().remove() {
            policy.write(reply.headers_mut());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{Lifetime, Tag};

    #[test]
    fn what_stands_beside_the_headers_counts_and_becomes_headers() {
        let policy = CachePolicy::UntilPurged(Lifetime::SEARCH, vec![Tag::search()]);
        let mut reply = Response::new(());
        CachePolicy::Never.write(reply.headers_mut());
        assert_eq!(CachePolicy::of(&reply), CachePolicy::Never);
        CachePolicy::write_known(&mut reply);
        assert_eq!(CachePolicy::read(reply.headers()), CachePolicy::Never, "nothing stood beside them");
        reply.extensions_mut().insert(KnownPolicy(policy.clone()));
        assert_eq!(CachePolicy::of(&reply), policy);
        CachePolicy::write_known(&mut reply);
        assert_eq!(CachePolicy::read(reply.headers()), policy);
        assert!(reply.extensions().get::<KnownPolicy>().is_none());
    }
}
