//! What stands on a paper so that it is found again: which workspace, which record, which version.
//!
//! `HOLDFAST:RB-12:8982D0D:AB12CD34EF56`. It is printed as words and as a QR code; capitals keep
//! the code small, and a person can read it out.

use super::{RUN, RUNBOOK, rules, version};
use crate::rooms::plans::PLAN;
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};

/// The list of approved versions of a runbook.
const VERSIONS: Key = Key::new("versions");

/// How many digits of a fingerprint stand on paper.
const DIGITS: usize = 12;

/// What a text from a paper leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The runbook or run, if it is here.
    pub record: Option<Id>,
    /// Whether the paper says what the record says now.
    pub current: bool,
    /// What is to be said of it, as a sentence.
    pub words: String,
}

/// The words on a paper of a runbook or a run. `workspace` is the workspace's own record.
pub fn tag(record: &Record, view: &View<'_>, workspace: Option<Id>) -> String {
    let content = if record.kind == RUN.key() {
        record.text("runbook_version").into_owned()
    } else {
        version::content(record)
    };
    let workspace = workspace.map(Id::short).unwrap_or_default();
    let parts = [
        "HOLDFAST",
        &paper_name(record, view),
        &workspace,
        &short(&content),
    ];
    parts.join(":").to_uppercase()
}

/// The beginning of a fingerprint, as paper has it.
pub fn short(content: &str) -> String {
    let digits = content
        .split_once(':')
        .map_or(content, |(_, digits)| digits);
    digits
        .chars()
        .take(DIGITS)
        .collect::<String>()
        .to_uppercase()
}

/// What a runbook's version is called on paper: its number where it has one, and its fingerprint.
pub fn version_in_words(runbook: &Record) -> String {
    let content = version::content(runbook);
    let short = short(&content);
    match number(runbook, &|known| known == content) {
        Some(number) => format!("Version {number} ({short})"),
        None if version::is_approved(runbook) => format!("Version {short}"),
        None => format!("Draft {short}"),
    }
}

/// How a version was approved, for the foot of every page.
pub fn approval_in_words(runbook: &Record) -> String {
    if version::is_approved(runbook) {
        format!("Approved: {}", rules::approval_in_words(runbook))
    } else if version::changed_since_approval(runbook) {
        "Changed since it was approved".to_owned()
    } else {
        "Not approved".to_owned()
    }
}

/// Finds what a text that was scanned or typed from a paper is about; `None` when it is no such
/// text.
pub fn find(text: &str, view: &View<'_>, workspace: Option<Id>) -> Option<Found> {
    let text = text.trim().to_uppercase();
    let mut parts = text.strip_prefix("HOLDFAST:")?.split(':').map(str::trim);
    let (code, home, digits) = (parts.next()?, parts.next()?, parts.next()?);
    if code.is_empty() || digits.is_empty() || parts.next().is_some() {
        return None;
    }
    let found = |record: Option<Id>, current, words: String| Found {
        record,
        current,
        words,
    };
    let is_it = |content: &str| short(content) == digits;
    let named = |record: &&Record| {
        // Papers of runs said the code alone once.
        name(record, view).to_uppercase() == code || paper_name(record, view).to_uppercase() == code
    };
    let mut runs = view.live(RUN.id);
    if let Some(run) = runs.find(|run| named(run) && is_it(&run.text("runbook_version"))) {
        let words = "This paper is the record of this run.".to_owned();
        return Some(found(Some(run.id), true, words));
    }
    // The code may have changed in a merge; the fingerprint did not.
    let plans = view.live(PLAN.id);
    let runbooks: Vec<&Record> = view.live(RUNBOOK.id).chain(plans).collect();
    let known =
        |record: &&&Record| is_it(&version::content(record)) || number(record, &is_it).is_some();
    let by_code = runbooks.iter().find(|record| named(record));
    let by_content = by_code
        .filter(known)
        .or_else(|| runbooks.iter().find(known));
    if let Some(runbook) = by_content {
        let current = is_it(&version::content(runbook));
        return Some(found(Some(runbook.id), current, standing(runbook, &is_it)));
    }
    let here = workspace.is_none_or(|id| id.short().to_uppercase() == home);
    let words = match by_code {
        Some(_) if here => {
            "This paper is of a version that is not kept here. The runbook says something else now."
        }
        _ if here => "No runbook here has the code on this paper.",
        _ => "This paper is of another workspace.",
    };
    let record = by_code.filter(|_| here).map(|record| record.id);
    Some(found(record, false, words.to_owned()))
}

fn standing(runbook: &Record, is_it: &dyn Fn(&str) -> bool) -> String {
    let is_plan = runbook.kind == PLAN.key();
    let what = if is_plan { "plan" } else { "runbook" };
    let of = match number(runbook, is_it) {
        Some(number) => format!("This paper is of version {number}"),
        None => format!("This paper is of this {what}"),
    };
    if is_it(&version::content(runbook)) {
        format!("{of}, and it says what the {what} says now.")
    } else {
        format!("{of}. The {what} says something else now.")
    }
}

// Which of the approved versions fits, counted from one; the latest of several.
fn number(runbook: &Record, is_it: &dyn Fn(&str) -> bool) -> Option<usize> {
    let versions = runbook.items(VERSIONS);
    let mut contents = versions.iter().map(|item| item.text("content"));
    contents.rposition(|content| is_it(&content)).map(|n| n + 1)
}

/// What a sheet is called: the code and title of its record. That of a run says which run it is
/// whatever else is merged: two that are begun apart, each in a kit, are given the same code.
pub fn title(record: &Record, view: &View<'_>) -> String {
    let code = record.text("code");
    if record.kind != RUN.key() || code.is_empty() {
        return view.name(record);
    }
    let title = record.text("title");
    format!("{code}·{} {title}", record.id.short())
        .trim_end()
        .to_owned()
}

// As it stands in the tag: of a run with the end of its id, in letters that keep the code small.
fn paper_name(record: &Record, view: &View<'_>) -> String {
    let code = record.text("code");
    if record.kind != RUN.key() || code.is_empty() {
        return name(record, view);
    }
    [&code, ".", &record.id.short()].concat()
}

fn name(record: &Record, view: &View<'_>) -> String {
    let code = view.code(record);
    if code.is_empty() || record.value(Path::of("code")).is_none() {
        record.id.short()
    } else {
        code
    }
}

#[cfg(test)]
mod tests {
    use super::{find, short, tag, title, version_in_words};
    use crate::rooms::runbooks::version;
    use crate::testing::World;
    use holdfast_ledger::Id;
    use serde_json::json;

    fn runbook(world: &mut World) -> Id {
        let fields = [("title", json!("Restore")), ("code", json!("RB-12"))];
        world.add("runbook", &fields)
    }

    #[test]
    fn a_paper_of_what_the_runbook_says_now_is_current() {
        let mut world = World::new();
        let (home, id) = (world.mint(), runbook(&mut world));
        let text = tag(world.record(id), &world.view(), Some(home));
        assert!(
            text.starts_with("HOLDFAST:RB-12:") && text.len() < 40,
            "{text}"
        );
        let found = find(&text.to_lowercase(), &world.view(), Some(home)).expect("a tag");
        assert_eq!((found.record, found.current), (Some(id), true));
        assert!(version_in_words(world.record(id)).starts_with("Draft "));
    }

    #[test]
    fn a_paper_of_an_approved_version_is_known_after_a_change() {
        let mut world = World::new();
        let (home, id) = (world.mint(), runbook(&mut world));
        let content = version::content(world.record(id));
        world.item(id, "versions", &[("content", json!("1:0"))]);
        world.item(id, "versions", &[("content", json!(content))]);
        let number = format!("Version 2 ({})", short(&content));
        assert_eq!(version_in_words(world.record(id)), number);
        let text = tag(world.record(id), &world.view(), Some(home));
        world.set(id, "purpose", json!("Other"));
        let found = find(&text, &world.view(), Some(home)).expect("a tag");
        assert_eq!((found.record, found.current), (Some(id), false));
        assert!(
            found
                .words
                .contains("version 2. The runbook says something else")
        );
        // Another code, as after a merge: the fingerprint still leads there.
        world.set(id, "code", json!("RB-13"));
        let found = find(&text, &world.view(), Some(home)).expect("a tag");
        assert_eq!(found.record, Some(id));
    }

    #[test]
    fn a_paper_from_elsewhere_says_so() {
        let mut world = World::new();
        let (home, other, id) = (world.mint(), world.mint(), runbook(&mut world));
        let text = tag(world.record(id), &world.view(), Some(other));
        world.set(id, "purpose", json!("Other"));
        let found = find(&text, &world.view(), Some(home)).expect("a tag");
        assert_eq!(found.record, None);
        assert!(found.words.contains("another workspace"));
        let found = find(&text, &world.view(), Some(other)).expect("a tag");
        assert_eq!((found.record, found.current), (Some(id), false));
        for text in [
            "",
            "HOLDFAST",
            "HOLDFAST:RB-12",
            "HOLDFAST:RB-12:1:2:3",
            "RB-12",
        ] {
            assert_eq!(find(text, &world.view(), Some(home)), None, "{text}");
        }
    }

    #[test]
    fn a_paper_of_a_run_leads_to_the_run() {
        let mut world = World::new();
        let fields = [
            ("code", json!("RUN-3")),
            ("runbook_version", json!("1:ab12cd34ef5678")),
        ];
        let run = world.add("run", &fields);
        let text = tag(world.record(run), &world.view(), None);
        let short = run.short().to_uppercase();
        assert_eq!(text, format!("HOLDFAST:RUN-3.{short}::AB12CD34EF56"));
        // Sheets that were printed before runs said which they are lead there too.
        for text in [&*text, "HOLDFAST:RUN-3::AB12CD34EF56"] {
            let found = find(text, &world.view(), None).expect("a tag");
            assert_eq!((found.record, found.current), (Some(run), true));
        }
    }

    /// Two runs that were begun apart have one code, on paper too, before anybody merges them.
    #[test]
    fn papers_of_two_runs_begun_apart_are_told_apart() {
        let mut world = World::new();
        let fields = [
            ("code", json!("RUN-1")),
            ("title", json!("Index down")),
            ("runbook_version", json!("1:ab12cd34ef5678")),
        ];
        let (first, second) = (world.add("run", &fields), world.add("run", &fields));
        let of = |id: Id| {
            (
                title(world.record(id), &world.view()),
                tag(world.record(id), &world.view(), None),
            )
        };
        let ((name, text), (other, second_text)) = (of(first), of(second));
        assert_eq!(name, format!("RUN-1·{} Index down", first.short()));
        assert!(name != other && text != second_text);
        for (id, text) in [(first, text), (second, second_text)] {
            assert_eq!(
                find(&text, &world.view(), None).and_then(|found| found.record),
                Some(id)
            );
        }
    }
}
