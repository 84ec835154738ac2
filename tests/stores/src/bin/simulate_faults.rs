//! Simulates faults of disks and processes until so many have happened: `simulate_faults COUNT [SEED]`.
//!
//! A run that finds something wrong says its seed; `simulate_faults 1 SEED` repeats it.

use std::process::ExitCode;

use offstage_store_tests::faults::simulate;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(|word| word.parse::<u64>());
    let (count, first) = match (arguments.next(), arguments.next()) {
        (Some(Ok(count)), None) => (count, 0),
        (Some(Ok(count)), Some(Ok(seed))) => (count, seed),
        _ => {
            eprintln!("simulate_faults COUNT [SEED]");
            return ExitCode::FAILURE;
        }
    };
    let (mut seed, mut faults, mut acknowledged, mut openings) = (first, 0, 0, 0);
    while faults < count {
        match std::panic::catch_unwind(|| simulate(seed)) {
            Ok(tally) => {
                faults += tally.faults;
                acknowledged += tally.acknowledged;
                openings += tally.openings;
            }
            Err(_) => {
                eprintln!("seed {seed} is wrong");
                return ExitCode::FAILURE;
            }
        }
        seed += 1;
    }
    println!(
        "{faults} faults in {} runs, {openings} openings, {acknowledged} acknowledged, 0 lost, 0 doubled",
        seed - first
    );
    ExitCode::SUCCESS
}
