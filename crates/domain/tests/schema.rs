//! The published JSON Schema is the one that the descriptions make.

use holdfast_domain::codec::json::{Described, schema};
use holdfast_domain::rooms;
use holdfast_ledger::Key;
use holdfast_ledger::file::Shape;

#[test]
fn the_published_schema_is_of_today() {
    let path = "../../docs/holdfast.schema.json";
    let today = serde_json::to_string_pretty(&schema()).expect("a JSON value") + "\n";
    if std::env::var_os("HOLDFAST_BLESS").is_some() {
        std::fs::write(path, &today).expect("the docs folder");
    }
    let published = std::fs::read_to_string(path).expect("the published schema");
    assert!(
        published == today,
        "the descriptions changed: run with HOLDFAST_BLESS=1 and commit the schema"
    );
}

#[test]
fn every_described_field_is_in_the_schema_and_in_the_order_of_files() {
    let schema = schema();
    for kind in rooms::kinds() {
        let properties = &schema["$defs"][kind.id]["properties"];
        for field in kind.all_fields() {
            assert!(
                properties[field.key].is_object(),
                "{} {}",
                kind.id,
                field.key
            );
        }
        for list in kind.all_lists() {
            let item = &properties[list.key]["items"]["properties"];
            for field in list.fields {
                assert!(
                    item[field.key].is_object(),
                    "{} {} {}",
                    kind.id,
                    list.key,
                    field.key
                );
            }
            assert!(
                Described
                    .item_keys(kind.key(), Key::new(list.key))
                    .is_some()
            );
        }
        let keys = Described.keys(kind.key());
        let count = kind.all_fields().count() + kind.all_lists().count();
        assert_eq!(keys.len(), count);
    }
}
