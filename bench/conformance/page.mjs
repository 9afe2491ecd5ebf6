// Reads the tables of docs/onnxruntime.md. The conformance test runs each row, and compares the cells with what it saw.
import { readFileSync } from 'node:fs';
import { Mismatch } from './tally.mjs';

const file = 'docs/onnxruntime.md';
export const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

const line = (cells) => `| ${cells.join(' | ')} |`;

/** Refuses a page whose table with this head has other lines than `rows`. */
export function mustShow(head, rows) {
  const lines = rows.map(line);
  const [, after] = text.split(`\n${line(head)}\n`);
  if (after === undefined) throw new Mismatch(`${file} has no table with the head ${line(head)}`);
  // The line behind the head is the one of dashes.
  const shown = after.split('\n\n')[0].trimEnd().split('\n').slice(1);
  for (let i = 0; i < Math.max(lines.length, shown.length); i++) {
    if (shown[i] === lines[i]) continue;
    throw new Mismatch(
      `${file}, row ${i + 1} of the table ${line(head)}\n  shows ${shown[i] ?? 'nothing'}\n  run is ${lines[i] ?? 'nothing'}`,
    );
  }
}
