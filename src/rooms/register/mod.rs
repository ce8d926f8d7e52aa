//! A room's register: a table that follows from the description of its kinds.

mod bar;
mod bulk;
mod create;
mod filter;
mod grid;
mod row;
mod state;
mod take_out;
mod views;

use crate::route::{Page, Route};
use crate::ui::icon::{icon, large};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms::{ROOMS, Room};
use holdfast_domain::table::{Spec, Standing};
use leptos::prelude::*;
use state::{Register, thousands};

/// The register of a room.
pub fn register(room: &'static str, _route: &Route) -> AnyView {
    let (workspace, shell) = (Workspace::of_page(), Shell::of_page());
    let Some(room) = ROOMS.iter().find(|known| known.id == room) else {
        return ().into_any();
    };
    let kind = Memo::new(move |_| shell.route.with(|route| place_of(room, route)));
    view! {
        <section class="page fill">
            {move || list(Register::new(workspace, shell, room, room.kinds[kind.get()]))}
        </section>
    }
    .into_any()
}

fn place_of(room: &Room, route: &Route) -> usize {
    room.kinds
        .iter()
        .position(|kind| route.get("kind") == Some(kind.id))
        .unwrap_or(0)
}

fn list(register: Register) -> AnyView {
    let selecting = RwSignal::new(false);
    let nothing = Memo::new(move |_| register.rows.with(|rows| rows.is_empty()));
    let making = RwSignal::new(None);
    view! {
        <div class="head">
            <div><h1>{register.room.name}</h1><p class="sub">{move || summary(register)}</p></div>
            <div class="actions">{take_out::menu(register)}{create::button(register, making)}</div>
        </div>
        {tabs(register)}
        {bar::bar(register, selecting)}
        {bulk::bulk(register)}
        {move || if nothing.get() { empty(register, making) } else { grid::grid(register, selecting) }}
        {create::dialog(register, making)}
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

fn tabs(register: Register) -> Option<AnyView> {
    let kinds = register.room.kinds;
    let tab = |kind: &'static Kind| {
        let to = Route::to(Page::Room(register.room.id));
        let to = if kind.id == kinds[0].id {
            to
        } else {
            to.with("kind", kind.id)
        };
        let here = kind.id == register.kind.id;
        view! { <a href=to.href() aria-current=here.then_some("page")>{icon(kind.icon)}{kind.many}</a> }
    };
    (kinds.len() > 1).then(|| view! { <nav class="tabs" aria-label="Registers">{kinds.iter().map(|kind| tab(kind)).collect_view()}</nav> }.into_any())
}

fn empty(register: Register, making: create::Making) -> AnyView {
    let kind = register.kind;
    let standing = move || register.spec.with(|spec| spec.standing);
    let narrow = move || register.spec.with(Spec::is_narrow);
    let many = kind.many.to_lowercase();
    let text = move || {
        match (narrow(), standing()) {
        (true, _) => view! {
            <h2>{format!("No {} match", many.clone())}</h2>
            <p>"Nothing here has all the words and passes all the filters."</p>
            <button type="button" class="btn" on:click=move |_| bar::clear(register)>"Clear search and filters"</button>
        }
        .into_any(),
        (false, Standing::Archived) => view! { <h2>"Nothing is archived"</h2><p>"What is archived leaves the lists and stays searchable."</p> }.into_any(),
        (false, Standing::Deleted) => view! { <h2>"The trash is empty"</h2><p>"What is deleted waits here and can be restored."</p> }.into_any(),
        (false, Standing::Live) => view! {
            <h2>{format!("No {} yet", many.clone())}</h2>
            <p>{kind.purpose}</p>
            {create::button(register, making)}
        }
        .into_any(),
    }
    };
    view! { <div class="table-wrap"><div class="empty">{large(kind.icon)}{text}</div></div> }
        .into_any()
}
