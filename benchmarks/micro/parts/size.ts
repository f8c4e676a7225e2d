/** What spillway adds to an application's bundle. */
import { coreSize } from "../bundle.js";
import { tell } from "../figures.js";

const { minified, compressed } = await coreSize();
const kilobytes = (bytes: number): { median: number; min: number } => ({
  median: bytes / 1000,
  min: bytes / 1000,
});
tell([
  { name: "core, minified", unit: "KB", ...kilobytes(minified) },
  { name: "core, minified + gzip", unit: "KB", ...kilobytes(compressed), limit: 15 },
]);
