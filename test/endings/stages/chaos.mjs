// Promises whose memory is taken away, resized and given up while they are pending; under the sanitizer too (stage asan).
import { rowsOf } from '../processes.mjs';

/** The milliseconds of a run. `npm run test:endings -- --only chaos --minutes 10` takes that long. */
export function chaosTime(quick, minutes) {
  return minutes === undefined ? (quick ? 3_000 : 60_000) : minutes * 60_000;
}

export async function chaos({ quick, minutes, tell }, options = {}) {
  // Another seed each time, which is told: what was seen once can be tried again.
  const seed = Date.now() % 2 ** 31;
  tell({ what: 'chaos: seed', count: seed });
  const flags = ['--expose-gc'];
  for (const row of await rowsOf('chaos.mjs', [chaosTime(quick, minutes), seed], { flags, ...options }))
    tell(row);
}
