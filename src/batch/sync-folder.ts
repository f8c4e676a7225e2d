import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes sure that a file that was made or renamed is there after a power cut, where the system can be asked for that. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
  } catch {
    // Windows opens no folders.
  }
}
