//! An incident on screen: the war room while it lasts, its record, and the review afterwards; beside the
//! register what incidents add up to.

mod clocks;
mod hit;
mod lines;
mod messages;
mod metrics;
mod review;
mod runs;
mod say;
mod tasks;
mod wall;
mod war;

pub use metrics::metrics;
pub use review::{improvements, improvements_with};

use crate::edge::{clock, print};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::ui::tabs;
use crate::ui::wall as ui_wall;
use crate::workspace::now_ms;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::incidents::INCIDENT;
use holdfast_domain::rooms::incidents::rules::is_open;
use holdfast_ledger::Id;

/// What the form does not show: it stands in the war room or in the review.
const ELSEWHERE: [&str; 3] = ["timeline", "factors", REVIEW];
/// The card of fields that the review shows.
const REVIEW: &str = "Post-incident review";

/// Actions that stand in the menu: nobody needs them in a hurry.
const RARE: [&str; 6] = [
    "duplicate",
    "cancel",
    "revive",
    "reviewed",
    "not_duplicate",
    "problem",
];

/// What the parts of an incident's page share.
#[derive(Clone, Copy)]
struct War {
    page: RecordPage,
    /// The time, each second.
    tick: RwSignal<i64>,
}

/// The page of an incident.
pub fn page(page: RecordPage) -> AnyView {
    let war = War {
        page,
        tick: RwSignal::new(now_ms()),
    };
    keep(clock::every(1000, move || war.tick.set(now_ms())).map(clock::Interval::keep));
    let (paper, whole) = (RwSignal::new(false), RwSignal::new(false));
    keep(print::around(move |now| {
        paper.set(now && whole.get_untracked());
        if !now {
            whole.set(false);
        }
    }));
    let shell = Shell::of_page();
    let on_wall = Memo::new(move |_| shell.route.with(ui_wall::is_asked));
    ui_wall::follow(Page::Record(INCIDENT.room, page.id), on_wall);
    let open = RwSignal::new(if page.read(|record, _| is_open(record)) {
        "war"
    } else {
        "record"
    });
    record::lead(page, open, place_of);
    let about = move || {
        view! { <div class="record"><div>{record::form_without(page, &ELSEWHERE)}</div>{record::panel(page)}</div> }.into_any()
    };
    let parts = vec![
        ("war", "War room", ViewFn::from(move || war::tab(war))),
        ("record", "Record", ViewFn::from(about)),
        ("review", "Review", ViewFn::from(move || review::tab(page))),
    ];
    let entries = ViewFn::from(move || {
        let print = move |_| {
            whole.set(true);
            review::REVIEW.print(page);
        };
        view! {
            {record::action_entries(page, |key| RARE.contains(&key))}
            <a href=ui_wall::href(Page::Record(INCIDENT.room, page.id))>{icon("eye")}"Wall screen"</a>
            <button type="button" on:click=move |_| review::REVIEW.export(page)>{icon("download")}"Review as Markdown"</button>
            <button type="button" on:click=print>{icon("print")}"Print the review"</button>
        }
    });
    let sheet = move || paper.get().then(|| review::REVIEW.sheet(page));
    let screen = move || {
        view! {
            <section class="page" class:screen-only=move || paper.get()>
                {record::head_of(page, standing(page), |key| !RARE.contains(&key) && !war::HERE.contains(&key), ().into_any(), Some(entries.clone()))}
                {move || (open.get() != "war").then(|| record::findings(page))}
                {tabs::tabs_at("Incident", parts.clone(), open)}
                {crate::ui::form::ask(page.asked)}
            </section>
        }
        .into_any()
    };
    let shown = move || {
        if on_wall.get() {
            wall::wall(war)
        } else {
            screen()
        }
    };
    view! { {shown}{sheet} }.into_any()
}

fn standing(page: RecordPage) -> AnyView {
    let major =
        Memo::new(move |_| page.watch(|record, _| record.get::<bool>("major") == Some(true)));
    let major = move || major.get().then(|| badge("Major", Tone::Bad));
    view! { <div class="states">{major}{record::standing(page)}</div> }.into_any()
}

// Where a field is mended.
fn place_of(field: &'static str) -> (&'static str, String) {
    let in_review = INCIDENT
        .field(field)
        .is_some_and(|field| field.group == REVIEW);
    match field {
        "messages" => ("war", messages::WRITE.to_owned()),
        _ if in_review || ELSEWHERE.contains(&field) => ("review", record::element_id(field)),
        _ => ("record", record::element_id(field)),
    }
}

/// The address of an incident.
fn href(id: Id) -> String {
    Route::to(Page::Record(INCIDENT.room, id)).href()
}

/// A moment as short as it is clear: the time of day; of another day with its weekday, of another week with its
/// date. In a narrow column the line breaks between date and time only.
pub fn brief(at: i64, now: i64) -> String {
    const DAY: u64 = 24 * 3_600_000;
    let ms = |at: i64| u64::try_from(at).unwrap_or_default();
    let whole = |text: String| text.replace(' ', "\u{a0}");
    let day = clock::date(ms(at));
    if day == clock::date(ms(now)) {
        whole(clock::time_short(ms(at)))
    } else if at.abs_diff(now) < 6 * DAY {
        let text = clock::weekday_time(ms(at));
        text.split_once(' ').map_or_else(
            || text.clone(),
            |(day, time)| format!("{day} {}", whole(time.to_owned())),
        )
    } else {
        format!("{}, {}", whole(day), whole(clock::time_short(ms(at))))
    }
}
