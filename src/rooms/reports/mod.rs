//! Reports: one place for every document of the workspace, on screen, on paper and as Markdown.

mod choose;
mod one;

use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use holdfast_domain::rooms::reports::{TOPICS, Topic, topic};

/// The page `#/reports`: all of them, or the one that the address names.
pub fn page() -> AnyView {
    let shell = Shell::of_page();
    let asked = Memo::new(move |_| {
        let named = shell
            .route
            .with(|route| route.get("report").and_then(topic));
        named.map(|topic| topic.id)
    });
    let shown = move || match asked.get().and_then(topic) {
        Some(topic) => one::page(topic),
        None => all(),
    };
    view! { {shown} }.into_any()
}

/// The address of a report.
fn href(topic: &Topic) -> String {
    Route::to(Page::Reports).with("report", topic.id).href()
}

fn all() -> AnyView {
    let mut groups: Vec<&'static str> = TOPICS.iter().map(|topic| topic.group).collect();
    groups.dedup();
    let group = |name: &'static str| {
        let own = TOPICS.iter().filter(move |topic| topic.group == name);
        let one = |topic: &'static Topic| {
            view! {
                <li>
                    <a class="report" href=href(topic)>
                        {icon(topic.icon)}
                        <span><b>{topic.name}</b><span>{topic.about}</span><span class="muted">{topic.audience}</span></span>
                    </a>
                </li>
            }
        };
        view! { <section class="card" aria-label=name><h2>{name}</h2><ul class="reports">{own.map(one).collect_view()}</ul></section> }
    };
    view! {
        <section class="page">
            <div class="head"><div>
                <h1 tabindex="-1">"Reports"</h1>
                <p class="sub">"Every document, written anew from the records: on screen, on paper, and as Markdown."</p>
            </div></div>
            {groups.into_iter().map(group).collect_view()}
        </section>
    }
    .into_any()
}
