//! What staff are managed by over the API, and who may.

use api::endpoint::Endpoint;
use api::staff::{
    AuditPage, CreateStaffInvitation, DeleteStaffMember, ListAuditEntries, ListStaff, StaffMember, UpdateStaffMember,
};
use api::{Client, Credentials, Problem};
use axum::Extension;
use origin_platform::audit;
use origin_platform::staff::{AsStaff, Staff};
use origin_platform::transport::InProcess;
use uuid::Uuid;

use super::*;

impl Scene {
    /// Calls as somebody who is signed in.
    pub(super) async fn call<E: Endpoint>(&self, session: &Session, endpoint: &E) -> Result<E::Reply, Problem> {
        self.call_with_key(session.staff(), endpoint, &secret::token()).await
    }

    pub(super) async fn call_with_key<E: Endpoint>(
        &self,
        staff: Staff,
        endpoint: &E,
        key: &str,
    ) -> Result<E::Reply, Problem> {
        let router = crate::router(self.stores.clone()).layer(Extension(AsStaff(staff)));
        let credentials = Credentials { bearer: None, idempotency_key: Some(key.to_owned()) };
        Client::new(InProcess(router)).call_as(endpoint, &credentials).await
    }

    /// Calls with a key of the API.
    pub(super) async fn call_by<E: Endpoint>(&self, key: &str, endpoint: &E) -> Result<E::Reply, Problem> {
        let client = Client::new(InProcess(crate::router(self.stores.clone())));
        let credentials = Credentials { bearer: Some(key.to_owned()), idempotency_key: Some(secret::token()) };
        client.call_as(endpoint, &credentials).await
    }
}

pub(super) fn invitation(email: &str, roles: &[Role]) -> CreateStaffInvitation {
    CreateStaffInvitation { email: email.to_owned(), roles: roles.to_vec(), locale: None }
}

pub(super) fn token(path: Option<String>) -> String {
    let path = path.expect("shown the first time");
    path.strip_prefix("/admin/welcome/").expect("on the staff's pages").to_owned()
}

pub(super) fn refused<T>(outcome: Result<T, Problem>) -> Code {
    outcome.err().expect("refused").code
}

#[tokio::test]
async fn an_owner_manages_staff_over_the_api_and_nobody_else_does() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (support, _) = scene.member("support@example.com", &[Role::Support]).await;
    let change = UpdateStaffMember { account: support.account.id, roles: vec![Role::Orders, Role::Catalog], had: None };
    let end = DeleteStaffMember { account: support.account.id };
    assert_eq!(refused(scene.call(&support, &ListStaff {}).await), Code::Forbidden);
    assert_eq!(refused(scene.call(&support, &invitation("eve@example.com", &[Role::Support])).await), Code::Forbidden);
    assert_eq!(refused(scene.call(&support, &change).await), Code::Forbidden);
    assert_eq!(refused(scene.call(&support, &end).await), Code::Forbidden);

    // The link is shown once and kept nowhere.
    let (request, key) = (invitation(" Eve@Example.com", &[Role::Marketing]), secret::token());
    let made = scene.call_with_key(owner.staff(), &request, &key).await.expect("an owner");
    let repeated = scene.call_with_key(owner.staff(), &request, &key).await.expect("a repeat");
    assert_eq!((made.email.as_str(), repeated.path), ("eve@example.com", None));
    let eve = token(made.path);
    assert_eq!(invitations::look(&scene.stores, &eve).await.expect("open").roles, [Role::Marketing]);
    for wrong in [invitation("eve", &[Role::Marketing]), invitation("eve@example.com", &[])] {
        assert_eq!(refused(scene.call(&owner, &wrong).await), Code::InvalidField);
    }
    let twice = invitation("eve@example.com", &[Role::Orders, Role::Orders]);
    assert_eq!(refused(scene.call(&owner, &twice).await), Code::InvalidField);
    scene.accept(&eve, "eve@example.com", PASSWORD).await.expect("a good invitation");

    let changed = scene.call(&owner, &change).await.expect("an owner");
    assert_eq!(changed.roles, [Role::Orders, Role::Catalog]);
    let listed = scene.call(&owner, &ListStaff {}).await.expect("an owner");
    assert_eq!(listed.iter().filter(|member| **member == changed).count(), 1);
    assert_eq!(listed.iter().filter(|member| member.active).count(), 3);
    // An end is an end of what lies in a mailbox, too.
    let open = scene.call(&owner, &invitation("support@example.com", &[Role::Support])).await.expect("an owner");
    scene.call(&owner, &end).await.expect("an owner");
    assert_eq!(code(invitations::look(&scene.stores, &token(open.path)).await), Code::LinkUnknown);
    let listed = scene.call(&owner, &ListStaff {}).await.expect("an owner");
    let ended: Vec<&StaffMember> = listed.iter().filter(|member| !member.active).collect();
    assert_eq!(ended.iter().map(|member| member.id).collect::<Vec<_>>(), [support.account.id]);
    // The last owner stays, and of nobody nothing is ended.
    let last = DeleteStaffMember { account: owner.account.id };
    assert_eq!(refused(scene.call(&owner, &last).await), Code::InvalidField);
    let nobody = DeleteStaffMember { account: Uuid::now_v7() };
    assert_eq!(refused(scene.call(&owner, &nobody).await), Code::NotFound);
}

#[tokio::test]
async fn a_key_that_manages_staff_gives_no_more_than_it_may_do() {
    let scene = Scene::new().await;
    let stores = &scene.stores;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (bob, _) = scene.member("bob@example.com", &[Role::Catalog]).await;
    let part = Role::Catalog.permissions().union(Permissions::of(&[Permission::StaffManage]));
    assert_eq!(code(keys::create(stores, &owner, "ada@example.com", part, None).await), Code::InvalidField);
    let key = keys::create(stores, &owner, "people", part, Some(1)).await.expect("an owner");
    for (email, role) in [("eve@example.com", Role::Owner), ("owner@example.com", Role::Catalog)] {
        assert_eq!(refused(scene.call_by(&key, &invitation(email, &[role])).await), Code::Forbidden, "{email}");
    }
    let into_bob = scene.call_by(&key, &invitation("bob@example.com", &[Role::Catalog])).await.expect("within it");
    let log = audit::entries(&stores.db, Some("staff bob@example.com"), None, 1).await.expect("readable");
    assert_eq!((log[0].actor.as_str(), log[0].action.as_str()), ("staff people", "invite staff"));
    // Bob may do more than the key by now, though not more than its maker: the link into his account is over.
    accounts::set_roles(stores, &owner, bob.account.id, &[Role::Owner]).await.expect("an owner");
    let late = scene.accept(&token(into_bob.path), "bob@example.com", PASSWORD).await;
    assert_eq!(code(late), Code::LinkExpired);
    let end = DeleteStaffMember { account: bob.account.id };
    assert_eq!(refused(scene.call_by(&key, &end).await), Code::Forbidden);
    // With its maker the key ends, whatever it was given.
    accounts::deactivate(stores, &bob, owner.account.id).await.expect_err("read as one of the catalogue's");
    let bob = Staff { permissions: Permissions::ALL, ..bob.staff() };
    accounts::deactivate(stores, &bob, owner.account.id).await.expect("an owner by now");
    assert_eq!(refused(scene.call_by(&key, &ListStaff {}).await), Code::Unauthenticated);
}

#[tokio::test]
async fn the_audit_log_is_read_in_pages_by_whoever_may() {
    let scene = Scene::new().await;
    let (analyst, _) = scene.member("analyst@example.com", &[Role::Analyst]).await;
    let (support, _) = scene.member("support@example.com", &[Role::Support]).await;
    let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
    for number in 0..60 {
        let after = serde_json::json!({ "number": number });
        audit::record(&mut tx, "nobody", "test", "product kettle", None, Some(after)).await.expect("written");
    }
    tx.commit().await.expect("PostgreSQL is up");
    let of = |subject: Option<&str>, before| ListAuditEntries { subject: subject.map(str::to_owned), before };
    assert_eq!(refused(scene.call(&support, &of(None, None)).await), Code::Forbidden);
    let page: AuditPage = scene.call(&analyst, &of(Some("product kettle"), None)).await.expect("an analyst");
    assert_eq!((page.items.len(), page.next), (50, page.items.last().map(|entry| entry.number)));
    let rest = scene.call(&analyst, &of(Some("product kettle"), page.next)).await.expect("an analyst");
    assert_eq!((rest.items.len(), rest.next), (10, None));
    assert_eq!(rest.items[9].after, Some(serde_json::json!({ "number": 0 })));
    let all = scene.call(&analyst, &of(None, rest.items.last().map(|entry| entry.number))).await.expect("an analyst");
    assert_eq!(all.items.len(), 4, "two invitations and their acceptances");
    assert_eq!(all.items[0].subject, "staff support@example.com");
    assert_eq!(refused(scene.call(&analyst, &of(Some("\0"), None)).await), Code::InvalidField);
}

#[tokio::test]
async fn whoever_saw_other_roles_changes_none() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (support, _) = scene.member("support@example.com", &[Role::Support, Role::Orders]).await;
    let change = |roles: &[Role], had: &[Role]| UpdateStaffMember {
        account: support.account.id,
        roles: roles.to_vec(),
        had: Some(had.to_vec()),
    };
    let seen = [Role::Orders, Role::Support];
    scene.call(&owner, &change(&[Role::Orders], &seen)).await.expect("in whichever order");
    let late = scene.call(&owner, &change(&[Role::Orders, Role::Catalog], &seen)).await;
    assert_eq!(refused(late), Code::VersionOutdated);
}
