//! Workspace files: the ledger's envelope with the order that the descriptions give,
//! and their JSON Schema.

use crate::describe::{Field, Kind, Type};
use crate::rooms;
use holdfast_ledger::Key;
use holdfast_ledger::file::Shape;
use serde_json::{Map, Value, json};

/// The kinds, fields and lists as described.
pub struct Described;

impl Shape for Described {
    fn kinds(&self) -> Vec<Key> {
        rooms::kinds().map(Kind::key).collect()
    }

    fn keys(&self, kind: Key) -> Vec<Key> {
        let Some(kind) = rooms::kind(kind.as_str()) else {
            return Vec::new();
        };
        let fields = kind.all_fields().map(|field| Key::new(field.key));
        fields
            .chain(kind.all_lists().map(|list| Key::new(list.key)))
            .collect()
    }

    fn item_keys(&self, kind: Key, list: Key) -> Option<Vec<Key>> {
        let list = rooms::kind(kind.as_str())?.list(list.as_str())?;
        Some(
            list.fields
                .iter()
                .map(|field| Key::new(field.key))
                .collect(),
        )
    }
}

/// The JSON Schema (2020-12) of workspace files, made from the descriptions.
pub fn schema() -> Value {
    let (mut records, mut defs) = (Map::new(), Map::new());
    for kind in rooms::kinds() {
        let of = format!("#/$defs/{}", kind.id);
        records.insert(
            kind.id.into(),
            json!({"type": "array", "items": {"$ref": of}}),
        );
        defs.insert(kind.id.into(), kind_schema(kind));
    }
    defs.insert(
        "id".into(),
        json!({
            "type": "string",
            "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
        }),
    );
    defs.insert("place".into(), json!({
        "type": "object",
        "description": "Where an item stands: a key that sorts among its siblings, and the item it stands under.",
        "properties": {"key": {"type": "string"}, "under": {"$ref": "#/$defs/id"}},
        "required": ["key"]
    }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Holdfast workspace",
        "description": "Unknown kinds and fields are kept and passed on.",
        "type": "object",
        "required": ["format", "version", "records"],
        "properties": {
            "format": {"const": "holdfast"},
            "version": {"type": "string", "pattern": "^1\\.[0-9]+$"},
            "workspace": {
                "type": "object",
                "properties": {"id": {"$ref": "#/$defs/id"}, "name": {"type": "string"}}
            },
            "scope": {"type": "string"},
            "records": {"type": "object", "properties": records.clone()},
            "deleted": {"type": "object", "properties": records},
            "attachments": {
                "type": "object",
                "description": "Base64, named by the SHA-256 of the bytes.",
                "additionalProperties": {"type": "string"}
            },
            "sync": {"type": "object", "description": "What merging needs, and what was purged; see FORMAT.md."},
            "history": {"type": "array", "items": {"type": "object"}}
        },
        "$defs": defs
    })
}

fn kind_schema(kind: &Kind) -> Value {
    let mut properties = Map::new();
    properties.insert("id".into(), json!({"$ref": "#/$defs/id"}));
    for field in kind.all_fields() {
        properties.insert(field.key.into(), field_schema(field));
    }
    for list in kind.all_lists() {
        let mut item = Map::new();
        item.insert("id".into(), json!({"$ref": "#/$defs/id"}));
        item.insert("place".into(), json!({"$ref": "#/$defs/place"}));
        item.extend(
            list.fields
                .iter()
                .map(|field| (field.key.to_owned(), field_schema(field))),
        );
        let items = json!({"type": "object", "properties": item});
        properties.insert(
            list.key.into(),
            json!({"title": list.label, "type": "array", "items": items}),
        );
    }
    json!({"title": kind.one, "type": "object", "properties": properties})
}

fn field_schema(field: &Field) -> Value {
    let mut schema = type_schema(&field.ty);
    if let Value::Object(entries) = &mut schema {
        entries.insert("title".into(), field.label.into());
        if !field.help.is_empty() {
            let ids = if field.items.is_empty() {
                ""
            } else {
                " Ids of items of the same list."
            };
            entries.insert("description".into(), [field.help, ids].concat().into());
        }
    }
    schema
}

fn type_schema(ty: &Type) -> Value {
    let minutes = || json!({"type": "number", "minimum": 0});
    match ty {
        Type::Line | Type::Prose | Type::Code => json!({"type": "string"}),
        Type::Whole { min, max, .. } => json!({"type": "integer", "minimum": min, "maximum": max}),
        Type::Number { min, max, .. } => json!({"type": "number", "minimum": min, "maximum": max}),
        // A value of a later version is kept, so the list of choices does not bind.
        Type::Choice(choices) => {
            let keys: Vec<&str> = choices.iter().map(|choice| choice.key).collect();
            json!({"type": "string", "examples": keys})
        }
        Type::Flag => json!({"type": "boolean"}),
        Type::Date => json!({"type": "string", "format": "date"}),
        Type::Instant => json!({"type": "string", "format": "date-time"}),
        Type::Minutes => minutes(),
        Type::Estimate => json!({
            "type": "object",
            "properties": {"low": minutes(), "likely": minutes(), "high": minutes()},
            "required": ["low", "likely", "high"]
        }),
        Type::Link(_) => json!({"$ref": "#/$defs/id"}),
        Type::Links(_) => json!({"type": "array", "items": {"$ref": "#/$defs/id"}}),
        Type::Words | Type::Ordered => json!({"type": "array", "items": {"type": "string"}}),
        Type::Group(fields) => {
            let mut properties = Map::new();
            for field in *fields {
                properties.insert(field.key.to_owned(), field_schema(field));
            }
            json!({"type": "object", "properties": properties})
        }
        Type::Contents => json!({"type": "object"}),
    }
}
