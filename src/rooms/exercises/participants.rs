//! What participants see, on a second screen or another device: the scenario's clock, what is told, and the
//! injects that went out. Nothing of what is expected of them, and nothing that is still to come.

use super::{Table, clocks, href};
use crate::edge::dom;
use crate::prelude::*;
use holdfast_domain::rooms::exercises::injects::injects;
use holdfast_domain::rooms::exercises::msel;

#[derive(Clone, PartialEq)]
struct Out {
    offset: Option<f64>,
    title: String,
    about: String,
    text: String,
}

/// The screen.
pub fn screen(table: Table) -> AnyView {
    let page = table.page;
    let title = Memo::new(move |_| page.watch(|record, _| record.text("title").into_owned()));
    let story = Memo::new(move |_| page.watch(|record, _| record.text("story").into_owned()));
    let out = Memo::new(move |_| {
        page.watch(|record, _| {
            let all = injects(record)
                .into_iter()
                .filter(holdfast_domain::rooms::exercises::injects::Inject::is_out);
            let told = all.map(|inject| {
                let about = inject.way();
                Out {
                    offset: inject.offset,
                    title: inject.title,
                    about,
                    text: inject.text,
                }
            });
            let mut told: Vec<Out> = told.collect();
            told.reverse();
            told
        })
    });
    let none = move || {
        out.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"Nothing has happened yet."</p> })
    };
    let line = |out: Out| {
        view! {
            <li class="inject">
                <div class="inject-head"><span class="no">{msel::offset_text(out.offset)}</span><b>{out.title}</b></div>
                <p class="muted">{out.about}</p>
                <p>{out.text}</p>
            </li>
        }
    };
    let told = move || {
        story.with(|story| {
            (!story.is_empty()).then(|| view! { <section class="card" aria-label="Scenario"><h2>"Scenario"</h2>{crate::ui::markdown::markdown(story)}</section> })
        })
    };
    view! {
        <section class="page participants">
            <div class="head">
                <div><p class="crumb">"Exercise: this is not real"</p><h1 tabindex="-1">{title}</h1></div>
                <nav class="btns" aria-label="Participants’ view">
                    <button type="button" class="btn quiet" on:click=|_| dom::full_screen()>"Full screen"</button>
                    <a class="btn quiet" href=href(page.id)>"Exit"</a>
                </nav>
            </div>
            {clocks::clocks(table, false)}
            {told}
            <section class="card" aria-label="What happens">
                <h2>"What happens"</h2>
                {none}
                <ol class="injects">{move || out.get().into_iter().map(line).collect_view()}</ol>
            </section>
        </section>
    }
    .into_any()
}
