//! Jupyter notebooks (nbformat 4) as runbooks: cells of Markdown are read as any Markdown is, cells
//! of code become commands, and what they printed is what is expected.
//!
//! The cells are put together as one Markdown text, in which the fences of code cells are known, so
//! that headings hold what stands below them in later cells.

use serde_json::{Map, Value};

use super::MAX_BYTES;
use super::blocks::Kind;
use super::draft::{Command, RunbookDraft, Source, StepDraft, Unmapped};
use super::error::ReadError;
use super::normal::{block, clean};
use super::outline;
use super::parse::parse;
use super::source::{Cell, Doc};
use super::write::fenced;

/// Largest notebook that is read, in bytes: the pictures in its output count too.
pub const MAX_NOTEBOOK_BYTES: usize = 20_000_000;

/// Output longer than this is cut, in bytes.
const MAX_OUTPUT: usize = 20_000;

/// Reads the notebook in the file `name`. The name is the title of last resort.
///
/// # Errors
/// [`ReadError::TooLarge`], [`ReadError::Empty`] and [`ReadError::Notebook`] with line and reason.
pub fn read_notebook(name: &str, text: &str) -> Result<RunbookDraft, ReadError> {
    if text.len() > MAX_NOTEBOOK_BYTES {
        let mb = text.len().div_ceil(1_000_000);
        let what = format!(
            "The notebook has {mb} MB; one of 20 MB can be read. Clear its outputs in Jupyter, \
             then save it again."
        );
        return Err(wrong(1, &what));
    }
    let text = text.trim_start_matches('\u{feff}');
    let notebook: Map<String, Value> = serde_json::from_str(text).map_err(|error| {
        let line = error.line().max(1);
        let what = "The JSON of the notebook ends here or is damaged. Save it again in Jupyter.";
        wrong(line, what)
    })?;
    let version = notebook.get("nbformat").and_then(Value::as_u64);
    let cells = match (version, notebook.get("cells")) {
        (Some(4), Some(Value::Array(cells))) => cells,
        (Some(4), _) => return Err(wrong(1, "This notebook has no list of cells.")),
        _ => {
            let what = "This is not a notebook of version 4. Open it in Jupyter and save it again.";
            return Err(wrong(1, what));
        }
    };
    let mut writer = Writer::new(&notebook);
    let lines = cell_lines(text);
    for (n, cell) in cells.iter().enumerate() {
        let taken = writer.cell(n, cell);
        taken.map_err(|what| wrong(lines.get(n).copied().unwrap_or(1), &what))?;
    }
    if writer.text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    if writer.text.len() > MAX_BYTES {
        let bytes = writer.text.len();
        return Err(ReadError::TooLarge { bytes });
    }
    let doc = Doc::new(&writer.text, 0).with_cells(writer.cells);
    let mut draft = outline::read_doc(name, "", doc)?;
    let whole = lines.len() == cells.len();
    let end = text.lines().count();
    let file_line = |line: usize| {
        let cell = writer.starts.partition_point(|start| *start <= line).max(1) - 1;
        let next = lines
            .get(cell + 1)
            .map_or(end, |next| next.saturating_sub(1));
        (lines[cell], next.max(lines[cell]))
    };
    relocate(&mut draft, &|source| {
        if !whole || source.first == 0 {
            return Source::default();
        }
        let (first, last) = (file_line(source.first).0, file_line(source.last).1);
        Source { first, last }
    });
    draft
        .unmapped
        .extend(kept(&notebook, &writer.left, writer.metadata));
    draft.normalise();
    Ok(draft)
}

fn wrong(line: usize, what: &str) -> ReadError {
    ReadError::Notebook {
        line,
        what: what.to_owned(),
    }
}

/// The lines of the file on which its cells begin. In a string the quotes would be escaped.
fn cell_lines(text: &str) -> Vec<usize> {
    let mut line = 1;
    let mut from = 0;
    let mut lines = Vec::new();
    for (at, _) in text.match_indices("\"cell_type\"") {
        line += text[from..at].matches('\n').count();
        from = at;
        lines.push(line);
    }
    lines
}

/// The cells as one text.
struct Writer {
    text: String,
    lines: usize,
    language: String,
    /// Where each cell begins in the text, in lines from 1.
    starts: Vec<usize>,
    /// Fences that stand for cells.
    cells: Vec<(usize, Cell)>,
    /// What was not taken over, a line each.
    left: Vec<String>,
    /// What the cells say about themselves.
    metadata: Map<String, Value>,
}

impl Writer {
    fn new(notebook: &Map<String, Value>) -> Self {
        let about = |part: &str, key: &str| notebook.get("metadata")?.get(part)?.get(key)?.as_str();
        let language = about("language_info", "name")
            .or_else(|| about("kernelspec", "language"))
            .unwrap_or_default();
        Self {
            text: String::new(),
            lines: 0,
            language: language.to_owned(),
            starts: Vec::new(),
            cells: Vec::new(),
            left: Vec::new(),
            metadata: Map::new(),
        }
    }

    fn cell(&mut self, n: usize, cell: &Value) -> Result<(), String> {
        self.starts.push(self.lines + 1);
        let number = n + 1;
        let source = lines(cell.get("source"))
            .ok_or_else(|| format!("Cell {number} has a source that is not text."))?;
        let kind = cell.get("cell_type").and_then(Value::as_str);
        match kind {
            Some("markdown") => self.markdown(&source),
            Some("code") => {
                let language = language_of(&source, &self.language);
                self.fence(&source, &language, Cell::Code);
                self.outputs(number, cell);
            }
            Some(_) => self.fence(&source, "raw", Cell::Raw),
            None => return Err(format!("Cell {number} does not say of which type it is.")),
        }
        let about = cell.get("metadata").and_then(Value::as_object);
        let about = about.map(|about| about.iter().filter(|(_, value)| !is_empty(value)));
        let mut kept = Map::new();
        kept.extend(
            about
                .into_iter()
                .flatten()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        if !kept.is_empty() {
            self.metadata.insert(format!("cell {number}"), kept.into());
        }
        let files = cell.get("attachments").and_then(Value::as_object);
        for file in files.into_iter().flat_map(Map::keys) {
            self.left
                .push(format!("Cell {number}: the attached file {file}."));
        }
        Ok(())
    }

    // A fence that the end of the cell closed is closed; what would swallow later cells in another
    // way stays as its source.
    fn markdown(&mut self, source: &str) {
        for closing in ["", "\n```", "\n~~~"] {
            let closed = [source, closing].concat();
            if stands_alone(&closed) {
                return self.put(&closed, None);
            }
        }
        self.fence(source, "markdown", Cell::Raw);
    }

    fn outputs(&mut self, number: usize, cell: &Value) {
        let outputs = cell.get("outputs").and_then(Value::as_array);
        for output in outputs.into_iter().flatten() {
            let mut shown = shown(output);
            for kind in dropped(output, shown.is_some()) {
                let what = if kind.starts_with("image/") {
                    "a picture"
                } else {
                    "an output"
                };
                self.left.push(format!("Cell {number}: {what} ({kind})."));
            }
            if let Some(shown) = &mut shown {
                if shown.len() > MAX_OUTPUT {
                    let mut end = MAX_OUTPUT;
                    while !shown.is_char_boundary(end) {
                        end -= 1;
                    }
                    let left = shown.len() - end;
                    shown.truncate(end);
                    shown.push('…');
                    self.left.push(format!(
                        "Cell {number}: the last {left} bytes of its output."
                    ));
                }
                self.fence(shown, "", Cell::Output);
            }
        }
    }

    fn fence(&mut self, text: &str, info: &str, cell: Cell) {
        let mut text = clean(text);
        if text.ends_with('\n') {
            text.pop();
        }
        if !text.trim().is_empty() {
            let info = info.to_owned();
            self.put(&fenced(&Command { text, info }), Some(cell));
        }
    }

    fn put(&mut self, text: &str, cell: Option<Cell>) {
        self.cells.extend(cell.map(|cell| (self.lines, cell)));
        let text = clean(text);
        self.lines += text.matches('\n').count() + 2;
        self.text.push_str(&text);
        self.text.push_str("\n\n");
    }
}

/// Text as it stands in notebooks: one string, or a list of lines with their ends.
fn lines(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Array(lines) => {
            let lines = lines.iter().map(Value::as_str);
            lines
                .collect::<Option<Vec<&str>>>()
                .map(|lines| lines.concat())
        }
        _ => None,
    }
}

/// Whether what comes after a text stays outside it: no fence, comment or tag is left open, and its
/// lists are not too deep to be read.
fn stands_alone(text: &str) -> bool {
    let text = [&clean(text), "\n\n```\nx\n```"].concat();
    let mut doc = Doc::new(&text, 0);
    let blocks = parse(&mut doc).unwrap_or_default();
    let last = blocks.last().map(|block| &block.kind);
    matches!(last, Some(Kind::Code { text, fenced: true, .. }) if text == "x")
}

/// A cell that begins with `%%bash` or `%%sql` is in that language.
fn language_of(source: &str, usual: &str) -> String {
    let magic = source
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("%%"));
    let magic = magic.and_then(|line| line.split_whitespace().next());
    match magic {
        Some(language @ ("bash" | "sh" | "sql" | "script" | "javascript" | "perl" | "ruby")) => {
            language
        }
        _ => usual,
    }
    .to_owned()
}

/// What an output shows as text.
fn shown(output: &Value) -> Option<String> {
    let of_kind = |kind: &str| lines(output.get("data")?.get(kind));
    let text = match output.get("output_type").and_then(Value::as_str)? {
        "stream" => lines(output.get("text"))?,
        "error" => {
            let part = |key: &str| output.get(key).and_then(Value::as_str).unwrap_or_default();
            [part("ename"), ": ", part("evalue")].concat()
        }
        _ => {
            let plain = of_kind("text/plain").filter(|text| !text.starts_with("<IPython"));
            plain.or_else(|| of_kind("text/markdown"))?
        }
    };
    let mut text = without_colours(&text);
    block(&mut text);
    (!text.is_empty()).then_some(text)
}

/// The kinds of an output that are not text; of several forms of one thing, those that say more.
fn dropped(output: &Value, shown: bool) -> Vec<&str> {
    let data = output.get("data").and_then(Value::as_object);
    let kinds = data.into_iter().flat_map(Map::keys).map(String::as_str);
    let text = |kind: &str| kind.starts_with("text/");
    kinds
        .filter(|kind| !text(kind) || (!shown && *kind != "text/plain"))
        .collect()
}

/// Text without the escape sequences that colour it on a terminal.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| c.is_ascii_alphabetic());
        out.push_str(end.map_or(part, |end| &part[end + 1..]));
    }
    out
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Null => true,
        _ => false,
    }
}

/// What stays beside the steps: what the notebook says about itself, and what was left behind.
fn kept(
    notebook: &Map<String, Value>,
    left: &[String],
    cells: Map<String, Value>,
) -> Vec<Unmapped> {
    let mut about: Map<String, Value> = notebook.clone();
    about.remove("cells");
    if !cells.is_empty() {
        about.insert("cells".to_owned(), cells.into());
    }
    let text = serde_json::to_string_pretty(&about).unwrap_or_default();
    let info = "json".to_owned();
    let mut kept = vec![Unmapped {
        text: fenced(&Command { text, info }),
        reason: "What the notebook says about itself.".to_owned(),
        source: Source::default(),
    }];
    if !left.is_empty() {
        kept.push(Unmapped {
            text: ["- ", &left.join("\n- ")].concat(),
            reason: "Not taken over from the notebook.".to_owned(),
            source: Source::default(),
        });
    }
    kept
}

fn relocate(draft: &mut RunbookDraft, to: &dyn Fn(Source) -> Source) {
    fn steps(all: &mut [StepDraft], to: &dyn Fn(Source) -> Source) {
        for step in all {
            step.source = to(step.source);
            steps(&mut step.children, to);
        }
    }
    steps(&mut draft.steps, to);
    draft
        .notes
        .iter_mut()
        .for_each(|note| note.source = to(note.source));
    draft
        .unmapped
        .iter_mut()
        .for_each(|part| part.source = to(part.source));
}
