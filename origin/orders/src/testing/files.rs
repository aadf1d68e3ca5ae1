//! Asking for files.

use api::client::Transport as _;
use api::endpoint::{Endpoint, request_of};
use api::problem::Problem;
use origin_platform::staff;

use super::Shop;

impl Shop {
    /// Asks for what is not JSON: headers and body.
    pub async fn file<E: Endpoint>(&self, endpoint: &E) -> Result<(http::HeaderMap, bytes::Bytes), Problem> {
        let response = self.transport.send(request_of(endpoint)).await.expect("the router always answers");
        if response.status().is_success() {
            let (parts, body) = response.into_parts();
            return Ok((parts.headers, body));
        }
        Err(serde_json::from_slice(response.body()).expect("a problem"))
    }

    /// The same, as staff.
    pub async fn staff_file<E: Endpoint>(&self, endpoint: &E) -> Result<(http::HeaderMap, bytes::Bytes), Problem> {
        let token = staff::create(&self.stores.db, "tests").await.expect("PostgreSQL is up");
        let mut request = request_of(endpoint);
        let bearer = format!("Bearer {token}").parse().expect("a header");
        request.headers_mut().insert(http::header::AUTHORIZATION, bearer);
        let response = self.transport.send(request).await.expect("the router always answers");
        if response.status().is_success() {
            let (parts, body) = response.into_parts();
            return Ok((parts.headers, body));
        }
        Err(serde_json::from_slice(response.body()).expect("a problem"))
    }
}
