// convert from and to float8 gives what the formats' definitions do, and ml_dtypes 0.6.0 (test/fixtures/make_float8_golden.py).

import { convert } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { type Float8Name, float8Names, float8Targets } from '../../support/definition/float8.js';
import { float8 } from '../../support/golden.js';
import { expectSameBytes } from '../../support/same-bytes.js';

const codes = Uint8Array.from({ length: 256 }, (_, i) => i);

describe.each(float8Names)('all codes of %s', (from: Float8Name) => {
  const values = Float64Array.from(float8[from].values, Number);

  it('become float64 and float32', () => {
    const isNegative = (code: number) => from !== 'float8_e8m0fnu' && code >= 0x80;
    const doubles = convert(codes, { from, to: 'float64' });
    expect(doubles).toEqual(values);
    expect(convert(codes, { from, to: 'float32' })).toEqual(Float32Array.from(values));
    const bits = new BigUint64Array(doubles.buffer);
    values.forEach((value, code) => {
      const nan = isNegative(code) ? 0xfff8_0000_0000_0000n : 0x7ff8_0000_0000_0000n;
      if (Number.isNaN(value)) expect(bits[code]).toBe(nan);
    });
  });
});

describe.each(float8Targets)('every point where rounding to %s changes', (to) => {
  it.each(['float32', 'float64'] as const)('in %s', (type) => {
    const golden = float8[to][type];
    expect(golden.x.length).toBeGreaterThan(500);
    const decoded = {
      plain: Buffer.from(golden.codes, 'hex'),
      saturated: Buffer.from(golden.saturated, 'hex'),
    };
    for (const sign of [1, -1]) {
      const signed = golden.x.map((x) => sign * x);
      const x = type === 'float32' ? Float32Array.from(signed) : Float64Array.from(signed);
      const withSign = (all: Buffer) => all.map((code) => code | (sign < 0 ? 0x80 : 0));
      expectSameBytes(bytesOf(convert(x, { to })), Buffer.from(withSign(decoded.plain)));
      const saturated = convert(x, { to, saturate: true });
      expectSameBytes(bytesOf(saturated), Buffer.from(withSign(decoded.saturated)));
    }
  });
});
