//! What a page hears of its engine: reports. Frames of patches are in [`super::patches`].

use alloc::string::String;

use super::reader::Reader;
use crate::control::{
    DiagnosticSeverity, Durability, RenderedDiagnostic, Report, SourceFile, Storage,
};
use crate::ids::Sequence;

/// Reads a report; `None` if its sender is of another build.
#[must_use]
pub fn report(bytes: &[u8]) -> Option<Report> {
    let mut reader = Reader::new(bytes);
    let report = match reader.variant(10) {
        0 => Report::Started,
        1 => Report::Diagnostics(reader.list(diagnostic)),
        2 => Report::Failed(reader.list(diagnostic)),
        3 => Report::OtherVersion {
            worker: reader.byte(),
        },
        4 => Report::UsesRouter,
        5 => Report::Storage(Storage {
            durability: match reader.variant(3) {
                0 => Durability::Strict,
                1 => Durability::Relaxed,
                _ => Durability::Memory,
            },
            place: owned(&mut reader),
            problem: owned(&mut reader),
        }),
        6 => Report::GivenUp {
            sequence: Sequence(reader.long()),
            what: owned(&mut reader),
        },
        7 => Report::OtherProgram,
        8 => Report::Fenced,
        _ => Report::Swapped {
            entry: owned(&mut reader),
            files: reader.list(file),
        },
    };
    reader.close().is_ok().then_some(report)
}

#[inline(never)]
fn file(reader: &mut Reader<'_>) -> SourceFile {
    SourceFile {
        path: owned(reader),
        text: owned(reader),
    }
}

#[inline(never)]
fn diagnostic(reader: &mut Reader<'_>) -> RenderedDiagnostic {
    RenderedDiagnostic {
        severity: match reader.variant(2) {
            0 => DiagnosticSeverity::Warning,
            _ => DiagnosticSeverity::Error,
        },
        message: owned(reader),
        hints: reader.list(owned),
        file: owned(reader),
        line: reader.number(),
        column: reader.number(),
        source_line: owned(reader),
        caret: owned(reader),
        trace: reader.list(owned),
    }
}

#[inline(never)]
fn owned(reader: &mut Reader<'_>) -> String {
    String::from(reader.text())
}
