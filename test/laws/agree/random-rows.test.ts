// Backends agree, or throw the same error, on random arguments for rows.

import { types } from 'node:util';
import fc from 'fast-check';
import * as linquant from 'linquant';
import { expect, it } from 'vitest';
import { choices, rowsFor } from '../../support/choices.js';
import { bytesOf } from '../../support/data.js';
import { load } from '../../support/load.mjs';
import { copyOf, outcome } from '../../support/outcomes.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { wrongAxes, wrongRowScales, wrongRowZeroPoints, wrongShapes } from '../../support/wrong/axes.js';
import type { Wrong } from '../../support/wrong/values.js';
import { wrongCodeOut, wrongFloats, wrongScaleOut, wrongZeroPointOut } from '../../support/wrong/views.js';

/** The fallback, beside the backend that this run is about. */
const javascript = load({ LINQUANT_BACKEND: 'javascript' });

type Loose = Record<string, (...args: unknown[]) => unknown>;
/** Mostly right; fast-check looks into what it is given, which runs the traps of a proxy, and prints it. */
function sometimes<T>(right: fc.Arbitrary<T>, wrong: readonly Wrong[]): fc.Arbitrary<unknown> {
  const values = wrong
    .filter(([name]) => !name.startsWith('hole') && !name.includes('object without'))
    .map(([, value]) => value)
    .filter((value) => !types.isProxy(value));
  return fc.oneof(
    { weight: 12, arbitrary: right as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
}

const memory = new ArrayBuffer(1024);
const rows = fc.nat(4);
const columns = fc.nat(9);
/** Arguments for some rows, in memory of their own or in one piece of memory where they may overlap. */
const call = fc.tuple(rows, columns, fc.boolean()).chain(([r, c, isShared]) => {
  const count = r * c;
  const at = (bytes: number) => fc.nat(1020 - bytes);
  const inMemory = <T>(bytes: number, step: number, make: (offset: number) => T) =>
    at(bytes).map((offset) => make(offset - (offset % step)));
  const floats: fc.Arbitrary<unknown> = isShared
    ? inMemory(count * 4, 1, (offset) => Buffer.from(memory, offset, count * 4))
    : fc.float32Array({ minLength: count, maxLength: count });
  const data: fc.Arbitrary<unknown> = isShared
    ? inMemory(count, 1, (offset) => Buffer.from(memory, offset, count))
    : fc.constantFrom(undefined, new Int8Array(count), Buffer.alloc(count));
  const scale: fc.Arbitrary<unknown> = isShared
    ? inMemory(r * 4, 4, (offset) => new Float32Array(memory, offset, r))
    : fc.array(fc.double({ min: 1e-40, max: 1e38, noNaN: true }), { minLength: r, maxLength: r });
  const zeroPoint: fc.Arbitrary<unknown> = isShared
    ? inMemory(r * 4, 4, (offset) => new Int32Array(memory, offset, r))
    : fc.array(fc.integer({ min: 0, max: 127 }), { minLength: r, maxLength: r });
  return fc.record({
    x: sometimes(floats, wrongFloats),
    shape: sometimes(fc.constantFrom([r, c], [r, 1, c]), wrongShapes),
    axis: sometimes(fc.constantFrom(0, 0, undefined), wrongAxes),
    data: sometimes(data, wrongCodeOut),
    scale: sometimes(scale, wrongRowScales),
    zeroPoint: sometimes(zeroPoint, wrongRowZeroPoints),
    scaleOut: sometimes(isShared ? scale : fc.constant(new Float32Array(r)), wrongScaleOut),
    zeroPointOut: sometimes(isShared ? zeroPoint : fc.constant(new Int32Array(r)), wrongZeroPointOut),
    rule: fc.constantFrom<object>({ rule: 'absmax' }, { rule: 'onnx' }, { dtype: 'int8', eps: 1e-40 }),
    seed: fc.integer({ min: 1, max: 255 }),
  });
});

it('the backend of this run and the fallback agree or throw the same error, on random arguments for rows', () => {
  fc.assert(
    fc.property(call, ({ x, shape, axis, data, scale, zeroPoint, scaleOut, zeroPointOut, rule, seed }) => {
      const calls = (package_: typeof linquant) => {
        const { quantize, dequantize, quantizeDynamic } = package_ as unknown as Loose;
        // Bytes below 64 make ordinary floats, and zero points that are codes where they are 0.
        const word = Uint8Array.of(seed % 2, seed % 2, seed % 2, seed % 64);
        const fresh = () => new Uint32Array(memory).fill(new Uint32Array(word.buffer)[0]!);
        const p = { dtype: 'int8', axis, scale, zeroPoint };
        // Else the first package would change what the second one reads.
        const inPlace = ArrayBuffer.isView(x) && x.buffer === memory ? x : undefined;
        const parts = { data, scale: scaleOut, zeroPoint: zeroPointOut };
        return [
          () => quantizeDynamic!(x, { ...rule, shape, axis, out: data }),
          () => quantizeDynamic!(x, { ...rule, shape, axis, out: parts }),
          () => quantize!(x, p, { shape, out: data }),
          () => dequantize!(data, p, { shape }),
          () => dequantize!(new Int8Array(4), p, { shape: [2, 2], out: inPlace }),
        ].map((each) => {
          fresh();
          return [copyOf(outcome(each)), bytesOf(new Uint8Array(memory)).toString('latin1')];
        });
      };
      const [here, there] = [calls(linquant), calls(javascript)];
      here.forEach((result, i) => {
        // What outputs hold after a data error is unspecified.
        const isDataError = result[0]!.includes('ERR_LINQUANT_INVALID_RANGE');
        expect(isDataError ? result[0] : result).toEqual(isDataError ? there[i]![0] : there[i]);
      });
    }),
    { numRuns: 3000 },
  );
});

it('the backend of this run and the fallback give the same bytes for many rows', () => {
  choices.forEach((options, i) => {
    const shape = [37, [256, 384, 1000, 7][i % 4]!];
    const x = rowsFor(37, shape[1]!, options, i + 40);
    const [here, there] = [linquant, javascript].map((package_) =>
      (package_ as unknown as Loose).quantizeDynamic!(x, { ...options, shape, axis: 0 }),
    ) as [linquant.QuantizedAxisData, linquant.QuantizedAxisData];
    expect(copyOf(here)).toEqual(copyOf(there));
    const back = [linquant, javascript].map((package_) =>
      package_.dequantize(here.data, here.parameters, { shape }),
    );
    expectSameBytes(bytesOf(back[0]!), bytesOf(back[1]!));
  });
});
