//! One record of some kinds, linked.

use super::combo::{Combo, Found, resolve};
use super::draft::{count, keep_both};
use super::frame::{Clash, Notes, field};
use super::{Control, How, Write, Writer};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::workspace::Workspace;
use holdfast_domain::rooms;
use holdfast_ledger::{Id, Text};

/// The name of a linked record as a link to its page.
pub fn record_link(workspace: Workspace, id: Id) -> AnyView {
    let parts = Memo::new(move |_| {
        workspace.watch(id, |view| {
            let record = view.ledger.record(id)?;
            let kind = rooms::kind(record.kind.as_str())?;
            let mut name = view.name(record);
            if record.is_deleted() {
                name.push_str(" (deleted)");
            }
            Some((Route::to(Page::Record(kind.room, id)).href(), name))
        })
    });
    let shown = move || match parts.get() {
        Some((href, name)) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { <span class="muted">"A record that is not here"</span> }.into_any(),
    };
    view! { {shown} }.into_any()
}

// What was chosen while somebody else wrote another link: it waits for a choice between the two.
#[derive(Clone, Copy)]
struct Chosen {
    value: Signal<Option<Text>>,
    write: Writer,
    error: RwSignal<Option<String>>,
    // What stood there when the choosing began; `None` while nobody chooses.
    base: StoredValue<Option<Option<Text>>>,
    // What waits, and what it is called.
    waits: RwSignal<Option<(Write, String)>>,
}

impl Chosen {
    fn new(control: &Control, error: RwSignal<Option<String>>) -> Self {
        let chosen = Self {
            value: control.value,
            write: control.write,
            error,
            base: StoredValue::new(None),
            waits: RwSignal::new(None),
        };
        if let (Some(workspace), true) = (use_context::<Workspace>(), control.stored) {
            let clashes = Signal::derive(move || chosen.waits.with(Option::is_some));
            count(workspace.undecided(), move || clashes.get());
            keep_both(clashes, move || chosen.decide(How::Beside));
        }
        // Nobody can choose any more: both are kept.
        on_cleanup(move || chosen.decide(How::Beside));
        chosen
    }

    // Notes what stands there when somebody begins to choose.
    fn watch(self, combo: Combo) {
        let choosing = Memo::new(move |_| combo.is_open() || combo.typing.with(Option::is_some));
        Effect::new(move || {
            let begun = choosing.get().then(|| self.value.get_untracked());
            self.base.set_value(begun);
        });
    }

    fn put(self, write: Write, label: String) {
        let now = self.value.get_untracked();
        let base = self.base.get_value().unwrap_or_else(|| now.clone());
        let new = Some(&write.value).filter(|value| !value.is_null());
        if base != now && new != now.as_ref() {
            self.error.set(None);
            return self.waits.set(Some((write, label)));
        }
        self.error.set(self.write.run(write).err());
    }

    fn decide(self, how: How) {
        if let Some((write, _)) = self.waits.try_get_untracked().flatten() {
            self.waits.set(None);
            self.error.set(self.write.run(Write { how, ..write }).err());
        }
    }

    // What the input holds: what waits, or what is linked.
    fn shown(self, linked: Signal<String>) -> Signal<String> {
        Signal::derive(move || match self.waits.get() {
            Some((_, label)) => label,
            None => linked.get(),
        })
    }

    fn clash(self, theirs: Signal<String>) -> Clash {
        Clash {
            now: Signal::derive(move || self.waits.with(Option::is_some)),
            theirs,
            insist: Callback::new(move |()| self.decide(How::Over)),
            yield_: Callback::new(move |()| self.waits.set(None)),
        }
    }
}

/// The editor of a link.
pub fn editor(control: &Control, kinds: &'static [&'static str]) -> AnyView {
    let workspace = Workspace::of_page();
    let value = control.value;
    let error = RwSignal::new(None::<String>);
    let linked = Memo::new(move |_| value.with(|value| value.as_ref()?.plain().parse::<Id>().ok()));
    let shown = Signal::derive(move || match linked.get() {
        Some(id) => workspace.watch(id, |view| {
            view.ledger
                .record(id)
                .map_or_else(|| "(not here)".to_owned(), |record| view.name(record))
        }),
        None => value
            .with(|value| value.as_ref().map(|value| value.plain().into_owned()))
            .unwrap_or_default(),
    });
    let chosen = Chosen::new(control, error);
    let picked = Callback::new(move |found: Found| match resolve(workspace, &found) {
        Ok((id, with)) => {
            let write = Write::with(Text::string(&id.to_string()), with);
            chosen.put(write, found.label);
        }
        Err(why) => error.set(Some(why)),
    });
    let combo = Combo::over(kinds, Signal::derive(Vec::new), picked, control.creates);
    chosen.watch(combo);
    let clear = move || chosen.put(Write::of(Text::null()), String::new());
    let leave = Callback::new(move |()| match combo.typing.get_untracked() {
        Some(typed) if typed.trim().is_empty() => {
            combo.typing.set(None);
            if value.with_untracked(Option::is_some) {
                clear();
            }
        }
        Some(typed) if typed == shown.get_untracked() => combo.typing.set(None),
        Some(_) => error.set(Some("Not linked yet: choose one from the list.".to_owned())),
        None => {}
    });
    let label = control.label();
    let name = move || format!("Clear {}", label.get());
    // An item that is nothing but this link is removed, not emptied.
    let bare = control.bare;
    let open_link = move || {
        let id = linked.get()?;
        let href = workspace.read(|view| {
            let kind = rooms::kind(view.ledger.record(id)?.kind.as_str())?;
            Some(Route::to(Page::Record(kind.room, id)).href())
        })?;
        let name = format!("Open {}", shown.get());
        Some(
            view! { <a class="btn small icon quiet" href=href aria-label=name>{icon("chevron-right")}</a> },
        )
    };
    let cleared = move || {
        combo.close();
        clear();
    };
    let input = view! {
        <div class="picker">
            <div class="pick">{combo.view(control, chosen.shown(shown), leave)}</div>
            <button type="button" class="btn small icon quiet" aria-label=name hidden=move || bare || value.with(Option::is_none)
                on:click=move |_| cleared()>{icon("close")}</button>
            {open_link}
        </div>
    };
    field(
        control,
        Notes {
            error: error.into(),
            clash: Some(chosen.clash(shown)),
        },
        input.into_any(),
    )
}
