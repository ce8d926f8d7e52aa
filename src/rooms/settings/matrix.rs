//! The risk matrix: a draft, what it makes of the risks, and the deed that writes it.

use crate::rooms::record::{self, RecordPage};
use crate::rooms::risks::{legend, matrix_table};
use crate::route::{Page, Route};
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use holdfast_domain::describe::INTERVALS;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::matrix::{self, Draft, Matrix, SCHEMES, number};
use holdfast_domain::rooms::risks::scoring::{Effect, effect};
use holdfast_ledger::{Path, Text};
use leptos::prelude::*;

/// The field that this is about.
pub const FIELD: &str = "risk_matrix";

/// What is being drafted, and over which value.
#[derive(Clone, PartialEq)]
struct Drafting {
    draft: Draft,
    over: Option<Text>,
}

#[derive(Clone, Copy)]
struct Editor {
    page: RecordPage,
    stored: Memo<Option<Text>>,
    drafting: RwSignal<Option<Drafting>>,
    /// What the inputs show: it changes with size, scheme and levels, not with each letter.
    shape: RwSignal<u32>,
    error: RwSignal<Option<String>>,
}

/// The card.
pub fn card(page: RecordPage) -> AnyView {
    let path = Path::of(FIELD);
    let stored = Memo::new(move |_| page.watch(|record, _| record.value(path).cloned()));
    let editor = Editor {
        page,
        stored,
        drafting: RwSignal::new(None),
        shape: RwSignal::new(0),
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
    let inputs = move || {
        editor.shape.track();
        editor.stored.track();
        let draft = editor.draft_untracked();
        view! { {editor.head(&draft)}{editor.names(&draft)}{editor.cells(&draft)}{editor.levels(&draft)} }
    };
    let waiting = move || editor.drafting.with(Option::is_some);
    view! {
        <section class="card stack matrix-card" id=record::element_id(FIELD) tabindex="-1" aria-label="Risk matrix">
            <h2>"Risk matrix"</h2>
            <p class="help">"How likelihood and impact become a score and a level. All risks are rated by it, also those that were assessed before."</p>
            {disputed}
            {inputs}
            <h3>"Preview"</h3>
            <div aria-live="polite">{move || editor.preview()}</div>
            {move || editor.error.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
            <p class="btns">
                <button type="button" class="btn primary" aria-disabled=move || (!waiting()).to_string() on:click=move |_| editor.save()>"Save matrix"</button>
                <button type="button" class="btn" hidden=move || !waiting() on:click=move |_| editor.discard()>"Discard"</button>
                <button type="button" class="btn quiet" hidden=move || stored.with(Option::is_none) on:click=move |_| editor.usual()>"As delivered"</button>
            </p>
        </section>
    }
    .into_any()
}

impl Editor {
    fn stored_draft(value: Option<&Text>) -> Draft {
        let matrix = value.map(Matrix::read);
        // What cannot be read is begun anew.
        Draft::of(&matrix.and_then(Result::ok).unwrap_or_else(Matrix::standard))
    }

    fn draft_untracked(self) -> Draft {
        self.drafting.get_untracked().map_or_else(
            || {
                self.stored
                    .with_untracked(|value| Self::stored_draft(value.as_ref()))
            },
            |drafting| drafting.draft,
        )
    }

    fn draft(self) -> Draft {
        self.drafting.track();
        self.stored.track();
        self.draft_untracked()
    }

    // Changes the draft; `anew` where other inputs follow from it.
    fn change(self, anew: bool, change: impl FnOnce(&mut Draft)) {
        let mut drafting = self.drafting.get_untracked().unwrap_or_else(|| Drafting {
            draft: self.draft_untracked(),
            over: self.stored.get_untracked(),
        });
        change(&mut drafting.draft);
        self.error.set(None);
        self.drafting.set(Some(drafting));
        if anew {
            self.shape.update(|shape| *shape += 1);
        }
    }

    fn discard(self) {
        self.drafting.set(None);
        self.error.set(None);
        self.shape.update(|shape| *shape += 1);
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

    fn preview(self) -> AnyView {
        let draft = self.draft();
        let (_, matrix) = match draft.write(None) {
            Ok(written) => written,
            Err(why) => {
                return view! { <p class="error"><span>{format!("Not yet a matrix: {why}.")}</span></p> }.into_any();
            }
        };
        let effect = self.page.workspace.watch_kind(RISK.key(), |view| {
            effect(view.live(RISK.id), &matrix::matrix(view), &matrix)
        });
        let inside = |(likelihood, impact): (u32, u32)| {
            let score = matrix.score(likelihood, impact);
            view! { <span><b>{number(score)}</b></span> }.into_any()
        };
        let table = matrix_table(
            &matrix,
            "Scores by likelihood and impact".to_owned(),
            ().into_any(),
            &inside,
        );
        let told = self
            .drafting
            .with(Option::is_some)
            .then(|| effect_words(effect));
        view! {
            <div class="heat-wrap scores" tabindex="0" role="region" aria-label="Preview of the matrix">{table}</div>
            {legend(&matrix)}
            <p class="help">{format!("The thick line is the appetite. A score is {}.", matrix.rule())}</p>
            {told.map(|told| view! { <p>{told}</p> })}
        }
        .into_any()
    }

    fn head(self, draft: &Draft) -> AnyView {
        let is_owasp = draft.scheme == "owasp";
        let (scheme, appetite, name) = (next_id("scheme"), next_id("appetite"), next_id("steps"));
        let now = draft.scheme;
        let option = |choice: &'static holdfast_domain::describe::Choice| {
            view! { <option value=choice.key selected=choice.key == now>{choice.label}</option> }
        };
        let step = |n: u32| {
            let on = draft.size == n;
            view! { <label><input type="radio" name=name.clone() value=n.to_string() checked=on disabled=is_owasp on:change=move |_| self.change(true, |draft| draft.resize(n))/><span>{format!("{n} × {n}")}</span></label> }
        };
        let chosen = move |event| {
            let key = event_target_value(&event);
            self.change(true, |draft| draft.change_scheme(&key));
        };
        let typed = move |event| {
            let text = event_target_value(&event);
            self.change(false, |draft| draft.appetite = text);
        };
        view! {
            <div class="form">
                <fieldset class="field"><legend>"Steps"</legend><div class="seg">{(3..=6).map(step).collect_view()}</div></fieldset>
                <div class="field half"><label for=scheme.clone()>"Scoring"</label>
                    <select id=scheme on:change=chosen>{SCHEMES.iter().map(option).collect_view()}</select></div>
                <div class="field half"><label for=appetite.clone()>"Appetite"</label>
                    <input id=appetite type="text" inputmode="decimal" autocomplete="off" value=draft.appetite.clone() on:input=typed/>
                    <p class="help">"The greatest score that is acceptable without treatment."</p></div>
            </div>
        }
        .into_any()
    }

    fn names(self, draft: &Draft) -> AnyView {
        let column = |legend: &'static str,
                      one: &'static str,
                      names: &[String],
                      set: fn(&mut Draft, usize, String)| {
            let inputs = names.iter().enumerate().map(|(n, name)| {
                let typed = move |event| {
                    let text = event_target_value(&event);
                    self.change(false, |draft| set(draft, n, text));
                };
                view! { <li><span class="no">{n + 1}</span><input type="text" maxlength="60" autocomplete="off" aria-label=format!("{one} {}", n + 1) value=name.clone() on:input=typed/></li> }
            });
            view! { <fieldset class="field half"><legend>{legend}</legend><ol class="names">{inputs.collect_view()}</ol></fieldset> }
        };
        let likelihoods = column(
            "Likelihoods, least first",
            "Likelihood",
            &draft.likelihoods,
            |draft, n, text| {
                draft.likelihoods[n] = text;
            },
        );
        let impacts = column(
            "Impacts, least first",
            "Impact",
            &draft.impacts,
            |draft, n, text| {
                draft.impacts[n] = text;
            },
        );
        view! { <div class="form">{likelihoods}{impacts}</div> }.into_any()
    }

    // The scores of a table, in the order of the heat map: likelihood up, impact to the right.
    fn cells(self, draft: &Draft) -> AnyView {
        if draft.cells.is_empty() {
            return ().into_any();
        }
        let size = draft.size;
        let cell = |likelihood: u32, impact: u32| {
            let at = ((likelihood - 1) * size + impact - 1) as usize;
            let typed = move |event| {
                let text = event_target_value(&event);
                self.change(false, |draft| draft.cells[at] = text);
            };
            let label = format!("Score of likelihood {likelihood}, impact {impact}");
            view! { <td><input type="text" inputmode="decimal" autocomplete="off" aria-label=label value=draft.cells[at].clone() on:input=typed/></td> }
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
                    <tfoot><tr><th></th>{heads.collect_view()}</tr></tfoot>
                </table>
            </div>
        }
        .into_any()
    }

    fn levels(self, draft: &Draft) -> AnyView {
        let count = draft.levels.len();
        let row = |(n, level): (usize, &matrix::LevelDraft)| {
            let typed = move |set: fn(&mut matrix::LevelDraft, String)| {
                move |event: leptos::ev::Event| {
                    let text = event_target_value(&event);
                    self.change(false, |draft| set(&mut draft.levels[n], text));
                }
            };
            let now = level.review.clone();
            let option = move |choice: &'static holdfast_domain::describe::Choice| {
                view! { <option value=choice.key selected=choice.key == now>{choice.label}</option> }
            };
            let remove = move |_| {
                self.change(true, |draft| {
                    draft.levels.remove(n);
                })
            };
            let label = |what: &str| format!("Level {}: {what}", n + 1);
            let named = if level.label.is_empty() {
                (n + 1).to_string()
            } else {
                level.label.clone()
            };
            view! {
                <tr>
                    <td><input type="text" maxlength="60" autocomplete="off" aria-label=label("name") value=level.label.clone() on:input=typed(|level, text| level.label = text)/></td>
                    <td><input type="text" inputmode="decimal" autocomplete="off" aria-label=label("begins at") value=level.from.clone() on:input=typed(|level, text| level.from = text)/></td>
                    <td><select aria-label=label("reviewed") on:change=typed(|level, text| level.review = text)>{INTERVALS.iter().map(option).collect_view()}</select></td>
                    <td class="tools"><button type="button" class="btn small icon quiet" aria-label=format!("Remove level {named}") disabled={count <= 2} on:click=remove>{icon("close")}</button></td>
                </tr>
            }
        };
        let rows = draft.levels.iter().enumerate().map(row).collect_view();
        let add = move |_: leptos::ev::MouseEvent| self.change(true, Draft::add_level);
        view! {
            <div class="scroll">
                <table class="levels">
                    <caption class="label">"Levels, lowest first"</caption>
                    <thead><tr><th>"Name"</th><th>"Begins at score"</th><th>"Risks of it are reviewed"</th><th><span class="sr">"Remove"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="btns"><button type="button" class="btn small" disabled={count >= 6} on:click=add>{icon("plus")}"Add a level"</button></p>
        }
        .into_any()
    }
}

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
