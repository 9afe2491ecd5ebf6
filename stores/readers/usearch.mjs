// usearch: a recipe. Codes of a fixed scale go to exactSearch as they are. An Index of 'i8' does not take them so: it
// normalizes every vector and makes codes of its own, so give it floats.
import { exactSearch, Index, MetricKind } from 'usearch';
import { check, checkNearest, dot, k, l2, linquant, rows, unitVectors, versionOf } from '../kit.mjs';

const { quantize } = linquant;
const version = versionOf('usearch');
const dimensions = 64;

export async function read(tell) {
  const vectors = unitVectors(rows, dimensions, 12);
  // One scale for all, so that distances of codes are those of the vectors, times a constant.
  const parameters = { dtype: 'int8', scale: 1 / 127, zeroPoint: 0, qmin: -127, qmax: 127 };
  const codes = new Int8Array(rows * dimensions);
  const row = (i) => codes.subarray(i * dimensions, (i + 1) * dimensions);
  for (const [i, x] of vectors.entries()) quantize(x, parameters, { out: row(i) });

  const metrics = { [MetricKind.L2sq]: (a, b) => l2(a, b) ** 2, [MetricKind.IP]: (a, b) => 1 - dot(a, b) };
  for (const [metric, distance] of Object.entries(metrics)) {
    for (const x of unitVectors(5, dimensions, 13)) {
      const query = quantize(x, parameters);
      const { keys, distances } = exactSearch(codes, query, dimensions, k, metric);
      const found = Array.from(keys, (key, i) => ({ id: key + 1n, distance: distances[i] }));
      checkNearest(
        found,
        vectors.map((_, i) => distance(query, row(i))),
        metric,
      );
    }
    tell(
      `${version}: exactSearch, ${metric}, on ${rows} x ${dimensions} codes of int8: ${k} nearest, distances of the codes`,
    );
  }

  const index = new Index({ metric: MetricKind.L2sq, dimensions: 4, quantization: 'i8' });
  index.add(0n, Float32Array.of(1, 2, 3, 4));
  const { distances } = index.search(Float32Array.of(127, 0, 0, 0), 1, 1);
  const ofCodes = l2([127, 0, 0, 0], [1, 2, 3, 4]) ** 2;
  check(Math.abs(distances[0] - ofCodes) > 1000, 'an Index of i8 takes numbers for codes');
  tell(
    `${version}: an Index of i8 rescales by itself: (1, 2, 3, 4) and (127, 0, 0, 0) are ${distances[0]} apart, not ${ofCodes}`,
  );
}
