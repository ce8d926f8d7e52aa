//! The source as lines, with the indentation of lists taken off as Markdown defines it.

use holdfast_ledger::sort::Arrange;
use std::ops::Range;

use super::draft::Source;
use super::normal;

/// Link definitions longer than this are not repeated beside the links that use them.
const MAX_DEFINITION: usize = 2_000;
/// At most this many bytes of link definitions are repeated in one file.
const MAX_REPEATED: usize = 1_000_000;

/// Where the text of a container stands in its lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct View {
    /// Column of the content; 0 outside lists.
    pub column: usize,
    /// Line that carries the list marker.
    pub marker_line: Option<usize>,
    /// The marker is followed by a box.
    pub task: bool,
}

/// What a fenced block is that stands for a cell of a notebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Something to run.
    Code,
    /// What the command before it shows.
    Output,
    /// Text that nothing else is known of.
    Raw,
}

/// A source text.
pub struct Doc<'a> {
    text: &'a str,
    /// Byte offset of each line.
    starts: Vec<usize>,
    /// Lines before the text (front matter).
    offset: usize,
    /// Lines on which link definitions are used: line, byte range of the definition.
    uses: Vec<(usize, Range<usize>)>,
    /// Lines of code: line, and the byte of the source at which its code begins.
    code: Vec<(usize, usize)>,
    /// Lines on which blocks begin that are cells of a notebook.
    cells: Vec<(usize, Cell)>,
    repeated: std::cell::Cell<usize>,
}

impl<'a> Doc<'a> {
    /// A text that begins at line `offset` + 1 of its file.
    pub fn new(text: &'a str, offset: usize) -> Self {
        let ends = text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(ends).collect();
        Self {
            text,
            starts,
            offset,
            uses: Vec::new(),
            code: Vec::new(),
            cells: Vec::new(),
            repeated: std::cell::Cell::new(0),
        }
    }

    /// Tells on which lines, from 0 and in order, blocks begin that are cells.
    pub fn with_cells(self, cells: Vec<(usize, Cell)>) -> Self {
        Self { cells, ..self }
    }

    /// The cell that begins on a line.
    pub fn cell(&self, line: usize) -> Option<Cell> {
        let found = self.cells.binary_search_by_key(&line, |(line, _)| *line);
        found.ok().map(|at| self.cells[at].1)
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Tells which link definition is used at which byte.
    pub fn set_uses(&mut self, uses: Vec<(usize, Range<usize>)>) {
        self.uses = uses
            .into_iter()
            .map(|(at, span)| (self.line_at(at), span))
            .collect();
        self.uses.arrange_by_key(|(line, _)| *line);
    }

    /// Tells which bytes are code, whose tabs are part of it.
    pub fn set_code(&mut self, code: &[Range<usize>]) {
        let lines = code.iter().flat_map(|bytes| {
            let lines = self.line_at(bytes.start)..=self.line_at(bytes.end.saturating_sub(1));
            lines.map(|line| (line, bytes.start.max(self.starts[line])))
        });
        self.code = lines.collect();
        self.code.arrange();
        self.code.dedup_by_key(|(line, _)| *line);
    }

    /// The byte of a line from which on its tabs are part of its text: where its code begins, else
    /// its first word.
    fn text_from(&self, at: usize) -> usize {
        match self.code.binary_search_by_key(&at, |(line, _)| *line) {
            Ok(found) => self.code[found].1 - self.starts[at],
            Err(_) => markers(self.line(at)),
        }
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// The line that holds a byte, from 0.
    pub fn line_at(&self, byte: usize) -> usize {
        self.starts
            .partition_point(|start| *start <= byte)
            .saturating_sub(1)
    }

    /// One line without its end.
    pub fn line(&self, at: usize) -> &'a str {
        let start = self.starts.get(at).copied().unwrap_or(self.text.len());
        let end = self
            .starts
            .get(at + 1)
            .map_or(self.text.len(), |next| next - 1);
        self.text.get(start..end).unwrap_or("")
    }

    /// The lines of a byte range, without blank lines at its end.
    pub fn lines_of(&self, bytes: &Range<usize>) -> Range<usize> {
        let text = self.text.get(bytes.clone()).unwrap_or("").trim_end();
        let first = self.line_at(bytes.start);
        let last = self.line_at(bytes.start + text.len().saturating_sub(1));
        first..last.max(first) + 1
    }

    /// Line numbers in the file, for people.
    pub fn source(&self, lines: &Range<usize>) -> Source {
        Source {
            first: self.offset + lines.start + 1,
            last: self.offset + lines.end.max(1),
        }
    }

    /// The column, from 0, at which the content of a list item begins whose marker is the first
    /// thing at or after `byte`.
    pub fn item_column(&self, byte: usize) -> usize {
        let at = self.line_at(byte);
        let line = self.line(at);
        let before = byte - self.starts.get(at).copied().unwrap_or(0);
        let marker = line[before..].trim_start();
        let before = line.len() - marker.len();
        let digits = marker.bytes().take_while(u8::is_ascii_digit).count();
        let after = before + (digits + 1).min(marker.len());
        let end = column_of(line, after);
        let rest = line[after..].trim_start();
        let gap = column_of(line, line.len() - rest.len()) - end;
        if rest.is_empty() || gap >= 5 {
            end + 1
        } else {
            end + gap
        }
    }

    /// Lines as seen from inside a container: its indentation and marker taken off, blank lines
    /// at both ends cut, and the definitions of the links used in it put below.
    pub fn block(&self, lines: &Range<usize>, view: View) -> String {
        let mut out = String::new();
        for at in lines.clone() {
            let line = self.line(at);
            let marker = view.marker_line == Some(at);
            // Moved by whole tab stops, a tab still ends where it did.
            let wide;
            let line = if view.column.is_multiple_of(4) || !line.contains('\t') {
                line
            } else {
                wide = widen(line, self.text_from(at));
                &wide
            };
            let (gap, rest) = strip_columns(line, view.column, marker);
            out.extend(std::iter::repeat_n(' ', gap));
            let rest = if marker && view.task {
                let rest = after_box(rest);
                // Behind a box it opens no fence; at the start of a line it would.
                if rest.starts_with("```") || rest.starts_with("~~~") {
                    out.push('\\');
                }
                rest
            } else {
                rest
            };
            out.push_str(rest);
            out.push('\n');
        }
        normal::block(&mut out);
        for definition in self.definitions(lines) {
            out.push_str("\n\n");
            out.push_str(definition.trim());
        }
        out
    }

    fn definitions(&self, lines: &Range<usize>) -> Vec<&'a str> {
        let from = self.uses.partition_point(|(line, _)| *line < lines.start);
        let to = self.uses.partition_point(|(line, _)| *line < lines.end);
        let mut spans: Vec<&Range<usize>> = self.uses[from..to].iter().map(|(_, s)| s).collect();
        spans.arrange_by_key(|span| span.start);
        spans.dedup();
        let mut found = Vec::new();
        for span in spans {
            let repeated = self.repeated.get() + span.len();
            let inside = lines.contains(&self.line_at(span.start));
            if inside || span.len() > MAX_DEFINITION || repeated > MAX_REPEATED {
                continue;
            }
            self.repeated.set(repeated);
            found.extend(self.text.get(span.clone()));
        }
        found
    }
}

fn after_box(text: &str) -> &str {
    let text = text.trim_start();
    match text.as_bytes() {
        [b'[', _, b']', ..] => text[3..].trim_start_matches([' ', '\t']),
        _ => text,
    }
}

fn step_column(column: usize, c: char) -> usize {
    if c == '\t' {
        column / 4 * 4 + 4
    } else {
        column + 1
    }
}

fn column_of(line: &str, byte: usize) -> usize {
    line[..byte].chars().fold(0, step_column)
}

/// Takes `columns` columns off a line: white space only, or whatever stands there. A tab that
/// reaches further leaves spaces: returned are their number and the rest of the line.
fn strip_columns(line: &str, columns: usize, through_text: bool) -> (usize, &str) {
    let mut column = 0;
    for (at, c) in line.char_indices() {
        let blank = c == ' ' || c == '\t';
        if column >= columns || !(through_text || blank) {
            return (column.saturating_sub(columns), &line[at..]);
        }
        column = step_column(column, c);
    }
    (0, "")
}

/// A line whose tabs before the byte `until` are spaces that reach as far.
fn widen(line: &str, until: usize) -> String {
    let (head, tail) = line.split_at(until.min(line.len()));
    let mut out = String::with_capacity(line.len() + 8);
    let mut column = 0;
    for c in head.chars() {
        let next = step_column(column, c);
        if c == '\t' {
            out.extend(std::iter::repeat_n(' ', next - column));
        } else {
            out.push(c);
        }
        column = next;
    }
    out.push_str(tail);
    out
}

/// How many bytes of a line are white space and the marks of quotes and lists.
fn markers(line: &str) -> usize {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let width = match rest.as_bytes().get(digits) {
            Some(b'>' | b'-' | b'*' | b'+') if digits == 0 => 1,
            Some(b'.' | b')') if digits > 0 => digits + 1,
            _ => break,
        };
        if !rest.starts_with('>') && !rest[width..].starts_with([' ', '\t']) {
            break;
        }
        rest = &rest[width..];
    }
    line.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_columns_follow_commonmark() {
        for (line, column) in [
            ("- a", 2),
            ("1. a", 3),
            ("10) a", 4),
            ("-   a", 4),
            ("-     code", 2),
            ("-", 2),
            ("-\ta", 4),
            ("  * a", 4),
            ("\t- a", 6),
        ] {
            assert_eq!(Doc::new(line, 0).item_column(0), column, "{line:?}");
        }
    }

    #[test]
    fn tabs_that_reach_past_the_column_leave_spaces() {
        assert_eq!(strip_columns("\tcode", 2, false), (2, "code"));
        assert_eq!(strip_columns("\t\tcode", 4, false), (0, "\tcode"));
        assert_eq!(strip_columns("lazy", 4, false), (0, "lazy"));
        assert_eq!(strip_columns("- a", 2, true), (0, "a"));
    }

    #[test]
    fn tabs_between_marks_become_the_spaces_they_stood_for() {
        for (line, wide) in [
            ("- > \t# ", "- >     # "),
            ("\t\tcode\tx", "        code\tx"),
            (">\ta", ">   a"),
            ("1.\t- a\tb", "1.  - a\tb"),
            ("-a\tb", "-a\tb"),
        ] {
            assert_eq!(widen(line, markers(line)), wide);
        }
        assert_eq!(widen("\t\tcode", 1), "    \tcode");
    }

    #[test]
    fn lines_of_a_range_end_at_its_last_word() {
        let doc = Doc::new("a\nb\n\n\nc", 0);
        assert_eq!(doc.lines_of(&(0..5)), 0..2);
        assert_eq!(doc.line(4), "c");
        assert_eq!(doc.source(&(0..2)), Source { first: 1, last: 2 });
    }
}
