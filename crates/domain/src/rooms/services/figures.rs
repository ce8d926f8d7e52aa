//! Figures that follow from services and from all that they depend on.

use super::asked::{Asked, peak_name};
use super::catalogue::{Catalogue, derived_tier};
use super::impact::{Mtpd, cells, mtpd};
use super::node::alternatives;
use super::times::{
    achievable, copy_age, depends_on, inherited, needed_by, proven, takes_down, wave,
};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{minutes, outcomes};
use crate::view::View;
use holdfast_ledger::Record;

/// Figures of a service.
pub static SERVICE: &[Figure] = &[
    Figure {
        key: "criticality",
        label: "Tier",
        how: "By the lowest of the RTO, the MTPD and the RTOs of all that hard-depend on it: up to \
              4 h tier 1, up to 24 h tier 2, up to 3 d tier 3, longer tier 4. A tier that was set \
              by hand counts instead.",
        column: true,
        of: |service, view| of(service, view, tier),
    },
    Figure {
        key: "mtpd",
        label: "MTPD",
        how: "Maximum tolerable period of disruption (ISO 22301): the earliest time of the business \
              impact analysis at which the impact in any category, in a peak period or out of it, is \
              intolerable (from level 3 unless the settings say otherwise).",
        column: true,
        of: |service, view| of(service, view, mtpd_cell),
    },
    Figure {
        key: "margin",
        label: "Margin to MTPD",
        how: "MTPD − (RTO + WRT); WRT counts as 0 where there is none. Below zero the objectives \
              allow an outage that is intolerable.",
        column: false,
        of: |service, view| of(service, view, margin),
    },
    Figure {
        key: "achievable",
        label: "Achievable",
        how: "The later of the activation time and of when the last of its hard and recovery-only \
              dependencies is back, plus its own recovery: the longest critical path (PERT) of an \
              approved runbook until it is back, else the own recovery that stands here. Of those of \
              which one is enough the first counts; services that wait for each other in a circle come \
              back together, after the longest of their own recoveries. As if all were lost at \
              once and nobody waited for people.",
        column: true,
        of: |service, view| of(service, view, achievable),
    },
    Figure {
        key: "proven_rto",
        label: "Proven RTO",
        how: "The latest proof that says after how long it was back: restore tests and exercises \
              noted here, restore tests that passed, and runs in earnest and in exercises whose milestone says that it was back. \
              Unproven once that is older than the settings allow (365 days).",
        column: true,
        of: |service, view| {
            of(service, view, |asked| {
                proven(asked, |proof| proof.rto, |node| node.rto)
            })
        },
    },
    Figure {
        key: "proven_rpo",
        label: "Proven RPO",
        how: "The latest proof that says how old the data was that came back; as for the proven RTO.",
        column: false,
        of: |service, view| {
            of(service, view, |asked| {
                proven(asked, |proof| proof.rpo, |node| node.rpo)
            })
        },
    },
    Figure {
        key: "needed_within",
        label: "Needed within",
        how: "The lowest RTO of all that hard-depend on it, directly or through others. What \
              something else can stand in for inherits nothing.",
        column: false,
        of: |service, view| of(service, view, |asked| inherited(asked, &asked.all.rto)),
    },
    Figure {
        key: "needed_data",
        label: "Data needed to",
        how: "The lowest RPO of all that hard-depend on it, directly or through others.",
        column: false,
        of: |service, view| of(service, view, |asked| inherited(asked, &asked.all.rpo)),
    },
    Figure {
        key: "copy_age",
        label: "RPO by copies",
        how: "The lowest over its backup policies of interval + job time (the median of the last good \
              jobs, else as the policy says) + the time until the first copy is there: how much is \
              lost when all is lost just before the next copy has arrived.",
        column: false,
        of: |service, view| of(service, view, copy_age),
    },
    Figure {
        key: "depends_on",
        label: "Depends on",
        how: "How many services it names as its dependencies.",
        column: false,
        of: |service, view| of(service, view, depends_on),
    },
    Figure {
        key: "needed_by",
        label: "Needed by",
        how: "How many services name it as a dependency.",
        column: false,
        of: |service, view| of(service, view, needed_by),
    },
    Figure {
        key: "takes_down",
        label: "Takes down alone",
        how: "How many business processes and services of tier 1 and 2 are down when nothing but \
              this is lost, by hard dependencies; what something can stand in for stays up.",
        column: false,
        of: |service, view| of(service, view, takes_down),
    },
    Figure {
        key: "wave",
        label: "Wave",
        how: "Its place in the order of recovery: 1 waits for nothing, each later wave for something \
              of the one before. Services that wait for each other in a circle are in one.",
        column: false,
        of: |service, view| of(service, view, wave),
    },
];

fn of(service: &Record, view: &View<'_>, figure: fn(&Asked<'_>) -> Cell) -> Cell {
    let all = Catalogue::kept(view);
    all.find(service.id).map_or_else(
        || Cell::unknown("it is archived"),
        |at| {
            figure(&Asked {
                service,
                all: &all,
                at,
                view,
            })
        },
    )
}

fn tier(asked: &Asked<'_>) -> Cell {
    let (all, node) = (asked.all, asked.node());
    let needed = all.rto.by(asked.at);
    let limit = all.mtpd[asked.at as usize].minutes();
    let derived = derived_tier(node.rto, limit, needed.map(|needed| needed.minutes));
    let mut inputs = Vec::new();
    inputs.extend(node.rto.map(|rto| format!("RTO {}", minutes(rto))));
    inputs.extend(limit.map(|limit| format!("MTPD {}", minutes(limit))));
    inputs.extend(needed.map(|needed| {
        let source = asked.name(needed.source);
        format!("{source} needs it within {}", minutes(needed.minutes))
    }));
    let mut inputs = inputs.join("; ");
    let Some(tier) = all.tier[asked.at as usize] else {
        return Cell::unknown("it has no RTO, no MTPD, and nothing with an RTO hard-depends on it");
    };
    let mut text = tier.to_string();
    if let Some((_, reason)) = &node.tier {
        text.push_str(" by hand");
        let follows = derived.map_or_else(|| "none".to_owned(), |tier| tier.to_string());
        inputs = format!("Set by hand: {reason} What follows: {follows}. {inputs}");
    }
    let disputed = ["rto", "tier"]
        .iter()
        .any(|field| alternatives_differ(asked.service, field));
    if disputed {
        text.push_str(" (in conflict)");
    }
    let mut cell = Cell {
        text,
        rank: Some(f64::from(tier)),
        tone: Tone::Plain,
        inputs,
    };
    asked.mark(&mut cell);
    cell
}

fn alternatives_differ(service: &Record, field: &'static str) -> bool {
    outcomes(service, field).len() > 1
}

// What the impacts say where people disagree: by the highest and by the lowest that each says.
fn limits(asked: &Asked<'_>) -> Vec<Mtpd> {
    let worst = asked.all.mtpd[asked.at as usize].clone();
    let best = mtpd(&cells(asked.service), &asked.all.settings, false);
    if best.minutes() == worst.minutes() {
        vec![worst]
    } else {
        vec![worst, best]
    }
}

fn mtpd_cell(asked: &Asked<'_>) -> Cell {
    let limits = limits(asked);
    let words: Vec<String> = limits.iter().map(Mtpd::words).collect();
    let mut text = words.join(" or ");
    if limits.len() > 1 {
        text.push_str(" (in conflict)");
    }
    let level = asked.all.settings.intolerable;
    let inputs = match &limits[0] {
        Mtpd::At(limit) => {
            let peak = limit.peak.map(|peak| peak_name(asked.service, peak));
            let peak = peak.map_or_else(String::new, |peak| format!(", in “{peak}”"));
            format!(
                "{} is {} after {}{peak}; intolerable from {level}",
                limit.category,
                limit.level,
                minutes(limit.minutes)
            )
        }
        Mtpd::Beyond(_) => format!("no impact reaches {level}"),
        Mtpd::Unknown => String::new(),
    };
    Cell {
        rank: limits[0].minutes().or(match limits[0] {
            Mtpd::Beyond(last) => Some(last + 1.0),
            _ => None,
        }),
        text,
        tone: Tone::Plain,
        inputs,
    }
}

fn margin(asked: &Asked<'_>) -> Cell {
    let rto = alternatives(asked.service, "rto");
    let wrt = alternatives(asked.service, "wrt");
    let mut found: Vec<(f64, String)> = Vec::new();
    for limit in limits(asked) {
        let limit = match limit {
            Mtpd::At(limit) => limit.minutes,
            Mtpd::Beyond(_) if !found.is_empty() => continue,
            Mtpd::Beyond(_) => {
                let mut cell = Cell::unknown("no impact that was assessed is intolerable");
                cell.inputs = limit.words();
                return cell;
            }
            Mtpd::Unknown => return Cell::unknown("no impact is assessed"),
        };
        for rto in &rto {
            let Some(rto) = rto else {
                return Cell::unknown("it has no RTO");
            };
            for wrt in &wrt {
                let work = wrt.unwrap_or(0.0);
                let inputs = format!(
                    "MTPD {} − (RTO {} + WRT {})",
                    minutes(limit),
                    minutes(*rto),
                    minutes(work)
                );
                found.push((limit - rto - work, inputs));
            }
        }
    }
    // The tightest counts.
    let least = found
        .iter()
        .map(|found| found.0)
        .fold(f64::INFINITY, f64::min);
    let texts: Vec<String> = found.iter().map(|found| minutes(found.0)).collect();
    let inputs: Vec<&str> = found.iter().map(|found| found.1.as_str()).collect();
    let mark = if found.len() > 1 {
        " (in conflict)"
    } else {
        ""
    };
    Cell {
        text: format!("{}{mark}", texts.join(" or ")),
        rank: Some(least),
        tone: if least < 0.0 { Tone::Bad } else { Tone::Plain },
        inputs: inputs.join("; "),
    }
}
