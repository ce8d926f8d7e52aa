//! Prints a made-up workspace file, for measuring and for trying things at scale.
//!
//! `cargo run --release -p holdfast-domain --example generate -- --records 50000 --seed 1`
//! prints the same file each time. With `--diverge N` it is copy N of that workspace,
//! edited apart from the others in a tenth of its records, half of them in conflict.
//! `--steps 2000 --events 20000` adds one runbook with so many steps and a run of it with so many
//! events.

mod large;
mod workspace;

use std::io::Write as _;

fn main() -> Result<(), String> {
    let (mut records, mut seed, mut copy) = (10_000, 1, 0);
    let (mut steps, mut events) = (0, 0);
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().and_then(|text| text.parse().ok());
        let number: u64 = value.ok_or(format!("{flag} needs a number"))?;
        match flag.as_str() {
            "--records" => records = number as usize,
            "--seed" => seed = number,
            "--diverge" => copy = number,
            "--steps" => steps = number as usize,
            "--events" => events = number as usize,
            _ => {
                let known = "--records, --seed, --diverge, --steps, --events";
                return Err(format!("there is no {flag}: {known}"));
            }
        }
    }
    let mut ledger = workspace::workspace(records, seed)?;
    if steps > 0 {
        large::add(&mut ledger, steps, events, seed)?;
    }
    if copy > 0 {
        ledger = workspace::diverge(&ledger, copy, seed)?;
    }
    let text = workspace::file(&ledger);
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())
        .map_err(|error| error.to_string())
}
