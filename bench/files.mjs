// Files beyond memory: quantizeFile on a .npy of 800,000 x 768 float32 (2.46 GB) by ranges of dimensions, beside reading all of it as before,
// NumPy's memmap, and two sequential reads of the file by Node with one write of the codes.
//
//   npm run bench:files [-- --rows 800000] [--codes 3906250] [--rounds 3] [--keep]
//
// Then a search of 16 queries in a file of `--codes` rows of 768 int8 (3 GB), beside one sequential read of it; 0 leaves it out, and so does
// `--rows 0` quantizing.
//
// Each run is a process of its own, since the peak of memory is that of a process; contestants take turns, the best of the rounds counts. The file
// is made in build/ and deleted; its pages are in the system's cache before the first run. Every contestant syncs its codes to the disk.
// Memory is the peak of the resident set above that of a process that only imports the package.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';

const file = fileURLToPath(import.meta.url);
const folder = path.join(path.dirname(file), '../build/files');
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '800000' },
    codes: { type: 'string', default: '3906250' },
    rounds: { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
    run: { type: 'string' },
  },
});
const rows = Number(values.rows);
const codeRows = Number(values.codes);
const dimensions = 768;
const input = path.join(folder, 'vectors.npy');
const output = path.join(folder, 'codes.npy');
const searched = path.join(folder, 'searched.npy');
const require = createRequire(import.meta.url);
const dist = path.join(path.dirname(file), '../dist');
const pieceBytes = 2 ** 20;

/** Of the codes that are searched, and of queries. */
const parameters = { dtype: 'int8', scale: 0.01, zeroPoint: 0 };

/** What a process does; its time counts from the first call on. */
const contestants = {
  import: async () => {
    require(path.join(dist, 'embeddings/index.js'));
    return async () => undefined;
  },
  quantizeFile: async () => {
    const { quantizeFile } = require(path.join(dist, 'embeddings/index.js'));
    return () => quantizeFile(input, output, { rule: 'ranges' });
  },
  'readNpy, quantizeEmbeddings, writeNpy': async () => {
    const { quantizeEmbeddings, RangeCalibration } = require(path.join(dist, 'embeddings/index.js'));
    const { readNpy, writeNpy } = require(path.join(dist, 'formats/index.js'));
    return async () => {
      const tensor = await readNpy(input);
      const x = tensor.toFloat32Array();
      const ranges = new RangeCalibration(dimensions).observe(x);
      const { data } = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges });
      await writeNpy(output, { dtype: 'int8', shape: [rows, dimensions], data });
    };
  },
  'two reads and one write': async () => async () => {
    const buffer = Buffer.from(new ArrayBuffer(pieceBytes));
    for (let pass = 0; pass < 2; pass++) {
      const handle = openSync(input);
      while (readSync(handle, buffer, 0, pieceBytes, null) > 0);
      closeSync(handle);
    }
    const handle = openSync(output, 'w');
    const bytes = rows * dimensions;
    for (let written = 0; written < bytes; ) {
      written += writeSync(handle, buffer, 0, Math.min(pieceBytes / 4, bytes - written), null);
    }
    fsyncSync(handle);
    closeSync(handle);
  },
  searchFile: async () => {
    const { searchFile } = require(path.join(dist, 'embeddings/index.js'));
    const data = Int8Array.from({ length: 16 * dimensions }, (_, i) => 127 * Math.sin(i));
    return () => searchFile(searched, { data, parameters }, { parameters, k: 10 });
  },
  'searchFile, float queries': async () => {
    const { searchFile } = require(path.join(dist, 'embeddings/index.js'));
    const queries = Float32Array.from({ length: 16 * dimensions }, (_, i) => Math.sin(i));
    return () => searchFile(searched, queries, { parameters, k: 10 });
  },
  'one read': async () => {
    // With what searching imports, as the peak of memory is compared.
    require(path.join(dist, 'embeddings/index.js'));
    return async () => {
      const buffer = Buffer.from(new ArrayBuffer(pieceBytes));
      const handle = openSync(searched);
      while (readSync(handle, buffer, 0, pieceBytes, null) > 0);
      closeSync(handle);
    };
  },
};

/** Those of the search; all others quantize. */
const searches = ['searchFile', 'searchFile, float queries', 'one read'];

const numpy = `
import os, sys, time, resource
import numpy as np
begin = time.perf_counter()
x = np.load(sys.argv[1], mmap_mode='r')
low, high = x.min(axis=0), x.max(axis=0)
step = ((high - low) / np.float32(255)).astype(np.float32)
codes = np.lib.format.open_memmap(sys.argv[2], mode='w+', dtype=np.int8, shape=x.shape)
for row in range(0, len(x), 4096):
    piece = x[row:row + 4096]
    codes[row:row + 4096] = (np.clip(np.floor((piece - low) / step), 0, 255) - 128).astype(np.int8)
codes.flush()
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
`;

if (values.run !== undefined) {
  const run = await contestants[values.run]();
  const begin = performance.now();
  await run();
  const seconds = (performance.now() - begin) / 1000;
  console.log(seconds, process.resourceUsage().maxRSS);
} else {
  main();
}

function main() {
  mkdirSync(folder, { recursive: true });
  try {
    if (rows > 0) {
      const block = Float32Array.from(
        { length: 4096 * dimensions },
        (_, i) => Math.random() - (i % dimensions) / 999,
      );
      makeInput(input, '<f4', rows, block);
      const names = Object.keys(contestants).filter((name) => !searches.includes(name));
      if (spawnSync('python3', ['-c', 'import numpy']).status === 0) names.push('NumPy memmap');
      race(
        names,
        'quantizeFile',
        `${rows} x ${dimensions} float32, ${((rows * dimensions * 4) / 1e9).toFixed(2)} GB`,
      );
      rmSync(input);
    }
    if (codeRows > 0) {
      const block = Int8Array.from({ length: 4096 * dimensions }, () => Math.random() * 255 - 127);
      makeInput(searched, '|i1', codeRows, block);
      const size = ((codeRows * dimensions) / 1e9).toFixed(2);
      race(
        ['import', ...searches],
        'searchFile',
        `16 queries in ${codeRows} x ${dimensions} int8, ${size} GB`,
      );
    }
  } finally {
    if (!values.keep) rmSync(folder, { recursive: true });
  }
}

/** Rows of one block again and again, each dimension with a range of its own. */
function makeInput(file, descr, count, block) {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${count}, ${dimensions}), }`;
  const head = Buffer.from(`\x93NUMPY\x01\0\0\0${header.padEnd(117)}\n`, 'latin1');
  head.writeUInt16LE(118, 8);
  const handle = openSync(file, 'w');
  writeSync(handle, head);
  for (let row = 0; row < count; row += 4096) {
    writeSync(handle, block.subarray(0, Math.min(4096, count - row) * dimensions));
  }
  fsyncSync(handle);
  closeSync(handle);
}

/** @param own - our own, which the others are compared with */
function race(names, own, title) {
  const best = new Map();
  const hashes = new Map();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of names) {
      rmSync(output, { force: true });
      const isNumpy = name === 'NumPy memmap';
      const text = isNumpy
        ? execFileSync('python3', ['-c', numpy, input, output], { encoding: 'utf8' })
        : execFileSync(process.execPath, [file, '--rows', values.rows, '--run', name], { encoding: 'utf8' });
      const [seconds, rss] = text.split(' ').map(Number);
      const before = best.get(name) ?? { seconds: Infinity, rss: 0 };
      best.set(name, { seconds: Math.min(seconds, before.seconds), rss: Math.max(rss, before.rss) });
      if (round === 0 && !['import', 'two reads and one write', ...searches].includes(name))
        hashes.set(name, hashOf(output));
    }
  }
  report(best, hashes, own, title);
}

function report(best, hashes, name, title) {
  const { rss: imported } = best.get('import');
  const own = best.get(name);
  const ourHash = hashes.get(name);
  const lines = [...best]
    .filter(([name]) => name !== 'import')
    .map(([name, { seconds, rss }]) => [
      name,
      seconds.toFixed(2),
      ((rss - imported) / 1024).toFixed(0),
      (seconds / own.seconds).toFixed(2),
      ...(ourHash ? [hashes.has(name) ? (hashes.get(name) === ourHash ? 'yes' : 'no') : ''] : []),
    ]);
  const head = ['', 'seconds', 'MB above import', `/ ${name}`, ...(ourHash ? ['same codes'] : [])];
  console.log(`${title}; Node ${process.versions.node}`);
  console.log(markdownTable([head, ...lines], { align: ['l', 'r', 'r', 'r', 'l'] }));
}

/** The codes lie behind headers of one length. In pieces: a process begins with the peak of the one that started it. */
function hashOf(name) {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(pieceBytes);
  const handle = openSync(name);
  let position = 128;
  for (let bytes = 1; bytes > 0; position += bytes) {
    bytes = readSync(handle, buffer, 0, pieceBytes, position);
    hash.update(buffer.subarray(0, bytes));
  }
  closeSync(handle);
  return hash.digest('hex');
}
