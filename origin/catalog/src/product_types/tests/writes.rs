//! Whatever is written, in any order.

use std::collections::HashMap;

use api::catalog::product_types::gaps;

use super::*;
use crate::exported_product_types;

/// A sequence of numbers that look random and are the same at every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

#[tokio::test]
async fn whatever_is_written_of_products_none_on_sale_lacks_what_its_type_requires() {
    for seed in 1..=3 {
        let shop = Shop::open().await;
        let types = [
            mug_type(),
            new_type("hat", vec![asks("material", true), made("washable", true, PropertyKind::Boolean, "")]),
        ];
        for one in &types {
            shop.as_staff(one).await.expect("a good type");
        }
        let asked: HashMap<String, Vec<AskedAttribute>> = exported_product_types(&shop.stores.db)
            .await
            .expect("it is up")
            .into_iter()
            .map(|one| (one.handle.to_string(), one.attributes))
            .collect();
        let mut numbers = Numbers(seed);
        let mut saved: Vec<ProductSaved> = Vec::new();
        let (mut taken, mut refused) = (0, 0);
        for step in 0..60 {
            let values = [
                ("capacity", [json!({ "value": 300, "unit": "ml" }), json!(300), json!("much")]),
                ("material", [json!("Clay"), json!({ "en": "Oak", "de": "Eiche" }), json!(false)]),
                ("washable", [json!(true), json!(false), json!("yes")]),
            ];
            let mut attributes = BTreeMap::new();
            for (key, choices) in values {
                if let Some(value) = choices.get(numbers.below(4)) {
                    attributes.insert(key.to_owned(), value.clone());
                }
            }
            let handle = ["", "mug", "hat"][numbers.below(3)];
            let status = ProductStatus::ALL[numbers.below(4)];
            let slug = format!("p{}", numbers.below(5));
            let document = ProductDocument {
                status,
                product_type: handle.parse().ok(),
                attributes: attributes.clone(),
                on_sale: match status {
                    ProductStatus::Scheduled => serde_json::from_value(json!({ "from": 7_000_000_000_i64 })).unwrap(),
                    _ => Default::default(),
                },
                ..plain(&slug, 100)
            };
            let some = saved.get(numbers.below(saved.len().max(1))).cloned();
            let is_taken = match (numbers.below(3), some) {
                (0, Some(one)) => {
                    let mut parts = ProductInput::default();
                    match numbers.below(3) {
                        0 => parts.status = Some(status).filter(|status| *status != ProductStatus::Scheduled),
                        1 => parts.attributes = Some(attributes),
                        _ => parts.product_type = Some(handle.to_owned()),
                    }
                    update(&shop, &one, parts).await.is_ok()
                }
                (1, _) => {
                    let status = if status == ProductStatus::Scheduled { ProductStatus::Draft } else { status };
                    let made = create(&shop, ProductDocument { on_sale: Default::default(), status, ..document }).await;
                    let is_made = made.is_ok();
                    saved.extend(made);
                    is_made
                }
                _ => !matches!(shop.upsert(&[document]).await[..], [Outcome::Refused(_)]),
            };
            *(if is_taken { &mut taken } else { &mut refused }) += 1;
            let ids = crate::product_ids_after(&shop.stores.db, None, 100).await.expect("it is up");
            for (_, product) in crate::documents(&shop.stores.db, &ids).await.expect("it is up") {
                let Some(handle) = &product.product_type else { continue };
                assert_eq!(gaps(&product, &asked[handle.as_str()]), [], "seed {seed}, step {step}: {product:?}");
            }
        }
        assert!(taken > 10 && refused > 5, "seed {seed}: {taken} taken, {refused} refused");
    }
}
