/** What `run --help` says after its flags. */
export const RUN_HELP = `
Records (one JSON object a line; the first shape that fits):
  {"recordId":"a1","modelInput":{...}}        of a batch job of Bedrock's own
  {"recordId":"a1","messages":[...], ...}     a Converse request
  {"id":"a1","prompt":"...","maxTokens":200}  a text; in CSV, columns

Beside the results stand a .journal, by which the next run goes on, a .lock
while one runs, and .rejected.jsonl: which lines can't be sent, and why.

Records of standard input (run -) are answered on standard output, which can't
be gone on with, unless --out names a file.

Examples:
  $ spillway run examples/prompts.jsonl --simulate
  $ spillway run prompts.jsonl --model us.amazon.nova-lite-v1:0 --out results.jsonl
  $ spillway run prompts.jsonl --model us.amazon.nova-lite-v1:0 --rpm 200 --estimate
  $ spillway run reviews.csv --prompt-field review --system "One word: good or bad?" --simulate
  $ spillway run prompts.jsonl --simulate --out - --json > results.jsonl

Exit codes:
  0    every record has an answer
  1    could not be done, for example because the disk is full
  2    the command line can't be understood
  3    came to its end, but records have failed or lines were invalid
  130  stopped by Ctrl+C (143: by SIGTERM); the same command goes on`;
