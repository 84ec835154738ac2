//! The bytes of a log, read when they are right and when they are wrong.

use protocol::Epoch;

use super::{
    Damage, DamageKind, FRAME, HEADER, Header, LONGEST_RECORD, MAGIC, Records, Scan, VERSION,
    encode_header, encode_records, scan,
};

const WRITTEN: Header = Header {
    epoch: Epoch(7),
    generation: 3,
    snapshot: 0,
};

fn payloads() -> Vec<Vec<u8>> {
    vec![b"one".to_vec(), Vec::new(), vec![0; 40], b"last".to_vec()]
}

/// A log with the payloads, and where its records begin and the last ends.
fn log() -> (Vec<u8>, Vec<usize>) {
    let mut bytes = WRITTEN.encode().to_vec();
    let mut bounds = vec![bytes.len()];
    for payload in payloads() {
        encode_records(&mut bytes, 0, &[payload]).expect("short enough");
        bounds.push(bytes.len());
    }
    (bytes, bounds)
}

#[track_caller]
fn records(bytes: &[u8]) -> Records {
    match scan(bytes) {
        Scan::Records(records) => records,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_log_is_read_as_it_was_written() {
    let (bytes, _) = log();
    let expected = Records {
        header: WRITTEN,
        payloads: payloads(),
        end: bytes.len(),
        damage: None,
    };
    assert_eq!(records(&bytes), expected);
    assert_eq!(scan(&[]), Scan::Empty);
}

#[test]
fn the_bytes_of_version_1_stay_as_they_are() {
    let mut bytes = WRITTEN.encode().to_vec();
    encode_records(&mut bytes, 0, &[b"one".to_vec()]).expect("short enough");
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = concat!(
        "6f666673746167650100000007000000030000000000000000000000",
        "9982a00b",
        "03000000",
        "b77cf668",
        "6f6e65"
    );
    assert_eq!(hex, expected);
}

#[test]
fn every_cut_leaves_the_records_before_it() {
    let (bytes, bounds) = log();
    for cut in HEADER..bytes.len() {
        let found = records(&bytes[..cut]);
        let whole = bounds.iter().filter(|bound| **bound <= cut).count() - 1;
        assert_eq!(found.payloads, payloads()[..whole], "cut at {cut}");
        let damage = (bounds[whole] < cut).then(|| Damage {
            at: bounds[whole] as u64,
            kind: DamageKind::Tail,
            unused: (cut - bounds[whole]) as u64,
            aside: None,
        });
        assert_eq!(found.damage, damage, "cut at {cut}");
    }
}

#[test]
fn a_cut_header_has_no_records() {
    let (bytes, _) = log();
    for cut in 1..HEADER {
        let found = records(&bytes[..cut]);
        assert!(found.payloads.is_empty());
        let damage = found.damage.expect("damage");
        assert_eq!((damage.at, damage.kind), (0, DamageKind::Header));
        assert_eq!(damage.unused, cut as u64);
    }
}

#[test]
fn every_flipped_bit_of_a_record_is_found() {
    let (bytes, bounds) = log();
    for at in HEADER..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let found = records(&flipped);
            let record = bounds.iter().filter(|bound| **bound <= at).count() - 1;
            assert_eq!(found.payloads, payloads()[..record], "bit {bit} of {at}");
            let damage = found.damage.expect("damage");
            assert_eq!(damage.at, bounds[record] as u64);
            let kind = match bounds[record + 1] {
                end if end == bytes.len() => DamageKind::Tail,
                next => DamageKind::Middle { next: next as u64 },
            };
            assert_eq!(damage.kind, kind, "bit {bit} of {at}");
        }
    }
}

#[test]
fn no_flipped_bit_of_the_header_costs_a_record() {
    let (bytes, _) = log();
    for at in 0..HEADER {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            let found = records(&flipped);
            assert_eq!(found.payloads, payloads(), "bit {bit} of {at}");
            let damage = found.damage.expect("damage");
            assert_eq!((damage.at, damage.kind), (0, DamageKind::Header));
        }
    }
}

#[test]
fn records_are_valid_only_where_they_were_written() {
    let (bytes, bounds) = log();
    let first = &bytes[bounds[0]..bounds[1]];
    let mut doubled = bytes.clone();
    doubled.extend_from_slice(first);
    assert_eq!(records(&doubled).payloads, payloads());
    let mut without_first = bytes[..bounds[0]].to_vec();
    without_first.extend_from_slice(&bytes[bounds[1]..]);
    assert!(records(&without_first).payloads.is_empty());
}

#[test]
fn zeros_are_no_records() {
    let (mut bytes, _) = log();
    let end = bytes.len();
    bytes.resize(end + 4096, 0);
    let found = records(&bytes);
    assert_eq!((found.payloads, found.end), (payloads(), end));
    let damage = found.damage.expect("damage");
    assert_eq!((damage.kind, damage.unused), (DamageKind::Tail, 4096));
}

#[test]
fn foreign_bytes_have_no_records() {
    let found = records(&[0xa5; 4096]);
    assert!(found.payloads.is_empty());
    assert_eq!(found.damage.expect("damage").kind, DamageKind::Header);
}

#[test]
fn other_versions_are_told_apart_from_damage() {
    let newer = encode_header(VERSION + 1, WRITTEN);
    assert_eq!(scan(&newer), Scan::Newer(VERSION + 1));
    let (bytes, _) = log();
    let mut with_records = newer.to_vec();
    with_records.extend_from_slice(&bytes[HEADER..]);
    assert_eq!(scan(&with_records), Scan::Newer(VERSION + 1));
    assert_eq!(scan(&encode_header(0, WRITTEN)), Scan::Unknown(0));
    // A version is believed only when the checksum is right.
    let mut flipped = bytes;
    flipped[8] ^= 2;
    assert_eq!(records(&flipped).payloads, payloads());
}

#[test]
fn a_length_that_cannot_be_is_not_followed() {
    let mut bytes = WRITTEN.encode().to_vec();
    bytes.extend_from_slice(&u32::MAX.to_le_bytes());
    bytes.extend_from_slice(&[0; 60]);
    assert_eq!(records(&bytes).end, HEADER);
    let too_long = vec![0; LONGEST_RECORD + 1];
    let mut into = Vec::new();
    assert_eq!(
        encode_records(&mut into, 0, &[too_long]),
        Err(LONGEST_RECORD + 1)
    );
}

#[test]
fn a_snapshot_is_not_longer_than_the_records() {
    let claimed = Header {
        snapshot: u64::MAX,
        ..WRITTEN
    };
    let (bytes, bounds) = log();
    let mut claiming = claimed.encode().to_vec();
    claiming.extend_from_slice(&bytes[HEADER..bounds[2] + 1]);
    let found = records(&claiming);
    assert_eq!(found.header.snapshot, (bounds[2] - HEADER) as u64);
}

#[test]
fn the_constants_fit_together() {
    assert_eq!(HEADER, MAGIC.len() + 4 + 4 + 4 + 8 + 4);
    let mut one = Vec::new();
    encode_records(&mut one, 0, &[Vec::new()]).expect("short enough");
    assert_eq!(one.len(), FRAME);
}
