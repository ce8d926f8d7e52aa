//! A page as it hangs on a wall: the same address with `view=wall`, and the ways there and back.

use crate::edge::keys::{At, on_press};
use crate::edge::{dom, location, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::page::keep;
use leptos::task::spawn_local;

const VIEW: &str = "view";
const WALL: &str = "wall";

/// Whether an address asks for the wall.
pub fn is_asked(route: &Route) -> bool {
    route.get(VIEW) == Some(WALL)
}

/// The address of a page's wall.
pub fn href(page: Page) -> String {
    Route::to(page).with(VIEW, WALL).href()
}

/// Takes the focus to the wall's heading and back to the page's; Esc leaves the wall.
pub fn follow(page: Page, wall: Memo<bool>) {
    let back = Route::to(page).to_string();
    keep(on_press(move |press| {
        let leaves = wall.get_untracked() && press.key == "escape" && press.at == At::Page;
        // An address that cannot be changed leaves the wall where it is.
        leaves && location::set_hash(&back).is_ok()
    }));
    Effect::new(move |before: Option<bool>| {
        let now = wall.get();
        if before.unwrap_or(false) != now {
            spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            });
        }
        now
    });
}

/// What a wall has to press: all of the screen, and the way back.
pub fn ways(back: String) -> AnyView {
    view! {
        <nav aria-label="Wall screen">
            <button type="button" class="btn quiet" on:click=|_| dom::full_screen()>"Full screen"</button>
            <a class="btn quiet" href=back>"Exit"</a>
        </nav>
    }
    .into_any()
}
