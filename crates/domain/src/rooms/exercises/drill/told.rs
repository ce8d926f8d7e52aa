//! The words of a drafted drill.

use super::{Aim, Draft, Event, Request};
use crate::rooms::scenarios::SCENARIOS;
use crate::rooms::services::catalogue::Catalogue;
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path};
use holdfast_stats::random::Random;

/// How many names a sentence bears.
const NAMES: usize = 5;
/// How many waves are told one by one; what comes later comes with the last.
const WAVES: usize = 5;
/// Minutes until it must be decided, and between what follows.
const DECIDE: f64 = 15.0;
/// How long recovery takes where nothing says it, in minutes.
const USUAL: f64 = 120.0;
/// The place of the two objectives that each drill has.
const DECISION: usize = 0;
const TELLING: usize = 1;
const OWN: usize = 2;

/// Tells a drill.
pub(super) struct Teller<'a> {
    request: &'a Request,
    view: &'a View<'a>,
    all: &'a Catalogue,
    aims: Vec<u32>,
    random: Random,
    draft: Draft,
    clock: f64,
}

impl<'a> Teller<'a> {
    pub(super) fn new(
        request: &'a Request,
        view: &'a View<'a>,
        all: &'a Catalogue,
        aims: Vec<u32>,
    ) -> Self {
        Self {
            request,
            view,
            all,
            aims,
            random: Random::new(request.seed),
            draft: Draft::default(),
            clock: 0.0,
        }
    }

    pub(super) fn tell(mut self, waves: &[Vec<u32>]) -> Draft {
        let lost = waves.first().cloned().unwrap_or_default();
        self.head(&lost);
        self.objectives();
        self.signal(&lost);
        let (told, rest) =
            waves[1.min(waves.len())..].split_at(waves.len().saturating_sub(1).min(WAVES));
        for (n, wave) in told.iter().enumerate() {
            let last = n + 1 == told.len();
            let more: Vec<u32> = rest.iter().flatten().copied().filter(|_| last).collect();
            let wave: Vec<u32> = wave.iter().copied().chain(more).collect();
            self.wave(n, &wave);
            if n == 0 {
                self.decision();
            }
        }
        if told.is_empty() {
            self.decision();
        }
        self.runbook();
        self.complication(&lost);
        self.statement();
        self.milestones();
        self.draft
            .injects
            .arrange_by(|a, b| a.offset.total_cmp(&b.offset));
        self.draft
    }

    fn title(&self, node: u32) -> String {
        let record = self.view.there(self.all.ids[node as usize]);
        record.map_or_else(String::new, |record| record.text("title").into_owned())
    }

    // “A, B and C”; of many the first ones and how many more.
    fn titles(&self, nodes: &[u32]) -> String {
        let mut names: Vec<String> = nodes
            .iter()
            .take(NAMES)
            .map(|node| self.title(*node))
            .collect();
        if nodes.len() > NAMES {
            names.push(format!("{} more", nodes.len() - NAMES));
        }
        match names.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        }
    }

    fn owner(&self, id: Id) -> Option<String> {
        let record = self.view.there(id)?;
        let owner = self.view.linked(record.value(Path::of("owner")))?;
        Some(owner.text("title").into_owned()).filter(|name| !name.is_empty())
    }

    fn chance(&mut self, of: usize) -> usize {
        ((self.random.uniform() * of as f64) as usize).min(of.saturating_sub(1))
    }

    // Some minutes later, in steps of five.
    fn later(&mut self, least: f64) {
        self.clock += least + 5.0 * self.chance(4) as f64;
    }

    fn push(&mut self, event: Event) {
        self.draft.injects.push(Event {
            offset: self.clock,
            ..event
        });
    }

    fn head(&mut self, lost: &[u32]) {
        let scenario = SCENARIOS
            .iter()
            .find(|choice| choice.key == self.request.scenario);
        let what = self.titles(lost);
        self.draft.title = match scenario {
            Some(scenario) => format!("{}: {what}", scenario.label),
            None => format!("Loss of {what}"),
        };
        "An ordinary working day. Nothing is known to be wrong when it begins."
            .clone_into(&mut self.draft.story);
        self.draft.scope = format!(
            "What is played: the loss of {what}, and what follows from it. Nothing is switched off for real."
        );
        let mut services: Vec<u32> = lost.to_vec();
        services.extend(self.aims.iter().filter(|node| !lost.contains(node)));
        self.draft.services = services
            .iter()
            .map(|node| self.all.ids[*node as usize])
            .collect();
    }

    fn limit(&self, node: u32) -> Option<f64> {
        let own = self.all.nodes[node as usize].rto;
        self.all.required(node, own, &self.all.rto)
    }

    fn objectives(&mut self) {
        let within = self
            .aims
            .iter()
            .filter_map(|node| self.limit(*node))
            .reduce(f64::min);
        let decide = within.map_or_else(
            || "Whether to activate is decided in time, by who may".to_owned(),
            |within| {
                format!(
                    "Whether to activate is decided early enough for an RTO of {}, by who may",
                    minutes(within)
                )
            },
        );
        let tell = "All who must know are told what is so, and when they hear again".to_owned();
        self.draft.objectives = [decide, tell]
            .map(|title| Aim {
                title,
                service: None,
            })
            .into();
        for node in self.aims.clone() {
            let name = self.title(node);
            let title = match self.limit(node) {
                Some(limit) => format!("{name} is back within {}", minutes(limit)),
                None => format!("It is known how long {name} takes to come back"),
            };
            let service = Some(self.all.ids[node as usize]);
            self.draft.objectives.push(Aim { title, service });
        }
    }

    fn signal(&mut self, lost: &[u32]) {
        let what = self.titles(lost);
        let ways = [
            (
                "Monitoring",
                "monitoring",
                format!("Alarm: no answer from {what}."),
            ),
            (
                "A user",
                "telephone",
                format!("“Is something wrong with {what}? Nothing works here.”"),
            ),
            (
                "The supplier",
                "e-mail",
                format!("“We see a disturbance of {what}. More within the hour.”"),
            ),
        ];
        let chosen = self.chance(ways.len());
        let (from, channel, text) = ways[chosen].clone();
        self.push(Event {
            title: "First signal".to_owned(),
            from: from.to_owned(),
            to: "Service desk".to_owned(),
            channel: channel.to_owned(),
            text,
            expected: "Opens an incident, says what may be hit, and calls who is on duty."
                .to_owned(),
            objective: TELLING,
            ..Event::default()
        });
    }

    fn wave(&mut self, n: usize, wave: &[u32]) {
        self.later(10.0);
        let what = self.titles(wave);
        let first = wave.first().map(|node| self.all.ids[*node as usize]);
        let to = first.and_then(|id| self.owner(id));
        let at = wave
            .iter()
            .find_map(|node| self.aims.iter().position(|aim| aim == node));
        self.push(Event {
            title: format!("Wave {}: {what}", n + 1),
            from: "Users and monitoring".to_owned(),
            to: to.unwrap_or_else(|| "Incident commander".to_owned()),
            channel: "telephone".to_owned(),
            text: format!("Down now: {what}."),
            expected: "Sees what they have in common, and works on the cause, not on each alone."
                .to_owned(),
            objective: at.map_or(TELLING, |at| OWN + at),
            ..Event::default()
        });
    }

    fn decision(&mut self) {
        self.clock += DECIDE;
        self.push(Event {
            title: "Decision: activate?".to_owned(),
            from: "Incident commander".to_owned(),
            to: "Who may activate".to_owned(),
            channel: "in person".to_owned(),
            text: "The cause is not found. Do we wait, or do we recover elsewhere? What would we lose either way?"
                .to_owned(),
            expected: "Decides by the criteria of the plan, says until when it holds, and has it written down."
                .to_owned(),
            objective: DECISION,
            ..Event::default()
        });
    }

    fn runbook(&mut self) {
        let runbook = self.request.runbook.and_then(|id| self.view.there(id));
        let Some(name) = runbook.map(|runbook| self.view.name(runbook)) else {
            return;
        };
        self.clock += 5.0;
        let objective = if self.aims.is_empty() { DECISION } else { OWN };
        self.push(Event {
            title: "Recovery begins".to_owned(),
            from: "Who may activate".to_owned(),
            to: "Recovery team".to_owned(),
            channel: "in person".to_owned(),
            text: format!("Start {name}."),
            expected: "Starts the run as an exercise, from here, and says each milestone."
                .to_owned(),
            objective,
            ..Event::default()
        });
    }

    // One of those that are possible here: somebody is away, the last copy is not there, the usual way in is
    // shut.
    fn complication(&mut self, lost: &[u32]) {
        self.later(10.0);
        let near: Vec<u32> = self.aims.iter().chain(lost).copied().collect();
        let person = near
            .iter()
            .find_map(|node| self.owner(self.all.ids[*node as usize]));
        let data = near
            .iter()
            .copied()
            .find(|node| self.all.copy(*node).is_some());
        let mut ways = vec![(
            "The usual way in is shut".to_owned(),
            "Nobody can sign in by the usual way: it needs something that is down.".to_owned(),
            "Knows another way in, and who holds its secrets.".to_owned(),
        )];
        ways.extend(person.map(|name| {
            (
                format!("{name} cannot be reached"),
                format!("{name} does not answer: on a train, until tomorrow."),
                "Names a deputy who can and may do it, and goes on.".to_owned(),
            )
        }));
        ways.extend(data.map(|node| {
            let name = self.title(node);
            (
                format!("The last copy of {name} is missing"),
                format!("The last backup of {name} cannot be read. The one before can."),
                "Says how much would be lost with the older one, and who decides on that."
                    .to_owned(),
            )
        }));
        let chosen = self.chance(ways.len());
        let (title, text, expected) = ways.swap_remove(chosen);
        self.push(Event {
            title,
            from: "Simulators".to_owned(),
            to: "Recovery team".to_owned(),
            channel: "on paper".to_owned(),
            text,
            expected,
            objective: if self.aims.is_empty() { DECISION } else { OWN },
            ..Event::default()
        });
    }

    fn statement(&mut self) {
        self.later(5.0);
        let ways = [
            (
                "A newspaper",
                "“We hear that nothing works at your place. Is data lost? We print in an hour.”",
            ),
            (
                "The board",
                "“What do we tell our partners, and when is it over?”",
            ),
            (
                "The regulator",
                "“We have had a call. Is this one to report, and when do we get it?”",
            ),
        ];
        let (from, text) = ways[self.chance(ways.len())];
        self.push(Event {
            title: format!("{from} asks"),
            from: from.to_owned(),
            to: "Communications".to_owned(),
            channel: "telephone".to_owned(),
            text: text.to_owned(),
            expected: "Says what is known and what is not, promises the next word, and keeps to one voice."
                .to_owned(),
            objective: TELLING,
            ..Event::default()
        });
    }

    fn milestones(&mut self) {
        let start = self.clock;
        // In the order of recovery: nothing is told to be back before what it waits for.
        let mut aims: Vec<(usize, u32)> = self.aims.iter().copied().enumerate().collect();
        aims.arrange_by_key(|(at, node)| (self.all.back[*node as usize].wave, *at));
        let mut told: Option<u32> = None;
        for (at, node) in aims {
            let back = self.all.back[node as usize];
            let known = Some(back.minutes).filter(|minutes| back.whole && *minutes > 0.0);
            let after = known.or_else(|| self.limit(node)).unwrap_or(USUAL);
            // Recovery is counted from the loss; nothing is back before what was told so far.
            let waits = told.is_some_and(|wave| wave < back.wave);
            let before = if waits { self.clock + 5.0 } else { self.clock };
            self.clock = after.max(start + 5.0).max(before);
            told = Some(back.wave);
            let name = self.title(node);
            self.push(Event {
                title: format!("{name} is back"),
                from: "Recovery team".to_owned(),
                to: "Incident commander".to_owned(),
                channel: "telephone".to_owned(),
                text: format!("{name} runs again, as far as its team can see."),
                expected: "Has it checked by who uses it, tells everybody, and writes down when it was back and \
                           how old its data is."
                    .to_owned(),
                objective: OWN + at,
                ..Event::default()
            });
        }
    }
}
