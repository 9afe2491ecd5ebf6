import fc from 'fast-check';
import { packBits, unpackBits } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, fixture, floatFromBits, floatHolders } from '../../support/data.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { encode, floatNames } from '../../support/float-reference.js';
import { untyped } from '../../support/untyped.js';

type Compare = 'greater' | 'greater-equal';
type BitOrder = 'big' | 'little';

const compares = ['greater', 'greater-equal'] as const;
const bitOrders = ['big', 'little'] as const;

interface Options {
  readonly compare: Compare;
  readonly bitOrder: BitOrder;
  readonly signed: boolean;
}

/** Bits as text, a row after the other, then the text as bytes: slow and plain. */
function packed(rows: readonly (readonly number[])[], { compare, bitOrder, signed }: Options): number[] {
  return rows.flatMap((row) => {
    const text = row.map((x) => ((compare === 'greater' ? x > 0 : x >= 0) ? '1' : '0')).join('');
    const bytes = text.match(/.{1,8}/g) ?? [];
    return bytes.map((byte) => {
      const whole = byte.padEnd(8, '0');
      const value = parseInt(bitOrder === 'big' ? whole : [...whole].reverse().join(''), 2);
      return signed ? value - 128 : value;
    });
  });
}

const options = fc.record({
  compare: fc.constantFrom(...compares),
  bitOrder: fc.constantFrom(...bitOrders),
  signed: fc.boolean(),
});
const special = [0, -0, 1, -1, 2 ** -149, -(2 ** -149), 3.4028234663852886e38, -3.4028234663852886e38];
const float = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(...special));
const rows = fc.tuple(fc.nat(6), fc.nat(150)).chain(([count, columns]) =>
  fc
    .array(fc.array(float, { minLength: columns, maxLength: columns }), {
      minLength: count,
      maxLength: count,
    })
    .map((values) => ({ columns, values })),
);

it('packs as the definition says, and unpacks what it packed', () => {
  fc.assert(
    fc.property(rows, options, ({ columns, values }, how) => {
      const shape = [values.length, columns];
      const x = Float32Array.from(values.flat());
      const bits = packBits(x, { ...how, shape });
      expect(bits).toBeInstanceOf(how.signed ? Int8Array : Uint8Array);
      expect([...bits]).toEqual(packed(values, how));
      const { bitOrder, signed } = how;
      const back = unpackBits<boolean>(bits as never, { bitOrder, signed, shape });
      expect([...back]).toEqual([...x].map((v) => ((how.compare === 'greater' ? v > 0 : v >= 0) ? 1 : 0)));
      const pair = unpackBits<boolean>(bits as never, { bitOrder, signed, shape, values: [-0.1, 7] });
      expect([...pair]).toEqual([...back].map((bit) => (bit ? 7 : Math.fround(-0.1))));
    }),
    { numRuns: 300 },
  );
});

describe('numpy', () => {
  interface Case {
    readonly floatType: 'float32' | 'float16' | 'float64';
    readonly shape: readonly number[];
    readonly compare: Compare;
    readonly bitOrder: BitOrder;
    readonly x: string;
    readonly bits: string;
    readonly binary: string;
    readonly floats: string;
  }
  const decoded = (base64: string) => Buffer.from(base64, 'base64');

  it.each(fixture<{ cases: readonly Case[] }>('bits.json').cases)(
    'packbits and unpackbits of $floatType $shape, $compare, $bitOrder',
    ({ floatType, shape, compare, bitOrder, x, bits, binary, floats }) => {
      const how = { shape, compare, bitOrder, floatType };
      expect(bytesOf(packBits(decoded(x), how))).toEqual(decoded(bits));
      expect(bytesOf(packBits(decoded(x), { ...how, signed: true }))).toEqual(decoded(binary));
      expect(bytesOf(unpackBits(decoded(bits), { shape, bitOrder }))).toEqual(decoded(floats));
      const signed = unpackBits(decoded(binary), { shape, bitOrder, signed: true });
      expect(bytesOf(signed)).toEqual(decoded(floats));
    },
  );
});

it.each([0, 1, 7, 8, 9, 255, 4095, 4096, 4097, 9000])('takes every holder and float type, %i floats', (n) => {
  const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i * i) * (i % 5 === 0 ? 0 : 1));
  for (const compare of compares) {
    const how = { compare, bitOrder: 'little', signed: false } as const;
    const expected = Buffer.from(packed([[...x]], how));
    for (const holder of Object.values(floatHolders(x))) {
      const out = Buffer.alloc(expected.length + 9, 0xa5);
      const inner = out.subarray(3, 3 + expected.length);
      expect(packBits(holder as Float32Array, { ...how, out: inner })).toBe(inner);
      expect(inner.equals(expected)).toBe(true);
      expect([...out.subarray(0, 3), ...out.subarray(3 + n / 8 + 1)].every((b) => b === 0xa5)).toBe(true);
    }
    for (const floatType of floatNames) {
      const bits = packBits(encode(floatType, [...x]), { ...how, floatType });
      expect(bytesOf(bits).equals(expected)).toBe(true);
    }
    const out = new Float32Array(n);
    expect(unpackBits(expected, { bitOrder: 'little', out })).toBe(out);
    for (const view of [new Uint8Array(expected), new DataView(new Uint8Array(expected).buffer)]) {
      expect(unpackBits(view, { bitOrder: 'little', length: n })).toEqual(out);
    }
    const odd = Buffer.alloc(n * 4 + 1).subarray(1);
    unpackBits(expected, { bitOrder: 'little', length: n, out: odd });
    expect(odd.equals(bytesOf(out))).toBe(true);
  }
});

it('does not round float64', () => {
  const x = Float64Array.of(1e-300, -1e-300, 5e-324, 1e300, -1e300, 0, -0, -5e-324);
  expect([...packBits(x)]).toEqual([0b10110000]);
  expect([...packBits(x, { compare: 'greater-equal' })]).toEqual([0b10110110]);
});

it('rows of more than two axes, and of none', () => {
  const x = Float32Array.of(1, -1, 1, -1, 1, 1);
  expect([...packBits(x, { shape: [1, 3, 2] })]).toEqual([0x80, 0x80, 0xc0]);
  expect([...packBits(x, { shape: [6] })]).toEqual([0b10101100]);
  expect(packBits(new Float32Array(0), { shape: [4, 0] })).toHaveLength(0);
  expect(packBits(new Float32Array(0), { shape: [0, 4] })).toHaveLength(0);
  expect(packBits(new Float32Array(0))).toHaveLength(0);
  expect(unpackBits(new Uint8Array(0), { shape: [4, 0] })).toHaveLength(0);
  expect([...unpackBits(Int8Array.of(-128, 127), { shape: [2, 2], signed: true })]).toEqual([0, 0, 1, 1]);
});

describe('what is not finite', () => {
  const range = 'ERR_LINQUANT_INVALID_RANGE';
  const unfit = [NaN, Infinity, -Infinity, floatFromBits(0x7f800001), floatFromBits(0xffffffff)];

  it('is named by row and column, the first of them', () => {
    for (const floatType of floatNames) {
      for (const [count, columns] of [
        [20, 100],
        [3, 64],
        [1, 9000],
        [9000, 1],
        [100, 96],
      ] as const) {
        const values: number[] = Array.from({ length: count * columns }, (_, i) => Math.cos(i));
        const at = Math.floor(values.length * 0.7);
        const given = unfit[at % 3]!;
        values[at] = given;
        values[values.length - 1] = NaN;
        const call = () => packBits(encode(floatType, values), { shape: [count, columns], floatType });
        const row = Math.floor(at / columns);
        const column = at % columns;
        expectError(call, 'x', range);
        expect((thrownBy(call) as Error).message).toContain(`got ${given} in row ${row}, column ${column}`);
        expect(thrownBy(call)).toMatchObject({ row, column });
      }
    }
  });

  it.each(unfit)('%d is seen at every place', (value) => {
    for (let i = 0; i < 200; i++) {
      const x = new Float32Array(200).fill(3.4e38);
      x[i] = value;
      expectError(() => packBits(x), 'x', range);
      expect(thrownBy(() => packBits(x))).toMatchObject({ row: 0, column: i });
    }
  });
});

describe('wrong arguments', () => {
  const type = 'ERR_LINQUANT_INVALID_TYPE';
  const option = 'ERR_LINQUANT_INVALID_OPTION';
  const shape = 'ERR_LINQUANT_INVALID_SHAPE';
  const { packBits: pack, unpackBits: unpack } = untyped as Record<string, (...args: unknown[]) => unknown>;
  const x = new Float32Array(16);
  const bits = new Uint8Array(2);
  it.each<[string, string, () => unknown]>([
    ['x', type, () => pack!(new Uint8Array(64))],
    ['x', type, () => pack!(new Uint16Array(16))],
    ['x', type, () => pack!([1, 2])],
    ['x', 'ERR_LINQUANT_BYTE_LENGTH', () => pack!(Buffer.alloc(7))],
    ['options', type, () => pack!(x, bits)],
    ['options', option, () => pack!(x, { axis: 0 })],
    ['options.compare', option, () => pack!(x, { compare: '>' })],
    ['options.compare', type, () => pack!(x, { compare: 0 })],
    ['options.bitOrder', option, () => pack!(x, { bitOrder: 'msb' })],
    ['options.signed', type, () => pack!(x, { signed: 1 })],
    ['options.floatType', option, () => pack!(x, { floatType: 'float64' })],
    ['options.shape', shape, () => pack!(x, { shape: [3, 5] })],
    ['options.shape[0]', shape, () => pack!(x, { shape: [-1, 16] })],
    ['options.shape', type, () => pack!(x, { shape: 16 })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => pack!(x, { out: new Uint8Array(3) })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => pack!(x, { shape: [4, 4], out: bits })],
    ['options.out', type, () => pack!(x, { out: new Int8Array(2) })],
    ['options.out', type, () => pack!(x, { signed: true, out: bits })],
    ['options.out', type, () => pack!(x, { out: new Uint16Array(1) })],
    ['options.out', 'ERR_LINQUANT_OVERLAP', () => pack!(x, { out: new Uint8Array(x.buffer, 62, 2) })],
    ['bits', type, () => unpack!(new Int8Array(2), { length: 16 })],
    ['bits', type, () => unpack!(bits, { length: 16, signed: true })],
    ['bits', type, () => unpack!([1], { length: 8 })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { length: 8 })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { shape: [3, 4] })],
    ['options.length', option, () => unpack!(bits)],
    ['options.length', option, () => unpack!(bits, { out: Buffer.alloc(64) })],
    ['options.length', shape, () => unpack!(bits, { length: 15, shape: [16] })],
    ['options.length', shape, () => unpack!(bits, { length: 1.5 })],
    ['options.length', type, () => unpack!(bits, { length: '16' })],
    ['options.values', type, () => unpack!(bits, { length: 16, values: 1 })],
    ['options.values', type, () => unpack!(bits, { length: 16, values: [1] })],
    ['options.values', type, () => unpack!(bits, { length: 16, values: ['0', 1] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [0, 1, 2] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [NaN, 1] })],
    ['options.values', option, () => unpack!(bits, { length: 16, values: [0, 1e39] })],
    ['options.bitOrder', option, () => unpack!(bits, { length: 16, bitOrder: '' })],
    ['options', option, () => unpack!(bits, { length: 16, compare: 'greater' })],
    ['options.out', type, () => unpack!(bits, { out: new Float64Array(16) })],
    ['options.out', 'ERR_LINQUANT_OUT_SIZE', () => unpack!(bits, { length: 16, out: new Float32Array(15) })],
    ['bits', 'ERR_LINQUANT_BYTE_LENGTH', () => unpack!(bits, { out: new Float32Array(17) })],
    ['options.out', 'ERR_LINQUANT_OVERLAP', () => unpack!(Buffer.from(x.buffer, 5, 2), { out: x })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
    expect(x).toEqual(new Float32Array(16));
    expect(bits).toEqual(new Uint8Array(2));
  });

  it('of memory that is gone', () => {
    const gone = new Float32Array(8);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expectError(() => packBits(gone), 'x', 'ERR_LINQUANT_DETACHED');
    expectError(() => unpackBits(bits, { length: 16, out: gone }), 'options.out', 'ERR_LINQUANT_DETACHED');
  });
});
