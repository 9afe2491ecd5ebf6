import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { resizable } from '../support/data.js';
import { detach, optionsThat } from '../support/dying.js';
import { expectError, thrownBy } from '../support/errors.js';
import { twoRows, untyped } from '../support/untyped.js';

const { quantize, dequantize, fakeQuantize, requantize, quantizeDynamic } = untyped;
const { x, q, shape, p, o } = twoRows();

describe('rows and memory that overlaps', () => {
  const memory = new ArrayBuffer(64);
  const overlap = 'ERR_LINQUANT_OVERLAP';
  const floats = (at: number) => new Float32Array(memory, at, 2);
  const ints = (at: number) => new Int32Array(memory, at, 2);
  const codes = (at: number) => new Int8Array(memory, at, 6);

  it.each<[string, unknown, unknown, string?]>([
    ['scale and zeroPoint', x, { data: new Int8Array(6), scale: floats(0), zeroPoint: ints(4) }, '.data, '],
    ['data and scale', x, { data: codes(7), scale: floats(0) }, '.data, '],
    ['data and zeroPoint', x, { data: codes(5), zeroPoint: ints(8) }, '.data, '],
    ['x and data', new Float32Array(memory, 8, 6), { data: codes(31) }],
    ['x and scale', new Float32Array(memory, 8, 6), { data: new Int8Array(6), scale: floats(28) }],
    ['x and zeroPoint', new Float32Array(memory, 8, 6), { data: new Int8Array(6), zeroPoint: ints(4) }],
    ['x and a view', new Float32Array(memory, 8, 6), codes(3)],
  ])('%s are an error', (_name, input, out, more = '') => {
    const call = () => quantizeDynamic!(input, { ...o, out });
    new Float32Array(memory).fill(1);
    const before = Buffer.from(new Uint8Array(memory));
    const argument =
      more === '' ? 'options.out' : 'options.out.data, options.out.scale and options.out.zeroPoint';
    expectError(call, argument, overlap);
    expect(before.equals(new Uint8Array(memory))).toBe(true);
  });

  it('is an error for given parameters too', () => {
    new Float32Array(memory).fill(1);
    const given = { ...p, scale: floats(0) };
    expectError(() => quantize!(x, given, { shape, out: codes(7) }), 'options.out', overlap);
    const zeroPoint = ints(32).fill(0);
    const to = new Float32Array(memory, 36, 6);
    expectError(() => dequantize!(q, { ...p, zeroPoint }, { shape, out: to }), 'options.out', overlap);
  });
});

describe('offsets of zero', () => {
  const memory = new ArrayBuffer(64);

  it('are an error too where they overlap', () => {
    const overlap = 'ERR_LINQUANT_OVERLAP';
    const given = { ...p, offset: new Float32Array(memory, 20, 2) };
    const floats = new Float32Array(memory, 0, 6);
    const codes = new Int8Array(memory, 27, 6);
    expectError(() => quantize!(x, given, { shape, out: codes }), 'options.out', overlap);
    expectError(() => dequantize!(q, given, { shape, out: floats }), 'options.out', overlap);
    expectError(() => fakeQuantize!(x, given, { shape, out: floats }), 'options.out', overlap);
    const mask = new Uint8Array(memory, 27, 6);
    expectError(() => fakeQuantize!(x, given, { shape, mask }), 'options.out and options.mask', overlap);
    expectError(() => requantize!(q, given, p, { shape, out: codes }), 'options.out', overlap);
    expectError(() => requantize!(q, p, given, { shape, out: codes }), 'options.out', overlap);
    expect(new Uint8Array(memory)).toEqual(new Uint8Array(64));
  });

  it('change no bytes', () => {
    const offset = Float32Array.of(0, -0);
    const halves = Float32Array.of(-0, 0, 0.5, -1e-45, 1e-45, NaN);
    const given = { ...p, scale: [1e-45, 0.1], zeroPoint: [3, -3] };
    const codes = quantize!(halves, given, { shape });
    expect(quantize!(halves, { ...given, offset }, { shape })).toEqual(codes);
    for (const floatType of ['float32', 'float64', 'float16', 'bfloat16']) {
      expect(dequantize!(codes, { ...given, offset }, { shape, floatType })).toEqual(
        dequantize!(codes, given, { shape, floatType }),
      );
    }
    expect(linquant.parametersToJSON({ ...given, dtype: 'int8', offset })).not.toHaveProperty('offset');
  });
});

describe('rows and values that change', () => {
  /** The array with a first element that is another one each time it is read. */
  function changing<T>(array: T[], ...values: T[]): T[] {
    let reads = 0;
    return Object.defineProperty(array, 0, { get: () => values[Math.min(reads++, values.length - 1)] });
  }

  /** The array with an iterator that gives something else. */
  function lying<T>(array: T[], ...values: T[]): T[] {
    return Object.assign(array, { [Symbol.iterator]: () => values[Symbol.iterator]() });
  }

  it('are taken as they were when they were checked', () => {
    const expected = Int8Array.of(1, 2, 3, 4, 5, 6);
    for (const scale of [changing([1, 1], 1, NaN), lying([1, 1], NaN, 0), new Proxy([1, 1], {})]) {
      expect(quantize!(x, { ...p, scale }, { shape })).toEqual(expected);
    }
    for (const zeroPoint of [changing([0, 0], 0, 300), lying([0, 0], 300), new Proxy([0, 0], {})]) {
      expect(quantize!(x, { ...p, zeroPoint }, { shape })).toEqual(expected);
    }
    for (const sizes of [changing([2, 3], 2, 6), lying([2, 3], 6, 1, 1), new Proxy([2, 3], {})]) {
      expect(quantize!(x, p, { shape: sizes })).toEqual(expected);
    }
    const { shape: told } = quantizeDynamic!(x, { ...o, shape: changing([2, 3], 2, 6) }) as {
      shape: unknown;
    };
    expect(told).toEqual([2, 3]);
  });

  it('are checked after all properties were read', () => {
    const scale = Float32Array.of(1, 1);
    const parameters = {
      ...p,
      scale,
      get qmax() {
        scale[1] = NaN;
        return 127;
      },
    };
    expectError(
      () => quantize!(x, parameters, { shape }),
      'parameters.scale[1]',
      'ERR_LINQUANT_INVALID_SCALE',
    );
  });

  it('are checked after all elements were read', () => {
    const invalid = 'ERR_LINQUANT_INVALID_SCALE';
    const scale = new Float32Array(2);
    /** The array with a first element that spoils the scales where it is read. */
    const spoiling = (array: number[], first: number) =>
      Object.defineProperty(array, 0, {
        get() {
          scale[0] = NaN;
          return first;
        },
      });
    const given = (more: object) => {
      scale.fill(1);
      return { ...p, scale, zeroPoint: Int32Array.of(0, 0), ...more };
    };
    for (const more of [{ zeroPoint: spoiling([0, 0], 0) }, { offset: spoiling([0, 0], 0) }]) {
      expectError(() => quantize!(x, given(more), { shape }), 'parameters.scale[0]', invalid);
    }
    const sizes = spoiling([2, 3], 2);
    expectError(() => quantize!(x, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => dequantize!(q, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => fakeQuantize!(x, given({}), { shape: sizes }), 'parameters.scale[0]', invalid);
    expectError(() => requantize!(q, given({}), p, { shape: sizes }), 'from.scale[0]', invalid);
    const to = { ...p, zeroPoint: spoiling([0, 0], 0) };
    expectError(() => requantize!(q, given({}), to, { shape }), 'from.scale[0]', invalid);
  });

  it('are read once each', () => {
    const read: string[] = [];
    const watch = <T extends object>(target: T, prefix: string): T =>
      new Proxy(target, {
        get: (_target, name) => {
          read.push(prefix + String(name));
          return Reflect.get(target, name);
        },
      });
    const out = watch(
      { data: new Int8Array(6), scale: new Float32Array(2), zeroPoint: new Int32Array(2) },
      'out.',
    );
    quantizeDynamic!(x, watch({ ...o, out }, 'options.'));
    quantize!(x, watch({ ...p }, 'parameters.'), { shape });
    expect([...read].sort()).toEqual([...new Set(read)].sort());
    expect(read).toEqual(expect.arrayContaining(['out.data', 'out.scale', 'out.zeroPoint', 'options.shape']));
  });

  it('are taken at their true length and place', () => {
    const lies = <T extends object>(view: T): T => {
      const values = { length: 1, byteLength: 1e9, byteOffset: 3, buffer: 'none' };
      for (const [name, value] of Object.entries(values)) Object.defineProperty(view, name, { value });
      return view;
    };
    const expected = quantizeDynamic!(x, o) as linquant.QuantizedAxisData;
    const scale = lies(new Float32Array(2));
    Object.defineProperty(scale, 'fill', { value: () => expect.unreachable('fill of the caller was run') });
    const zeroPoint = lies(new Int32Array(2).fill(9));
    const data = lies(new Int8Array(6));
    quantizeDynamic!(lies(x.slice()), { ...o, out: { data, scale, zeroPoint } });
    for (let i = 0; i < 6; i++) expect(data[i]).toBe(expected.data[i]);
    for (let i = 0; i < 2; i++) {
      expect([scale[i], zeroPoint[i]]).toEqual([expected.parameters.scale[i], 0]);
    }
    const back = dequantize!(q, { ...p, scale, zeroPoint }, { shape });
    expect(back).toEqual(linquant.dequantize(q, expected.parameters, { shape }));
    const error = thrownBy(() => quantizeDynamic!(lies(Float32Array.of(1, 2, 3, 4, 5, NaN)), o));
    expect(error).toMatchObject({
      message: 'row 1 of x must hold no NaN and no infinity; got NaN at index 5 of x',
    });
    const memory = new ArrayBuffer(16);
    const touching = { data: new Int8Array(6), scale: lies(new Float32Array(memory, 0, 2)) };
    const touched = { ...touching, zeroPoint: lies(new Int32Array(memory, 4, 2)) };
    expectError(
      () => quantizeDynamic!(x, { ...o, out: touched }),
      'options.out.data, options.out.scale and options.out.zeroPoint',
      'ERR_LINQUANT_OVERLAP',
    );
  });

  it('give an error with a code where views die within the call', () => {
    const dead = 'ERR_LINQUANT_DETACHED';
    const floats = x.slice();
    expectError(
      () =>
        quantizeDynamic!(
          floats,
          optionsThat(() => detach(floats), o),
        ),
      'x',
      dead,
    );
    const scale = Float32Array.of(1, 1);
    const given = { ...p, scale, zeroPoint: Int32Array.of(0, 0) };
    expectError(
      () =>
        quantize!(
          x,
          given,
          optionsThat(() => detach(scale), { shape }),
        ),
      'parameters.scale',
      dead,
    );
    const buffer = resizable(8) as ArrayBuffer & { resize(length: number): void };
    const shrinking = { ...p, scale: new Float32Array(buffer).fill(1) };
    const options = optionsThat(() => buffer.resize(4), { shape });
    expectError(
      () => dequantize!(q, shrinking, options),
      'parameters.zeroPoint',
      'ERR_LINQUANT_INVALID_SHAPE',
    );
  });
});
