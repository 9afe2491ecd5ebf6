// What a call allocates, in bytes: more of it is slower than it looks, since others pay for the collections.
import { limits } from '../allocation-limits.mjs';
import { rowsOf } from '../processes.mjs';

/** Thousands of calls fit into the young generation; and code is compiled at the same call in every run. */
const flags = [
  '--expose-gc',
  '--min-semi-space-size=64',
  '--max-semi-space-size=64',
  '--no-concurrent-recompilation',
];

/** Fewer make the middle of their batches a byte more or less. */
const calls = 1e6;

export async function allocations({ tell }) {
  const measured = await rowsOf('allocations.mjs', [calls], {
    flags,
    env: { LINQUANT_BACKEND: 'native', NODE_OPTIONS: '' },
  });
  const above = [];
  for (const [what, bytes] of Object.entries(measured)) {
    const limit = limits[what];
    tell({ what, count: calls, measured: `${bytes} B a call`, limit: `${limit} B` });
    // A limit that is missing is no limit.
    if (!(bytes <= limit)) above.push(`${what}: ${bytes} B a call; allowed is ${limit} B`);
  }
  const unmeasured = Object.keys(limits).filter((what) => !Object.hasOwn(measured, what));
  if (unmeasured.length > 0) above.push(`not measured: ${unmeasured.join(', ')}`);
  if (above.length > 0) throw new Error(above.join('; '));
}
