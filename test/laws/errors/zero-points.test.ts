// The codes in use must hold the zero point, in every function.

import { describe, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { expectSameBytes } from '../../support/same-bytes.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, parametersToJSON } = untyped;

const shape = [2, 3];
const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };

describe('codes in use that leave out the zero point', () => {
  const zero = 'ERR_LINQUANT_INVALID_ZERO_POINT';
  const bounds = [
    { qmin: 1, qmax: 2 },
    { qmin: 1, qmax: undefined },
  ];

  const dtypes = ['int8', 'uint8', 'int16', 'uint16', 'int4', 'uint4'];

  it.each(dtypes.flatMap((dtype) => bounds.map((bound) => ({ dtype, ...bound }))))(
    'are an error: $dtype, $qmin to $qmax',
    (some) => {
      const tensor = { ...some, scale: 1, zeroPoint: 0 };
      const axis = { ...some, axis: 0, scale: [1, 1], zeroPoint: [1, 0] };
      const typed = { ...axis, zeroPoint: Int32Array.of(1, 0) };
      expectError(() => quantize!(x, tensor), 'parameters.zeroPoint', zero);
      expectError(() => quantize!(x, axis, { shape }), 'parameters.zeroPoint[1]', zero);
      expectError(() => fakeQuantize!(x, typed, { shape }), 'parameters.zeroPoint[1]', zero);
      expectError(() => parametersToJSON!(typed), 'parameters.zeroPoint[1]', zero);
    },
  );

  it.each([
    { qmin: 5, qmax: 9 },
    { qmin: 1, qmax: undefined },
    { qmin: undefined, qmax: -1 },
  ])('are an error of int32, whose zero point is 0: $qmin to $qmax', (bound) => {
    const tensor = { ...bound, dtype: 'int32', scale: 1, zeroPoint: 0 };
    const axis = { ...tensor, axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
    expectError(() => quantize!(x, tensor), 'parameters.qmin..qmax', zero);
    expectError(() => quantize!(x, axis, { shape }), 'parameters.qmin..qmax', zero);
    expectError(() => dequantize!(Int32Array.of(5), tensor), 'parameters.qmin..qmax', zero);
    expectError(() => requantize!(q, p, tensor), 'to.qmin..qmax', zero);
    expectError(() => parametersToJSON!(axis), 'parameters.qmin..qmax', zero);
  });

  it('may end at it', () => {
    const bias = { dtype: 'int32', scale: 1, zeroPoint: 0 };
    expectSameBytes(quantize!(x, { ...bias, qmin: 0, qmax: 3 }), Int32Array.of(1, 2, 3, 3, 3, 3));
    expectSameBytes(quantize!(x, { ...bias, qmin: -1, qmax: 0 }), new Int32Array(6));
  });
});
