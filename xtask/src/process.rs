//! Runs other programs; says which one failed and how.

use crate::Outcome;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// The command as one would type it.
pub(crate) fn display(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// Runs to the end with the terminal's input and output.
pub(crate) fn run(command: &mut Command) -> Outcome {
    println!("$ {}", display(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", display(command))),
        Err(error) => Err(format!("cannot run `{}`: {error}", display(command))),
    }
}

/// Runs to the end, hands every line of standard output to `line` and prints it as well.
pub(crate) fn run_lines(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome {
    println!("$ {}", display(command));
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run `{}`: {error}", display(command)))?;
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).lines() {
            let text = text.map_err(|error| format!("{}: {error}", display(command)))?;
            println!("{text}");
            line(&text);
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` ended with {status}", display(command))),
        Err(error) => Err(format!("{}: {error}", display(command))),
    }
}

/// Standard output of a program that answers a question, or `None` if it cannot be run or fails.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(arguments)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
