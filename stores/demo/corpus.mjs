// What is stored and what is searched for: the word vectors of examples/data, some of them held out.
import { fileURLToPath } from 'node:url';
import { dot, k, linquantFormats } from '../kit.mjs';

const file = fileURLToPath(new URL('../../examples/data/word-vectors.npy', import.meta.url));

/** Every so many words is searched for; they are in the order of their frequency, so these come from all of it. */
const every = 64;

/** Row `i` of a batch of rows that are `width` elements long: a view. */
export const rowOf = (batch, width, i) => batch.subarray(i * width, (i + 1) * width);

/** `{ dimensions, count, floats, asked, queries, nearest }`: `nearest` are the rows that exact search finds for each query. */
export async function loadCorpus() {
  const tensor = await linquantFormats.readNpy(file);
  const all = tensor.toFloat32Array();
  const [total, dimensions] = tensor.shape;
  const places = Array.from({ length: total }, (_, i) => i);
  const rowsAt = (chosen) => {
    const batch = new Float32Array(chosen.length * dimensions);
    chosen.forEach((place, i) => {
      batch.set(rowOf(all, dimensions, place), i * dimensions);
    });
    return { count: chosen.length, batch };
  };
  const stored = rowsAt(places.filter((place) => place % every !== 0));
  const held = rowsAt(places.filter((place) => place % every === 0));
  return {
    dimensions,
    count: stored.count,
    floats: stored.batch,
    asked: held.count,
    queries: held.batch,
    nearest: nearestOf(stored, held, dimensions),
  };
}

/** By the largest cosine, in float64: all rows, for every query. */
function nearestOf(stored, held, dimensions) {
  const rows = Array.from({ length: stored.count }, (_, i) => rowOf(stored.batch, dimensions, i));
  const lengths = rows.map((row) => Math.sqrt(dot(row, row)));
  return Array.from({ length: held.count }, (_, i) => {
    const query = rowOf(held.batch, dimensions, i);
    const cosines = rows.map((row, j) => dot(row, query) / lengths[j]);
    const order = rows.map((_, j) => j).sort((a, b) => cosines[b] - cosines[a] || a - b);
    return new Set(order.slice(0, k));
  });
}
