//! The questions that a change's risk is judged by, below its assessment.

use super::page::figure;
use crate::prelude::*;
use crate::rooms::calibration;
use crate::rooms::record::{self, RecordPage};
use crate::ui::dialog::next_id;
use holdfast_domain::describe::Cell;
use holdfast_domain::rooms::changes::questions;
use holdfast_domain::rooms::changes::questions::{
    Question, answer, answered, questionnaires, questions as of,
};
use holdfast_ledger::Id;

/// A questionnaire with what was answered to each question.
type Asked = (String, Vec<(Question, Vec<String>)>);

/// The part below a change's assessment; nothing where nobody asks.
pub fn questions(page: RecordPage) -> AnyView {
    let asked = Memo::new(move |_| {
        page.watch_all(|change, view| {
            let all = questionnaires(view).map(|one| {
                let each = of(one).into_iter().map(|question| {
                    let said = answered(change, question.id);
                    (question, said)
                });
                (view.name(one), each.collect::<Vec<_>>())
            });
            all.filter(|(_, all)| !all.is_empty())
                .collect::<Vec<Asked>>()
        })
    });
    let level =
        Memo::new(move |_| page.watch_all(|change, view| Some(questions::figure(change, view))));
    let shown = move || {
        let all = asked.get();
        (!all.is_empty()).then(|| whole(page, all, level))
    };
    view! { {shown} }.into_any()
}

fn whole(page: RecordPage, all: Vec<Asked>, level: Memo<Option<Cell>>) -> AnyView {
    let one = |(name, all): Asked| {
        let each = all
            .into_iter()
            .map(|(question, said)| asked(page, question, said));
        view! { <h3>{name}</h3>{each.collect_view()} }
    };
    let result = move || {
        level.get().map(|cell| {
            let inputs = cell.inputs.clone();
            view! { <p>"Assessed risk: "{figure(&cell)}" "<span class="muted">{inputs}</span></p> }
        })
    };
    view! {
        <section class="card questions" aria-label="Questions about the risk">
            <div class="card-head"><h2>"Questions about the risk"</h2>{calibration::way(page.id)}</div>
            {all.into_iter().map(one).collect_view()}
            <div role="status">{result}</div>
        </section>
    }
    .into_any()
}

fn asked(page: RecordPage, question: Question, said: Vec<String>) -> AnyView {
    let group = next_id("question");
    let id = question.id;
    let first = said.first().cloned().unwrap_or_default();
    let option = |(name, points): &(String, Option<f64>)| {
        let (own, chosen) = (name.clone(), *name == first);
        let dom = format!("{group}-{name}");
        let back = dom.clone();
        let choose = move |_| {
            put(page, id, &own);
            crate::edge::dom::focus(&back);
        };
        let points = points.map(|points| format!(" {points}"));
        view! { <label><input type="radio" id=dom name=group.clone() prop:checked=chosen on:change=choose/><span>{name.clone()}<small class="muted">{points}</small></span></label> }
    };
    let options = question.answers.iter().map(option).collect_view();
    let known = |said: &String| question.answers.iter().any(|(name, _)| name == said);
    let note = match said.as_slice() {
        [] => None,
        [only] if known(only) => None,
        [only] => Some(format!(
            "Answered “{only}”, which is no longer among the answers."
        )),
        several => Some(format!(
            "People answered differently: {}. ",
            several.join(", ")
        )),
    };
    let decide = (said.len() > 1).then(|| {
        let href = record::decisions(page);
        view! { <a href=href>"Decide"</a> }
    });
    let note = note.map(
        |note| view! { <p class="help"><span class="status tone-warn">{note}</span>{decide}</p> },
    );
    let help =
        (!question.help.is_empty()).then(|| view! { <p class="help">{question.help.clone()}</p> });
    let weight = ((question.weight - 1.0).abs() > f64::EPSILON)
        .then(|| format!(" (counts {} times)", question.weight));
    view! {
        <fieldset class="field"><legend>{question.title.clone()}<span class="muted">{weight}</span></legend>
            <div class="seg">{options}</div>{help}{note}
        </fieldset>
    }
    .into_any()
}

fn put(page: RecordPage, question: Id, said: &str) {
    let edits = page.read(|change, _| answer(change, question, said));
    page.put("Question answered", &edits);
}
