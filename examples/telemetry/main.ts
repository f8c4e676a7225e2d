/**
 * What spillway tells OpenTelemetry, as pictures: `npm run example:telemetry`. No AWS account is used.
 *
 * Ten seconds of calls to two regions, of which home has no capacity for three. What was exported is drawn: one call as a
 * trace, and the dashboard of `observability/`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ATTRIBUTE } from "../../src/telemetry/names.js";
import { isolateEnvironment } from "../demo/environment.js";
import { dashboardPicture } from "./dashboard-picture.js";
import { filled } from "./panels.js";
import { samplesOf } from "./samples.js";
import { openService } from "./service.js";
import { startTelemetry } from "./setup.js";
import { summaryOf } from "./summary.js";
import { interesting, rowsOf, tracesOf } from "./trace.js";
import { tracePicture } from "./trace-picture.js";
import { sendAll } from "./traffic.js";

const { values } = parseArgs({ options: { out: { type: "string", default: ".tmp/telemetry" } } });

isolateEnvironment(process.env);
const telemetry = startTelemetry();
const service = await openService();
const beganAt = Date.now();
process.stdout.write("ten seconds of calls to two regions; home has no capacity from second 4 to 7\n");
const endings = await sendAll(service.client);
await service.close();
const exports = await telemetry.stop();

const samples = samplesOf(exports.metrics, beganAt);
const trace = interesting(tracesOf(exports.spans));
const model = String(trace.find((span) => ATTRIBUTE.model in span.attributes)?.attributes[ATTRIBUTE.model]);
mkdirSync(values.out, { recursive: true });
const files = [
  [join(values.out, "trace.svg"), tracePicture(rowsOf(trace), model)],
  [join(values.out, "dashboard.svg"), dashboardPicture(filled(samples), samples.at(-1)?.s ?? 0)],
] as const;
for (const [file, text] of files) writeFileSync(file, text);

const { attempts } = service.simulator.report().totals;
const written = files.map(([file]) => file);
process.stdout.write(summaryOf(endings, attempts, exports, written));
