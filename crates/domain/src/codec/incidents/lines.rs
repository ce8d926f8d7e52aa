//! The lines of a report: its headings, its bullets and what they begin with.

use super::draft::moment;

/// A bullet's depth in letters and what stands in it.
pub(super) fn bullet(line: &str) -> Option<(usize, &str)> {
    let inner = line.trim_start();
    let mut signs = ["- ", "* ", "+ ", "– "].iter();
    let content = signs.find_map(|sign| inner.strip_prefix(sign))?;
    Some((line.len() - inner.len(), content.trim()))
}

/// The name at the beginning of a bullet, and what follows it.
pub(super) fn named(content: &str) -> (String, &str) {
    let (name, rest) = content.split_once(':').unwrap_or((content, ""));
    let name = name.replace(['*', '_'], "");
    let rest = rest.trim_start_matches(['*', '_']).trim();
    (name.trim().to_lowercase(), rest)
}

/// A day and a time at the beginning of a text, and what follows. Minutes may stand behind a full stop.
pub(super) fn dated(text: &str) -> Option<(i64, &str)> {
    let (day, rest) = text.split_once([' ', 'T'])?;
    moment(day)?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_digit() || ":.".contains(c)));
    let (time, mut rest) = rest.split_at(end.unwrap_or(rest.len()));
    let time = time.trim_end_matches([':', '.']).replace('.', ":");
    let mut zone = "";
    for known in ["Z", "UTC", "GMT"] {
        let after = rest.trim_start();
        if let Some(after) = after.strip_prefix(known)
            && !after.starts_with(char::is_alphanumeric)
        {
            (zone, rest) = (known, after);
            break;
        }
    }
    let at = moment(format!("{day} {time} {zone}").trim())?;
    Some((at, rest.trim_start_matches([' ', ':', '-', '–', '—'])))
}

/// A part of the text: its heading, how deep that is, and its lines with their numbers.
pub(super) struct Part<'a> {
    pub(super) heading: &'a str,
    pub(super) level: usize,
    pub(super) line: usize,
    pub(super) lines: Vec<&'a str>,
}

/// The parts of a text.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let new = |heading, level, line| Part {
        heading,
        level,
        line,
        lines: Vec::new(),
    };
    let mut parts = vec![new("", 0, 1)];
    let mut fenced = false;
    for (n, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let level = line.bytes().take_while(|byte| *byte == b'#').count();
        if !fenced && (1..=6).contains(&level) && line[level..].starts_with(' ') {
            parts.push(new(line[level..].trim(), level, n + 1));
        } else if let Some(part) = parts.last_mut() {
            part.lines.push(line);
        }
    }
    parts
}

/// The outermost bullets, and those of these names, with the lines below each; lines before and between them have
/// none.
pub(super) fn bullets<'a>(
    lines: &[&'a str],
    names: &[&str],
) -> Vec<(Option<&'a str>, Vec<&'a str>)> {
    let depths = lines.iter().filter_map(|line| bullet(line));
    let least = depths.map(|(depth, _)| depth).min().unwrap_or_default();
    let mut all: Vec<(Option<&str>, Vec<&str>)> = vec![(None, Vec::new())];
    for line in lines {
        let is_outer = |(depth, content): &(usize, &str)| {
            *depth == least || content.contains("**") && names.contains(&&*named(content).0)
        };
        let outer = bullet(line).filter(is_outer);
        let flush = !line.starts_with(char::is_whitespace) && !line.is_empty();
        match (outer, all.last_mut()) {
            // A dash that no list begins with is one of the list before, if it is dated.
            (Some((_, content)), Some((Some(_), nested))) if dated(content).is_some() => {
                nested.push(line);
            }
            (Some((_, content)), _) => all.push((Some(content), Vec::new())),
            (None, Some((Some(_), _))) if flush && bullet(line).is_none() => {
                all.push((None, vec![line]));
            }
            (None, Some((_, nested))) => nested.push(line),
            (None, None) => {}
        }
    }
    all
}

/// Lines without what all of them are indented by.
pub(super) fn dedented(lines: &[&str]) -> String {
    let depth = |line: &&&str| line.len() - line.trim_start().len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let least = filled.map(|line| depth(&line)).min().unwrap_or_default();
    let cut = lines
        .iter()
        .map(|line| line.get(least..).unwrap_or_default().trim_end());
    let all: Vec<&str> = cut.collect();
    all.join("\n").trim_matches('\n').to_owned()
}

/// A text and what stands below it.
pub(super) fn joined(first: &str, below: &str) -> String {
    match (first.is_empty(), below.is_empty()) {
        (true, _) => below.to_owned(),
        (_, true) => first.to_owned(),
        _ => format!("{first}\n\n{below}"),
    }
}
