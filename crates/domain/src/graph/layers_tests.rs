//! Drawings of small graphs, and of random ones.

use super::*;
use proptest::prelude::*;

#[test]
fn a_chain_is_straight_and_a_long_edge_passes_beside_it() {
    let drawing = draw(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]);
    assert_eq!(drawing.layer, [0, 1, 2, 3]);
    assert_eq!(drawing.routes[3].via.len(), 2);
    assert!(
        drawing
            .routes
            .iter()
            .all(|route| !route.back && !route.in_circle)
    );
    for (bend, node) in drawing.routes[3].via.iter().zip([1, 2]) {
        let x = drawing.x[node];
        assert!(
            *bend < x || *bend > x + 1.0,
            "the edge does not run through a node"
        );
    }
}

#[test]
fn streams_that_do_not_meet_do_not_cross() {
    // Two streams, written so that a naive order crosses them.
    let drawing = draw(6, &[(0, 3), (1, 2), (3, 5), (2, 4)]);
    let left = |node: usize| drawing.x[node];
    let first = left(0) < left(1);
    assert_eq!(left(3) < left(2), first);
    assert_eq!(left(5) < left(4), first);
}

#[test]
fn a_circle_is_shown_where_it_is() {
    // 0 → 1 → 2 → 3 with 3 → 1; 4 stands apart and waits for itself.
    let drawing = draw(5, &[(0, 1), (1, 2), (2, 3), (3, 1), (4, 4)]);
    assert_eq!(drawing.circles, [vec![1, 2, 3], vec![4]]);
    let marked: Vec<bool> = drawing.routes.iter().map(|route| route.in_circle).collect();
    assert_eq!(marked, [false, true, true, true, true]);
    let back: Vec<bool> = drawing.routes.iter().map(|route| route.back).collect();
    assert_eq!(back, [false, false, false, true, true]);
    assert_eq!(drawing.layer[..4], [0, 1, 2, 3]);
}

#[test]
fn what_begins_late_stands_near_what_needs_it() {
    let drawing = draw(4, &[(0, 1), (1, 2), (3, 2)]);
    assert_eq!(drawing.layer[3], 1);
}

#[test]
fn nothing_is_drawn_of_nothing() {
    assert_eq!((draw(0, &[]).layers, draw(0, &[]).width), (0, 0.0));
}

proptest! {
    /// Each edge leads to a later layer unless it is marked as leading back, and no two nodes
    /// of a layer overlap.
    #[test]
    fn edges_lead_forward(
        nodes in 1_usize..40,
        edges in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..90),
    ) {
        let edges: Vec<(usize, usize)> =
            edges.into_iter().map(|(a, b)| (a.index(nodes), b.index(nodes))).collect();
        let drawing = draw(nodes, &edges);
        for route in &drawing.routes {
            prop_assert_eq!(route.back, drawing.layer[route.from] >= drawing.layer[route.to]);
            if !route.back {
                let between = drawing.layer[route.to] - drawing.layer[route.from] - 1;
                prop_assert_eq!(route.via.len(), between);
            }
        }
        prop_assert_eq!(drawing.order.len(), nodes);
        for pair in drawing.order.windows(2) {
            if drawing.layer[pair[0]] == drawing.layer[pair[1]] {
                prop_assert!(drawing.x[pair[1]] >= drawing.x[pair[0]] + 1.0 - 1e-9);
            }
        }
        for circle in &drawing.circles {
            for (n, node) in circle.iter().enumerate() {
                let next = circle[(n + 1) % circle.len()];
                prop_assert!(edges.contains(&(*node, next)));
            }
        }
    }
}
