//! Prints what a program shows.
fn main() {
    let path = std::env::args().nth(1).expect("a path");
    let source = std::fs::read_to_string(path).expect("a file");
    let mut program = match offstage_tests::program::Program::try_start(&source, "/") {
        Ok(program) => program,
        Err(diagnostics) => {
            println!("{diagnostics:#?}");
            return;
        }
    };
    println!("{}", program.dom.snapshot());
    println!("{:#?}", program.diagnostics);
    println!("{:?}", program.counters());
    program.wait(1000.0);
    println!("{}", program.text());
}
