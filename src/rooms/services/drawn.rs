//! What of the graph is drawn, and what its nodes say.

use super::asked::Asked;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::drawing::{Around, Graph, Mark};
use holdfast_domain::rooms::services::net::Kinds;
use holdfast_domain::view::View;
use holdfast_ledger::Id;
use std::sync::Arc;

/// What is drawn, and what it was drawn from.
pub struct Shown {
    /// What was asked for.
    pub asked: Asked,
    /// All services.
    pub all: Arc<Catalogue>,
    /// The drawing.
    pub graph: Graph,
    /// For each node of the drawing what it is called.
    pub labels: Vec<Label>,
    /// What is around the centre, where there is one.
    pub around: Option<Around>,
}

impl Shown {
    /// The kinds of dependencies that are drawn.
    pub fn scope_kinds(&self) -> Kinds {
        self.asked.kinds()
    }
}

/// What a node says.
pub struct Label {
    /// The service.
    pub id: Id,
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: String,
    /// What it is: a key.
    pub sort: String,
    /// Its tier.
    pub tier: Option<u8>,
    /// What is wrong with it.
    pub marks: Vec<Mark>,
}

impl Label {
    fn of(all: &Catalogue, node: u32, view: &View<'_>) -> Self {
        let at = node as usize;
        let record = view.there(all.ids[at]);
        let title = record.map(|record| record.text("title").into_owned());
        Self {
            id: all.ids[at],
            code: record.map(|record| view.code(record)).unwrap_or_default(),
            title: title
                .filter(|title| !title.is_empty())
                .unwrap_or_else(|| "Untitled".to_owned()),
            sort: all.nodes[at].sort.clone(),
            tier: all.tier[at],
            marks: Mark::of(all, node),
        }
    }

    /// Code and title.
    pub fn name(&self) -> String {
        format!("{} {}", self.code, self.title)
    }
}

/// What is drawn; equal while nothing of it changes.
#[derive(Clone)]
pub struct Drawn(pub Arc<Shown>);

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Drawn {
    /// What is drawn of what is asked for; what was drawn before, if nothing changed.
    pub fn of(before: Option<&Self>, asked: Asked, view: &View<'_>) -> Self {
        let all = Catalogue::kept(view);
        if let Some(before) = before
            && Arc::ptr_eq(&before.0.all, &all)
            && before.0.asked == asked
        {
            return before.clone();
        }
        let centre = asked.of.and_then(|id| all.find(id));
        let scope = asked.scope(centre);
        let graph = Graph::of(&all, scope);
        let label = |node: &u32| Label::of(&all, *node, view);
        Self(Arc::new(Shown {
            labels: graph.nodes.iter().map(label).collect(),
            around: centre.map(|at| Around::of(&all.net, at, scope.up, scope.down, scope.kinds)),
            graph,
            asked,
            all,
        }))
    }
}

/// The node of the drawing that a service is.
pub fn node_at(drawn: &Drawn, id: Option<Id>) -> Option<usize> {
    drawn.0.labels.iter().position(|label| Some(label.id) == id)
}
