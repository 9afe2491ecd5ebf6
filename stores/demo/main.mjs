// The word vectors in real databases: what each way to store them takes in bytes, what it finds, and how fast.
//
//   npm install && npm ci --prefix stores
//   npm run demo:database
//
// SQLite is a file in a temporary folder, which is removed at the end. PostgreSQL runs in process, or LINQUANT_POSTGRES=postgres://...
// takes a server that has pgvector 0.7 or later; what is made there is in temporary tables. `npm run demo:database -- sqlite` does with
// one of them. Exits with 1 where a store finds other than linquant's own measure says.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadCorpus } from './corpus.mjs';
import { percent, report } from './report.mjs';
import { tryAll } from './trial.mjs';

/** Rows at the same Hamming distance are ordered otherwise by each store. */
const tolerance = 0.03;

const names = ['sqlite', 'postgres'];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not among ${names.join(', ')}`);
  process.exit(1);
}
if (!existsSync(new URL('../node_modules/libsql/package.json', import.meta.url))) {
  console.error('the databases are not installed: npm ci --prefix stores');
  process.exit(1);
}

/** A line of progress; the tables alone go to stdout. */
const tell = (line) => console.error(line);

const corpus = await loadCorpus();
const { count, asked, dimensions } = corpus;
tell(`${count} word vectors of ${dimensions} dimensions to be stored, ${asked} others to be searched for`);
const folder = mkdtempSync(path.join(tmpdir(), 'linquant-demo-'));
try {
  for (const name of wanted.length === 0 ? names : wanted) await demonstrate(name);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`
Every search looks at all rows. Recall is beside exact float search by cosine, "measured" what measureEmbeddings says
without a database. A query takes the milliseconds of the whole call: the median of all, and of the fastest run of each.`);

async function demonstrate(name) {
  const { title, sizeHeader, sentence, open } = await import(`./${name}.mjs`);
  const store = await open(corpus, folder, tell);
  try {
    tell(`${title}: ${asked} queries, three times each way`);
    const trials = await tryAll(store.ways, corpus);
    console.log(`\n## ${count} word vectors of ${dimensions} dimensions in ${store.name}\n`);
    report(sizeHeader, trials);
    console.log(sentence(trials));
    for (const { name: way, recall, measured = recall } of trials) {
      if (Math.abs(recall - measured) <= tolerance) continue;
      console.error(`DIFFERS: ${way}: recall ${percent(recall)}, measured ${percent(measured)}`);
      process.exitCode = 1;
    }
  } finally {
    await store.close();
  }
}
