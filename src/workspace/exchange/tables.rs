//! Records as tables for other tools, and tables as records to take in: the worker reads and writes
//! them ([`work`]).

use super::export::wanted;
use super::{Review, Run, Scope, Work, heavy};
use crate::edge::slices;
use crate::workspace::Workspace;
use holdfast_domain::codec::sheet::glance::Glance;
use holdfast_domain::codec::sheet::mapping::Chosen;
use holdfast_domain::codec::sheet::work::{self, Request, Told};
use holdfast_domain::codec::sheet::write::Form;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_ledger::Id;
use std::rc::Rc;

/// A table file that was looked at.
#[derive(Clone)]
pub struct Glanced {
    /// Its name.
    pub name: String,
    /// What is seen of it.
    pub glance: Rc<Glance>,
    bytes: Rc<Vec<u8>>,
    is_book: bool,
}

/// What a table became: where its cells went, and its records as lines.
pub struct TableRead {
    told: Told,
    lines: String,
    mapped: Mapped,
}

/// A table, and what was said of its sheets: with it one can go back and say otherwise.
pub type Mapped = (Glanced, Vec<Chosen>);

impl Workspace {
    /// Looks at a table: at so many rows of each sheet, and at what tells of columns below them.
    ///
    /// # Errors
    /// Why it cannot be read, as a sentence.
    pub async fn look_at_table(
        self,
        name: &str,
        (bytes, is_book): (Vec<u8>, bool),
        most: usize,
        run: Run,
    ) -> Result<Glanced, String> {
        let request = Request {
            file: name.to_owned(),
            book: is_book,
            most,
            ..Request::default()
        };
        let answer = heavy(work::LOOK, request.bytes("", &bytes), run).await?;
        let glance = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
        Ok(Glanced {
            name: name.to_owned(),
            glance: Rc::new(glance),
            bytes: Rc::new(bytes),
            is_book,
        })
    }

    /// Makes records of a table. What is here decides what a name in a cell means.
    ///
    /// # Errors
    /// Why nothing can be made of it, as a sentence.
    pub async fn read_table(
        self,
        table: Glanced,
        chosen: Vec<Chosen>,
        run: Run,
    ) -> Result<TableRead, String> {
        let request = Request {
            file: table.name.clone(),
            book: table.is_book,
            chosen: chosen.clone(),
            ..self.request()
        };
        let lines = self.record_lines(run.part(0.0, 0.15)).await?;
        let body = request.bytes(&lines, &table.bytes);
        let answer = heavy(work::READ, body, run.part(0.15, 1.0)).await?;
        slices::yield_now().await;
        let answer = String::from_utf8(answer).map_err(|error| error.to_string())?;
        let (told, lines) = Told::read(&answer)?;
        slices::yield_now().await;
        Ok(TableRead {
            told,
            lines: lines.to_owned(),
            mapped: (table, chosen),
        })
    }

    /// Says what the records of a table would do. Nothing is changed.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub async fn review_table(
        self,
        name: &str,
        read: TableRead,
        run: Run,
    ) -> Result<Review, String> {
        let work = Work::Done([read.lines.into_bytes()].into());
        let review = self.review_work(name, work, run).await?;
        let mut review = review.ok_or("The table says one thing and another of itself.")?;
        review.told = Some(read.told.words.clone());
        review.problems = read.told.by_record();
        review.mapped = Some(read.mapped);
        Ok(review)
    }

    /// The records of a scope as a workbook, deleted ones left out: a sheet for each kind and for
    /// each of its lists.
    ///
    /// # Errors
    /// When it was given up.
    pub async fn workbook(
        self,
        scope: &Scope,
        contacts: bool,
        run: Run,
    ) -> Result<Vec<u8>, String> {
        let kinds = rooms::kinds().filter(|kind| kind.id != "workspace");
        let kinds = kinds.map(|kind| kind.id.to_owned()).collect();
        let ids = self.read(|view| wanted(scope, view));
        self.table(kinds, &ids, (Form::Workbook, contacts), run)
            .await
    }

    /// These records of a kind with all their fields, as CSV or as a workbook.
    ///
    /// # Errors
    /// When it was given up.
    pub async fn register_table(
        self,
        kind: &'static Kind,
        ids: &[Id],
        form: Form,
        run: Run,
    ) -> Result<Vec<u8>, String> {
        self.table(vec![kind.id.to_owned()], ids, (form, true), run)
            .await
    }

    async fn table(
        self,
        kinds: Vec<String>,
        ids: &[Id],
        (form, contacts): (Form, bool),
        run: Run,
    ) -> Result<Vec<u8>, String> {
        let request = Request {
            book: form == Form::Workbook,
            kinds,
            ids: ids.iter().map(ToString::to_string).collect(),
            contacts,
            ..self.request()
        };
        let lines = self.record_lines(run.part(0.0, 0.3)).await?;
        let body = request.bytes(&lines, &[]);
        heavy(work::WRITE, body, run.part(0.3, 1.0)).await
    }

    fn request(self) -> Request {
        self.read(|view| Request {
            now: view.now,
            offset_minutes: view.offset_minutes,
            ..Request::default()
        })
    }
}
