//! Everything that runs natively; prints JSON. `native [--quick] [--sustained SECONDS]`.

mod actix;
mod kameo;

use actors::measure::Figures;
use actors::{ours, ractor_peer};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let sustained = arguments.windows(2).find_map(|pair| match pair {
        [name, seconds] if name == "--sustained" => seconds.parse().ok(),
        _ => None,
    });
    let mut figures = Figures::new(quick);
    ours::run(&mut figures);
    // One thread for all: ours has one, too.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    runtime.block_on(ractor_peer::run(&mut figures));
    runtime.block_on(kameo::run(&mut figures));
    ::actix::System::new().block_on(actix::run(&mut figures));
    ours::sustain(
        &mut figures,
        sustained.unwrap_or(if quick { 5.0 } else { 60.0 }),
    );
    println!("{}", figures.to_json());
}
