//! What a chosen file is, and what of it the review shows.

use super::super::table::LOOKED_AT;
use super::super::unseal::Sealed;
use super::{Draft, Found, Import};
use crate::edge::error::EdgeError;
use crate::edge::files::GivenFile;
use crate::prelude::*;
use crate::workspace::exchange::{self, Input, Run, fingerprint, heavy};
use holdfast_domain::codec::gzip;
use holdfast_domain::codec::markdown::{self, records};
use holdfast_domain::codec::sniff::{Format, not_utf8, sniff};
use holdfast_domain::heavy::UNPACK;
use holdfast_ledger::file::{MAX_FILE, looks_like_workspace};

/// How many bytes of a file are looked at to tell whether it is a workspace.
const HEAD: u64 = 4096;

impl Import {
    pub(super) async fn read(
        self,
        file: &GivenFile,
        found: &mut Found,
        run: Run,
    ) -> Result<(), String> {
        let problem = |error| match error {
            EdgeError::TooLarge { bytes, limit } => format!(
                "The file has {} MB; the largest that can be imported has {} MB.",
                bytes >> 20,
                limit >> 20
            ),
            other => format!("It could not be read: {other}."),
        };
        // What begins as a workspace is left to the worker to read: the page never holds it.
        let head = file.head(HEAD).await.map_err(problem)?;
        if file.size() <= MAX_FILE && looks_like_workspace(&String::from_utf8_lossy(&head)) {
            return self
                .take_workspace(&file.name(), Input::File(file.clone()), found, run)
                .await;
        }
        let bytes = file.read(MAX_FILE, |_| true).await.map_err(problem)?;
        let name = file.name();
        if gzip::is_packed(&bytes) {
            let bytes = heavy(UNPACK, bytes, run.part(0.0, 0.1)).await?;
            let (name, run) = (gzip::inner_name(&name), run.part(0.1, 1.0));
            return self.take(name, bytes, found, run).await;
        }
        self.take(&name, bytes, found, run).await
    }

    async fn take_workspace(
        self,
        name: &str,
        input: Input,
        found: &mut Found,
        run: Run,
    ) -> Result<(), String> {
        let review = self.workspace.review(name, input, run).await?;
        found.reviews.push(StoredValue::new_local(Some(review)));
        Ok(())
    }

    pub(super) async fn take(
        self,
        name: &str,
        bytes: Vec<u8>,
        found: &mut Found,
        run: Run,
    ) -> Result<(), String> {
        let read = match sniff(name, &bytes)? {
            Format::Workspace | Format::Vulnerabilities | Format::Calendar | Format::Incidents => {
                let input = Input::Bytes(bytes);
                return self.take_workspace(name, input, found, run).await;
            }
            Format::Sealed => {
                // Said before anybody looks for a passphrase.
                exchange::check_sealed(&bytes).await?;
                let (name, bytes) = (name.to_owned(), bytes.into());
                found.sealed.push_back(Sealed { name, bytes });
                return Ok(());
            }
            format @ (Format::Table | Format::Workbook) => {
                let file = (bytes, format == Format::Workbook);
                let look = self.workspace.look_at_table(name, file, LOOKED_AT, run);
                found.tables.push_back(look.await?);
                return Ok(());
            }
            Format::Notebook => {
                let text = std::str::from_utf8(&bytes);
                let text = text.map_err(|error| not_utf8(&bytes, error.valid_up_to()))?;
                markdown::read_notebook(name, text)
            }
            Format::Markdown => {
                markdown::looks_like_markdown(&bytes).and_then(|text| markdown::read(name, text))
            }
        };
        let draft = read.map_err(|error| error.to_string())?;
        if draft.is_bare() {
            return Err(
                "No step and no text was found in it, so there is nothing to import.".to_owned(),
            );
        }
        let fingerprint = fingerprint(&bytes);
        let (before, updates) = self.workspace.read(|view| {
            let name = |record| view.name(record);
            (
                records::imported(view, &fingerprint).map(name),
                records::exported(view, &draft).map(name),
            )
        });
        found.drafts.push(Draft {
            name: name.to_owned(),
            fingerprint,
            wanted: RwSignal::new(before.is_none()),
            before,
            updates,
            content: RwSignal::new(draft),
            touched: self.touched,
        });
        Ok(())
    }
}
