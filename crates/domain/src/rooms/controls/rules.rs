//! What can be done with a control, and what is wrong with it.

use super::RESULTS;
use crate::ask::Ask;
use crate::describe::{Action, Field, Finding, Tone, Type, field};
use crate::rooms::review::{self, after, day_text};
use crate::value::{date, part};
use crate::view::View;
use chrono::{Days, NaiveDate};
use holdfast_ledger::{Edit, Key, Path, Record, Text};

/// For how many days a judgement of effectiveness is taken as it is.
const EVIDENCE_DAYS: u64 = 365;

/// A test that was done or is planned.
pub struct Test {
    /// For when it is planned.
    pub planned: Option<NaiveDate>,
    /// When it was done.
    pub done: Option<NaiveDate>,
    /// What came of it.
    pub result: String,
}

/// A control's tests, in their order.
pub fn tests_of(control: &Record) -> Vec<Test> {
    let items = control.items(Key::new("tests"));
    let read = |item: &holdfast_ledger::record::Item<'_>| Test {
        planned: date(item.value("planned")),
        done: date(item.value("done_on")),
        result: item.text("result").into_owned(),
    };
    items.iter().map(read).collect()
}

/// The last test that was done.
pub fn last_test(tests: &[Test]) -> Option<&Test> {
    let done = tests.iter().filter(|test| test.done.is_some());
    done.max_by_key(|test| test.done)
}

/// When the next test is due: the first that is planned and not done, or the last one and the
/// interval, whichever is earlier.
pub fn next_test(control: &Record) -> Option<NaiveDate> {
    let tests = tests_of(control);
    let open = tests.iter().filter(|test| test.done.is_none());
    let planned = open.filter_map(|test| test.planned).min();
    let last = last_test(&tests).and_then(|test| test.done);
    let again = last.and_then(|last| after(last, &control.text("test_every")));
    match (planned, again) {
        (Some(planned), Some(again)) => Some(planned.min(again)),
        (planned, again) => planned.or(again),
    }
}

/// Whether a control lowers a risk today.
///
/// # Errors
/// Why it does not, in words.
pub fn works(control: &Record) -> Result<(), &'static str> {
    match &*control.text("state") {
        "in_place" => {}
        "degraded" => return Err("degraded"),
        "retired" => return Err("retired"),
        _ => return Err("not in place"),
    }
    match &*level(control) {
        "effective" | "partly" => {}
        "ineffective" => return Err("ineffective"),
        _ => return Err("its effectiveness is not judged"),
    }
    let tests = tests_of(control);
    match last_test(&tests) {
        Some(test) if test.result == "failed" => Err("failed its last test"),
        _ => Ok(()),
    }
}

fn level(control: &Record) -> String {
    let value = control.value(Path::of("effectiveness"));
    let level = value.and_then(|value| part(value, "level"));
    level
        .map(|level| level.plain().into_owned())
        .unwrap_or_default()
}

/// The controls that name a risk.
pub fn of_risk<'v>(risk: &Record, view: &View<'v>) -> Vec<&'v Record> {
    let named = view
        .ledger
        .mentions(risk.id)
        .filter_map(|id| view.there(id));
    let mut found = Vec::new();
    for control in named.filter(|record| record.kind == "control" && View::is_live(record)) {
        let risks: Vec<String> = control.get("risks").unwrap_or_default();
        if risks.contains(&risk.id.to_string()) {
            found.push(control);
        }
    }
    found
}

/// Whether any control of a risk works.
pub fn any_works(risk: &Record, view: &View<'_>) -> bool {
    of_risk(risk, view)
        .into_iter()
        .any(|control| works(control).is_ok())
}

const TEST_ASKS: &[Field] = &[
    field("result", "Result", Type::Choice(RESULTS)),
    field("note", "What was seen", Type::Prose),
];

/// What can be done with a control.
pub fn actions(control: &Record, view: &View<'_>) -> Vec<Action> {
    if control.text("state") == "retired" {
        return Vec::new();
    }
    let nobody = view.user.trim().is_empty();
    vec![
        Action {
            key: "record_test",
            label: "Record a test".to_owned(),
            tone: Tone::Good,
            refused: nobody.then(|| {
                "Say first who is using this device (in Settings): a test says who did it."
                    .to_owned()
            }),
            about: String::new(),
            asks: TEST_ASKS,
            perform: record_test,
        },
        review::action(review::mark_yearly),
    ]
}

/// Closes the test that is planned first, or adds one that was not planned.
fn record_test(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let result = ask.answer("result");
    if !RESULTS.iter().any(|known| known.key == result) {
        return Err("Say what came of the test.".to_owned());
    }
    let mut fields = vec![
        ("done_on", day_text(ask.view.today())),
        ("result", Text::string(&result)),
        ("by", Text::string(ask.view.user.trim())),
    ];
    let note = ask.answer("note");
    if !note.is_empty() {
        fields.push(("note", Text::string(&note)));
    }
    let items = ask.record.items(Key::new("tests"));
    let planned = items.iter().filter(|item| item.value("done_on").is_none());
    let planned = planned.filter_map(|item| Some((date(item.value("planned"))?, item.id)));
    match planned.min_by_key(|(day, _)| *day) {
        Some((_, item)) => {
            let set = |(key, value)| ask.set_in("tests", item, key, value);
            Ok(fields.into_iter().map(set).collect())
        }
        None => Ok(ask.add("tests", fields)),
    }
}

/// What is wrong with a control. One that is retired is left in peace.
pub fn findings(control: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let state = control.text("state");
    if state == "retired" {
        return found;
    }
    if state == "degraded" {
        let text = "The control is degraded: what it lowers is higher until it is mended.";
        found.push(Finding::bad(
            "control-degraded",
            Some("state"),
            text.to_owned(),
        ));
    }
    let today = view.today();
    if let Some(due) = next_test(control).filter(|due| *due < today) {
        let text = format!("The control was to be tested by {due}. Test it, then record the test.");
        found.push(Finding::warn("control-test-overdue", Some("tests"), text));
    }
    if state == "in_place" || state == "degraded" {
        found.extend(in_use(control, today));
    }
    review::beside(found, control, view)
}

fn in_use(control: &Record, today: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let value = control.value(Path::of("effectiveness"));
    let said = |key| value.and_then(|value| part(value, key));
    let evidence = said("evidence").is_some_and(|text| !text.plain().trim().is_empty());
    let field = Some("effectiveness");
    if level(control).is_empty() || !evidence {
        let text = "The control is in place, but nothing shows whether it works. Judge how effective it is, and write down the evidence.";
        found.push(Finding::warn(
            "control-without-evidence",
            field,
            text.to_owned(),
        ));
    } else if let Some(day) = date(said("date").as_ref())
        && day
            .checked_add_days(Days::new(EVIDENCE_DAYS))
            .is_some_and(|until| until < today)
    {
        let text = format!(
            "How effective it is was judged on {day}, more than a year ago. Judge it again."
        );
        found.push(Finding::warn("control-evidence-old", field, text));
    }
    if level(control) == "ineffective" {
        let text = "The control is in place and does not work. Mend it, or retire it.".to_owned();
        found.push(Finding::bad("control-ineffective", field, text));
    }
    let tests = tests_of(control);
    if let Some(test) = last_test(&tests).filter(|test| test.result == "failed") {
        let day = test.done.map(|day| day.to_string()).unwrap_or_default();
        let text = format!("The last test, on {day}, failed. Mend the control and test it again.");
        found.push(Finding::bad("control-test-failed", Some("tests"), text));
    }
    if tests.is_empty() {
        let text = "The control was never tested, and no test is planned.".to_owned();
        found.push(Finding::warn("control-untested", Some("tests"), text));
    }
    let names = |field| {
        control
            .get::<Vec<String>>(field)
            .is_some_and(|ids| !ids.is_empty())
    };
    if !names("risks") && !names("services") {
        let text =
            "The control names no risk and no service, so nothing says what it is for.".to_owned();
        found.push(Finding::warn(
            "control-without-purpose",
            Some("risks"),
            text,
        ));
    }
    found
}
