// The same functions natively, compiled for speed: the limit that the browser's figures chase.
// Milliseconds, the best of three; `limit_serde_json_value` is serde_json reading the same file.
import { native } from "../measure.mjs";

export async function measure({ records }) {
  return { records, ...native(records) };
}
