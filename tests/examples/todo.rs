//! Tries the to-do list.
use offstage_tests::model_dom::Gesture;
use protocol::EditVersion;
fn main() {
    let source = std::fs::read_to_string("www/examples/todo_mvc.bn").expect("a file");
    let mut program = offstage_tests::program::Program::start(&source);
    let input = program.dom.text_inputs()[0];
    for text in ["open", "done"] {
        program.act(
            input,
            &Gesture::Edit {
                text,
                edit: EditVersion(1),
            },
        );
        program.act(
            input,
            &Gesture::Key {
                key: "Enter",
                text,
                edit: EditVersion(1),
            },
        );
    }
    println!("{}", program.text());
    let boxes = program.dom.checkboxes();
    let last = *boxes.last().unwrap();
    program.act(last, &Gesture::Click { x: 1.0, y: 1.0 });
    println!("{}", program.text());
    for path in ["/active", "/completed", "/"] {
        program.go_to(path);
        println!("{path}: {}", program.text());
    }
    println!("{:#?}", program.diagnostics);
    println!("{:?}", program.counters());
}
