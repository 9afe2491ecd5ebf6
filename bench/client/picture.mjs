// The picture of docs/command-line.md is what the command draws of the word vectors, by Apache ECharts as it is installed here.
//
//   node bench/client/picture.mjs [--write]
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const fileOf = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const drawn = fileOf('build/recall.svg');
mkdirSync(fileOf('build'), { recursive: true });
const args = [
  fileOf('dist/command-line/main.js'),
  'embeddings',
  fileOf('examples/data/word-vectors.npy'),
  '--svg',
  drawn,
];
// From this folder, where ECharts is found.
execFileSync(process.execPath, args, { cwd: fileOf('bench'), stdio: ['ignore', 'ignore', 'inherit'] });
const kept = fileOf('bench/recall.svg');
if (process.argv.includes('--write')) writeFileSync(kept, readFileSync(drawn));
else if (!readFileSync(drawn).equals(readFileSync(kept))) {
  throw new Error(
    'bench/recall.svg is another picture: look at build/recall.svg, then node bench/client/picture.mjs --write',
  );
}
console.log('bench/recall.svg is what linquant embeddings --svg draws');
