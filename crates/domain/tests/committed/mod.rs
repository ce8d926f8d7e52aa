//! The committed sample workspace, for tests that look at every kind of record.

use holdfast_domain::codec::json::Described;
use holdfast_domain::view::View;
use holdfast_domain::zone::{Change, Zone, Zones};
use holdfast_ledger::Ledger;
use holdfast_ledger::file::{self, Received};

/// The file.
pub fn text() -> String {
    let path = "../../public/sample.holdfast.json";
    std::fs::read_to_string(path).expect("the committed sample")
}

/// A workspace that has taken it in.
pub fn ledger() -> Ledger {
    let incoming = file::read(&text(), &Described, &mut || panic!("an item has no id"));
    let mut ledger = Ledger::new();
    for received in incoming.expect("a file").records {
        match received {
            Received::Stamped(record) => drop(ledger.join(record)),
            Received::Loose(loose) => panic!("{:?} {:?} has no stamps", loose.kind, loose.id),
        }
    }
    ledger
}

/// The clocks of the hospitals, 2025 and 2026: set at 01:00 UTC on the last Sundays of March and October.
static LONDON: Zones = Zones::new(|name| {
    let set = [
        ("2025-03-30", 60),
        ("2025-10-26", 0),
        ("2026-03-29", 60),
        ("2026-10-25", 0),
    ];
    let changes = set.map(|(day, minutes)| Change {
        at: holdfast_ledger::time::parse(&format!("{day}T01:00:00.000Z")).expect("an instant"),
        minutes,
    });
    (name == "Europe/London").then(|| Zone::new(0, changes.to_vec()))
});

/// What domain functions see of it at the moment at which its story stands still.
pub fn view(ledger: &Ledger) -> View<'_> {
    View {
        ledger,
        recent: None,
        now: holdfast_ledger::time::parse("2026-11-22T19:30:00.000Z").expect("an instant"),
        offset_minutes: 0,
        zones: &LONDON,
        user: "",
        user_id: None,
    }
}
