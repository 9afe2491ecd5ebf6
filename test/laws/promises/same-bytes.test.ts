// Promises give what their namesakes give, whatever does the work: threads on shared memory, however many, or slices.

import { backend } from 'linquant';
import { describe, expect, it } from 'vitest';
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

/** The fallback has no threads: it takes shared memory as any other. */
const counts = backend.name === 'native' ? [1, 2, 3, 8, 'auto'] : [2];

const groups = [
  ['floats', ofFloats, values],
  ['codes', ofCodes, codes],
] as const;

describe.each(groups)('of %s', (_name, cases: Readonly<Record<string, Case>>, own) => {
  const shared = sharedCopy(own as Float32Array);

  it.each(Object.entries(cases))('%s', async (_title, given) => {
    const expected = call(given, own);
    expectSameResult(await promise(given, own), expected, 'in slices');
    for (const threads of counts) {
      expectSameResult(await promise(given, shared, { threads }), expected, `by threads: ${threads}`);
    }
  });

  it('side by side', async () => {
    const all = Object.values(cases);
    const results = await Promise.all(all.flatMap((given) => [promise(given, own), promise(given, shared)]));
    results.forEach((result, i) => {
      expectSameResult(result, call(all[i >> 1]!, own));
    });
  });
});

it('take `out`, and write nothing before it is checked', async () => {
  const given: Case = ['quantize', [{ dtype: 'int8', scale: 0.05, zeroPoint: 0 }], {}];
  const expected = call(given, values) as Int8Array;
  for (const out of [new Int8Array(values.length), new Int8Array(new SharedArrayBuffer(values.length))]) {
    expect(await promise(given, values, { out })).toBe(out);
    expectSameResult(Int8Array.from(out), expected);
    expect(await promise(given, sharedCopy(values), { out })).toBe(out);
    expectSameResult(Int8Array.from(out), expected);
  }
  const short = new Int8Array(values.length - 1).fill(7);
  await expect(promise(given, values, { out: short })).rejects.toHaveProperty(
    'code',
    'ERR_LINQUANT_OUT_SIZE',
  );
  expect(short.every((code) => code === 7)).toBe(true);
});

it('take scales and zero points of rows in `out`', async () => {
  const given: Case = ['quantizeDynamic', [], { rule: 'absmax', axis: 0, shape: [rows, dimensions] }];
  for (const x of [values, sharedCopy(values)]) {
    const out = {
      data: new Int8Array(values.length),
      scale: new Float32Array(rows),
      zeroPoint: new Int32Array(rows).fill(9),
    };
    const result = (await promise(given, x, { out })) as { data: unknown; parameters: { scale: unknown } };
    expect(result.data).toBe(out.data);
    expect(result.parameters.scale).toBe(out.scale);
    expectSameResult(result, call(given, values));
  }
});
