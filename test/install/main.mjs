// Every way in: packs the package, installs the tarball as users do, and loads it in every way that they may:
// npm run test:install [-- --only pattern --tarball file --quick --keep]
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';
import { openKit } from './kit.mjs';
import { packPackage, repository } from './pack.mjs';

const groups = [
  'tarball',
  'command',
  'loaders',
  'bundlers',
  'types',
  'runtimes',
  'deno',
  'managers',
  'workers',
  'restricted',
  'damage',
  'compile',
];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    tarball: { type: 'string' },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
const folder = path.join(repository, 'build', 'install');
mkdirSync(folder, { recursive: true });
const tarball = options.tarball ? path.resolve(options.tarball) : packPackage(folder);
const kit = await openKit(tarball, options);
console.log(`${path.basename(tarball)} in ${kit.root} [${seconds()}]`);

const only = new RegExp(options.only, 'i');
const ways = [];
for (const group of groups) {
  const { ways: list } = await import(`./ways/${group}.mjs`);
  ways.push(...list.map((way) => ({ ...way, group })));
}
const rows = ways.filter(
  ({ group, name, isLong }) => only.test(`${group}: ${name}`) && !(isLong && options.quick),
);

/** What one way gave: what it printed, and what of it is not as expected. */
async function attempt(way) {
  const missing = way.needs?.(kit);
  if (missing) return { printed: `not run: ${missing}`, wrong: process.env.CI ? [missing] : [] };
  try {
    return await way.run(kit);
  } catch (error) {
    return { printed: 'error', wrong: [error.stack ?? String(error)] };
  }
}

// Two at a time: as many as the smallest machine has cores.
const log = path.join(folder, 'log.txt');
writeFileSync(log, '');
const queue = [...rows];
async function worker() {
  for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
    const from = Date.now();
    Object.assign(way, await attempt(way));
    const took = ((Date.now() - from) / 1000).toFixed(1);
    const mark = way.wrong.length === 0 ? 'ok ' : 'BAD';
    console.log(`${mark} ${way.group}: ${way.name}: ${way.printed} [${took} s]`);
    appendFileSync(log, `${mark} ${way.group}: ${way.name} [${took} s]\n${way.wrong.join('\n')}\n`);
  }
}
await Promise.all([worker(), worker()]);
kit.close();

const cell = (text) => String(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
const report = markdownTable([
  ['way', 'expected', 'printed', 'as expected'],
  ...rows.map(({ group, name, expected, printed, wrong }) =>
    [`${group}: ${name}`, expected, printed, wrong.length === 0 ? 'yes' : '**no**'].map(cell),
  ),
]);
writeFileSync(path.join(folder, 'report.md'), `${report}\n`);
console.log(`\n${report}`);
const bad = rows.filter(({ wrong }) => wrong.length > 0);
for (const { group, name, wrong } of bad) console.log(`\n${group}: ${name}\n  ${wrong.join('\n  ')}`);
console.log(`\n${rows.length - bad.length} passed, ${bad.length} failed [${seconds()}]`);
process.exitCode = bad.length === 0 && rows.length > 0 ? 0 : 1;
