//! The order of what is in a collection.

use super::*;
use crate::testing::plain;
use api::catalog::admin::{ListAdminCollections, ListCollectionProducts, UpdateCollectionOrder};
use api::problem::Code;
use domain::Slug;

fn table() -> Slug {
    "table".parse().expect("a slug")
}

async fn listed(shop: &Shop) -> Vec<String> {
    let list = shop.as_staff(&ListCollectionProducts { slug: table(), after: None }).await.expect("listed");
    assert_eq!(list.next, None);
    list.products.into_iter().map(|one| one.slug.to_string()).collect()
}

#[tokio::test]
async fn some_come_first_and_the_others_follow_as_they_were_made() {
    let shop = Shop::open().await;
    let mut made = Vec::new();
    for name in ["bowl", "plate", "cup", "pot"] {
        made.push(created(&shop, plain(name, 300)).await);
    }
    assert_eq!(listed(&shop).await, ["bowl", "plate", "cup", "pot"]);
    let version = async || {
        let all = shop.as_staff(&ListAdminCollections {}).await.expect("listed");
        all.into_iter().find(|one| one.collection.slug == table()).expect("it is there").version
    };
    let read = version().await;
    let order = |version: i64, first: &[usize]| UpdateCollectionOrder {
        slug: table(),
        if_match: Some(IfMatch::Version(version)),
        first: first.iter().map(|place| made[*place].id).collect(),
    };
    let now = shop.as_staff(&order(read, &[3, 1])).await.expect("arranged");
    assert_eq!(listed(&shop).await, ["pot", "plate", "bowl", "cup"]);
    assert_eq!(shop.as_staff(&order(read, &[0])).await.expect_err("read before").code, Code::VersionOutdated);
    let same = shop.as_staff(&order(now.version, &[3, 1])).await.expect("as it is");
    assert_eq!(same.version, now.version, "nothing has changed");
    shop.as_staff(&order(now.version, &[2])).await.expect("arranged");
    assert_eq!(listed(&shop).await, ["cup", "bowl", "plate", "pot"]);

    let read = version().await;
    let absent = UpdateCollectionOrder { first: vec![ProductId(uuid::Uuid::now_v7())], ..order(read, &[]) };
    for request in [order(read, &[0, 0]), absent] {
        assert_eq!(shop.as_staff(&request).await.expect_err("no order").field.as_deref(), Some("first"));
    }
    let blind = UpdateCollectionOrder { if_match: None, ..order(read, &[0]) };
    assert_eq!(shop.as_staff(&blind).await.expect_err("of which version?").code, Code::VersionMissing);
    shop.as_staff(&order(read, &[])).await.expect("as they were made");
    assert_eq!(listed(&shop).await, ["bowl", "plate", "cup", "pot"]);
}
