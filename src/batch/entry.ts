/** What one record asks, ready to be sent. */
export interface BatchRequest {
  readonly api: "InvokeModel" | "Converse";
  /** The record's own; undefined: the model of the whole batch. */
  readonly modelId: string | undefined;
  /** Body of the request, plain JSON, as it is sent and as it is written back beside the answer. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A record that can be sent. */
export interface BatchRecord {
  /** The record's own id; where it has none, one made of its line number, in the shape of Bedrock's own: 11 letters and digits. */
  readonly recordId: string;
  readonly request: BatchRequest;
}

/** A line that can't be sent, and why. No word of its text is in it. */
export interface InvalidLine {
  readonly reason: string;
}

/** Which line of a source something is about. */
export interface LineOf {
  /** From 1. */
  readonly line: number;
  /** CRC-32 of its bytes: tells whether it is still the line that was answered. */
  readonly check: number;
}

/** One line of a source, not yet read: what is answered already need not be. */
export interface SourceItem extends LineOf {
  /** Size in bytes, of which so many are held while it is sent. */
  readonly bytes: number;
  /** Bytes of the source up to its end. */
  readonly end: number;
  read(): BatchRecord | InvalidLine;
}

/** Where records come from. Lines without text are left out, but counted. */
export interface BatchSource extends AsyncIterable<SourceItem> {
  /** Bytes in all, where that is known. */
  readonly size?: number | undefined;
}

/** How a record ended, as its line of output says. */
export type RecordState = "answered" | "failed";

/** Whether a line has been answered before. `changed`: another line was, in its place. */
export type Standing = "new" | "done" | "changed";

/** Where results go. */
export interface BatchSink {
  /** Whether this line is done; asked once for each line, in the order of the source. */
  standing(item: SourceItem): Standing;
  /** Resolves when the line of output is written, though not yet on the disk for good. */
  write(line: LineOf, state: RecordState, text: string): Promise<void>;
  invalid(line: LineOf, why: InvalidLine): Promise<void>;
  /**
   * All that was written is on the disk for good, and nothing is held open any more.
   *
   * @param failed whether the batch ended by an error: what was only begun, and holds nothing, need not stay
   */
  close(failed?: boolean): Promise<void>;
}

export const isInvalid = (read: BatchRecord | InvalidLine): read is InvalidLine => "reason" in read;

const ID_DIGITS = 10;

/** The id of a record that has none. */
export const idOfLine = (line: number): string => `L${String(line).padStart(ID_DIGITS, "0")}`;
