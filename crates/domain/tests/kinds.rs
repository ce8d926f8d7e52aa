//! What a kind of record gets for its description alone, tried on every record of the sample: a new
//! room is looked at here without a line of its own.

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod committed;

use committed::{ledger, view};
use holdfast_domain::describe::{Field, Kind, Type};
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms;
use holdfast_domain::search::Query;
use holdfast_domain::table::{Choosing, Column, Filter, Sort, Spec, Standing, Table, Test};
use holdfast_domain::value::show;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Stamp, Text};

/// How many values of a column are tried: figures of large rooms take their time without optimisation.
const FEW: usize = 4;

/// Looks at each kind among the records of the sample.
fn each_kind(look: impl Fn(&'static Kind, &View<'_>)) {
    let ledger = ledger();
    let recent = Recent::default();
    let view = View {
        recent: Some(&recent),
        ..view(&ledger)
    };
    rooms::kinds().for_each(|kind| look(kind, &view));
}

/// What a table shows of a kind.
fn rows(table: &mut Table, spec: &Spec, view: &View<'_>) -> Vec<Id> {
    let rows = table.rows(spec, view);
    rows.iter().map(|row| table.id(*row)).collect()
}

fn chosen(table: &mut Table, column: &Column, test: Test, view: &View<'_>) -> Vec<Id> {
    let filter = Filter {
        column: column.key.clone(),
        test,
    };
    let spec = Spec {
        filters: vec![filter],
        ..Spec::default()
    };
    rows(table, &spec, view)
}

/// The last word of a text that one would search for; parts of ids and fingerprints are none.
fn word(text: &str) -> Option<&str> {
    let mut words = text.rsplit(|c: char| !c.is_alphanumeric());
    let hex = |word: &str| word.chars().all(|c| c.is_ascii_hexdigit());
    words.find(|word| word.chars().count() > 3 && !hex(word))
}

/// What is written in fields and items, as people read it, with its field.
fn written(kind: &'static Kind, record: &Record, view: &View<'_>) -> Vec<(&'static Field, String)> {
    let fields = kind.all_fields();
    let mut all: Vec<(&Field, String)> = fields
        .filter_map(|field| Some((field, record.value(Path::of(field.key))?)))
        .map(|(field, value)| (field, show(field, Some(value), view)))
        .collect();
    for list in kind.all_lists() {
        for item in record.items(Key::new(list.key)) {
            let filled = list.fields.iter();
            let filled = filled.filter_map(|field| Some((field, item.value(field.key)?)));
            all.extend(filled.map(|(field, value)| (field, show(field, Some(value), view))));
        }
    }
    all
}

#[test]
fn search_finds_the_words_of_every_field_and_item() {
    each_kind(|kind, view| {
        let mut table = Table::new(kind, view);
        for record in view.live(kind.id) {
            for (field, text) in written(kind, record, view) {
                let typed = matches!(field.ty, Type::Line | Type::Prose | Type::Words);
                let named = matches!(field.ty, Type::Choice(_) | Type::Link(_) | Type::Links(_));
                let (true, Some(word)) = (typed || named, word(&text)) else {
                    continue;
                };
                let spec = Spec {
                    search: word.to_owned(),
                    ..Spec::default()
                };
                let name = format!("{}.{}: {word}", kind.id, field.key);
                let found = rows(&mut table, &spec, view);
                // Ids and codes of what is gone are words too, but nobody looks for them.
                assert!(
                    found.contains(&record.id) || text.starts_with('('),
                    "{name}"
                );
                let query = Query::new(word).expect("a word");
                assert!(!typed || query.is_in(record), "{name}, from everywhere");
            }
        }
    });
}

#[test]
fn every_column_chooses_the_rows_that_have_a_value() {
    each_kind(|kind, view| {
        let mut table = Table::new(kind, view);
        for column in table.columns().iter() {
            let name = format!("{}.{}", kind.id, column.key);
            if column.choosing() == Choosing::Values {
                let options = table.options(column, Standing::Live, view);
                for option in options.iter().step_by(options.len() / FEW + 1) {
                    let any = Test::Any(vec![option.value.clone()]);
                    let found = chosen(&mut table, column, any, view);
                    assert_eq!(found.len(), option.count, "{name}: {}", option.value);
                }
                continue;
            }
            let filled = view
                .live(kind.id)
                .filter_map(|record| Some((record, column.value(record)?)));
            for (record, value) in filled.take(FEW) {
                let text = value.plain();
                let test = match column.choosing() {
                    Choosing::Days => Test::Range(text[..10].to_owned(), text[..10].to_owned()),
                    Choosing::Words => Test::Contains(text.to_uppercase()),
                    _ if value.get::<f64>().is_some() => {
                        Test::Range(text.to_string(), text.to_string())
                    }
                    _ => continue,
                };
                let found = chosen(&mut table, column, test, view);
                assert!(found.contains(&record.id), "{name}: {text}");
            }
        }
    });
}

#[test]
fn every_column_sorts_all_rows_and_those_without_a_value_last() {
    each_kind(|kind, view| {
        let mut table = Table::new(kind, view);
        let all = view.live(kind.id).count();
        for column in table.columns().iter() {
            for falling in [false, true] {
                let sort = Sort {
                    column: column.key.clone(),
                    falling,
                };
                let spec = Spec {
                    sort: Some(sort),
                    ..Spec::default()
                };
                let found = rows(&mut table, &spec, view);
                assert_eq!(found.len(), all, "{}.{}", kind.id, column.key);
                let shown = |id: &Id| {
                    let record = view.ledger.record(*id).expect("a row's record");
                    column.ty().is_none() || !column.text(record, view).is_empty()
                };
                let filled = found.iter().filter(|id| shown(id)).count();
                let first = found.iter().take_while(|id| shown(id)).count();
                assert_eq!(first, filled, "{}.{}", kind.id, column.key);
            }
        }
    });
}

/// A finding leads to the field or the list to mend.
#[test]
fn findings_name_fields_that_there_are() {
    each_kind(|kind, view| {
        for record in view.live(kind.id) {
            for finding in (kind.findings)(record, view) {
                let known = |key: &&str| kind.field(key).is_some() || kind.list(key).is_some();
                let name = format!("{}: {:?}", finding.rule, finding.field);
                assert!(finding.field.as_ref().is_none_or(known), "{name}");
            }
        }
    });
}

/// Writes a field of a record, at an opening of the app of its own.
fn write(ledger: &mut Ledger, record: Id, field: &Field, value: &Text, opening: u64) {
    let edit = Edit {
        record,
        kind: ledger.record(record).expect("the record").kind,
        path: Path::of(field.key),
        value: value.clone(),
    };
    let stamp = Stamp {
        at: 0,
        by: "Ada".into(),
        note: None,
        random: opening,
    };
    ledger
        .commit(&[edit], &stamp)
        .expect("a value of the sample");
}

/// The record as somebody else has it who wrote a field.
fn elsewhere(ledger: &Ledger, record: Id, field: &Field, value: &Text, opening: u64) -> Record {
    let mut copy = Ledger::new();
    copy.join(ledger.record(record).expect("the record").clone());
    write(&mut copy, record, field, value, opening);
    copy.record(record).expect("the record").clone()
}

/// A record and two values that a field has in the sample.
fn two_values(ledger: &Ledger, kind: &Kind, field: &Field) -> Option<(Id, Text, Text)> {
    let view = view(ledger);
    let mut filled = view
        .live(kind.id)
        .filter_map(|record| Some((record.id, record.value(Path::of(field.key))?)));
    let (record, one) = filled.next()?;
    let (_, other) = filled.find(|(_, value)| *value != one)?;
    Some((record, one.clone(), other.clone()))
}

/// M5: what follows from a field about which people disagree says so.
#[test]
fn m5_figures_tell_of_every_disputed_field() {
    let mut ledger = ledger();
    let mut silent = Vec::new();
    let mut opening = 1_u64 << 40;
    for kind in rooms::kinds() {
        for field in kind.all_fields() {
            let Some((record, one, other)) = two_values(&ledger, kind, field) else {
                continue;
            };
            let say = |ledger: &Ledger| -> Vec<String> {
                let record = ledger.record(record).expect("the record");
                let view = view(ledger);
                let figures = kind.figures.iter();
                figures
                    .map(|figure| figure.show(record, &view).text)
                    .collect()
            };
            opening += 10;
            write(&mut ledger, record, field, &Text::null(), opening);
            let ours = elsewhere(&ledger, record, field, &one, opening + 1);
            let theirs = elsewhere(&ledger, record, field, &other, opening + 2);
            ledger.join(ours);
            let with_one = say(&ledger);
            ledger.join(theirs);
            let with_both = say(&ledger);
            write(&mut ledger, record, field, &other, opening + 3);
            let with_other = say(&ledger);
            write(&mut ledger, record, field, &one, opening + 4);
            for (n, figure) in kind.figures.iter().enumerate() {
                if with_one[n] != with_other[n] && !with_both[n].contains("in conflict") {
                    silent.push(format!("{}.{} of {}", kind.id, figure.key, field.key));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}
