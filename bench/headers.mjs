// What a large safetensors header costs: parseSafetensors beside JSON.parse of the same header, which finds no faults.
//
//   npm run bench:headers [-- --megabytes 100] [--rounds 3] [--beside <the dist folder of another build>]
//
// Each run is a process of its own, since the peak of memory is that of a process; readers take turns, the best of the rounds counts.
// Time is that of the processor, garbage collection in other threads included. Memory is beyond what the file itself takes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { digits } from './numbers.mjs';

const file = fileURLToPath(import.meta.url);
const dist = path.join(path.dirname(file), '../dist');
const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '3' },
    beside: { type: 'string' },
    header: { type: 'string' },
    reader: { type: 'string' },
  },
});
const headerBytes = Number(values.megabytes) * 1e6;

/** Headers of about so many bytes, and the bytes of data that they tell. */
const headers = {
  'many tensors': () => {
    const entries = [];
    let length = 2;
    let end = 0;
    for (let index = 0; length < headerBytes - 100; index++) {
      const name = `model.layers.${index}.w.weight`;
      const entry = `"${name}":{"dtype":"F32","shape":[1,1],"data_offsets":[${end},${end + 4}]}`;
      entries.push(entry);
      length += entry.length + 1;
      end += 4;
    }
    return { text: `{${entries.join(',')}}`, data: end };
  },
  'ten long names': () => {
    const entry = (index) =>
      `"${String(index).repeat(headerBytes / 10 - 100)}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`;
    return { text: `{${Array.from({ length: 10 }, (_, index) => entry(index))}}`, data: 0 };
  },
  'one long metadata': () => ({
    text: `{"__metadata__":{"k":"${'x'.repeat(headerBytes - 100)}"}}`,
    data: 0,
  }),
  'metadata with escapes': () => ({
    text: `{"__metadata__":{"k":"${'{\\"a\\":1}'.repeat(headerBytes / 9 - 10)}"}}`,
    data: 0,
  }),
};

const readers = { 'JSON.parse': undefined, linquant: dist };
if (values.beside) readers['the other build'] = path.resolve(values.beside);

if (values.reader === undefined) compare();
else measure(values.header, values.reader);

/** One run: prints seconds of the processor, and bytes of the header. The file is read, since what makes it leaves memory behind. */
function measure(name, reader) {
  const bytes = readFileSync(name);
  const length = Number(bytes.readBigUInt64LE());
  const formats = readers[reader] && createRequire(file)(path.join(readers[reader], 'formats/index.js'));
  const parse = formats
    ? () => formats.parseSafetensors(bytes)
    : () => JSON.parse(bytes.toString('utf8', 8, 8 + length));
  globalThis.gc();
  const before = process.memoryUsage();
  const start = process.cpuUsage();
  const result = parse();
  const { user, system } = process.cpuUsage(start);
  const peak = Math.max(process.resourceUsage().maxRSS * 1024, process.memoryUsage().rss) - before.rss;
  globalThis.gc();
  const after = process.memoryUsage();
  const kept = after.heapUsed + after.external - before.heapUsed - before.external;
  if (result === undefined) throw new Error('nothing was read');
  console.log(JSON.stringify({ seconds: (user + system) / 1e6, length, peak, kept }));
}

function writeHeader(name, { text, data }) {
  const bytes = Buffer.alloc(8 + text.length + data);
  bytes.writeBigUInt64LE(BigInt(text.length));
  bytes.write(text, 8, 'latin1');
  writeFileSync(name, bytes);
}

function compare() {
  const folder = mkdtempSync(path.join(tmpdir(), 'linquant-headers-'));
  try {
    compareIn(path.join(folder, 'header.safetensors'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compareIn(name) {
  const rows = [];
  for (const [header, make] of Object.entries(headers)) {
    writeHeader(name, make());
    const runs = new Map(Object.keys(readers).map((reader) => [reader, []]));
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const [reader, results] of runs) {
        const options = Object.entries({ ...values, header: name, reader }).flatMap(([name, value]) =>
          value === undefined ? [] : [`--${name}`, value],
        );
        const printed = execFileSync(process.execPath, ['--expose-gc', file, ...options], {
          encoding: 'utf8',
        });
        results.push(JSON.parse(printed));
      }
    }
    for (const [reader, results] of runs) {
      const best = (value) => Math.min(...results.map(value));
      const speed = 1 / best(({ seconds, length }) => (seconds * 1e6) / length);
      const peak = best(({ peak, length }) => peak / length);
      const kept = best(({ kept, length }) => kept / length);
      rows.push([header, reader, digits(speed), digits(peak), digits(kept)]);
    }
  }
  console.log(
    `Headers of ${values.megabytes} MB, Node ${process.versions.node}; memory in times the header.\n`,
  );
  const columns = ['header', 'reader', 'MB/s', 'peak of memory', 'kept'];
  console.log(markdownTable([columns, ...rows], { align: ['l', 'l', 'r', 'r', 'r'] }));
}
