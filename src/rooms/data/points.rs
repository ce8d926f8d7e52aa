//! Restore points: what was here before imports and once a day.

use super::Import;
use crate::edge::{clock, files};
use crate::prelude::*;
use crate::workspace::Workspace;
use crate::workspace::exchange::PointAbout;
use leptos::task::spawn_local;

type Points = Vec<(String, u64, Option<PointAbout>)>;

/// The part of the page.
pub fn card(workspace: Workspace, import: Import) -> AnyView {
    let points: RwSignal<Result<Points, String>> = RwSignal::new(Ok(Vec::new()));
    let load = move || {
        spawn_local(async move {
            let listed = workspace.restore_points().await;
            points.set(listed.map(|list| {
                list.into_iter()
                    .rev()
                    .map(|(point, about)| (point.key, point.bytes, about))
                    .collect()
            }));
        });
    };
    // A point appears after each import.
    Effect::new(move || {
        import.words();
        load();
    });
    let body = move || {
        match points.get() {
        Err(reason) => view! { <p class="callout tone-warn">{reason}</p> }.into_any(),
        Ok(list) if list.is_empty() => view! {
            <p class="muted">"None yet. One is made before an import changes what is here, and once a day; the newest ten are kept in this browser."</p>
        }
        .into_any(),
        Ok(list) => {
            let rows = list.into_iter().map(|point| row(workspace, import, point)).collect_view();
            view! { <ul class="list">{rows}</ul> }.into_any()
        }
    }
    };
    view! { <section class="card"><h2>"Restore points"</h2>{body}</section> }.into_any()
}

fn row(
    workspace: Workspace,
    _import: Import,
    (key, bytes, about): (String, u64, Option<PointAbout>),
) -> AnyView {
    let (why, when, records) = match about.clone() {
        Some(about) => (
            about.why,
            clock::date_time(about.at.max(0) as u64),
            match about.records {
                1 => "1 record".to_owned(),
                many => format!("{many} records"),
            },
        ),
        None => ("Restore point".to_owned(), String::new(), String::new()),
    };
    let at = about.as_ref().map(|about| about.at.max(0) as u64);
    let stamp = at.map_or_else(|| key.clone(), |at| clock::local_text(at).replace(':', ""));
    let (for_restore, for_download) = (key.clone(), key);
    let restore = move |_| {
        let key = for_restore.clone();
        spawn_local(async move {
            match workspace.restore(&key).await {
                Ok(0) => workspace.say("Everything is as it was at that point."),
                Ok(_) => {}
                Err(reason) => workspace.alarm(reason),
            }
        });
    };
    let download = move |_| {
        let (key, stamp) = (for_download.clone(), stamp.clone());
        spawn_local(async move {
            let saved = workspace.restore_file(&key).await.and_then(|bytes| {
                let name = format!("restore-point-{stamp}.holdfast.json");
                files::download(&name, "application/json", &bytes)
                    .map_err(|error| error.to_string())
            });
            if let Err(reason) = saved {
                workspace.alarm(format!("Not saved: {reason}"));
            }
        });
    };
    let label = format!("Restore {why}, {when}");
    let fetch = format!("Download {why}, {when}");
    view! {
        <li>
            <span><b>{why}</b><br/><span class="muted">{when}" · "{records}" · "{format!("{} KB", bytes / 1024)}</span></span>
            <button type="button" class="btn small" aria-label=label on:click=restore>"Restore"</button>
            <button type="button" class="btn small quiet" aria-label=fetch on:click=download>"Download"</button>
        </li>
    }
    .into_any()
}
