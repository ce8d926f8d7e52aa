//! Security advisories (OASIS CSAF 2.0 and 2.1, JSON): each vulnerability of one becomes a record,
//! with the advisory as an item in it.

use super::advisory::{json, kept, list, sorted, text_at};
use crate::rooms::vulnerabilities::cvss;
use crate::rooms::vulnerabilities::import::{id_of, named};
use holdfast_ledger::file::{Incoming, Loose, Received, Why};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Key, Path, Text, hash, place};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a review says that such a file covers.
pub const SCOPE: &str = "a security advisory (CSAF)";
/// The most that an advisory may become, in bytes: what is said once in it may stand in each record.
/// A test reaches it sooner.
const MOST: usize = if cfg!(test) { 16 << 20 } else { 256 << 20 };

/// Whether a JSON file is an advisory.
pub fn is_advisory(text: &str) -> bool {
    text.contains("\"csaf_version\"") && text.contains("\"document\"")
}

/// Reads an advisory.
///
/// # Errors
/// What is wrong with the file, as a sentence; nothing was changed.
pub fn read(text: &str) -> Result<Incoming, String> {
    let file = json(text)?;
    let tracking = text_at(&file, &["document", "tracking", "id"]);
    let tracking = tracking.ok_or("The advisory does not say its id (document.tracking.id).")?;
    let found = file["vulnerabilities"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    if found.is_empty() {
        return Err(format!(
            "The advisory {tracking} names no vulnerability, so there is nothing to import."
        ));
    }
    let advisory = Advisory {
        file: &file,
        tracking,
        title: text_at(&file, &["document", "title"]).unwrap_or_default(),
        products: products(&file["product_tree"]),
    };
    let mut incoming = Incoming {
        name: format!("{tracking} {}", advisory.title).trim().to_owned(),
        scope: SCOPE.to_owned(),
        ..Incoming::default()
    };
    let mut rest = file.clone();
    if let Some(rest) = rest.as_object_mut() {
        rest.remove("vulnerabilities");
    }
    let document = kept(
        &rest,
        &format!("the document of {tracking} beside its vulnerabilities"),
        &mut incoming,
    );
    let mut size = 0;
    for (n, one) in found.iter().enumerate() {
        let loose = advisory.record(n, one, document.as_deref(), &mut incoming)?;
        size += loose
            .values
            .values()
            .map(|text| text.as_str().len())
            .sum::<usize>();
        if size > MOST {
            return Err(format!(
                "The advisory {tracking} would become more than 256 MB of records. It was not read."
            ));
        }
        incoming.records.push(Received::Loose(loose));
    }
    Ok(incoming)
}

/// The names of all products by their ids, and the vendors that branches name.
#[derive(Default)]
struct Products {
    names: BTreeMap<String, String>,
    vendors: Vec<String>,
}

fn products(tree: &Value) -> Products {
    let mut products = Products::default();
    for product in list(tree, "full_product_names") {
        products.take(product);
    }
    for relation in list(tree, "relationships") {
        products.take(&relation["full_product_name"]);
    }
    // The depth of a file is bounded by who reads its JSON.
    let mut branches: Vec<&Value> = list(tree, "branches").iter().rev().collect();
    while let Some(branch) = branches.pop() {
        if branch["category"] == "vendor"
            && let Some(name) = text_at(branch, &["name"])
        {
            products.vendors.push(name.to_owned());
        }
        products.take(&branch["product"]);
        branches.extend(list(branch, "branches").iter().rev());
    }
    products
}

impl Products {
    fn take(&mut self, product: &Value) {
        if let (Some(id), Some(name)) = (
            text_at(product, &["product_id"]),
            text_at(product, &["name"]),
        ) {
            self.names.insert(id.to_owned(), name.to_owned());
        }
    }

    /// The names of the products in some of the lists of a status; an id without a name stands
    /// for itself.
    fn of(&self, status: &Value, lists: &[&str]) -> Vec<String> {
        let ids = lists
            .iter()
            .flat_map(|key| list(status, key))
            .filter_map(Value::as_str);
        let names = ids.map(|id| self.names.get(id).map_or(id, String::as_str));
        sorted(names.collect())
    }
}

struct Advisory<'a> {
    file: &'a Value,
    tracking: &'a str,
    title: &'a str,
    products: Products,
}

impl Advisory<'_> {
    fn record(
        &self,
        n: usize,
        one: &Value,
        document: Option<&str>,
        incoming: &mut Incoming,
    ) -> Result<Loose, String> {
        let cve = text_at(one, &["cve"]);
        let name = cve.map_or_else(|| format!("{} {}", self.tracking, n + 1), str::to_owned);
        let affected = self.products.of(
            &one["product_status"],
            &["known_affected", "first_affected", "last_affected"],
        );
        let (description, notes) = notes(one);
        let title = text_at(one, &["title"]).unwrap_or(if self.title.is_empty() {
            &name
        } else {
            self.title
        });
        let mut values = vec![("title", Text::string(title))];
        let mut put = |field, text: &str| {
            if !text.is_empty() {
                values.push((field, Text::string(text)));
            }
        };
        put("cve", cve.unwrap_or_default());
        put("description", &description);
        if let [vendor] = &self.products.vendors[..] {
            put("vendor", vendor);
        }
        let (v4, v3) = vectors(one);
        put("cvss_v4", v4.unwrap_or_default());
        put("cvss_v3", v3.unwrap_or_default());
        if let Some(chance) = epss(one) {
            values.push(("epss", Text::of(&chance)?));
        }
        for (field, words) in [("products", &affected), ("weaknesses", &weaknesses(one))] {
            if !words.is_empty() {
                values.push((field, Text::of(words)?));
            }
        }
        let values = values
            .into_iter()
            .map(|(field, value)| (Path::of(field), value));
        let mut values = values.into_map();
        let more = kept(
            one,
            &format!("what {} says besides of {name}", self.tracking),
            incoming,
        );
        self.item(one, (&affected, &notes), (more, document), &mut values)?;
        Ok(Loose {
            id: Some(id_of(&name)),
            kind: Key::new("vulnerability"),
            values,
            order: Vec::new(),
            why: Why::Unstamped,
        })
    }

    fn item(
        &self,
        one: &Value,
        (affected, notes): (&[String], &str),
        (more, document): (Option<String>, Option<&str>),
        values: &mut BTreeMap<Path, Text>,
    ) -> Result<(), String> {
        let item = named("advisory", self.tracking);
        let said = |path: &[&str]| text_at(self.file, path).unwrap_or_default();
        let fixed = self.products.of(
            &one["product_status"],
            &["fixed", "first_fixed", "recommended"],
        );
        let whole = Text::of(&[one, &self.file["document"], &self.file["product_tree"]])?;
        let print = hash::fingerprint(whole.as_str().as_bytes());
        let remediation = remediations(one);
        let texts = [
            ("tracking", self.tracking),
            ("title", self.title),
            ("publisher", said(&["document", "publisher", "name"])),
            ("version", said(&["document", "tracking", "version"])),
            ("status", said(&["document", "tracking", "status"])),
            (
                "released",
                said(&["document", "tracking", "current_release_date"]),
            ),
            ("remediation", &remediation),
            ("notes", notes),
            ("more", more.as_deref().unwrap_or_default()),
            ("document", document.unwrap_or_default()),
            ("fingerprint", &print),
        ];
        let at = |field: &'static str| Path::item(Key::new("advisories"), item, Key::new(field));
        for (field, text) in texts {
            if !text.is_empty() {
                values.insert(at(field), Text::string(text));
            }
        }
        let references = [one, &self.file["document"]].map(|from| list(from, "references"));
        let references = references.concat();
        let urls = references
            .iter()
            .filter_map(|reference| text_at(reference, &["url"]));
        for (field, words) in [
            ("affected", affected),
            ("fixed", &fixed),
            ("references", &sorted(urls.collect())),
        ] {
            if !words.is_empty() {
                values.insert(at(field), Text::of(&words)?);
            }
        }
        let place = Place {
            key: place::between(None, None, item),
            under: None,
        };
        values.insert(
            Path::item(Key::new("advisories"), item, PLACE),
            place.to_text(),
        );
        Ok(())
    }
}

/// The notes that describe the vulnerability, and the others, each with its title.
fn notes(one: &Value) -> (String, String) {
    let (mut description, mut others) = (Vec::new(), Vec::new());
    for note in list(one, "notes") {
        let Some(text) = text_at(note, &["text"]) else {
            continue;
        };
        match (text_at(note, &["category"]), text_at(note, &["title"])) {
            (Some("description" | "summary"), _) => description.push(text.to_owned()),
            (_, Some(title)) => others.push(format!("**{title}**: {text}")),
            _ => others.push(text.to_owned()),
        }
    }
    (description.join("\n\n"), others.join("\n\n"))
}

fn remediations(one: &Value) -> String {
    let line = |remedy: &Value| {
        let mut line = format!(
            "- {}",
            text_at(remedy, &["category"]).unwrap_or("remediation")
        );
        for (before, key) in [(": ", "details"), (" ", "url"), (", from ", "date")] {
            if let Some(text) = text_at(remedy, &[key]) {
                line.push_str(before);
                line.push_str(text);
            }
        }
        line
    };
    list(one, "remediations")
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn weaknesses(one: &Value) -> Vec<String> {
    let single = std::slice::from_ref(&one["cwe"]).iter();
    let all = single.chain(list(one, "cwes"));
    sorted(all.filter_map(|cwe| text_at(cwe, &["id"])).collect())
}

/// The contents of all its metrics: `scores` in CSAF 2.0, `metrics` in 2.1.
fn metrics(one: &Value) -> Vec<&Value> {
    let old = list(one, "scores").iter();
    let new = list(one, "metrics").iter().map(|metric| &metric["content"]);
    old.chain(new).collect()
}

/// The vectors of CVSS 4.0 and 3.x that score highest, as written.
fn vectors(one: &Value) -> (Option<&str>, Option<&str>) {
    let best = |key: &str| {
        let mut best: Option<(f64, &str)> = None;
        for metric in metrics(one) {
            let Some(vector) = text_at(&metric[key], &["vectorString"]) else {
                continue;
            };
            let score = cvss::score(vector).map_or(-1.0, |score| score.value);
            if best.is_none_or(|(highest, _)| score > highest) {
                best = Some((score, vector));
            }
        }
        best.map(|(_, vector)| vector)
    };
    (best("cvss_v4"), best("cvss_v3"))
}

fn epss(one: &Value) -> Option<f64> {
    let chances = metrics(one).into_iter().filter_map(|metric| {
        let chance = &metric["epss"]["probability"];
        chance.as_f64().or_else(|| chance.as_str()?.parse().ok())
    });
    let sound = chances.filter(|chance| (0.0..=1.0).contains(chance));
    sound.reduce(f64::max)
}
