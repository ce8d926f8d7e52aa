//! A plan as it is carried out: the clocks, its stages, its services, who is to be told, and what happened.

use super::stages;
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::rooms::incidents::brief;
use crate::rooms::record::{self, RecordPage};
use crate::rooms::runs::hms;
use crate::ui::form::{record_link, tone_class};
use crate::ui::markdown::markdown;
use crate::ui::page::keep;
use crate::ui::tabs;
use crate::workspace::now_ms;
use holdfast_domain::ask::{Answers, Ask};
use holdfast_domain::rooms::plans::deeds::{say, say_back};
use holdfast_domain::rooms::plans::track::{self, BackAt, Clock, Due, Late, Track};
use holdfast_domain::rooms::plans::{ACTIVATION, ENTRIES, LOG};
use holdfast_domain::value::{choice_of, instant, minutes};
use holdfast_ledger::{Edit, Id, Path, Record};

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Active {
    /// The page.
    pub page: RecordPage,
    /// How the activation stands.
    pub track: Memo<Track>,
    /// Whether it goes on.
    pub goes_on: Memo<bool>,
    tick: RwSignal<i64>,
}

/// The page of an activation.
pub fn page(page: RecordPage) -> AnyView {
    let active = Active {
        page,
        track: Memo::new(move |_| page.watch_all(Track::of)),
        goes_on: Memo::new(move |_| page.watch(|record, _| track::goes_on(record))),
        tick: RwSignal::new(now_ms()),
    };
    let tick = active.tick;
    keep(clock::every(1000, move || tick.set(now_ms())).map(clock::Interval::keep));
    let exercise = Memo::new(move |_| page.watch(|record, _| track::is_exercise(record)));
    let open = RwSignal::new(if active.goes_on.get_untracked() {
        "now"
    } else {
        "about"
    });
    let about = move || {
        view! { <div class="record"><div>{record::form_without(page, &["stages", "log", "plan_version"])}</div>{record::panel(page)}</div> }.into_any()
    };
    let parts = vec![
        ("now", "Carried out", ViewFn::from(move || tab(active))),
        ("about", "Record", ViewFn::from(about)),
    ];
    record::lead(page, open, |field| match field {
        "stages" | "log" => ("now", "stages".to_owned()),
        field => ("about", record::element_id(field)),
    });
    view! {
        <section class="page">
            {record::head(page)}
            {move || exercise.get().then(|| view! { <p class="callout tone-info"><b>"Exercise: this is not real."</b></p> })}
            {record::findings(page)}
            {tabs::tabs_at("Activation", parts, open)}
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}

fn tab(active: Active) -> AnyView {
    view! {
        <div class="war">
            {clocks(active)}
            <div class="record">
                <div class="stack">
                    {stages::stages(active)}
                    <section class="card stack" aria-label="Log"><h2>"Log"</h2>{entry_box(active)}{log(active)}</section>
                </div>
                <div class="panel stack">{services(active)}{messages(active)}{about(active)}</div>
            </div>
        </div>
    }
    .into_any()
}

impl Active {
    /// Does something with the activation; gives whether it was done.
    pub fn deed(
        self,
        label: &str,
        deed: impl FnOnce(Ask<'_>) -> Result<Vec<Edit>, String>,
    ) -> Result<(), String> {
        let page = self.page;
        let (mut failed, answers) = (None, Answers::new());
        let mut mint = || {
            page.workspace.mint().unwrap_or_else(|why| {
                failed = Some(why);
                Id::NONE
            })
        };
        let done = page.read(|record, view| {
            Some(deed(Ask {
                action: "",
                record,
                view: *view,
                answers: &answers,
                mint: &mut mint,
            }))
        });
        let edits = done.unwrap_or_else(|| Err("This record is not here any more.".to_owned()))?;
        match failed {
            Some(why) => Err(why),
            None => page.workspace.dispatch(label, &edits).map(drop),
        }
    }

    /// The same where a button does it: says why, if not.
    pub fn press(self, label: &str, deed: impl FnOnce(Ask<'_>) -> Result<Vec<Edit>, String>) {
        if let Err(why) = self.deed(label, deed) {
            self.page.workspace.say(why);
        }
    }

    fn moment(self, at: i64) -> String {
        brief(at, self.page.workspace.now().get())
    }
}

fn clocks(active: Active) -> AnyView {
    let over = Memo::new(move |_| {
        active
            .page
            .watch(|record, _| instant(record.value(Path::of("stood_down"))))
    });
    let until = move || {
        if active.goes_on.get() {
            Some(active.tick.get())
        } else {
            over.get()
        }
    };
    let since = move || {
        let from = active.track.with(|track| track.occurred);
        from.zip(until())
            .map_or_else(|| "–".to_owned(), |(from, to)| hms(to - from))
    };
    let finish = move || {
        let (at, whole) = active.track.with(|track| track.finish)?;
        let label = if whole {
            "all stages done, if the rest goes as planned"
        } else {
            "all stages done at the earliest"
        };
        Some(
            view! { <div class="clock minor"><b>{active.moment(at)}</b><span>{label}</span></div> },
        )
    };
    let rto = move || {
        let goes_on = active.goes_on.get();
        let track = active.track.get();
        let open = track
            .clocks
            .iter()
            .filter(|clock| !matches!(clock.back, BackAt::Since(_)));
        let due = open
            .filter_map(|clock| clock.due)
            .min()
            .filter(|_| goes_on)?;
        let left = due - active.tick.get();
        let (text, class) = if left < 0 {
            (format!("{} over", hms(-left)), "clock minor tone-error")
        } else {
            (hms(left), "clock minor")
        };
        Some(view! { <div class=class><b>{text}</b><span>"to the next RTO"</span></div> })
    };
    view! {
        <div class="clocks">
            <div class="clock since" role="timer" aria-live="off"><b>{since}</b><span>"since it occurred"</span></div>
            {rto}{finish}
        </div>
    }
    .into_any()
}

fn services(active: Active) -> AnyView {
    let line = move |clock: Clock| {
        let late = clock.late(active.page.workspace.now().get());
        let (text, class) = match clock.back {
            BackAt::Since(at) => (
                format!("back since {}", active.moment(at)),
                if late.is_some() {
                    "status tone-warn"
                } else {
                    "status tone-ok"
                },
            ),
            BackAt::Expected(at, whole) => {
                let least = if whole { "" } else { " at the earliest" };
                let at = active.moment(at);
                let (after, class) = match late {
                    Some(Late::Passed) => (": its RTO has passed", "status tone-error"),
                    Some(Late::Forecast) => (": after its RTO", "status tone-warn"),
                    None => ("", "status tone-info"),
                };
                (format!("forecast {at}{least}{after}"), class)
            }
            BackAt::Unknown(why) if late.is_some() => (
                format!("its RTO has passed; back: unknown, {why}"),
                "status tone-error",
            ),
            BackAt::Unknown(why) => (format!("unknown: {why}"), "status tone-mute"),
        };
        let due = match (clock.due, clock.rto) {
            (Some(due), Some(rto)) => format!("RTO {}, until {}", minutes(rto), active.moment(due)),
            (None, Some(rto)) => format!("RTO {}", minutes(rto)),
            (_, None) => "no RTO".to_owned(),
        };
        let (service, is_back) = (clock.service, matches!(clock.back, BackAt::Since(_)));
        let say = move |_| {
            active.press("Service written down", |ask| {
                say_back(ask, service, !is_back)
            });
        };
        let word = if is_back {
            "Not back after all"
        } else {
            "It is back"
        };
        let name = active.page.workspace.watch(service, |view| {
            view.there(service)
                .map(|record| view.name(record))
                .unwrap_or_default()
        });
        let label = format!("{word}: {name}");
        view! {
            <li><span>{record_link(active.page.workspace, service)}</span><span class=class>{text}</span><span class="help">{due}</span>
                <span class="btns" hidden=move || !active.goes_on.get()><button type="button" class="btn small quiet" aria-label=label on:click=say>{word}</button></span></li>
        }
    };
    view! {
        <section class="card" aria-label="Services">
            <h2>"Services"</h2>
            <ul class="list">{move || active.track.get().clocks.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn messages(active: Active) -> AnyView {
    let line = move |due: Due| {
        let class = if due.at <= active.tick.get_untracked() {
            "status tone-warn"
        } else {
            "muted"
        };
        let (id, title) = (due.message, due.title.clone());
        let sent = move |_| {
            let text = format!("Sent: {title}");
            active.press("Message written down", |ask| {
                say(ask, "note", &text, Some(id))
            });
        };
        let who = due
            .who
            .map(|who| view! { ", by "{record_link(active.page.workspace, who)} });
        let how: Vec<String> = [due.audience, due.channel]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let text = (!due.text.is_empty()).then(|| markdown(&due.text));
        let label = format!("Sent: write it down: {}", due.title);
        view! {
            <li class="stack"><p><b>{due.title}</b>" "<span class=class>{format!("due {}", active.moment(due.at))}</span></p>
                <p class="help">{how.join(", ")}{who}</p>{text}
                <div class="btns"><button type="button" class="btn small" aria-label=label on:click=sent>"Sent: write it down"</button></div></li>
        }
    };
    let none = move || {
        active
            .track
            .with(|track| track.due.is_empty())
            .then(|| view! { <p class="muted">"Nothing is due."</p> })
    };
    view! {
        <section class="card" aria-label="Messages">
            <h2>"To be told"</h2>
            {none}
            <ul class="list">{move || active.track.get().due.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn about(active: Active) -> AnyView {
    let links = Memo::new(move |_| {
        active.page.watch(|record, _| {
            ["plan", "incident"].map(|field| record.text(field).parse::<Id>().ok())
        })
    });
    let version = Memo::new(move |_| {
        active.page.watch_all(|record, view| {
            let mut figures = ACTIVATION.figures.iter();
            let figure = figures.find(|figure| figure.key == "version");
            figure.map(|figure| figure.show(record, view).text)
        })
    });
    let version = move || {
        version.get().map(|text| view! { <li><span>"As it was"</span><span>{clock::with_dates(&text)}</span></li> })
    };
    let shown = move || {
        let [plan, incident] = links.get();
        let line = |label: &'static str, id: Id| view! { <li><span>{label}</span>{record_link(active.page.workspace, id)}</li> };
        view! { {plan.map(|id| line("Plan", id))}{version}{incident.map(|id| line("Incident", id))} }
    };
    view! { <section class="card" aria-label="Belongs to"><h2>"Belongs to"</h2><ul class="list">{shown}</ul></section> }
        .into_any()
}

/// The id of the box.
const BOX: &str = "activation-entry";

fn entry_box(active: Active) -> AnyView {
    let key = format!("activation:{}", active.page.id);
    let prefs = active.page.workspace.prefs();
    let typed = RwSignal::new(prefs.get(&key).unwrap_or_default());
    // Kept on this device until it is added, through a reload.
    let put = move |text: String| {
        active
            .page
            .workspace
            .prefs()
            .keep(&format!("activation:{}", active.page.id), &text);
        typed.set(text);
    };
    let add = move |what: &'static str| {
        let text = typed.get_untracked();
        match active.deed("Entry added", |ask| say(ask, what, &text, None)) {
            Ok(()) => put(String::new()),
            Err(why) => active.page.workspace.say(why),
        }
        dom::focus(BOX);
    };
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            add("note");
        }
    };
    view! {
        <div class="stack" hidden=move || !active.goes_on.get()>
            <div class="field"><label for=BOX>"What happens"</label>
                <textarea id=BOX rows="2" prop:value=typed on:keydown=press on:input:target=move |event| put(event.target().value())></textarea></div>
            <div class="btns">
                <button type="button" class="btn primary" on:click=move |_| add("note")>"Add entry"</button>
                <button type="button" class="btn" on:click=move |_| add("decision")>"Add as a decision"</button>
            </div>
        </div>
    }
    .into_any()
}

type Entry = (Option<i64>, String, String, String, &'static str);

fn entries(record: &Record) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for item in record.items(LOG) {
        let what = item.value("what").and_then(|what| choice_of(ENTRIES, what));
        let text = |field| item.text(field).into_owned();
        all.push((
            instant(item.value("at")),
            what.map_or("Note", |what| what.label).to_owned(),
            text("by"),
            text("text"),
            tone_class(what.map_or(holdfast_domain::describe::Tone::Plain, |what| what.tone)),
        ));
    }
    all
}

fn log(active: Active) -> AnyView {
    let all = Memo::new(move |_| active.page.watch(|record, _| entries(record)));
    let line = move |(at, what, by, text, class): Entry| {
        let time = at.map_or_else(|| "no time".to_owned(), |at| active.moment(at));
        let by = (!by.is_empty()).then(|| format!(" · {by}"));
        let iso = at.map(holdfast_ledger::time::print).unwrap_or_default();
        view! { <li class=class><time datetime=iso>{time}</time><div class="entry"><div><p><b>{what}</b>{by}</p>{(!text.is_empty()).then(|| markdown(&text))}</div></div></li> }
    };
    view! { <ol class="timeline" aria-label="Log, newest first">{move || all.get().into_iter().rev().map(line).collect_view()}</ol> }
        .into_any()
}
