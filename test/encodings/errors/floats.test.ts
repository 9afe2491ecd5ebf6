// What every encoder of floats refuses: other types, values that are not finite, options it does not know, an `out` that does not fit.
import { describe, expect, it } from 'vitest';
import { detach } from '../../support/dying.js';
import { expectError, thrownBy } from '../../support/errors.js';
import { expectSameBytes, expectSameResult } from '../../support/same-bytes.js';
import { all, floatEncoders, INVALID_TYPE, two } from '../all.js';

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
    expectSameBytes(untouched, Buffer.alloc(bytes!, 0xee));
    // What costs no pass over the data is judged first.
    const wrong = { out: Buffer.alloc(bytes! + 1) };
    expectError(() => encode(Float32Array.of(1, NaN), wrong), 'options.out', 'ERR_LINQUANT_OUT_SIZE');
    const lost = Buffer.from(new ArrayBuffer(bytes!));
    detach(lost);
    expectError(() => encode(two(), { out: lost }), 'options.out', 'ERR_LINQUANT_DETACHED');
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

it('floats are as many as the engine says, not as they say themselves', () => {
  const x = Float32Array.of(1, 2.5);
  Object.defineProperty(x, 'length', { value: 1 });
  for (const [name, options, bytes] of floatEncoders) {
    if (bytes === undefined) continue;
    expectSameResult(all[name]!(x, options), all[name]!(Float32Array.of(1, 2.5), options), name);
  }
});
