import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { isInvalid } from "../../src/batch/entry.js";
import { openCsv } from "../../src/cli/run-csv.js";
import { folder } from "../batch/help.js";

const files = folder();
afterAll(files.remove);

/** Ids of the records, and why lines are none. */
async function readIn(bytes: Buffer, promptField?: string): Promise<string[]> {
  const path = files.at("in.csv");
  writeFileSync(path, bytes);
  const found: string[] = [];
  for await (const item of await openCsv(path, { promptField })) {
    const read = item.read();
    found.push(isInvalid(read) ? read.reason : read.recordId);
  }
  return found;
}

describe("a CSV file", () => {
  it("may have the mark for what could not be read, and rejects what is no UTF-8", async () => {
    const good = Buffer.from("\ufeffid,prompt,note\na,wähle,\ufffd\n");
    const bad = Buffer.concat([Buffer.from("b,x"), Buffer.from([0xff]), Buffer.from(",n\nc,y,n\n")]);
    expect(await readIn(Buffer.concat([good, bad]))).toEqual(["a", "is not valid UTF-8", "c"]);
  });

  it("reads what it holds as UTF-8, names of columns too", async () => {
    expect(await readIn(Buffer.from('\ufeff"id",größe\nä,text\n'), "größe")).toEqual(["ä"]);
  });

  it("in UTF-16 is refused", async () => {
    await expect(readIn(Buffer.from("\ufeffid,prompt\na,x\n", "utf16le"))).rejects.toMatchObject({
      code: "BATCH_INPUT",
    });
  });

  it("says of an empty cell that it is empty", async () => {
    expect(await readIn(Buffer.from("id,review\na,\nb,good\n"), "review")).toEqual([
      'its "review" is empty',
      "b",
    ]);
  });

  it("rejects a record that is too long once, and reads on behind it", async () => {
    const long = Buffer.from(`id,prompt\na,"${"line\n".repeat(7 * 2 ** 20)}"\nb,short\n`);
    const [reason, ...rest] = await readIn(long);
    expect(reason).toMatch(/^is 36\.7 MB long/);
    expect(rest).toEqual(["b"]);
  });
});
