// The encodings of linquant/embeddings beside those who read them: each vector is written by linquant, stored, searched and
// read back by the store itself.
//
//   npm ci --prefix stores
//   npm run test:stores
//
// LINQUANT_POSTGRES=postgres://... takes a server that has pgvector 0.7 or later in place of the one in process; what is
// made there is in temporary tables. `npm run test:stores -- bson libsql` reads by these alone. Exits with 1 at a difference.
import { existsSync } from 'node:fs';
import { Difference } from './kit.mjs';

const names = [
  'bson',
  'postgres',
  'sqlite-vec',
  'sqlite-vector',
  'libsql',
  'turso',
  'usearch',
  'arrow',
  'duckdb',
  'zvec',
  'exact-search',
];
/** Those that are too large to be installed with the others. */
const large = ['lancedb'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => ![...names, ...large].includes(name));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not among ${[...names, ...large].join(', ')}`);
  process.exit(1);
}
if (!existsSync(new URL('node_modules/bson/package.json', import.meta.url))) {
  console.error('the stores are not installed: npm ci --prefix stores');
  process.exit(1);
}

let count = 0;
const started = performance.now();
for (const name of wanted.length === 0 ? names : wanted) {
  const { read } = await import(`./readers/${name}.mjs`);
  try {
    await read((what) => {
      count++;
      console.log(`${name.padEnd(11)} ${what}`);
    });
  } catch (error) {
    if (!(error instanceof Difference)) throw error;
    console.error(`${name.padEnd(11)} DIFFERS: ${error.message}`);
    process.exitCode = 1;
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
if (process.exitCode !== 1) console.log(`${count} round trips hold, in ${seconds} s`);
