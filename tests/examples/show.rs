//! Prints what a program shows, and then what each gesture of a small script changes:
//! `press TEXT`, `type TEXT`, `enter`, `wait MILLISECONDS`.

use offstage_tests::program::Program;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a path");
    let source = std::fs::read_to_string(path).expect("a file");
    let mut program = match Program::try_start(&source, "/") {
        Ok(program) => program,
        Err(diagnostics) => {
            println!("{diagnostics:#?}");
            return;
        }
    };
    println!("{}", program.dom.snapshot());
    program.engine.take_turns();
    while let Some(command) = arguments.next() {
        let mut next = || arguments.next().expect("an argument");
        match command.as_str() {
            "press" => program.press(&next()),
            "type" => {
                let field = program.dom.text_inputs()[0];
                program.edit(field, &next());
            }
            "enter" => {
                let field = program.dom.text_inputs()[0];
                program.key(field, "Enter");
            }
            "wait" => program.wait(next().parse().expect("milliseconds")),
            other => panic!("what is `{other}`?"),
        }
        println!("{:#?}", program.engine.take_turns());
        println!("{}", program.dom.snapshot());
    }
    println!("{:#?}", program.diagnostics);
    println!("{:?}", program.counters());
}
