//! How nodes and edges of the drawing look, and what that means.

use crate::prelude::*;
use crate::ui::chart::net::Sizes;
use crate::ui::chart::px;
use crate::ui::form::Control;
use crate::ui::icon::icon;
use holdfast_domain::describe::Field;
use holdfast_domain::rooms::services::drawing::{Graph, Mark};
use holdfast_domain::rooms::services::net::Needs;
use holdfast_domain::rooms::services::{NODES, SERVICE};

/// A control that a combobox stands in.
pub fn control(id: &str, name: &'static str) -> Option<Control> {
    let list = SERVICE.list("dependencies")?;
    let field: &'static Field = list.fields.iter().find(|field| field.key == "on")?;
    Some(Control::around(field, id.to_owned(), Some(name.to_owned())))
}

/// An edge; its pattern says what kind it is.
pub fn line(sizes: &Sizes, graph: &Graph, n: usize) -> AnyView {
    let (route, link) = (&graph.drawing.routes[n], graph.links[n]);
    let half = |_| sizes.node.1 / 2.0;
    let mut class = format!("edge {}", needs_class(link.kind));
    if route.in_circle {
        class.push_str(" loop");
    }
    let either = link.alternative.then(|| {
        let (x1, y1) = sizes.place(&graph.drawing, route.from);
        let x2 = route.via.first().map_or_else(
            || sizes.place(&graph.drawing, route.to).0,
            |x| x * sizes.cell.0,
        );
        let (x, y) = (px(x1 + (x2 - x1) * 0.25), px(y1 + half(0) + 15.0));
        view! { <text class="answer" x=x y=y>"or"</text> }
    });
    let head = format!("{class} head");
    view! { <path class=class d=sizes.path(&graph.drawing, n, half)></path><path class=head d=sizes.head(&graph.drawing, n, half)></path>{either} }.into_any()
}

const fn needs_class(kind: Needs) -> &'static str {
    match kind {
        Needs::Hard => "hard",
        Needs::Degraded => "degraded",
        Needs::Recovery => "recovery",
    }
}

/// What a dependency means, in two or three words.
pub const fn needs_words(kind: Needs) -> &'static str {
    match kind {
        Needs::Hard => "Hard",
        Needs::Degraded => "Degraded",
        Needs::Recovery => "Recovery only",
    }
}

/// The kinds of dependencies.
pub const NEEDS: [Needs; 3] = [Needs::Hard, Needs::Degraded, Needs::Recovery];

/// What the lines and frames of the drawing mean.
pub fn legend() -> AnyView {
    let words = |kind| match kind {
        Needs::Hard => "Hard: down means down",
        Needs::Degraded => "Degraded: down means reduced",
        Needs::Recovery => "Needed to recover only",
    };
    let line = |kind: Needs| {
        let class = format!("edge {}", needs_class(kind));
        view! { <li><svg class="net-key" aria-hidden="true"><path class=class d="M2 7H38"></path></svg>{words(kind)}</li> }
    };
    let mark = |mark: Mark| {
        let class = format!("net-frame {}", mark_class(mark));
        view! { <li><span class=class aria-hidden="true">{icon(mark_icon(mark))}</span>{mark.words()}</li> }
    };
    view! {
        <ul class="net-legend" aria-label="Legend">
            {NEEDS.map(line).collect_view()}
            <li><b aria-hidden="true">"or"</b>"One of several is enough"</li>
            {Mark::ALL.map(mark).collect_view()}
        </ul>
    }
    .into_any()
}

const fn mark_class(mark: Mark) -> &'static str {
    match mark {
        Mark::Point => "point",
        Mark::Circle => "circle",
        Mark::Late => "late",
    }
}

/// A mark in a word or two.
pub const fn mark_short(mark: Mark) -> &'static str {
    match mark {
        Mark::Point => "Single point",
        Mark::Circle => "Circle",
        Mark::Late => "Too late",
    }
}

/// The icon of a mark.
pub const fn mark_icon(mark: Mark) -> &'static str {
    match mark {
        Mark::Point => "warn",
        Mark::Circle => "update",
        Mark::Late => "clock",
    }
}

/// What a kind of node is called.
pub fn sort_words(sort: &str) -> &'static str {
    let found = NODES.iter().find(|choice| choice.key == sort);
    found.map_or("type not said", |choice| choice.label)
}

/// The icon of a kind of node.
pub fn sort_icon(sort: &str) -> &'static str {
    match sort {
        "process" => "task",
        "business_service" => "flag",
        "application" => "command",
        "infrastructure" => "service",
        "data" => "archive",
        "site" => "site",
        "supplier" => "external",
        "person_role" => "role",
        _ => "help",
    }
}
