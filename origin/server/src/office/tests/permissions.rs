//! Every page of the office asks for what it takes.

use http::{Method, StatusCode};
use office::screens;
use origin_staff::Role;

use super::{Browser, Page, Scene};

impl Browser<'_> {
    /// Sends a form that has nothing but its token.
    pub(super) async fn submit_token(&mut self, page: &Page, path: &str) -> Page {
        self.post(path, &[("token", page.hidden("token"))]).await
    }
}

/// The list of the pages is the router's own, so that none can be forgotten.
#[tokio::test]
async fn every_page_sends_away_whoever_may_not_see_it_and_nobody_else() {
    let scene = Scene::open().await;
    let path = |pattern: &str| {
        let segments = pattern.split('/').map(|segment| match segment.starts_with('{') {
            true => "7f2c1d3e-0000-4000-8000-000000000001",
            false => segment,
        });
        segments.collect::<Vec<_>>().join("/")
    };
    let mut nobody = scene.browser();
    for screen in screens() {
        let path = path(screen.path);
        let reply = match screen.method {
            Method::POST => nobody.post(&path, &[]).await,
            _ => nobody.get(&path).await,
        };
        let (status, location) = (reply.status, reply.location.as_str());
        match screen.method {
            Method::POST => assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}"),
            _ => assert_eq!((status.as_u16(), location), (303, "/admin/sign-in"), "{path}"),
        }
    }
    for role in Role::ALL {
        let mut browser = scene.member(&format!("{}@example.com", role.name()), role).await;
        let home = browser.get("/admin").await.location;
        let page = browser.get(&home).await;
        assert_eq!(page.status, 200, "{}: {home}", role.name());
        for screen in screens() {
            let path = path(screen.path);
            let reply = match screen.method {
                Method::POST => browser.submit_token(&page, &path).await,
                _ => browser.get(&path).await,
            };
            let may = role.permissions().contains(screen.permission);
            let case = format!("{} {path} as {}: {}", screen.method, role.name(), reply.status);
            assert_eq!(reply.status != StatusCode::FORBIDDEN, may, "{case}: {}", reply.body);
            assert!(!reply.status.is_server_error() && reply.location != "/admin/sign-in", "{case}");
            if !may {
                assert!(reply.body.contains(screen.permission.name()), "{case}: {}", reply.body);
            }
        }
    }
}
