// flat.mjs right|each|wrong|misuse calls: makes so many calls, and tells by how much memory grew over their second half.
import { createRequire } from 'node:module';
import * as linquant from 'linquant';
import { misuses, rightCalls, wrongCalls } from '../calls.mjs';
import { judge, megabyte, sampled } from '../memory.mjs';

/*
 * What 24 samples of a flat program differ by, times a few: pages that the allocator keeps, code that is compiled late.
 * A leak of one byte in each of 5,000,000 calls would be above it.
 */
const limits = {
  rss: 4 * megabyte,
  heapUsed: megabyte / 4,
  external: megabyte / 4,
  arrayBuffers: megabyte / 4,
};
const samples = 24;

// To capture the stack is most of what an error costs, and nothing of the package.
Error.stackTraceLimit = 0;

const [kind, given] = process.argv.slice(2);
const total = Number(given);

/** Calls all of them in turn; those that must throw are counted if they do not. */
async function measure(what, calls, mustThrow) {
  const each = Math.ceil(total / samples);
  let next = 0;
  let wrong = 0;
  const step = () => {
    for (let i = 0; i < each; i++) {
      const call = calls[next];
      next = next + 1 === calls.length ? 0 : next + 1;
      if (!mustThrow) {
        call();
        continue;
      }
      try {
        call();
        wrong++;
      } catch {}
    }
  };
  const grown = await sampled(samples, step);
  if (wrong > 0) throw new Error(`${wrong} calls of ${what} did not throw`);
  return { what, count: each * samples, ...judge(what, grown, limits) };
}

const rows = [];
if (kind === 'right') {
  const calls = [8, 64, 258].flatMap((count) => Object.values(rightCalls(linquant, count)));
  rows.push(await measure('all functions in turn', calls, false));
} else if (kind === 'each') {
  for (const [name, call] of Object.entries(rightCalls(linquant, 8))) {
    rows.push(await measure(name, [call], false));
  }
} else if (kind === 'wrong') {
  rows.push(await measure('calls that throw', wrongCalls(linquant), true));
} else if (linquant.backend.path !== undefined) {
  const binding = createRequire(import.meta.url)(linquant.backend.path);
  rows.push(await measure('misuses of the addon itself', misuses(binding), true));
}
console.log(JSON.stringify(rows));
