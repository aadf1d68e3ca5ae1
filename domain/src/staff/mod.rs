//! What the merchant's staff may do: permissions, the roles made of them, and what of it one may give to another.

mod permissions;
mod roles;

pub use permissions::{Permission, Permissions, UnknownPermission};
pub use roles::{Role, UnknownRole};

/// Why somebody may not give what they want to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantRefused {
    /// They manage nobody.
    #[error("this needs the permission staff.manage")]
    NotAManager,
    /// Whoever is given it has more than they have: it is not theirs to take, or to stand in for.
    #[error("whoever this is about may do more than you")]
    AboveYou,
    /// What is given is more than they have.
    #[error("nobody gives a permission that they do not have")]
    MoreThanYours,
}

/// Whether whoever may do `own` may have somebody who may do `before`, such as another account, a key or nobody yet, do
/// `after` from now on. The one rule of who may give what: grants, invitations, keys and their end all ask it.
///
/// # Errors
/// What stands against it.
pub fn may_grant(own: Permissions, before: Permissions, after: Permissions) -> Result<(), GrantRefused> {
    if !own.contains(Permission::StaffManage) {
        return Err(GrantRefused::NotAManager);
    }
    if !before.is_subset_of(own) {
        return Err(GrantRefused::AboveYou);
    }
    if !after.is_subset_of(own) {
        return Err(GrantRefused::MoreThanYours);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn some() -> impl Strategy<Value = BTreeSet<&'static str>> {
        let all = Permission::ALL.map(Permission::name).to_vec();
        let count = all.len();
        proptest::sample::subsequence(all, 0..=count).prop_map(BTreeSet::from_iter)
    }

    fn set(names: &BTreeSet<&'static str>) -> Permissions {
        names.iter().map(|name| name.parse::<Permission>().expect("a permission")).collect()
    }

    proptest! {
        /// However staff give, take and hand on, nobody ends with what nobody had who gave it: the model keeps names, the
        /// code bits.
        #[test]
        fn nobody_gives_more_than_they_have(
            accounts in proptest::collection::vec(some(), 2..5),
            steps in proptest::collection::vec((0_usize..5, 0_usize..5, some()), 0..20),
        ) {
            let mut model = accounts.clone();
            let mut real: Vec<Permissions> = accounts.iter().map(set).collect();
            let anybody: BTreeSet<_> = accounts.iter().flatten().copied().collect();
            for (giver, receiver, wanted) in steps {
                let (giver, receiver) = (giver % model.len(), receiver % model.len());
                let allowed = model[giver].contains("staff.manage")
                    && model[receiver].is_subset(&model[giver])
                    && wanted.is_subset(&model[giver]);
                let outcome = may_grant(real[giver], real[receiver], set(&wanted));
                prop_assert_eq!(outcome.is_ok(), allowed, "{:?}", outcome);
                if allowed {
                    real[receiver] = set(&wanted);
                    model[receiver] = wanted;
                }
            }
            for (real, model) in real.iter().zip(&model) {
                let names: BTreeSet<_> = real.iter().map(Permission::name).collect();
                prop_assert_eq!(&names, model);
                prop_assert!(names.is_subset(&anybody));
            }
        }
    }
}
