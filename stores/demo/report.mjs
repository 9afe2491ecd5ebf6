// The table of one store.
import { markdownTable } from 'markdown-table';
import { k } from '../kit.mjs';

/** Prints what each way costs and finds. */
export function report(sizeHeader, trials) {
  const header = [
    'stored as, compared by',
    'bytes a vector',
    sizeHeader,
    `recall@${k}`,
    'measured',
    'ms a query',
    'at best',
  ];
  const rows = trials.map(({ name, bytes, size, recall, measured, median, best }) => [
    name,
    `${bytes}`,
    `${Math.round(size / 1000)}`,
    percent(recall),
    measured === undefined ? '' : percent(measured),
    median.toFixed(2),
    best.toFixed(2),
  ]);
  const align = ['l', 'r', 'r', 'r', 'r', 'r', 'r'];
  const table = markdownTable([header, ...rows], { align, delimiterStart: false, delimiterEnd: false });
  console.log(`${table.replaceAll(/ +$/gm, '')}\n`);
}

export const percent = (share) => `${(100 * share).toFixed(1)} %`;
