// Puts all queries to every way in turn, several times over, so that whatever else the machine does meets all of them alike.
import { k } from '../kit.mjs';

const rounds = 3;

/**
 * Gives each way `recall`, and of the milliseconds of a query `median`, of all runs, and `best`, the median over the fastest
 * run of each query.
 */
export async function tryAll(ways, { asked, nearest }) {
  const trials = ways.map((way) => ({ way, times: Array.from({ length: asked }, () => []), common: 0 }));
  for (let round = 0; round < rounds; round++) {
    for (const trial of trials) {
      for (let i = 0; i < asked; i++) {
        const start = performance.now();
        const ids = await trial.way.search(i);
        trial.times[i].push(performance.now() - start);
        if (round === 0) trial.common += ids.filter((id) => nearest[i].has(Number(id) - 1)).length;
      }
    }
  }
  return trials.map(({ way, times, common }) => ({
    ...way,
    recall: common / (k * asked),
    median: medianOf(times.flat()),
    best: medianOf(times.map((runs) => Math.min(...runs))),
  }));
}

function medianOf(numbers) {
  return numbers.slice().sort((a, b) => a - b)[numbers.length >> 1];
}
