//! The call tree on paper: whom to call with which number, with room for the time and the answer.

use super::calls::Called;
use crate::prelude::*;
use crate::rooms::runbooks::sheet::{blank, columns, tick};

/// The longest way to reach somebody that fits a line.
const SHORT: usize = 30;

/// The sheet.
pub fn sheet(rows: &[Called]) -> AnyView {
    let (circle, own): (Vec<&Called>, Vec<&Called>) =
        rows.iter().partition(|row| row.call.in_circle);
    let line = |row: &&Called| {
        let depth = row.call.depth.to_string();
        let way = |(n, way): (usize, &String)| {
            let dot = (n > 0).then_some(" · ");
            // A number is never cut in two.
            view! { {dot}<span class:whole=way.len() <= SHORT>{way.clone()}</span> }
        };
        let ways = row.ways.iter().enumerate().map(way).collect_view();
        let by = (!row.by.is_empty())
            .then(|| view! { <span class="muted">{["called by ", &row.by].concat()}</span> });
        view! {
            <tr>
                <td><span class="tick"></span></td>
                <th scope="row" style:--d=depth><b>{row.name.clone()}</b>" "{row.position.clone()}{by}</th>
                <td class="ways">{ways}</td>
                <td></td><td></td>
            </tr>
        }
    };
    let circle = (!circle.is_empty()).then(|| {
        view! { <tr class="section"><th colspan="5">"Nobody begins these"</th></tr>{circle.iter().map(line).collect_view()} }
    });
    let free = (0..2).map(|_| view! { <tr class="free"><td><span class="tick"></span></td><td></td><td></td><td></td><td></td></tr> });
    view! {
        <div class="print-only paper calls-paper">
            <h2>"Call tree"</h2>
            <p>"Call those below your name, from the top. No answer: try the other ways, then call whom they would have called yourself, and go on. \
                Say what happened, what to do, and that they call on. Report back to whoever called you."</p>
            <div class="sign-row">{blank("Begun by")}{blank("on, at")}{blank("What is said")}</div>
            <table class="table calls-sheet">
                <caption class="sr">"Calls"</caption>
                {columns(&["c-tick", "c-who", "c-ways", "c-time", "c-answer"])}
                <thead><tr><th>"✓"</th><th>"Whom"</th><th>"How to reach them"</th><th>"Time"</th><th>"Answer"</th></tr></thead>
                <tbody>{own.iter().map(line).collect_view()}{circle}{free.collect_view()}</tbody>
            </table>
            <p class="boxes">{tick("All were reached")}{tick("Not reached:")}</p>
        </div>
    }
    .into_any()
}
