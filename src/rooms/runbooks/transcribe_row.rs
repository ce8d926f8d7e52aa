//! The table in which a paper run is entered. Tab goes along a row, Enter and the arrows along a
//! column.

use super::transcribe::Form;
use crate::edge::grid;
use crate::prelude::*;
use holdfast_domain::rooms::runbooks::run::took;
use holdfast_domain::rooms::runbooks::transcript::{Line, OUTCOMES, Outcome, Row, times};
use holdfast_ledger::Id;
use leptos::ev;

/// The table.
pub fn table(form: Form) -> AnyView {
    let ids = Memo::new(move |_| {
        form.lines
            .with(|lines| lines.iter().map(|line| line.step).collect::<Vec<Id>>())
    });
    view! {
        <p class="help">"Tab goes along a row, Enter and the arrow keys along a column, Space ticks. +5 is five minutes after the time before. Without a start a step begins when the one above ended; without a name it is who did the one above."</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label="Steps of the paper run">
            <table class="table paper-table" on:keydown=move |event| key(&event)>
                <thead>
                    <tr>
                        <th scope="col">"Step"</th><th scope="col">"Outcome"</th><th scope="col">"Start"</th><th scope="col">"End"</th>
                        <th scope="col" class="num">"Took"</th><th scope="col">"By"</th><th scope="col">"Note"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let:id>{row(form, id)}</For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn key(event: &ev::KeyboardEvent) {
    let listed = event_target::<leptos::web_sys::Element>(event).tag_name() == "SELECT";
    let down = match event.key().as_str() {
        "Enter" => !event.shift_key(),
        "ArrowDown" if !listed => true,
        "ArrowUp" if !listed => false,
        _ => return,
    };
    if grid::along_column(event, down) || event.key() == "Enter" {
        event.prevent_default();
    }
}

fn row(form: Form, id: Id) -> AnyView {
    let found = form
        .lines
        .with_untracked(|lines| lines.iter().find(|line| line.step == id).cloned());
    let Some(line) = found else {
        return ().into_any();
    };
    let title = Memo::new(move |_| {
        form.lines.with(|lines| {
            let line = lines.iter().find(|line| line.step == id);
            line.map(|line| line.title.clone()).unwrap_or_default()
        })
    });
    let depth = line.depth.to_string();
    if !line.worked {
        return view! { <tr class="section"><th scope="row" class="title" colspan="7" style:--d=depth><span class="code">{line.number}</span>" "{title}</th></tr> }.into_any();
    }
    let understood = Memo::new(move |_| {
        let at = form
            .lines
            .with(|lines| lines.iter().position(|line| line.step == id));
        form.sheet
            .with(|sheet| at.and_then(|at| sheet.rows.get(at).cloned()))
            .unwrap_or_default()
    });
    let said = if line.number.is_empty() {
        "Step that nobody planned".to_owned()
    } else {
        [&line.number, " ", &title.get_untracked()].concat()
    };
    let cells = Cells {
        form,
        understood,
        key: line.key.clone(),
        said,
    };
    let name = if line.number.is_empty() {
        cells.text("title", "What was done", "", false)
    } else {
        view! { <span class="code">{line.number.clone()}</span>" "{title}{only(&line)} }.into_any()
    };
    let value = (!line.captures.is_empty()).then(|| {
        let label = ["Value of ", &line.captures].concat();
        cells.text("value", "Value", &label, false)
    });
    let length = move || understood.with(|row| length(form, row));
    let problem = move || understood.with(|row| row.problem);
    let value = value.map(|value| view! { <div>{value}</div> });
    view! {
        <tr>
            <th scope="row" class="title" style:--d=depth>{name}</th>
            <td>{cells.outcome(&line)}</td>
            <td>{cells.text("start", "Start", "", true)}</td>
            <td>{cells.text("end", "End", "", true)}</td>
            <td class="num meta"><span class="label">"Took"</span>{length}</td>
            <td>{cells.text("by", "By", "", true)}</td>
            <td>{value}{cells.text("note", "Note", "", false)}</td>
        </tr>
        <tr class="reason" hidden=move || problem().is_none()>
            <td colspan="7"><p class="error" id=cells.problem_id()>{problem}</p></td>
        </tr>
    }
    .into_any()
}

fn only(line: &Line) -> Option<&'static str> {
    match &*line.only {
        "exercise" => Some(" (only in exercises)"),
        "actual" => Some(" (only in earnest)"),
        _ => None,
    }
}

// How long it took, and on which day after the first it was over.
fn length(form: Form, row: &Row) -> String {
    let took = row.start.zip(row.end).filter(|(start, end)| end >= start);
    let mut text = took
        .map(|(start, end)| took_minutes(end - start))
        .unwrap_or_default();
    let began = form.sheet.with(|sheet| sheet.began);
    let day = |at: i64| at.div_euclid(times::DAY);
    let days = began
        .zip(row.end.or(row.start))
        .filter(|_| row.outcome != Outcome::Open)
        .map_or(0, |(began, at)| day(at) - day(began));
    if days > 0 {
        text.extend([", day ", &(days + 1).to_string()]);
    }
    text.trim_start_matches(", ").to_owned()
}

fn took_minutes(minutes: i64) -> String {
    if minutes == 0 {
        "0 min".to_owned()
    } else {
        took(minutes as f64)
    }
}

// The fields of a row.
struct Cells {
    form: Form,
    understood: Memo<Row>,
    key: String,
    said: String,
}

impl Cells {
    fn problem_id(&self) -> String {
        ["paper-problem-", &self.key.replace('#', "-")].concat()
    }

    // What a screen reader says of a field.
    fn name(&self, label: &str) -> String {
        [label, ": ", &self.said].concat()
    }

    // A text; a short one is taken when it is complete, so that half a time is no mistake.
    fn text(&self, field: &'static str, label: &str, hint: &str, short: bool) -> AnyView {
        let (form, understood) = (self.form, self.understood);
        let (shown, typed, done) = (self.key.clone(), self.key.clone(), self.key.clone());
        let hint = hint.to_owned();
        let above = move || match field {
            "start" => understood.with(|row| row.start.map(of_day)),
            "by" => Some(understood.with(|row| row.by.clone())),
            _ => (!hint.is_empty()).then(|| hint.clone()),
        };
        let wrong = move || {
            let timed = matches!(field, "start" | "end");
            (timed && understood.with(|row| row.problem.is_some())).then_some("true")
        };
        let kept = move |text: String| {
            if short {
                form.typing(&done, field, text);
            } else {
                form.set(&done, field, text);
            }
        };
        let class = ["in-", field].concat();
        let name = self.name(label);
        view! {
            <label class="cell"><span class="label">{label.to_owned()}</span>
                <input type="text" class=class data-column=field autocomplete="off" aria-label=name placeholder=above
                    list=(field == "by").then_some(form.names) aria-invalid=wrong aria-describedby=self.problem_id()
                    prop:value=move || form.get(&shown, field)
                    on:input:target=move |event| kept(event.target().value())
                    on:change:target=move |event| form.set(&typed, field, event.target().value())/>
            </label>
        }
        .into_any()
    }

    // A box for “done” and a list of what else may have come of it; a decision has its answers.
    fn outcome(&self, line: &Line) -> AnyView {
        let form = self.form;
        let decides = !line.answers.is_empty();
        let (shown, chosen, ticked, tick) = (
            self.key.clone(),
            self.key.clone(),
            self.key.clone(),
            self.key.clone(),
        );
        let done = (!decides).then(|| {
            let is_done = move || form.get(&ticked, "outcome") == "done";
            let set = move |checked: bool| {
                form.set(&tick, "outcome", if checked { "done" } else { "" }.to_owned());
            };
            view! {
                <label class="cell done"><span class="label">"Done"</span>
                    <input type="checkbox" data-column="outcome" aria-label=self.name("Done") prop:checked=is_done
                        on:change:target=move |event| set(event.target().checked())/>
                </label>
            }
        });
        let label = if decides { "Decided" } else { "Otherwise" };
        let value = Memo::new(move |_| {
            let (outcome, answer) = (form.get(&shown, "outcome"), form.get(&shown, "answer"));
            match &*outcome {
                "done" => String::new(),
                "" if !answer.is_empty() => ["=", &answer].concat(),
                _ => outcome,
            }
        });
        let answers = line.answers.iter();
        let answers = answers.map(|answer| option(value, ["=", answer].concat(), answer));
        let others = OUTCOMES
            .iter()
            .map(|(key, label)| option(value, (*key).to_owned(), label));
        let none = if decides { "Not used" } else { "–" };
        let choose = move |value: String| {
            let (answer, outcome) = match value.strip_prefix('=') {
                Some(answer) => (answer.to_owned(), String::new()),
                None => (String::new(), value),
            };
            form.set(&chosen, "answer", answer);
            form.set(&chosen, "outcome", outcome);
        };
        let column = if decides { "outcome" } else { "otherwise" };
        view! {
            <div class="out">
                {done}
                <label class="cell"><span class="label">{label}</span>
                    <select data-column=column aria-label=self.name(label) on:change:target=move |event| choose(event.target().value())>
                        {option(value, String::new(), none)}
                        {answers.collect_view()}
                        {others.collect_view()}
                    </select>
                </label>
            </div>
        }
        .into_any()
    }
}

/// An option of a list: chosen while it is the value.
pub fn option(value: Memo<String>, key: String, label: &str) -> AnyView {
    let own = key.clone();
    let label = label.to_owned();
    view! { <option value=key prop:selected=move || value.with(|value| *value == own)>{label}</option> }.into_any()
}

// `14:32`
fn of_day(at: i64) -> String {
    let minute = at.rem_euclid(times::DAY);
    format!("{}:{:02}", minute / 60, minute % 60)
}
