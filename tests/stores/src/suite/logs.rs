//! The log in a store finds what was appended, and nothing else.

use engine_worker::durability::log::{LEAST_TAIL, LONGEST_RECORD, TAIL_PER_SNAPSHOT};
use engine_worker::durability::{DamageKind, Log, LogSize, OpenError, Store, StoreError};
use protocol::Epoch;

use super::{Case, Failure, Outcome, Site, at_caller, equal, fenced, holds};

/// The bytes of a header, and of a record besides its payload.
const HEADER: u64 = 32;
const FRAME: u64 = 8;

fn three() -> Vec<Vec<u8>> {
    vec![b"one".to_vec(), b"two".to_vec(), b"three".to_vec()]
}

/// Appends three payloads, one by one.
async fn with_three<S: Site>(case: &Case<'_, S>) -> Result<Log<S::Store>, Failure> {
    let (mut log, _) = case.log().await?;
    for payload in three() {
        log.append(&[payload]).await?;
    }
    Ok(log)
}

pub(super) async fn a_new_log_is_empty<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (log, opened) = case.log().await?;
    equal(&opened.payloads, &Vec::new())?;
    equal(&opened.damage, &None)?;
    equal(&opened.epoch, &Epoch(1))?;
    equal(&log.size().bytes, &HEADER)
}

pub(super) async fn payloads_are_found_in_order<S: Site>(case: &Case<'_, S>) -> Outcome {
    drop(with_three(case).await?);
    equal(&case.payloads().await?, &three())
}

pub(super) async fn a_batch_is_appended_at_once<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut log, _) = case.log().await?;
    log.append(&three()).await?;
    equal(&log.size().appends, &1)?;
    drop(log);
    equal(&case.payloads().await?, &three())
}

pub(super) async fn empty_payloads_are_kept<S: Site>(case: &Case<'_, S>) -> Outcome {
    let payloads = vec![Vec::new(), b"one".to_vec(), Vec::new(), Vec::new()];
    case.log().await?.0.append(&payloads).await?;
    equal(&case.payloads().await?, &payloads)
}

pub(super) async fn a_large_payload_is_kept<S: Site>(case: &Case<'_, S>) -> Outcome {
    let payloads = vec![vec![7; 3 << 20], b"one".to_vec()];
    case.log().await?.0.append(&payloads).await?;
    equal(&case.payloads().await?, &payloads)
}

pub(super) async fn no_payloads_are_no_append<S: Site>(case: &Case<'_, S>) -> Outcome {
    let (mut log, _) = case.log().await?;
    log.append(&[]).await?;
    equal(&log.size().appends, &0)?;
    equal(&log.size().bytes, &HEADER)
}

pub(super) async fn payloads_of_three_lives_are_found<S: Site>(case: &Case<'_, S>) -> Outcome {
    for payload in three() {
        case.log().await?.0.append(&[payload]).await?;
    }
    equal(&case.payloads().await?, &three())
}

pub(super) async fn each_life_has_a_later_epoch<S: Site>(case: &Case<'_, S>) -> Outcome {
    for expected in 1..=3 {
        let (log, opened) = case.log().await?;
        equal(&opened.epoch, &Epoch(expected))?;
        equal(&log.epoch(), &Epoch(expected))?;
    }
    let (_, opened) = Log::open(case.store().await?, Epoch(20)).await?;
    equal(&opened.epoch, &Epoch(20))
}

pub(super) async fn a_torn_end_costs_the_last_record<S: Site>(case: &Case<'_, S>) -> Outcome {
    drop(with_three(case).await?);
    case.damage(|bytes| bytes.truncate(bytes.len() - 1)).await?;
    let (_, opened) = case.log().await?;
    equal(&opened.payloads, &three()[..2].to_vec())?;
    let damage = opened.damage.ok_or_else(|| at_caller("no damage"))?;
    equal(&damage.kind, &DamageKind::Tail)?;
    equal(&damage.at, &(HEADER + 2 * (FRAME + 3)))?;
    equal(&damage.unused, &(FRAME + 4))?;
    holds(damage.aside.is_some(), "a copy")
}

pub(super) async fn a_flipped_bit_costs_what_follows<S: Site>(case: &Case<'_, S>) -> Outcome {
    drop(with_three(case).await?);
    let second = HEADER + FRAME + 3;
    case.damage(|bytes| bytes[(second + FRAME) as usize] ^= 1)
        .await?;
    let (_, opened) = case.log().await?;
    equal(&opened.payloads, &three()[..1].to_vec())?;
    let damage = opened.damage.ok_or_else(|| at_caller("no damage"))?;
    let next = second + FRAME + 3;
    equal(&damage.kind, &DamageKind::Middle { next })?;
    equal(&damage.at, &second)?;
    holds(damage.aside.is_some(), "a copy")
}

pub(super) async fn a_flipped_bit_of_the_header_costs_nothing<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    drop(with_three(case).await?);
    case.damage(|bytes| bytes[9] ^= 1).await?;
    let (_, opened) = case.log().await?;
    equal(&opened.payloads, &three())?;
    let damage = opened.damage.ok_or_else(|| at_caller("no damage"))?;
    equal(&damage.kind, &DamageKind::Header)
}

pub(super) async fn damage_is_told_once<S: Site>(case: &Case<'_, S>) -> Outcome {
    drop(with_three(case).await?);
    case.damage(|bytes| bytes.extend([0; 9])).await?;
    let (_, opened) = case.log().await?;
    holds(opened.damage.is_some(), "damage")?;
    equal(&case.payloads().await?, &three())
}

pub(super) async fn a_damaged_log_goes_on<S: Site>(case: &Case<'_, S>) -> Outcome {
    drop(with_three(case).await?);
    case.damage(|bytes| bytes.truncate(bytes.len() - 1)).await?;
    let (mut log, _) = case.log().await?;
    log.append(&[b"four".to_vec()]).await?;
    drop(log);
    let expected = vec![b"one".to_vec(), b"two".to_vec(), b"four".to_vec()];
    equal(&case.payloads().await?, &expected)
}

pub(super) async fn foreign_bytes_are_set_aside<S: Site>(case: &Case<'_, S>) -> Outcome {
    case.claimed().await?.append(&[0x5a; 1000]).await?;
    let (mut log, opened) = case.log().await?;
    equal(&opened.payloads, &Vec::new())?;
    let damage = opened.damage.ok_or_else(|| at_caller("no damage"))?;
    equal(&(damage.at, damage.unused), &(0, 1000))?;
    holds(damage.aside.is_some(), "a copy")?;
    log.append(&three()).await?;
    drop(log);
    equal(&case.payloads().await?, &three())
}

/// The header of an empty log of a version, as another Offstage would write it.
fn header_of(version: u32) -> Vec<u8> {
    let hex = match version {
        0 => "6f6666737461676500000000070000000300000000000000000000002475e33c",
        2 => "6f6666737461676502000000070000000300000000000000000000005e9a6452",
        _ => "",
    };
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or_default();
    (0..hex.len()).step_by(2).map(digit).collect()
}

pub(super) async fn a_newer_version_is_left_as_it_is<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut bytes = header_of(2);
    bytes.extend(b"whatever version 2 writes");
    case.claimed().await?.append(&bytes).await?;
    for _ in 0..2 {
        let opened = Log::open(case.store().await?, Epoch(1)).await;
        let expected = OpenError::NewerVersion { found: 2, known: 1 };
        equal(&opened.err(), &Some(expected))?;
    }
    equal(&case.bytes().await?, &bytes)
}

pub(super) async fn a_version_before_the_first_is_left_as_it_is<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let bytes = header_of(0);
    case.claimed().await?.append(&bytes).await?;
    let opened = Log::open(case.store().await?, Epoch(1)).await;
    let error = opened.err().ok_or_else(|| at_caller("it was opened"))?;
    equal(&error, &OpenError::UnknownVersion { found: 0 })?;
    holds(error.to_string().contains("the oldest is 1"), "a reason")?;
    equal(&case.bytes().await?, &bytes)
}

pub(super) async fn a_snapshot_takes_the_place_of_the_log<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.compact(&[b"snapshot".to_vec()]).await?;
    equal(&log.size().snapshot, &(FRAME + 8))?;
    equal(&log.size().bytes, &(HEADER + FRAME + 8))?;
    drop(log);
    equal(&case.payloads().await?, &vec![b"snapshot".to_vec()])
}

pub(super) async fn payloads_are_appended_to_a_snapshot<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.compact(&[b"snap".to_vec(), b"shot".to_vec()]).await?;
    log.append(&[b"four".to_vec()]).await?;
    drop(log);
    let expected = vec![b"snap".to_vec(), b"shot".to_vec(), b"four".to_vec()];
    equal(&case.payloads().await?, &expected)
}

pub(super) async fn an_empty_snapshot_empties_the_log<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.compact(&[]).await?;
    drop(log);
    equal(&case.payloads().await?, &Vec::new())
}

pub(super) async fn the_size_of_a_snapshot_survives_reopening<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let mut log = with_three(case).await?;
    log.compact(&[vec![1; 1000]]).await?;
    log.append(&three()).await?;
    let before = log.size();
    drop(log);
    let (log, _) = case.log().await?;
    let after = log.size();
    equal(
        &(after.snapshot, after.bytes),
        &(before.snapshot, before.bytes),
    )
}

pub(super) async fn a_log_wants_a_snapshot_when_it_is_large<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let (mut log, _) = case.log().await?;
    log.append(&[vec![0; (LEAST_TAIL - FRAME) as usize]])
        .await?;
    holds(!log.wants_compaction(), "not yet")?;
    log.append(&[Vec::new()]).await?;
    holds(log.wants_compaction(), "now")?;
    log.compact(&three()).await?;
    holds(!log.wants_compaction(), "no longer")
}

pub(super) async fn a_log_beside_a_large_snapshot_may_be_larger<S: Site>(
    case: &Case<'_, S>,
) -> Outcome {
    let (mut log, _) = case.log().await?;
    let snapshot = LEAST_TAIL / 2;
    log.compact(&[vec![0; (snapshot - FRAME) as usize]]).await?;
    let tail = snapshot * TAIL_PER_SNAPSHOT;
    log.append(&[vec![0; (tail - FRAME) as usize]]).await?;
    holds(!log.wants_compaction(), "not yet")?;
    log.append(&[Vec::new()]).await?;
    holds(log.wants_compaction(), "now")
}

pub(super) async fn clear_forgets_the_payloads<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.clear().await?;
    equal(&log.size().bytes, &HEADER)?;
    drop(log);
    equal(&case.payloads().await?, &Vec::new())
}

pub(super) async fn payloads_are_appended_after_clear<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.clear().await?;
    log.append(&[b"four".to_vec()]).await?;
    drop(log);
    equal(&case.payloads().await?, &vec![b"four".to_vec()])
}

pub(super) async fn an_earlier_life_cannot_append<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut earlier = with_three(case).await?;
    let (mut later, _) = case.log().await?;
    fenced(earlier.append(&three()).await)?;
    later.append(&[b"four".to_vec()]).await?;
    fenced(earlier.append(&three()).await)?;
    drop((earlier, later));
    let mut expected = three();
    expected.push(b"four".to_vec());
    equal(&case.payloads().await?, &expected)
}

pub(super) async fn an_earlier_life_cannot_compact<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut earlier = with_three(case).await?;
    let (later, _) = case.log().await?;
    fenced(earlier.compact(&[]).await)?;
    fenced(earlier.clear().await)?;
    drop((earlier, later));
    equal(&case.payloads().await?, &three())
}

pub(super) async fn a_payload_that_is_too_large_is_refused<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    let bytes = LONGEST_RECORD + 1;
    let refused = log.append(&[b"four".to_vec(), vec![0; bytes]]).await;
    let limit = LONGEST_RECORD;
    equal(&refused, &Err(StoreError::TooLarge { bytes, limit }))?;
    log.append(&[b"five".to_vec()]).await?;
    drop(log);
    let mut expected = three();
    expected.push(b"five".to_vec());
    equal(&case.payloads().await?, &expected)
}

pub(super) async fn a_log_counts_what_it_does<S: Site>(case: &Case<'_, S>) -> Outcome {
    let mut log = with_three(case).await?;
    log.flush().await?;
    log.compact(&three()).await?;
    log.append(&three()).await?;
    let records = 3 * FRAME + 11;
    let expected = LogSize {
        bytes: HEADER + 2 * records,
        snapshot: records,
        appends: 4,
        flushes: 1,
        compactions: 1,
    };
    equal(&log.size(), &expected)
}

pub(super) async fn ten_thousand_records_are_found<S: Site>(case: &Case<'_, S>) -> Outcome {
    let payload = |number: u32| number.to_le_bytes().repeat(50);
    let payloads: Vec<Vec<u8>> = (0..10_000).map(payload).collect();
    let (mut log, _) = case.log().await?;
    for batch in payloads.chunks(100) {
        log.append(batch).await?;
    }
    drop(log);
    equal(&case.payloads().await?, &payloads)
}
