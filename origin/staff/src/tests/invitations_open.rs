//! Invitations that are open: who sees and who withdraws them, and what becomes of their links.

use api::staff::{DeleteStaffInvitation, ListStaff, ListStaffInvitations, OpenStaffInvitation};
use futures::future::join;
use origin_platform::audit;
use uuid::Uuid;

use super::endpoints::{invitation, refused, token};
use super::*;

impl Scene {
    async fn open(&self, owner: &Session) -> Vec<OpenStaffInvitation> {
        self.call(owner, &ListStaffInvitations {}).await.expect("an owner")
    }
}

#[tokio::test]
async fn an_open_invitation_is_listed_and_withdrawn_with_both_its_links() {
    let scene = Scene::new().await;
    let stores = &scene.stores;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    assert!(scene.open(&owner).await.is_empty(), "one that was accepted is not open");
    let roles = [Role::Marketing, Role::Analyst];
    let made = scene.call(&owner, &invitation("eve@example.com", &roles)).await.expect("an owner");
    let shown = token(made.path);
    invitations::invite(stores, By::command_line(), "bob@example.com", &[Role::Owner]).await.expect("invited");
    let listed = scene.open(&owner).await;
    let [bob, eve] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((bob.email.as_str(), bob.invited_by.as_deref()), ("bob@example.com", None));
    assert_eq!((eve.email.as_str(), eve.invited_by.as_deref()), ("eve@example.com", Some("owner@example.com")));
    assert_eq!(eve.roles, roles);
    assert!(eve.created_at < eve.expires_at, "{eve:?}");
    let said = serde_json::to_string(&listed).expect("JSON");
    for secret in [shown.clone(), const_hex::encode(secret::sha256(&shown))] {
        assert!(!said.contains(&secret), "{said}");
    }
    let mailed = invitations::issue_mail(&stores.db, eve.id).await.expect("PostgreSQL is up").expect("open").token;

    let withdraw = DeleteStaffInvitation { invitation: eve.id };
    scene.call(&owner, &withdraw).await.expect("an owner");
    for link in [&shown, &mailed] {
        assert_eq!(code(invitations::look(stores, link).await), Code::LinkExpired);
        assert_eq!(code(scene.accept(link, "eve@example.com", PASSWORD).await), Code::LinkExpired);
    }
    assert!(invitations::issue_mail(&stores.db, eve.id).await.expect("PostgreSQL is up").is_none());
    assert_eq!(scene.open(&owner).await, std::slice::from_ref(bob));
    assert_eq!(refused(scene.call(&owner, &withdraw).await), Code::NotFound);
    let log = audit::entries(&stores.db, Some("staff eve@example.com"), None, 1).await.expect("readable");
    assert_eq!((log[0].actor.as_str(), log[0].action.as_str()), ("staff owner@example.com", "withdraw invitation"));
    // Whoever was withdrawn may be invited anew.
    scene.call(&owner, &invitation("eve@example.com", &[Role::Support])).await.expect("an owner");
    let listed = scene.open(&owner).await;
    assert!(listed.len() == 2 && listed[0].id != eve.id, "{listed:?}");
    // One that is over is neither listed nor withdrawn.
    scene.execute("update staff.invitations set expires_at = now() where used_at is null").await;
    assert!(scene.open(&owner).await.is_empty());
    let over = DeleteStaffInvitation { invitation: bob.id };
    assert_eq!(refused(scene.call(&owner, &over).await), Code::NotFound);
}

#[tokio::test]
async fn whoever_may_not_invite_sees_and_withdraws_nothing() {
    let scene = Scene::new().await;
    let stores = &scene.stores;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (support, _) = scene.member("support@example.com", &[Role::Support]).await;
    let part = Role::Catalog.permissions().union(Permissions::of(&[Permission::StaffManage]));
    let key = keys::create(stores, &owner, "people", part, Some(1)).await.expect("an owner");
    let invite = async |email: &str, role: Role| {
        scene.call(&owner, &invitation(email, &[role])).await.expect("an owner");
        DeleteStaffInvitation { invitation: scene.open(&owner).await[0].id }
    };
    let (catalog, orders) =
        (invite("ada@example.com", Role::Catalog).await, invite("bob@example.com", Role::Orders).await);
    assert_eq!(refused(scene.call(&support, &ListStaffInvitations {}).await), Code::Forbidden);
    assert_eq!(refused(scene.call(&support, &catalog).await), Code::Forbidden);
    // A key withdraws what it could have made, and nothing above it.
    assert_eq!(scene.call_by(&key, &ListStaffInvitations {}).await.expect("it manages staff").len(), 2);
    assert_eq!(refused(scene.call_by(&key, &orders).await), Code::Forbidden);
    scene.call_by(&key, &catalog).await.expect("within it");
    assert_eq!(scene.open(&owner).await.len(), 1);
    let nothing = DeleteStaffInvitation { invitation: Uuid::new_v4() };
    assert_eq!(refused(scene.call(&owner, &nothing).await), Code::NotFound);
}

#[tokio::test]
async fn of_accepting_and_withdrawing_at_once_one_is_late() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    for email in ["a@example.com", "b@example.com", "c@example.com"] {
        let made = scene.call(&owner, &invitation(email, &[Role::Support])).await.expect("an owner");
        let (link, withdraw) = (token(made.path), DeleteStaffInvitation { invitation: scene.open(&owner).await[0].id });
        match join(scene.accept(&link, email, PASSWORD), scene.call(&owner, &withdraw)).await {
            (Ok(_), withdrawn) => assert_eq!(refused(withdrawn), Code::NotFound),
            (accepted, withdrawn) => {
                withdrawn.expect("nobody has accepted it");
                assert_eq!(code(accepted), Code::LinkExpired);
            }
        }
    }
}

#[tokio::test]
async fn whoever_accepts_while_an_invitation_is_withdrawn_waits_and_is_late() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let made = scene.call(&owner, &invitation("eve@example.com", &[Role::Support])).await.expect("an owner");
    let (link, id) = (token(made.path), scene.open(&owner).await[0].id);
    let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
    invitations::withdraw_in(&mut tx, &By::from(&owner), id).await.expect("an owner");
    let waits = async || {
        sqlx::query_scalar::<_, bool>(
            "select exists (select from pg_locks join pg_database as own on own.oid = database
                            where own.datname = current_database() and locktype = 'advisory' and not granted)",
        )
        .fetch_one(&scene.stores.db)
        .await
        .expect("PostgreSQL is up")
    };
    let commit = async {
        origin_testing::wait_until("whoever accepts waits", waits).await;
        tx.commit().await.expect("PostgreSQL is up");
    };
    let (accepted, ()) = join(scene.accept(&link, "eve@example.com", PASSWORD), commit).await;
    assert_eq!(code(accepted), Code::LinkExpired);
    let all = scene.call(&owner, &ListStaff {}).await.expect("an owner");
    assert_eq!(all.len(), 1, "{all:?}");
}
