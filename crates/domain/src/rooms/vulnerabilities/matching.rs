//! Which services a vulnerability may concern, by the names of their products.

use crate::view::View;
use holdfast_ledger::{Id, Path, Record};

/// A service that has a product of this name.
pub struct Match<'v> {
    /// The service.
    pub service: &'v Record,
    /// The product, as the service names it.
    pub product: String,
    /// Whether the product is named, and not only its vendor.
    pub sure: bool,
}

/// Words that name no product.
const EMPTY: [&str; 6] = ["multiple", "products", "product", "and", "the", "for"];

/// The services whose products have all the words of one of the vulnerability's products and of
/// its vendor. Where it names no product (“Multiple Products”) the vendor alone makes them unsure.
pub fn matches<'v>(record: &Record, view: &View<'v>) -> Vec<Match<'v>> {
    let vendor = words(&record.text("vendor"));
    let products: Vec<String> = record.get("products").unwrap_or_default();
    let mut products: Vec<Vec<String>> = products.iter().map(|name| words(name)).collect();
    if products.is_empty() {
        products.push(Vec::new());
    }
    if vendor.is_empty() {
        products.retain(|product| !product.is_empty());
    }
    if products.is_empty() {
        return Vec::new();
    }
    let fits = |service: &'v Record| {
        let named: Vec<String> = service.get("products")?;
        let mut found: Option<Match<'v>> = None;
        for name in named {
            let own = words(&name);
            let has = |all: &[String]| all.iter().all(|word| own.contains(word));
            if !has(&vendor) {
                continue;
            }
            for product in products.iter().filter(|product| has(product)) {
                // One word without a vendor, such as “Server”, names too much.
                let sure = !product.is_empty() && (!vendor.is_empty() || product.len() > 1);
                if found.as_ref().is_none_or(|before| sure && !before.sure) {
                    found = Some(Match {
                        service,
                        product: name.clone(),
                        sure,
                    });
                }
            }
        }
        found
    };
    view.live("service").filter_map(fits).collect()
}

/// Whether a service names a product of this vulnerability, or perhaps does.
pub fn concerns(record: &Record, view: &View<'_>) -> bool {
    !matches(record, view).is_empty()
}

/// Whether any service names its products.
pub fn has_products(view: &View<'_>) -> bool {
    let named = |service: &Record| {
        !service
            .get::<Vec<String>>("products")
            .unwrap_or_default()
            .is_empty()
    };
    view.live("service").any(named)
}

/// The services that a vulnerability is linked to.
pub fn linked(record: &Record, view: &View<'_>) -> Vec<Id> {
    let ids: Vec<String> = record.get("services").unwrap_or_default();
    let there = ids.iter().filter_map(|id| view.there(id.parse().ok()?));
    there.map(|service| service.id).collect()
}

/// The services that surely match and are not linked; none where it names nothing to match by.
pub fn unlinked<'v>(record: &Record, view: &View<'v>) -> Vec<Match<'v>> {
    if record.value(Path::of("vendor")).is_none() && record.value(Path::of("products")).is_none() {
        return Vec::new();
    }
    let linked = linked(record, view);
    let mut found = matches(record, view);
    found.retain(|one| one.sure && !linked.contains(&one.service.id));
    found
}

// Lower case, split at all that is no letter or digit, but for the points within versions.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let split = lower.split(|c: char| !c.is_alphanumeric() && c != '.');
    let words = split.map(|word| word.trim_matches('.'));
    let words = words.filter(|word| !word.is_empty() && !EMPTY.contains(word));
    words.map(str::to_owned).collect()
}
