//! For which logos there are icons of the installed shop. The room of pictures makes them, and they are shown once they are
//! all there.

use api::Tag;
use api::event::SETTINGS_CHANGED;
use origin_messaging::outbox::{self, NewEvent};
use origin_platform::Database;
use serde_json::json;
use sqlx::{PgConnection, PgExecutor};

/// The path of the logo, if nobody has made icons of it or is at it. It is the caller's for ten minutes; whoever dies
/// leaves it to the next.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn claim_logo(db: &Database) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "insert into settings.logo_icons as icons (path, next_at)
         select logo.path, now() + interval '10 minutes'
         from (select document #>> '{look,logo,path}' as path
               from settings.shop_versions order by version desc limit 1) as logo
         where logo.path is not null
               and not exists (select from settings.logo_icons as known
                               where known.path = logo.path and (known.next_at is null or known.next_at > now()))
         on conflict (path) do update set next_at = excluded.next_at where icons.next_at <= now()
         returning path",
    )
    .fetch_optional(db)
    .await
}

/// Icons of this logo are there: pages and the installed shop have them from now on.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn show_icons(db: &Database, path: &str) -> sqlx::Result<()> {
    let mut tx = db.begin().await?;
    let query = "update settings.logo_icons set next_at = null, reason = null where path = $1 and next_at is not null";
    let changed = sqlx::query(query).bind(path).execute(&mut *tx).await?;
    if changed.rows_affected() > 0 {
        outbox::record(&mut tx, &[NewEvent::new(SETTINGS_CHANGED, vec![Tag::settings()], &json!({}))]).await?;
    }
    tx.commit().await
}

/// Nothing came of making icons of this logo, for this reason if it is the picture's fault. It is tried again in a while.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn put_icons_off(db: &Database, path: &str, reason: Option<&str>) -> sqlx::Result<()> {
    sqlx::query(
        "update settings.logo_icons set reason = $2,
                next_at = now() + case when $2::text is null then interval '10 seconds' else interval '1 hour' end
         where path = $1 and next_at is not null",
    )
    .bind(path)
    .bind(reason)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether the icons of a logo are there.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn has_icons(db: impl PgExecutor<'_>, path: &str) -> sqlx::Result<bool> {
    let query = "select exists (select from settings.logo_icons where path = $1 and next_at is null)";
    sqlx::query_scalar(query).bind(path).fetch_one(db).await
}

/// The path of the logo whose icons are shown; none where no logo is set, or its icons are not all there.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn shown_icons(db: impl PgExecutor<'_>) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "select icons.path
         from (select document #>> '{look,logo,path}' as path
               from settings.shop_versions order by version desc limit 1) as logo
              join settings.logo_icons as icons on icons.path = logo.path
         where icons.next_at is null",
    )
    .fetch_optional(db)
    .await
}

/// The icons of a picture are taken away with it.
///
/// # Errors
/// If PostgreSQL does not answer.
pub async fn forget_icons(tx: &mut PgConnection, path: &str) -> sqlx::Result<()> {
    sqlx::query("delete from settings.logo_icons where path = $1").bind(path).execute(tx).await.map(drop)
}

#[cfg(test)]
mod tests {
    use api::endpoint::if_match::IfMatch;
    use api::settings::{Look, ShopPicture, UpdateSettings};
    use domain::catalog::Localized;

    use super::*;
    use crate::testing::Scene;

    async fn set(scene: &Scene, version: i64, path: Option<&str>) {
        let picture =
            |path: &str| ShopPicture { path: path.into(), alt: Localized::same(""), width: 4, height: 1, focus: None };
        let look = Look { logo: path.map(picture), accent: None };
        let if_match = Some(IfMatch::Version(version));
        scene.as_staff(&UpdateSettings { if_match, look: Some(look), ..Default::default() }).await.expect("set");
    }

    async fn tried_again(scene: &Scene) {
        let query = "update settings.logo_icons set next_at = now() where next_at is not null";
        sqlx::query(query).execute(&scene.stores.db).await.expect("PostgreSQL is up");
    }

    #[tokio::test]
    async fn icons_are_claimed_once_and_shown_when_they_are_there() {
        let scene = Scene::open().await;
        let db = &scene.stores.db;
        let claimed = async || claim_logo(db).await.expect("PostgreSQL is up");
        // What pages show is what messages show.
        let shown = async || {
            let icons = scene.storefront().await.icons;
            assert_eq!(shown_icons(db).await.expect("PostgreSQL is up"), icons);
            icons
        };
        assert_eq!(claimed().await, None, "no logo is set");
        set(&scene, 0, Some("p1/logo")).await;
        let both = tokio::join!(claimed(), claimed());
        assert_eq!([both.0, both.1].into_iter().flatten().collect::<Vec<_>>(), ["p1/logo"], "one of two");
        assert_eq!((claimed().await, shown().await), (None, None), "somebody is at it");
        put_icons_off(db, "p1/logo", Some("it breaks off")).await.expect("PostgreSQL is up");
        assert_eq!(claimed().await, None, "it is tried again later");
        tried_again(&scene).await;
        assert_eq!(claimed().await.as_deref(), Some("p1/logo"));

        let told = scene.events().await.len();
        show_icons(db, "p1/logo").await.expect("PostgreSQL is up");
        show_icons(db, "p1/logo").await.expect("twice is once");
        let events = scene.events().await;
        assert_eq!(events[told..], [(SETTINGS_CHANGED.to_owned(), vec!["settings".to_owned()])]);
        assert_eq!((claimed().await, shown().await.as_deref()), (None, Some("p1/logo")));

        // Another logo has none yet, and the first has its own still.
        set(&scene, 1, Some("p1/other")).await;
        assert_eq!((shown().await, claimed().await.as_deref()), (None, Some("p1/other")));
        set(&scene, 2, Some("p1/logo")).await;
        assert_eq!(shown().await.as_deref(), Some("p1/logo"));
        let mut tx = db.begin().await.expect("PostgreSQL is up");
        forget_icons(&mut tx, "p1/logo").await.expect("PostgreSQL is up");
        tx.commit().await.expect("PostgreSQL is up");
        assert_eq!(shown().await, None);
        set(&scene, 3, None).await;
        assert_eq!(shown().await, None);
    }
}
