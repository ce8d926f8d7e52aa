//! The menu of a chart that saves it as a picture, made once for all of them.

use crate::edge::drawing::Drawing;
use crate::edge::error::EdgeError;
use crate::edge::slices;
use crate::prelude::*;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::menu;
use crate::workspace::Workspace;
use holdfast_domain::codec::slug;
use leptos::html;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// How many letters of a chart's words its file's name has room for.
const NAME: usize = 48;

/// A chart with its menu. `words` say what it shows.
pub fn frame(words: &str, chart: AnyView) -> AnyView {
    let element = NodeRef::<html::Div>::new();
    let words = words.to_owned();
    view! {
        <div class="chart">
            <div node_ref=element>{chart}</div>
            {save(move || words.clone(), Source::Still(element))}
        </div>
    }
    .into_any()
}

/// What a picture is taken of.
#[derive(Clone, Copy)]
pub enum Source {
    /// All that an element shows.
    Still(NodeRef<html::Div>),
    /// All that is drawn behind a window, with its key below.
    Behind(Window),
}

/// A window onto a drawing that is larger, of which only what is near the window is in the page.
#[derive(Clone, Copy)]
pub struct Window {
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    /// While all of it is in the page, as large as it is, so that a picture can be taken.
    pub whole: RwSignal<bool>,
    key: NodeRef<html::Div>,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            scroller: NodeRef::new(),
            whole: RwSignal::new(false),
            key: NodeRef::new(),
        }
    }
}

impl Window {
    /// What explains the drawing: in the picture, too.
    pub fn explained(self, legend: AnyView) -> AnyView {
        view! { <div node_ref=self.key>{legend}</div> }.into_any()
    }

    // Has all of it drawn, takes the picture, and goes back to where it was.
    async fn taken(self, words: &str) -> Result<Drawing, EdgeError> {
        let Some(scroller) = self.scroller.get_untracked() else {
            return Drawing::of(&[], words);
        };
        let at = (scroller.scroll_left(), scroller.scroll_top());
        self.whole.set(true);
        settled().await;
        let key = self.key.try_get_untracked().flatten();
        let key = key.map(JsCast::unchecked_into::<Element>);
        let parts: Vec<Element> = std::iter::once(scroller.clone().unchecked_into())
            .chain(key)
            .collect();
        let drawing = Drawing::of(&parts, words);
        let _left = self.whole.try_set(false);
        settled().await;
        scroller.set_scroll_left(at.0);
        scroller.set_scroll_top(at.1);
        drawing
    }
}

// One turn for what is asked for to be known, one for it to be drawn.
async fn settled() {
    slices::yield_now().await;
    slices::yield_now().await;
}

/// The menu alone, for a chart that has tools of its own.
pub fn save(words: impl Fn() -> String + Clone + Send + 'static, source: Source) -> AnyView {
    let label = view! { {icon("image")}<span class="sr">"Save the chart"</span> };
    let inside = move || {
        let [svg, png] = [false, true].map(|png| {
            let words = words.clone();
            move |_| take(words(), source, png)
        });
        view! {
            <button type="button" on:click=svg>{icon("download")}"Save as SVG"</button>
            <button type="button" on:click=png>{icon("download")}"Save as PNG"</button>
        }
        .into_any()
    };
    view! { <div class="chart-save screen-only">{menu::menu(label, inside)}</div> }.into_any()
}

fn take(words: String, source: Source, png: bool) {
    let workspace = Workspace::of_page();
    spawn_local(async move {
        let stem = stem(&words);
        let drawing = match source {
            Source::Still(element) => {
                let element = element.get_untracked();
                let parts = element.map(JsCast::unchecked_into::<Element>);
                Drawing::of(parts.as_slice(), &words)
            }
            Source::Behind(window) => window.taken(&words).await,
        };
        let made = match drawing {
            Ok(drawing) if png => drawing.png().await.map(|bytes| ("png", "image/png", bytes)),
            Ok(drawing) => Ok(("svg", "image/svg+xml", drawing.svg.into_bytes())),
            Err(why) => Err(why),
        };
        match made {
            Ok((ending, sort, bytes)) => {
                handed::file(workspace, &format!("{stem}.{ending}"), sort, &bytes);
            }
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
