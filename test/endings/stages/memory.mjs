// Memory stays flat over millions of calls.
import { rowsOf } from '../processes.mjs';

const flags = ['--expose-gc'];

export async function memory({ quick, tell }) {
  const runs = [
    ['right', quick ? 2.5e6 : 1e7],
    // With fewer calls the code that is compiled late, 4 MB, falls into the second half.
    ['wrong', 1e6],
    ['misuse', quick ? 4e5 : 1e6],
    // Each function so often by itself: a minute and a half.
    ...(quick ? [] : [['each', 1e7]]),
  ];
  for (const args of runs) for (const row of await rowsOf('flat.mjs', args, { flags })) tell(row);
  const javascript = { flags, env: { LINQUANT_BACKEND: 'javascript' } };
  for (const row of await rowsOf('flat.mjs', ['right', quick ? 1e6 : 1e7], javascript)) {
    tell({ ...row, what: `${row.what}, fallback` });
  }
}
