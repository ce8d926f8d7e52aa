//! The tasks that are open, each a tick away from done; new ones in a line.

use super::say::add_item;
use super::{War, brief};
use crate::edge::dom;
use crate::prelude::*;
use holdfast_domain::rooms::incidents::INCIDENT;
use holdfast_domain::value::{instant, instant_text};
use holdfast_ledger::{Id, Key, Path, Text};

const TASKS: Key = Key::new("tasks");
const NEW: &str = "new-task";

#[derive(Clone, PartialEq)]
struct Task {
    id: Id,
    title: String,
    who: String,
    due: Option<i64>,
}

/// The card of tasks.
pub fn tasks(war: War) -> AnyView {
    let page = war.page;
    let open = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let items = record.items(TASKS);
            let open = items
                .iter()
                .filter(|item| matches!(&*item.text("state"), "" | "open"));
            let read = |item: &holdfast_ledger::record::Item<'_>| Task {
                id: item.id,
                title: item.text("title").into_owned(),
                who: view
                    .linked(item.value("who"))
                    .map(|who| who.text("title").into_owned())
                    .unwrap_or_default(),
                due: instant(item.value("due")),
            };
            open.map(read).collect::<Vec<_>>()
        })
    });
    let done = move |id: Id| {
        let at = |field| Path::item(TASKS, id, Key::new(field));
        let edits = [
            page.edit(at("state"), Text::string("done")),
            page.edit(at("done_at"), instant_text(crate::workspace::now_ms())),
        ];
        page.put("Task done", &edits);
        dom::focus(NEW);
    };
    let row = move |task: Task| {
        let now = page.workspace.now().get();
        let late = task.due.is_some_and(|due| due < now);
        let due = task.due.map(|due| format!("by {}", brief(due, now)));
        let about: Vec<String> = [Some(task.who).filter(|who| !who.is_empty()), due]
            .into_iter()
            .flatten()
            .collect();
        let class = if late { "status tone-warn" } else { "muted" };
        let id = task.id;
        view! {
            <li><label class="check"><input type="checkbox" on:change=move |_| done(id)/><span>{task.title}</span></label><span class=class>{about.join(", ")}</span></li>
        }
    };
    let typed = RwSignal::new(String::new());
    let add = move || {
        let title = typed.get_untracked();
        if title.trim().is_empty() {
            return;
        }
        match add_item(
            war,
            "tasks",
            "Task added",
            vec![("title", Text::string(title.trim()))],
        ) {
            Ok(_) => typed.set(String::new()),
            Err(why) => page.workspace.alarm(why),
        }
        dom::focus(NEW);
    };
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            add();
        }
    };
    let label = INCIDENT.list("tasks").map_or("", |list| list.label);
    let none = move || {
        open.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No task is open."</p> })
    };
    view! {
        <section class="card" aria-label=label>
            <h2>{label}</h2>
            {none}
            <ul class="list">{move || open.get().into_iter().map(row).collect_view()}</ul>
            <div class="field"><label for=NEW>"New task"</label>
                <div class="inline"><input id=NEW type="text" autocomplete="off" prop:value=typed on:keydown=press on:input:target=move |event| typed.set(event.target().value())/>
                <button type="button" class="btn" on:click=move |_| add()>"Add task"</button></div></div>
        </section>
    }
    .into_any()
}
