//! HAProxy and the firewall before a shop, by the files in `deploy/`: for tests that are run through them
//! (`cargo xtask test --perimeter`).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ports::free_port;

use crate::process::Process;
use crate::programs::repository;

/// The variables that name the programs. Without them tests come to the edge node itself.
const HAPROXY: &str = "TEST_HAPROXY";
const NGINX: &str = "TEST_NGINX";
/// The firewall's files.
const FILES: [&str; 5] = ["nginx.conf", "modsecurity.conf", "crs-setup.conf", "exclusions.conf", "additions.conf"];
/// Tests speak plainly, as a browser may to its own machine; a real load balancer leads them to HTTPS.
const LEAD_TO_HTTPS: &str = "    http-request redirect scheme https code 308";
/// All come from one address.
const MANY: &str = "1000000";

/// Both, until their test ends.
pub(crate) struct Perimeter {
    /// Where shoppers come in.
    pub(crate) port: u16,
    _firewall: Process,
    _haproxy: Process,
}

impl Perimeter {
    /// What an edge node is told that stands behind them.
    pub(crate) const OPTIONS_OF_EDGES: [&str; 2] = ["--trusted-proxies", "127.0.0.1"];

    /// Starts both before the edge node at this port, if the tests are to be run so.
    pub(crate) fn of_tests(folder: &Path, edge: u16) -> Option<Self> {
        let programs = std::env::var_os(HAPROXY).zip(std::env::var_os(NGINX))?;
        Some(Self::start(&folder.join("perimeter"), edge, (programs.0.into(), programs.1.into())))
    }

    fn start(folder: &Path, edge: u16, (haproxy, nginx): (PathBuf, PathBuf)) -> Self {
        fs::create_dir_all(folder).expect("the folder is ours");
        let [port, https, firewall, inner, metrics] = std::array::from_fn(|_| free_port());
        write_firewall(folder, firewall, inner);
        let balancer = repository().join("deploy/haproxy/haproxy.cfg");
        let text = fs::read_to_string(balancer).expect("the load balancer's file");
        assert!(text.contains(LEAD_TO_HTTPS), "the load balancer leads to HTTPS by other words now");
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with(LEAD_TO_HTTPS)).collect();
        let settings = folder.join("haproxy.cfg");
        fs::write(&settings, text.join("\n") + "\n").expect("the folder is ours");
        let certificate = write_certificate(folder);

        let mut program = Command::new(nginx);
        program.arg("-c").arg(folder.join("nginx.conf")).arg("-e").arg(folder.join("early.log"));
        let firewall_process =
            Process::start("firewall", folder, program.args(["-g", "daemon off; master_process off;"]));
        let mut program = Command::new(haproxy);
        // One process, which ends with its test.
        program.arg("-db").arg("-f").arg(settings);
        for (name, port) in [
            ("PERIMETER_HTTP", port),
            ("PERIMETER_HTTPS", https),
            ("PERIMETER_FIREWALL", firewall),
            ("PERIMETER_FIREWALL_2", firewall),
            ("PERIMETER_INNER", inner),
            ("PERIMETER_METRICS", metrics),
            ("EDGE_1", edge),
            ("EDGE_2", edge),
            ("EDGE_3", edge),
        ] {
            program.env(name, format!("127.0.0.1:{port}"));
        }
        program.env("PERIMETER_CERTIFICATE", certificate).env("PERIMETER_SOCKET", folder.join("haproxy.sock"));
        program.env("PERIMETER_CONNECTION_RATE", MANY).env("PERIMETER_REQUEST_RATE", MANY);
        let haproxy_process = Process::start("haproxy", folder, &mut program);
        Self { port, _firewall: firewall_process, _haproxy: haproxy_process }
    }
}

/// The firewall's files with addresses and folders of the test's.
fn write_firewall(folder: &Path, firewall: u16, inner: u16) {
    let here = folder.display();
    let folders = format!(
        "server_tokens off; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; \
         fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;"
    );
    for name in FILES {
        let file = repository().join("deploy/waf").join(name);
        let mut text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        if name == "nginx.conf" {
            // Whoever runs the tests, and nobody else.
            text.insert_str(0, "user root;\n");
            for (was, is) in [
                ("127.0.0.1:8080", format!("127.0.0.1:{firewall}")),
                ("127.0.0.1:8081", format!("127.0.0.1:{inner}")),
                ("/run/selvedge-waf.pid", format!("{here}/nginx.pid")),
                ("/etc/selvedge/waf/", format!("{here}/")),
                ("server_tokens off;", folders.clone()),
            ] {
                assert!(text.contains(was), "{} does not say `{was}`", file.display());
                text = text.replace(was, &is);
            }
        }
        fs::write(folder.join(name), text.replace("/var/log/selvedge-waf/", &format!("{here}/")))
            .expect("the folder is ours");
    }
}

/// A certificate of nobody's with its key, in one file: HAProxy wants one, and no test comes that way.
fn write_certificate(folder: &Path) -> PathBuf {
    let [key, chain, both] = ["key.pem", "chain.pem", "both.pem"].map(|name| folder.join(name));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=shop.test", "-keyout"]).arg(&key).arg("-out").arg(&chain);
    assert!(openssl.output().is_ok_and(|made| made.status.success()), "openssl makes no certificate");
    let read = |file: &Path| fs::read_to_string(file).expect("openssl wrote it");
    fs::write(&both, read(&chain) + &read(&key)).expect("the folder is ours");
    both
}
