//! Who can run a runbook, or carry out a plan, at some time: its roles, who may have them, what they lack and whether they are at work.

use crate::edge::{clock, location};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::people::hours::Now;
use holdfast_domain::rooms::plans::PLAN;
use holdfast_domain::rooms::runbooks::{RUNBOOK, rules};
use holdfast_domain::rooms::training::COMPETENCE;
use holdfast_domain::rooms::training::tonight::{Able, Post, tonight as posts};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};

/// Somebody in a line: their name and page, what they lack, whether they are at work, whether they can.
#[derive(Clone, PartialEq)]
struct Line {
    name: String,
    href: String,
    deputy: bool,
    /// Whether the role asks for any competence.
    asked: bool,
    lacks: String,
    at_work: String,
    able: Able,
}

#[derive(Clone, PartialEq)]
struct Shown {
    role: String,
    lines: Vec<Line>,
}

/// The view of the room.
pub fn tonight(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Memo::new(move |_| {
        let of = |key| shell.route.with(|route| route.get(key).map(str::to_owned));
        (of("of").and_then(|id| id.parse::<Id>().ok()), of("at"))
    });
    let at = move || {
        let text = asked.with(|asked| asked.1.clone());
        let chosen = text.as_deref().and_then(clock::from_local_text);
        chosen.and_then(|at| i64::try_from(at).ok())
    };
    let plans = Memo::new(move |_| {
        workspace.watch_kind(PLAN.key(), |view| {
            let all = view.live(PLAN.id);
            let all = all.filter(|record| record.text("status") != "retired");
            named(all, view)
        })
    });
    let runbooks = Memo::new(move |_| {
        workspace.watch_kind(RUNBOOK.key(), |view| {
            let all = view.live(RUNBOOK.id);
            let all = all.filter(|record| rules::pattern(record).is_none());
            named(all, view)
        })
    });
    let found = Memo::new(move |_| {
        workspace.now().track();
        let (runbook, at) = (asked.with(|asked| asked.0), at());
        workspace.watch_settled(|view| {
            let runbook = view.there(runbook?)?;
            let posts = posts(runbook, at.unwrap_or(view.now), view);
            Some(
                posts
                    .iter()
                    .map(|post| shown(post, view))
                    .collect::<Vec<_>>(),
            )
        })
    });
    let body = move || {
        match found.get() {
        None => view! { <p class="muted">"Choose a DR plan or a runbook."</p> }.into_any(),
        Some(posts) if posts.is_empty() => {
            view! { <p class="muted">"Nothing in it names a role, so nobody knows who it needs."</p> }
                .into_any()
        }
        Some(posts) => posts.into_iter().map(card).collect_view().into_any(),
    }
    };
    view! {
        {choose(workspace, asked, [plans, runbooks])}
        {body}
    }
    .into_any()
}

type Asked = (Option<Id>, Option<String>);

/// Records by their names.
type Named = Vec<(Id, String)>;

fn named<'a>(all: impl Iterator<Item = &'a Record>, view: &View<'_>) -> Named {
    all.map(|record| (record.id, view.name(record))).collect()
}

fn choose(
    workspace: Workspace,
    asked: Memo<Asked>,
    [plans, runbooks]: [Memo<Named>; 2],
) -> AnyView {
    let go = move |(runbook, at): Asked| {
        let mut to = Route::to(Page::Room(COMPETENCE.room)).with("view", "tonight");
        if let Some(runbook) = runbook {
            to = to.with("of", &runbook.to_string());
        }
        if let Some(at) = at.filter(|at| !at.is_empty()) {
            to = to.with("at", &at);
        }
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("That cannot be shown: {error}."));
        }
    };
    let options = move |all: Memo<Named>| {
        let chosen = asked.with(|asked| asked.0);
        let all = all.get().into_iter();
        let option = all.map(|(id, name)| {
            view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> }
        });
        option.collect_view()
    };
    let groups = move || {
        let group = |label: &'static str, all: Memo<Named>| {
            all.with(|all| !all.is_empty())
                .then(|| view! { <optgroup label=label>{options(all)}</optgroup> })
        };
        view! { {group("DR plans", plans)}{group("Runbooks", runbooks)} }
    };
    let other = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        go((event.target().value().parse().ok(), asked.get_untracked().1));
    };
    let when = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlInputElement>| {
        go((asked.get_untracked().0, Some(event.target().value())));
    };
    view! {
        <div class="form halves card">
            <div class="field"><label for="tonight-of">"DR plan or runbook"</label>
                <select id="tonight-of" on:change:target=other><option value="">"Choose what is to be carried out"</option>{groups}</select></div>
            <div class="field"><label for="tonight-at">"When"</label>
                <input id="tonight-at" type="datetime-local" prop:value=move || asked.with(|asked| asked.1.clone().unwrap_or_default()) on:change:target=when/>
                <p class="help">{format!("Empty: now. Times are in {}; working hours are read by each person’s own clock.", clock::zone_name())}</p></div>
        </div>
    }
    .into_any()
}

fn shown(post: &Post, view: &View<'_>) -> Shown {
    let name = |id: Id| {
        view.there(id).map_or_else(
            || "(no longer there)".to_owned(),
            |record| view.name(record),
        )
    };
    let lines = post.candidates.iter().map(|one| {
        let lacks: Vec<String> = one.lacks.iter().map(|id| name(*id)).collect();
        Line {
            name: name(one.person),
            href: Route::to(Page::Record("people", one.person)).href(),
            deputy: one.deputy,
            asked: one.asked > 0,
            lacks: lacks.join(", "),
            at_work: match &one.at_work {
                Now::Works(_) => "at work".to_owned(),
                Now::Off(_) => "not at work".to_owned(),
                Now::Unknown(why) => format!("unknown: {why}"),
            },
            able: one.able(),
        }
    });
    Shown {
        role: name(post.role),
        lines: lines.collect(),
    }
}

fn card(post: Shown) -> AnyView {
    let many = |able: Able| post.lines.iter().filter(|line| line.able == able).count();
    let (able, away) = (many(Able::Now), many(Able::Called));
    let (words, tone) = match (able, post.lines.len()) {
        (_, 0) => ("Nobody holds it".to_owned(), Tone::Bad),
        (0, _) if away > 0 => (format!("Nobody at work, {away} to be called"), Tone::Warn),
        (0, _) => ("Nobody can".to_owned(), Tone::Bad),
        (1, _) => ("1 can".to_owned(), Tone::Warn),
        (able, _) => (format!("{able} can"), Tone::Good),
    };
    let line = |line: Line| {
        let mut said = vec![line.at_work];
        if line.lacks.is_empty() {
            said.push(if line.asked {
                "trained".to_owned()
            } else {
                "no competence is asked for".to_owned()
            });
        } else {
            said.push(format!("lacks {}", line.lacks));
        }
        let mark = match line.able {
            Able::Now => badge("Can", Tone::Good),
            Able::Called => badge("To be called", Tone::Warn),
            Able::Untrained => badge("Cannot", Tone::Bad),
            Able::Unknown => badge("Unknown", Tone::Warn),
        };
        let deputy = line.deputy.then_some(" (deputy)");
        view! { <li><span><a href=line.href>{line.name}</a>{deputy}</span><span class="muted">{said.join(", ")}</span>{mark}</li> }
    };
    let label = post.role.clone();
    view! {
        <section class="card" aria-label=label>
            <div class="card-head"><h2>{post.role}</h2>{badge(words, tone)}</div>
            <ul class="list">{post.lines.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}
