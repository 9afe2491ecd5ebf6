// What every decoder refuses as input and as `out`.
import type { DecodedVector } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { detach } from '../../support/dying.js';
import { expectError } from '../../support/errors.js';
import { all, byteDecoders, INVALID_TYPE, textDecoders, two } from '../all.js';

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

describe('options.out of decoders', () => {
  const pg = Buffer.from('000200003f80000040200000', 'hex');
  const calls: [name: string, input: unknown, wrong: ArrayBufferView, size: ArrayBufferView][] = [
    ['decodePgVector', pg, new Uint16Array(2), new Float32Array(3)],
    ['decodePgHalfvec', Buffer.from('000200003c004100', 'hex'), new Float32Array(2), new Uint16Array(1)],
    ['decodePgVectorText', '[1,2]', Buffer.alloc(8), new Float32Array(1)],
    ['decodePgHalfvecText', '[1,2]', Buffer.alloc(8), new Uint16Array(3)],
    ['decodeVectorBase64', 'AACAPw==', new Uint16Array(2), new Float32Array(2)],
    ['decodeVectorsBase64', ['AACAPw=='], new Uint16Array(2), new Float32Array(2)],
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
      const decoded = all[name]!(input, { out: out.fill(0) }) as DecodedVector<'float32'>;
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
