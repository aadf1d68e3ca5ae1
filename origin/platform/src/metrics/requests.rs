//! Requests, by the endpoint that was declared for them: how many, how they were answered, how long it took.

use std::sync::LazyLock;
use std::time::Instant;

use api::problem::Code;
use http::StatusCode;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Label;

/// Upper bounds in seconds, for answers.
const ANSWERS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
/// What proxies log where the caller left before the answer.
const LEFT: u16 = 499;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    endpoint: &'static str,
    status: u16,
}

struct Requests {
    answered: Family<Answered, Counter>,
    seconds: Family<[Label; 1], Histogram, fn() -> Histogram>,
    problems: Family<[Label; 2], Counter>,
    in_flight: Gauge,
}

static REQUESTS: LazyLock<Requests> = LazyLock::new(|| Requests {
    answered: Family::default(),
    seconds: Family::new_with_constructor(answers as fn() -> Histogram),
    problems: Family::default(),
    in_flight: Gauge::default(),
});

fn answers() -> Histogram {
    Histogram::new(ANSWERS)
}

pub(super) fn register(registry: &mut Registry) {
    let Requests { answered, seconds, problems, in_flight } = &*REQUESTS;
    let r = registry;
    r.register("requests", "Requests, by endpoint and status; 499 if the caller left", answered.clone());
    r.register_with_unit("request", "Time until an endpoint answered", Unit::Seconds, seconds.clone());
    r.register("problems", "Problems that callers were told, by endpoint and code", problems.clone());
    r.register("requests_in_flight", "Requests that are being answered", in_flight.clone());
}

/// A request on its way. It counts as one that the caller gave up if it is dropped without an answer.
#[derive(Debug)]
pub struct Request {
    endpoint: &'static str,
    begun: Instant,
    status: u16,
}

impl Request {
    /// Begins to count a request of `endpoint`, by the name that was declared.
    pub fn begin(endpoint: &'static str) -> Self {
        REQUESTS.in_flight.inc();
        Self { endpoint, begun: Instant::now(), status: LEFT }
    }

    /// Counts the answer.
    pub fn answered(mut self, status: StatusCode) {
        self.status = status.as_u16();
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        let requests = &*REQUESTS;
        requests.in_flight.dec();
        requests.answered.get_or_create(&Answered { endpoint: self.endpoint, status: self.status }).inc();
        let seconds = self.begun.elapsed().as_secs_f64();
        requests.seconds.get_or_create(&[("endpoint", self.endpoint)]).observe(seconds);
    }
}

/// Counts a problem that the caller of an endpoint is told.
pub(crate) fn refused(endpoint: &'static str, code: Code) {
    REQUESTS.problems.get_or_create(&[("endpoint", endpoint), ("code", code.as_str())]).inc();
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;

    #[test]
    fn a_request_counts_once_however_it_ends() {
        let mut registry = Registry::with_prefix("origin");
        register(&mut registry);
        Request::begin("GetThing").answered(StatusCode::OK);
        Request::begin("GetThing").answered(StatusCode::OK);
        drop(Request::begin("GetThing"));
        refused("GetThing", Code::OutOfStock);
        let under_way = Request::begin("GetThing");
        let mut text = String::new();
        encode(&mut text, &registry).expect("a string takes every text");
        for line in [
            r#"origin_requests_total{endpoint="GetThing",status="200"} 2"#,
            r#"origin_requests_total{endpoint="GetThing",status="499"} 1"#,
            r#"origin_request_seconds_count{endpoint="GetThing"} 3"#,
            r#"origin_problems_total{endpoint="GetThing",code="out_of_stock"} 1"#,
            "origin_requests_in_flight 1",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in\n{text}");
        }
        drop(under_way);
    }
}
