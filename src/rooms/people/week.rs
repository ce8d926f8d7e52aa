//! The working week of a person, and the hours of a service calendar, to tick and to set: it writes what
//! the field above it holds.

use super::now_there;
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::icon::icon;
use holdfast_domain::rooms::people::PERSON;
use holdfast_domain::rooms::people::hours::{
    DAY_NAMES, Now, Shift, Week, read_time, time_of, write,
};
use holdfast_ledger::{Path, Text};

/// The field that holds the hours.
fn hours_of(page: RecordPage) -> &'static str {
    if is_person(page) {
        "working_hours"
    } else {
        "hours"
    }
}

fn is_person(page: RecordPage) -> bool {
    page.kind.id == PERSON.id
}

const ZONE: &str = "time_zone";
/// Where nobody has written any hours: what is offered.
const USUAL: [(&str, &str); 2] = [
    ("Mon–Fri 09:00–17:00", "Mon–Fri 09:00–17:00"),
    ("Round the clock", "Daily 00:00–24:00"),
];

/// The hours that further times begin with.
const OFFERED: [(u16, u16); 5] = [(9, 17), (8, 12), (13, 17), (18, 22), (22, 6)];

/// The card below a person's availability, or below a calendar's hours.
pub fn week(page: RecordPage) -> AnyView {
    let read =
        Memo::new(move |_| page.watch(|record, _| Some(Week::read(&record.text(hours_of(page))))));
    let now = move || {
        if !is_person(page) {
            return None;
        }
        page.workspace.now().track();
        let told = page.watch(|record, _| Some(now_there(record)));
        told.map(|(now, there)| {
            let class = match now {
                Now::Works(_) => "status tone-ok",
                Now::Off(_) => "status tone-mute",
                Now::Unknown(_) => "status tone-warn",
            };
            view! { <p><span class=class>{now.words()}</span>" "<span class="muted">{there}</span></p> }
        })
    };
    // One of two people's hours would go unseen with the first tick.
    let disputed = Memo::new(move |_| {
        page.watch(|record, _| {
            let slot = record.slot(Path::of(hours_of(page)));
            slot.is_some_and(holdfast_ledger::Slot::in_conflict)
        })
    });
    let body = move || {
        match read.get() {
        _ if disputed.get() => {
            view! { <p class="muted">"People wrote different hours. Choose above, then they can be ticked here."</p> }.into_any()
        }
        Some(Ok(week)) => rows(page, &week),
        Some(Err(why)) => {
            view! { <p class="muted">{format!("The hours stand as a text only: {why}")}</p> }
                .into_any()
        }
        None => ().into_any(),
    }
    };
    let name = if is_person(page) {
        "Working week"
    } else {
        "Week"
    };
    view! {
        <section class="card week screen-only" aria-label=name>
            <div class="card-head"><h2>{name}</h2></div>
            {now}
            {zone(page)}
            {body}
        </section>
    }
    .into_any()
}

fn put(page: RecordPage, field: &'static str, label: &str, text: &str) {
    let value = if text.is_empty() {
        Text::null()
    } else {
        Text::string(text)
    };
    page.put(label, &[page.edit(Path::of(field), value)]);
}

fn zone(page: RecordPage) -> AnyView {
    let current = Memo::new(move |_| page.watch(|record, _| record.text(ZONE).into_owned()));
    let names = clock::zones();
    let here = clock::zone_name();
    let known = names.clone();
    let other = move || {
        let own = current.get();
        let strange = !own.is_empty() && !known.contains(&own);
        strange
            .then(|| view! { <option value=own.clone() prop:selected=true>{own.clone()}</option> })
    };
    let option = move |name: &String| {
        let own = name.clone();
        view! { <option value=name.clone() prop:selected=move || current.with(|current| *current == own)>{name.replace('_', " ")}</option> }
    };
    let choose = move |name: String| put(page, ZONE, "Time zone changed", &name);
    let own = here.clone();
    let as_here = move |_| put(page, ZONE, "Time zone changed", &own);
    let same = {
        let here = here.clone();
        move || current.with(|current| *current == here)
    };
    let field = dom_id(page, "zone");
    view! {
        <div class="week-zone">
            <div class="field">
                <label class="label" for=field.clone()>"Time zone from the list"</label>
                <select id=field on:change:target=move |event| choose(event.target().value())>
                    <option value="" prop:selected=move || current.with(String::is_empty)>"—"</option>
                    {names.iter().map(option).collect_view()}
                    {other}
                </select>
            </div>
            <button type="button" class="btn" hidden=same on:click=as_here>{format!("As this device: {here}")}</button>
        </div>
    }
    .into_any()
}

fn dom_id(page: RecordPage, what: &str) -> String {
    format!("week-{what}-{}", page.id)
}

// Each change writes the whole text anew; the focus goes back to where it was, in the row drawn again.
#[derive(Clone, Copy)]
struct Rows {
    page: RecordPage,
    shifts: StoredValue<Vec<Shift>>,
    remarks: StoredValue<Vec<String>>,
}

impl Rows {
    // Times on no day say nothing: they go.
    fn save(self, shifts: &[Shift]) {
        let text = self.remarks.with_value(|remarks| write(shifts, remarks));
        put(self.page, hours_of(self.page), "Hours changed", &text);
    }

    fn change(self, n: usize, change: impl Fn(&mut Shift)) {
        let mut shifts = self.shifts.get_value();
        if let Some(shift) = shifts.get_mut(n) {
            change(shift);
        }
        self.save(&shifts);
    }

    fn remove(self, n: usize) {
        let mut shifts = self.shifts.get_value();
        if n < shifts.len() {
            shifts.remove(n);
        }
        self.save(&shifts);
        dom::keep_focus();
    }

    // On the days that no other times have yet; without the weekend to begin with.
    fn add(self) {
        let mut shifts = self.shifts.get_value();
        let mut days = [false; 7];
        for (day, on) in days.iter_mut().enumerate() {
            let taken = shifts.iter().any(|shift| shift.days[day]);
            *on = !taken && (day < 5 || !shifts.is_empty());
        }
        if days == [false; 7] {
            days[0] = true;
        }
        // The same times on other days would be one row with what is there.
        let free = |times: &&(u16, u16)| {
            let same = |shift: &Shift| (shift.from, shift.to) == (times.0 * 60, times.1 * 60);
            !shifts.iter().any(same)
        };
        let (from, to) = OFFERED.iter().find(free).unwrap_or(&OFFERED[0]);
        shifts.push(Shift {
            days,
            from: from * 60,
            to: to * 60,
        });
        self.save(&shifts);
        dom::keep_focus();
    }

    fn day(self, n: usize, shift: &Shift, day: usize) -> AnyView {
        let on = shift.days[day];
        let id = dom_id(self.page, &format!("{n}-{day}"));
        let back = id.clone();
        let toggle = move |_| {
            self.change(n, |shift| shift.days[day] = !on);
            dom::focus(&back);
        };
        view! { <label><input type="checkbox" id=id prop:checked=on on:change=toggle/><span>{DAY_NAMES[day]}</span></label> }.into_any()
    }

    fn time(self, n: usize, which: &'static str, minute: u16, set: fn(&mut Shift, u16)) -> AnyView {
        let id = dom_id(self.page, &format!("{n}-{which}"));
        let back = id.clone();
        let label = format!("{which}, times {}", n + 1);
        let written = move |text: String| {
            if let Some(minute) = read_time(&text) {
                self.change(n, |shift| set(shift, minute));
                dom::focus(&back);
            }
        };
        view! { <input type="time" id=id aria-label=label prop:value=time_of(minute % 1440) on:change:target=move |event| written(event.target().value())/> }.into_any()
    }

    fn row(self, n: usize, shift: &Shift) -> AnyView {
        let name = format!("Days of times {}", n + 1);
        let days = (0..7).map(|day| self.day(n, shift, day)).collect_view();
        view! {
            <li>
                <div class="seg days" role="group" aria-label=name>{days}</div>
                <div class="week-times">
                    {self.time(n, "From", shift.from, |shift, minute| shift.from = minute)}"–"
                    {self.time(n, "To", shift.to, |shift, minute| shift.to = minute)}
                    <button type="button" class="btn small icon quiet" aria-label=format!("Remove times {}", n + 1) on:click=move |_| self.remove(n)>{icon("close")}</button>
                </div>
            </li>
        }
        .into_any()
    }

    fn usual(self) -> AnyView {
        let one = |(label, text): (&'static str, &'static str)| {
            let take = move |_| {
                if let Ok(week) = Week::read(text) {
                    self.save(&week.shifts());
                }
                dom::keep_focus();
            };
            view! { <button type="button" class="btn small" on:click=take>{label}</button> }
        };
        USUAL.map(one).collect_view().into_any()
    }
}

fn rows(page: RecordPage, week: &Week) -> AnyView {
    let shifts = week.shifts();
    let rows = Rows {
        page,
        shifts: StoredValue::new(shifts.clone()),
        remarks: StoredValue::new(week.remarks.clone()),
    };
    let list = shifts.iter().enumerate();
    let list = list.map(|(n, shift)| rows.row(n, shift)).collect_view();
    let remarks = week.remarks.join("; ");
    let beside = (!remarks.is_empty())
        .then(|| view! { <p class="muted">{["Beside them: ", &remarks].concat()}</p> });
    let usual = shifts.is_empty().then(|| rows.usual());
    view! {
        <ul class="week-rows">{list}</ul>
        {beside}
        <div class="btns"><button type="button" class="btn small" on:click=move |_| rows.add()>{icon("plus")}"Add times"</button>{usual}</div>
    }
    .into_any()
}
