//! `cargo xtask relevance`: how well the search engine ranks, by judgements of people.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use anyhow::Context as _;
use lexopt::{Arg, Parser, ValueExt as _};
use origin_search_relevance::{Catalogue, DEPTH, Judgements, folder, measure, read_queries, speed};

const HELP: &str = "\
cargo xtask relevance [--judgements FILE | --queries FILE] [--run FILE] [--products FILE] [--each]
                      [--speed [--times N]]

  --judgements FILE  a table `query,docid,rating` to score by; without it and --queries that of the Icecat set
  --queries FILE     queries alone, one a line, to be answered by --run
  --run FILE         write `query<TAB>docid<TAB>rank` for the first 100 hits of every query
  --products FILE    the Icecat products to search; without it those of the Icecat set
  --each             print the score of each query, and the mistyped queries that lost most
  --speed            measure what searches for the queries cost, on one processor, and nothing else
  --times N          with --speed, each product N times, with another model's number each time

The Icecat set is in the folder that SELVEDGE_DATA names, or beside the clone in ../shared/data.
";

struct Options {
    judgements: Option<PathBuf>,
    queries: Option<PathBuf>,
    run: Option<PathBuf>,
    products: Option<PathBuf>,
    each: bool,
    speed: bool,
    times: usize,
}

fn options() -> anyhow::Result<Option<Options>> {
    let (judgements, queries, run, products) = (None, None, None, None);
    let mut options = Options { judgements, queries, run, products, each: false, speed: false, times: 1 };
    let mut arguments = Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("judgements") => options.judgements = Some(arguments.value()?.into()),
            Arg::Long("queries") => options.queries = Some(arguments.value()?.into()),
            Arg::Long("run") => options.run = Some(arguments.value()?.into()),
            Arg::Long("products") => options.products = Some(arguments.value()?.into()),
            Arg::Long("each") => options.each = true,
            Arg::Long("speed") => options.speed = true,
            Arg::Long("times") => options.times = arguments.value()?.parse()?,
            Arg::Long("help") | Arg::Short('h') => return Ok(None),
            Arg::Value(value) => anyhow::bail!("unexpected argument {:?}\n\n{HELP}", value.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [bench, rest @ ..] = arguments.as_slice()
        && bench == "bench"
    {
        return origin_search_relevance::bench::run(rest, &mut out);
    }
    let Some(options) = options()? else {
        out.write_all(HELP.as_bytes())?;
        return Ok(());
    };
    let products = options.products.unwrap_or_else(|| folder().join("icecat/products.jsonl.gz"));
    if options.speed {
        let queries = match &options.queries {
            Some(file) => read_queries(file)?,
            None => {
                let file = options.judgements.unwrap_or_else(|| folder().join("icecat/judgements.csv"));
                Judgements::read(&file)?.queries().map(str::to_owned).collect()
            }
        };
        let catalogue = Catalogue::with_variations(&products, options.times)?;
        writeln!(out, "{}", speed(&catalogue, &queries)?)?;
        return Ok(());
    }
    let catalogue = Catalogue::of_icecat(&products)?;
    let queries = match &options.queries {
        Some(file) => read_queries(file)?,
        None => {
            let file = options.judgements.unwrap_or_else(|| folder().join("icecat/judgements.csv"));
            let judgements = Judgements::read(&file)?;
            let measured = measure(&catalogue, &judgements)?;
            if options.each {
                for (query, score) in &measured.by_query {
                    writeln!(out, "{score:.3}  {query}")?;
                }
                for (typed, taken_for, loss) in measured.losses.iter().take_while(|(_, _, loss)| *loss > 0.0) {
                    writeln!(out, "-{loss:.3}  {typed}  ->  {}", taken_for.as_deref().unwrap_or("itself"))?;
                }
            }
            writeln!(out, "{measured}")?;
            writeln!(out, "index filled in        {:?}", catalogue.filled_in)?;
            judgements.queries().map(str::to_owned).collect()
        }
    };
    let Some(file) = options.run else { return Ok(()) };
    let mut run = BufWriter::new(File::create(&file).with_context(|| format!("writing {}", file.display()))?);
    for query in queries {
        for (place, id) in catalogue.search(&query, DEPTH)?.0.into_iter().enumerate() {
            writeln!(run, "{query}\t{id}\t{}", place + 1)?;
        }
    }
    run.flush().with_context(|| format!("writing {}", file.display()))
}
