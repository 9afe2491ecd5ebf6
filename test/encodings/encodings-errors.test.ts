import { convert } from 'linquant';
import * as embeddings from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { detach } from '../support/dying.js';
import { expectError, thrownBy } from '../support/errors.js';

type Call = (...args: unknown[]) => unknown;
const all = embeddings as unknown as Record<string, Call>;

/** Every encoder of floats, and the bytes of two of them. */
const floatEncoders: [name: string, options: object, bytes?: number][] = [
  ['encodeBsonVector', { dtype: 'float32' }, 10],
  ['encodePgVector', {}, 12],
  ['encodePgHalfvec', {}, 8],
  ['encodePgVectorText', {}],
  ['encodePgHalfvecText', {}],
  ['encodeSqliteVec', { dtype: 'float32' }, 8],
  ['encodeLibsqlVector', { dtype: 'float32' }, 8],
  ['encodeLibsqlVector', { dtype: 'float64' }, 17],
  ['encodeLibsqlVector', { dtype: 'float16' }, 5],
  ['encodeLibsqlVector', { dtype: 'floatb16' }, 5],
  ['encodeLibsqlVector', { dtype: 'float8' }, 15],
  ['encodeVectorBlob', {}, 8],
  ['encodeVectorBlob', { dtype: 'float16' }, 4],
  ['encodeVectorBase64', {}],
];
/** Every encoder of packed bits, and the bytes of two bytes of them. */
const bitEncoders: [name: string, options: object, bytes?: number][] = [
  ['encodeBsonVector', { dtype: 'bit' }, 4],
  ['encodePgBit', {}, 6],
  ['encodePgBitText', {}],
  ['encodeSqliteVec', { dtype: 'bit' }, 2],
  ['encodeLibsqlVector', { dtype: 'float1bit' }, 5],
];
const codeEncoders: [name: string, options: object, bytes: number][] = [
  ['encodeBsonVector', { dtype: 'int8' }, 4],
  ['encodeSqliteVec', { dtype: 'int8' }, 2],
  ['encodeVectorBlob', { dtype: 'int8' }, 2],
];
const byteDecoders: [name: string, options?: object][] = [
  ['decodeBsonVector'],
  ['decodePgVector'],
  ['decodePgHalfvec'],
  ['decodePgBit'],
  ['decodeSqliteVec', { dtype: 'float32' }],
  ['decodeLibsqlVector'],
  ['decodeLibsqlNumbers'],
  ['decodeVectorBlob'],
];
const textDecoders = ['decodePgVectorText', 'decodePgHalfvecText', 'decodePgBitText', 'decodeVectorBase64'];
const two = () => Float32Array.of(1, 2);
const INVALID_TYPE = 'ERR_LINQUANT_INVALID_TYPE';

describe.each(floatEncoders)('%s %o', (name, options, bytes) => {
  const encode = (x: unknown, more: object = {}) => all[name]!(x, { ...options, ...more });

  it.each([
    [new Uint8Array(8)],
    [Int8Array.of(1)],
    [[1, 2]],
    ['[1,2]'],
    [undefined],
    [null],
    [Uint16Array.of(1)],
    [1],
  ])('takes %o for no floats', (x) => expectError(() => encode(x), 'x', INVALID_TYPE));

  it('takes no empty vector, no broken bytes and no lost memory', () => {
    expectError(() => encode(new Float32Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
    expectError(() => encode(Buffer.alloc(5)), 'x', 'ERR_LINQUANT_BYTE_LENGTH');
    const lost = two();
    detach(lost);
    expectError(() => encode(lost), 'x', 'ERR_LINQUANT_DETACHED');
  });

  it.each([NaN, Infinity, -Infinity])('names the place of %d', (value) => {
    for (const x of [Float32Array.of(1, value, 2), Float64Array.of(1, value, value)]) {
      expectError(() => encode(x), 'x', 'ERR_LINQUANT_INVALID_RANGE');
      expect(() => encode(x)).toThrow(`got ${value} at index 1`);
      expect(thrownBy(() => encode(x))).toMatchObject({ index: 1 });
    }
  });

  it('names the first of several, also far behind', () => {
    if (name.startsWith('encodePg')) return; // of 16000 dimensions at most
    const x = new Float32Array(30_000).fill(0.5);
    x[29_999] = Infinity;
    expect(thrownBy(() => encode(x))).toMatchObject({ index: 29_999 });
    x[20_000] = NaN;
    expect(thrownBy(() => encode(x))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_RANGE', index: 20_000 });
  });

  it('knows its options', () => {
    expectError(() => encode(two(), { bits: 1 }), 'options', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => all[name]!(two(), two()), 'options', INVALID_TYPE);
    expectError(() => all[name]!(two(), null), 'options', INVALID_TYPE);
    expectError(
      () => encode(two(), { floatType: 'float16' }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_OPTION',
    );
    if (name === 'encodeBsonVector' || name === 'encodeSqliteVec') {
      expectError(
        () => encode(two(), { bitOrder: 'little' }),
        'options.bitOrder',
        'ERR_LINQUANT_INVALID_OPTION',
      );
    }
  });

  if (bytes === undefined) return;

  it('writes to a Buffer of its own and of the right size', () => {
    expectError(
      () => encode(two(), { out: Buffer.alloc(bytes! + 1) }),
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
    );
    expectError(
      () => encode(two(), { out: Buffer.alloc(bytes! - 1) }),
      'options.out',
      'ERR_LINQUANT_OUT_SIZE',
    );
    expectError(() => encode(two(), { out: new Uint8Array(bytes!) }), 'options.out', INVALID_TYPE);
    const memory = new Float32Array(16);
    const out = Buffer.from(memory.buffer, 4, bytes!);
    expectError(() => encode(memory.subarray(0, 2), { out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    const untouched = Buffer.alloc(bytes!, 0xee);
    expect(() => encode(Float32Array.of(1, NaN), { out: untouched })).toThrow();
    expect(untouched).toEqual(Buffer.alloc(bytes!, 0xee));
    // What costs no pass over the data is judged first.
    const wrong = { out: Buffer.alloc(bytes! + 1) };
    expectError(() => encode(Float32Array.of(1, NaN), wrong), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    const lost = Buffer.from(new ArrayBuffer(bytes!));
    detach(lost);
    expectError(() => encode(two(), { out: lost }), 'options.out', 'ERR_LINQUANT_DETACHED');
  });
});

describe.each(bitEncoders)('%s %o', (name, options, bytes) => {
  const encode = (x: unknown, more: object = {}) => all[name]!(x, { ...options, ...more });

  it.each([[Int8Array.of(1)], [two()], [[1, 0]], ['10'], [undefined]])('takes %o for no bits', (x) =>
    expectError(() => encode(x), 'x', INVALID_TYPE),
  );

  it('takes dimensions that its bytes have', () => {
    const x = Uint8Array.of(1, 0);
    for (const dimensions of [0, 8, 17, 9.5, -1, NaN]) {
      expectError(() => encode(x, { dimensions }), 'options.dimensions', 'ERR_LINQUANT_INVALID_SHAPE');
    }
    expectError(() => encode(x, { dimensions: '16' }), 'options.dimensions', INVALID_TYPE);
    expectError(() => encode(x, { bitOrder: 'lsb' }), 'options.bitOrder', 'ERR_LINQUANT_INVALID_OPTION');
    expectError(() => encode(x, { bitOrder: 1 }), 'options.bitOrder', INVALID_TYPE);
    expectError(() => encode(new Uint8Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
  });

  it('takes unused bits that are 0, in either order', () => {
    const wrong = [
      { x: Uint8Array.of(0, 0x10), bitOrder: 'big', text: '5 unused low bits' },
      { x: Uint8Array.of(0, 0x08), bitOrder: 'little', text: '5 unused high bits' },
    ];
    for (const { x, bitOrder, text } of wrong) {
      const call = () => encode(x, { dimensions: 11, bitOrder });
      expectError(call, 'x', 'ERR_LINQUANT_FORMAT');
      expect(call).toThrow(text);
    }
  });

  if (bytes === undefined) return;

  it('writes to a Buffer of the right size', () => {
    const memory = Buffer.alloc(32);
    const x = new Uint8Array(memory.buffer, memory.byteOffset, 2);
    const out = memory.subarray(1, 1 + bytes!);
    expectError(() => encode(x, { out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
    expectError(() => encode(x, { out: Buffer.alloc(bytes! + 1) }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
  });
});

describe.each(codeEncoders)('%s %o', (name, options, bytes) => {
  const encode = (x: unknown, more: object = {}) => all[name]!(x, { ...options, ...more });

  it.each([[Uint8Array.of(1)], [two()], [[1]], [undefined]])('takes %o for no int8', (x) =>
    expectError(() => encode(x), 'x', INVALID_TYPE),
  );

  it('takes no object for a Buffer that only has its prototype', () =>
    expectError(() => encode(Object.create(Buffer.prototype)), 'x', INVALID_TYPE));

  it('takes no empty vector, no lost memory, no option of others', () => {
    expectError(() => encode(new Int8Array(0)), 'x', 'ERR_LINQUANT_EMPTY');
    const lost = Int8Array.of(1);
    detach(lost);
    expectError(() => encode(lost), 'x', 'ERR_LINQUANT_DETACHED');
    const option = { floatType: 'float32' };
    expectError(() => encode(Int8Array.of(1), option), 'options.floatType', 'ERR_LINQUANT_INVALID_OPTION');
    const out = Buffer.alloc(bytes + 1);
    expectError(() => encode(Int8Array.of(1, 2), { out }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
  });
});

it.each(byteDecoders)('%s takes bytes', (name, options) => {
  for (const bytes of [two(), Int8Array.of(1), [1], 'x', undefined]) {
    expectError(() => all[name]!(bytes, options), 'bytes', INVALID_TYPE);
  }
  const lost = new Uint8Array(8);
  detach(lost);
  expectError(() => all[name]!(lost, options), 'bytes', 'ERR_LINQUANT_DETACHED');
});

it.each(textDecoders)('%s takes text', (name) => {
  for (const text of [Buffer.from('1'), 1, undefined, ['1']]) {
    expectError(() => all[name]!(text), 'text', INVALID_TYPE);
  }
});

describe('floats that are too large', () => {
  /** The smallest magnitude that becomes an infinity: the middle of the largest number and the next power of two. */
  const limits = { float32: 2 ** 128 - 2 ** 103, float16: 65520, bfloat16: 2 ** 128 - 2 ** 119 };
  it.each(Object.entries(limits))('for %s are those from %d on', (dtype, limit) => {
    const below = limit * (1 - 2 ** -53);
    const x = new Float64Array(20_000).fill(below);
    x[5] = -below;
    const { data } = all.decodeVectorBlob!(all.encodeVectorBlob!(x, { dtype }), { dtype }) as {
      data: Float32Array | Uint16Array;
    };
    const numbers = dtype === 'float32' ? data : convert(data, { from: dtype as 'float16', to: 'float64' });
    expect(numbers.every(Number.isFinite)).toBe(true);
    for (const value of [limit, -limit]) {
      x[12_345] = value;
      const encode = () => all.encodeVectorBlob!(x, { dtype });
      expectError(encode, 'x', 'ERR_LINQUANT_INVALID_RANGE');
      expect(encode).toThrow(`no number too large for ${dtype}; got ${value} at index 12345`);
      expect(thrownBy(encode)).toMatchObject({ index: 12_345 });
    }
  });

  it('for float64 are none', () => {
    const x = new Float64Array(20_000).fill(1e300);
    const blob = all.encodeVectorBlob!(x, { dtype: 'float64' }) as Buffer;
    expect(blob.equals(Buffer.from(x.buffer))).toBe(true);
    x[19_999] = NaN;
    expect(thrownBy(() => all.encodeVectorBlob!(x, { dtype: 'float64' }))).toMatchObject({ index: 19_999 });
  });

  it('are named as they are in x: bits, and bytes at any offset', () => {
    const halves = Uint16Array.of(0x3c00, 0xfc00, 0x7e00);
    const encodeBits = () => all.encodePgHalfvec!(halves, { floatType: 'float16' });
    expect(encodeBits).toThrow('got -Infinity at index 1');
    const bytes = Buffer.alloc(13);
    bytes.writeFloatLE(7e4, 9);
    const encodeBytes = () => all.encodePgHalfvec!(bytes.subarray(1));
    expect(encodeBytes).toThrow('too large for float16; got 70000 at index 2');
  });
});

it('dimensions are judged before values', () => {
  const x = new Float32Array(70_000).fill(NaN);
  for (const call of [
    () => all.encodePgVector!(x),
    () => all.encodePgHalfvecText!(x),
    () => all.encodeLibsqlVector!(x, { dtype: 'float16' }),
    () => all.encodeLibsqlVector!(x, { dtype: 'float8' }),
  ]) {
    expectError(call, 'x', 'ERR_LINQUANT_FORMAT');
    expect(thrownBy(call)).not.toHaveProperty('index');
  }
});

describe('options.out of decoders', () => {
  const pg = Buffer.from('000200003f80000040200000', 'hex');
  const calls: [name: string, input: unknown, wrong: ArrayBufferView, size: ArrayBufferView][] = [
    ['decodePgVector', pg, new Uint16Array(2), new Float32Array(3)],
    ['decodePgHalfvec', Buffer.from('000200003c004100', 'hex'), new Float32Array(2), new Uint16Array(1)],
    ['decodePgVectorText', '[1,2]', Buffer.alloc(8), new Float32Array(1)],
    ['decodePgHalfvecText', '[1,2]', Buffer.alloc(8), new Uint16Array(3)],
    ['decodeVectorBase64', 'AACAPw==', Buffer.alloc(4), new Float32Array(2)],
    ['decodeLibsqlNumbers', Buffer.alloc(8), Buffer.alloc(8), new Float32Array(1)],
  ];
  it.each(calls)('%s', (name, input, wrong, size) => {
    expectError(() => all[name]!(input, { out: wrong }), 'options.out', INVALID_TYPE);
    expectError(() => all[name]!(input, { out: size }), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    expectError(() => all[name]!(input, { to: size }), 'options', 'ERR_LINQUANT_INVALID_OPTION');
  });

  it('is as long as the engine says, not as it says itself', () => {
    const out = new Float32Array(2);
    Object.defineProperty(out, 'byteLength', { value: 0 });
    for (const [name, input] of [
      ['decodePgVector', pg],
      ['decodeVectorBase64', Buffer.from(Float32Array.of(1, 2.5).buffer).toString('base64')],
    ] as const) {
      const decoded = all[name]!(input, { out: out.fill(0) }) as embeddings.DecodedVector<'float32'>;
      expect(decoded).toMatchObject({ dtype: 'float32', dimensions: 2 });
      expect(Array.from(decoded.data)).toEqual([1, 2.5]);
    }
  });

  it('shares no memory with the bytes', () => {
    const memory = new Float32Array(8);
    const bytes = Buffer.from(memory.buffer, 0, 12);
    pg.copy(bytes);
    const out = memory.subarray(2, 4);
    expectError(() => all.decodePgVector!(bytes, { out }), 'options.out', 'ERR_LINQUANT_OVERLAP');
  });
});

it('floats are as many as the engine says, not as they say themselves', () => {
  const x = Float32Array.of(1, 2.5);
  Object.defineProperty(x, 'length', { value: 1 });
  for (const [name, options, bytes] of floatEncoders) {
    if (bytes === undefined) continue;
    expect(all[name]!(x, options), name).toEqual(all[name]!(Float32Array.of(1, 2.5), options));
  }
});

it('libSQL has zeros between what is written, whatever lay there', () => {
  for (const [x, options, hex] of [
    [Uint8Array.of(0xff, 0xff), { dtype: 'float1bit' }, 'ffff001003'],
    [
      Uint8Array.of(7),
      { dtype: 'float8', parameters: { scale: 1, offset: 0 } },
      '070000000000803f00000000000304',
    ],
  ] as const) {
    const out = Buffer.alloc(hex.length / 2, 0xee);
    expect((all.encodeLibsqlVector!(x, { ...options, out }) as Buffer).toString('hex')).toBe(hex);
  }
});

describe('parameters of codes for float8', () => {
  const encode = (parameters: unknown, more = {}) =>
    all.encodeLibsqlVector!(Uint8Array.of(1), { dtype: 'float8', parameters, ...more });
  it('are two numbers', () => {
    expectError(() => encode(1), 'options.parameters', INVALID_TYPE);
    expectError(() => encode({ scale: 1 }), 'options.parameters.offset', INVALID_TYPE);
    expectError(
      () => encode({ scale: -1, offset: 0 }),
      'options.parameters.scale',
      'ERR_LINQUANT_INVALID_SCALE',
    );
    expectError(
      () => encode({ scale: 1e39, offset: 0 }),
      'options.parameters.scale',
      'ERR_LINQUANT_INVALID_SCALE',
    );
    expectError(
      () => encode({ scale: 1, offset: NaN }),
      'options.parameters.offset',
      'ERR_LINQUANT_INVALID_OFFSET',
    );
    const parameters = { scale: 1, offset: 0 };
    expectError(
      () => encode(parameters, { floatType: 'float32' }),
      'options.floatType',
      'ERR_LINQUANT_INVALID_OPTION',
    );
    const call = () => all.encodeLibsqlVector!(two(), { dtype: 'float16', parameters });
    expectError(call, 'options.parameters', 'ERR_LINQUANT_INVALID_OPTION');
  });
});
