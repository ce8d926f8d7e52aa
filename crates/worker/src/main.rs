//! The stateless worker: bytes in, records and reports out.
fn main() {}
