//! Starting the programs of a shop: beside the tests, or origins and edges in containers.

use std::path::Path;

use origin_platform::{Stores, StoresConfig};
use ports::free_port;

use crate::builds::own_build;
use crate::containers::{Containers, networks_are_settled};
use crate::perimeter::Perimeter;
use crate::process::Process;
use crate::programs::{
    Payments, nats_at, port_of, run_origin, serve, start_edge, start_nats, start_redis, work, write_keys,
};
use crate::shop::OPERATOR_KEYS;
use crate::{OriginProxy, Shop};

/// Where a shop is found.
struct Places {
    edge: String,
    plain: String,
    nodes: Vec<String>,
    origin: String,
    perimeter: Option<Perimeter>,
}

impl Places {
    fn choose(containers: Option<&Containers>, folder: &Path, host: &str) -> Self {
        if let Some(containers) = containers {
            let [edge, plain] = containers.doors(host);
            let origin = containers.addresses("origins").swap_remove(0);
            return Self { edge, plain, nodes: containers.addresses("edges"), origin, perimeter: None };
        }
        let (origin_port, edge_port) = (free_port(), free_port());
        let perimeter = Perimeter::of_tests(folder, edge_port);
        let public_port = perimeter.as_ref().map_or(edge_port, |perimeter| perimeter.port);
        let [edge, node] = [public_port, edge_port].map(|port| format!("http://{host}:{port}"));
        let origin = format!("http://127.0.0.1:{origin_port}");
        Self { plain: edge.clone(), edge, nodes: vec![node], origin, perimeter }
    }
}

impl Shop {
    pub(crate) async fn start_over(
        mut config: StoresConfig,
        payments: Payments,
        proxied: bool,
        host: &str,
        catalog: Option<&str>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let containers = Containers::of_tests();
        let nats_port = free_port();
        config.nats_url = nats_at("origin", nats_port);
        let nats = start_nats(folder.path(), nats_port);
        let redis_port = free_port();
        config.redis_url = format!("redis://127.0.0.1:{redis_port}");
        let redis = start_redis(folder.path(), redis_port);
        let Places { edge, plain, mut nodes, origin, perimeter } = Places::choose(containers, folder.path(), host);
        let (edge_keys, origin_keys) = (folder.path().join("edge.keys"), folder.path().join("origin.keys"));
        let key = format!("tests-1:{}\n", "A".repeat(44));
        write_keys(&edge_keys, &key);
        write_keys(&origin_keys, &key);
        let environment = payments.environment(folder.path(), &edge);
        let mut command = serve(folder.path(), &config, port_of(&origin), &environment);
        let mut origins = match containers {
            Some(containers) => containers.start_origins(folder.path(), &command),
            None => vec![Process::start("origin-serve", folder.path(), &mut command)],
        };
        let workers = Process::start("origin-work", folder.path(), &mut work(folder.path(), &config, &environment));
        if let Some(catalog) = catalog {
            run_origin(folder.path(), &config, &["seed", "--catalog", catalog]);
        }
        let staff_key = run_origin(folder.path(), &config, &["staff-key", "create", "--name", "tests"]);
        let origin_proxy = if proxied { Some(OriginProxy::start(&origin).await) } else { None };
        let asked = origin_proxy.as_ref().map_or(&origin, |proxy| &proxy.address);
        let operator_keys = folder.path().join(OPERATOR_KEYS);
        write_keys(&operator_keys, &format!("tests-1:{}\n", "B".repeat(44)));
        let admin = match containers {
            Some(containers) => containers.admins().swap_remove(0),
            None => format!("127.0.0.1:{}", free_port()),
        };
        let keys = operator_keys.display().to_string();
        let mut options = vec!["--operator-keys", &keys, "--public-url", &edge];
        options.extend(perimeter.iter().flat_map(|_| Perimeter::OPTIONS_OF_EDGES));
        let nats_of_edge = nats_at("edge", nats_port);
        let mut edges = match containers {
            Some(containers) => containers.start_edges(folder.path(), &options, &nats_of_edge, &own_build()),
            None => {
                options.extend(["--admin-listen", &admin]);
                let port = port_of(&nodes[0]);
                vec![start_edge("edge-node", folder.path(), port, asked, &nats_of_edge, &options)]
            }
        };
        let stores = Stores::connect(&config).await.expect("addresses of our own making");
        let staff_key = staff_key.trim().to_owned();
        let (origin_process, edge_process) = (origins.remove(0), edges.remove(0));
        let node = nodes.remove(0);
        let shop = Self {
            edge,
            plain,
            node,
            admin: format!("http://{admin}"),
            origin,
            staff_key,
            edge_keys,
            origin_keys,
            stores,
            origin_process,
            workers,
            edge_process,
            redis,
            nats,
            origin_proxy,
            config,
            environment,
            further_nodes: nodes,
            _further: origins.into_iter().chain(edges).collect(),
            folder,
            perimeter,
        };
        match catalog {
            Some(_) => shop.wait().await,
            None => shop.serves().await,
        }
        if containers.is_some() {
            networks_are_settled().await;
        }
        shop
    }
}
