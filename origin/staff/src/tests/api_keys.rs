//! API keys over the API: made, replaced and ended, within what whoever does it may do.

use api::staff::{
    CreateStaffKey, CreateStaffKeyRotation, DeleteStaffKey, ListStaffKeys, MAX_KEYS, NewStaffKey, StaffKey,
};
use origin_platform::staff::{self, NewKey, Staff};

use uuid::Uuid;

use super::endpoints::refused;
use super::*;

fn asking(name: &str, permissions: &[&str], days: Option<u16>) -> CreateStaffKey {
    CreateStaffKey {
        name: name.to_owned(),
        permissions: permissions.iter().map(|one| (*one).to_owned()).collect(),
        days,
    }
}

async fn of_key(scene: &Scene, key: &str) -> Option<Staff> {
    staff::of_key(&scene.stores.db, key).await.expect("PostgreSQL is up")
}

async fn listed(scene: &Scene, session: &Session) -> Vec<StaffKey> {
    scene.call(session, &ListStaffKeys {}).await.expect("an owner")
}

#[tokio::test]
async fn a_key_is_made_listed_used_replaced_and_ended_and_each_is_in_the_log() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (request, once) = (asking(" Feed ", &["catalog.read", "stock.write"], None), secret::token());
    let made: NewStaffKey = scene.call_with_key(owner.staff(), &request, &once).await.expect("an owner");
    let repeated = scene.call_with_key(owner.staff(), &request, &once).await.expect("a repeat");
    assert_eq!((repeated.id, repeated.key), (made.id, None), "it is shown once");
    let first = made.key.expect("shown the first time");
    let all: String = sqlx::query_scalar("select database_to_xml(true, true, '')::text")
        .fetch_one(&scene.stores.db)
        .await
        .expect("readable");
    assert!(all.contains("Feed") && !all.contains(&first), "only its hash is kept");
    let before = listed(&scene, &owner).await;
    assert_eq!(before.len(), 1);
    assert_eq!((before[0].name.as_str(), before[0].made_by.as_deref()), ("Feed", Some("owner@example.com")));
    assert!(before[0].expires_at.is_none() && before[0].last_used_at.is_none());
    let may = of_key(&scene, &first).await.expect("valid").permissions;
    assert_eq!(may, Permissions::of(&[Permission::CatalogRead, Permission::StockWrite]));
    assert!(listed(&scene, &owner).await[0].last_used_at.is_some());

    // Replaced: both are good for a day, then the new one alone.
    let rotate = CreateStaffKeyRotation { key: made.id, overlap_hours: 24, days: None };
    let second = scene.call(&owner, &rotate).await.expect("an owner");
    let key = second.key.expect("shown the first time");
    assert_eq!(of_key(&scene, &key).await.expect("valid").permissions, may);
    assert!(of_key(&scene, &first).await.is_some());
    let both = listed(&scene, &owner).await;
    assert_eq!(
        both.iter().map(|key| (key.id, key.expires_at.is_some())).collect::<Vec<_>>(),
        [(second.id, false), (made.id, true)]
    );
    scene.call(&owner, &DeleteStaffKey { key: made.id }).await.expect("an owner");
    assert!(of_key(&scene, &first).await.is_none() && of_key(&scene, &key).await.is_some());
    let at_once = CreateStaffKeyRotation { key: second.id, overlap_hours: 0, days: Some(1) };
    let third = scene.call(&owner, &at_once).await.expect("an owner");
    assert!(of_key(&scene, &key).await.is_none(), "it was replaced at once");
    assert_eq!(refused(scene.call(&owner, &at_once).await), Code::NotFound);

    scene.call(&owner, &DeleteStaffKey { key: third.id }).await.expect("an owner");
    assert!(of_key(&scene, &third.key.expect("shown the first time")).await.is_none());
    assert_eq!(refused(scene.call(&owner, &DeleteStaffKey { key: third.id }).await), Code::NotFound);
    assert!(listed(&scene, &owner).await.is_empty());
    let log = origin_platform::audit::entries(&scene.stores.db, Some("key Feed"), None, 10).await.expect("readable");
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["revoke key", "replace key", "revoke key", "replace key", "create key"]);
    assert!(log.iter().all(|entry| entry.actor == "staff owner@example.com"));
}

#[tokio::test]
async fn what_is_no_key_is_refused_with_what_to_do() {
    let scene = Scene::new().await;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let made = scene.call(&owner, &asking("feed", &["catalog.read"], None)).await.expect("an owner");
    let long = "x".repeat(101);
    for (bad, field) in [
        (asking("", &["catalog.read"], None), "name"),
        (asking("ada@example.com", &["catalog.read"], None), "name"),
        (asking("a\u{202e}b", &["catalog.read"], None), "name"),
        (asking(&long, &["catalog.read"], None), "name"),
        (asking("feed", &["stock.read"], None), "name"),
        (asking("other", &[], None), "permissions"),
        (asking("other", &["moon.land"], None), "permissions"),
        (asking("other", &["catalog.read"], Some(0)), "days"),
        (asking("other", &["catalog.read"], Some(3651)), "days"),
    ] {
        let problem = scene.call(&owner, &bad).await.err().expect("refused");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some(field)), "{bad:?}");
    }
    let rotate = |overlap_hours, days| CreateStaffKeyRotation { key: made.id, overlap_hours, days };
    for (bad, field) in [(rotate(721, None), "overlap_hours"), (rotate(1, Some(0)), "days")] {
        let problem = scene.call(&owner, &bad).await.err().expect("refused");
        assert_eq!((problem.code, problem.field.as_deref()), (Code::InvalidField, Some(field)), "{bad:?}");
    }
    let mut tx = scene.stores.db.begin().await.expect("PostgreSQL is up");
    for number in 1..MAX_KEYS {
        let name = format!("key {number}");
        let new = NewKey { name: &name, permissions: Some(Permissions::NONE), days: None, owner: None };
        staff::create_key(&mut tx, &new).await.expect("a good name");
    }
    tx.commit().await.expect("PostgreSQL is up");
    assert_eq!(listed(&scene, &owner).await.len(), MAX_KEYS);
    assert_eq!(refused(scene.call(&owner, &asking("more", &["catalog.read"], None)).await), Code::InvalidField);
    assert_eq!(refused(scene.call(&owner, &rotate(1, None)).await), Code::InvalidField);
    scene.call(&owner, &rotate(0, None)).await.expect("one for one");
}

/// A row of numbers that is the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// A key of the model: what it may do, the account that made it, and whether it is valid.
struct Known {
    id: Uuid,
    key: String,
    may: Permissions,
    maker: usize,
    is_valid: bool,
}

/// Two owners who are one and stop being one, and keys that make keys: whatever they do, in whichever order, a key may do
/// what the model says, and never more than the account that made it.
#[tokio::test]
async fn however_keys_make_keys_and_roles_change_nobody_ends_with_more_than_the_giver_had() {
    let scene = Scene::new().await;
    let mut chance = Chance(20_261_127);
    let (ada, _) = scene.member("ada@example.com", &[Role::Owner]).await;
    let (bob, _) = scene.member("bob@example.com", &[Role::Owner]).await;
    let accounts = [ada.account.id, bob.account.id];
    let staff = [ada.staff(), bob.staff()];
    let mut roles = [Role::Owner, Role::Owner];
    let mut keys: Vec<Known> = Vec::new();
    for step in 0..70 {
        // Who acts: an account as its session was read long ago, or a key.
        let by_account = keys.is_empty() || chance.below(2) == 0;
        let actor = if by_account { chance.below(2) } else { 2 + chance.below(keys.len()) };
        let (maker, own) = match actor.checked_sub(2).map(|at| &keys[at]) {
            None => (actor, roles[actor].permissions()),
            Some(key) if key.is_valid => (key.maker, key.may.intersection(roles[key.maker].permissions())),
            Some(_) => continue,
        };
        let call = async |request: &CreateStaffKey| match actor.checked_sub(2) {
            None => scene.call_with_key(staff[actor].clone(), request, &secret::token()).await,
            Some(at) => scene.call_by(&keys[at].key, request).await,
        };
        let is_manager = own.contains(Permission::StaffManage);
        match chance.below(10) {
            0..6 => {
                let mut wanted: Permissions =
                    Permission::ALL.into_iter().filter(|_| chance.below(3) == 0).collect::<Permissions>();
                match chance.below(4) {
                    0 => wanted = wanted.union(Permissions::of(&[Permission::StaffManage])),
                    // What is theirs to give, nearly always.
                    1 | 2 => wanted = wanted.intersection(own).union(Permissions::of(&[Permission::StaffManage])),
                    _ => {}
                }
                let name = format!("key {step}");
                let request = CreateStaffKey { name, permissions: wanted.names(), days: None };
                let made = call(&request).await;
                let allowed = is_manager && wanted.is_subset_of(own) && wanted != Permissions::NONE;
                assert_eq!(made.is_ok(), allowed, "{step}: {own:?} gives {wanted:?}");
                if let Ok(NewStaffKey { id, key, .. }) = made {
                    keys.push(Known { id, key: key.expect("new"), may: wanted, maker, is_valid: true });
                }
            }
            6..8 if !keys.is_empty() => {
                let at = chance.below(keys.len());
                let request = CreateStaffKeyRotation { key: keys[at].id, overlap_hours: 1, days: None };
                let made = match actor.checked_sub(2) {
                    None => scene.call_with_key(staff[actor].clone(), &request, &secret::token()).await,
                    Some(by) => scene.call_by(&keys[by].key, &request).await,
                };
                let may = keys[at].may;
                assert_eq!(made.is_ok(), keys[at].is_valid && is_manager && may.is_subset_of(own), "{step}");
                if let Ok(NewStaffKey { id, key, .. }) = made {
                    keys.push(Known { id, key: key.expect("new"), may, maker, is_valid: true });
                }
            }
            8 if !keys.is_empty() => {
                let at = chance.below(keys.len());
                let request = DeleteStaffKey { key: keys[at].id };
                let ended = match actor.checked_sub(2) {
                    None => scene.call_with_key(staff[actor].clone(), &request, &secret::token()).await,
                    Some(by) => scene.call_by(&keys[by].key, &request).await,
                };
                assert_eq!(ended.is_ok(), keys[at].is_valid && is_manager && keys[at].may.is_subset_of(own), "{step}");
                keys[at].is_valid &= ended.is_err();
            }
            _ => {
                let (whose, role) = (chance.below(2), [Role::Owner, Role::Catalog, Role::Analyst][chance.below(3)]);
                let outcome = accounts::set_roles(&scene.stores, By::command_line(), accounts[whose], &[role]).await;
                let stays = role == Role::Owner || roles[1 - whose] == Role::Owner || roles[whose] != Role::Owner;
                assert_eq!(outcome.is_ok(), stays, "{step}");
                if outcome.is_ok() {
                    roles[whose] = role;
                    for key in keys.iter_mut().filter(|key| key.maker == whose) {
                        key.may = key.may.intersection(role.permissions());
                    }
                }
            }
        }
        for key in &keys {
            let real = of_key(&scene, &key.key).await.map(|staff| staff.permissions);
            assert_eq!(real, key.is_valid.then_some(key.may), "{step}");
            assert!(real.is_none_or(|real| real.is_subset_of(roles[key.maker].permissions())), "{step}");
        }
    }
    assert!(keys.len() > 10, "much was made: {}", keys.len());
    assert!(keys.iter().any(|key| !key.is_valid), "and something ended");
}
