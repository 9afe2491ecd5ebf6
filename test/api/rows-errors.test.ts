import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { resizable } from '../support/data.js';
import { expectError, thrownBy } from '../support/errors.js';
import {
  type Wrong,
  wrongAxes,
  wrongCodeOut,
  wrongRowScales,
  wrongRowZeroPoints,
  wrongScaleOut,
  wrongShapes,
  wrongZeroPointOut,
} from '../support/wrong.js';

/** The functions without their types, as a JavaScript caller sees them. */
const { quantize, dequantize, quantizeDynamic } = linquant as unknown as Record<
  string,
  (...args: unknown[]) => unknown
>;

const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const shape = [2, 3];
const p = { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
const whole = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const o = { rule: 'absmax', shape, axis: 0 };

/** Calls that must fail, each with every output there is; the outputs must hold 99 afterwards. */
interface Outputs {
  readonly data: Int8Array;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
  readonly floats: Float32Array;
}

type Call = (value: unknown, outputs: Outputs) => unknown;

/** Where a wrong value goes: the name that the error must give it, and the call around it. */
type Position = readonly [name: string, call: Call];

const rowOut = ({ data, scale, zeroPoint }: Outputs) => ({ data, scale, zeroPoint });

const table: readonly [readonly Wrong[], readonly Position[]][] = [
  [
    wrongShapes,
    [
      ['options.shape', (v, to) => quantizeDynamic!(x, { ...o, shape: v, out: rowOut(to) })],
      ['options.shape', (v, to) => quantizeDynamic!(x, { dtype: 'int8', shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, p, { shape: v, out: to.data })],
      ['options.shape', (v, to) => quantize!(x, whole, { shape: v, out: to.data })],
      ['options.shape', (v, to) => dequantize!(q, p, { shape: v, out: to.floats })],
      ['options.shape', (v, to) => dequantize!(q, whole, { shape: v, out: to.floats })],
    ],
  ],
  [
    wrongAxes,
    [
      ['options.axis', (axis, to) => quantizeDynamic!(x, { ...o, axis, out: rowOut(to) })],
      ['parameters.axis', (axis, to) => quantize!(x, { ...p, axis }, { shape, out: to.data })],
      ['parameters.axis', (axis, to) => dequantize!(q, { ...whole, axis }, { out: to.floats })],
    ],
  ],
  [
    wrongRowScales,
    [
      ['parameters.scale', (scale, to) => quantize!(x, { ...p, scale }, { shape, out: to.data })],
      ['parameters.scale', (scale, to) => dequantize!(q, { ...p, scale }, { shape, out: to.floats })],
    ],
  ],
  [
    wrongRowZeroPoints,
    [
      ['parameters.zeroPoint', (zeroPoint, to) => quantize!(x, { ...p, zeroPoint }, { shape, out: to.data })],
      ['parameters.zeroPoint', (v, to) => dequantize!(q, { ...p, zeroPoint: v }, { shape, out: to.floats })],
    ],
  ],
  [
    [...wrongCodeOut, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [['options.out.data', (data, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), data } })]],
  ],
  [
    wrongScaleOut,
    [['options.out.scale', (scale, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), scale } })]],
  ],
  [
    wrongZeroPointOut,
    [
      [
        'options.out.zeroPoint',
        (v, to) => quantizeDynamic!(x, { ...o, out: { ...rowOut(to), zeroPoint: v } }),
      ],
    ],
  ],
  [
    [
      ['null', null, 'ERR_LINQUANT_INVALID_TYPE'],
      ['a number', 4, 'ERR_LINQUANT_INVALID_TYPE'],
      ['text', 'out', 'ERR_LINQUANT_INVALID_TYPE'],
      ['a function', () => 1, 'ERR_LINQUANT_INVALID_TYPE'],
      ['a plain Uint8Array', new Uint8Array(6), 'ERR_LINQUANT_INVALID_TYPE'],
      ['a Float32Array', new Float32Array(6), 'ERR_LINQUANT_INVALID_TYPE'],
      ['a DataView', new DataView(new ArrayBuffer(6)), 'ERR_LINQUANT_INVALID_TYPE'],
      ['an array of a view', [new Int8Array(6)], 'ERR_LINQUANT_INVALID_OPTION'],
      [
        'an object with an unknown name',
        { data: new Int8Array(6), scales: 1 },
        'ERR_LINQUANT_INVALID_OPTION',
      ],
      ['5 codes', new Int8Array(5), 'ERR_LINQUANT_OUT_SIZE'],
    ],
    [['options.out', (out) => quantizeDynamic!(x, { ...o, out })]],
  ],
  [
    [
      ['{}', {}, 'ERR_LINQUANT_INVALID_TYPE'],
      ['[]', [], 'ERR_LINQUANT_INVALID_TYPE'],
      ['an ArrayBuffer', new ArrayBuffer(6), 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['options.out.data', (out) => quantizeDynamic!(x, { ...o, out })]],
  ],
  [
    // Parameters of the other kind.
    [
      ['one number', 1, 'ERR_LINQUANT_INVALID_TYPE'],
      ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE'],
    ],
    [['parameters.scale', (scale, to) => quantize!(x, { ...p, scale }, { shape, out: to.data })]],
  ],
  [
    [['an array', [1, 1], 'ERR_LINQUANT_INVALID_TYPE']],
    [['parameters.scale', (scale, to) => quantize!(x, { ...whole, scale }, { shape, out: to.data })]],
  ],
];

function outputs(): Outputs {
  return {
    data: new Int8Array(6).fill(99),
    scale: new Float32Array(2).fill(99),
    zeroPoint: new Int32Array(2).fill(99),
    floats: new Float32Array(6).fill(99),
  };
}

const cases = table.flatMap(([wrong, positions]) =>
  positions.flatMap(([argument, call]) =>
    wrong.map(([name, value, code, part = '']) => ({
      argument: `${argument}${part}`,
      name,
      code,
      call: (to: Outputs) => call(value, to),
      source: `${call}`,
    })),
  ),
);

describe('wrong arguments for rows', () => {
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    const to = outputs();
    expectError(() => call(to), argument, code);
    expect(to).toEqual(outputs());
  });
});

const badShape = 'ERR_LINQUANT_INVALID_SHAPE';
const type = 'ERR_LINQUANT_INVALID_TYPE';

describe('arguments for rows that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['options.shape', type, () => quantizeDynamic!(x, { rule: 'absmax', axis: 0 })],
    ['parameters.scale', badShape, () => quantize!(x, p)],
    ['parameters.scale', badShape, () => quantize!(x, p, { shape: [3, 2] })],
    ['parameters.scale', badShape, () => dequantize!(q, p, { shape: [6] })],
    ['parameters.zeroPoint', badShape, () => quantize!(x, { ...p, zeroPoint: [0] }, { shape })],
    [
      'parameters.qmin',
      'ERR_LINQUANT_INVALID_QRANGE',
      () => quantize!(x, { ...p, qmin: 5, qmax: 5 }, { shape }),
    ],
    [
      'parameters.zeroPoint[1]',
      'ERR_LINQUANT_INVALID_ZERO_POINT',
      () => quantize!(x, { ...p, zeroPoint: Int32Array.of(0, 6), qmax: 5 }, { shape }),
    ],
    ['each row of x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { ...o, shape: [3, 0] })],
    ['x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), { rule: 'absmax' })],
    [
      'options',
      'ERR_LINQUANT_INVALID_OPTION',
      () => linquant.chooseParameters({ min: 0, max: 1 }, o as never),
    ],
    ['options', 'ERR_LINQUANT_INVALID_OPTION', () => quantize!(x, p, { shape, axis: 0 })],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });
});

describe('rows that have no parameters', () => {
  const badRange = 'ERR_LINQUANT_INVALID_RANGE';
  const tiny = 100 * 2 ** -149; // a range whose scale, over 255, is less than half of the least float32

  it.each<[string, number[], object, string]>([
    ['NaN', [NaN], {}, 'row 1 of x must hold no NaN and no infinity; got NaN'],
    ['an infinity', [Infinity], {}, 'row 1 of x must hold no NaN and no infinity; got Infinity'],
    [
      'both infinities',
      [Infinity, -Infinity],
      {},
      'row 1 of x must hold no NaN and no infinity; got -Infinity',
    ],
    [
      'a range that overflows',
      [-3e38, 3e38],
      { rule: 'observer', dtype: 'int8' },
      'the range of row 1 of x must be one whose scale is a positive finite float32; got min -3',
    ],
    [
      'a scale that underflows',
      [tiny],
      { rule: 'onnx' },
      'the range of row 1 of x must be one whose scale is a positive finite float32; got min 0, max 1.4',
    ],
  ])('are named: %s', (_name, values, options, message) => {
    for (const columns of [3, 64, 65, 2000, 5000]) {
      for (const rows of [2, 3, 40]) {
        const holds = new Float32Array(rows * columns);
        holds.fill(1, 0, columns);
        // Later rows are no better; the first is named.
        holds.set(values, 2 * columns - values.length);
        holds.set(values, (rows - 1) * columns);
        const call = () => quantizeDynamic!(holds, { ...o, ...options, shape: [rows, columns] });
        const error = thrownBy(call) as linquant.LinquantError;
        expect(error.code).toBe(badRange);
        expect(error.message.startsWith(message), error.message).toBe(true);
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  });

  it('are told from those beside them, wherever the NaN stands', () => {
    for (const columns of [1, 5, 16, 63, 130, 2400]) {
      for (let bad = 0; bad < 13; bad++) {
        const holds = new Float32Array(13 * columns).fill(1);
        holds[bad * columns + ((bad * 7) % columns)] = NaN;
        for (const rule of ['absmax', 'onnx']) {
          const error = thrownBy(() => quantizeDynamic!(holds, { rule, axis: 0, shape: [13, columns] }));
          expect(error).toMatchObject({
            code: badRange,
            message: `row ${bad} of x must hold no NaN and no infinity; got NaN`,
          });
        }
      }
    }
  });
});

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
    const expected = quantizeDynamic!(x, o) as linquant.QuantizedRows;
    const scale = lies(new Float32Array(2));
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
    expect(error).toMatchObject({ message: 'row 1 of x must hold no NaN and no infinity; got NaN' });
    const memory = new ArrayBuffer(16);
    const touching = { data: new Int8Array(6), scale: lies(new Float32Array(memory, 0, 2)) };
    const touched = { ...touching, zeroPoint: lies(new Int32Array(memory, 4, 2)) };
    expectError(
      () => quantizeDynamic!(x, { ...o, out: touched }),
      'options.out.data, options.out.scale and options.out.zeroPoint',
      'ERR_LINQUANT_OVERLAP',
    );
  });

  it('give an error with a code where views die between check and call', () => {
    const detach = ({ buffer }: ArrayBufferView) =>
      structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
    /** An `out` whose prototype runs code when it is asked whether it is a Buffer. */
    const outThat = (run: () => void, length: number) =>
      Object.setPrototypeOf(
        new Uint8Array(length),
        new Proxy(Buffer.prototype, {
          getPrototypeOf: () => {
            run();
            return Buffer.prototype;
          },
        }),
      ) as Uint8Array;
    const dead = 'ERR_LINQUANT_DETACHED';
    const floats = x.slice();
    expectError(
      () => quantizeDynamic!(floats, { ...o, out: { data: outThat(() => detach(floats), 6) } }),
      'x and options.out',
      dead,
    );
    const scale = Float32Array.of(1, 1);
    const given = { ...p, scale, zeroPoint: Int32Array.of(0, 0) };
    expectError(
      () => quantize!(x, given, { shape, out: outThat(() => detach(scale), 6) }),
      'x and options.out',
      dead,
    );
    const buffer = resizable(8) as ArrayBuffer & { resize(length: number): void };
    const shrinking = { ...p, scale: new Float32Array(buffer).fill(1) };
    const out = outThat(() => buffer.resize(4), 24);
    expectError(() => dequantize!(q, shrinking, { shape, out }), 'q and options.out', dead);
  });
});
