// What the library promises of the family's speed, beside what was measured.
import { markdownTable } from 'markdown-table';
import { count, times } from './numbers.mjs';

/** How many times as fast as what the claim names; undefined where that did not take part. */
function measured({ claim, contestants: [linquant, ...others] }) {
  if (claim.beside === 'limit') return linquant.share;
  return others.find(({ name }) => name === claim.beside)?.ratio;
}

function row(contest) {
  const { title, size, claim, limit } = contest;
  const found = measured(contest);
  const beside = claim.beside === 'limit' ? limit.name : claim.beside;
  const verdict = found === undefined ? '' : found.value >= claim.atLeast ? 'yes' : '**no**';
  return [title, count(size), beside, claim.atLeast, found ? times(found) : 'not measured', verdict];
}

/** The table of claims, in a list; an empty one where nothing was claimed of these contests. */
export function claims(contests) {
  const rows = contests.filter(({ claim }) => claim !== undefined).map(row);
  if (rows.length === 0) return [];
  const header = ['', 'floats', 'as fast as', 'at least', 'measured', 'holds'];
  const table = markdownTable([header, ...rows], { align: ['l', 'r', 'l', 'r', 'r', 'l'] });
  const meaning =
    'How many times as fast linquant is for as many elements, best by best, as the chosen kernels go.';
  return [`### Claims of the family\n\n${meaning}\n\n${table}\n`];
}
