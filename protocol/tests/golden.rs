//! The golden files are the bytes of `WIRE.md`. `BLESS=1 cargo test -p offstage-protocol --test golden`
//! writes both anew; look at the difference before you commit it, see the crate's versioning rule.

#[path = "support/samples.rs"]
mod samples;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use offstage_protocol::{DecodedDown, DownFrame, decode_down, decode_up};
use samples::Sample;

const BEGIN: &str = "<!-- examples: written by the golden test -->\n";
const END: &str = "<!-- end of examples -->";

fn crate_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

fn hex(bytes: &[u8]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    digits
        .chunks(24)
        .map(|line| line.join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn examples() -> String {
    let mut text = String::from(BEGIN);
    for (name, what, sample) in samples::all() {
        let what = if what.is_empty() {
            String::new()
        } else {
            format!(" — {what}")
        };
        write!(
            text,
            "\n**{name}**{what}\n\n```\n{}\n```\n",
            hex(&sample.encode())
        )
        .unwrap();
    }
    text.push('\n');
    text.push_str(END);
    text
}

#[test]
fn every_sample_encodes_to_its_golden_bytes() {
    for (name, _, sample) in samples::all() {
        let path = crate_path(&format!("tests/golden/{name}.bin"));
        if blessing() {
            fs::write(&path, sample.encode()).unwrap();
        }
        let golden = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(sample.encode(), golden, "{name}");
    }
}

#[test]
fn every_golden_file_decodes_to_its_sample() {
    for (name, _, sample) in samples::all() {
        let bytes = fs::read(crate_path(&format!("tests/golden/{name}.bin"))).unwrap();
        match sample {
            Sample::Down(DownFrame::Patches(frame)) => match decode_down(&bytes) {
                Ok(DecodedDown::Patches(decoded)) => assert_eq!(decoded.frame, frame, "{name}"),
                other => panic!("{name}: {other:?}"),
            },
            Sample::Down(DownFrame::Logged(logged)) => {
                assert_eq!(
                    decode_down(&bytes),
                    Ok(DecodedDown::Logged(logged)),
                    "{name}"
                );
            }
            Sample::Up(frame) => assert_eq!(decode_up(&bytes), Ok(frame), "{name}"),
            Sample::Value(value) => assert_eq!(postcard::from_bytes(&bytes), Ok(value), "{name}"),
            Sample::Address(address) => {
                assert_eq!(postcard::from_bytes(&bytes), Ok(address), "{name}");
            }
        }
    }
}

#[test]
fn there_is_no_golden_file_without_a_sample() {
    let known: Vec<String> = samples::all()
        .iter()
        .map(|(name, ..)| format!("{name}.bin"))
        .collect();
    for entry in fs::read_dir(crate_path("tests/golden")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name}");
    }
}

#[test]
fn the_document_shows_the_golden_bytes() {
    let path = crate_path("WIRE.md");
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document
        .split_once(BEGIN)
        .expect("the document has a place for examples");
    let (_, after) = rest.split_once(END).expect("the place for examples ends");
    let fresh = format!("{before}{}{after}", examples());
    if blessing() {
        fs::write(&path, &fresh).unwrap();
    } else {
        assert_eq!(
            document, fresh,
            "run with BLESS=1 and look at the difference"
        );
    }
}
