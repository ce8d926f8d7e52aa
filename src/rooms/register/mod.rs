//! A room's register: a table that follows from the description of its kinds.

mod address;
mod ahead;
mod bar;
mod bulk;
mod filter;
mod grid;
mod group;
mod kept;
mod paper;
mod row;
mod state;
mod take_out;
mod views;

use super::views::{self as beside, VIEWS};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::create;
use crate::ui::empty;
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::in_text;
use holdfast_domain::rooms::{self, ROOMS, Room};
use holdfast_domain::table::{Spec, Standing};
use leptos::task::spawn_local;
use state::{Register, thousands};

/// The register of a room.
pub fn register(room: &'static str, _route: &Route) -> AnyView {
    let (workspace, shell) = (Workspace::of_page(), Shell::of_page());
    let Some(room) = ROOMS.iter().find(|known| known.id == room) else {
        return ().into_any();
    };
    let shown = Memo::new(move |_| {
        shell
            .route
            .with(|route| (kind_of(room, route), beside::of_route(room, route)))
    });
    Effect::new(move |before: Option<()>| {
        shown.track();
        if before.is_some() {
            spawn_local(async {
                slices::yield_now().await;
                dom::keep_focus();
            });
        }
    });
    view! {
        <section class="page" class:fill=move || shown.get().1.is_none()>
            {move || match shown.get() {
                (_, Some(view)) => whole(workspace, shell, room, view),
                (kind, None) => kind.and_then(rooms::kind)
                    .map(|kind| list(Register::new(workspace, shell, room, kind)))
                    .into_any(),
            }}
        </section>
    }
    .into_any()
}

// The id of the kind whose register an address shows.
fn kind_of(room: &Room, route: &Route) -> Option<&'static str> {
    let mut held = room.holds.iter();
    let named = held.find(|kind| route.get("kind") == Some(**kind));
    named.or(room.holds.first()).copied()
}

// A view beside the registers, by its place in the table.
fn whole(workspace: Workspace, shell: Shell, room: &'static Room, view: usize) -> AnyView {
    let view = &VIEWS[view];
    view! {
        <div class="head">
            <div><h1>{room.name}</h1><p class="sub">{view.about}</p></div>
        </div>
        {tabs(room, view.id)}
        {(view.draw)(workspace, shell)}
    }
    .into_any()
}

fn list(register: Register) -> AnyView {
    let selecting = RwSignal::new(false);
    let nothing =
        Memo::new(move |_| !register.busy.get() && register.rows.with(|rows| rows.is_empty()));
    view! {
        <div class="head">
            <div><h1>{register.room.name}</h1><p class="sub">{move || summary(register)}{uncoded(register)}</p></div>
            <div class="actions">{take_out::menu(register)}{create::button(register.kind, register.shell, register.workspace)}</div>
        </div>
        {tabs(register.room, register.kind.id)}
        {bar::bar(register, selecting)}
        {bulk::bulk(register)}
        {move || if nothing.get() { empty(register) } else { grid::grid(register, selecting) }}
    }
    .into_any()
}

fn summary(register: Register) -> String {
    register.epoch.track();
    let (live, archived, deleted) = register.with_table(|table, _| {
        (
            table.count(Standing::Live),
            table.count(Standing::Archived),
            table.count(Standing::Deleted),
        )
    });
    let mut words = register.count_words(live);
    for (count, what) in [(archived, "archived"), (deleted, "in the trash")] {
        if count > 0 {
            words.push_str(&format!(", {} {what}", thousands(count)));
        }
    }
    words
}

// What came from a table or a catalogue has no code until somebody wants it to.
fn uncoded(register: Register) -> AnyView {
    let some = Memo::new(move |_| {
        register.epoch.track();
        let live = register.spec.with(|spec| spec.standing == Standing::Live);
        let rows = register.rows.get();
        live && register.with_table(|table, _| table.lack_codes(&rows))
    });
    let press = move |_| {
        bulk::give_codes(register, register.ids());
        // The button goes with what it was for.
        spawn_local(async {
            slices::yield_now().await;
            dom::keep_focus();
        });
    };
    let shown = move || {
        some.get().then(|| {
            view! { " "<button type="button" class="btn small" on:click=press title="Each row shown that has no code gets the next one">"Give codes"</button> }
        })
    };
    view! { {shown} }.into_any()
}

/// The id of the tab of what is shown.
const HERE: &str = "view-here";

// The registers of the room, and the views beside them; `here` names the one on screen.
fn tabs(room: &'static Room, here: &str) -> Option<AnyView> {
    let to = Route::to(Page::Room(room.id));
    let tab = |to: Route, icon_name: &'static str, name: &'static str, id: &str| {
        let is_here = id == here;
        view! { <a href=to.href() id=is_here.then_some(HERE) aria-current=is_here.then_some("page")>{icon(icon_name)}{name}</a> }
    };
    // On a phone the tab of the view may lie beside the screen.
    spawn_local(async {
        slices::yield_now().await;
        dom::show_element(HERE);
    });
    let mut tabs = Vec::new();
    for (n, kind) in room.kinds().enumerate() {
        let to = match n {
            0 => to.clone(),
            _ => to.clone().with("kind", kind.id),
        };
        tabs.push(tab(to, kind.icon, kind.many, kind.id));
    }
    for view in VIEWS.iter().filter(|view| view.room == room.id) {
        let to = to.clone().with("view", view.id);
        tabs.push(tab(to, view.icon, view.name, view.id));
    }
    (tabs.len() > 1)
        .then(|| view! { <nav class="tabs" aria-label="Of this room">{tabs}</nav> }.into_any())
}

fn empty(register: Register) -> AnyView {
    let kind = register.kind;
    let standing = move || register.spec.with(|spec| spec.standing);
    let narrow = move || register.spec.with(Spec::is_narrow);
    let many = in_text(kind.many);
    let title = move || match (narrow(), standing()) {
        (true, _) => format!("No {many} match"),
        (false, Standing::Archived) => "Nothing is archived".to_owned(),
        (false, Standing::Deleted) => "The trash is empty".to_owned(),
        (false, Standing::Live) => format!("No {many} yet"),
    };
    let text = move || {
        match (narrow(), standing()) {
        (true, _) => view! {
            <p>"Nothing here has all the words and passes all the filters."</p>
            <button type="button" class="btn" on:click=move |_| bar::clear(register)>"Clear search and filters"</button>
        }
        .into_any(),
        (false, Standing::Archived) => view! { <p>"What is archived leaves the lists and stays searchable."</p> }.into_any(),
        (false, Standing::Deleted) => view! { <p>"What is deleted waits here and can be restored."</p> }.into_any(),
        (false, Standing::Live) => view! {
            <p>{kind.purpose}</p>
            {create::button(register.kind, register.shell, register.workspace)}
        }
        .into_any(),
    }
    };
    let more = view! { {text} }.into_any();
    empty::empty(kind.icon, title, more)
}
