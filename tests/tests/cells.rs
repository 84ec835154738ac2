//! The spreadsheet example: what formulas mean, and what mounting and editing cost.

use engine_worker::inspect::Counters;
use offstage_tests::model_dom::Gesture;
use offstage_tests::program::Program;
use protocol::NodeId;

const CELLS: &str = include_str!("../../www/examples/cells.bn");

struct Sheet(Program);

impl Sheet {
    #[track_caller]
    fn start() -> Sheet {
        Sheet(Program::start(CELLS))
    }

    /// The element that stands for a cell such as `B2`.
    #[track_caller]
    fn cell(&self, name: &str) -> NodeId {
        let column = usize::from(name.as_bytes()[0] - b'A');
        let row: usize = name[1..].parse().expect("a row");
        let dom = &self.0.dom;
        let root = dom.children_of(None)[0];
        let rows = dom.children_of(Some(dom.children_of(Some(root))[1]));
        let cells = dom.children_of(Some(rows[row - 1]))[1];
        dom.children_of(Some(cells))[column]
    }

    #[track_caller]
    fn shows(&self, name: &str) -> String {
        self.0.dom.text_of(self.cell(name)).unwrap_or_default()
    }

    #[track_caller]
    fn open(&mut self, name: &str) -> NodeId {
        self.0.act(self.cell(name), &Gesture::DoubleClick);
        self.0.dom.text_inputs()[0]
    }

    #[track_caller]
    fn set(&mut self, name: &str, formula: &str) {
        let editor = self.open(name);
        self.0.edit(editor, formula);
        self.0.key(editor, "Enter");
        assert_eq!(self.0.dom.text_inputs(), []);
        assert_eq!(self.0.diagnostics, []);
    }

    #[track_caller]
    fn check(&self, cells: &[(&str, &str)]) {
        let shown: Vec<(&str, String)> = cells
            .iter()
            .map(|(name, _)| (*name, self.shows(name)))
            .collect();
        let expected: Vec<(&str, String)> = cells
            .iter()
            .map(|(name, text)| (*name, (*text).to_owned()))
            .collect();
        assert_eq!(shown, expected);
    }

    /// By how much cells, actors that came and went, and scopes that came and went grow.
    fn cost(&mut self, act: impl FnOnce(&mut Sheet)) -> [u64; 5] {
        let numbers = |counters: Counters| {
            [
                counters.cells_run,
                counters.actors_created,
                counters.actors_dropped,
                counters.scopes_created,
                counters.scopes_dropped,
            ]
        };
        let before = numbers(self.0.counters());
        act(self);
        let after = numbers(self.0.counters());
        std::array::from_fn(|index| after[index] - before[index])
    }
}

#[test]
fn a_new_sheet_shows_its_formulas_values() {
    let sheet = Sheet::start();
    sheet.check(&[
        ("A1", "Month"),
        ("D2", "550"),
        ("B5", "7450"),
        ("D5", "1480"),
        ("D6", "493.33"),
        ("E1", ""),
        ("Z100", ""),
    ]);
    assert_eq!(sheet.0.diagnostics, []);
}

#[test]
fn formulas_calculate() {
    let mut sheet = Sheet::start();
    for (formula, value) in [
        ("plain", "plain"),
        ("  7", "7"),
        ("=7", "7"),
        ("=-7", "-7"),
        ("=1+2*3", "7"),
        ("=(1+2)*3", "9"),
        ("=2-3-4", "-5"),
        ("=12/3/2", "2"),
        ("= 2 * -3 ", "-6"),
        ("=-(1+2)*-(3)", "9"),
        ("=b2 + B3", "4800"),
        ("=F9+1", "1"),
        ("=A2", "January"),
        ("=SUM(B2:C3)", "8780"),
        ("=sum(C3:B2)/2", "4390"),
        ("=SUM(B2)", "2400"),
        ("=COUNT(A1:D6)", "13"),
        ("=AVG(B2:B4)", "2483.33"),
        ("=AVG(F1:G9)", "#DIV/0!"),
        ("=1/0", "#DIV/0!"),
        ("=A1+1", "#VALUE!"),
        ("=1+A1", "#VALUE!"),
        ("=Z101", "#REF!"),
        ("=A0", "#REF!"),
        ("=A1.5", "#REF!"),
        ("=SUM(A1:Z101)", "#REF!"),
        ("=SUM()", "#REF!"),
        ("=NONE(B2:B3)", "#NAME?"),
        ("=FOO", "#NAME?"),
        ("=", "#NAME?"),
        ("=1+", "#NAME?"),
        ("=)(", "#NAME?"),
        ("=((1)", "#NAME?"),
    ] {
        sheet.set("E9", formula);
        assert_eq!(sheet.shows("E9"), value, "{formula}");
    }
}

#[test]
fn an_error_reaches_those_who_depend_on_it() {
    let mut sheet = Sheet::start();
    sheet.set("B2", "=1/0");
    sheet.check(&[
        ("D2", "#DIV/0!"),
        ("B5", "#DIV/0!"),
        ("C5", "5970"),
        ("D6", "#DIV/0!"),
    ]);
    sheet.set("B2", "none");
    sheet.check(&[("D2", "#VALUE!"), ("B5", "5050"), ("D6", "#VALUE!")]);
    sheet.set("B2", "2400");
    sheet.check(&[("D2", "550"), ("D6", "493.33")]);
}

#[test]
fn formulas_in_a_circle_are_reported_and_recover() {
    let mut sheet = Sheet::start();
    sheet.set("F1", "=F2+1");
    sheet.set("F2", "=SUM(F3:F4)");
    sheet.set("F3", "=F1*2");
    sheet.set("G1", "=F1");
    let circle = "#CYCLE!";
    sheet.check(&[
        ("F1", circle),
        ("F2", circle),
        ("F3", circle),
        ("G1", circle),
        ("D5", "1480"),
    ]);
    sheet.set("F3", "5");
    sheet.check(&[("F1", "6"), ("F2", "5"), ("F3", "5"), ("G1", "6")]);
    sheet.set("F3", "=F3");
    sheet.check(&[("F1", circle), ("F3", circle)]);
    sheet.set("F3", "");
    sheet.check(&[("F1", "1"), ("F2", "0"), ("F3", ""), ("G1", "1")]);
}

#[test]
fn a_long_chain_is_no_circle() {
    let mut sheet = Sheet::start();
    sheet.set("H1", "1");
    for row in 2..=40 {
        sheet.set(&format!("H{row}"), &format!("=H{}+SUM(H1:H1)", row - 1));
    }
    sheet.check(&[("H40", "40")]);
    sheet.set("H1", "2");
    sheet.check(&[("H2", "4"), ("H40", "80")]);
    sheet.set("H1", "=H40");
    sheet.check(&[("H1", "#CYCLE!"), ("H20", "#CYCLE!"), ("H40", "#CYCLE!")]);
    sheet.set("H1", "1");
    sheet.check(&[("H40", "40")]);
}

#[test]
fn enter_and_blur_save_and_escape_does_not() {
    let mut sheet = Sheet::start();
    let editor = sheet.open("D5");
    assert_eq!(sheet.0.dom.focus(), Some(editor));
    assert_eq!(
        sheet.0.dom.value(editor).map(|(text, _)| text),
        Some("=SUM(D2:D4)")
    );
    assert_eq!(
        sheet.0.dom.attribute(editor, "aria-label"),
        Some("Formula of D5")
    );
    sheet.0.edit(editor, "1");
    sheet.0.key(editor, "Escape");
    sheet.check(&[("D5", "1480")]);
    let editor = sheet.open("D5");
    sheet.0.edit(editor, "1");
    sheet.0.act(editor, &Gesture::Blur);
    sheet.check(&[("D5", "1"), ("D6", "0.33")]);
}

#[test]
fn one_cell_costs_few_actors() {
    let sheet = Sheet::start();
    let cells = 26 * 100;
    let actors = sheet.0.counters().actors_live;
    assert!(actors <= 8 * cells, "{actors} actors");
}

#[test]
fn an_edit_makes_and_drops_only_the_arms_of_its_cell() {
    let mut sheet = Sheet::start();
    sheet.set("F1", "1");
    let near = sheet.cost(|sheet| sheet.set("F1", "2"));
    let [cells, changes @ ..] = near;
    assert!(cells <= 100, "{cells} cells run");
    assert_eq!(changes, [2; 4], "one for the editor, one for the label");
    sheet.set("Z100", "1");
    let far = sheet.cost(|sheet| sheet.set("Z100", "2"));
    assert_eq!(near, far, "wherever it is");
}

#[test]
fn an_edit_touches_its_dependents_and_nobody_else() {
    let mut sheet = Sheet::start();
    sheet.set("F1", "1");
    let mut costs = Vec::new();
    for row in 0..5 {
        let value = row.to_string();
        let [cells, created, dropped, ..] = sheet.cost(|sheet| sheet.set("F1", &value));
        assert_eq!(created, dropped);
        costs.push(cells);
        sheet.set(&format!("G{}", row + 1), "=F1*2");
    }
    let steps: Vec<u64> = costs.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(
        steps.iter().all(|step| (1..=20).contains(step)),
        "{steps:?}"
    );
    assert_eq!(steps[1..], [steps[1]; 3], "each dependent costs the same");
}
