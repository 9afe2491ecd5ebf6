// An error names the first wrong float, wherever it is: the search goes by parts of parts of x.
import fc from 'fast-check';
import { convert, type FloatType, packBits, quantize, quantizeDynamic, quantizeGgml } from 'linquant';
import { binarizeEmbeddings, encodeVectorBlob, quantizeEmbeddings } from 'linquant/embeddings';
import { expect, test } from 'vitest';
import { thrownBy } from '../../support/errors.js';

const types: FloatType[] = ['float32', 'float64', 'float16', 'bfloat16'];
const dimensions = 32;
const ranges = new Float32Array(2 * dimensions).fill(-1).fill(1, dimensions);

/** Finite floats of a type but for one kind of wrong value at some places. */
const inputs = fc
  .record({
    floatType: fc.constantFrom(...types),
    // Of [rows, 32] as shape, the axis whose lines are apart.
    outer: fc.constantFrom(1, 2, 16),
    rows: fc.constantFrom(1, 2, 9, 33, 70, 1100),
    wrong: fc.constantFrom(NaN, Infinity, -Infinity),
    places: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
  })
  .map(({ floatType, outer, rows, wrong, places }) => {
    const count = rows * dimensions;
    const floats = Float64Array.from({ length: count }, (_, i) => Math.sin(i) * 100);
    const indices = places.map((place) => place % count);
    for (const index of indices) floats[index] = wrong;
    // Behind it a float64 that is no float32, where most kernels see an infinity, and packBits a number.
    const last = Math.max(...indices);
    if (floatType === 'float64' && last > Math.min(...indices)) floats[last] = 1e300;
    const x = floatType === 'float64' ? floats : convert(floats, { to: floatType });
    return { bytes: Buffer.from(x.buffer), floatType, outer, rows, indices };
  });

test('errors name the first NaN or infinity', () => {
  fc.assert(
    fc.property(inputs, ({ bytes, floatType, outer, rows, indices }) => {
      const index = Math.min(...indices);
      const shape = [rows, dimensions];
      const place = { row: Math.floor(index / dimensions), column: index % dimensions };
      const of = { floatType, dimensions };
      const named = (call: () => unknown) => expect(thrownBy(call));
      named(() => quantizeDynamic(bytes, { dtype: 'int8', floatType })).toMatchObject({ index });
      const given = { dtype: 'int8', scale: 1, zeroPoint: 0 } as const;
      named(() => quantize(bytes, given, { floatType, finite: true })).toMatchObject({ index });
      named(() => quantizeDynamic(bytes, { rule: 'absmax', floatType, shape, axis: 0 })).toMatchObject({
        index,
      });
      named(() =>
        quantizeDynamic(bytes, { dtype: 'int8', floatType, shape, axis: 1, blockSize: 32 }),
      ).toMatchObject({ index });
      // Axis 1 of [rows, 32 / outer, outer]: the first index of the axis that has one, and of its lines the first.
      const axis = dimensions / outer;
      const parts = indices.map((i) => Math.floor(i / outer) % axis);
      const firstPart = Math.min(...parts);
      const first = Math.min(...indices.filter((_, i) => parts[i] === firstPart));
      named(() =>
        quantizeDynamic(bytes, { rule: 'absmax', floatType, shape: [rows, axis, outer], axis: 1 }),
      ).toMatchObject({ index: first });
      named(() => quantizeGgml(bytes, 'q8_0', { floatType })).toMatchObject({ index });
      named(() => packBits(bytes, { floatType, shape })).toMatchObject(place);
      named(() => binarizeEmbeddings(bytes, of)).toMatchObject(place);
      for (const rule of ['row', 'matrix', 'range'] as const) {
        named(() => quantizeEmbeddings(bytes, { ...of, rule })).toMatchObject(place);
      }
      named(() => quantizeEmbeddings(bytes, { ...of, rule: 'ranges' })).toMatchObject(place);
      named(() => quantizeEmbeddings(bytes, { ...of, rule: 'ranges', ranges })).toMatchObject(place);
      named(() => encodeVectorBlob(bytes, { floatType, dtype: 'float16' })).toMatchObject({ index });
    }),
    { numRuns: 60 },
  );
});
