/** What spillway adds to an application's bundle. */
import { coreSize } from "../bundle.js";
import { tell } from "../figures.js";

const { core, telemetry, quotas } = await coreSize();
const kilobytes = (bytes: number): { median: number; min: number } => ({
  median: bytes / 1000,
  min: bytes / 1000,
});
tell([
  { name: "core, minified", unit: "KB", ...kilobytes(core.minified) },
  { name: "core, minified + gzip", unit: "KB", ...kilobytes(core.compressed), limit: 15 },
  { name: "telemetry, minified + gzip", unit: "KB", ...kilobytes(telemetry.compressed) },
  { name: "quotas, minified + gzip", unit: "KB", ...kilobytes(quotas.compressed) },
]);
