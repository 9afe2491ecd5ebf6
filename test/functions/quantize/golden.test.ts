import {
  type AnyParameters,
  dequantize,
  dequantizeGgml,
  type FloatType,
  quantize,
  quantizeGgml,
  requantize,
} from 'linquant';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats, fixture } from '../../support/data.js';

/*
 * Outputs of others for what the goldens of PyTorch and ONNX Runtime lack: numpy's float32 arithmetic
 * (test/fixtures/make_family_golden.py) and ggml's reference functions (make_ggml_golden.mjs).
 */
interface Case {
  parameters: AnyParameters;
  shape: number[];
  floatType: FloatType;
  x: string;
  q: string;
  y: string;
}

const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
const { cases } = fixture<{ cases: Case[] }>('family.json');

const named = cases.map((golden, i) => {
  const { parameters, shape, floatType } = golden;
  const { axis, blockSize, rounding } = parameters as {
    axis?: number;
    blockSize?: number;
    rounding?: string;
  };
  const place =
    axis === undefined ? 'tensor' : `axis ${axis}${blockSize === undefined ? '' : ` block ${blockSize}`}`;
  return { name: `${i} ${parameters.dtype} [${shape}] ${place} ${floatType} ${rounding ?? ''}`, golden };
});

describe('numpy', () => {
  it('has cases of all kinds', () => expect(cases).toHaveLength(125));

  it.each(named)('$name', ({ golden: { parameters, shape, floatType, x, q, y } }) => {
    const codes = quantize(bytes(x), parameters, { shape, floatType });
    expect(bytesOf(codes).equals(bytes(q))).toBe(true);
    expect(bytesOf(dequantize(bytes(q), parameters, { shape })).equals(bytes(y))).toBe(true);
    // The same codes under the same parameters: each stands for a float that has it as its code.
    const same =
      parameters.dtype === 'int32' ? codes : requantize(bytes(q), parameters, parameters, { shape });
    if ((parameters as { rounding?: string }).rounding === undefined) {
      expect(bytesOf(same).equals(bytes(q))).toBe(true);
    }
  });
});

type Blocks = { blocks: string; floats: string };
const ggml = fixture<{
  quantize: ({ name: string; x: string } & Record<'q8_0' | 'q4_0', Blocks>)[];
  dequantize: { format: 'q8_0' | 'q4_0'; blocks: string; floats: string }[];
}>('ggml.json');

/** Equal by bits, but for NaN: ggml's is what the processor makes of it. */
function expectFloats(given: Float32Array, base64: string): void {
  const expected = decodeFloats(base64);
  const same = given.every((value, i) => Object.is(value, expected[i]));
  expect([given.length, same]).toEqual([expected.length, true]);
}

describe('ggml', () => {
  it('has the cases that these tests are about', () => {
    expect([ggml.quantize.length, ggml.dequantize.length]).toEqual([23, 2]);
  });

  it.each(ggml.quantize)('quantizes $name', ({ x, ...formats }) => {
    for (const type of ['q8_0', 'q4_0'] as const) {
      const size = type === 'q8_0' ? 34 : 18;
      const expected = bytes(formats[type].blocks);
      const floats = decodeFloats(x);
      for (let block = 0; block < floats.length / 32; block++) {
        const blockBytes = expected.subarray(block * size, (block + 1) * size);
        const values = floats.slice(block * 32, (block + 1) * 32);
        const largest = Math.max(...values.map(Math.abs));
        // Above float16 ggml writes an infinity; here that is an error.
        if (largest / (type === 'q8_0' ? 127 : 8) > 65504) {
          expect(() => quantizeGgml(values, type)).toThrow(RangeError);
        } else {
          expect(Buffer.from(quantizeGgml(values, type)).equals(blockBytes)).toBe(true);
        }
      }
      expectFloats(dequantizeGgml(expected, type), formats[type].floats);
    }
  });

  it.each(ggml.dequantize)('dequantizes $format', ({ format, blocks, floats }) => {
    expectFloats(dequantizeGgml(bytes(blocks), format), floats);
  });
});
