//! The lines of a calendar: unfolded, split into name, parameters and value, nested as they begin and
//! end.

/// A line: `DTSTART;TZID=Europe/London:20261201T200000`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name in capitals, `DTSTART`.
    pub name: String,
    /// Its parameters: names in capitals, values without quotes; several with commas between.
    pub params: Vec<(String, String)>,
    /// Name and parameters as they stand there.
    pub head: String,
    /// Its value as it stands there.
    pub value: String,
}

/// What stands between `BEGIN` and `END`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Its name in capitals, `VEVENT`.
    pub name: String,
    /// Its own lines.
    pub properties: Vec<Property>,
    /// The parts within.
    pub parts: Vec<Part>,
}

/// Deeper than any calendar.
const MOST_DEEP: usize = 16;
/// The largest line that is taken for one, in bytes: an attachment within is kept out of it.
const MOST_LONG: usize = 1 << 20;

impl Property {
    /// A parameter's value.
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.params.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Its value as text: escapes resolved, no white space around it.
    pub fn text(&self) -> String {
        unescaped(&self.value).trim().to_owned()
    }
}

impl Part {
    /// The first line of a name.
    pub fn find(&self, name: &str) -> Option<&Property> {
        self.properties
            .iter()
            .find(|property| property.name == name)
    }
}

/// Text out of a value: `\n`, `\,`, `\;`, `\\`.
pub fn unescaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}

/// Text as a value.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// The values of a list, escapes resolved.
pub fn listed(value: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        let last = all.last_mut();
        match (letter, last) {
            ('\\', Some(last)) => match letters.next() {
                Some('n' | 'N') => last.push('\n'),
                Some(other) => last.push(other),
                None => {}
            },
            (',', _) => all.push(String::new()),
            (other, Some(last)) => last.push(other),
            (_, None) => {}
        }
    }
    all.into_iter()
        .map(|word| word.trim().to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

// Lines with the number of the first that each was folded from.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (n, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some((_, last))) => last.push_str(more),
            _ => lines.push((n + 1, line.to_owned())),
        }
    }
    lines.retain(|(_, line)| !line.trim().is_empty());
    lines
}

// A colon or semicolon within quotes belongs to the parameter.
fn property(line: &str) -> Option<Property> {
    let mut quoted = false;
    let mut cuts = Vec::new();
    let mut colon = None;
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted => cuts.push(at),
            ':' if !quoted => {
                colon = Some(at);
                break;
            }
            _ => {}
        }
    }
    let colon = colon?;
    let (head, value) = (&line[..colon], &line[colon + 1..]);
    let ends = cuts.iter().copied().chain([colon]);
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut + 1));
    let mut pieces = starts.zip(ends).map(|(from, to)| &line[from..to]);
    let name = pieces.next()?.trim().to_uppercase();
    let is_name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    if !is_name(&name) {
        return None;
    }
    let params = pieces.map(|piece| match piece.split_once('=') {
        Some((name, value)) => (name.trim().to_uppercase(), value.replace('"', "")),
        None => (piece.trim().to_uppercase(), String::new()),
    });
    Some(Property {
        name,
        params: params.collect(),
        head: head.to_owned(),
        value: value.to_owned(),
    })
}

/// Reads a calendar: the parts at its top.
///
/// # Errors
/// The line at which it is none, and why, as a sentence; nothing was changed.
pub fn read(text: &str) -> Result<Vec<Part>, String> {
    let mut done = Vec::new();
    let mut open: Vec<(usize, Part)> = Vec::new();
    let wrong = |n: usize, why: &str| Err(format!("Line {n}: {why}. Nothing was changed."));
    for (n, line) in unfolded(text.trim_start_matches('\u{feff}')) {
        if line.len() > MOST_LONG {
            return wrong(n, "this line is longer than 1 MB");
        }
        let Some(property) = property(&line) else {
            return wrong(
                n,
                "this is no line of a calendar, which has a name, a colon and a value",
            );
        };
        let named = property.value.trim().to_uppercase();
        let depth = open.len();
        match (property.name.as_str(), open.last_mut()) {
            ("BEGIN", _) if depth >= MOST_DEEP => {
                return wrong(n, "parts lie too deep in each other");
            }
            ("BEGIN", _) => open.push((
                n,
                Part {
                    name: named,
                    ..Part::default()
                },
            )),
            ("END", Some((_, part))) if part.name == named => {
                let part = open.pop().map(|(_, part)| part).unwrap_or_default();
                match open.last_mut() {
                    Some((_, above)) => above.parts.push(part),
                    None => done.push(part),
                }
            }
            ("END", Some((from, part))) => {
                let why = format!(
                    "{named} ends here, but {} of line {from} is still open",
                    part.name
                );
                return wrong(n, &why);
            }
            (_, Some((_, part))) => part.properties.push(property),
            (_, None) => return wrong(n, "this stands outside of BEGIN:VCALENDAR"),
        }
    }
    match open.last() {
        Some((n, part)) => wrong(
            *n,
            &format!(
                "{} begins here and has no end; the file may be cut off",
                part.name
            ),
        ),
        None => Ok(done),
    }
}
