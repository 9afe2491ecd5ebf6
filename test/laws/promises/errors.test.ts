// Promises reject with the errors that their namesakes throw, from the same place of the data.

import { quantize, quantizeEmbeddings } from 'linquant/promises';
import { describe, expect, it } from 'vitest';
import { expectSameResult } from '../../support/same-bytes.js';
import { type Case, call, dimensions, promise, sharedCopy, values } from './functions.js';

/** Name, code, message and fields of what is thrown. */
async function failure(run: () => unknown): Promise<object> {
  try {
    await run();
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message, ...(error as object) };
  }
  return expect.fail('no error') as never;
}

function withValue(at: number, value: number): Float32Array {
  const x = values.slice();
  x[at] = value;
  return x;
}

const last = values.length - 1;
const wrong: Readonly<Record<string, readonly [Case, Float32Array]>> = {
  'a NaN in a row': [
    ['quantizeEmbeddings', [], { rule: 'row', dimensions }],
    withValue(last - 5, Number.NaN),
  ],
  'an infinity in a fitted row': [
    ['quantizeEmbeddings', [], { rule: 'row', fit: 'least-squares', dimensions, firstRow: 7 }],
    withValue(last - 5, Infinity),
  ],
  'a NaN in a batch': [
    ['quantizeEmbeddings', [], { rule: 'matrix', dimensions }],
    withValue(last, Number.NaN),
  ],
  'a NaN beyond a range': [
    ['quantizeEmbeddings', [], { rule: 'range', dimensions, firstRow: 3 }],
    withValue(last - 1000, Number.NaN),
  ],
  'a NaN with ranges': [
    ['quantizeEmbeddings', [], { rule: 'ranges', dimensions }],
    withValue(last, Number.NaN),
  ],
  'an infinity among signs': [['binarizeEmbeddings', [], { dimensions }], withValue(last - 800, -Infinity)],
  'no parameters': [['quantizeDynamic', [], { dtype: 'int8' }], withValue(last, Number.NaN)],
  'no parameters of a block': [
    ['quantizeDynamic', [], { dtype: 'int8', shape: [values.length / 768, 768], axis: 1, blockSize: 32 }],
    withValue(last - 100, Infinity),
  ],
  'an unknown option': [['quantize', [{ dtype: 'int8', scale: 1, zeroPoint: 0 }], { shapes: [1] }], values],
  'a wrong shape': [['minMax', [], { shape: [3, 5], axis: 0 }], values],
  'a wrong scale': [['quantize', [{ dtype: 'int8', scale: 0, zeroPoint: 0 }], {}], values],
  'rows that are none': [['quantizeEmbeddings', [], { rule: 'row', dimensions: 767 }], values],
};

describe.each(Object.entries(wrong))('%s', (_title, [given, x]) => {
  it('is the same error', async () => {
    const expected = await failure(() => call(given, x));
    expect(await failure(() => promise(given, x))).toEqual(expected);
    expect(await failure(() => promise(given, sharedCopy(x), { threads: 3 }))).toEqual(expected);
  });
});

it('memory that is written and read is refused, though it is shared', async () => {
  const x = sharedCopy(values);
  const given: Case = ['quantize', [{ dtype: 'int8', scale: 1, zeroPoint: 0 }], {}];
  const out = new Int8Array(x.buffer, 0, x.length);
  expect(await failure(() => promise(given, x, { out }))).toHaveProperty('code', 'ERR_LINQUANT_OVERLAP');
});

const parameters = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;

it.each([
  [{ threads: 0 }, 'ERR_LINQUANT_INVALID_OPTION', 'options.threads'],
  [{ threads: 65 }, 'ERR_LINQUANT_INVALID_OPTION', 'options.threads'],
  [{ threads: 1.5 }, 'ERR_LINQUANT_INVALID_OPTION', 'options.threads'],
  [{ threads: 'all' }, 'ERR_LINQUANT_INVALID_TYPE', 'options.threads'],
  [{ signal: {} }, 'ERR_LINQUANT_INVALID_TYPE', 'options.signal'],
  [{ signal: null }, 'ERR_LINQUANT_INVALID_TYPE', 'options.signal'],
  [{ signal: { aborted: false } }, 'ERR_LINQUANT_INVALID_TYPE', 'options.signal'],
  [
    { signal: { aborted: false, addEventListener: () => undefined } },
    'ERR_LINQUANT_INVALID_TYPE',
    'options.signal',
  ],
  [{ onProgress: 1 }, 'ERR_LINQUANT_INVALID_TYPE', 'options.onProgress'],
])('options of promises are checked: %o', async (options, code, name) => {
  for (const x of [values, Float32Array.of(1)]) {
    const found = (await failure(() => quantize(x, parameters, options as never))) as Error;
    expect(found).toHaveProperty('code', code);
    expect(found.message.startsWith(`${name} must be `)).toBe(true);
  }
});

it('what a getter throws is what the promise rejects with', async () => {
  const mine = new Error('mine');
  const options = {
    get rule(): never {
      throw mine;
    },
  };
  await expect(quantizeEmbeddings(values, options as never)).rejects.toBe(mine);
});

it('getters that call the library get their results, and so does the call', async () => {
  let inner: unknown;
  const given = {
    dtype: 'int8',
    get scale() {
      inner = call(['quantize', [parameters], {}], values);
      return 0.05;
    },
    zeroPoint: 0,
  } as const;
  const outer = await quantize(values, given);
  expectSameResult(inner, call(['quantize', [parameters], {}], values));
  expectSameResult(outer, call(['quantize', [{ ...parameters, scale: 0.05 }], {}], values));
});
