//! How much memory `origin import` takes of a large file, and how much of one a tenth as large.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use super::Figure;
use super::origin::Origin;
use super::place::Place;
use super::settings::Settings;
use crate::build::build_native;
use crate::build::setup::{Need, setup};
use crate::servers::postgres;
use crate::servers::private;
use crate::step::{run, step};
use crate::workspace::Workspace;

/// Megabytes of the larger file, unless `--megabytes` says otherwise.
const MEGABYTES: u64 = 1024;
/// As many more megabytes of memory as the larger file may take. Rows of a table are held for 64 (`Groups`), what is
/// remembered of each product lies on the disk.
const BOUND: f64 = 64.0;
/// How often it is looked at. What counts is the most that the system has noted, which never falls.
const EVERY: Duration = Duration::from_millis(100);

pub fn measure(workspace: &Workspace, mut settings: Settings) -> Result<Vec<Figure>> {
    let megabytes: u64 = settings.number("megabytes", MEGABYTES)?;
    settings.end()?;
    ensure!(megabytes >= 1000, "a file of less than 1000 megabytes is held as a whole for its larger part");
    setup(workspace, Need::Bench, false)?;
    build_native(workspace)?;
    let mut figures = Vec::new();
    let mut most = Vec::new();
    for size in [megabytes / 10, megabytes] {
        let mut place = Place::begin(workspace, "bench-import")?;
        let stores = place.empty_stores()?;
        let Place { folder, processes, mut ports } = place;
        let (listen, keys) = (format!("127.0.0.1:{}", ports.take("origin")?), folder.join("edge.keys"));
        let origin = Origin { workspace, stores: &stores, folder: &folder, listen: &listen, keys: &keys };
        private::keys(&keys, "edge-1")?;
        let file = folder.join("products.csv");
        let products = step(&format!("making a file of {size} MB"), || write(&file, size * 1_000_000))?;
        let migrating = stores.migrating();
        step("bringing the database up to date", || run(origin.command(&["migrate"]).envs(migrating)))?;
        let begun = Instant::now();
        let path = file.display().to_string();
        let mut import = origin.command(&["import", "--format", "woocommerce-csv", path.as_str()]);
        let megabytes = step(&format!("importing {products} products"), || memory_of(&mut import))?;
        let name = format!("import of {size} MB, {products} products");
        figures.push(Figure::new(name.clone(), "memory", megabytes, "MB"));
        figures.push(Figure::new(name, "time", begun.elapsed().as_secs_f64(), "s"));
        most.push(megabytes);
        drop(processes);
        fs::remove_file(&file)?;
        postgres::delete(&folder.join("postgres"))?;
    }
    if let [small, large] = most[..]
        && large > small + BOUND
    {
        bail!("the larger file took {large:.0} MB and the other {small:.0}: memory grows with the file");
    }
    Ok(figures)
}

/// Writes products that vary in four sizes, until the file is so large. Returns how many.
fn write(file: &Path, bytes: u64) -> Result<u64> {
    let mut out = BufWriter::new(File::create(file)?);
    let header = "ID,Type,SKU,Name,Published,Regular price,Stock,Categories,Parent,Attribute 1 name,Attribute 1 value(s),Description\n";
    out.write_all(header.as_bytes())?;
    let (mut written, mut product) = (header.len() as u64, 0);
    let text = "Turned on a slow wheel and fired twice. ".repeat(60);
    while written < bytes {
        product += 1;
        let mut lines = format!(
            "{product}0,variable,P-{product},Mug {product},1,,,Kitchen > Mugs {},,Size,\"S, M, L, XL\",{text}\n",
            product % 500
        );
        for (place, size) in ["S", "M", "L", "XL"].into_iter().enumerate() {
            lines +=
                &format!("{product}{},variation,P-{product}-{size},,1,12.50,7,,P-{product},Size,{size},\n", place + 1);
        }
        out.write_all(lines.as_bytes())?;
        written += lines.len() as u64;
    }
    out.flush()?;
    Ok(product)
}

/// Runs a program to its end; the most memory that it had, in megabytes.
fn memory_of(command: &mut Command) -> Result<f64> {
    let mut child = command.stdout(Stdio::null()).spawn().context("the program cannot be started")?;
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0;
    loop {
        kilobytes = fs::read_to_string(&status).ok().and_then(|text| peak_of(&text)).unwrap_or(kilobytes);
        if let Some(ended) = child.try_wait()? {
            ensure!(ended.success(), "the import failed: {ended}");
            return Ok(f64::from(kilobytes) * 1.024 / 1000.0);
        }
        thread::sleep(EVERY);
    }
}

/// The most memory of a process, in KiB, as the system tells it.
fn peak_of(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_memory_is_read_of_what_the_system_tells() {
        let status = "Name:\torigin\nVmPeak:\t  300000 kB\nVmHWM:\t   12345 kB\nVmRSS:\t   11000 kB\n";
        assert_eq!(peak_of(status), Some(12_345));
        assert_eq!(peak_of("Name:\torigin\n"), None, "a process that has ended");
        let own = fs::read_to_string("/proc/self/status").expect("Linux tells");
        assert!(peak_of(&own).is_some_and(|kilobytes| kilobytes > 0));
    }

    #[test]
    fn a_file_is_as_large_as_it_is_to_be() {
        let file = std::env::temp_dir().join(format!("products-of-a-test-{}.csv", std::process::id()));
        let products = write(&file, 100_000).expect("there is room");
        let text = fs::read_to_string(&file).expect("readable");
        fs::remove_file(&file).expect("it is ours");
        assert!(text.len() >= 100_000 && text.len() < 105_000, "{}", text.len());
        assert_eq!(text.lines().count() as u64, 1 + 5 * products);
    }
}
