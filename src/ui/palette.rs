//! The palette: search over everything, every page and every command, from the keyboard.

use crate::edge::{clock, slices};
use crate::prelude::*;
use crate::route::Page;
use crate::ui::command::{self, Command};
use crate::ui::dialog::follow;
use crate::ui::icon::icon;
use crate::ui::keys;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms;
use holdfast_domain::rooms::runbooks::tag;
use holdfast_domain::search::{self, Excerpt, Query};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};
use leptos::task::spawn_local;
use leptos::{ev, html};

/// How many records are listed of those that fit by code or title, and of the others.
const BY_TITLE: usize = 12;
const BY_TEXT: usize = 20;
/// How long typing must pause before all texts are read, in milliseconds.
const PAUSE_MS: i32 = 120;
/// How long one slice of reading may take, in milliseconds.
const SLICE_MS: f64 = 8.0;

/// One line of the palette.
#[derive(Clone)]
struct Entry {
    group: &'static str,
    icon: &'static str,
    title: String,
    marks: Vec<(usize, usize)>,
    // Of a command its keys.
    code: String,
    excerpt: Option<Excerpt>,
    does: Command,
}

#[derive(Clone, Copy)]
struct Palette {
    shell: Shell,
    workspace: Workspace,
    typed: RwSignal<String>,
    entries: RwSignal<Vec<Entry>>,
    active: RwSignal<usize>,
    busy: RwSignal<bool>,
}

/// The palette, closed until it is asked for.
pub fn palette(shell: Shell, workspace: Workspace) -> AnyView {
    let palette = Palette {
        shell,
        workspace,
        typed: RwSignal::new(String::new()),
        entries: RwSignal::new(Vec::new()),
        active: RwSignal::new(0),
        busy: RwSignal::new(false),
    };
    let element = NodeRef::<html::Dialog>::new();
    let followed = follow(element, shell.palette);
    Effect::new(move || {
        if shell.palette.get() {
            palette.look(String::new());
        }
    });
    // A click on the dialog itself is a click beside its content.
    let outside = move |event: ev::MouseEvent| {
        if event.target() == event.current_target() {
            shell.palette.set(false);
        }
    };
    view! {
        <dialog node_ref=element class="palette" aria-label="Search and commands" on:click=outside
            on:close=move |_| followed.closed() on:cancel=move |event| followed.cancelled(&event)>
            {move || shell.palette.get().then(|| palette.content())}
        </dialog>
    }
    .into_any()
}

impl Palette {
    fn content(self) -> AnyView {
        let count = move || match (self.entries.with(Vec::len), self.busy.get()) {
            (_, true) => "Searching…".to_owned(),
            (0, false) => "Nothing found".to_owned(),
            (1, false) => "1 result".to_owned(),
            (many, false) => format!("{many} results"),
        };
        view! {
            <div class="palette-head">
            <input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
                aria-label="Search or do" placeholder="Search or do…" autocomplete="off" spellcheck="false" autofocus
                aria-activedescendant=move || self.entries.with(|all| (!all.is_empty()).then(|| option_id(self.active.get())))
                prop:value=self.typed on:input=move |event| self.look(event_target_value(&event)) on:keydown=move |event| self.key(&event)/>
            <button type="button" class="btn icon quiet phone-only" aria-label="Close" on:click=move |_| self.shell.palette.set(false)>{icon("close")}</button>
            </div>
            <ul role="listbox" id="palette-list" aria-label="Results">{move || self.list()}</ul>
            <p class="sr" role="status">{count}</p>
        }
        .into_any()
    }

    fn list(self) -> AnyView {
        let entries = self.entries.get();
        if entries.is_empty() {
            let text = if self.busy.get() {
                "Searching…"
            } else {
                "Nothing found. Try fewer letters."
            };
            return view! { <li role="presentation">{text}</li> }.into_any();
        }
        let mut group = "";
        let lines = entries.into_iter().enumerate().map(|(n, entry)| {
            let head = (entry.group != group)
                .then(|| view! { <li role="presentation">{entry.group}</li> });
            group = entry.group;
            view! { {head} {self.line(n, entry)} }
        });
        lines.collect_view().into_any()
    }

    fn line(self, n: usize, entry: Entry) -> AnyView {
        let does = entry.does.clone();
        let excerpt = entry.excerpt.map(|cut| {
            view! { <br/><small class="muted">{cut.label}": "{cut.before}<mark>{cut.found}</mark>{cut.after}</small> }
        });
        view! {
            <li role="option" id=option_id(n) aria-selected=move || (self.active.get() == n).to_string()
                on:click=move |_| self.take(&does) on:pointermove=move |_| self.active.set(n)>
                {icon(entry.icon)}
                <span>{marked(&entry.title, &entry.marks)}{excerpt}</span>
                <span class="code">{entry.code}</span>
            </li>
        }
        .into_any()
    }

    fn key(self, event: &ev::KeyboardEvent) {
        let count = self.entries.with_untracked(Vec::len);
        let now = self.active.get_untracked();
        let to = match event.key().as_str() {
            "ArrowDown" => (now + 1) % count.max(1),
            "ArrowUp" => (now + count.max(1) - 1) % count.max(1),
            "PageDown" => (now + 8).min(count.saturating_sub(1)),
            "PageUp" => now.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                let chosen = self
                    .entries
                    .with_untracked(|all| all.get(now).map(|entry| entry.does.clone()));
                if let Some(does) = chosen {
                    self.take(&does);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(to);
        crate::edge::dom::show_element(&option_id(to));
    }

    fn take(self, does: &Command) {
        self.shell.palette.set(false);
        does.run(self.shell, self.workspace);
    }

    /// Lists what fits by code, title or name at once; what fits inside follows.
    fn look(self, typed: String) {
        let query = Query::new(&typed);
        self.typed.set(typed);
        self.active.set(0);
        self.busy.set(query.is_some());
        let mut entries = Vec::new();
        let mut listed = Vec::new();
        if let Some(query) = &query {
            self.workspace.read(|view| {
                let paper = tag::find(&self.typed.get_untracked(), view, self.workspace.id());
                entries.extend(paper.and_then(|found| on_paper(query, found, view)));
                for hit in search::by_title(query, view, BY_TITLE) {
                    listed.push(hit.id);
                    entries.extend(
                        view.ledger
                            .record(hit.id)
                            .map(|record| entry(query, record, view, "Records")),
                    );
                }
            });
        }
        // What is called just as it was typed comes first; then records, then the rest.
        let (named, rest): (Vec<Entry>, Vec<Entry>) =
            commands(query.as_ref()).into_iter().partition(|entry| {
                query
                    .as_ref()
                    .is_some_and(|query| query.begins(&entry.title))
            });
        let named = named.into_iter().chain(entries);
        self.entries.set(named.chain(rest).collect());
        if let Some(query) = query {
            spawn_local(self.look_inside(query, listed));
        }
    }

    async fn look_inside(self, query: Query, listed: Vec<Id>) {
        clock::pause(PAUSE_MS).await;
        let stale = || {
            self.typed
                .try_with_untracked(|typed| Query::new(typed).as_ref() != Some(&query))
                .unwrap_or(true)
                || !self.shell.palette.get_untracked()
        };
        if stale() {
            return;
        }
        let ids: Vec<Id> = self.workspace.read(|view| {
            view.ledger
                .records()
                .filter(|record| search::is_listed(record))
                .map(|record| record.id)
                .collect()
        });
        let mut found = Vec::new();
        let mut rest = ids.into_iter().filter(|id| !listed.contains(id)).peekable();
        while rest.peek().is_some() && found.len() < BY_TEXT {
            let until = clock::elapsed_ms() + SLICE_MS;
            self.workspace.read(|view| {
                while clock::elapsed_ms() < until && found.len() < BY_TEXT {
                    for id in rest.by_ref().take(16) {
                        let record = view.ledger.record(id).filter(|record| query.is_in(record));
                        found.extend(record.map(|record| {
                            entry(&query, record, view, "Records, by what they say")
                        }));
                    }
                    if rest.peek().is_none() {
                        break;
                    }
                }
            });
            slices::yield_now().await;
            if stale() {
                return;
            }
        }
        self.busy.set(false);
        if !found.is_empty() {
            // Below the others, so that what Enter does does not change under the finger.
            self.entries.update(|entries| entries.extend(found));
        }
    }
}

fn entry(query: &Query, record: &Record, view: &View<'_>, group: &'static str) -> Entry {
    let kind = rooms::kind(record.kind.as_str());
    let title = record.text("title");
    let mut title = if title.is_empty() {
        "Untitled".to_owned()
    } else {
        title.into_owned()
    };
    let marks = query.marks(&title);
    if record.get::<bool>("archived") == Some(true) {
        title.push_str(" (archived)");
    }
    let place = |kind: &holdfast_domain::describe::Kind| Page::Record(kind.room, record.id);
    Entry {
        group,
        icon: kind.map_or("note", |kind| kind.icon),
        title,
        marks,
        code: view.code(record),
        excerpt: query.excerpt(record, view),
        does: Command::Go(kind.map_or(Page::Today, place), "", ""),
    }
}

// What a scanned or typed code from a paper leads to, and whether the paper still holds.
fn on_paper(query: &Query, found: tag::Found, view: &View<'_>) -> Option<Entry> {
    let record = view.ledger.record(found.record?)?;
    let excerpt = Some(Excerpt {
        label: "Paper".to_owned(),
        before: found.words,
        found: String::new(),
        after: String::new(),
    });
    Some(Entry {
        excerpt,
        ..entry(query, record, view, "On paper")
    })
}

fn commands(query: Option<&Query>) -> Vec<Entry> {
    let entry = |command: Command| {
        let title = command.label();
        let marks = query.map(|query| query.marks(&title)).unwrap_or_default();
        Entry {
            group: if command.is_page() {
                "Pages"
            } else {
                "Commands"
            },
            icon: command.icon(),
            title,
            marks,
            code: keys::caps(&command).join(" "),
            excerpt: None,
            does: command,
        }
    };
    let fits = |entry: &Entry| query.is_none_or(|query| query.fits_name(&entry.title));
    command::all().into_iter().map(entry).filter(fits).collect()
}

fn option_id(n: usize) -> String {
    format!("palette-{n}")
}

fn marked(title: &str, marks: &[(usize, usize)]) -> AnyView {
    let mut parts = Vec::new();
    let mut at = 0;
    for (from, to) in marks {
        if *from >= at {
            parts.push(title[at..*from].to_owned().into_any());
            parts.push(view! { <mark>{title[*from..*to].to_owned()}</mark> }.into_any());
            at = *to;
        }
    }
    parts.push(title[at..].to_owned().into_any());
    parts.collect_view().into_any()
}
