import { describe, expect, it } from 'vitest';
import { arrayThat, detach, optionsThat } from '../support/dying.js';
import { expectError, thrownBy } from '../support/errors.js';
import { untyped } from '../support/untyped.js';
import {
  type Wrong,
  wrongBounds,
  wrongCodeOut,
  wrongCodes,
  wrongDtypes,
  wrongFlags,
  wrongFloatOut,
  wrongFloats,
  wrongLinearZeroPoints,
  wrongObjects,
  wrongScales,
  wrongToDecode,
  wrongTypes,
  wrongZeroPoints,
} from '../support/wrong.js';

const {
  minMax,
  chooseParameters,
  quantize,
  dequantize,
  quantizeDynamic,
  linearQuantize,
  linearDequantize,
  convert,
  fakeQuantize,
  parametersToJSON,
} = untyped;

const x = Float32Array.of(1);
const q = Int8Array.of(1);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const range = { min: -1, max: 1 };
const o = { dtype: 'int8' };

/** Where a wrong value goes: the name that the error must give it, and the call around it. */
type Position = readonly [name: string, call: (value: unknown) => unknown];

const option = 'ERR_LINQUANT_INVALID_OPTION';
const words: readonly Wrong[] = [
  ...wrongTypes.filter(([, value]) => typeof value !== 'string'),
  ['an unknown word', 'symetric', option],
];
const misspelt: Wrong = ['a misspelt name', { outt: 1, dtype: 'int8' }, option];

const table: readonly [readonly Wrong[], readonly Position[]][] = [
  [
    wrongFloats,
    [
      ['x', (v) => minMax!(v)],
      ['x', (v) => quantize!(v, p)],
      ['x', (v) => quantizeDynamic!(v, o)],
      ['tensor', (v) => linearQuantize!(v, 1, 0, 'int8')],
    ],
  ],
  [wrongCodes, [['q', (v) => dequantize!(v, p)]]],
  [
    wrongCodes.filter(
      ([name]) =>
        name !== 'a plain Uint8Array' &&
        name !== 'an Int16Array' &&
        !name.includes('ArrayBuffer') &&
        !name.includes('DataView'),
    ),
    [['tensor', (v) => linearDequantize!(v, 1, 0)]],
  ],
  [
    wrongCodeOut,
    [
      ['options.out', (out) => quantize!(x, p, { out })],
      ['options.out', (out) => quantizeDynamic!(x, { ...o, out })],
    ],
  ],
  [wrongFloatOut, [['options.out', (out) => dequantize!(q, p, { out })]]],
  [
    wrongScales,
    [
      ['parameters.scale', (scale) => quantize!(x, { ...p, scale })],
      ['scale', (scale) => linearQuantize!(x, scale, 0, 'int8')],
    ],
  ],
  [
    wrongToDecode(wrongScales),
    [
      ['parameters.scale', (scale) => dequantize!(q, { ...p, scale })],
      ['scale', (scale) => linearDequantize!(q, scale, 0)],
    ],
  ],
  [
    wrongScales.filter(([, value]) => value !== undefined),
    [
      ['options.eps', (eps) => chooseParameters!(range, { ...o, eps })],
      ['options.eps', (eps) => quantizeDynamic!(x, { ...o, eps })],
    ],
  ],
  [
    wrongZeroPoints,
    [
      ['parameters.zeroPoint', (zeroPoint) => quantize!(x, { ...p, zeroPoint })],
      ['parameters.zeroPoint', (zeroPoint) => dequantize!(q, { ...p, zeroPoint })],
    ],
  ],
  [
    wrongLinearZeroPoints,
    [
      ['zeroPoint', (z) => linearQuantize!(x, 1, z, 'int8')],
      ['zeroPoint', (z) => linearDequantize!(q, 1, z)],
    ],
  ],
  [
    wrongBounds,
    [
      ['parameters.qmin', (qmin) => quantize!(x, { ...p, qmin })],
      ['parameters.qmax', (qmax) => quantize!(x, { ...p, qmax })],
      ['parameters.qmin', (qmin) => dequantize!(q, { ...p, qmin })],
      ['options.qmin', (qmin) => chooseParameters!(range, { ...o, qmin })],
      ['options.qmax', (qmax) => quantizeDynamic!(x, { ...o, qmax })],
    ],
  ],
  [
    wrongDtypes,
    [
      ['parameters.dtype', (dtype) => quantize!(x, { ...p, dtype })],
      ['parameters.dtype', (dtype) => dequantize!(q, { ...p, dtype })],
      ['options.dtype', (dtype) => chooseParameters!(range, { dtype })],
      ['options.dtype', (dtype) => quantizeDynamic!(x, { dtype })],
      ['dtype', (dtype) => linearQuantize!(x, 1, 0, dtype)],
    ],
  ],
  [
    [...wrongObjects, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['parameters', (v) => quantize!(x, v)],
      ['parameters', (v) => dequantize!(q, v)],
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(x, v)],
      ['range', (v) => chooseParameters!(v, o)],
    ],
  ],
  [
    [...wrongObjects, misspelt],
    [
      ['options', (v) => quantize!(x, p, v)],
      ['options', (v) => dequantize!(q, p, v)],
    ],
  ],
  [
    [misspelt],
    [
      ['options', (v) => chooseParameters!(range, v)],
      ['options', (v) => quantizeDynamic!(x, v)],
    ],
  ],
  [
    words,
    [
      ['options.scheme', (scheme) => chooseParameters!(range, { ...o, scheme })],
      ['options.rule', (rule) => quantizeDynamic!(x, { ...o, rule })],
    ],
  ],
  [
    wrongFlags,
    [
      ['options.reduceRange', (reduceRange) => chooseParameters!(range, { ...o, reduceRange })],
      ['options.narrowRange', (narrowRange) => quantizeDynamic!(x, { ...o, narrowRange })],
    ],
  ],
  [
    [...wrongTypes, ['undefined', undefined, 'ERR_LINQUANT_INVALID_TYPE']],
    [
      ['range.min', (min) => chooseParameters!({ min, max: 1 }, o)],
      ['range.max', (max) => chooseParameters!({ min: 1, max }, o)],
    ],
  ],
];

const cases = table.flatMap(([wrong, positions]) =>
  positions.flatMap(([argument, call]) =>
    wrong.map(([name, value, code]) => ({
      argument,
      name,
      code,
      call: () => call(value),
      source: `${call}`,
    })),
  ),
);

describe('wrong arguments', () => {
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    expectError(call, argument, code);
  });
});

const qrange = 'ERR_LINQUANT_INVALID_QRANGE';
const badRange = 'ERR_LINQUANT_INVALID_RANGE';

describe('arguments that do not fit together', () => {
  it.each<[string, string, () => unknown]>([
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantize!(x, p, new Int8Array(1))],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => dequantize!(q, p, [])],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantize!(x, p, new ArrayBuffer(1))],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => dequantize!(q, p, new SharedArrayBuffer(4))],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => minMax!(x, new Map([['axis', 0]]))],
    ['options', 'ERR_LINQUANT_INVALID_TYPE', () => quantizeDynamic!(x, new Set(['dtype']))],
    ['parameters.qmin', qrange, () => quantize!(x, { ...p, qmin: 5, qmax: 5 })],
    ['parameters.qmin', qrange, () => quantize!(x, { ...p, qmin: 6, qmax: 5 })],
    ['options.qmin', qrange, () => chooseParameters!(range, { ...o, qmin: 6, qmax: 5 })],
    ['parameters.zeroPoint', 'ERR_LINQUANT_INVALID_ZERO_POINT', () => quantize!(x, { ...p, qmin: 1 })],
    [
      'options.qmin and options.qmax',
      option,
      () => chooseParameters!(range, { ...o, qmin: 0, narrowRange: true }),
    ],
    [
      'options.dtype',
      'ERR_LINQUANT_INVALID_DTYPE',
      () => quantizeDynamic!(x, { rule: 'onnx', dtype: 'int8' }),
    ],
    ['options.scheme', option, () => quantizeDynamic!(x, { rule: 'onnx', scheme: 'symmetric' })],
    [
      'options.dtype',
      'ERR_LINQUANT_INVALID_DTYPE',
      () => quantizeDynamic!(x, { rule: 'absmax', dtype: 'uint8' }),
    ],
    ['options.scheme', option, () => chooseParameters!(range, { rule: 'absmax', scheme: 'asymmetric' })],
    ['options.scheme', option, () => chooseParameters!(range, { rule: 'absmax', scheme: 'absolute' })],
    ['options.eps', option, () => chooseParameters!(range, { rule: 'absmax', eps: 1 })],
    ['options.qmin', option, () => quantizeDynamic!(x, { rule: 'absmax', qmin: -127 })],
    ...Object.entries({ reduceRange: false, narrowRange: true, qmin: 0, qmax: 255, eps: 1 }).map(
      ([name, value]): [string, string, () => unknown] => [
        `options.${name}`,
        option,
        () => quantizeDynamic!(x, { rule: 'onnx', [name]: value }),
      ],
    ),
    ['range', badRange, () => chooseParameters!({ min: 1, max: -1 }, o)],
    ['range', badRange, () => chooseParameters!({ min: Number.NaN, max: 1 }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: Infinity }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: 1e39 }, o)],
    ['range', badRange, () => chooseParameters!({ min: -3e38, max: 3e38 }, o)],
    ['range', badRange, () => chooseParameters!({ min: 0, max: 1e-44 }, { rule: 'onnx' })],
    ['x', badRange, () => quantizeDynamic!(Float32Array.of(1, Number.NaN), o)],
    ['x', badRange, () => quantizeDynamic!(Float32Array.of(-Infinity), { rule: 'onnx' })],
    ['the range of x', badRange, () => quantizeDynamic!(Float32Array.of(-3e38, 3e38), o)],
    ['x', 'ERR_LINQUANT_EMPTY', () => minMax!(new Float32Array(0))],
    ['x', 'ERR_LINQUANT_EMPTY', () => quantizeDynamic!(Buffer.alloc(0), o)],
  ])('%s: %s (%s)', (argument, code, call) => {
    expectError(call, argument, code);
  });

  it.each([
    [[1, Number.NaN, Infinity], 'NaN at index 1'],
    [[1, 2, Infinity, Number.NaN], 'Infinity at index 2'],
    [[-Infinity, Infinity], '-Infinity at index 0'],
  ])('what cannot be quantized dynamically is named: %j', (values, named) => {
    const error = thrownBy(() => quantizeDynamic!(Float32Array.from(values), o));
    expect(error).toMatchObject({ message: `x must hold no NaN and no infinity; got ${named}` });
  });

  it('symmetric codes of a signed dtype must hold 0', () => {
    const error = thrownBy(() => chooseParameters!(range, { ...o, scheme: 'symmetric', qmin: 1 }));
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_INVALID_ZERO_POINT' });
  });
});

describe('overlap', () => {
  const memory = new ArrayBuffer(64);
  const shared = new SharedArrayBuffer(64);

  it.each([
    ['the same buffer', memory, 0, 0],
    ['codes at the end of the floats', memory, 8, 23],
    ['codes at the start of the floats', memory, 8, 5],
    ['a SharedArrayBuffer', shared, 8, 11],
  ] as const)('%s is an error, both ways', (_name, buffer, floatsAt, codesAt) => {
    const floats = Buffer.from(buffer, floatsAt, 16);
    const codes = new Int8Array(buffer, codesAt, 4);
    expectError(() => quantize!(floats, p, { out: codes }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => dequantize!(codes, p, { out: floats }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => quantizeDynamic!(floats, { ...o, out: codes }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expect(new Uint8Array(buffer)).toEqual(new Uint8Array(64));
  });
});

describe('after an error', () => {
  const wrongCalls = (out: unknown) => [
    () => quantize!(x, { ...p, scale: 0 }, { out }),
    () => quantize!('x', p, { out }),
    () => quantize!(Float32Array.of(1, 2), p, { out }),
    () => quantize!(x, p, { out, outt: 1 }),
    () => quantizeDynamic!(x, { ...o, eps: 0, out }),
    () => quantizeDynamic!(x, { dtype: 'uint8', out }),
  ];

  it('outputs are untouched', () => {
    const out = Int8Array.of(99);
    for (const call of wrongCalls(out)) {
      expect(thrownBy(call)).toMatchObject({ code: expect.stringMatching(/^ERR_LINQUANT_/) });
      expect(out[0]).toBe(99);
    }
    const floats = Float32Array.of(99);
    for (const call of [
      () => dequantize!(q, { ...p, zeroPoint: 0.5 }, { out: floats }),
      () => dequantize!(Int8Array.of(1, 2), p, { out: floats }),
      () => dequantize!([1], p, { out: floats }),
    ]) {
      expect(thrownBy(call)).toMatchObject({ code: expect.stringMatching(/^ERR_LINQUANT_/) });
      expect(floats[0]).toBe(99);
    }
  });
});

describe('views that die within the call', () => {
  it.each([
    ['a Float32Array', () => Float32Array.of(1, 2)],
    ['a DataView', () => new DataView(new ArrayBuffer(8))],
    ['a Buffer', () => Buffer.from(new ArrayBuffer(8))],
  ] as const)('give an error with a code: %s', (_name, make) => {
    for (const call of [
      (floats: unknown, options: unknown) => quantize!(floats, p, options),
      (floats: unknown, options: object) =>
        quantizeDynamic!(
          floats,
          Object.defineProperties({ ...o }, Object.getOwnPropertyDescriptors(options)),
        ),
    ]) {
      const floats = make();
      const options = optionsThat(() => detach(floats), { out: Buffer.alloc(2) });
      expectError(() => call(floats, options), 'x', 'ERR_LINQUANT_DETACHED');
    }
    const codes = Int8Array.of(1, 2);
    const options = optionsThat(() => detach(codes), { out: Buffer.alloc(8) });
    expectError(() => dequantize!(codes, p, options), 'q', 'ERR_LINQUANT_DETACHED');
  });

  it('cannot be made to die after they were checked: nothing of the caller runs then', () => {
    let ran = 0;
    const out = arrayThat(() => ran++, 2);
    expectError(
      () => quantize!(Float32Array.of(1, 2), p, { out }),
      'options.out',
      'ERR_LINQUANT_INVALID_TYPE',
    );
    expectError(
      () => quantizeDynamic!(Float32Array.of(1, 2), { ...o, out }),
      'options.out',
      'ERR_LINQUANT_INVALID_TYPE',
    );
    const floats = arrayThat(() => ran++, 8);
    expectError(() => quantize!(floats, p), 'x', 'ERR_LINQUANT_INVALID_TYPE');
    expect(ran).toBe(0);
  });

  it('keep their own parameters where a getter calls the library', () => {
    const inner = { dtype: 'uint8', scale: 0.5, zeroPoint: 128, qmin: 3 };
    const call = () => quantize!(Float32Array.of(9, 9, 9), inner);
    const options = optionsThat(call, { out: new Int8Array(2) });
    expect(quantize!(Float32Array.of(1, 2), { dtype: 'int8', scale: 1, zeroPoint: 0 }, options)).toEqual(
      Int8Array.of(1, 2),
    );
    const parameters = Object.defineProperty({ dtype: 'int8', zeroPoint: 0 }, 'scale', {
      get: () => call() && 1,
      enumerable: true,
    });
    expect(quantize!(Float32Array.of(1, 2), parameters)).toEqual(Int8Array.of(1, 2));
    const shape = new Proxy([2], { get: (array, name) => call() && Reflect.get(array, name) });
    expect(quantize!(Float32Array.of(1, 2), { dtype: 'int8', scale: 1, zeroPoint: 0 }, { shape })).toEqual(
      Int8Array.of(1, 2),
    );
  });
});

describe('options', () => {
  const given = { dtype: 'uint8', scheme: 'asymmetric', out: undefined };

  it.each([
    { ...given, rule: 'onnx' },
    { ...given, rule: 'observer', reduceRange: false, narrowRange: false, eps: 1e-3 },
    { ...given, qmin: 0, qmax: 200 },
  ])('are read once each, inherited ones too: %j', (options) => {
    const read: string[] = [];
    const seen = new Proxy(options, {
      get: (target, name) => {
        read.push(String(name));
        return Reflect.get(target, name);
      },
    });
    quantizeDynamic!(x, Object.create(seen));
    expect([...read].sort()).toEqual([...new Set(read)].sort());
    expect(read).toEqual(expect.arrayContaining(Object.keys(options)));
  });
});

describe('views that lie', () => {
  it('are taken at their true length', () => {
    for (const property of ['length', 'byteLength', 'byteOffset', 'buffer']) {
      const floats = Float32Array.of(1, 2, 3);
      const out = new Int8Array(3);
      Object.defineProperty(floats, property, { value: 1e9 });
      Object.defineProperty(out, property, { value: 1 });
      quantize!(floats, p, { out });
      expect([out[0], out[1], out[2]]).toEqual([1, 2, 3]);
      expect(minMax!(floats)).toEqual({ min: 1, max: 3 });
    }
  });

  it('are looked at after all properties were read', () => {
    const floats = Float32Array.of(1, 2);
    const out = new Int8Array(2);
    const parameters = {
      ...p,
      get scale() {
        detach(floats);
        return 1;
      },
    };
    expectError(() => quantize!(floats, parameters, { out }), 'x', 'ERR_LINQUANT_DETACHED');
    const options = {
      dtype: 'int8',
      get out() {
        detach(out);
        return out;
      },
    };
    expectError(
      () => quantizeDynamic!(Float32Array.of(1, 2), options),
      'options.out',
      'ERR_LINQUANT_DETACHED',
    );
  });
});

describe('messages', () => {
  const message = (call: () => unknown): string => (thrownBy(call) as Error).message;
  const data = 'int8, uint8, int16, uint16, int4, uint4, int2, uint2';
  const floats = Float32Array.of(1, 2);

  it('list only dtypes that the function takes', () => {
    for (const dtype of ['int5', 'int32']) {
      expect(message(() => quantizeDynamic!(floats, { dtype }))).toContain(`must be one of ${data}`);
      expect(message(() => chooseParameters!(range, { dtype }))).toContain(`must be one of ${data}`);
      expect(message(() => fakeQuantize!(floats, { ...p, dtype }))).toContain(`must be one of ${data}`);
    }
    expect(message(() => quantize!(floats, { ...p, dtype: 'int5' }))).toContain('one of int8, uint8, int16');
    expect(message(() => quantize!(floats, { ...p, dtype: 'int5' }))).toContain('int32');
    for (const dtype of ['int5', 'int4']) {
      const of = () => linearQuantize!(floats, 1, 0, dtype);
      expect(message(of)).toBe(`dtype must be one of int8, uint8, int16, uint16, int32; got "${dtype}"`);
    }
    for (const dtype of ['int5', 'uint8']) {
      const of = () => quantizeDynamic!(floats, { rule: 'absmax', dtype });
      expect(message(of)).toBe(`options.dtype must be 'int8' with rule 'absmax'; got "${dtype}"`);
    }
    for (const scheme of ['sym', 'symmetric']) {
      const of = () => quantizeDynamic!(floats, { rule: 'onnx', scheme });
      expect(message(of)).toBe(`options.scheme must be 'asymmetric' with rule 'onnx'; got "${scheme}"`);
    }
  });

  it('list only float types that fit the array', () => {
    for (const floatType of ['float8', 'float64']) {
      expect(message(() => quantize!(floats, p, { floatType }))).toBe(
        `options.floatType must be 'float32', or left out, beside a Float32Array; got "${floatType}"`,
      );
      const bits = new Uint16Array(2);
      expect(message(() => quantize!(bits, p, { floatType }))).toBe(
        `options.floatType must be 'float16' or 'bfloat16' beside a Uint16Array; got "${floatType}"`,
      );
      expect(message(() => convert!(floats, { to: floatType, out: new Float32Array(2) }))).toBe(
        `options.to must be 'float32' beside a Float32Array; got "${floatType}"`,
      );
    }
    expectError(
      () => quantize!(floats, p, { floatType: 1 }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_TYPE',
    );
  });

  it('say that a bound was not given', () => {
    expect(message(() => quantize!(floats, { ...p, qmin: 127 }))).toBe(
      'parameters.qmin must be below parameters.qmax; got 127 and 127 (the default)',
    );
    expect(message(() => chooseParameters!(range, { dtype: 'uint8', qmax: 0 }))).toBe(
      'options.qmin must be below options.qmax; got 0 (the default) and 0',
    );
  });

  it('name the cure for what JSON made of a typed array', () => {
    const along = { dtype: 'int8', axis: 0, scale: Float32Array.of(1, 1), zeroPoint: new Int32Array(2) };
    const parsed = JSON.parse(JSON.stringify(along));
    const given = 'got an object with keys 0, 1, ... as JSON makes of a typed array';
    expect(message(() => quantize!(floats, parsed))).toBe(
      `parameters.scale must be a Float32Array or an array of numbers (after JSON: use parametersToJSON before JSON.stringify); ${given}`,
    );
    const sent = JSON.parse(JSON.stringify(parametersToJSON!(along)));
    expect(quantize!(floats, sent)).toEqual(Int8Array.of(1, 2));
    const ranges = JSON.parse(JSON.stringify(minMax!(floats, { shape: [2, 1], axis: 0 })));
    expect(message(() => chooseParameters!(ranges, { dtype: 'int8' }))).toContain(
      'use Array.from(range.min) before JSON.stringify',
    );
    expect(message(() => quantize!(JSON.parse(JSON.stringify(floats)), p))).toContain(given);
    const hidden = Object.defineProperty({}, '0', { get: () => expect.unreachable('a getter was run') });
    expect(message(() => quantize!(hidden, p))).toContain('got an object');
  });

  // One NaN or infinity in each kind of layout, near and far: found among 3000 elements, so past the first chunks.
  it.each<[string, object, (index: number) => string]>([
    ['the whole', { shape: [30, 100] }, () => 'x'],
    ['rows', { shape: [2, 1500], axis: 0 }, (i) => `row ${Math.floor(i / 1500)} of x`],
    ['columns', { shape: [30, 100], axis: 1 }, (i) => `index ${i % 100} of axis 1 of x`],
    [
      'an inner axis',
      { shape: [3, 10, 100], axis: 1 },
      (i) => `index ${Math.floor(i / 100) % 10} of axis 1 of x`,
    ],
    [
      'blocks of the last axis',
      { shape: [2, 1500], axis: 1, blockSize: 700 },
      (i) => `block ${Math.floor(i / 1500) * 3 + Math.floor((i % 1500) / 700)} of x`,
    ],
    [
      'blocks of the first axis',
      { shape: [30, 100], axis: 0, blockSize: 4 },
      (i) => `block ${Math.floor(i / 400) * 100 + (i % 100)} of x`,
    ],
  ])('name the index of what is not finite: %s', (_name, options, part) => {
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const index of [0, 511, 512, 1499, 1500, 2999]) {
        const x = new Float32Array(3000).fill(0.5);
        x[index] = value;
        const name = part(index);
        const told = `${name} must hold no NaN and no infinity; got ${value} at index ${index}${name === 'x' ? '' : ' of x'}`;
        for (const to of ['float32', 'float64', 'float16', 'bfloat16']) {
          const floats = to === 'float32' ? x : (convert!(x, { to }) as Uint16Array);
          const floatType = floats instanceof Uint16Array ? to : undefined;
          const call = () => quantizeDynamic!(floats, { dtype: 'int8', floatType, ...options });
          expect(thrownBy(call)).toMatchObject({ message: told, index });
        }
      }
    }
    // A float64 that is infinite as float32 counts as an infinity.
    const x = new Float64Array(3000).fill(0.5);
    x[1700] = -1e300;
    expect(message(() => quantizeDynamic!(x, { dtype: 'int8', ...options }))).toContain(
      '-Infinity at index 1700',
    );
  });
});
