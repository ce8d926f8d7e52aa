//! The dialog in which a person says what the columns of a table become. It is filled in from the
//! headings, shows what comes of it, and hands on a file without stamps, which is then reviewed
//! like any other.

use super::import::{Found, Import};
use super::table_row::{record, short};
use super::under_way;
use crate::edge::{clock, slices};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::workspace::Workspace;
use crate::workspace::exchange::{Glanced, Mapped};
use holdfast_domain::codec::sheet::mapping::{Of, SheetMapping};
use holdfast_domain::codec::sheet::preview::preview;
use holdfast_domain::codec::sheet::{Grid, Mapping, Order, Sheet};
use holdfast_domain::describe::in_text;
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::rooms;
use leptos::task::spawn_local;

/// How many rows of each sheet the preview reads: enough to see what a mapping does.
pub const LOOKED_AT: usize = 400;
/// How many records the preview shows.
const SHOWN: usize = 8;
/// How many examples of a column's cells are shown, and how much of each.
const EXAMPLES: (usize, usize) = (3, 40);
/// The choice for a sheet that the headings suggest, where it is no kind of record.
const GUESSED: &str = "~guessed";

/// A table, its mapping as it is now, and what was found in other files.
struct Asked {
    table: Glanced,
    grid: Grid,
    head: Grid,
    mapping: Mapping,
    found: Found,
}

/// The table that is being asked about.
#[derive(Clone, Copy)]
pub struct MapColumns {
    open: RwSignal<bool>,
    /// Told when a column or the rows become something else.
    changed: Trigger,
    /// Told when the columns are guessed anew.
    guessed: Trigger,
    problem: RwSignal<Option<String>>,
    asked: StoredValue<Option<Asked>, LocalStorage>,
}

impl MapColumns {
    /// None yet.
    pub fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            changed: Trigger::new(),
            guessed: Trigger::new(),
            problem: RwSignal::new(None),
            asked: StoredValue::new_local(None),
        }
    }

    /// Asks about a table.
    pub fn ask(self, table: Glanced, found: Found) {
        let grid = table.glance.grid();
        let mapping = guessed(&table, &grid);
        self.open(table, (grid, mapping), found);
    }

    /// Asks once more about a table of which something was said.
    pub fn ask_again(self, (table, chosen): Mapped, found: Found) {
        let grid = table.glance.grid();
        let mut mapping = Mapping::guess(&table.name, &grid);
        mapping.choose(&grid, &chosen);
        self.open(table, (grid, mapping), found);
    }

    fn open(self, table: Glanced, (grid, mapping): (Grid, Mapping), found: Found) {
        self.problem.set(None);
        self.asked.set_value(Some(Asked {
            head: grid.head(LOOKED_AT),
            mapping,
            table,
            grid,
            found,
        }));
        self.open.set(true);
    }

    /// Whether it asks.
    pub fn is_open(self) -> bool {
        self.open.get()
    }

    /// The dialog.
    pub fn dialog(self, import: Import) -> AnyView {
        let open = self.open;
        // Closed without going on: the others go on without this one. The dialog has to be gone
        // before it asks about the next.
        Effect::new(move || {
            if !open.get()
                && let Some(asked) = self.take()
            {
                import.watch.cancel();
                spawn_local(async move {
                    slices::yield_now().await;
                    import.go_on(asked.found);
                });
            }
        });
        let buttons = move || {
            view! {
                <span class="muted push">"Nothing changes before you apply."</span>
                {cancel(open)}{submit_button("Review")}
            }
        };
        Dialog::new(
            "Import table".to_owned(),
            move || self.body(import),
            buttons,
        )
        .submit(move || self.submit(import))
        .wide()
        .view(open)
    }

    fn take(self) -> Option<Asked> {
        self.asked.try_update_value(Option::take).flatten()
    }

    fn with<T: Default>(self, read: impl FnOnce(&Asked) -> T) -> T {
        self.asked
            .with_value(|asked| asked.as_ref().map(read).unwrap_or_default())
    }

    fn sheet<T: Default>(self, sheet: usize, read: impl FnOnce(&SheetMapping, &Sheet) -> T) -> T {
        self.with(|asked| {
            let pair = asked.mapping.sheets.get(sheet);
            let pair = pair.zip(asked.grid.sheets.get(sheet));
            pair.map(|(own, given)| read(own, given))
                .unwrap_or_default()
        })
    }

    // The dialog stays until the records are there: what stands against it is said in it.
    fn submit(self, import: Import) {
        let asked = self.with(|asked| Some((asked.table.clone(), asked.mapping.chosen())));
        let Some((table, chosen)) = asked.filter(|_| !import.watch.is_on()) else {
            return;
        };
        self.problem.set(None);
        spawn_local(async move {
            let run = import.watch.begin();
            let read = import.workspace.read_table(table, chosen, run).await;
            run.end();
            match read {
                Ok(read) => {
                    if let Some(asked) = self.take() {
                        self.open.set(false);
                        import.mapped(asked.table.name, read, asked.found);
                    }
                }
                Err(why) if why == CANCELLED => {}
                Err(why) => self.problem.set(Some(why)),
            }
        });
    }

    fn body(self, import: Import) -> AnyView {
        let (name, sheets) = self.with(|asked| {
            let sheets = asked.grid.sheets.len();
            (asked.table.name.clone(), sheets)
        });
        let each = (0..sheets).map(|sheet| self.of_sheet(sheet, sheets > 1));
        view! {
            <p><b>{name}</b>" is a table. Say what its rows and columns are; what the headings told is filled in. What no field takes can be kept in each record’s notes."</p>
            {move || self.problem.get().map(|why| view! { <div class="callout tone-error" role="alert"><p>{why}</p></div> })}
            {each.collect_view()}
            {move || self.outcome()}
            {under_way(import.watch, "Reading the table", "Cancel reading", "")}
        }
        .into_any()
    }

    fn of_sheet(self, sheet: usize, named: bool) -> AnyView {
        let name = self.sheet(sheet, |_, given| given.name.clone());
        let rows = self.with(|asked| {
            let parts = &asked.table.glance.sheets;
            parts.get(sheet).map_or(0, |part| part.filled)
        });
        let title = named.then(|| view! { <h3>{name.clone()}</h3> });
        let columns = move || {
            self.guessed.track();
            self.columns(sheet)
        };
        view! {
            <section class="columns-map">
                {title}
                {self.rows_are(sheet, rows, &name)}
                {columns}
            </section>
        }
        .into_any()
    }

    // What the rows of a sheet are.
    fn rows_are(self, sheet: usize, rows: usize, name: &str) -> AnyView {
        let id = next_id("rows");
        let (chosen, guess, dialect) = self.sheet(sheet, |own, _| {
            let (chosen, guess) = match own.of {
                Of::Records(kind) => (kind.id, None),
                Of::Items(kind, list) => {
                    let words = format!("{} of {}", list.label, in_text(kind.many));
                    (GUESSED, Some(words))
                }
                Of::Preface => (GUESSED, Some("About all other sheets".to_owned())),
                Of::Leave => ("", None),
            };
            (chosen, guess, own.dialect.map(|dialect| dialect.name))
        });
        let option = |value: &'static str, label: String| view! { <option value=value selected=value == chosen>{label}</option> };
        let kinds = rooms::kinds().filter(|kind| kind.id != "workspace");
        let kinds = kinds.map(|kind| option(kind.id, kind.many.to_owned()));
        let choose = move |value: String| {
            self.asked.update_value(|asked| {
                let Some(asked) = asked else { return };
                let grid = &asked.grid;
                if value == GUESSED {
                    let own = guessed(&asked.table, grid).sheets;
                    asked
                        .mapping
                        .sheets
                        .splice(sheet..=sheet, own.into_iter().nth(sheet));
                } else {
                    let kind = rooms::kind(&value).map(|kind| kind.id);
                    asked.mapping.set_rows(grid, sheet, kind);
                    asked.mapping.assume(grid, usual_order());
                }
            });
            self.guessed.notify();
            self.changed.notify();
        };
        let label = match rows {
            1 => "The 1 row is".to_owned(),
            rows => format!("The {rows} rows are"),
        };
        let aria = (!name.is_empty()).then(|| format!("{label}, in {name}"));
        let guess = guess.map(|words| option(GUESSED, words));
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id aria-label=aria on:change:target=move |event| choose(event.target().value())>
                    {guess}{option("", "Left out".to_owned())}{kinds.collect_view()}
                </select>
                {dialect.map(|name| view! { <p class="help">{format!("Known by its headings: {name}.")}</p> })}
            </div>
        }
        .into_any()
    }

    fn columns(self, sheet: usize) -> AnyView {
        let (count, choices) = self.sheet(sheet, |own, _| (own.targets.len(), own.choices()));
        if choices.is_empty() {
            return ().into_any();
        }
        let rows = (0..count).map(|column| self.column(sheet, column, &choices));
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Columns">
                <table class="table compact">
                    <thead><tr><th scope="col">"Column"</th><th scope="col">"For example"</th><th scope="col">"Becomes"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn column(self, sheet: usize, column: usize, choices: &[(String, String)]) -> AnyView {
        let (label, examples) = self.sheet(sheet, |own, given| {
            let examples = own.examples(given, column, EXAMPLES.0).into_iter();
            let examples: Vec<String> = examples.map(|cell| short(cell, EXAMPLES.1)).collect();
            (own.label(column), examples.join(" · "))
        });
        let key = move || {
            self.changed.track();
            self.sheet(sheet, |own, _| {
                own.targets
                    .get(column)
                    .map_or_else(String::new, |target| target.key())
            })
        };
        let now = untrack(key);
        // What a dialect aims at may be none of the usual choices.
        let rare = choices.iter().all(|(key, _)| *key != now);
        let rare = rare.then(|| {
            let label = self.sheet(sheet, |own, _| {
                own.targets.get(column).map(|target| target.label())
            });
            (now.clone(), label.unwrap_or_default())
        });
        let options = rare.iter().chain(choices).map(|(key, label)| {
            view! { <option value=key.clone() selected=*key == now>{label.clone()}</option> }
        });
        let choose = move |key: String| {
            self.asked.update_value(|asked| {
                if let Some(asked) = asked {
                    let set = asked.mapping.set_target(sheet, column, &key);
                    self.problem.set(set.err());
                }
            });
            self.changed.notify();
        };
        let aria = format!("{label} becomes");
        view! {
            <tr>
                <th scope="row">{label.clone()}</th>
                <td class="muted">{examples}</td>
                <td>
                    <select aria-label=aria prop:value=key on:change:target=move |event| choose(event.target().value())>{options.collect_view()}</select>
                    {self.order(sheet, column, &label)}
                </td>
            </tr>
        }
        .into_any()
    }

    // What comes first in dates that may be read in two ways.
    fn order(self, sheet: usize, column: usize, label: &str) -> AnyView {
        let aria = format!("Dates of {label}");
        let asks = Memo::new(move |_| {
            self.changed.track();
            self.sheet(sheet, |own, given| own.asks_order(given, column))
        });
        let choose = move |value: String| {
            let order = if value == "month" {
                Order::Month
            } else {
                Order::Day
            };
            self.asked.update_value(|asked| {
                if let Some(asked) = asked {
                    asked.mapping.set_order(sheet, column, order);
                }
            });
            self.changed.notify();
        };
        let month = move || {
            self.sheet(sheet, |own, _| {
                own.orders.get(column) == Some(&Order::Month)
            })
        };
        let shown = move || {
            asks.get().then(|| view! {
                <select aria-label=aria.clone() on:change:target=move |event| choose(event.target().value())>
                    <option value="day" selected=!month()>"3/4/2026 is 3 April (day first)"</option>
                    <option value="month" selected=month()>"3/4/2026 is 4 March (month first)"</option>
                </select>
            })
        };
        view! { {shown} }.into_any()
    }

    // What comes of the first rows.
    fn outcome(self) -> AnyView {
        self.changed.track();
        let workspace = Workspace::of_page();
        let read = self.with(|asked| {
            let mut parts = asked.table.glance.sheets.iter();
            let whole = parts.all(|part| part.all <= LOOKED_AT);
            let refusal = asked.mapping.refusal();
            let looked = workspace.read(|view| preview(&asked.head, &asked.mapping, view, SHOWN));
            Some((looked, whole, refusal))
        });
        let Some(((rows, all, report), whole, refusal)) = read else {
            return ().into_any();
        };
        if let Some(refusal) = refusal {
            return view! { <div class="callout tone-warn"><p>{refusal}</p></div> }.into_any();
        }
        let of = if whole {
            format!("{all} records. {}", report.words())
        } else {
            format!(
                "The first {LOOKED_AT} rows make {all} records. {}",
                report.words()
            )
        };
        let shown = rows.len();
        view! {
            <h3>"What comes of it"</h3>
            <p role="status">{of}</p>
            <ul class="plan">{rows.into_iter().map(record).collect_view()}</ul>
            {(all > shown).then(|| view! { <p class="muted">{format!("… and {} more. The review lists what each would change.", all - shown)}</p> })}
        }
        .into_any()
    }
}

fn guessed(table: &Glanced, grid: &Grid) -> Mapping {
    let mut mapping = Mapping::guess(&table.name, grid);
    mapping.choose(grid, &table.glance.suggested);
    mapping.assume(grid, usual_order());
    mapping
}

// What comes first in a date where this browser is.
fn usual_order() -> Order {
    if clock::is_month_first() {
        Order::Month
    } else {
        Order::Day
    }
}
