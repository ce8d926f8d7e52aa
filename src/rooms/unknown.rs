//! An address that leads nowhere.

use crate::prelude::*;
use crate::route::Route;
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use holdfast_domain::rooms::ROOMS;

/// Says so, and offers ways on.
pub fn unknown(path: &str) -> AnyView {
    let shell = Shell::of_page();
    let rooms = ROOMS.iter().map(|room| {
        let href = Route::to(crate::route::Page::Room(room.id)).href();
        view! { <li><a href=href>{room.name}</a></li> }
    });
    view! {
        <section class="page read">
            <div class="head"><h1>"Nothing here"</h1></div>
            <p>"The address "<code>{format!("#{path}")}</code>" leads to no page of this version. The link may be cut short, or made by another version."</p>
            <div class="btns">
                <a class="btn primary" href="#/">"Go to Today"</a>
                <button type="button" class="btn" on:click=move |_| shell.palette.set(true)>{icon("search")}"Search everything"</button>
            </div>
            <nav aria-label="Registers"><ul class="list">{rooms.collect_view()}</ul></nav>
        </section>
    }
    .into_any()
}
