//! Comments: written once, read by all.

use super::{RecordPage, bind};
use crate::prelude::*;
use crate::ui::markdown::markdown;
use holdfast_domain::value::{instant, instant_text};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Key, Path, Text, place};

const COMMENTS: Key = Key::new("comments");

#[derive(Clone, PartialEq)]
struct Comment {
    text: String,
    by: String,
    at: Option<i64>,
}

/// The card of comments.
pub fn comments(page: RecordPage) -> AnyView {
    let all = Memo::new(move |_| {
        page.watch(|record, _| {
            let comment = |item: &Item<'_>| Comment {
                text: item.text("text").into_owned(),
                by: item.text("by").into_owned(),
                at: instant(item.value("at")),
            };
            record
                .items(COMMENTS)
                .iter()
                .map(comment)
                .collect::<Vec<_>>()
        })
    });
    let one = |comment: Comment| {
        let at = comment
            .at
            .map(|at| view! { <time class="muted">{bind::when(at)}</time> });
        let by = bind::author(&comment.by).to_owned();
        view! { <li><p><b>{by}</b>" "{at}</p>{markdown(&comment.text)}</li> }
    };
    // Kept on this device until it is added, wherever one looks meanwhile.
    let key = format!("comment:{}", page.id);
    let typed = RwSignal::new(page.workspace.prefs().get(&key).unwrap_or_default());
    let put = move |text: String| {
        page.workspace.prefs().keep(&key, &text);
        typed.set(text);
    };
    let written = put.clone();
    let add = move || {
        let text = typed.get_untracked();
        if !text.trim().is_empty() {
            match append(page, text.trim()) {
                Ok(()) => written(String::new()),
                Err(why) => page.workspace.alarm(why),
            }
        }
    };
    let by_key = add.clone();
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            by_key();
        }
    };
    let signed = move || match page.workspace.user().get().name {
        name if name.is_empty() => {
            "Say first who is using this device (in Settings), so that comments bear a name."
                .to_owned()
        }
        name => format!("As {name}. Markdown."),
    };
    view! {
        <section class="card" aria-label="Comments">
            <h2>"Comments"</h2>
            <ul class="history" hidden=move || all.with(Vec::is_empty)>{move || all.get().into_iter().map(one).collect_view()}</ul>
            <div class="field screen-only">
                <label for="comment">"New comment"</label>
                <textarea id="comment" rows="2" aria-describedby="comment-help" prop:value=typed on:keydown=key
                    on:input:target=move |event| put(event.target().value())></textarea>
                <p class="help" id="comment-help">{signed}</p>
                <div class="btns" hidden=move || typed.with(|typed| typed.trim().is_empty())>
                    <button type="button" class="btn small primary" on:click=move |_| add()>"Add comment"</button>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn append(page: RecordPage, text: &str) -> Result<(), String> {
    let item = page.workspace.mint()?;
    let last = page.read(|record, _| record.items(COMMENTS).last().map(|item| item.place().key));
    let place = Place {
        key: place::between(last.as_deref(), None, item),
        under: None,
    };
    let by = page.workspace.user().get_untracked().name;
    let values = [
        (PLACE, place.to_text()),
        (Key::new("text"), Text::string(text)),
        (Key::new("by"), Text::string(&by)),
        (Key::new("at"), instant_text(crate::workspace::now_ms())),
    ];
    let edits = values.map(|(field, value)| page.edit(Path::item(COMMENTS, item, field), value));
    page.workspace.dispatch("Comment added", &edits).map(drop)
}
