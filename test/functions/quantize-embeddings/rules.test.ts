import { chooseParameters, convert, dequantize, minMax, quantize, quantizeDynamic } from 'linquant';
import {
  type BinaryDialect,
  binarizeEmbeddings,
  parametersForRanges,
  quantileRange,
  quantizeEmbeddings,
  RangeCalibration,
} from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { bytesOf, decodeFloats, fixture, floatHolders } from '../../support/data.js';
import { rangesOfColumns, someVectors } from '../../support/embeddings.js';

interface Golden {
  readonly ranges: readonly Readonly<Record<'x' | 'ranges' | 'uint8' | 'int8', string> & Dimensions>[];
  readonly binary: readonly Readonly<Record<'x' | BinaryDialect, string> & Dimensions>[];
  readonly quantile: readonly (Dimensions & { quantile: number; x: string; min: number; max: number })[];
}
type Dimensions = { readonly dimensions: number };

const golden = fixture<Golden>('embeddings.json');
const bytes = (base64: string) => Buffer.from(base64, 'base64');

describe("sentence-transformers' ranges", () => {
  it.each(golden.ranges.map((one, i) => [i, one] as const))('case %i', (_, one) => {
    const { dimensions } = one;
    const [x, ranges] = [decodeFloats(one.x), decodeFloats(one.ranges)];
    for (const dtype of ['int8', 'uint8'] as const) {
      const result = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, dtype });
      expect(bytesOf(result.data).equals(bytes(one[dtype]))).toBe(true);
      const parameters = parametersForRanges(ranges, { dtype });
      expect(result.parameters).toEqual(parameters);
      const { shape } = result;
      expect(shape).toEqual([x.length / dimensions, dimensions]);
      expect(quantize(x, parameters, { shape })).toEqual(result.data);
      // The lower end of a step: within a step of what was in range.
      const back = dequantize(result.data, result.parameters, { shape });
      expect(back.length).toBe(x.length);
    }
  });

  it('are those of the batch, where none are given', () => {
    const x = someVectors(120, 7);
    const ranges = rangesOfColumns(x, 7);
    const own = quantizeEmbeddings(x, { dimensions: 7, rule: 'ranges' });
    const given = quantizeEmbeddings(x, { dimensions: 7, rule: 'ranges', ranges });
    expect(own).toEqual(given);
    expect(own.warnings).toEqual([]);
  });

  it('may be written as NumPy and JSON have them', () => {
    const x = someVectors(4, 3);
    const nested = [
      [-1, -0.5, 0.1],
      [1, 0.25, 0.1],
    ] as const;
    const flat = Float32Array.from(nested.flat());
    expect(quantizeEmbeddings(x, { dimensions: 3, rule: 'ranges', ranges: nested })).toEqual(
      quantizeEmbeddings(x, { dimensions: 3, rule: 'ranges', ranges: flat }),
    );
  });

  it('are not kept as they are: changing them later changes nothing', () => {
    const ranges = Float32Array.of(-1, 1);
    const { parameters } = quantizeEmbeddings(Float32Array.of(0.5), {
      dimensions: 1,
      rule: 'ranges',
      ranges,
    });
    ranges.fill(9);
    expect(parameters.offset).toEqual(Float32Array.of(-1));
  });
});

describe('bits', () => {
  it.each(golden.binary.map((one, i) => [i, one] as const))('golden %i', (_, one) => {
    const x = decodeFloats(one.x);
    const { dimensions } = one;
    for (const dialect of ['ubinary', 'binary', 'sqlite-vec', 'faiss'] as const) {
      const { data, ...rest } = binarizeEmbeddings(x, { dimensions, dialect });
      expect(bytesOf(data).equals(bytes(one[dialect])), dialect).toBe(true);
      expect(data).toBeInstanceOf(dialect === 'binary' ? Int8Array : Uint8Array);
      expect(rest).toEqual({ dialect, shape: [x.length / dimensions, dimensions] });
    }
    expect(binarizeEmbeddings(x, { dimensions }).dialect).toBe('ubinary');
  });

  it('are of every block, and written where the caller wants them', () => {
    const x = someVectors(1100, 129);
    const out = Buffer.alloc(1100 * 17, 0xaa);
    const { data } = binarizeEmbeddings(x, { dimensions: 129, out });
    expect(data).toBe(out);
    for (const row of [0, 2, 507, 508, 1099]) {
      const one = binarizeEmbeddings(x.subarray(row * 129, (row + 1) * 129), { dimensions: 129 });
      expect(out.subarray(row * 17, (row + 1) * 17).equals(one.data)).toBe(true);
    }
  });
});

describe("Qdrant's interval", () => {
  it.each(golden.quantile.map((one, i) => [i, one] as const))('golden %i', (_, one) => {
    const { dimensions, quantile, min, max } = one;
    const x = decodeFloats(one.x);
    const before = x.slice();
    expect(quantileRange(x, { dimensions, quantile })).toEqual({ min, max });
    expect(x).toEqual(before);
  });

  it('is that of evenly spaced vectors, where there are more than the sample', () => {
    const x = someVectors(1000, 3);
    const sample = Float32Array.from(
      Array.from({ length: 200 }, (_, i) => [...x.subarray(i * 15, i * 15 + 3)]).flat(),
    );
    expect(quantileRange(x, { dimensions: 3, quantile: 0.9, sample: 200 })).toEqual(
      quantileRange(sample, { dimensions: 3, quantile: 0.9 }),
    );
    expect(quantileRange(x, { dimensions: 3, quantile: 1 })).toEqual(minMax(x));
  });
});

const shapes = [
  [1, 1],
  [1, 384],
  [3, 5],
  [9, 64],
  [700, 131],
] as const;

describe.each(shapes)('%i vectors of %i dimensions', (rows, dimensions) => {
  const x = someVectors(rows, dimensions);
  const shape = [rows, dimensions] as const;
  const ranges = rangesOfColumns(x.subarray(0, Math.min(rows, 50) * dimensions), dimensions);

  it('by row are quantizeDynamic by the absolute maximum, and zeros are legal', () => {
    const { data, parameters } = quantizeDynamic(x, { rule: 'absmax', shape, axis: 0 });
    const result = quantizeEmbeddings(x, { dimensions, rule: 'row' });
    expect(result).toEqual({ data, parameters, shape, warnings: [] });
    if (rows > 2) {
      expect(result.parameters.scale[2]).toBe(1);
      expect(result.data.subarray(2 * dimensions, 3 * dimensions).every((code) => code === 0)).toBe(true);
    }
  });

  it('by matrix are one scale', () => {
    const { data, parameters } = quantizeDynamic(x, { rule: 'absmax' });
    expect(quantizeEmbeddings(x, { dimensions, rule: 'matrix' })).toEqual({
      data,
      parameters,
      shape,
      warnings: [],
    });
  });

  it.each([undefined, { min: -1, max: 1 }, { min: -0.1, max: 0.5 }, { min: 0, max: 0 }])(
    'by the range %j are quantize by the rule absmax',
    (range) => {
      const parameters = chooseParameters(range ?? { min: -1, max: 1 }, { rule: 'absmax' });
      const options = range === undefined ? {} : { range };
      expect(quantizeEmbeddings(x, { dimensions, rule: 'range', ...options })).toEqual({
        data: quantize(x, parameters),
        parameters,
        shape,
        warnings: [],
      });
    },
  );

  it('are read from every holder, by every rule', () => {
    const y = x.subarray(0, Math.min(rows, Math.ceil(1000 / dimensions)) * dimensions);
    const expected = [
      quantizeEmbeddings(y, { dimensions, rule: 'row' }),
      quantizeEmbeddings(y, { dimensions, rule: 'range' }),
      quantizeEmbeddings(y, { dimensions, rule: 'ranges', ranges, countClipped: true }),
      binarizeEmbeddings(y, { dimensions }),
    ];
    for (const [name, holder] of Object.entries(floatHolders(y))) {
      const z = holder as Float32Array;
      const results = [
        quantizeEmbeddings(z, { dimensions, rule: 'row' }),
        quantizeEmbeddings(z, { dimensions, rule: 'range' }),
        quantizeEmbeddings(z, { dimensions, rule: 'ranges', ranges, countClipped: true }),
        binarizeEmbeddings(z, { dimensions }),
      ];
      expect(results, name).toEqual(expected);
      expect(new RangeCalibration(dimensions).observe(z).ranges(), name).toEqual(
        rangesOfColumns(y, dimensions),
      );
    }
  });

  it('are of every float type', () => {
    const y = x.subarray(0, Math.min(rows, Math.ceil(2000 / dimensions)) * dimensions);
    for (const floatType of ['float16', 'bfloat16', 'float64'] as const) {
      const stored = convert(y, { to: floatType }) as Uint16Array;
      const floats = convert(stored, { from: floatType as 'float16', to: 'float32' });
      for (const rule of ['row', 'matrix', 'range', 'ranges'] as const) {
        const options = { dimensions, rule } as { dimensions: number; rule: 'row' };
        const wanted = quantizeEmbeddings(floats, options);
        expect(quantizeEmbeddings(stored, { ...options, floatType } as never)).toEqual(wanted);
        expect(quantizeEmbeddings(bytesOf(stored), { ...options, floatType })).toEqual(wanted);
      }
      expect(binarizeEmbeddings(bytesOf(stored), { dimensions, floatType })).toEqual(
        binarizeEmbeddings(floats, { dimensions }),
      );
    }
  });

  it('are written where the caller wants them', () => {
    const store = new ArrayBuffer(x.length + 24);
    const data = new Int8Array(store, 7, x.length);
    const untouched = () => [...new Uint8Array(store, 0, 7), ...new Uint8Array(store, 7 + x.length)];
    for (const rule of ['row', 'matrix', 'range'] as const) {
      data.fill(0);
      const options = { dimensions, rule } as { dimensions: number; rule: 'matrix' };
      const result = quantizeEmbeddings(x, { ...options, out: data });
      expect(result.data).toBe(data);
      expect(result).toEqual(quantizeEmbeddings(x, options));
    }
    const bytesOut = Buffer.from(store, 5, x.length);
    const result = quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges, out: bytesOut });
    expect(result.data).toBe(bytesOut);
    expect(bytesOut.equals(bytesOf(quantizeEmbeddings(x, { dimensions, rule: 'ranges', ranges }).data))).toBe(
      true,
    );
    expect(
      untouched()
        .slice(0, 5)
        .concat(untouched().slice(7))
        .every((byte) => byte === 0),
    ).toBe(true);
    const [scale, zeroPoint] = [new Float32Array(rows), new Int32Array(rows)];
    const whole = quantizeEmbeddings(x, { dimensions, rule: 'row', out: { data, scale, zeroPoint } });
    expect([whole.parameters.scale, whole.parameters.zeroPoint]).toEqual([scale, zeroPoint]);
    expect(whole.parameters.scale).toBe(scale);
  });
});

it('vectors may be wider than a block', () => {
  const x = someVectors(3, 70_000);
  const parameters = chooseParameters({ min: -1, max: 1 }, { rule: 'absmax' });
  const { data } = quantizeEmbeddings(x, { dimensions: 70_000, rule: 'range' });
  expect(bytesOf(data).equals(bytesOf(quantize(x, parameters)))).toBe(true);
});

describe('clipped values', () => {
  const x = Float32Array.of(-3, 0, 1, 1.5, 0.5, -1);

  it('are counted where they are asked for', () => {
    const range = { dimensions: 2, rule: 'range', countClipped: true } as const;
    expect(quantizeEmbeddings(x, range).clipped).toBe(2 / 6);
    expect(quantizeEmbeddings(x, { ...range, countClipped: false })).not.toHaveProperty('clipped');
    const ranges = Float32Array.of(-1, -1, 1, 1);
    const result = quantizeEmbeddings(x, { dimensions: 2, rule: 'ranges', ranges, countClipped: true });
    expect(result.clipped).toBe(2 / 6);
    expect(result.warnings).toEqual([
      { code: 'many-clipped', message: expect.stringContaining('33.3 %') as string },
    ]);
  });

  it('are counted in every block', () => {
    const many = someVectors(900, 128);
    const range = { min: -0.5, max: 0.5 };
    const { clipped, parameters } = quantizeEmbeddings(many, {
      dimensions: 128,
      rule: 'range',
      range,
      countClipped: true,
    });
    const outside = many.filter((value) => Math.abs(Math.fround(value / parameters.scale)) > 127.5).length;
    expect(clipped).toBe(outside / many.length);
  });

  it('of 1 % and fewer are no warning', () => {
    const row = new Float32Array(100).fill(0.5);
    row[3] = 7;
    const options = { dimensions: 100, rule: 'range', countClipped: true } as const;
    expect(quantizeEmbeddings(row, options)).toMatchObject({ clipped: 0.01, warnings: [] });
    row[4] = 7;
    expect(quantizeEmbeddings(row, options).warnings).toHaveLength(1);
  });
});

describe('few vectors', () => {
  const codes = (rows: number) =>
    quantizeEmbeddings(someVectors(rows, 4), { dimensions: 4, rule: 'ranges' }).warnings.map(
      ({ code }) => code,
    );

  it('are a warning where ranges come from fewer than 100', () => {
    expect(codes(100)).toEqual([]);
    expect(codes(99)).toEqual(['few-rows']);
    const calibration = new RangeCalibration(4).observe(someVectors(99, 4));
    const x = someVectors(1, 4);
    const options = { dimensions: 4, rule: 'ranges', ranges: calibration } as const;
    expect(quantizeEmbeddings(x, options).warnings).toEqual([
      { code: 'few-rows', message: 'the ranges come from 99 vectors; fewer than 100 do not tell them' },
    ]);
    calibration.observe(x);
    expect(quantizeEmbeddings(x, options).warnings).toEqual([]);
  });

  it('even none, are legal where ranges are known', () => {
    const none = new Float32Array(0);
    const ranges = Float32Array.of(0, 0, 1, 1);
    expect(quantizeEmbeddings(none, { dimensions: 2, rule: 'row' }).shape).toEqual([0, 2]);
    expect(quantizeEmbeddings(none, { dimensions: 2, rule: 'range', countClipped: true }).clipped).toBe(0);
    expect(quantizeEmbeddings(none, { dimensions: 2, rule: 'ranges', ranges }).data).toEqual(
      new Int8Array(0),
    );
    expect(binarizeEmbeddings(none, { dimensions: 2 }).data).toEqual(new Uint8Array(0));
  });
});
