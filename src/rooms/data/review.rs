//! The dialog “Review import”: what each file would do, with a look into each record.

use super::import::{Found, Import};
use super::look::{disputed_in, look};
use super::{calendar, drafts};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel};
use crate::workspace::Workspace;
use crate::workspace::exchange::Review;
use holdfast_domain::codec::ics;
use holdfast_domain::conflicts::counted;
use holdfast_domain::rooms;
use holdfast_domain::rooms::incidents::import::is_incidents;
use holdfast_domain::rooms::vulnerabilities::import::is_catalogue;
use holdfast_domain::view::View;
use holdfast_ledger::file::Received;
use holdfast_ledger::plan::{Planned, Verdict};
use holdfast_ledger::{Path, Record};

/// The dialog.
pub fn dialog(import: Import) -> AnyView {
    let body = move || import.found.with(|found| body(import, found));
    let taken = move || match import.tally() {
        (_, 0) => String::new(),
        (taken, 1) => format!("{taken} of 1 proposal is taken. "),
        (taken, all) => format!("{taken} of {all} proposals are taken. "),
    };
    // Where nothing is, there is nothing to go back to.
    let promise = move || {
        let some = Workspace::of_page().has_records();
        some.then_some("A restore point is made first. ")
    };
    let buttons = move || {
        view! {
            <span class="muted push">{taken}{promise}{move || back(import)}</span>
            {cancel(import.open)}
            <button type="button" class="btn primary" on:click=move |_| import.apply()>"Apply"</button>
        }
    };
    Dialog::new("Review import".to_owned(), body, buttons)
        .wide()
        .buttons_first()
        .view(import.open)
}

// What was purged elsewhere does not come back.
fn back(import: Import) -> &'static str {
    let purges = |planned: &Planned| match &planned.received {
        Received::Stamped(record) => !record.purged().is_empty(),
        Received::Loose(_) => false,
    };
    let any = import.found.with(|found| {
        found.reviews.iter().any(|review| {
            review.with_value(|review| {
                review
                    .iter()
                    .any(|review| review.planned.iter().any(purges))
            })
        })
    });
    if any {
        "One undo takes all of it back but what was purged."
    } else {
        "One undo takes all of it back."
    }
}

fn body(import: Import, found: &Found) -> AnyView {
    let refused = found.refused.iter().map(|(name, reason)| {
        view! { <div class="callout tone-error"><p><b>{name.clone()}</b>": "{reason.clone()}</p></div> }
    });
    let reviews = found.reviews.iter().enumerate().map(|(n, review)| {
        review.with_value(|review| {
            review
                .as_ref()
                .map(|review| workspace_file(import, n, review))
        })
    });
    let drafts = found.drafts.iter().map(drafts::part);
    view! {
        <p>"Nothing changes until you apply."</p>
        {refused.collect_view()}
        {reviews.collect_view()}
        {drafts.collect_view()}
    }
    .into_any()
}

/// How many records of one verdict the plan lists one by one.
const LISTED: usize = 200;

fn workspace_file(import: Import, n: usize, review: &Review) -> AnyView {
    let workspace = Workspace::of_page();
    let other = review
        .workspace
        .filter(|id| workspace.id().is_some_and(|own| own != *id));
    // What stands below the choice is drawn anew with it.
    let plan = move || {
        import.found.with_untracked(|found| {
            let review = found.reviews.get(n)?;
            review.with_value(|review| Some(plan(import, n, review.as_ref()?)))
        })
    };
    view! {
        <h3>{review.name.clone()}</h3>
        <p class="muted">{about(review)}</p>
        {review.mapped.is_some().then(|| view! { <p><button type="button" class="btn small" on:click=move |_| import.remap(n)>"Back to the columns"</button></p> })}
        {other.map(|_| view! { <div class="callout tone-warn"><p>"This file comes from another workspace. Its records are added to yours."</p></div> })}
        {(!review.unknown.is_empty()).then(|| view! { <div class="callout tone-warn"><p>"This version does not know these parts and leaves them out: "{review.unknown.join(", ")}</p></div> })}
        {review.is_idle().then(|| view! { <p>"Everything in this file is here already."</p> })}
        {refused(review)}
        {calendar::taken(import, n, review)}
        {fitting(import, n, review)}
        {plan}
    }
    .into_any()
}

// What of a table fits no field: it is kept, and a person should know.
fn refused(review: &Review) -> Option<AnyView> {
    let many: usize = review.problems.values().map(Vec::len).sum();
    let words = match (many, review.problems.len()) {
        (0, _) => return None,
        (1, _) => "1 cell was not read as it stands. It is told below, with its record.".to_owned(),
        (many, 1) => format!(
            "{many} cells of 1 record were not read as they stand. They are told below, with it."
        ),
        (many, records) => format!(
            "{many} cells of {records} records were not read as they stand. They are told below, with these."
        ),
    };
    Some(view! { <div class="callout tone-warn"><p>{words}</p></div> }.into_any())
}

// Of a catalogue of all the world's vulnerabilities, what concerns the services that are here.
fn fitting(import: Import, n: usize, review: &Review) -> Option<AnyView> {
    let fitting = review.fitting.as_ref()?;
    let is_new = |planned: &&Planned| planned.verdict == Verdict::New;
    let new = || review.planned.iter().filter(is_new);
    let own = new()
        .filter(|planned| fitting.contains(&planned.id))
        .count();
    let all = new().count();
    if all == 0 {
        return None;
    }
    let toggle = move |event: leptos::ev::Event| {
        let only = event_target_checked(&event);
        import.touched.set(true);
        import.whole.update(|whole| {
            if only {
                whole.remove(&n);
            } else {
                whole.insert(n);
            }
        });
    };
    let only = move || !import.whole.with(|whole| whole.contains(&n));
    let words = format!("Only what names a product of your services: {own} of {all} new");
    Some(view! {
        <p><label class="check"><input type="checkbox" prop:checked=only on:change=toggle/>" "{words}</label></p>
    }.into_any())
}

fn plan(import: Import, n: usize, review: &Review) -> AnyView {
    let workspace = Workspace::of_page();
    let only = review.fitting.as_ref();
    let only = only.filter(|_| !import.whole.with(|whole| whole.contains(&n)));
    let shown = || {
        let out = |planned: &Planned| {
            planned.verdict == Verdict::New && only.is_some_and(|only| !only.contains(&planned.id))
        };
        review.shown().filter(move |(_, planned)| !out(planned))
    };
    let sorts = workspace.read(|view| {
        let sorts = shown().map(|(_, planned)| sort(review, planned, view));
        sorts.collect::<Vec<_>>()
    });
    let count = |word: &str| sorts.iter().filter(|(sort, _)| *sort == word).count();
    let sums = SORTS.map(|(word, class)| (word, class, count(word)));
    let same = ("Same", "status tone-mute", review.same);
    let sums = sums.into_iter().chain([same]).map(|(word, class, count)| {
        view! { <li><b>{count}</b><span class=class>{word.to_lowercase()}</span></li> }
    });
    // What a person has to decide comes first, so that a long list does not hide it.
    let (ask, tell): (Vec<_>, Vec<_>) = shown().partition(|(_, planned)| asks(review, planned));
    let left = (ask.len() + tell.len()).saturating_sub(LISTED);
    let listed = ask.into_iter().chain(tell).take(LISTED);
    let rows: Vec<AnyView> = listed
        .map(|(at, planned)| workspace.read(|view| line(import, (n, at), (review, planned), view)))
        .collect();
    view! {
        <ul class="sums">{sums.collect_view()}</ul>
        {leaves(review)}
        <ul class="plan">{rows}</ul>
        {(left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> })}
    }
    .into_any()
}

// What the file is.
fn about(review: &Review) -> String {
    review.told.clone().unwrap_or_else(|| {
        let (name, scope) = (&review.workspace_name, &review.scope);
        if is_catalogue(scope) {
            return name.clone();
        }
        if scope == ics::SCOPE {
            return calendar::about(review);
        }
        if is_incidents(scope) {
            let parts = [name, scope].into_iter().filter(|part| !part.is_empty());
            return parts.cloned().collect::<Vec<_>>().join(" · ");
        }
        let mut said = "Holdfast workspace".to_owned();
        if !name.is_empty() {
            said.push_str(&format!(" “{name}”"));
        }
        if !scope.is_empty() {
            said.push_str(&format!(" · {scope}"));
        }
        said
    })
}

// What is to be decided and to be looked at after it is applied.
fn leaves(review: &Review) -> Option<AnyView> {
    let many = review.conflicts.values().map(Vec::len).sum::<usize>();
    let decide = (many > 0).then(|| {
        format!(
            "It adds {} for you to decide later; both sides are kept.",
            counted(many)
        )
    });
    let rules = match review.breaks {
        _ if review.is_idle() => None,
        Some(0) => None,
        Some(1) => Some("It breaks 1 rule, listed after it is applied.".to_owned()),
        Some(many) => Some(format!("It breaks {many} rules, listed after it is applied.")),
        None => Some("There are too many records to try out which rules it breaks. They are listed after it is applied.".to_owned()),
    };
    let said: Vec<String> = decide.into_iter().chain(rules).collect();
    let said = (!said.is_empty()).then(|| said.join(" "));
    said.map(|said| view! { <div class="callout tone-warn"><p>{said}</p></div> }.into_any())
}

fn asks(review: &Review, planned: &Planned) -> bool {
    matches!(planned.verdict, Verdict::Proposed(_) | Verdict::Purging(_))
        || review.disputes(planned)
        || review.conflicts.contains_key(&planned.id)
        || review.problems.contains_key(&planned.id)
}

/// The title of a record that came in.
pub(super) fn title(received: &Received, view: &View<'_>) -> String {
    match received {
        // What was purged elsewhere has no name left there.
        Received::Stamped(record) if record.is_purged() => view
            .there(record.id)
            .map_or_else(|| view.name(record), |here| view.name(here)),
        Received::Stamped(record) => view.name(record),
        Received::Loose(loose) => {
            let here = loose.id.and_then(|id| view.there(id));
            if let Some(here) = here.filter(|_| !loose.values.contains_key(&Path::of("title"))) {
                return view.name(here);
            }
            let text = |name| {
                loose
                    .values
                    .get(&Path::of(name))
                    .map(|text| text.plain().into_owned())
            };
            let title = text("title").unwrap_or_else(|| "Untitled".to_owned());
            text("code").map_or(title.clone(), |code| format!("{code} {title}"))
        }
    }
}

/// The sorts of records in a plan, in the order in which they are counted.
const SORTS: [(&str, &str); 6] = [
    ("New", "status tone-ok sh-square"),
    ("Changed", "status tone-info sh-half"),
    ("Proposed", "status tone-info sh-ring"),
    ("Conflicting", "status tone-warn sh-diamond"),
    ("Deleted", "status tone-mute sh-dash"),
    ("Purged", "status tone-error sh-diamond"),
];

// What a record of the file means here, in a word.
fn sort(review: &Review, planned: &Planned, view: &View<'_>) -> (&'static str, &'static str) {
    let ours = || view.ledger.record(planned.id);
    let gone = match &planned.received {
        Received::Stamped(theirs) => theirs.is_deleted() && ours().is_some_and(Record::is_deleted),
        Received::Loose(_) => false,
    };
    let n = match &planned.verdict {
        _ if review.disputes(planned) => 3,
        Verdict::New => 0,
        Verdict::Changed(_) if gone => 4,
        Verdict::Changed(_) | Verdict::Conflicting(_) => 1,
        Verdict::Deleted => 4,
        Verdict::Purging(_) => 5,
        Verdict::Proposed(_) => 2,
        Verdict::Same => return ("Same", "status tone-mute"),
        Verdict::OtherKind(_) => return ("Left out", "status tone-error"),
    };
    SORTS[n]
}

fn line(
    import: Import,
    at: (usize, usize),
    (review, planned): (&Review, &Planned),
    view: &View<'_>,
) -> AnyView {
    let (word, class) = sort(review, planned, view);
    let kind = rooms::kind(planned.kind.as_str());
    let what = kind.map_or_else(|| planned.kind.to_string(), |kind| kind.one.to_owned());
    // Two hundred records with all that they say would be drawn for nobody: who wants to look, opens one.
    let asks = asks(review, planned);
    let opened = RwSignal::new(asks);
    let toggled = move |event: leptos::ev::Event| {
        let details: leptos::web_sys::HtmlDetailsElement = event_target(&event);
        if details.open() {
            opened.set(true);
        }
    };
    let inside = move || {
        opened.get().then(|| {
            import.found.with_untracked(|found| {
                let review = found.reviews.get(at.0)?;
                review.with_value(|review| Some(inside(import, at, review.as_ref()?)))
            })
        })
    };
    view! {
        <li><details open=asks on:toggle=toggled>
            <summary><span class=class>{word}</span><span class="title">{title(&planned.received, view)}</span><span class="muted">{what}</span></summary>
            <div>{inside}</div>
        </details></li>
    }
    .into_any()
}

// What is said of a record, what of it has to be decided, and what could not be read.
fn inside(import: Import, at: (usize, usize), review: &Review) -> Option<AnyView> {
    let planned = review.planned.get(at.1)?;
    let kind = rooms::kind(planned.kind.as_str());
    let problems = review.problems.get(&planned.id).into_iter().flatten();
    let problems = problems.map(|(column, why)| view! { <p class="status tone-warn"><span><b>{column.clone()}</b>": "{why.clone()}</span></p> });
    let (disputed, look) = Workspace::of_page().read(|view| {
        let disputed = review.conflicts.get(&planned.id);
        let disputed = disputed.and_then(|conflicts| disputed_in(planned, conflicts, view));
        (disputed, look(import, at, planned, kind, view))
    });
    Some(view! { {problems.collect_view()}{disputed}{look} }.into_any())
}
