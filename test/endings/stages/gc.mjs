// Collections during calls. V8's --gc-interval is listed but does nothing in a Node as it is released; these flags do.
import { rowsOf } from '../processes.mjs';

const kinds = [
  ['collections asked for', [], 6],
  ['--stress-scavenge', ['--stress-scavenge=3', '--semi-space-growth-factor=1'], 6],
  // These take a second and more for each round.
  ['--stress-incremental-marking', ['--stress-incremental-marking', '--compact-on-every-full-gc'], 2],
  ['--stress-compaction', ['--stress-compaction', '--gc-global'], 1],
];

export async function gc({ quick, tell }) {
  for (const [kind, flags, rounds] of kinds) {
    const options = { flags: ['--expose-gc', ...flags] };
    for (const row of await rowsOf('gc.mjs', [quick ? rounds : rounds * 40], options)) {
      tell({ ...row, what: `${row.what} (${kind})` });
    }
  }
  // The fallback hands no memory to native code: what its calls do with memory that goes away is in the suite too.
  if (quick) return;
  const javascript = { flags: ['--expose-gc'], env: { LINQUANT_BACKEND: 'javascript' } };
  for (const row of await rowsOf('gc.mjs', [100], javascript)) {
    tell({ ...row, what: `${row.what} (fallback)` });
  }
}
