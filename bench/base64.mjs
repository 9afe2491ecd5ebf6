// Vectors in base64: one by one and as a batch, beside Node's own decoder, which is not strict, and the ways that people write.
//
//   npm run bench:base64
//
// MB/s count characters of base64; the ratio says how many times as long as `buffer.write(text, 'base64')` into memory that is there
// it takes. Contestants take turns in one process; results are compared before they are timed.
import { createRequire } from 'node:module';
import os from 'node:os';
import { markdownTable } from 'markdown-table';
import { memoryOf } from './data.mjs';
import { count, digits, times } from './numbers.mjs';
import { race, ratio } from './race.mjs';

// This folder is a package of its own: the one that is measured is the folder above.
const require = createRequire(new URL('../package.json', import.meta.url));
const { decodeVectorBase64, decodeVectorsBase64, embeddingsFromResponse, encodeVectorBase64 } =
  require('linquant/embeddings');

/** Each character to its byte, by `atob`. */
function byAtob(text, bytes, at = 0) {
  const binary = atob(text);
  for (let i = 0; i < binary.length; i++) bytes[at + i] = binary.charCodeAt(i);
}

const values = new Uint8Array(128);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach((character, value) => {
  values[character.charCodeAt(0)] = value;
});

/** Four characters to three bytes, by a table; nothing is checked. */
function byHand(text, bytes, at = 0) {
  let to = at;
  for (let i = 0; i < text.length; i += 4) {
    const group =
      (values[text.charCodeAt(i)] << 18) |
      (values[text.charCodeAt(i + 1)] << 12) |
      (values[text.charCodeAt(i + 2)] << 6) |
      values[text.charCodeAt(i + 3)];
    bytes[to++] = group >> 16;
    bytes[to++] = group >> 8;
    bytes[to++] = group;
  }
}

/** Calls a function with each row and its number. */
function each(rows, run) {
  for (let row = 0; row < rows.length; row++) run(rows[row], row);
}

/** Text as JSON brings it. */
const parsed = (value) => JSON.parse(JSON.stringify(value));

/** What takes part with one vector, and where it writes. The first is what the others are compared with. */
function oneVector(dimensions) {
  const text = parsed(encodeVectorBase64(memoryOf(dimensions).x));
  const out = new Float32Array(dimensions);
  const buffer = Buffer.from(out.buffer);
  const contestants = [
    { name: "buffer.write(text, 'base64')", run: () => buffer.write(text, 'base64') },
    { name: 'decodeVectorBase64, with out', run: () => decodeVectorBase64(text, { out }) },
    { name: 'atob and a loop', run: () => byAtob(text, buffer) },
    { name: 'a loop and a table', run: () => byHand(text, buffer) },
    { name: 'decodeVectorBase64, new array', run: () => decodeVectorBase64(text) },
    {
      name: 'Buffer.from, copied to a Float32Array',
      run: () => new Float32Array(new Uint8Array(Buffer.from(text, 'base64')).buffer),
    },
  ];
  return { contestants, out, characters: text.length, what: `1 x ${dimensions}` };
}

function batch(rows, dimensions) {
  const { x } = memoryOf(rows * dimensions);
  const bytes = dimensions * 4;
  const texts = parsed(
    Array.from({ length: rows }, (_, i) =>
      encodeVectorBase64(x.subarray(i * dimensions, (i + 1) * dimensions)),
    ),
  );
  const out = new Float32Array(rows * dimensions);
  const buffer = Buffer.from(out.buffer);
  const contestants = [
    {
      name: "buffer.write(text, at, bytes, 'base64')",
      run: () => each(texts, (text, row) => buffer.write(text, row * bytes, bytes, 'base64')),
    },
    { name: 'decodeVectorsBase64', run: () => decodeVectorsBase64(texts, { out }) },
    {
      name: 'decodeVectorBase64, row by row',
      run: () =>
        each(texts, (text, row) => {
          decodeVectorBase64(text, { out: out.subarray(row * dimensions, (row + 1) * dimensions) });
        }),
    },
    { name: 'atob and a loop', run: () => each(texts, (text, row) => byAtob(text, buffer, row * bytes)) },
    {
      name: 'Buffer.from and set',
      run: () => each(texts, (text, row) => buffer.set(Buffer.from(text, 'base64'), row * bytes)),
    },
  ];
  const what = `${count(rows)} x ${dimensions}`;
  return { contestants, out, characters: texts[0].length * rows, what };
}

/** An answer of numbers: the loop that people write, and one that checks as little. */
function answer(rows, dimensions) {
  const { x } = memoryOf(rows * dimensions);
  const body = parsed({
    data: Array.from({ length: rows }, (_, index) => ({
      index,
      embedding: Array.from(x.subarray(index * dimensions, (index + 1) * dimensions)),
    })),
  });
  const loop = () => {
    const out = new Float32Array(rows * dimensions);
    each(body.data, ({ embedding }, row) => {
      for (let i = 0; i < dimensions; i++) out[row * dimensions + i] = embedding[i];
    });
    return out;
  };
  if (!Buffer.from(loop().buffer).equals(Buffer.from(embeddingsFromResponse(body).data.buffer))) {
    throw new Error('embeddingsFromResponse gives other numbers');
  }
  const contestants = [
    { name: 'a loop, nothing checked', run: loop },
    { name: 'embeddingsFromResponse', run: () => embeddingsFromResponse(body) },
  ];
  return { contestants, what: `${count(rows)} x ${dimensions} numbers`, characters: undefined };
}

const table = [];
const cases = [oneVector(384), oneVector(768), oneVector(1536), batch(50_000, 768), answer(2048, 1536)];
for (const { contestants, out, characters, what } of cases) {
  process.stderr.write(`${what}\n`);
  let expected;
  for (const { name, run } of contestants) {
    out?.fill(0);
    run();
    if (out === undefined || name.endsWith('new array') || name.endsWith('Float32Array')) continue;
    const found = Buffer.from(out.buffer);
    expected ??= Buffer.from(found);
    if (!found.equals(expected)) throw new Error(`${name} gives other bytes`);
  }
  const taken = await race(contestants, { seconds: 6, minRounds: 12 });
  contestants.forEach(({ name }, i) => {
    const best = Math.min(...taken[i]);
    const speed = characters === undefined ? '' : count(Math.round(characters / best));
    table.push([i === 0 ? what : '', name, digits(best), speed, times(ratio(taken[i], taken[0]))]);
  });
}

console.log(`${os.cpus()[0]?.model ?? process.arch}, Node ${process.versions.node}`);
console.log('Microseconds a call, best; ratios to the first of each.\n');
const header = ['', 'contestant', 'µs', 'MB/s', 'times the first'];
console.log(markdownTable([header, ...table], { align: ['r', 'l', 'r', 'r', 'r'] }));
