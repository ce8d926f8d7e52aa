//! The menu of a chart that saves it as a picture, made once for all of them.

use crate::edge::drawing::Drawing;
use crate::prelude::*;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::menu;
use crate::workspace::Workspace;
use holdfast_domain::codec::slug;
use leptos::html;
use leptos::task::spawn_local;

/// How many letters of a chart's words its file's name has room for.
const NAME: usize = 48;

/// A chart with its menu. `words` say what it shows.
pub fn frame(words: &str, chart: AnyView) -> AnyView {
    let element = NodeRef::<html::Div>::new();
    let words = words.to_owned();
    view! {
        <div class="chart">
            <div node_ref=element>{chart}</div>
            {save(move || words.clone(), element)}
        </div>
    }
    .into_any()
}

/// The menu alone, for a chart that has tools of its own: it saves what `element` shows.
pub fn save(
    words: impl Fn() -> String + Clone + Send + 'static,
    element: NodeRef<html::Div>,
) -> AnyView {
    let label = view! { {icon("image")}<span class="sr">"Save the chart"</span> };
    let inside = move || {
        let [svg, png] = [false, true].map(|png| {
            let words = words.clone();
            move |_| take(&words(), element, png)
        });
        view! {
            <button type="button" on:click=svg>{icon("download")}"Save as SVG"</button>
            <button type="button" on:click=png>{icon("download")}"Save as PNG"</button>
        }
        .into_any()
    };
    view! { <div class="chart-save screen-only">{menu::menu(label, inside)}</div> }.into_any()
}

fn take(words: &str, element: NodeRef<html::Div>, png: bool) {
    let workspace = Workspace::of_page();
    let Some(element) = element.get_untracked() else {
        return;
    };
    let stem = stem(words);
    let drawing = match Drawing::of(&element, words) {
        Ok(drawing) => drawing,
        Err(why) => return workspace.alarm(format!("The chart was not saved: {why}.")),
    };
    if !png {
        let name = format!("{stem}.svg");
        return handed::file(workspace, &name, "image/svg+xml", drawing.svg.as_bytes());
    }
    spawn_local(async move {
        match drawing.png().await {
            Ok(bytes) => handed::file(workspace, &format!("{stem}.png"), "image/png", &bytes),
            Err(why) => workspace.alarm(format!("The chart was not saved: {why}.")),
        }
    });
}

// The first words, up to where they begin to tell values.
fn stem(words: &str) -> String {
    let first = words.split([':', '.', ';', ',']).next().unwrap_or_default();
    let mut stem = slug(first);
    if let Some((at, _)) = stem.char_indices().nth(NAME) {
        stem.truncate(at);
    }
    if stem.is_empty() {
        "chart".to_owned()
    } else {
        stem
    }
}
