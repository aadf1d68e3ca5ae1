//! Sessions that end together: those that a provider of sign-ins has opened in one sign-in there, or for one of its users.
//!
//! A group is called by a text, which is kept under its hash. Whoever opens a session puts it into its groups first and asks
//! then whether one of them has ended; whoever ends a group says so first and reads then who is in it. So a session is ended
//! whichever of the two comes first.

use std::time::Duration;

use domain::CustomerId;
use redis::AsyncCommands as _;
use serde::{Deserialize, Serialize};

use super::{ENDS, Sessions, hash, key_of_hash, recent_key_of_hash, sessions_key};
use crate::{clock, secret};

/// How long it is known that a group has ended: longer than anything is taken that was issued before.
const REMEMBERED: Duration = Duration::from_secs(60 * 60);

/// Sessions that are ended with one command at most: Redis answers nobody meanwhile.
const AT_ONCE: usize = 500;

/// The groups that a session was put into, for the one that takes its place.
#[derive(Debug, Serialize, Deserialize)]
pub struct Joined {
    /// Hashes of what they are called.
    groups: Vec<String>,
    /// When that was issued which opened the first of these sessions, in seconds since 1970.
    issued_at: i64,
}

impl Sessions {
    /// Puts an account's session, which was opened by something issued at `issued_at` (seconds since 1970), into these
    /// groups. If one of them has ended since, the session is ended and false is returned.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn join_groups(
        &self,
        customer: CustomerId,
        token: &str,
        groups: &[String],
        issued_at: i64,
    ) -> redis::RedisResult<bool> {
        let groups = groups.iter().map(|group| const_hex::encode(secret::sha256(group))).collect();
        self.join(customer, token, &Joined { groups, issued_at }).await
    }

    /// The groups of a session; none if it is in none.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn groups_of(&self, token: &str) -> redis::RedisResult<Option<Joined>> {
        let kept: Option<String> = self.redis.clone().get(self.joined_key(&hash(token))).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()))
    }

    /// As [`Sessions::join_groups`], of the groups that a session was in whose place this one takes.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn join(&self, customer: CustomerId, token: &str, joined: &Joined) -> redis::RedisResult<bool> {
        let (hash, now) = (hash(token), clock::unix_seconds());
        let member = format!("{customer} {hash}");
        let kept = serde_json::to_string(joined).expect("plain data");
        let mut joining = redis::pipe();
        joining.atomic();
        joining.set_ex(self.joined_key(&hash), kept, ENDS.as_secs()).ignore();
        for group in &joined.groups {
            let all = self.group_key(group);
            joining.zadd(&all, &member, now).ignore();
            // No session is older.
            joining.zrembyscore(&all, "-inf", now.saturating_sub(ENDS.as_secs())).ignore();
            joining.cmd("EXPIRE").arg(&all).arg(ENDS.as_secs()).ignore();
            joining.cmd("ZCOUNT").arg(self.ended_key(group)).arg(joined.issued_at).arg("+inf");
        }
        let ended: Vec<usize> = joining.query_async(&mut self.redis.clone()).await?;
        let is_open = ended.iter().all(|ended| *ended == 0);
        if !is_open {
            self.close(token).await?;
        }
        Ok(is_open)
    }

    /// Ends every session of a group, also one that is being opened by something issued until `at` (seconds since 1970).
    /// Returns how many there were. A repeat does no harm.
    ///
    /// # Errors
    /// If Redis does not answer.
    pub async fn close_group(&self, group: &str, at: i64) -> redis::RedisResult<usize> {
        let mut redis = self.redis.clone();
        let group = const_hex::encode(secret::sha256(group));
        let (all, ended) = (self.group_key(&group), self.ended_key(&group));
        let mut ending = redis::pipe();
        ending.atomic();
        // Of two that end it, the later one counts.
        ending.cmd("ZADD").arg(&ended).arg("GT").arg(at).arg("at").ignore();
        ending.cmd("EXPIRE").arg(&ended).arg(REMEMBERED.as_secs()).ignore();
        ending.zrange(&all, 0, -1);
        let (members,): (Vec<String>,) = ending.query_async(&mut redis).await?;
        let mut count = 0;
        for members in members.chunks(AT_ONCE) {
            let mut closing = redis::pipe();
            closing.atomic();
            for (customer, hash) in members.iter().filter_map(|member| member.split_once(' ')) {
                closing.del(key_of_hash(&self.prefix, hash));
                closing.del(recent_key_of_hash(&self.prefix, hash)).ignore();
                closing.del(self.joined_key(hash)).ignore();
                if let Ok(customer) = customer.parse() {
                    closing.srem(sessions_key(&self.prefix, customer), hash).ignore();
                }
            }
            // Those that have come meanwhile see that it has ended. These leave it last, so that whoever repeats it finds them.
            closing.zrem(&all, members).ignore();
            let closed: Vec<usize> = closing.query_async(&mut redis).await?;
            count += closed.into_iter().sum::<usize>();
        }
        Ok(count)
    }

    fn joined_key(&self, hash: &str) -> String {
        format!("{}session-groups:{hash}", self.prefix)
    }

    fn group_key(&self, group: &str) -> String {
        format!("{}session-group:{group}", self.prefix)
    }

    fn ended_key(&self, group: &str) -> String {
        format!("{}session-group-ended:{group}", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::fresh_stores;

    #[tokio::test]
    async fn a_group_s_sessions_end_together_and_no_others() {
        let stores = fresh_stores().await;
        let (sessions, ada, eve) = (&stores.sessions, CustomerId(Uuid::now_v7()), CustomerId(Uuid::now_v7()));
        let open = async |customer, groups: &[&str]| {
            let token = sessions.open(customer).await.expect("Redis is up");
            let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
            assert!(sessions.join_groups(customer, &token, &groups, 1000).await.expect("Redis is up"));
            token
        };
        let is_open = async |token: &str| sessions.find(token).await.expect("Redis is up").is_some();
        let first = open(ada, &["user ada", "visit 1"]).await;
        let second = open(ada, &["user ada", "visit 2"]).await;
        let hers = open(eve, &["user eve", "visit 3"]).await;
        let alone = sessions.open(ada).await.expect("Redis is up");
        assert_eq!(sessions.close_group("visit 1", 1001).await.expect("Redis is up"), 1);
        assert_eq!((is_open(&first).await, is_open(&second).await), (false, true));
        assert!(!sessions.is_recent(&first).await.expect("Redis is up"));
        assert_eq!(sessions.list(ada).await.expect("Redis is up").len(), 2, "it is listed no more");
        // Again, and one that nobody is in.
        for group in ["visit 1", "visit 9"] {
            assert_eq!(sessions.close_group(group, 1001).await.expect("Redis is up"), 0);
        }
        assert_eq!(sessions.close_group("user ada", 1002).await.expect("Redis is up"), 1, "the first was over");
        for (token, expected) in [(&second, false), (&alone, true), (&hers, true)] {
            assert_eq!(is_open(token).await, expected);
        }
    }

    #[tokio::test]
    async fn what_was_issued_before_a_group_ended_opens_no_session_in_it() {
        let stores = fresh_stores().await;
        let (sessions, ada) = (&stores.sessions, CustomerId(Uuid::now_v7()));
        for at in [2000, 1500] {
            sessions.close_group("user ada", at).await.expect("Redis is up");
        }
        for (issued_at, expected) in [(1999, false), (2000, false), (2001, true)] {
            let token = sessions.open(ada).await.expect("Redis is up");
            let groups = ["visit 1".to_owned(), "user ada".to_owned()];
            let joined = sessions.join_groups(ada, &token, &groups, issued_at).await.expect("Redis is up");
            assert_eq!(joined, expected, "{issued_at}");
            assert_eq!(sessions.find(&token).await.expect("Redis is up").is_some(), expected, "{issued_at}");
        }
    }

    #[tokio::test]
    async fn a_session_that_takes_another_s_place_ends_with_the_groups_of_that() {
        let stores = fresh_stores().await;
        let (sessions, ada) = (&stores.sessions, CustomerId(Uuid::now_v7()));
        let first = sessions.open(ada).await.expect("Redis is up");
        assert!(sessions.groups_of(&first).await.expect("Redis is up").is_none());
        assert!(sessions.join_groups(ada, &first, &["visit 1".to_owned()], 1000).await.expect("Redis is up"));
        let groups = sessions.groups_of(&first).await.expect("Redis is up").expect("it is in one");
        sessions.close(&first).await.expect("Redis is up");
        let second = sessions.open(ada).await.expect("Redis is up");
        assert!(sessions.join(ada, &second, &groups).await.expect("Redis is up"));
        sessions.close_group("visit 1", 1001).await.expect("Redis is up");
        assert!(sessions.find(&second).await.expect("Redis is up").is_none());
        // Nor does one that comes after that.
        let third = sessions.open(ada).await.expect("Redis is up");
        assert!(!sessions.join(ada, &third, &groups).await.expect("Redis is up"));
    }
}
