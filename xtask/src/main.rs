//! The project's commands, run as `cargo xtask <command>`.
//!
//! Way of a command: `main` reads the command line → [`setup`] brings the pinned tools in place →
//! [`build`] makes `dist/` and the pages of [`docs`] → [`serve`] or [`test`] uses them. Hardly more than the
//! standard library is used, so that the first command on a fresh machine starts in seconds.

mod bench;
mod browsers;
mod build;
mod chromium;
mod conformance;
mod dist;
mod docs;
mod fingerprint;
mod packages;
mod process;
mod repo;
mod serve;
mod setup;
mod test;
mod torture;

use browsers::Browser;
use build::Profile;
use repo::Repo;
use std::process::ExitCode;
use std::str::FromStr;
use torture::Torture;

const HELP: &str = "\
cargo xtask <command>

  serve [--port N] [--release] [--no-build]
                  set up, build and serve the playground on loopback
  build [--dev]   set up and leave the embeddable files in dist/
  build-tests     set up and build what only the browser tests need
  conformance [FILTER] [--dir DIR] [--list] [--browser[=chromium|firefox|webkit] [--no-build]]
                  run the programs of the conformance suite whose names contain FILTER, natively or in a browser
  torture [--kills N] [--faults N] [--only browser|worker|tab|leader] [--seed N]
                  kill what runs a program while it is used, and simulate faults of stores: nothing may be lost
  test            set up and run every check: format, lints, native tests, browser tests
  setup           only bring the pinned tools, the Node packages and the browsers in place
  lint            formatting and clippy, native and wasm
  bless           run the native tests, rewriting their golden files and snapshots
  bench [page|input|programs|actors|lists|size|log|all]… [--quick] [--sustained SECONDS] [--json FILE]
                  measure beside other frameworks; keep the results in tests/benches/results, or with --quick
                  (fewer rounds) in target/bench/results; actors run at full rate for 60 s, or as long as is said
  bench check [KIND…] [--quick]
                  measure and fail on a clear loss against the committed results
  bench report    write docs/PERFORMANCE.md from the results
  help            this text";

/// What went wrong, as one message for the terminal.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Outcome {
    let repo = Repo::find()?;
    let mut arguments = Arguments::new(arguments);
    let command = arguments.next_word().unwrap_or_else(|| "help".to_owned());
    match command.as_str() {
        "serve" => {
            let port = arguments.take_number("--port")?;
            let release = arguments.take_flag("--release");
            let no_build = arguments.take_flag("--no-build");
            arguments.finish()?;
            if !no_build {
                build::run(
                    &repo,
                    if release {
                        Profile::Release
                    } else {
                        Profile::Dev
                    },
                )?;
            }
            serve::run(&repo, port.unwrap_or(serve::DEFAULT_PORT))
        }
        "build" => {
            let dev = arguments.take_flag("--dev");
            arguments.finish()?;
            build::run(&repo, if dev { Profile::Dev } else { Profile::Release })
        }
        "build-tests" => {
            arguments.finish()?;
            build::tests(&repo)
        }
        "torture" => {
            let torture = Torture {
                kills: arguments.take_number("--kills")?.unwrap_or(20),
                faults: arguments.take_number("--faults")?.unwrap_or(100_000),
                only: arguments.take_word("--only", "a kind of kill")?,
                seed: arguments.take_number("--seed")?,
            };
            arguments.finish()?;
            torture::run(&repo, &torture)
        }
        "conformance" => conformance::run(&repo, arguments.rest()),
        "test" => {
            arguments.finish()?;
            test::run(&repo)
        }
        "setup" => {
            arguments.finish()?;
            setup::build_tools(&repo)?;
            for browser in Browser::ALL {
                println!(
                    "{}: {}",
                    browser.name(),
                    browser.find_or_install()?.display()
                );
            }
            Ok(())
        }
        "lint" => {
            arguments.finish()?;
            setup::wasm_target()?;
            test::lint(&repo)
        }
        "bless" => {
            arguments.finish()?;
            test::bless(&repo)
        }
        "bench" => bench::run(&repo, arguments),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("unknown command `{other}`\n\n{HELP}")),
    }
}

/// The command line, from which known parts are taken until nothing may be left.
struct Arguments {
    left: Vec<String>,
}

impl Arguments {
    fn new(arguments: &[String]) -> Self {
        Self {
            left: arguments.to_vec(),
        }
    }

    fn next_word(&mut self) -> Option<String> {
        (!self.left.is_empty()).then(|| self.left.remove(0))
    }

    fn take_flag(&mut self, name: &str) -> bool {
        let position = self.left.iter().position(|argument| argument == name);
        position.map(|index| self.left.remove(index)).is_some()
    }

    fn take_number<N: FromStr>(&mut self, name: &str) -> Outcome<Option<N>> {
        let Some(value) = self.take_word(name, "a number")? else {
            return Ok(None);
        };
        match value.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!(
                "{name} needs a number that is not too large, found `{value}`"
            )),
        }
    }

    fn take_word(&mut self, name: &str, what: &str) -> Outcome<Option<String>> {
        let Some(index) = self.left.iter().position(|argument| argument == name) else {
            return Ok(None);
        };
        if index + 1 >= self.left.len() {
            return Err(format!("{name} needs {what}"));
        }
        let value = self.left.remove(index + 1);
        self.left.remove(index);
        Ok(Some(value))
    }

    /// What another program reads.
    fn rest(self) -> Vec<String> {
        self.left
    }

    fn finish(self) -> Outcome {
        match self.left.first() {
            None => Ok(()),
            Some(argument) => Err(format!("unexpected argument `{argument}`\n\n{HELP}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn arguments(line: &str) -> Arguments {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Arguments::new(&words)
    }

    #[test]
    fn flags_and_numbers_are_taken_in_any_order() {
        let mut taken = arguments("serve --release --port 8080");
        assert_eq!(taken.next_word().as_deref(), Some("serve"));
        assert_eq!(taken.take_number("--port"), Ok(Some(8080_u16)));
        assert!(taken.take_flag("--release"));
        assert!(!taken.take_flag("--no-build"));
        assert_eq!(taken.finish(), Ok(()));
    }

    #[test]
    fn a_number_that_is_missing_or_wrong_is_an_error() {
        assert!(arguments("--port").take_number::<u16>("--port").is_err());
        assert!(
            arguments("--port many")
                .take_number::<u16>("--port")
                .is_err()
        );
        assert!(
            arguments("--port 70000")
                .take_number::<u16>("--port")
                .is_err()
        );
    }

    #[test]
    fn what_is_left_over_is_refused() {
        assert!(arguments("--prot 1").finish().is_err());
    }
}
