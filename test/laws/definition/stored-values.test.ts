// What files and JSON hold is taken as it lies: 0-d tensors, scales of 0 and below, zero points in the type of their codes.
import {
  type AnyParameters,
  convert,
  dequantize,
  fakeQuantize,
  linearDequantize,
  minMax,
  packBits,
  parametersToJSON,
  quantize,
  quantizeDynamic,
  requantize,
  unpackBits,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';

const whole = { dtype: 'int8', scale: 0.5, zeroPoint: 1 } as const;
const perRow = (scale: readonly number[]) =>
  ({ dtype: 'int8', scale, zeroPoint: scale.map(() => 0), axis: 0 }) as const;

describe('a 0-d tensor', () => {
  const x = Float32Array.of(1.25);
  const shape: number[] = [];

  it('is one element for every function', () => {
    expect(minMax(x, { shape })).toEqual({ min: 1.25, max: 1.25 });
    expect(quantize(x, whole, { shape })).toEqual(Int8Array.of(3));
    expect(dequantize(Int8Array.of(3), whole, { shape })).toEqual(Float32Array.of(1));
    expect(fakeQuantize(x, whole, { shape })).toEqual(Float32Array.of(1));
    expect(requantize(Int8Array.of(3), whole, { ...whole, zeroPoint: 0 }, { shape })).toEqual(
      Int8Array.of(2),
    );
    expect(packBits(x, { shape })).toEqual(Uint8Array.of(128));
    expect(unpackBits(Uint8Array.of(128), { shape })).toEqual(Float32Array.of(1));
    expect(dequantize(Uint8Array.of(3), { ...whole, dtype: 'int4' }, { shape })).toEqual(Float32Array.of(1));
    const { data, shape: own } = quantizeDynamic(x, { rule: 'absmax', shape });
    expect([data, own]).toEqual([Int8Array.of(127), []]);
  });

  it('has no axis', () => {
    const option = 'ERR_LINQUANT_INVALID_OPTION';
    expectError(() => minMax(x, { shape, axis: 0 }), 'options.axis', option);
    expectError(() => quantizeDynamic(x, { rule: 'absmax', shape, axis: -1 }), 'options.axis', option);
    expectError(() => quantize(x, perRow([1]), { shape }), 'parameters.axis', option);
    const two = () => quantize(Float32Array.of(1, 2), whole, { shape });
    expectError(two, 'options.shape', 'ERR_LINQUANT_INVALID_SHAPE');
  });
});

describe('stored scales of 0 and below', () => {
  const q = Int8Array.of(1, 2, 0, 5);

  it('decode', () => {
    const shape = [2, 2];
    expect(dequantize(q, perRow([0.5, 0]), { shape })).toEqual(Float32Array.of(0.5, 1, 0, 0));
    expect(dequantize(q, perRow([0.5, -0.5]), { shape })).toEqual(Float32Array.of(0.5, 1, -0, -2.5));
    expect(dequantize(q, { ...whole, scale: -0.5, zeroPoint: 0 })).toEqual(
      Float32Array.of(-0.5, -1, -0, -2.5),
    );
    expect(dequantize(q, { ...whole, scale: 0 })).toEqual(Float32Array.of(0, 0, -0, 0));
    expect(linearDequantize(q, -2, 0)).toEqual(Float32Array.of(-2, -4, -0, -10));
    expect(requantize(q, perRow([2, -2]), perRow([1, 1]), { shape })).toEqual(Int8Array.of(2, 4, 0, -10));
    expect(requantize(q, { ...whole, scale: -1, zeroPoint: 0 }, { ...whole, scale: 1 })).toEqual(
      Int8Array.of(0, -1, 1, -4),
    );
    expect(parametersToJSON(perRow([0, -0.5]))).toEqual(perRow([0, -0.5]));
  });

  it('decode as the product does, for each dtype, float type and length', () => {
    for (const scale of [0, -0.5, -3e-39, -1e30]) {
      for (const dtype of ['int8', 'uint8', 'int16', 'uint16', 'int32'] as const) {
        const Codes = {
          int8: Int8Array,
          uint8: Uint8Array,
          int16: Int16Array,
          uint16: Uint16Array,
          int32: Int32Array,
        };
        const codes = new Codes[dtype](133).map((_: number, i: number) => i * 37 - 99);
        const zeroPoint = dtype === 'int32' ? 0 : 3;
        const expected = Float32Array.from(codes, (code) =>
          Math.fround(Math.fround(code - zeroPoint) * Math.fround(scale)),
        );
        expect(dequantize(codes as never, { dtype, scale, zeroPoint } as never)).toEqual(expected);
        const half = dequantize(codes as never, { dtype, scale, zeroPoint } as never, {
          floatType: 'bfloat16',
        });
        expect(half).toEqual(convert(expected, { to: 'bfloat16' }));
      }
    }
  });

  it('do not encode', () => {
    const code = 'ERR_LINQUANT_INVALID_SCALE';
    const x = Float32Array.of(1, 2);
    for (const scale of [0, -1]) {
      expectError(() => quantize(x, { ...whole, scale }), 'parameters.scale', code);
      expectError(() => quantize(x, perRow([1, scale])), 'parameters.scale[1]', code);
      expectError(() => fakeQuantize(x, { ...whole, scale }), 'parameters.scale', code);
      expectError(() => requantize(q, whole, { ...whole, scale }), 'to.scale', code);
    }
    for (const scale of [NaN, Infinity, 1e39]) {
      expectError(() => dequantize(q, { ...whole, scale }), 'parameters.scale', code);
      expectError(() => dequantize(q, perRow([1, 1, 1, scale])), 'parameters.scale[3]', code);
      expectError(() => requantize(q, { ...whole, scale }, whole), 'from.scale', code);
    }
  });
});

describe('parameters as files hold them', () => {
  it('are typed arrays of their own kind', () => {
    const x = Float32Array.of(1, 2, 3, 4);
    const plain = {
      dtype: 'int8',
      scale: [0.1, 0.2],
      zeroPoint: [3, -4],
      offset: [0.5, 0.25],
      axis: 0,
    } as const;
    const expected = quantize(x, plain, { shape: [2, 2] });
    const typed: AnyParameters<'int8'>[] = [
      { ...plain, scale: Float64Array.from(plain.scale) },
      { ...plain, zeroPoint: Int8Array.from(plain.zeroPoint) },
      { ...plain, offset: Float64Array.from(plain.offset) },
    ];
    for (const parameters of typed) {
      expect(quantize(x, parameters, { shape: [2, 2] })).toEqual(expected);
      expect(parametersToJSON(parameters)).toEqual(parametersToJSON(plain));
    }
    const kinds = {
      uint8: Uint8Array,
      int16: Int16Array,
      uint16: Uint16Array,
      int4: Int8Array,
      uint4: Uint8Array,
    };
    for (const [dtype, Kind] of Object.entries(kinds) as [keyof typeof kinds, Uint8ArrayConstructor][]) {
      const own = { dtype, scale: [0.1, 0.2], zeroPoint: Kind.of(1, 2), axis: 0 };
      expect(quantize(x, own, { shape: [2, 2] })).toEqual(
        quantize(x, { ...own, zeroPoint: [1, 2] }, { shape: [2, 2] }),
      );
    }
  });

  it('are of no other kind', () => {
    const type = 'ERR_LINQUANT_INVALID_TYPE';
    const x = Float32Array.of(1, 2);
    const wrong = (part: object) => () =>
      quantize(x, { ...perRow([1, 1]), ...part } as AnyParameters<'int8'>);
    expectError(wrong({ zeroPoint: Uint8Array.of(1, 2) }), 'parameters.zeroPoint', type);
    expectError(wrong({ zeroPoint: Float32Array.of(1, 2) }), 'parameters.zeroPoint', type);
    expectError(wrong({ scale: Int8Array.of(1, 2) }), 'parameters.scale', type);
    const many = new Proxy([], { get: (_, name) => (name === 'length' ? 2 ** 32 - 1 : 1) });
    expectError(wrong({ scale: many }), 'parameters.scale', 'ERR_LINQUANT_INVALID_SHAPE');
  });

  it('tell how plain bytes become codes', () => {
    const codes = () => dequantize(Uint8Array.of(1, 2) as never, whole);
    expect(codes).toThrow(/Buffer\.from\(a\.buffer, a\.byteOffset, a\.byteLength\) if they are int8/);
  });
});
