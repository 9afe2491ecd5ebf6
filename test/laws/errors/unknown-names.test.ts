// Parameters with unknown names are an error, in every function.

import { describe, expect, it } from 'vitest';
import { expectError } from '../../support/errors.js';
import { untyped } from '../../support/untyped.js';

const { quantize, dequantize, fakeQuantize, measureQuantization, requantize, parametersToJSON } = untyped;

const shape = [2, 3];
const x = Float32Array.of(1, 2, 3, 4, 5, 6);
const q = Int8Array.of(1, 2, 3, 4, 5, 6);
const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
const rows = { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] };

describe('parameters with unknown names', () => {
  const invalid = 'ERR_LINQUANT_INVALID_OPTION';
  const more = { ofset: 1, blocksize: 2, name: 'fc1', min: undefined };

  it.each(Object.entries(more))('are an error: %s', (name, value) => {
    const tensor = { ...p, [name]: value };
    expectError(() => quantize!(x, tensor), 'parameters', invalid);
    expectError(() => quantize!(x, { ...rows, [name]: value }, { shape }), 'parameters', invalid);
    expectError(() => dequantize!(q, tensor), 'parameters', invalid);
    expectError(() => fakeQuantize!(x, tensor), 'parameters', invalid);
    expectError(() => measureQuantization!(x, q, tensor), 'parameters', invalid);
    expectError(() => requantize!(q, tensor, p), 'from', invalid);
    expectError(() => requantize!(q, p, tensor), 'to', invalid);
    expectError(() => parametersToJSON!(tensor), 'parameters', invalid);
    expect(() => quantize!(x, tensor)).toThrow(`got "${name}"`);
  });

  it('are none where they are inherited, or no text', () => {
    const inherits = Object.assign(Object.create({ name: 'fc1' }), p, { [Symbol('name')]: 'fc1' });
    expect(quantize!(x, inherits)).toEqual(quantize!(x, p));
  });
});
