//! Showing one document of an order.

use api::orders::GetOrderDocument;
use api::problem::{Code, Problem};
use domain::CustomerId;
use origin_platform::{Call, File, ServiceError};
use uuid::Uuid;

use crate::checkout::Service;
use crate::orders::access::access;

/// What opens the order opens its documents. Who may not see the order is told that it has no such document: neither
/// ids nor numbers open or tell anything.
#[tracing::instrument(name = "orders.get_order_document", skip_all)]
pub(crate) async fn get_order_document(service: Service, call: Call<GetOrderDocument>) -> Result<File, ServiceError> {
    let GetOrderDocument { order, kind, number } = call.endpoint;
    let missing = || Problem::new(Code::DocumentNotFound, "The order has no such document.");
    let owner: Option<Option<Uuid>> = sqlx::query_scalar("select customer_id from orders.orders where id = $1")
        .bind(order.0)
        .fetch_optional(&service.stores.db)
        .await?;
    match access(&service.stores, &call, order, owner.flatten().map(CustomerId)).await {
        Err(ServiceError::Problem(problem)) if problem.code == Code::OrderNotFound => return Err(missing().into()),
        access => access?,
    };
    let pdf: Option<Vec<u8>> =
        sqlx::query_scalar("select pdf from orders.documents where order_id = $1 and kind = $2 and number = $3")
            .bind(order.0)
            .bind(kind.code())
            .bind(number)
            .fetch_optional(&service.stores.db)
            .await?;
    let bytes = pdf.ok_or_else(missing)?;
    Ok(File { media_type: "application/pdf", name: kind.file_name(number), bytes })
}

#[cfg(test)]
mod tests {
    use api::orders::{DocumentLink, GetOrder};
    use domain::OrderId;
    use domain::orders::DocumentKind::{CreditNote, Invoice};
    use http::header;
    use uuid::Uuid;

    use super::*;
    use crate::fulfilment::documents::issue::tests::{merchant, paid_order};
    use crate::fulfilment::documents::{Issuing, issue_invoice};
    use crate::testing::Shop;

    #[tokio::test]
    async fn a_document_opens_by_its_order_alone() {
        let shop = Shop::open().await;
        let (order, other) = (paid_order(&shop).await, paid_order(&shop).await);
        let db = &shop.stores.db;
        assert_eq!(issue_invoice(db, order, &merchant()).await.expect("issued"), Issuing::Issued(1));
        let links = shop.call(&GetOrder { order }).await.expect("shown").documents;
        let [DocumentLink { kind: Invoice, number: 1, issued_on }] = links.as_slice() else { panic!("{links:?}") };
        assert_eq!(issued_on.len(), 10);
        assert_eq!(shop.call(&GetOrder { order: other }).await.expect("shown").documents, []);

        let (headers, body) = shop.file(&GetOrderDocument { order, kind: Invoice, number: 1 }).await.expect("there");
        assert_eq!(headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(headers[header::CONTENT_DISPOSITION], "inline; filename=\"invoice-1.pdf\"");
        assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
        assert!(body.starts_with(b"%PDF-"));

        for (order, kind, number) in [
            (other, Invoice, 1),
            (order, CreditNote, 1),
            (order, Invoice, 2),
            (order, Invoice, -1),
            (OrderId(Uuid::new_v4()), Invoice, 1),
        ] {
            let problem = shop.file(&GetOrderDocument { order, kind, number }).await.expect_err("no such document");
            assert_eq!(problem.code, Code::DocumentNotFound);
        }
        let unknown = shop.get(&format!("/v1/orders/{order}/documents/receipt/1")).await.expect_err("no such kind");
        assert_eq!(unknown.code, Code::InvalidRequest);
    }
}
