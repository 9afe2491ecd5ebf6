// Timing: contestants take turns in one process, so that what disturbs the machine disturbs all of them.

const now = process.hrtime.bigint;
const microseconds = (start) => Number(now() - start) / 1000;

/**
 * Lets the contestants take turns, one sample each in a round, and gives each one's time of one call in microseconds,
 * sample by sample: `times[i]` of all contestants belong to the same round.
 *
 * A sample is as many calls as fill `sample` microseconds. There are `minRounds` to `maxRounds` rounds; between them
 * `seconds` decides. `run` may return a promise if `async` is set.
 */
export async function race(
  contestants,
  { seconds = 1, sample = 100, minRounds = 5, maxRounds = 5000, warmUp = 20_000 } = {},
) {
  const runners = [];
  for (const contestant of contestants) {
    const runner = { run: contestant.run, time: contestant.async ? timeAsync : timeSync, times: [] };
    runner.calls = await callsPerSample(runner, sample, warmUp);
    runners.push(runner);
  }
  const random = sequence();
  const start = now();
  for (let round = 0; round < maxRounds; round++) {
    if (round >= minRounds && microseconds(start) > seconds * 1e6) break;
    // Each round in another order: who comes after a greedy one finds the caches empty, and after one that reads the
    // same memory finds them full.
    for (const { run, time, times, calls } of shuffled(runners, random)) {
      times.push((await time(run, calls)) / calls);
    }
  }
  return runners.map(({ times }) => times);
}

/** Numbers below 1, the same in every run. */
function sequence() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled(values, random) {
  const all = [...values];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
}

/** Warms up, doubling the calls until `warmUp` microseconds have passed, and says how many calls fill a sample. */
async function callsPerSample({ run, time }, sample, warmUp) {
  let spent = 0;
  let fastest = Infinity;
  for (let calls = 1; spent < warmUp; calls = Math.min(calls * 2, 65_536)) {
    const took = await time(run, calls);
    spent += took;
    fastest = Math.min(fastest, took / calls);
  }
  return Math.max(1, Math.round(sample / fastest));
}

function timeSync(run, calls) {
  const start = now();
  for (let call = 0; call < calls; call++) run();
  return microseconds(start);
}

async function timeAsync(run, calls) {
  const start = now();
  for (let call = 0; call < calls; call++) await run();
  return microseconds(start);
}

/** The value below which the part `share` of the samples lies. */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const ascending = (values) => [...values].sort((a, b) => a - b);

/** Best and median of one contestant's times. */
export function summarize(times) {
  const sorted = ascending(times);
  return { best: sorted[0], median: quantile(sorted, 0.5), rounds: sorted.length };
}

/** How many times as long as `base` it takes, best by best; `spread` is half the interquartile range over the rounds. */
export function ratio(times, base) {
  const rounds = ascending(times.map((time, round) => time / base[round]));
  return {
    value: Math.min(...times) / Math.min(...base),
    spread: (quantile(rounds, 0.75) - quantile(rounds, 0.25)) / 2,
  };
}
