//! Random programs: every production of the grammar, sloppily written.

use super::sloppy::Dice;

/// A program without syntax errors.
pub(super) fn program(seed: u64) -> String {
    let mut generator = Generator {
        dice: Dice(seed),
        output: String::new(),
        room: 25,
    };
    for _ in 0..=generator.dice.below(6) {
        if generator.dice.one_in(4) {
            generator.function();
        } else {
            generator.variable();
        }
        let end = generator.dice.line_end();
        generator.output.push_str(&end);
    }
    generator.output
}

struct Generator {
    dice: Dice,
    output: String,
    /// How many more expressions may nest others.
    room: u32,
}

const NAMES: [&str; 8] = [
    "a",
    "name",
    "row_height",
    "element",
    "x1",
    "some_longer_name_for_a_value",
    "ready",
    "state",
];
const TAGS: [&str; 5] = ["True", "Fill", "A", "H1", "SomeLongerTag"];

impl Generator {
    fn raw(&mut self, text: &str) {
        self.output.push_str(text);
    }

    fn name(&mut self) {
        let name = self.dice.pick(&NAMES);
        self.raw(name);
    }

    fn tag(&mut self) {
        let tag = self.dice.pick(&TAGS);
        self.raw(tag);
    }

    /// Any space, or none.
    fn gap(&mut self) {
        match self.dice.below(10) {
            0 => {
                let space = self.dice.line_end();
                self.raw(&space);
            }
            1 => {}
            _ => self.raw(" "),
        }
    }

    /// Any space, but some.
    fn space(&mut self) {
        match self.dice.below(10) {
            0 => {
                let space = self.dice.line_end();
                // A minus before it would be part of the comment.
                self.raw(" ");
                self.raw(&space);
            }
            _ => {
                let space = self.dice.inline();
                self.raw(space);
            }
        }
    }

    /// What is between two items where `space` alone could join them.
    fn separator(&mut self) {
        match self.dice.below(4) {
            0 => {
                let space = self.dice.line_end();
                self.raw(&space);
                // A comma as well, because of `LINK` and `{value}`.
                self.raw(",");
            }
            1 => self.raw(",\n"),
            2 => self.raw(", "),
            _ => {
                self.raw(",");
                self.gap();
            }
        }
    }

    fn items(&mut self, open: &str, close: &str, item: &mut dyn FnMut(&mut Generator, u64)) {
        self.raw(open);
        self.gap();
        let count = self.dice.below(4);
        for index in 0..count {
            item(self, index);
            if index + 1 < count || self.dice.one_in(5) {
                self.separator();
            } else {
                self.gap();
            }
        }
        self.raw(close);
    }

    fn function(&mut self) {
        self.raw("FUNCTION ");
        self.name();
        self.gap();
        self.items("(", ")", &mut |generator, _| generator.name());
        self.gap();
        self.braces(&mut Generator::expr);
    }

    fn variable(&mut self) {
        self.name();
        self.gap();
        self.raw(":");
        self.gap();
        self.expr();
    }

    fn braces(&mut self, body: &mut dyn FnMut(&mut Generator)) {
        self.raw("{");
        self.gap();
        body(self);
        self.gap();
        self.raw("}");
    }

    fn expr(&mut self) {
        match self.dice.below(6) {
            0 if self.room > 0 => self.pipeline(),
            1 if self.room > 0 => self.operators(),
            _ => self.postfix(),
        }
    }

    fn pipeline(&mut self) {
        self.room -= 1;
        if self.dice.one_in(5) && self.room > 0 {
            self.operators();
        } else {
            self.postfix();
        }
        for _ in 0..=self.dice.below(3) {
            self.gap();
            self.raw("|>");
            self.gap();
            self.step();
        }
    }

    fn step(&mut self) {
        match self.dice.below(8) {
            0 => {
                self.raw("THEN");
                self.space();
                self.braces(&mut Generator::expr);
            }
            1 => {
                self.raw("HOLD");
                self.space();
                self.name();
                self.gap();
                self.braces(&mut Generator::expr);
            }
            2 => {
                let keyword = self.dice.pick(&["WHEN", "WHILE"]);
                self.raw(keyword);
                self.gap();
                self.items("{", "}", &mut |generator, _| {
                    generator.pattern();
                    generator.gap();
                    generator.raw("=>");
                    generator.gap();
                    generator.expr();
                });
            }
            3 => {
                self.raw("LINK");
                self.gap();
                self.braces(&mut Generator::path);
            }
            4 => {
                self.raw(".");
                self.gap();
                self.name();
            }
            5 => {
                let name = self.dice.pick(&NAMES);
                self.raw(name);
            }
            _ => self.call(),
        }
    }

    fn operators(&mut self) {
        self.room -= 1;
        self.postfix();
        for _ in 0..=self.dice.below(2) {
            self.space();
            let operator = self
                .dice
                .pick(&["+", "-", "*", "/", "==", "=/=", "<", "<=", ">", ">="]);
            self.raw(operator);
            self.space();
            self.postfix();
        }
    }

    fn postfix(&mut self) {
        match self.dice.below(12) {
            0 if self.room > 0 => {
                self.room -= 1;
                self.raw("(");
                self.gap();
                self.expr();
                self.gap();
                self.raw(")");
                if self.dice.one_in(3) {
                    self.gap();
                    self.raw(".");
                    self.name();
                }
            }
            1 => {
                self.call();
                if self.dice.one_in(3) {
                    self.raw(".");
                    self.name();
                }
            }
            _ => self.atom(),
        }
    }

    fn atom(&mut self) {
        let kinds = if self.room > 0 { 12 } else { 5 };
        self.room = self.room.saturating_sub(1);
        match self.dice.below(kinds) {
            0 => {
                let number = self.dice.pick(&["0", "3", "-1", "0.25", "-12.5", "100000"]);
                self.raw(number);
            }
            1 => self.tag(),
            2 => self.path(),
            3 => {
                let word = self
                    .dice
                    .pick(&["LINK", "SKIP", "PASSED", "PASSED.store.row"]);
                self.raw(word);
            }
            4 => self.plain_text(),
            5 => self.text(),
            6 => {
                let keyword = self.dice.pick(&["LIST", "LATEST"]);
                self.raw(keyword);
                self.gap();
                self.items("{", "}", &mut |generator, _| generator.expr());
            }
            7 => self.object(),
            8 => {
                self.tag();
                self.object();
            }
            9 => {
                self.raw("BLOCK");
                self.gap();
                self.raw("{");
                self.gap();
                for _ in 0..self.dice.below(3) {
                    self.variable();
                    self.separator();
                }
                self.expr();
                self.gap();
                self.raw("}");
            }
            10 => {
                self.raw("MAP");
                self.gap();
                self.items("{", "}", &mut |generator, _| {
                    generator.tag();
                    generator.gap();
                    generator.raw(":");
                    generator.gap();
                    generator.expr();
                });
            }
            _ => {
                self.raw("FLUSH");
                self.space();
                self.braces(&mut Generator::expr);
            }
        }
    }

    fn path(&mut self) {
        self.name();
        for _ in 0..self.dice.below(3) {
            if self.dice.one_in(8) {
                self.gap();
            }
            self.raw(".");
            self.name();
        }
    }

    fn object(&mut self) {
        self.items("[", "]", &mut |generator, _| {
            if generator.dice.one_in(5) {
                generator.raw("...");
                generator.gap();
                generator.expr();
            } else {
                generator.variable();
            }
        });
    }

    fn call(&mut self) {
        if self.dice.one_in(2) {
            let module = self.dice.pick(&["List/", "Element/", "Some/Module/"]);
            self.raw(module);
        }
        self.name();
        if self.dice.one_in(5) {
            self.raw(" ");
        }
        self.items("(", ")", &mut |generator, index| {
            if index == 0 && generator.dice.one_in(3) {
                generator.name();
            } else if index == 1 && generator.dice.one_in(4) {
                generator.raw("PASS");
                generator.gap();
                generator.raw(":");
                generator.gap();
                generator.expr();
            } else {
                generator.variable();
            }
        });
    }

    fn plain_text(&mut self) {
        let text = self.dice.pick(&[
            "TEXT { a }",
            "TEXT{}",
            "TEXT {   }",
            "TEXT  {-- not a comment}",
            "TEXT { two\n   lines }",
            "TEXT {\n    own line\n}",
            "TEXT {\n\n  a { brace } #  \n b}",
            "TEXT ##{ #{ a } }",
            "TEXT { Some words that make the line a little longer }",
        ]);
        // Braces are interpolations in a text, but not in a pattern: only names are in them.
        self.raw(text);
    }

    fn text(&mut self) {
        let hashes = self.dice.pick(&["", "", "#", "##"]);
        self.raw("TEXT ");
        self.raw(hashes);
        self.raw("{");
        for _ in 0..self.dice.below(4) {
            let literal = self
                .dice
                .pick(&[" ", "word ", "\n    line", "{x}", "# -- "]);
            self.raw(literal);
            self.raw(hashes);
            self.braces(&mut |generator| {
                if !generator.dice.one_in(6) {
                    generator.expr();
                }
            });
        }
        self.raw("}");
    }

    fn pattern(&mut self) {
        let kinds = if self.room > 0 { 9 } else { 6 };
        self.room = self.room.saturating_sub(1);
        match self.dice.below(kinds) {
            0 => self.raw("__"),
            1 => self.name(),
            2 => self.raw("-3"),
            3 => self.tag(),
            4 => self.plain_text(),
            5 => {
                let path = self.dice.pick(&["a.b", "{a}", "{ a.b }", "{\na . b}"]);
                self.raw(path);
            }
            6 => {
                if self.dice.one_in(2) {
                    self.tag();
                }
                self.items("[", "]", &mut |generator, _| {
                    generator.name();
                    if generator.dice.one_in(2) {
                        generator.gap();
                        generator.raw(":");
                        generator.gap();
                        generator.pattern();
                    }
                });
            }
            _ => {
                self.raw("LIST");
                self.gap();
                self.items("{", "}", &mut |generator, _| generator.pattern());
            }
        }
    }
}
