//! Tries the to-do list.
use offstage_tests::model_dom::Gesture;
use protocol::EditVersion;
fn main() {
    let source = std::fs::read_to_string("www/examples/todo_mvc.bn").expect("a file");
    let mut program = offstage_tests::program::Program::start(&source);
    let input = program.dom.text_inputs()[0];
    for (n, text) in ["b", "bu", "buy"].iter().enumerate() {
        program.act(
            input,
            &Gesture::Edit {
                text,
                edit: EditVersion(n as u32 + 1),
            },
        );
    }
    program.act(
        input,
        &Gesture::Key {
            key: "Enter",
            text: "buy",
            edit: EditVersion(3),
        },
    );
    println!("{}", program.text());
    println!("{:#?}", program.diagnostics);
    println!("{:?}", program.counters());
}
