//! How long tables take: `cargo run --profile bench -p holdfast-domain --example sheet_timing`.

use holdfast_domain::codec::sheet::records::records;
use holdfast_domain::codec::sheet::{Grid, Mapping, csv, inflate, xlsx};
use holdfast_domain::view::View;
use holdfast_ledger::Ledger;
use std::time::Instant;

const ROWS: usize = 50_000;

fn main() {
    let mut text = String::from(
        "ref_id;name;description;inherent_impact;inherent_proba;existing_controls;current_impact;current_proba;additional_controls;residual_impact;residual_proba;treatment;justification\r\n",
    );
    for n in 0..ROWS {
        text.push_str(&format!("R.{n};Flood {n};\"Because of rain,\nthe river rises\";High;Likely;Pump;3;{};Wall;2;1;mitigate;Seen\r\n", 1 + n % 5));
    }
    let ledger = Ledger::new();
    let view = View {
        ledger: &ledger,
        recent: None,
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    };
    let mut began = Instant::now();
    let mut lap = |what: &str| {
        println!("{what}: {} ms", began.elapsed().as_millis());
        began = Instant::now();
    };
    let Ok(sheet) = csv::read(&text) else {
        return println!("not read");
    };
    lap("read 50,000 rows of CSV");
    let grid = Grid {
        sheets: vec![sheet],
    };
    let mapping = Mapping::guess("risks.csv", &grid);
    lap("guess what its columns are");
    let made = records(&grid, &mapping, &view);
    lap("make records of them");
    println!("{} bytes", made.map_or(0, |(json, _)| json.len()));
    let bytes = xlsx::write(&grid);
    lap("write them as a workbook");
    let read = xlsx::read(&bytes, &inflate);
    lap("read the workbook");
    println!(
        "{} bytes, {}",
        bytes.len(),
        if read.is_ok() { "read" } else { "not read" }
    );
}
