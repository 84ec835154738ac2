//! The suite, for the stores that there are natively.

use std::path::Path;

use engine_worker::durability::store::now;
use offstage_store_tests::sites::{Files, Memory};
use offstage_store_tests::suite::{self, Site};

fn files() -> Files {
    Files::below(Path::new(env!("CARGO_TARGET_TMPDIR")))
}

#[track_caller]
fn run<S: Site>(site: &S, name: &str) {
    let outcome = now(async { Ok(suite::run(site, name, "app").await) });
    if let Err(failure) = outcome.expect("native stores do not wait") {
        panic!("{}", failure.0);
    }
}

macro_rules! every_store {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::run(&super::Memory::default(), stringify!($name)); })*
        }
        mod file {
            $(#[test] fn $name() { super::run(&super::files(), stringify!($name)); })*
        }
    };
}

offstage_store_tests::for_every_case!(every_store);

#[test]
fn there_are_at_least_sixty_cases() {
    assert!(suite::NAMES.len() >= 60, "{}", suite::NAMES.len());
}
