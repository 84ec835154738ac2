//! What a log costs in a store: the figures that the benches print, natively and in browsers.

use engine_worker::durability::Log;
use protocol::Epoch;

use crate::suite::{Failure, Site};

/// How many bytes the payload of an event has here.
const PAYLOAD: usize = 200;

/// How many events are appended at once.
const BATCH: usize = 100;

/// How many events the log grows by.
const GROWTH: usize = 100_000;

/// How many records a log has that is opened.
const RECORDS: usize = 10_000;

/// How large a snapshot is.
const SNAPSHOT: usize = 20_000;

/// The median and the 99th percentile, in microseconds, of samples in milliseconds.
fn percentiles(samples: &mut [f64]) -> String {
    samples.sort_by(f64::total_cmp);
    let at = |part: usize| {
        let index = (samples.len() * part / 100).min(samples.len().saturating_sub(1));
        samples.get(index).copied().unwrap_or_default() * 1000.0
    };
    format!("p50 {:.1} µs, p99 {:.1} µs", at(50), at(99))
}

/// Measures a site with a clock that counts milliseconds; answers one line per figure.
///
/// # Errors
/// What the store reports.
pub async fn measure<S: Site>(
    site: &S,
    app: &str,
    clock: impl Fn() -> f64,
) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for (what, batch, times) in [("an event alone", 1, 1000), ("a batch of 100", BATCH, 300)] {
        for flushed in [false, true] {
            let name = format!("{app}-{batch}-{flushed}");
            let (mut log, _) = Log::open(site.open(&name).await?, Epoch(1)).await?;
            let payloads = vec![vec![7; PAYLOAD]; batch];
            let mut samples = Vec::new();
            for _ in 0..times {
                let start = clock();
                log.append(&payloads).await?;
                if flushed {
                    log.flush().await?;
                }
                samples.push(clock() - start);
            }
            let flush = if flushed { " + flush" } else { "" };
            lines.push(format!(
                "append{flush}, {what}: {}",
                percentiles(&mut samples)
            ));
        }
    }
    growth(site, app, &clock, &mut lines).await?;
    opening(site, app, &clock, &mut lines).await?;
    Ok(lines)
}

async fn growth<S: Site>(
    site: &S,
    app: &str,
    clock: &impl Fn() -> f64,
    lines: &mut Vec<String>,
) -> Result<(), Failure> {
    let name = format!("{app}-growth");
    let (mut log, _) = Log::open(site.open(&name).await?, Epoch(1)).await?;
    let before = log.size().bytes;
    let payloads = vec![vec![7; PAYLOAD]; BATCH];
    let mut largest = 0;
    let mut compacting = Vec::new();
    let start = clock();
    for _ in 0..GROWTH / BATCH {
        log.append(&payloads).await?;
        largest = largest.max(log.size().bytes);
        if log.wants_compaction() {
            let start = clock();
            log.compact(&[vec![7; SNAPSHOT]]).await?;
            compacting.push(clock() - start);
        }
    }
    let took = clock() - start;
    let size = log.size();
    let name = format!("{app}-bytes");
    let (mut log, _) = Log::open(site.open(&name).await?, Epoch(1)).await?;
    log.append(&payloads).await?;
    let each = (log.size().bytes - before) as f64 / BATCH as f64;
    lines.push(format!("{each:.1} bytes per event of {PAYLOAD} bytes"));
    lines.push(format!(
        "{GROWTH} events in batches of {BATCH}: {took:.0} ms ({:.0} events/s), at most {} kB, at the end {} kB, \
         {} compactions ({})",
        GROWTH as f64 / took * 1000.0,
        largest / 1000,
        size.bytes / 1000,
        size.compactions,
        percentiles(&mut compacting)
    ));
    Ok(())
}

async fn opening<S: Site>(
    site: &S,
    app: &str,
    clock: &impl Fn() -> f64,
    lines: &mut Vec<String>,
) -> Result<(), Failure> {
    let name = format!("{app}-opening");
    let (mut log, _) = Log::open(site.open(&name).await?, Epoch(1)).await?;
    let payloads = vec![vec![7; PAYLOAD]; BATCH];
    for _ in 0..RECORDS / BATCH {
        log.append(&payloads).await?;
    }
    drop(log);
    let mut samples = Vec::new();
    for _ in 0..20 {
        let start = clock();
        let (log, opened) = Log::open(site.open(&name).await?, Epoch(1)).await?;
        samples.push(clock() - start);
        drop(log);
        if opened.payloads.len() != RECORDS {
            return Err(Failure(format!("{} records", opened.payloads.len())));
        }
    }
    // The first reads what was appended piece by piece, the others what an opening has written.
    let first = samples.remove(0);
    lines.push(format!(
        "opening {RECORDS} records: {first:.1} ms, again {}",
        percentiles(&mut samples)
    ));
    Ok(())
}
