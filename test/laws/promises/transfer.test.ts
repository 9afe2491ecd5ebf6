// With `transfer` the memory is taken over, worked on, and handed back with the same result: on the fallback, too.

import { backend } from 'linquant';
import { quantizeEmbeddings as quantizeEmbeddingsNow } from 'linquant/embeddings';
import * as promises from 'linquant/promises';
import { searchEmbeddings as searchNow } from 'linquant/search';
import { describe, expect, it, vi } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import {
  type Case,
  call,
  codes,
  dimensions,
  ofCodes,
  ofFloats,
  promise,
  rows,
  sharedCopy,
  values,
} from './functions.js';

interface Handed {
  readonly result: unknown;
  readonly transferred: { readonly [name: string]: unknown };
}

const counts = backend.name === 'native' ? [1, 2, 8, 'auto'] : [2];
const parameters = { dtype: 'int8', scale: 0.05, zeroPoint: 0 } as const;
const quantized: Case = ['quantize', [parameters], {}];

/** Copies on memory of their own, even of what was small. */
const copyOf = (x: Float32Array) => new Float32Array(x.slice().buffer);

function isGone(view: ArrayBufferView): boolean {
  return view.buffer.byteLength === 0 && view.byteLength === 0;
}

describe.each([
  ['x', ofFloats, values],
  ['q', ofCodes, codes],
] as const)('%s', (name, cases: Readonly<Record<string, Case>>, own: Float32Array | Uint8Array) => {
  it.each(Object.entries(cases))('%s', async (_title, given) => {
    const expected = call(given, own);
    for (const threads of counts) {
      const data = own.slice();
      const { result, transferred } = (await promise(given, data, { transfer: true, threads })) as Handed;
      expectSameResult(result, expected, `by threads: ${threads}`);
      expect(isGone(data)).toBe(true);
      expectSameResult(transferred[name], own);
    }
  });

  it.each(Object.entries(cases))('%s, little of it', async (_title, given) => {
    // As many rows as are within 256 KiB: none of the cases with a shape of their own.
    if ('shape' in given[2] || 'length' in given[2]) return;
    const little = own.subarray(0, 66 * dimensions);
    const data = little.slice();
    const { result, transferred } = (await promise(given, data, { transfer: true })) as Handed;
    expectSameResult(result, call(given, little));
    expect(isGone(data)).toBe(true);
    expectSameResult(transferred[name], little);
  });
});

it.each([values.length, 8])('`out` is the result, on its memory: %i elements', async (length) => {
  const x = copyOf(values.subarray(0, length));
  const out = Buffer.from(new ArrayBuffer(length + 100), 50, length);
  const { result, transferred } = await promises.quantize(x, parameters, { out, transfer: true });
  expect([isGone(x), isGone(out), out.length]).toEqual([true, true, 0]);
  expect(Buffer.isBuffer(result)).toBe(true);
  expect([result.byteOffset, result.buffer.byteLength]).toEqual([50, length + 100]);
  const expected = call(quantized, values.subarray(0, length)) as Int8Array;
  expectSameResult(new Int8Array(result.buffer, 50, length), expected);
  expect(Object.keys(transferred)).toEqual(['x', 'parameters']);
  expect(transferred.parameters).toEqual(parameters);
});

it('`out` with parameters is the result', async () => {
  const out = {
    data: new Int8Array(values.length),
    scale: new Float32Array(rows),
    zeroPoint: new Int32Array(rows),
  };
  const given = { rule: 'absmax', axis: 0, shape: [rows, dimensions] } as const;
  const { result } = await promises.quantizeDynamic(copyOf(values), { ...given, out, transfer: true });
  expectSameResult(result, call(['quantizeDynamic', [], given], values));
  expect([out.data, out.scale, out.zeroPoint].every(isGone)).toBe(true);
});

describe('views', () => {
  it('come back with their class, their place and the rest of their buffer', async () => {
    const bytes = values.byteLength;
    const makers: Readonly<Record<string, (buffer: ArrayBuffer) => ArrayBufferView | ArrayBuffer>> = {
      Float32Array: (buffer) => new Float32Array(buffer, 64, values.length),
      Buffer: (buffer) => Buffer.from(buffer, 63, bytes),
      DataView: (buffer) => new DataView(buffer, 62, bytes),
      ArrayBuffer: (buffer) => buffer.slice(64, 64 + bytes),
    };
    for (const [name, make] of Object.entries(makers)) {
      const buffer = new ArrayBuffer(bytes + 128);
      const places: Readonly<Record<string, number>> = { Buffer: 63, DataView: 62 };
      new Uint8Array(buffer, places[name] ?? 64).set(new Uint8Array(values.buffer, 0, bytes));
      new Uint8Array(buffer)[bytes + 127] = 99;
      const x = make(buffer) as Float32Array;
      const { result, transferred } = await promises.quantize(x, parameters, { transfer: true });
      expectSameResult(result, call(quantized, values), name);
      const back = transferred.x as Float32Array | ArrayBuffer;
      expect(back.constructor.name).toBe(name);
      if (!ArrayBuffer.isView(back) || !ArrayBuffer.isView(x)) {
        expect(x.byteLength).toBe(0);
        continue;
      }
      expect((x as ArrayBufferView).buffer.byteLength).toBe(0);
      expect([back.byteOffset, back.byteLength]).toEqual([places[name] ?? 64, bytes]);
      expect(new Uint8Array(back.buffer)[bytes + 127]).toBe(99);
    }
  });

  it('on one buffer come back on one', async () => {
    const buffer = new ArrayBuffer(5 * values.length);
    const x = new Float32Array(buffer, 0, values.length);
    x.set(values);
    const out = new Int8Array(buffer, 4 * values.length);
    const { result, transferred } = await promises.quantize(x, parameters, { out, transfer: true });
    expectSameResult(result, call(quantized, values));
    expect(result.buffer).toBe(transferred.x.buffer);
    expect(isGone(x)).toBe(true);
  });

  it('on resizable memory come back on memory that is', async () => {
    type Resizable = ArrayBuffer & { readonly maxByteLength: number };
    const Memory = ArrayBuffer as unknown as new (bytes: number, options: object) => Resizable;
    const x = new Float32Array(new Memory(values.byteLength, { maxByteLength: 2 * values.byteLength }));
    x.set(values);
    const { result, transferred } = await promises.quantize(x, parameters, { transfer: true });
    expectSameResult(result, call(quantized, values));
    expect(transferred.x.length).toBe(values.length);
    expect((transferred.x.buffer as Resizable).maxByteLength).toBe(2 * values.byteLength);
  });

  it('on shared memory stay as they are', async () => {
    const x = sharedCopy(values);
    const out = new Int8Array(new SharedArrayBuffer(values.length));
    const { result, transferred } = await promises.quantize(x, parameters, { out, transfer: true });
    expect([result, transferred.x]).toEqual([out, x]);
    expect(transferred.x).toBe(x);
    expect(result).toBe(out);
    expectSameResult(Int8Array.from(out), call(quantized, values));
  });

  it('of few parameters stay with the caller, those of many are taken', async () => {
    const scale = new Float32Array(dimensions).fill(0.05);
    const given = { dtype: 'int8', axis: 1, scale, zeroPoint: new Int32Array(dimensions) } as const;
    const shape = [rows, dimensions];
    const few = await promises.quantize(copyOf(values), given, { shape, transfer: true });
    expect(few.transferred.parameters).toMatchObject({ scale });
    expect(scale.length).toBe(dimensions);
    expectSameResult(few.result, call(quantized, values));

    const many = 2 ** 19;
    const x = new Float32Array(many).fill(1);
    const scales = new Float32Array(many).fill(0.5);
    const ofAll = { dtype: 'int8', axis: 0, scale: scales, zeroPoint: new Int32Array(many) } as const;
    const all = await promises.quantize(x, ofAll, { shape: [many], transfer: true });
    expect([scales.length, ofAll.zeroPoint.length]).toEqual([0, 0]);
    expect(all.result.every((code) => code === 2)).toBe(true);
    expect((all.transferred.parameters.scale as Float32Array).every((value) => value === 0.5)).toBe(true);
  });
});

describe('searches', () => {
  const size = 64;
  const x = Float32Array.from({ length: 1000 * size }, (_, i) => Math.sin(((i % 32_000) + 1) ** 2));
  const asked = Float32Array.from({ length: 17 * size }, (_, i) => Math.cos(i * i));
  const own = quantizeEmbeddingsNow(x, { dimensions: size, rule: 'row' });
  const fresh = () => ({ data: own.data.slice(), parameters: own.parameters });

  it('hand the corpus back and leave the queries', async () => {
    const corpus = fresh();
    const given = { dimensions: size, transfer: true } as const;
    const { result, transferred } = await promises.searchEmbeddings(corpus, asked, given);
    expectSameResult(result, searchNow(own, asked, { dimensions: size }));
    expect(isGone(corpus.data)).toBe(true);
    expect(transferred.queries).toBe(asked);
    // It is a corpus again.
    const again = await promises.scoreEmbeddings(transferred.corpus, asked, given);
    expectSameResult(again.result, await promises.scoreEmbeddings(own, asked, { dimensions: size }));
    expectSameResult(again.transferred.corpus, { data: own.data, parameters: own.parameters });
  });

  it('hand queries back that are in the corpus, and indices and scores', async () => {
    const corpus = copyOf(x);
    const queries = corpus.subarray(size, 3 * size);
    const out = { indices: new Uint32Array(4), scores: new Float64Array(4) };
    const given = { dimensions: size, k: 2, out } as const;
    const expected = searchNow(x, x.subarray(size, 3 * size), { dimensions: size, k: 2 });
    const found = await promises.searchEmbeddings(corpus, queries, { ...given, transfer: true });
    expectSameResult(found.result.indices, expected.indices);
    expectSameResult(found.result.scores, expected.scores);
    expect([corpus, queries, out.indices, out.scores].every(isGone)).toBe(true);
    expect(found.transferred.queries.buffer).toBe(found.transferred.corpus.buffer);
    expectSameResult(found.transferred.queries, x.subarray(size, 3 * size));
  });

  it('measure', async () => {
    const given = { dimensions: size, queries: asked, k: 10 } as const;
    const [floats, given8] = [copyOf(x), fresh()];
    const { result, transferred } = await promises.measureEmbeddings(floats, given8, {
      ...given,
      transfer: true,
    });
    expect(result).toEqual(await promises.measureEmbeddings(x, own, given));
    expect([floats, given8.data].every(isGone)).toBe(true);
    expectSameResult(transferred.x, x);
    expectSameResult(transferred.codes.data, own.data);
  });
});

describe('what is refused leaves all memory where it is', () => {
  const transfer = true;
  async function codeOf(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => 'done',
      (error: { readonly code?: string; readonly transferred?: unknown }) => error.code,
    );
  }

  it.each([values.length, 8])('a pool, WebAssembly: %i elements', async (length) => {
    const [x, out] = [copyOf(values.subarray(0, length)), new Int8Array(length)];
    const pooled = Buffer.from(new Uint8Array(32));
    expect(pooled.buffer.byteLength).toBeGreaterThan(32);
    const pages = Math.ceil((4 * length) / 2 ** 16);
    type Api = { readonly Memory: new (options: object) => { readonly buffer: ArrayBuffer } };
    const { Memory } = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly;
    const { buffer } = new Memory({ initial: pages });
    const held = 'ERR_LINQUANT_TRANSFER';
    expect(await codeOf(promises.quantize(pooled, parameters, { out: new Int8Array(8), transfer }))).toBe(
      held,
    );
    expect(await codeOf(promises.quantize(x, parameters, { out: pooled, transfer }))).toBe(held);
    const wasm = new Float32Array(buffer, 0, length);
    expect(await codeOf(promises.quantize(wasm, parameters, { out, transfer }))).toBe(held);
    const codesThere = new Int8Array(buffer, 0, length).fill(7);
    expect(await codeOf(promises.quantize(x, parameters, { out: codesThere, transfer }))).toBe(held);
    expect([x.length, out.length, pooled.length, buffer.byteLength]).toEqual([
      length,
      length,
      32,
      pages * 2 ** 16,
    ]);
    expect(codesThere.every((code) => code === 7)).toBe(true);
  });

  it('wrong arguments, and signals that were aborted', async () => {
    const [x, out] = [copyOf(values), new Int8Array(values.length - 1)];
    expect(await codeOf(promises.quantize(x, parameters, { out, transfer }))).toBe('ERR_LINQUANT_OUT_SIZE');
    const none = { ...parameters, scale: 0 };
    expect(await codeOf(promises.quantize(x, none, { transfer }))).toBe('ERR_LINQUANT_INVALID_SCALE');
    const given = { dimensions: 767, rule: 'row', transfer } as const;
    expect(await codeOf(promises.quantizeEmbeddings(x, given))).toBe('ERR_LINQUANT_INVALID_SHAPE');
    const signal = AbortSignal.abort('enough');
    await expect(promises.quantize(x, parameters, { signal, transfer })).rejects.toBe('enough');
    for (const wrong of [1, null, 'x']) {
      const asked = promises.quantize(x, parameters, { transfer: wrong as never });
      expect(await codeOf(asked)).toBe('ERR_LINQUANT_INVALID_TYPE');
    }
    expect([x.length, out.length]).toEqual([values.length, values.length - 1]);
  });

  it('arguments whose memory cannot be known', async () => {
    const x = copyOf(values);
    const hidden = [new Proxy({ ...parameters }, {}), Object.assign(new (class {})(), parameters)];
    for (const one of hidden) {
      expect(await codeOf(promises.quantize(x, one, { transfer }))).toBe('ERR_LINQUANT_TRANSFER');
    }
    expect(x.length).toBe(values.length);
  });
});

describe('work that fails after the memory was taken', () => {
  it('hands it back in the error', async () => {
    const wrong = values.slice();
    wrong[60_000] = Number.NaN;
    for (const given of [
      ['quantizeDynamic', [], { dtype: 'int8' }],
      ['quantizeEmbeddings', [], { rule: 'row', dimensions }],
      ['quantizeEmbeddings', [], { rule: 'matrix', dimensions }],
      ['searchEmbeddings', [values.slice(0, 20 * dimensions)], { dimensions }],
    ] as const satisfies readonly Case[]) {
      const x = wrong.slice();
      const name = given[0] === 'searchEmbeddings' ? 'corpus' : 'x';
      const error = await promise(given as never, x, { transfer: true }).then(
        () => expect.fail('no error') as never,
        (failure: Error & { readonly code: string; readonly transferred: Record<string, Float32Array> }) =>
          failure,
      );
      expect(error.code).toBe('ERR_LINQUANT_INVALID_RANGE');
      expect(isGone(x)).toBe(true);
      expectSameResult(error.transferred[name], wrong);
      // Loggers print what is enumerable.
      expect(Object.keys(error)).not.toContain('transferred');
    }
  });

  it('lets go of it where a signal gave it up', async () => {
    const x = new Float32Array(2 ** 22);
    const controller = new AbortController();
    const { signal } = controller;
    const fit = { rule: 'row', fit: 'least-squares', dimensions: 256, signal, transfer: true } as const;
    const work = promises.quantizeEmbeddings(x, fit);
    const reason = Object.assign(new Error('enough'), { code: 'ERR_LINQUANT_DETACHED' });
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
    expect(isGone(x)).toBe(true);
    expect(Object.getOwnPropertyNames(reason)).not.toContain('transferred');
  });
});

it('threads work where there are any', async () => {
  // Slices are turns of the event loop that they ask for.
  const turns = vi.spyOn(globalThis, 'setImmediate');
  await promises.quantize(copyOf(values), parameters, { threads: 2 });
  expect(turns).toHaveBeenCalled();
  turns.mockClear();
  await promises.quantize(copyOf(values), parameters, { threads: 2, transfer: true });
  const corpus = copyOf(values);
  await promises.searchEmbeddings(corpus, values.slice(0, 20 * dimensions), { dimensions, transfer: true });
  if (backend.name === 'native') expect(turns).not.toHaveBeenCalled();
  else expect(turns).toHaveBeenCalled();
  turns.mockRestore();
});

it('a call on the same memory meanwhile finds it gone', async () => {
  const x = copyOf(values);
  const first = promises.quantize(x, parameters, { transfer: true });
  await expect(promises.quantize(x, parameters, { transfer: true })).rejects.toHaveProperty(
    'code',
    'ERR_LINQUANT_DETACHED',
  );
  expectSameResult((await first).result, call(quantized, values));
});
