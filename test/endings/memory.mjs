// What a process holds, and whether it grows.
import { setImmediate as nextTurn } from 'node:timers/promises';

export const megabyte = 2 ** 20;
const kinds = ['rss', 'heapUsed', 'external', 'arrayBuffers'];

/** What is held after everything that can go has gone: buffers are freed a turn after the collection that found them. */
export async function held() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await nextTurn();
  }
  return process.memoryUsage();
}

/**
 * Growth over the second half of the samples, in bytes: the slope of the line of least squares times its length. One
 * sample more or less says nothing then; the first half is where caches fill and code is compiled.
 */
export function growth(values) {
  const half = values.slice(Math.floor(values.length / 2));
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
  let above = 0;
  let below = 0;
  half.forEach((value, i) => {
    above += (i - middle) * (value - mean);
    below += (i - middle) ** 2;
  });
  return (above / below) * (half.length - 1);
}

/** Growth of each kind of memory. */
export function growths(samples) {
  return Object.fromEntries(kinds.map((kind) => [kind, growth(samples.map((sample) => sample[kind]))]));
}

/** Runs `step` as many times as there are samples, measuring after each. */
export async function sampled(samples, step) {
  const all = [];
  for (let i = 0; i < samples; i++) {
    await step(i);
    all.push(await held());
  }
  return growths(all);
}

const size = (bytes) =>
  Math.abs(bytes) < 10_240 ? `${Math.round(bytes)} B` : `${Math.round(bytes / 1024)} KB`;

/** The growths in words; throws where one is above its limit. */
export function judge(what, grown, limits) {
  const text = (values) =>
    Object.entries(values)
      .map(([kind, bytes]) => `${kind} ${size(bytes)}`)
      .join(', ');
  for (const [kind, limit] of Object.entries(limits)) {
    if (!(grown[kind] < limit))
      throw new Error(`${what}: grew by ${text(grown)}; allowed is ${text(limits)}`);
  }
  return { measured: `grew by ${text(grown)}`, limit: text(limits) };
}
