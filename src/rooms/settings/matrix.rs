//! The risk matrix: a draft, what it makes of the risks, and the deed that writes it.

use super::shared;
use crate::edge::dom;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::rooms::risks::{legend, matrix_table};
use crate::route::{Page, Route};
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use holdfast_domain::describe::{Choice, INTERVALS};
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::matrix::{self, Draft, Matrix, SCHEMES, number};
use holdfast_domain::rooms::risks::scoring::{Effect, effect};
use holdfast_ledger::{Path, Text};
use std::cell::RefCell;

/// The field that this is about.
pub const FIELD: &str = "risk_matrix";

/// What is being drafted, and over which value.
#[derive(Clone, PartialEq)]
struct Drafting {
    draft: Draft,
    over: Option<Text>,
}

thread_local! {
    /// What was drafted and not saved when the page was left: it is there when one comes back.
    static LEFT: RefCell<Option<Drafting>> = const { RefCell::new(None) };
}

#[derive(Clone, Copy)]
struct Editor {
    page: RecordPage,
    stored: Memo<Option<Text>>,
    drafting: RwSignal<Option<Drafting>>,
    /// What the inputs show: the draft, or what is stored.
    draft: Memo<Draft>,
    error: RwSignal<Option<String>>,
}

/// The card.
pub fn card(page: RecordPage) -> AnyView {
    let path = Path::of(FIELD);
    let stored = Memo::new(move |_| page.watch(|record, _| record.value(path).cloned()));
    let drafting = RwSignal::new(LEFT.with_borrow(Clone::clone));
    let draft = Memo::new(move |_| match drafting.get() {
        Some(drafting) => drafting.draft,
        None => stored.with(|value| stored_draft(value.as_ref())),
    });
    let editor = Editor {
        page,
        stored,
        drafting,
        draft,
        error: RwSignal::new(None),
    };
    let disputed = move || {
        let many = page.watch(|record, _| {
            record
                .slot(path)
                .is_some_and(holdfast_ledger::Slot::in_conflict)
        });
        let to = Route::to(Page::Conflicts).with("record", &page.id.to_string());
        many.then(|| view! { <p><a class="conflict" href=to.href()>"People disagree about the matrix: decide"</a></p> })
    };
    // Inputs follow the draft by themselves; they are drawn anew only when there are more or fewer.
    let size = Memo::new(move |_| draft.with(|draft| (draft.size, draft.cells.is_empty())));
    let levels = Memo::new(move |_| draft.with(|draft| draft.levels.len()));
    let waiting = move || drafting.with(Option::is_some);
    view! {
        <section class="card stack matrix-card" id=record::element_id(FIELD) tabindex="-1" aria-label="Risk matrix">
            <h2>"Risk matrix"</h2>
            <p class="help">"How likelihood and impact become a score and a level. All risks are rated by it, also those that were assessed before."</p>
            {disputed}
            {editor.head()}
            {move || editor.names(size.get().0)}
            {move || { let (size, none) = size.get(); (!none).then(|| editor.cells(size)) }}
            {move || editor.levels(levels.get())}
            <h3>"Preview"</h3>
            <div aria-live="polite">{move || editor.preview()}</div>
            {move || editor.error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
            <p class="btns">
                <button type="button" class="btn primary" aria-disabled=move || (!waiting()).to_string() on:click=move |_| editor.save()>"Save matrix"</button>
                <button type="button" class="btn" hidden=move || !waiting() on:click=move |_| editor.discard()>"Discard"</button>
                <span class="muted" role="status">{move || waiting().then_some("Changed, and not saved yet.")}</span>
                <button type="button" class="btn quiet" hidden=move || stored.with(Option::is_none) on:click=move |_| editor.usual()>"As delivered"</button>
            </p>
        </section>
    }
    .into_any()
}

fn stored_draft(value: Option<&Text>) -> Draft {
    let matrix = value.map(Matrix::read);
    // What cannot be read is begun anew.
    Draft::of(&matrix.and_then(Result::ok).unwrap_or_else(Matrix::standard))
}

/// Finds a text in a draft.
type Part = fn(&mut Draft, usize) -> Option<&mut String>;

impl Editor {
    fn change(self, change: impl FnOnce(&mut Draft)) {
        let mut drafting = self.drafting.get_untracked().unwrap_or_else(|| Drafting {
            draft: self.draft.get_untracked(),
            over: self.stored.get_untracked(),
        });
        change(&mut drafting.draft);
        self.hold(Some(drafting));
    }

    fn hold(self, drafting: Option<Drafting>) {
        LEFT.set(drafting.clone());
        self.error.set(None);
        self.drafting.set(drafting);
    }

    fn discard(self) {
        self.hold(None);
        dom::keep_focus();
    }

    fn save(self) {
        let Some(Drafting { draft, over }) = self.drafting.get_untracked() else {
            return self
                .page
                .workspace
                .say("Nothing was changed in the matrix.");
        };
        let stored = self.stored.get_untracked();
        let written = draft.write(stored.as_ref());
        let done = written
            .map_err(|why| format!("The matrix is not saved: {why}."))
            .and_then(|(value, _)| {
                let edits = [self.page.edit(Path::of(FIELD), value)];
                let workspace = self.page.workspace;
                shared::ensure(self.page)?;
                // Somebody else changed it meanwhile: both are kept, people decide.
                if over == stored {
                    workspace.dispatch("Risk matrix changed", &edits)
                } else {
                    workspace.dispatch_beside("Risk matrix changed", &edits)
                }
            });
        match done {
            Ok(_) => self.discard(),
            Err(why) => self.error.set(Some(why)),
        }
    }

    fn usual(self) {
        let edits = [self.page.edit(Path::of(FIELD), Text::null())];
        self.page.put("Risk matrix as delivered", &edits);
        self.discard();
    }

    // An input over one text of the draft.
    fn input(self, label: String, part: Part, n: usize, class: &'static str) -> AnyView {
        let text = move || {
            let mut draft = self.draft.get();
            part(&mut draft, n).cloned().unwrap_or_default()
        };
        let typed = move |event| {
            let text = event_target_value(&event);
            self.change(|draft| {
                if let Some(part) = part(draft, n) {
                    *part = text;
                }
            });
        };
        view! { <input type="text" class=class maxlength="60" autocomplete="off" aria-label=label prop:value=text on:input=typed/> }.into_any()
    }

    fn preview(self) -> AnyView {
        let (_, matrix) = match self.draft.read().write(None) {
            Ok(written) => written,
            Err(why) => {
                return view! { <p class="error"><span>{format!("Not yet a matrix: {why}.")}</span></p> }.into_any();
            }
        };
        let inside = |(likelihood, impact): (u32, u32)| {
            let score = matrix.score(likelihood, impact);
            view! { <span><b>{number(score)}</b></span> }.into_any()
        };
        let caption = "Scores by likelihood and impact".to_owned();
        let table = matrix_table(&matrix, caption, ().into_any(), &inside);
        let told = self.drafting.with(Option::is_some).then(|| {
            self.page.workspace.watch_kind(RISK.key(), |view| {
                effect_words(effect(view.live(RISK.id), &matrix::matrix(view), &matrix))
            })
        });
        view! {
            <div class="heat-wrap scores" tabindex="0" role="region" aria-label="Preview of the matrix">{table}</div>
            {legend(&matrix)}
            <p class="help">{format!("The thick line is the appetite. A score is {}.", matrix.rule())}</p>
            {told.map(|told| view! { <p>{told}</p> })}
        }
        .into_any()
    }

    fn head(self) -> AnyView {
        let (scheme, name) = (next_id("scheme"), next_id("steps"));
        let is = move |key: &str| self.draft.with(|draft| draft.scheme == key);
        let option = |choice: &'static Choice| {
            view! { <option value=choice.key prop:selected=move || is(choice.key)>{choice.label}</option> }
        };
        let step = |n: u32| {
            let on = move || self.draft.with(|draft| draft.size == n);
            let choose = move |_| self.change(|draft| draft.resize(n));
            view! { <label><input type="radio" name=name.clone() value=n.to_string() prop:checked=on disabled=move || is("owasp") on:change=choose/><span>{format!("{n} × {n}")}</span></label> }
        };
        let chosen = move |event| {
            let key = event_target_value(&event);
            self.change(|draft| draft.change_scheme(&key));
        };
        let appetite = self.input(
            "Appetite".to_owned(),
            |draft, _| Some(&mut draft.appetite),
            0,
            "short",
        );
        view! {
            <div class="form">
                <fieldset class="field"><legend>"Steps"</legend><div class="seg">{(3..=6).map(step).collect_view()}</div></fieldset>
                <div class="field half"><label for=scheme.clone()>"Scoring"</label>
                    <select id=scheme on:change=chosen>{SCHEMES.iter().map(option).collect_view()}</select></div>
                <div class="field half"><span class="label" aria-hidden="true">"Appetite"</span>{appetite}
                    <p class="help">"The greatest score that is acceptable without treatment."</p></div>
            </div>
        }
        .into_any()
    }

    fn names(self, size: u32) -> AnyView {
        let column = |legend: &'static str, one: &'static str, part: Part| {
            let inputs = (0..size as usize).map(|n| {
                let input = self.input(format!("{one} {}", n + 1), part, n, "");
                view! { <li><span class="no">{n + 1}</span>{input}</li> }
            });
            view! { <fieldset class="field half"><legend>{legend}</legend><ol class="names">{inputs.collect_view()}</ol></fieldset> }
        };
        let likelihoods = column("Likelihoods, least first", "Likelihood", |draft, n| {
            draft.likelihoods.get_mut(n)
        });
        let impacts = column("Impacts, least first", "Impact", |draft, n| {
            draft.impacts.get_mut(n)
        });
        view! { <div class="form">{likelihoods}{impacts}</div> }.into_any()
    }

    // The scores of a table, in the order of the heat map: likelihood up, impact to the right.
    fn cells(self, size: u32) -> AnyView {
        let cell = |likelihood: u32, impact: u32| {
            let at = ((likelihood - 1) * size + impact - 1) as usize;
            let label = format!("Score of likelihood {likelihood}, impact {impact}");
            let input = self.input(label, |draft, at| draft.cells.get_mut(at), at, "");
            view! { <td>{input}</td> }
        };
        let row = |likelihood: u32| {
            let cells = (1..=size).map(|impact| cell(likelihood, impact));
            view! { <tr><th scope="row">{likelihood}</th>{cells.collect_view()}</tr> }
        };
        let heads = (1..=size).map(|impact| view! { <th scope="col">{impact}</th> });
        view! {
            <div class="scroll">
                <table class="cells">
                    <caption class="label">"Cells: likelihood up, impact to the right"</caption>
                    <tbody>{(1..=size).rev().map(row).collect_view()}</tbody>
                    <tfoot><tr><td></td>{heads.collect_view()}</tr></tfoot>
                </table>
            </div>
        }
        .into_any()
    }

    fn levels(self, count: usize) -> AnyView {
        let row = |n: usize| {
            let label = |what: &str| format!("Level {}: {what}", n + 1);
            let name = self.input(
                label("name"),
                |draft, n| draft.levels.get_mut(n).map(|level| &mut level.label),
                n,
                "",
            );
            let from = self.input(
                label("begins at"),
                |draft, n| draft.levels.get_mut(n).map(|level| &mut level.from),
                n,
                "",
            );
            let is = move |key: &str| {
                self.draft
                    .with(|draft| draft.levels.get(n).is_some_and(|level| level.review == key))
            };
            let option = |choice: &'static Choice| {
                view! { <option value=choice.key prop:selected=move || is(choice.key)>{choice.label}</option> }
            };
            let chosen = move |event| {
                let key = event_target_value(&event);
                self.change(|draft| {
                    if let Some(level) = draft.levels.get_mut(n) {
                        level.review = key;
                    }
                });
            };
            let remove = move |_| {
                self.change(|draft| {
                    draft.levels.remove(n);
                });
                dom::focus(ADD);
            };
            view! {
                <tr>
                    <td>{name}</td>
                    <td>{from}</td>
                    <td><select aria-label=label("reviewed") on:change=chosen>{INTERVALS.iter().map(option).collect_view()}</select></td>
                    <td class="tools"><button type="button" class="btn small icon quiet" aria-label=label("remove") disabled={count <= 2} on:click=remove>{icon("close")}</button></td>
                </tr>
            }
        };
        let rows = (0..count).map(row).collect_view();
        let add = move |_: leptos::ev::MouseEvent| {
            self.change(Draft::add_level);
            dom::focus(ADD);
        };
        view! {
            <div class="scroll">
                <table class="levels">
                    <caption class="label">"Levels, lowest first"</caption>
                    <thead><tr><th>"Name"</th><th>"Begins at score"</th><th>"Its risks are reviewed"</th><th><span class="sr">"Remove"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="btns"><button type="button" class="btn small" id=ADD disabled={count >= 6} on:click=add>{icon("plus")}"Add a level"</button></p>
        }
        .into_any()
    }
}

/// The button that adds a level.
const ADD: &str = "add-level";

fn effect_words(effect: Effect) -> String {
    let risks = |count: usize| match count {
        1 => "1 risk".to_owned(),
        count => format!("{count} risks"),
    };
    let (before, after) = effect.above;
    let mut words = format!(
        "With it, {} of those in use would have another level; {after} would be above the appetite instead of {before}.",
        risks(effect.moved)
    );
    if effect.outside > 0 {
        words.push_str(&format!(
            " {} could not be rated until assessed again: what was assessed is kept as it is.",
            risks(effect.outside)
        ));
    }
    words
}
