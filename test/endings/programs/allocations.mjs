// allocations.mjs calls: how many bytes one call of each operation leaves on the engine's heap, all outputs given.
//
// Counted, not timed: the young generation is emptied, then calls are made until it is nearly full, and the heap has grown by
// what they allocated. Run with --expose-gc, and with a young generation so large that thousands of calls fit.
import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import * as linquant from 'linquant';
import * as calibration from 'linquant/calibration';
import * as embeddings from 'linquant/embeddings';
import * as search from 'linquant/search';
import { outputCalls } from '../output-calls.mjs';

const total = Number(process.argv[2]);
const calls = outputCalls(linquant, embeddings, calibration, search);
/** A fourth of the young generation, so that no collection is needed in between. */
const most = 2 ** 24;
/** So many that a few bytes more or less are nothing. */
const batch = 10_000;

const collections = [];
new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) collections.push(startTime);
}).observe({ entryTypes: ['gc'] });

/** Results go where the engine cannot leave them out. */
export let kept;

function make(call, count) {
  for (let i = 0; i < count; i++) kept = call();
}

const used = () => getHeapStatistics().used_heap_size;

/** A collection is handed to the observer in the next turn, and to us in the one behind it. */
async function told() {
  await nextTurn();
  await nextTurn();
}

/** The bytes by which the heap grows in so many calls, or undefined where something was collected meanwhile. */
async function growth(call, count) {
  globalThis.gc({ type: 'minor' });
  await told();
  const start = performance.now();
  const before = used();
  make(call, count);
  const after = used();
  await told();
  return collections.some((time) => time >= start) ? undefined : after - before;
}

/** Bytes a call: the middle one of all batches, since now and then the engine makes something of its own meanwhile. */
async function measure(call) {
  const perCall = [];
  let count = 100;
  let made = 0;
  while (made < total) {
    collections.length = 0;
    const grown = await growth(call, count);
    made += count;
    if (grown !== undefined) perCall.push((grown - own) / count);
    else if (count === 1) throw new Error('there is a collection in every call');
    const wanted = grown === undefined ? count / 2 : (most * count) / Math.max(grown, 1);
    count = Math.max(1, Math.min(batch, Math.floor(wanted)));
  }
  // The first one was small, to see what a call takes.
  const sorted = perCall.slice(1).sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)]);
}

// All of them in turn, before anything is counted: compiled for good, and by what the engine knows of all of them.
for (let turn = 0; turn < 200; turn++) for (const call of Object.values(calls)) make(call, 1000);
for (let i = 0; i < 10; i++) await growth(() => undefined, batch);
/** What counting itself leaves on the heap. */
const own = await growth(() => undefined, batch);

const object = await measure(() => ({ a: 1 }));
// Three words and the property, on most engines; else nothing below means anything.
if (!(object >= 12 && object <= 64)) throw new Error(`an object of one property counts ${object} bytes`);
const measured = {};
for (const [name, call] of Object.entries(calls)) measured[name] = await measure(call);
console.log(JSON.stringify(measured));
