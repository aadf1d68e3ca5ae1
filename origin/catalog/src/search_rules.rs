//! What the merchant says of searches, to be kept in memory by whoever answers them.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use api::search::SearchEffect;
use domain::Locale;
use origin_platform::Database;
use sqlx::types::Json;
use uuid::Uuid;

/// More rules than this hold for no query.
const MAX_FOR_A_QUERY: usize = 50;

/// All rules, as they were at one moment.
#[derive(Clone, Debug)]
pub struct SearchRules {
    /// The moment by PostgreSQL's clock, which decides when rules begin and end, in seconds since 1970.
    at: f64,
    /// The moment by ours, no earlier.
    read: Instant,
    /// In the order in which they were said.
    rules: Vec<Rule>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
struct Rule {
    id: Uuid,
    locale: String,
    /// What is looked for in a query, word by word; none if it holds for every one.
    phrases: Vec<String>,
    effect: Json<SearchEffect>,
    starts_at: Option<f64>,
    ends_at: Option<f64>,
}

impl Rule {
    fn holds(&self, now: f64) -> bool {
        self.starts_at.is_none_or(|starts| starts <= now) && self.ends_at.is_none_or(|ends| ends > now)
    }
}

impl SearchRules {
    /// Reads all rules, of which there are at most [`api::search::MAX_SEARCH_RULES`].
    ///
    /// # Errors
    /// If PostgreSQL does not answer.
    pub async fn read(db: &Database) -> sqlx::Result<Self> {
        let mut connection = db.acquire().await?;
        let at: f64 = sqlx::query_scalar("select extract(epoch from clock_timestamp())::float8")
            .fetch_one(&mut *connection)
            .await?;
        let read = Instant::now();
        let rules = sqlx::query_as(
            "select id, locale, phrases, effect, extract(epoch from starts_at)::float8 as starts_at,
                    extract(epoch from ends_at)::float8 as ends_at
             from catalog.search_rules order by created_at, id",
        )
        .fetch_all(&mut *connection)
        .await?;
        Ok(Self { at, read, rules })
    }

    /// Whether these were read before the others.
    pub fn is_older_than(&self, other: &Self) -> bool {
        self.at < other.at
    }

    /// What holds now for a query, which is in its normal form, in the order in which it was said: rules of which a
    /// phrase stands in it, then those that hold for every query.
    pub fn effects(&self, locale: Locale, query: &str) -> Vec<SearchEffect> {
        let (now, padded) = (self.now(), format!(" {query} "));
        let stands = |phrase: &String| padded.contains(&format!(" {phrase} "));
        let said = self.rules.iter().filter(|rule| rule.locale == locale.code() && rule.holds(now));
        let (of_all, of_some): (Vec<_>, Vec<_>) = said.partition(|rule| rule.phrases.is_empty());
        let said = of_some.into_iter().filter(|rule| rule.phrases.iter().any(stands)).chain(of_all);
        said.take(MAX_FOR_A_QUERY).map(|rule| rule.effect.0.clone()).collect()
    }

    /// The rules that hold now, for whatever query.
    pub fn holding(&self) -> BTreeSet<Uuid> {
        let now = self.now();
        self.rules.iter().filter(|rule| rule.holds(now)).map(|rule| rule.id).collect()
    }

    /// How long it is until the next of them begins or ends.
    pub fn next_turn(&self) -> Option<Duration> {
        let now = self.now();
        let turns = self.rules.iter().flat_map(|rule| [rule.starts_at, rule.ends_at]).flatten();
        let next = turns.filter(|turn| *turn > now).min_by(f64::total_cmp)?;
        Duration::try_from_secs_f64(next - now).ok()
    }

    /// The time by PostgreSQL's clock, in seconds since 1970.
    fn now(&self) -> f64 {
        self.at + self.read.elapsed().as_secs_f64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_begin_and_end_by_themselves() {
        let rule = |id: u128, starts_at, ends_at| Rule {
            id: Uuid::from_u128(id),
            locale: "en".to_owned(),
            phrases: vec!["mug".to_owned()],
            effect: Json(SearchEffect::Synonyms { phrases: vec!["mug".to_owned(), "cup".to_owned()] }),
            starts_at,
            ends_at,
        };
        let rules = vec![rule(1, None, Some(1_000.0)), rule(2, Some(1_000.0), None), rule(3, Some(2_000.0), None)];
        let mut kept = SearchRules { at: 900.0, read: Instant::now(), rules };
        let holding = |kept: &SearchRules| kept.holding().iter().map(|id| id.as_u128()).collect::<Vec<_>>();
        assert_eq!(holding(&kept), [1]);
        assert!(kept.next_turn().is_some_and(|turn| turn <= Duration::from_secs(100)));
        kept.at = 1_000.0;
        assert_eq!(holding(&kept), [2]);
        assert_eq!((kept.effects(Locale::En, "red mug").len(), kept.effects(Locale::En, "mugs").len()), (1, 0));
        assert!(kept.effects(Locale::De, "mug").is_empty());
        kept.at = 3_000.0;
        assert_eq!((holding(&kept), kept.next_turn()), (vec![2, 3], None));
    }
}
