// The report: RESULTS.md, a section for each program (the Node bench, the C++ bench), and the chart of the first one.
//
//   npm run bench:report        once more from what the benches of this machine left in build/bench/
//
// Results are { program, command, date, machine: { cpu, cores, memory, system, load, versions }, contests }, a contest
// { size, operation, title, what, floats, limit, contestants }, limit and contestants { name, best, median } in
// microseconds; linquant comes first. Contestants may have ratio and share ({ value, spread }), differing and compared.
// Contests of a part ({ part }) have tables of their own; those with a claim ({ beside, atLeast }) a row in its table.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable } from 'markdown-table';
import { chart } from './chart.mjs';
import { claims } from './claims.mjs';
import { bestAndSpread, count, digits, percent, share, times } from './numbers.mjs';

const folder = path.dirname(fileURLToPath(import.meta.url));
const page = path.join(folder, 'RESULTS.md');
const kept = path.join(folder, '..', 'build', 'bench');
/** The programs in the order of their sections. */
const programs = ['Node', 'Node, family', 'Node, bits', 'C++'];

const gigabytes = ({ floats }, microseconds) => (floats * 4) / microseconds / 1000;

function rate(contest, { best, median }) {
  return `${digits(gigabytes(contest, best))} −${percent(1 - best / median)}`;
}

function differing({ differing, compared }) {
  if (compared === undefined) return '';
  return differing === 0
    ? 'none'
    : `${count(differing)} (${((differing / compared) * 100).toPrecision(2)} %)`;
}

const header = ['', '', 'µs', 'GB/s', 'time / linquant', 'of the limit', 'differs'];

function rowsOf(contest) {
  const rows = contest.contestants.map((each, i) => [
    i === 0 ? contest.title : '',
    each.name,
    bestAndSpread(each),
    rate(contest, each),
    times(each.ratio ?? { value: each.best / contest.contestants[0].best }),
    share(each.share ?? { value: contest.limit.best / each.best }),
    differing(each),
  ]);
  const limit = ['', '*limit*', bestAndSpread(contest.limit), rate(contest, contest.limit), '', '', ''];
  return [...rows, limit];
}

const headingOf = ({ size, part }) => `${count(size)} floats${part === undefined ? '' : `, the ${part}`}`;

/** One table a size and part, those of a part last, and its claims after them. */
export function tables({ contests }) {
  const inOrder = [
    ...contests.filter(({ part }) => part === undefined),
    ...contests.filter(({ part }) => part !== undefined),
  ];
  const headings = [...new Set(inOrder.map(headingOf))];
  const parts = headings.map((heading) => {
    const rows = inOrder.filter((contest) => headingOf(contest) === heading).flatMap(rowsOf);
    const table = markdownTable([header, ...rows], { align: ['l', 'l', 'r', 'r', 'r', 'r', 'r'] });
    return `### ${heading}\n\n${table}\n`;
  });
  return [...parts, ...claims(contests)].join('\n');
}

const legend = `Contestants take turns in one process, and each is checked afterwards: its result beside linquant's. The
floats are bell-shaped random numbers; on regular ones the plain loop is several times as fast, for Math.round branches.

- **µs**: one call, the best, and how far the median lies above it.
- **GB/s** of the float side (4 bytes a float), the best, and how far the median lies below it.
- **time / linquant**: how many times as long it takes as the first row, best by best; ± half the interquartile range
  of this ratio over the rounds.
- **of the limit**: the limit's time as a share of this one's, with the same spread. Above 100 % it is faster than
  the plain copy or read that the limit names.
- **differs**: results that are not bit for bit linquant's. linquant's backends, onnxruntime-node and ggml's reference
  must be, or the bench fails; a plain loop rounds ties up, and divides in float64 as numpy-ts does; ggml's SIMD rounds
  otherwise than its reference. Empty where something else is done, as a measure: per tensor int8.`;

/** A line for each operation: what it does, and its limit, or that of each where they differ. */
function meanings(contests) {
  const byName = new Map();
  for (const { title, what, limit } of contests) {
    // A title may go on with details: quantize, zero point 3.
    const [name, ...details] = title.split(', ');
    const known = byName.get(name) ?? { what, limits: new Map() };
    byName.set(name, known);
    known.limits.set(limit.name, new Set([...(known.limits.get(limit.name) ?? []), details.join(', ')]));
  }
  return [...byName].map(([name, { what, limits }]) => {
    const each = [...limits].map(([limit, titles]) =>
      limits.size === 1 ? limit : `${[...titles].join(' and ')}: ${limit}`,
    );
    return `- **${name}**: ${what}; limit: ${each.join('; ')}`;
  });
}

function section(results) {
  const { command, date, machine, contests } = results;
  const versions = Object.entries(machine.versions).map((entry) => entry.join(' '));
  return [
    `## ${results.program}`,
    `\`${command}\`, ${date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}, load ${machine.load} before; ${versions.join(', ')}.`,
    meanings(contests).join('\n'),
    tables(results).trimEnd(),
  ].join('\n\n');
}

/** The sections that RESULTS.md has, by program. */
function sectionsOf(text) {
  const sections = text.split(/^(?=## )/m).slice(1);
  return Object.fromEntries(sections.map((each) => [each.match(/^## (.*)$/m)[1], each.trimEnd()]));
}

/** Writes a program's section of RESULTS.md, and the chart where it is Node's; the other sections stay. */
export function writeReport(results) {
  mkdirSync(kept, { recursive: true });
  writeFileSync(path.join(kept, `${results.program}.json`), JSON.stringify(results));
  const sections = existsSync(page) ? sectionsOf(readFileSync(page, 'utf8')) : {};
  sections[results.program] = section(results);
  const intro = `# Results\n\n![GB/s by operation and size](results.svg)\n\n${legend}`;
  const parts = [intro, ...programs.map((name) => sections[name]).filter(Boolean)];
  writeFileSync(page, `${parts.join('\n\n')}\n`);
  if (results.program === 'Node') writeFileSync(path.join(folder, 'results.svg'), chart(results));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const program of programs) {
    const file = path.join(kept, `${program}.json`);
    if (existsSync(file)) writeReport(JSON.parse(readFileSync(file, 'utf8')));
    else process.stderr.write(`${program}: its bench has not run here; its section stays\n`);
  }
}
