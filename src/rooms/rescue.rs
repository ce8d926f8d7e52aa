//! The stored workspace cannot be opened (S4): download what can be read, go back to a restore
//! point, or start fresh beside it. Nothing is deleted here.

use crate::edge::restore::RestorePoints;
use crate::edge::salvage::{Salvaged, Value, salvage};
use crate::edge::{clock, files, location};
use crate::prelude::*;
use crate::ui::choice::choice;
use crate::ui::dialog::{Dialog, cancel};
use crate::ui::icon::large;
use crate::workspace::exchange::PointAbout;
use crate::workspace::{self, Beside, Opened, Workspace};
use leptos::task::spawn_local;
use serde_json::json;

/// What the page does once a workspace is open again.
type Open = Callback<Workspace>;

#[derive(Clone, Copy)]
struct Rescue {
    told: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    points: RwSignal<Vec<Point>>,
    choosing: RwSignal<bool>,
    open: Open,
}

#[derive(Clone)]
struct Point {
    key: String,
    about: String,
}

/// The page, with the reason why it is shown.
pub fn page(why: &str, open: Open) -> AnyView {
    let rescue = Rescue {
        told: RwSignal::default(),
        problem: RwSignal::default(),
        busy: RwSignal::new(false),
        points: RwSignal::default(),
        choosing: RwSignal::new(false),
        open,
    };
    spawn_local(rescue.list_points());
    let busy = Signal::from(rescue.busy);
    let points = move || {
        let count = rescue.points.with(Vec::len);
        let help = match count {
            0 => "None are kept in this browser.".to_owned(),
            1 => "One is kept. It opens beside the damaged workspace.".to_owned(),
            many => format!("{many} are kept. One opens beside the damaged workspace."),
        };
        let none = Signal::derive(move || count == 0 || rescue.busy.get());
        choice(
            "history",
            "Restore a restore point",
            help,
            none,
            move || rescue.choosing.set(true),
        )
    };
    view! {
        <main class="solo">
            <header>
                {large("warn")}
                <h1 tabindex="-1">"The stored workspace cannot be opened"</h1>
                <p class="lede">"Nothing was deleted, and nothing is deleted here. Choose what to do; this page comes back as long as the damaged workspace is the one in use."</p>
            </header>
            <div class="callout tone-error"><p><b>"What happened: "</b>{why.to_owned()}"."</p></div>
            <div class="choices">
                {choice("update", "Try again", "After closing other tabs, or restarting the browser.", busy, || { let _ = location::reload(); })}
                {choice("download", "Download what can be read", "Every row that is stored, as one file. Keep it for those who can repair it.", busy, move || spawn_local(rescue.download()))}
                {points}
                {choice("plus", "Start fresh beside it", "A new, empty workspace. The damaged one stays where it is.", busy, move || spawn_local(rescue.start(None)))}
            </div>
            <p role="status">{rescue.told}</p>
            {move || rescue.problem.get().map(|why| view! { <div class="callout tone-error" role="alert"><p>{why}</p></div> })}
            {rescue.dialog()}
        </main>
    }
    .into_any()
}

impl Rescue {
    fn dialog(self) -> AnyView {
        let body = move || {
            let line = |point: Point| {
                let key = point.key.clone();
                let take = move |_| {
                    self.choosing.set(false);
                    spawn_local(self.start(Some(key.clone())));
                };
                let name = format!("Open {}", point.about);
                view! { <li><span>{point.about}</span><button type="button" class="btn small" aria-label=name on:click=take>"Open"</button></li> }
            };
            let lines = self.points.get().into_iter().map(line).collect_view();
            view! { <p>"It opens beside the damaged workspace, which stays as it is."</p><ul class="list">{lines}</ul> }
        };
        Dialog::new("Restore points".to_owned(), body, move || {
            cancel(self.choosing)
        })
        .view(self.choosing)
    }

    async fn list_points(self) {
        let Ok(kept) = RestorePoints::open(&workspace::database()).await else {
            return;
        };
        let Ok(points) = kept.list().await else {
            return;
        };
        let told = points.into_iter().rev().map(|point| {
            let about: Option<PointAbout> = serde_json::from_str(&point.about).ok();
            let about = about.map_or_else(
                || format!("{} KB", point.bytes / 1024),
                |about| {
                    format!(
                        "{}, {} records ({})",
                        clock::date_time(about.at.max(0) as u64),
                        about.records,
                        about.why
                    )
                },
            );
            Point {
                key: point.key,
                about,
            }
        });
        self.points.set(told.collect());
    }

    async fn download(self) {
        self.busy.set(true);
        self.problem.set(None);
        match salvage(&workspace::database()).await {
            Ok(salvaged) => {
                let text = as_file(&salvaged);
                match files::download(
                    "holdfast-rescued-rows.json",
                    "application/json",
                    text.as_bytes(),
                ) {
                    Ok(()) => self.told.set(said(&salvaged)),
                    Err(error) => self
                        .problem
                        .set(Some(format!("The file was not saved: {error}."))),
                }
            }
            Err(error) => self
                .problem
                .set(Some(format!("Nothing can be read: {error}."))),
        }
        self.busy.set(false);
    }

    /// Opens a fresh database, with a restore point's records in it if one was chosen.
    async fn start(self, point: Option<String>) {
        self.busy.set(true);
        self.problem.set(None);
        let started = match point {
            None => begin(None).await,
            Some(key) => match self.bytes_of(&key).await {
                Ok(bytes) => begin(Some(bytes)).await,
                Err(why) => Err(why),
            },
        };
        self.busy.set(false);
        match started {
            Ok(workspace) => {
                // The address may name a record that the fresh workspace does not have.
                let _ = location::set_hash("/");
                self.open.run(workspace);
            }
            Err(why) => self.problem.set(Some(why)),
        }
    }

    async fn bytes_of(self, key: &str) -> Result<Vec<u8>, String> {
        let kept = RestorePoints::open(&workspace::database())
            .await
            .map_err(|error| error.to_string())?;
        let bytes = kept.get(key).await.map_err(|error| error.to_string())?;
        bytes.ok_or_else(|| "This restore point is gone.".to_owned())
    }
}

async fn begin(file: Option<Vec<u8>>) -> Result<Workspace, String> {
    Beside::start()
        .map_err(|error| format!("The choice cannot be kept: {error}. Nothing was changed."))?;
    let opened = match workspace::open().await {
        Opened::Ready(workspace) => workspace,
        Opened::Damaged(why) => {
            return Err(format!("A fresh workspace cannot be opened either: {why}."));
        }
    };
    if let Some(bytes) = file {
        let review = opened.review_point(bytes).await?;
        opened.apply(review, |_, _| true, Vec::new()).await?;
    }
    Ok(opened)
}

fn said(salvaged: &Salvaged) -> String {
    let rows = salvaged.rows.len();
    match salvaged.problems.len() {
        0 => format!("All {rows} rows were read and saved as a file."),
        bad => format!(
            "{rows} rows were read and saved as a file; {bad} could not be read, the file says which."
        ),
    }
}

/// The rows as a JSON document; bytes as Base64.
fn as_file(salvaged: &Salvaged) -> String {
    use base64::Engine;
    let rows = salvaged.rows.iter().map(|row| match &row.value {
        Value::Text(text) => json!({"store": row.store, "key": row.key, "text": text}),
        Value::Bytes(bytes) => {
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            json!({"store": row.store, "key": row.key, "base64": text})
        }
    });
    let rows: Vec<_> = rows.collect();
    let all =
        json!({"format": "holdfast-rescued-rows", "rows": rows, "problems": salvaged.problems});
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
