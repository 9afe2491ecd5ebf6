// The tables of the sections that are measured in processes of their own.
import { markdownTable } from 'markdown-table';
import { percent, times } from '../numbers.mjs';
import { ratio, summarize } from '../race.mjs';
import { sections } from './operations.mjs';

/** Nanoseconds, and how far the median of the processes lies above the best. */
export function nanoseconds(taken) {
  if (taken === undefined) return '';
  const { best, median } = summarize(taken);
  return `${Math.round(best)} +${percent(median / best - 1)}`;
}

/** How many times as long as the other one takes, where both were measured. */
const timesAsLong = (taken, other) => (taken && other ? times(ratio(taken, other)) : '');

/**
 * A row for each call, a column for each tree, and how many times as long this tree takes as the other. Then how many times as
 * fast as the loop each is, and how many times as long as the call that it is made of.
 */
export function sideTable(section, sides) {
  const about = Object.entries(sections[section].about);
  const [ours, theirs] = sides;
  const columns = sides.map(({ name, backend, times: taken }) => [
    `${name} (${backend})`,
    (call) => nanoseconds(taken[call]),
  ]);
  if (theirs !== undefined) {
    columns.push([`this / ${theirs.name}`, (call) => timesAsLong(ours.times[call], theirs.times[call])]);
  }
  for (const { name, times: taken } of sides) {
    const of = sides.length > 1 ? `, ${name}` : '';
    const beside = (kind) => about.some(([, { [kind]: other }]) => other);
    if (beside('loop')) {
      columns.push([
        `times as fast as the loop${of}`,
        (call, { loop }) => timesAsLong(taken[loop], taken[call]),
      ]);
    }
    if (beside('beneath')) {
      columns.push([
        `times the call beneath${of}`,
        (call, { beneath }) => timesAsLong(taken[call], taken[beneath]),
      ]);
    }
  }
  const header = ['ns a call', ...columns.map(([title]) => title)];
  const rows = about.map(([call, others]) => [call, ...columns.map(([, cell]) => cell(call, others))]);
  return markdownTable([header, ...rows], { align: ['l', ...columns.map(() => 'r')] });
}
