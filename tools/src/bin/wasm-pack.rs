//! wasm-pack without its check for updates and its self-installer.

use clap::Parser;

fn main() {
    let cli = wasm_pack::Cli::parse();
    wasm_pack::PBAR.set_log_level(cli.log_level);
    if cli.quiet {
        wasm_pack::PBAR.set_quiet(true);
    }
    if let Err(error) = wasm_pack::command::run_wasm_pack(cli.cmd) {
        eprintln!("error: {error:?}");
        std::process::exit(1);
    }
}
