import fc from 'fast-check';
import { chooseParameters, dequantize, minMax, quantize, quantizeDynamic } from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import { dequantizeOne, minMaxOf, quantizeOne } from '../../support/reference.js';

const dtype = fc.constantFrom('int8' as const, 'uint8' as const);
const limits = { int8: [-128, 127], uint8: [0, 255] } as const;

/** Any positive finite float32, and doubles that round to one. */
const scale = fc.oneof(
  fc.float({ min: Math.fround(2 ** -149), noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 1e-6, max: 1e3, noNaN: true }),
);

/** Parameters with any bounds and any zero point between them. */
const parameters = fc
  .tuple(dtype, scale, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)))
  .filter(([, , numbers]) => new Set(numbers).size > 1)
  .map(([name, s, numbers]) => {
    const [qmin, zeroPoint, qmax] = [...numbers].sort((a, b) => a - b).map((n) => n + limits[name][0]);
    return { dtype: name, scale: s, zeroPoint: zeroPoint!, qmin: qmin!, qmax: qmax! };
  });

/** Bytes of any kind, read as floats: NaN of every sort, infinities, subnormals. */
const anyFloats = fc
  .uint8Array({ maxLength: 1200 })
  .map((bytes) => new Float32Array(bytes.slice(0, bytes.length & ~3).buffer));

/** Floats of ordinary size. */
const tameFloats = fc.float32Array({ min: -1000, max: 1000, noNaN: true, minLength: 1, maxLength: 300 });

describe('quantize', () => {
  it('is its definition, on any bytes and parameters', () => {
    fc.assert(
      fc.property(anyFloats, parameters, (x, p) => {
        const expected = Array.from(x, (value) => quantizeOne(value, p.scale, p.zeroPoint, p.qmin, p.qmax));
        expect(Array.from(quantize(x, p))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is monotone', () => {
    fc.assert(
      fc.property(tameFloats, parameters, (x, p) => {
        const codes = quantize(x.sort(), p);
        expect(codes).toEqual(codes.slice().sort());
      }),
    );
  });

  it('saturates at qmin and qmax', () => {
    fc.assert(
      fc.property(parameters, (p) => {
        const x = Float32Array.of(Infinity, -Infinity, 1e30 * p.scale, -1e30 * p.scale);
        expect(Array.from(quantize(x, p))).toEqual([p.qmax, p.qmin, p.qmax, p.qmin]);
      }),
    );
  });
});

describe('dequantize', () => {
  it('is its definition, and undoes to the same codes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), parameters, (bytes, p) => {
        const q = p.dtype === 'int8' ? new Int8Array(bytes.buffer) : bytes;
        const expected = Float32Array.from(q as ArrayLike<number>, (code) =>
          dequantizeOne(code, p.scale, p.zeroPoint),
        );
        expect(bytesOf(dequantize(q, p))).toEqual(bytesOf(expected));
      }),
      { numRuns: 500 },
    );
  });
});

describe('there and back', () => {
  it('is off by at most scale * (0.5 + (qmax - qmin) * 2^-23)', () => {
    fc.assert(
      fc.property(tameFloats, dtype, fc.constantFrom('asymmetric', 'symmetric'), (x, name, scheme) => {
        const { data, parameters: p } = quantizeDynamic(x, {
          dtype: name,
          scheme: scheme as 'asymmetric' | 'symmetric',
        });
        const [low, high] = limits[name];
        const back = dequantize(data, p);
        const bound = p.scale * (0.5 + (high - low) * 2 ** -23);
        // The bound holds for values inside what the codes reach.
        const reach = [
          dequantizeOne(low, p.scale, p.zeroPoint),
          dequantizeOne(high, p.scale, p.zeroPoint),
        ] as const;
        x.forEach((value, i) => {
          if (value >= reach[0] && value <= reach[1])
            expect(Math.abs(value - back[i]!)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('zero stays zero', () => {
    fc.assert(
      fc.property(tameFloats, dtype, (x, name) => {
        const p = chooseParameters(minMax(x), { dtype: name });
        expect(Array.from(dequantize(quantize(Float32Array.of(0, -0), p), p))).toEqual([0, 0]);
      }),
    );
  });
});

describe('minMax', () => {
  it('is its definition, on any bytes', () => {
    fc.assert(
      fc.property(anyFloats, (x) => {
        if (x.length > 0) expect(minMax(x)).toEqual(minMaxOf(x));
      }),
      { numRuns: 500 },
    );
  });
});
