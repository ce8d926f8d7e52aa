//! A drill that is drafted: from what is lost, along the way on which that takes down services, to when they
//! come back. It is a beginning; all of it can be edited. The same question gives the same draft.

mod told;
mod write;

pub use write::edits;

use crate::rooms::risks::RISK;
use crate::rooms::risks::figures::is_closed;
use crate::rooms::risks::scoring::{Rating, Which};
use crate::rooms::services::blast::loss;
use crate::rooms::services::catalogue::Catalogue;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeMap;

/// What a drill is to be about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The services that are lost.
    pub lost: Vec<Id>,
    /// The key of the loss scenario; empty for none.
    pub scenario: String,
    /// The risks that tell of the loss.
    pub risks: Vec<Id>,
    /// The runbook that is practised, if one.
    pub runbook: Option<Id>,
    /// When it begins, in milliseconds since 1970, if that is known.
    pub from: Option<i64>,
    /// Draws what is left to chance.
    pub seed: u64,
}

/// A draft of an exercise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Its title.
    pub title: String,
    /// What participants are told first.
    pub story: String,
    /// What is part of it.
    pub scope: String,
    /// What it is about: what is lost, and the important services that are hit.
    pub services: Vec<Id>,
    /// What it is to show.
    pub objectives: Vec<Aim>,
    /// What happens, by time.
    pub injects: Vec<Event>,
}

/// An objective of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aim {
    /// What is to be shown.
    pub title: String,
    /// The service that it is about.
    pub service: Option<Id>,
}

/// An inject of a draft.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// Minutes of the scenario from its beginning.
    pub offset: f64,
    /// What it is, in a few words.
    pub title: String,
    /// Who it comes from.
    pub from: String,
    /// Who it is for.
    pub to: String,
    /// How it comes.
    pub channel: String,
    /// What participants get.
    pub text: String,
    /// What they are expected to do.
    pub expected: String,
    /// The place in the draft's objectives of the one that it tests.
    pub objective: usize,
}

/// A loss that a risk tells of.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The risk.
    pub risk: Id,
    /// What it is called.
    pub name: String,
    /// The key of its loss scenario; empty where it names none.
    pub scenario: String,
    /// What would be lost.
    pub services: Vec<Id>,
    /// Its score today; none where it was not assessed.
    pub score: Option<f64>,
}

/// The losses that risks tell of: those with services, the worst first.
pub fn candidates(view: &View<'_>) -> Vec<Candidate> {
    let read = |risk: &Record| {
        let services: Vec<String> = risk.get("services").unwrap_or_default();
        let there = services.iter().filter_map(|id| id.parse().ok());
        let services: Vec<Id> = there.filter(|id| view.there(*id).is_some()).collect();
        (!services.is_empty() && !is_closed(risk)).then(|| Candidate {
            risk: risk.id,
            name: view.name(risk),
            scenario: risk.text("scenario").into_owned(),
            services,
            score: Rating::of(risk, Which::Current, view)
                .ok()
                .map(|rating| rating.score),
        })
    };
    let mut found: Vec<Candidate> = view.live(RISK.id).filter_map(read).collect();
    let score = |one: &Candidate| one.score.unwrap_or(f64::NEG_INFINITY);
    found.arrange_by(|a, b| score(b).total_cmp(&score(a)).then(a.risk.cmp(&b.risk)));
    found
}

/// What goes down, wave by wave: what is lost itself, then what each wave takes down. In a wave the most
/// urgent first.
pub fn waves(lost: &[u32], all: &Catalogue) -> Vec<Vec<u32>> {
    let loss = loss(&all.net, lost);
    let mut waves: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let mut depth = vec![0_usize; all.ids.len()];
    // Who takes a node down stands before it.
    for &node in &loss.down {
        let because = loss.because[node as usize];
        if because != node {
            depth[node as usize] = depth[because as usize] + 1;
        }
        waves.entry(depth[node as usize]).or_default().push(node);
    }
    let mut waves: Vec<Vec<u32>> = waves.into_values().collect();
    for wave in &mut waves {
        wave.arrange_by_key(|node| (all.tier[*node as usize].unwrap_or(u8::MAX), *node));
    }
    waves
}

/// The services that objectives are made for: those of tier 1 that are down; without any, the most urgent.
/// Of these what people do or rely on, where there is something of that.
pub fn aimed(down: &[u32], all: &Catalogue) -> Vec<u32> {
    const MOST: usize = 5;
    let tier = |node: u32| all.tier[node as usize].unwrap_or(u8::MAX);
    let business = |node: u32| all.nodes[node as usize].is_business();
    let best = |node: u32| (tier(node), !business(node));
    let mut sorted = down.to_vec();
    sorted.arrange_by_key(|node| (best(*node), *node));
    let first = sorted.first().map(|node| best(*node));
    let alike = sorted.into_iter().filter(|node| Some(best(*node)) == first);
    alike.take(MOST).collect()
}

/// Drafts a drill.
///
/// # Errors
/// When none of what is to be lost is there.
pub fn draft(request: &Request, view: &View<'_>) -> Result<Draft, String> {
    let all = Catalogue::kept(view);
    let lost = request.lost.iter();
    let lost: Vec<u32> = lost.filter_map(|id| all.find(*id)).collect();
    if lost.is_empty() {
        return Err("Choose at least one service that is lost.".to_owned());
    }
    let waves = waves(&lost, &all);
    let down: Vec<u32> = waves.iter().flatten().copied().collect();
    let aims = aimed(&down, &all);
    Ok(told::Teller::new(request, view, &all, aims).tell(&waves))
}
