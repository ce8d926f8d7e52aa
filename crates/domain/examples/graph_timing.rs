//! Times what the graph of services takes, natively: the index made anew, each figure, and after one
//! edit. Prints one JSON object, in milliseconds.
//!
//! `cargo run --release -p holdfast-domain --example graph_timing -- 5000 20000`

use holdfast_domain::graph::layers;
use holdfast_domain::recent::Recent;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::blast::{Way, blast_radius, loss};
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::drawing::{Graph, Scope};
use holdfast_domain::rooms::services::needed::Inherited;
use holdfast_domain::rooms::services::net::Kinds;
use holdfast_domain::rooms::services::order::order;
use holdfast_domain::rooms::services::overview::{line, listed};
use holdfast_domain::rooms::services::points::points;
use holdfast_domain::rooms::services::report::{Report, names};
use holdfast_domain::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Stamp, Text};
use serde_json::{Map, Value, json};
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 5;

fn time<T>(figures: &mut Map<String, Value>, name: &str, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::MAX;
    let mut last = None;
    for _ in 0..ROUNDS {
        let began = Instant::now();
        last = Some(black_box(work()));
        best = best.min(began.elapsed().as_secs_f64() * 1000.0);
    }
    figures.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
    last.unwrap_or_else(work)
}

fn id(n: usize) -> Id {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&(n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    Id::mint(n as i64, random)
}

/// Some numbers that look random and are the same each time.
fn mixed(n: usize) -> usize {
    let mut z = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((z ^ (z >> 31)) >> 16) as usize
}

/// Services of which each depends mostly on some that are a little further on; one edge in a hundred
/// leads back, one in eight is one of two.
fn services(count: usize, edges: usize) -> Result<Ledger, String> {
    let mut ledger = Ledger::new();
    let each = edges / count.max(1);
    for n in 0..count {
        let mut edits = Vec::new();
        let mut put = |path: Path, value: &Value| -> Result<(), String> {
            edits.push(Edit {
                record: id(n),
                kind: SERVICE.key(),
                path,
                value: Text::of(value)?,
            });
            Ok(())
        };
        let kinds = [
            "process",
            "business_service",
            "application",
            "infrastructure",
            "data",
        ];
        put(Path::of("code"), &json!(format!("SVC-{n}")))?;
        put(Path::of("title"), &json!(format!("Service {n}")))?;
        put(
            Path::of("node"),
            &json!(kinds[(n * 8 / count.max(1)).min(4)]),
        )?;
        put(Path::of("rto"), &json!(30 + mixed(n) % 4000))?;
        put(Path::of("recovery"), &json!(5 + mixed(n + 7) % 200))?;
        for k in 0..each {
            let some = mixed(n * 64 + k);
            let on = if some.is_multiple_of(100) {
                n / 2
            } else {
                (n + 1 + some / 100 % 400).min(count - 1)
            };
            let item = id(10_000_000 + n * 64 + k);
            let path = |field| Path::item(Key::new("dependencies"), item, Key::new(field));
            put(path(PLACE.as_str()), &json!({"key": format!("i{k:03}")}))?;
            put(path("on"), &json!(id(on).to_string()))?;
            put(
                path("kind"),
                &json!(["hard", "hard", "degraded", "recovery"][some / 7 % 4]),
            )?;
            if some.is_multiple_of(8) {
                put(path("any_of"), &json!("pair"))?;
            }
        }
        commit(&mut ledger, &edits)?;
    }
    Ok(ledger)
}

fn commit(ledger: &mut Ledger, edits: &[Edit]) -> Result<(), String> {
    let stamp = Stamp {
        at: 0,
        by: "".into(),
        note: None,
        random: 1,
    };
    let made = ledger.commit(edits, &stamp);
    made.map(drop).map_err(|error| error.to_string())
}

fn view<'a>(ledger: &'a Ledger, recent: &'a Recent) -> View<'a> {
    View {
        ledger,
        recent: Some(recent),
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    }
}

fn main() -> Result<(), String> {
    let mut numbers = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok());
    let nodes: usize = numbers.next().unwrap_or(5000);
    let edges: usize = numbers.next().unwrap_or(20_000);
    let mut ledger = services(nodes, edges)?;
    let mut figures = Map::new();
    let all = time(&mut figures, "index_cold", || {
        Catalogue::kept(&view(&ledger, &Recent::default()))
    });
    let net = &all.net;
    figures.insert("nodes".to_owned(), json!(net.nodes()));
    figures.insert("edges".to_owned(), json!(net.edges.len()));
    let circles = (0..net.nodes() as u32)
        .map(|node| all.circles.with(node).len())
        .max();
    figures.insert("largest_circle".to_owned(), json!(circles));
    let last = net.nodes() as u32 - 1;
    let reached = time(&mut figures, "blast_radius_up", || {
        blast_radius(net, last, Way::Up, usize::MAX, Kinds::ALL).total()
    });
    figures.insert("blast_radius_up_reaches".to_owned(), json!(reached));
    time(&mut figures, "blast_radius_down", || {
        blast_radius(net, 0, Way::Down, usize::MAX, Kinds::ALL).total()
    });
    time(&mut figures, "loss_of_one", || loss(net, &[last]));
    let own: Vec<Option<f64>> = all.own.iter().map(|own| own.minutes).collect();
    time(&mut figures, "order_and_achievable", || {
        order(net, &own, 15.0)
    });
    let rto: Vec<Option<f64>> = all.nodes.iter().map(|node| node.rto).collect();
    time(&mut figures, "inherited", || Inherited::of(net, &rto));
    let important = all.important();
    figures.insert("important".to_owned(), json!(important.len()));
    time(&mut figures, "single_points", || points(net, &important));
    let recent = Recent::default();
    Catalogue::kept(&view(&ledger, &recent));
    for (name, field) in [
        ("after_an_edit", "rto"),
        ("after_an_edit_with_single_points", "wrt"),
    ] {
        let mut best = f64::MAX;
        for round in 0..ROUNDS {
            commit(
                &mut ledger,
                &[Edit {
                    record: id(nodes / 2),
                    kind: SERVICE.key(),
                    path: Path::of(field),
                    value: Text::of(&(60 + round))?,
                }],
            )?;
            let began = Instant::now();
            let all = Catalogue::kept(&view(&ledger, &recent));
            if field == "wrt" {
                black_box(all.takes(last));
            }
            best = best.min(began.elapsed().as_secs_f64() * 1000.0);
        }
        figures.insert(name.to_owned(), json!((best * 100.0).round() / 100.0));
    }
    let at = view(&ledger, &recent);
    time(&mut figures, "all_figures_of_all_rows", || {
        let rows = ledger.of_kind(SERVICE.key());
        rows.flat_map(|row| {
            SERVICE
                .figures
                .iter()
                .map(|figure| figure.show(row, &at).text.len())
        })
        .sum::<usize>()
    });
    time(&mut figures, "all_findings_of_all_rows", || {
        let rows = ledger.of_kind(SERVICE.key());
        rows.map(|row| (SERVICE.findings)(row, &at).len())
            .sum::<usize>()
    });
    screens(&mut figures, &at);
    drawing(&mut figures);
    let text = serde_json::to_string_pretty(&figures).map_err(|error| error.to_string())?;
    println!("{text}");
    Ok(())
}

/// What the screens ask for after each edit.
fn screens(figures: &mut Map<String, Value>, at: &View<'_>) {
    let all = Catalogue::kept(at);
    time(figures, "recovery_order", || Report::of(&all).broken.len());
    time(figures, "names", || names(&all, at).len());
    time(figures, "impact_of_200", || {
        let nodes = listed(&all, false);
        let shown = nodes.iter().take(200);
        shown.filter_map(|node| line(&all, *node, at)).count()
    });
    let scope = Scope {
        centre: Some(0),
        up: usize::MAX,
        down: usize::MAX,
        kinds: Kinds::ALL,
    };
    let drawn = time(figures, "drawing_around_one", || Graph::of(&all, scope));
    figures.insert("drawn_around_one".to_owned(), json!(drawn.nodes.len()));
}

/// A drawing of 500 nodes and 1,500 edges.
fn drawing(figures: &mut Map<String, Value>) {
    let edges: Vec<(usize, usize)> = (0..1500)
        .map(|n| (mixed(n) % 500, mixed(n + 5000) % 500))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| {
            if mixed(a + b).is_multiple_of(50) {
                (a, b)
            } else {
                (a.min(b), a.max(b))
            }
        })
        .collect();
    time(figures, "drawing_of_500", || layers::draw(500, &edges));
    let near: Vec<(usize, usize)> = (0..1500)
        .map(|n| (n / 3, (n / 3 + 1 + mixed(n) % 60).min(499)))
        .filter(|(a, b)| a != b)
        .collect();
    time(figures, "drawing_of_500_near", || layers::draw(500, &near));
}
