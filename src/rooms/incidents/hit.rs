//! The services that are hit, how each stands now, and the buttons that say when that changes.

use super::say::item_edits;
use super::{War, brief};
use crate::prelude::*;
use crate::ui::form::record_link;
use holdfast_domain::rooms::incidents::times::{Outage, outages};
use holdfast_domain::value::instant_text;
use holdfast_ledger::{Edit, Id, Key, Path, Text};

/// How a service stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The service.
    pub service: Id,
    /// Whether it is only degraded, and since when; none where it is not hit now.
    pub now: Option<(bool, i64)>,
    /// The outages that go on: two, where two people wrote it down apart.
    open: Vec<Id>,
}

/// The services that an incident names, or that it has outages of.
pub fn services(war: War) -> Memo<Vec<Hit>> {
    let page = war.page;
    Memo::new(move |_| {
        page.watch(|record, _| {
            let all = outages(record);
            let ids: Vec<String> = record.get("services").unwrap_or_default();
            let mut services: Vec<Id> = ids.iter().filter_map(|id| id.parse().ok()).collect();
            for service in all.iter().filter_map(|outage| outage.service) {
                if !services.contains(&service) {
                    services.push(service);
                }
            }
            let of = |service: Id| {
                let own = all.iter().filter(|outage| outage.service == Some(service));
                let open: Vec<&Outage> = own.filter(|outage| outage.to.is_none()).collect();
                let worst = open
                    .iter()
                    .min_by_key(|outage| (outage.degraded, outage.from));
                Hit {
                    service,
                    now: worst.map(|outage| (outage.degraded, outage.from)),
                    open: open.iter().map(|outage| outage.item).collect(),
                }
            };
            services.into_iter().map(of).collect::<Vec<_>>()
        })
    })
}

/// How a service stands, in words, and how loud that is.
pub fn words(hit: &Hit, now: i64) -> (String, &'static str) {
    match hit.now {
        Some((true, from)) => (
            format!("degraded since {}", brief(from, now)),
            "status tone-warn",
        ),
        Some((false, from)) => (
            format!("down since {}", brief(from, now)),
            "status tone-error",
        ),
        None => ("not hit now".to_owned(), "status tone-mute"),
    }
}

/// The card of services.
pub fn hit(war: War) -> AnyView {
    let page = war.page;
    let all = services(war);
    let row = move |hit: Hit| {
        let (text, class) = words(&hit, page.workspace.now().get());
        let service = hit.service;
        let button = |label: &'static str, to: Option<&'static str>| {
            let hit = hit.clone();
            let name = page
                .workspace
                .read(|view| view.there(service).map(|service| view.name(service)))
                .unwrap_or_default();
            let name = format!("{name}: {label}");
            view! { <button type="button" class="btn small" aria-label=name on:click=move |_| change(war, &hit, to)>{label}</button> }
        };
        let buttons = match hit.now {
            None => {
                view! { {button("Down", Some("outage"))}{button("Degraded", Some("degraded"))} }
            }
            Some((true, _)) => view! { {button("Down", Some("outage"))}{button("Back", None)} },
            Some((false, _)) => {
                view! { {button("Degraded", Some("degraded"))}{button("Back", None)} }
            }
        };
        view! { <li class="hit"><span>{record_link(page.workspace, service)}" "<span class=class>{text}</span></span><span class="btns">{buttons}</span></li> }
    };
    let none = move || {
        all.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No service is named. Name them in the record."</p> })
    };
    view! {
        <section class="card" aria-label="Services">
            <h2>"Services"</h2>
            {none}
            <ul class="list">{move || all.get().into_iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

// From now on the service stands otherwise: what went on ends, what begins is a new outage; one deed.
fn change(war: War, hit: &Hit, to: Option<&'static str>) {
    let page = war.page;
    let now = instant_text(crate::workspace::now_ms());
    let end = |outage: &Id| Path::item(Key::new("outages"), *outage, Key::new("to"));
    let mut edits: Vec<Edit> = hit
        .open
        .iter()
        .map(|outage| page.edit(end(outage), now.clone()))
        .collect();
    if let Some(kind) = to {
        let fields = vec![
            ("service", Text::string(&hit.service.to_string())),
            ("kind", Text::string(kind)),
            ("from", now),
        ];
        match item_edits(war, "outages", fields) {
            Ok((_, begun)) => edits.extend(begun),
            Err(why) => return page.workspace.alarm(why),
        }
    }
    page.put("Service state noted", &edits);
}
