//! Taking vulnerabilities in from catalogues: which record an entry is about, and what of it is
//! news there.

use crate::codec::{csaf, kev};
use crate::value::part;
use crate::view::View;
use holdfast_ledger::file::{Loose, Received};
use holdfast_ledger::{Id, Key, Path, Record, Text};

/// The id of the record of a vulnerability with this name, mostly its CVE: the same in every copy,
/// so that what is imported apart is one record (UUID version 8).
pub fn id_of(name: &str) -> Id {
    named("vulnerability", name)
}

/// The id of what has this name among others of its sort.
pub fn named(sort: &str, name: &str) -> Id {
    Id::named(&format!("holdfast {sort} {}", name.trim().to_uppercase()))
}

/// Fields that say what the source says of the vulnerability as such. Where somebody wrote them
/// already, another source does not propose them anew.
const SHARED: [&str; 8] = [
    "title",
    "description",
    "vendor",
    "products",
    "weaknesses",
    "cvss_v4",
    "cvss_v3",
    "epss",
];

/// Whether what a file covers says that it is a catalogue or an advisory.
pub fn is_catalogue(scope: &str) -> bool {
    scope == kev::SCOPE || scope == csaf::SCOPE
}

/// Aims what came out of a catalogue at the record that is about the same vulnerability here, and
/// leaves only what is news there: an entry that was taken in as it is adds nothing, whatever was
/// changed by hand since; one that changed at its source is proposed. Other files pass as they are.
pub fn aim(received: Received, scope: &str, view: &View<'_>) -> Received {
    match received {
        Received::Loose(mut loose) if is_catalogue(scope) => {
            if let Some(own) = own_record(&loose, view) {
                loose.id = Some(own.id);
                keep_news(&mut loose, own);
            }
            Received::Loose(loose)
        }
        other => other,
    }
}

fn own_record<'v>(loose: &Loose, view: &View<'v>) -> Option<&'v Record> {
    if let Some(own) = loose.id.and_then(|id| view.ledger.record(id)) {
        return Some(own);
    }
    let cve = loose.values.get(&Path::of("cve"))?;
    let mut live = view.live("vulnerability");
    live.find(|record| record.text("cve").trim().eq_ignore_ascii_case(&cve.plain()))
}

fn keep_news(loose: &mut Loose, own: &Record) {
    let print = |value: &Text| part(value, "fingerprint");
    let kev = Path::of("kev");
    let of_kev = loose
        .values
        .get(&kev)
        .map(|new| (print(new), own.value(kev).and_then(print)));
    let advisories = Key::new("advisories");
    let item = loose
        .values
        .keys()
        .find(|path| path.list == advisories)
        .map(|path| path.item);
    let of_item = item.map(|item| {
        let at = Path::item(advisories, item, Key::new("fingerprint"));
        (loose.values.get(&at).cloned(), own.value(at).cloned())
    });
    let Some((new, known)) = of_kev.or(of_item) else {
        return;
    };
    if new == known {
        // Taken in before, as it is now.
        loose.values.clear();
        loose.order.clear();
    } else if known.is_none() {
        let written = |path: &Path| !path.is_item() && own.value(*path).is_some();
        let shared = |path: &Path| SHARED.contains(&path.field.as_str());
        loose
            .values
            .retain(|path, _| !(shared(path) && written(path)));
    }
    // Where it stands in the list, which CVE it is and what it is called is settled here.
    loose.values.retain(|path, _| {
        let own_name = !path.is_item() && ["cve", "title"].contains(&path.field.as_str());
        let settled = path.field == holdfast_ledger::path::PLACE || own_name;
        !(settled && own.value(*path).is_some())
    });
}
