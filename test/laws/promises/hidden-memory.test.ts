// Memory that a promise cannot know to be the caller's: where the namesake would find it, the work is done at once, in the call.

import { types } from 'node:util';
import { quantize } from 'linquant';
import { type Progress, quantizeDynamic, quantize as quantizeLater } from 'linquant/promises';
import { expect, it, vi } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import { dimensions, rows, sharedCopy, values } from './functions.js';

const parameters = { dtype: 'int8', scale: 0.05, zeroPoint: 0 } as const;
const expected = quantize(values, parameters);
const x = sharedCopy(values);

/** Takes the memory away as soon as the call has returned: threads that work on it would end the process. */
async function expectAtOnce(call: (out: Int8Array) => Promise<unknown>): Promise<void> {
  const out = new Int8Array(new ArrayBuffer(values.length));
  const promise = call(out);
  const written = out.slice();
  structuredClone(out.buffer, { transfer: [out.buffer] });
  await promise;
  expectSameResult(written, expected);
}

it('outputs in an ArrayBuffer that has options', () =>
  expectAtOnce((out) => quantizeLater(x, parameters, Object.assign(new ArrayBuffer(0), { out }) as object)));

it('outputs of a prototype', () =>
  expectAtOnce((out) => {
    Object.defineProperty(Object.prototype, 'out', { value: out, configurable: true });
    try {
      return quantizeLater(x, parameters);
    } finally {
      delete (Object.prototype as { out?: unknown }).out;
    }
  }));

it('parameters that a view has', async () => {
  const scale = new Float32Array(dimensions).fill(0.05);
  const held = { dtype: 'int8', axis: 1, scale, zeroPoint: new Int32Array(dimensions) };
  const out = new Int8Array(new SharedArrayBuffer(values.length));
  const options = { shape: [rows, dimensions], out };
  const promise = quantizeLater(x, Object.assign(new Uint8Array(0), held) as never, options);
  expectSameResult(Int8Array.from(out), expected);
  await promise;
});

it('is kept alive whatever setters arrays have', async () => {
  // Those of what the addon keeps; arrays of this package are shorter.
  const indices = [4, 5, 6];
  const setter = { set: () => undefined, get: () => undefined, configurable: true };
  const promise = (() => {
    for (const index of indices) Object.defineProperty(Array.prototype, index, setter);
    try {
      return quantizeLater(x, parameters);
    } finally {
      for (const index of indices) delete (Array.prototype as unknown[])[index];
    }
  })();
  expectSameResult(await promise, expected);
});

it('parameters that go away after the last piece are an error', async () => {
  // Each piece takes long enough to be told of.
  let time = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 25));
  const scale = new Float32Array(new ArrayBuffer(4 * dimensions));
  const out = { data: new Int8Array(values.length), scale, zeroPoint: new Int32Array(dimensions) };
  let passes = 0;
  const onProgress = ({ done, total }: Progress) => {
    if (done === total && ++passes === 2) structuredClone(scale.buffer, { transfer: [scale.buffer] });
  };
  const options = { dtype: 'int8', shape: [rows, dimensions], axis: 1, out, onProgress } as const;
  await expect(quantizeDynamic(values, options)).rejects.toHaveProperty('code', 'ERR_LINQUANT_DETACHED');
  expect(passes).toBe(2);
  clock.mockRestore();
});

it.each([1, 2, 3, 4])('data that a signal takes away when it is asked for the time %i', async (last) => {
  const own = values.slice();
  let times = 0;
  const signal = {
    get aborted() {
      if (++times === last) structuredClone(own.buffer, { transfer: [own.buffer] });
      return false;
    },
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  } as unknown as AbortSignal;
  const promise = quantizeLater(own, parameters, { signal });
  await expect(promise).rejects.toHaveProperty('code', 'ERR_LINQUANT_DETACHED');
});

it('is found whatever became of the methods of sets and arrays', async () => {
  const patches: readonly (readonly [object, string, unknown])[] = [
    [Set.prototype, 'has', () => false],
    [Set.prototype, 'add', () => undefined],
    [types, 'isSharedArrayBuffer', () => true],
    [Array.prototype, 'every', () => true],
    [Array.prototype, 'some', () => false],
  ];
  for (const [object, name, value] of patches) {
    const out = new Int8Array(values.length);
    const original = (object as Record<string, unknown>)[name];
    const promise = (() => {
      (object as Record<string, unknown>)[name] = value;
      try {
        return quantizeLater(x, parameters, { threads: 2, out });
      } finally {
        (object as Record<string, unknown>)[name] = original;
      }
    })();
    const outcome = promise.then(
      () => 'done',
      (error: { readonly code: string }) => error.code,
    );
    const moved = structuredClone(out.buffer, { transfer: [out.buffer] });
    expect(await outcome, name).toBe('ERR_LINQUANT_DETACHED');
    // Slices look first; threads would have written to it.
    expect(new Int8Array(moved).every((code) => code === 0)).toBe(true);
  }
});

it('is not looked for in Buffers, whose `offset` is a number', async () => {
  const bytes = Buffer.from(values.slice().buffer);
  const out = new Int8Array(values.length);
  const promise = quantizeLater(bytes, parameters, { out });
  expect(out.every((code) => code === 0)).toBe(true);
  await promise;
  expectSameResult(out, expected);
  // One of the caller's own may be anything.
  Object.defineProperty(bytes, 'offset', { value: new Float32Array(1) });
  out.fill(0);
  const atOnce = quantizeLater(bytes, parameters, { out });
  expectSameResult(out, expected);
  await atOnce;
});
