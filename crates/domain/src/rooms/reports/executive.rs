//! Executive readiness: one or two pages for whoever answers for the programme. It counts what is proven, what holds
//! and what does not; it invents no score.

mod practice;

use super::levels::{self, Kept};
use super::words::{Share, disputed, first_rows, link, many, plain, table};
use super::writing::{Step, Turn};
use super::{Asked, Bars, Chart, Document, Gravest, Part};
use crate::rooms::changes::plans::ids;
use crate::rooms::incidents::INCIDENT;
use crate::rooms::incidents::rules::is_open;
use crate::rooms::plans::PLAN;
use crate::rooms::risks::RISK;
use crate::rooms::risks::figures::{Acceptance, acceptance, expires, is_closed};
use crate::rooms::risks::matrix::{self, number};
use crate::rooms::risks::rules::EXPIRY_NOTICE_DAYS;
use crate::rooms::risks::scoring::{Rating, Which, highest, unsound};
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::start::recovers;
use crate::rooms::service_levels::overview::{Place, Told};
use crate::rooms::service_levels::periods::Stretch;
use crate::rooms::services::catalogue::Catalogue;
use crate::view::View;
use holdfast_ledger::{Id, Record};
use practice::{backups, exercises, improvements, people};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How many risks are named.
const NAMED: usize = 5;

/// Its parts.
pub(super) const PARTS: &[Step] = &[
    |asked, _, view| decide(asked.gravest, view).into(),
    |_, _, view| Turn::Written(services(view)),
    |_, _, view| risks(view).into(),
    incidents,
    |_, _, view| backups(view).into(),
    |_, _, view| Turn::Written(exercises(view)),
    |_, _, view| people(view).into(),
    |_, _, view| improvements(view).into(),
];

/// What it is called.
pub(super) fn head(asked: &Asked<'_>, view: &View<'_>) -> Document {
    let version = format!("As of {}", (asked.said)(view.now()));
    let file = format!("executive-readiness-{}", view.today());
    Document::new("Executive readiness".to_owned(), version, file, Vec::new())
}

fn decide(gravest: Option<&Gravest>, view: &View<'_>) -> String {
    let mut out = "## What to decide now\n\n".to_owned();
    let Some(gravest) = gravest else {
        out.push_str("Unknown: the records were not looked at yet.\n");
        return out;
    };
    if gravest.listed.is_empty() {
        out.push_str("Nothing that the rules find wants action.\n");
        return out;
    }
    for (n, grave) in gravest.listed.iter().enumerate() {
        let _ = writeln!(
            out,
            "{}. {}: {}{}",
            n + 1,
            link(grave.record, view),
            plain(&grave.text),
            match grave.more {
                0 => String::new(),
                more => format!(" ({more} more on it)"),
            }
        );
    }
    let _ = writeln!(
        out,
        "\nThe gravest of {} that want action, on {}.",
        many(gravest.count, "finding", "findings"),
        many(gravest.records, "record", "records")
    );
    out
}

/// What is counted of the services of a tier.
#[derive(Clone, Default)]
struct Tier {
    rto: Share,
    within: Share,
    proven_rto: Share,
    proven_rpo: Share,
    plan: Share,
    runbook: Share,
}

const TIERS: [&str; 5] = ["Tier 1", "Tier 2", "Tier 3", "Tier 4", "Tier unknown"];

fn tiers(view: &View<'_>) -> [Tier; 5] {
    let all = Catalogue::kept(view);
    let approved = |status: &str| matches!(status, "approved" | "active");
    let plans = view
        .live(PLAN.id)
        .filter(|plan| approved(&plan.text("status")));
    let planned: BTreeSet<Id> = plans.flat_map(|plan| ids(plan, "services")).collect();
    let runbooks = view
        .live(RUNBOOK.id)
        .filter(|runbook| runbook.text("status") == "approved");
    let steps: BTreeSet<Id> = runbooks
        .flat_map(recovers)
        .filter_map(|id| id.parse().ok())
        .collect();
    let today = view.today();
    let mut found: [Tier; 5] = Default::default();
    for (at, id) in all.ids.iter().enumerate() {
        let (node, back) = (&all.nodes[at], all.back[at]);
        let tier = all.tier[at].map_or(TIERS.len() - 1, |tier| usize::from(tier) - 1);
        let own = &mut found[tier.min(TIERS.len() - 1)];
        own.rto.add(Some(node.rto.is_some()));
        // At least so long is too long already; else it is not known while a duration is missing.
        own.within.add(match node.rto {
            None => None,
            Some(rto) if back.minutes > rto => Some(false),
            Some(_) => back.whole.then_some(true),
        });
        let proof = |says| {
            all.proof(at as u32, says)
                .filter(|proof| all.holds(proof, today))
        };
        let met = |shown: Option<f64>, objective: Option<f64>| match (shown, objective) {
            (_, None) => None,
            (Some(shown), Some(objective)) => Some(shown <= objective),
            (None, Some(_)) => Some(false),
        };
        let rto = proof(|proof| proof.rto).and_then(|proof| proof.rto);
        let rpo = proof(|proof| proof.rpo).and_then(|proof| proof.rpo);
        own.proven_rto.add(met(rto, node.rto));
        own.proven_rpo.add(met(rpo, node.rpo));
        own.plan.add(Some(planned.contains(id)));
        own.runbook.add(Some(steps.contains(id)));
    }
    found
}

fn services(view: &View<'_>) -> Vec<Part> {
    let tiers = tiers(view);
    let used = || {
        TIERS
            .iter()
            .zip(&tiers)
            .filter(|(_, tier)| tier.rto.all() > 0)
    };
    let heads = [
        "Services",
        "All",
        "Have an RTO",
        "Back within RTO",
        "RTO proven",
        "RPO proven",
        "Approved plan",
        "Approved runbook",
    ];
    let row = |(name, tier): (&&str, &Tier)| {
        let shares = [
            tier.rto,
            tier.within,
            tier.proven_rto,
            tier.proven_rpo,
            tier.plan,
            tier.runbook,
        ];
        let mut row = vec![(*name).to_owned(), tier.rto.all().to_string()];
        row.extend(shares.map(Share::words));
        row
    };
    let rows: Vec<Vec<String>> = used().map(row).collect();
    let mut out = "## Services\n\n".to_owned();
    if rows.is_empty() {
        out.push_str("Unknown: no service is written down.\n");
        return vec![Part::Text(out)];
    }
    let mark = disputed(
        view.live("service"),
        &["rto", "rpo", "wrt", "tier", "recovery"],
    );
    out.push_str(&table(&heads, 1, &rows));
    let _ = writeln!(
        out,
        "\nBack within RTO: what is achievable by dependencies and approved runbooks, of several the longest, is not longer than \
         the RTO, whatever is lost; a DR plan for one loss may have it back sooner. It is unknown \
         where there is no RTO or a duration is missing. Proven: a proof that still holds met the objective; unknown where \
         there is no objective{mark}."
    );
    let parts_of = |tier: &Tier| vec![tier.within.yes, tier.within.no, tier.within.unknown];
    let chart = Part::Chart(Chart::Bars(Bars {
        title: "Services that are back within their RTO".to_owned(),
        parts: [("within", Some(1)), ("later", Some(5)), ("unknown", None)]
            .map(|(name, heat)| (name.to_owned(), heat))
            .to_vec(),
        rows: used()
            .map(|(name, tier)| ((*name).to_owned(), parts_of(tier)))
            .collect(),
    }));
    vec![Part::Text(out), chart]
}

fn risks(view: &View<'_>) -> String {
    let mut out = "## Risks\n\n".to_owned();
    let configured = matrix::matrix(view);
    let matrix = match configured.as_ref() {
        Ok(matrix) => matrix,
        Err(why) => {
            let _ = writeln!(out, "Unknown: {}.", plain(&unsound(why)));
            return out;
        }
    };
    let open: Vec<&Record> = view.live(RISK.id).filter(|risk| !is_closed(risk)).collect();
    let mut within = Share::default();
    for risk in &open {
        let rated = Rating::of(risk, Which::Current, view).ok();
        within.add(rated.map(|rating| matrix.within(rating.score)));
    }
    let mark = disputed(open.iter().copied(), &["current", "acceptance"]);
    let _ = writeln!(
        out,
        "{} open: **{} above the appetite** of {}, {} within it, {} not assessed{mark}.",
        many(open.len(), "risk is", "risks are"),
        within.no,
        number(matrix.appetite),
        within.yes,
        within.unknown
    );
    let (top, _) = highest(open.iter().copied(), matrix, NAMED);
    let above = top.iter().filter_map(|id| {
        let risk = view.there(*id)?;
        let rating = Rating::of(risk, Which::Current, view).ok()?;
        let above = !matrix.within(rating.score);
        above.then(|| {
            let level = plain(&matrix.level(rating.score).label);
            vec![link(*id, view), format!("{} {level}", number(rating.score))]
        })
    });
    let above: Vec<Vec<String>> = above.collect();
    let more = within.no.saturating_sub(above.len());
    let _ = write!(
        out,
        "\n{}",
        table(&["Above the appetite", "Score"], 2, &above)
    );
    if more > 0 {
        let _ = writeln!(
            out,
            "\nAnd {more} more, in the [risk report](#/reports?report=risks)."
        );
    }
    let (mut lapsed, mut soon) = (Vec::new(), Vec::new());
    for risk in &open {
        match acceptance(risk, view) {
            Acceptance::None => {}
            Acceptance::Valid => {
                let until =
                    expires(risk).filter(|until| view.days_to(*until) <= EXPIRY_NOTICE_DAYS);
                soon.extend(until.map(|until| format!("{} ({until})", link(risk.id, view))));
            }
            _ => lapsed.push(link(risk.id, view)),
        }
    }
    for (what, list) in [
        ("Accepted, but that no longer holds", lapsed),
        ("Acceptances that lapse within 30 days", soon),
    ] {
        if !list.is_empty() {
            let _ = write!(out, "\n- **{what}:** {}", listed(&list));
        }
    }
    out.push('\n');
    out
}

// The first of many, and how many more.
fn listed(names: &[String]) -> String {
    match names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => format!("{} and {more} more", names[..NAMED].join(", ")),
        None => names.join(", "),
    }
}

fn incidents(asked: &Asked<'_>, kept: &mut Kept, view: &View<'_>) -> Turn {
    let year = Stretch::with(asked.stretch.first.min(view.today()), 12);
    if kept.gather(year, view) {
        promises(year, kept, view).into()
    } else {
        Turn::Again
    }
}

fn promises(year: Stretch, all: &Kept, view: &View<'_>) -> String {
    let mut out = "## Incidents and service levels\n\n".to_owned();
    let major = view
        .live(INCIDENT.id)
        .filter(|incident| is_open(incident) && incident.get::<bool>("major") == Some(true));
    let major: Vec<String> = major.map(|incident| link(incident.id, view)).collect();
    let mark = disputed(view.live(INCIDENT.id), &["major", "state"]);
    let _ = match major.len() {
        0 => writeln!(out, "No major incident is open{mark}.\n"),
        open => writeln!(
            out,
            "**{} open:** {}{mark}.\n",
            many(open, "major incident", "major incidents"),
            listed(&major)
        ),
    };
    if all.is_empty() {
        out.push_str("Availability is unknown: no agreement is written down.\n");
        return out;
    }
    let missed: Vec<_> = all
        .iter()
        .filter(|(_, told)| levels::held(told) == Some(false))
        .collect();
    let unknown = all
        .iter()
        .filter(|(_, told)| levels::held(told).is_none())
        .count();
    let _ = writeln!(
        out,
        "In {}: {} of {} were kept, **{} missed**, {unknown} unknown. More: [SLA report](#/reports?report=service-levels&from={}).\n",
        year.name(),
        all.len() - missed.len() - unknown,
        many(all.len(), "promise", "promises"),
        missed.len(),
        year.key()
    );
    let row = |(place, told): &(&Place, &Result<Told, String>)| {
        let told = told.as_ref().ok();
        vec![
            levels::name(place, view),
            told.map_or_else(String::new, levels::missed),
            told.map_or_else(String::new, levels::availability),
            told.and_then(|told| told.target).map_or_else(
                || "none".to_owned(),
                crate::rooms::service_levels::report::percent,
            ),
        ]
    };
    let rows: Vec<Vec<String>> = missed.iter().map(row).collect();
    out.push_str(&first_rows(
        &["Missed", "In what", "Availability", "Target"],
        2,
        &rows,
    ));
    out
}
