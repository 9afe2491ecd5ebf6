// Arrays whose length cannot be believed, and objects that change what was judged: an error at once, and never garbage.
import { chooseParameters, minMax, quantize, unpackBits } from 'linquant';
import {
  binarizeEmbeddings,
  decodePgBitText,
  decodePgHalfvecText,
  decodePgVectorText,
  encodePgBitText,
  measureEmbeddings,
  parametersForRanges,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';

const type = 'ERR_LINQUANT_INVALID_TYPE';
const shape = 'ERR_LINQUANT_INVALID_SHAPE';
const option = 'ERR_LINQUANT_INVALID_OPTION';

/** An array that says that it has as many elements as it likes, each of them 1. */
const claims = (length: unknown) =>
  new Proxy([], {
    get: (target, name) =>
      name === 'length' ? length : name === '0' || /^\d+$/.test(String(name)) ? 1 : Reflect.get(target, name),
  });
const lengths = [2 ** 32 - 1, 2 ** 40, Infinity, NaN, -1, 0.5, '2', null];
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy as never;
};

describe('arrays that claim any length', () => {
  it.each(lengths)('of %s end as an error', (length) => {
    const array = claims(length) as never;
    const x = Float32Array.of(1, 2);
    const p = { dtype: 'int8', scale: [1, 1], zeroPoint: [0, 0], axis: 0 } as const;
    expectError(() => minMax(x, { shape: array }), 'options.shape', shape);
    expectError(() => unpackBits(Uint8Array.of(1), { length: 2, values: array }), 'options.values', option);
    expectError(() => quantize(x, { ...p, scale: array }), 'parameters.scale', shape);
    expectError(() => quantize(x, { ...p, zeroPoint: array }), 'parameters.zeroPoint', shape);
    expectError(() => quantize(x, { ...p, offset: array }), 'parameters.offset', shape);
    expectError(
      () => chooseParameters({ min: array, max: [1, 1], axis: 0 }, { rule: 'absmax' }),
      'range.min',
      shape,
    );
    expectError(() => parametersForRanges([array, array]), 'ranges', shape);
    const json = { dimensions: 2, count: 1, ranges: [array, array] as never };
    expectError(() => RangeCalibration.fromJSON(json), 'json.ranges', shape);
  });
});

describe('revoked proxies', () => {
  it('are named as the argument that they are', () => {
    const x = Float32Array.of(1, 2);
    expectError(() => quantize(x, revoked()), 'parameters', type);
    expectError(() => quantize(x, { dtype: 'int8', scale: 1, zeroPoint: 0 }, revoked()), 'options', type);
    expectError(() => minMax(x, revoked()), 'options', type);
    expectError(() => chooseParameters(revoked(), { rule: 'absmax' }), 'range', type);
    expectError(() => quantizeEmbeddings(x, revoked()), 'options', type);
    expectError(() => measureEmbeddings(x, revoked(), { dimensions: 2, queries: x }), 'codes', type);
    expectError(() => RangeCalibration.fromJSON(revoked()), 'json', type);
    const ranges = { dimensions: 2, rule: 'ranges' } as const;
    expectError(() => quantizeEmbeddings(x, { ...ranges, ranges: revoked() }), 'options.ranges', type);
    const proxy = new Proxy(new RangeCalibration(2), {});
    expectError(() => quantizeEmbeddings(x, { ...ranges, ranges: proxy }), 'options.ranges', type);
  });

  it('are no excuse for what a trap throws', () => {
    const own = new Error('of the trap');
    const options = new Proxy({}, { ownKeys: () => { throw own; } }); // biome-ignore format: a trap
    expect(() => minMax(Float32Array.of(1), options as never)).toThrow(own);
  });
});

describe('what changes while it is judged', () => {
  const x = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));

  it('is judged as it is when it is used', () => {
    const own = x.slice();
    const { data, parameters } = quantizeEmbeddings(own, { dimensions: 8, rule: 'row' });
    const codes = {
      data,
      get parameters() {
        own[9] = NaN;
        return parameters;
      },
    };
    const measure = () => measureEmbeddings(own, codes, { dimensions: 8, queries: x, k: 2 });
    expectError(measure, 'x', 'ERR_LINQUANT_INVALID_RANGE');
  });

  it('has scales that its range can be told by', () => {
    const { data } = quantizeEmbeddings(x, { dimensions: 8, rule: 'row' });
    const codes = { data, parameters: { dtype: 'int8', scale: 0, zeroPoint: 0 } } as const;
    const measure = () => measureEmbeddings(x, codes, { dimensions: 8, queries: x });
    expectError(measure, 'codes.parameters.scale', 'ERR_LINQUANT_INVALID_SCALE');
  });

  it('has the length that it has', () => {
    class Longer extends Float32Array {
      override get length() {
        return 2 ** 20;
      }
    }
    const longer = new Longer(x);
    const options = { dimensions: 8, queries: x, k: 2 } as const;
    const codes = binarizeEmbeddings(x, { dimensions: 8 });
    expect(measureEmbeddings(longer, codes, options)).toEqual(measureEmbeddings(x, codes, options));
    const ranges = Float32Array.of(-1, 1);
    expect(parametersForRanges(new Longer(ranges))).toEqual(parametersForRanges(ranges));
  });

  it('is counted no further than numbers count', () => {
    const json = { dimensions: 1, count: 2 ** 53 - 1, ranges: [[0], [1]] as const };
    const most = RangeCalibration.fromJSON(json);
    expectError(() => most.observe(Float32Array.of(1)), 'count', option);
    expect(most.count).toBe(2 ** 53 - 1);
  });
});

describe('texts', () => {
  it('are counted before they are split', () => {
    const commas = `[${','.repeat(20_000_000)}]`;
    expectError(() => decodePgVectorText(commas), 'text', 'ERR_LINQUANT_FORMAT');
    expectError(() => decodePgHalfvecText(commas), 'text', 'ERR_LINQUANT_FORMAT');
  });

  it('have numbers of 1000 characters at most, each rounded once', () => {
    const tie = 2 ** -150 * 3; // the middle of the first two subnormals
    const digits = (BigInt(3) * 5n ** 150n).toString().padStart(150, '0');
    const text = `0.${digits}`;
    expect(Number(text)).toBe(tie);
    expect(
      decodePgVectorText(
        `[${text},${text}1,0.${(BigInt(3) * 5n ** 150n - 1n).toString().padStart(150, '0')}]`,
      ).data,
    ).toEqual(Float32Array.of(2 ** -148, 2 ** -148, 2 ** -149));
    expect(decodePgVectorText(`[${`0.${'0'.repeat(997)}1`}]`).data).toEqual(Float32Array.of(0));
    const long = () => decodePgVectorText(`[1,0.${'0'.repeat(1000)}1]`);
    expectError(long, 'text', 'ERR_LINQUANT_FORMAT');
  });

  it('of bits are those of their bytes', () => {
    const bytes = Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 37) & 255));
    bytes[998]! &= 0b11000000;
    const text = encodePgBitText(bytes, { dimensions: 7986 });
    expect(text).toBe(
      Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0'))
        .join('')
        .slice(0, 7986),
    );
    expect(Buffer.from(decodePgBitText(text).data).equals(bytes)).toBe(true);
  });
});
