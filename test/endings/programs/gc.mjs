// gc.mjs rounds: collections in the middle of calls, and memory that goes away in the middle of calls.
import { strict as assert } from 'node:assert';
import { setImmediate as nextTurn } from 'node:timers/promises';
import * as linquant from 'linquant';
import { rightCalls, support } from '../calls.mjs';
import { checkAll } from '../checked.mjs';

const rounds = Number(process.argv[2]);
const { detach, optionsThat } = support('dying');
const rows = [];

/**
 * Collects the young generation, which moves what lives in V8's own heap (arrays of up to 64 bytes) and frees the
 * memory of new buffers that are gone. A full collection takes far longer, and is made in every 16th place.
 */
let collected = 0;
function collect() {
  globalThis.gc({ type: 'minor' });
  if (collected++ % 16 === 0) globalThis.gc();
}

function calls() {
  let compared = 0;
  for (let round = 0; round < rounds; round++) {
    for (const Memory of [ArrayBuffer, SharedArrayBuffer]) {
      const count = (round * 13) % 80;
      compared += checkAll(linquant, { count, offset: round % 9, seed: round, Memory, pause: collect });
    }
  }
  rows.push({ what: 'results, with collections wherever script runs in a call', count: compared });
}

/** Views whose memory goes while the call reads its arguments: an error, or the result, and the memory around is whole. */
function deaths() {
  const { quantize, dequantize, quantizeDynamic } = linquant;
  let errors = 0;
  for (let round = 0; round < rounds * 4; round++) {
    const count = 1 + (round % 40);
    const x = new Float32Array(count).fill(round);
    const codes = new Int8Array(count).fill(1);
    const p = {
      dtype: 'int8',
      axis: 0,
      scale: new Float32Array(count).fill(1),
      zeroPoint: new Int32Array(count),
    };
    const gone = (view) => () => {
      detach(view);
      collect();
    };
    const getter = (object, name, run) =>
      Object.defineProperty({ ...object }, name, { get: run, enumerable: true });
    const dying = [
      () => quantize(x, p, optionsThat(gone(x), { out: Buffer.alloc(count) })),
      () => quantize(new Float32Array(count), p, optionsThat(gone(p.scale), {})),
      () => dequantize(codes, p, getter({}, 'shape', gone(codes))),
      () => quantizeDynamic(x, getter({ dtype: 'int8' }, 'out', gone(x))),
      () => quantizeDynamic(x, optionsThat(gone(x), { rule: 'absmax', shape: [1, count], axis: 0 })),
    ];
    // In every order, so that each is the first to take the memory away.
    for (let i = 0; i < dying.length; i++) {
      assert.throws(dying[(i + round) % dying.length], (error) => /^ERR_LINQUANT_/.test(error.code));
      errors++;
    }
  }
  rows.push({ what: 'errors, with memory detached in the middle of a call', count: errors });
}

/** Nothing that was handed to a call is held by the addon afterwards. */
async function finalizations() {
  let left = 0;
  const registry = new FinalizationRegistry(() => left--);
  const watch = (value) => {
    left++;
    registry.register(value, undefined);
    return value;
  };
  const make = () => {
    for (const count of [8, 2000])
      for (const call of Object.values(rightCalls(linquant, count))) watchAll(call());
    const x = watch(new Float32Array(8).fill(1));
    const out = watch(new Int8Array(8));
    const scale = watch(new Float32Array(2).fill(1));
    const zeroPoint = watch(new Int32Array(2));
    const given = watch({
      rule: 'absmax',
      shape: watch([2, 4]),
      axis: 0,
      out: { data: out, scale, zeroPoint },
    });
    linquant.quantizeDynamic(x, given);
    assert.throws(() => linquant.quantize(x, given));
  };
  const watchAll = (result) => {
    watch(result);
    for (const part of [result.data, result.parameters]) if (typeof part === 'object') watch(part);
  };
  for (let round = 0; round < rounds; round++) make();
  const all = left;
  for (let i = 0; i < 50 && left > 0; i++) {
    globalThis.gc();
    await nextTurn();
  }
  if (left !== 0) throw new Error(`of ${all} arguments and results ${left} are held`);
  rows.push({ what: 'arguments and results, all finalized', count: all });
}

calls();
deaths();
await finalizations();
console.log(JSON.stringify(rows));
