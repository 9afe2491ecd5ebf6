// Memory that is taken away, resized or given up while promises are pending.

import { getEventListeners } from 'node:events';
import { backend } from 'linquant';
import { dequantize, minMax, quantize, quantizeEmbeddings } from 'linquant/promises';
import { describe, expect, it } from 'vitest';
import { dimensions, sharedCopy, values } from './functions.js';

const parameters = { dtype: 'int8', scale: 0.05, zeroPoint: 0 } as const;

type Maker<T> = new (bytes: number, options: { readonly maxByteLength: number }) => T;

/** With the option that the declarations of ES2022 lack. */
const Growable = ArrayBuffer as unknown as Maker<ArrayBuffer>;
const GrowableShared = SharedArrayBuffer as unknown as Maker<SharedArrayBuffer>;

describe('memory that dies meanwhile', () => {
  const ways: Readonly<Record<string, (x: Float32Array) => void>> = {
    transferred: (x) => structuredClone(x.buffer, { transfer: [x.buffer as ArrayBuffer] }),
    shrunk: (x) => (x.buffer as unknown as { resize(bytes: number): void }).resize(1000),
  };
  it.each(Object.keys(ways))('is an error: %s', async (way) => {
    for (const after of isFast ? [0, 1, 2] : [1]) {
      // Large enough for many slices.
      const memory = new Growable(8 * values.byteLength, { maxByteLength: 8 * values.byteLength });
      const x = new Float32Array(memory, 0, 8 * values.length);
      for (let copy = 0; copy < 8; copy++) x.set(values, copy * values.length);
      const promise = quantizeEmbeddings(x, {
        rule: 'row',
        fit: 'least-squares',

        dimensions,
      });
      const told = expect(promise).rejects.toHaveProperty('code', 'ERR_LINQUANT_DETACHED');
      for (let turn = 0; turn < after; turn++) await new Promise(setImmediate);
      ways[way]!(x);
      await told;
    }
  });

  it('is an error where it was `out`', async () => {
    const out = new Int8Array(new ArrayBuffer(values.length));
    const promise = quantize(values, parameters, { out });
    const told = expect(promise).rejects.toHaveProperty('code', 'ERR_LINQUANT_DETACHED');
    structuredClone(out.buffer, { transfer: [out.buffer] });
    await told;
  });

  it('is an error where threads would write to it, too', async () => {
    const out = new Int8Array(new ArrayBuffer(values.length));
    const promise = quantize(sharedCopy(values), parameters, { out });
    const told = expect(promise).rejects.toHaveProperty('code', 'ERR_LINQUANT_DETACHED');
    structuredClone(out.buffer, { transfer: [out.buffer] });
    await told;
  });

  it('does not matter where threads have a copy: parameters', async () => {
    const scale = Float32Array.from({ length: dimensions }, () => 0.05);
    const zeroPoint = new Int32Array(dimensions);
    const shape = [values.length / dimensions, dimensions];
    const given = { dtype: 'int8', axis: 1, scale, zeroPoint } as const;
    const promise = quantize(sharedCopy(values), given, { shape, threads: 2 });
    // The second run finds the arrays gone: an error or the codes, never anything else.
    structuredClone(scale.buffer, { transfer: [scale.buffer] });
    const outcome = await promise.then(
      (codes) => codes.length,
      (error: { readonly code: string }) => error.code,
    );
    expect([values.length, 'ERR_LINQUANT_INVALID_SHAPE', 'ERR_LINQUANT_DETACHED']).toContain(outcome);
  });
});

it('a growable view that grows is no crash', async () => {
  const memory = new GrowableShared(values.byteLength, { maxByteLength: 2 * values.byteLength });
  const x = new Float32Array(memory);
  x.set(values);
  const promise = minMax(x, { threads: 2 });
  (memory as unknown as { grow(bytes: number): void }).grow(2 * values.byteLength);
  const outcome = await promise.then(
    ({ min }) => min,
    (error: { readonly code: string }) => error.code,
  );
  expect([Math.min(...values), 'ERR_LINQUANT_DETACHED']).toContain(outcome);
});

/** The fallback takes a hundred times as long for least squares. */
const isFast = backend.name === 'native';

describe('signals', () => {
  const large = new Float32Array(new SharedArrayBuffer(values.byteLength * (isFast ? 16 : 1)));
  const copy = new Float32Array(large.length);
  const fit = { rule: 'row', fit: 'least-squares', dtype: 'int8', dimensions } as const;

  it.each([
    ['threads', large],
    ['slices', copy],
  ])('give up work that was begun: %s', async (_name, x) => {
    // All of it: rows of zeros would be done before they are given up.
    for (let at = 0; at < x.length; at += values.length) x.set(values, at);
    for (const wait of [0, 1, 2]) {
      const controller = new AbortController();
      const { signal } = controller;
      const promise = quantizeEmbeddings(x, { ...fit, signal });
      const reason = new Error(`after ${wait}`);
      const told = expect(promise).rejects.toBe(reason);
      for (let turn = 0; turn < wait; turn++) await new Promise(setImmediate);
      controller.abort(reason);
      await told;
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
  });

  it('that were aborted before, reject at once, however little data there is', async () => {
    const reason = new Error('before');
    const signal = AbortSignal.abort(reason);
    await expect(quantize(large, parameters, { signal })).rejects.toBe(reason);
    await expect(quantize(Float32Array.of(1), parameters, { signal })).rejects.toBe(reason);
  });

  it('are let go of when the work is done', async () => {
    const { signal } = new AbortController();
    await minMax(large, { signal });
    await minMax(copy, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('whose methods throw are an error, and nothing goes on', async () => {
    const mine = new Error('mine');
    const addEventListener = () => {
      throw mine;
    };
    const removeEventListener = () => undefined;
    const signal = { aborted: false, addEventListener, removeEventListener } as unknown as AbortSignal;
    const outcome = await dequantize(
      new Uint8Array(large.buffer),
      { ...parameters, dtype: 'uint8' },
      { signal },
    ).then(
      () => 'done',
      (error: unknown) => error,
    );
    expect(outcome).toBe(backend.name === 'native' ? mine : 'done');
  });
});

describe('progress', () => {
  const x = new Float32Array(values.length * (isFast ? 48 : 1));
  const shared = new Float32Array(new SharedArrayBuffer(x.byteLength));

  it.each([
    ['threads', shared],
    ['slices', x],
  ])('never goes back within a pass, and stays within its total: %s', async (_name, data) => {
    data.fill(0.5);
    const told: number[] = [];
    await quantizeEmbeddings(data, {
      rule: 'row',
      fit: 'least-squares',
      dimensions,
      onProgress: ({ done, total }) => {
        expect(total).toBe(data.length);
        told.push(done);
      },
    });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.every((done) => done > 0 && done <= data.length)).toBe(true);
  });

  it('that throws gives the work up', async () => {
    const mine = new Error('mine');
    const onProgress = () => {
      throw mine;
    };
    const many = new Float32Array(isFast ? 2 ** 24 : 2 ** 20);
    const outcome = await quantize(many, parameters, { onProgress }).then(
      () => undefined,
      (error: unknown) => error,
    );
    // A machine that is done before anything is told has nothing to give up.
    expect([mine, undefined]).toContain(outcome);
  });
});
