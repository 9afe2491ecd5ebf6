// Bits first, then ranked again by int8, on the word vectors of examples/data: how many have to be ranked again to find 97 % of the ten nearest.
import { fileURLToPath } from 'node:url';
import { load } from '../test/support/load.mjs';

const { binarizeEmbeddings, quantizeEmbeddings } = load({}, 'linquant/embeddings');
const { readNpy } = load({}, 'linquant/formats');
const { searchEmbeddings } = load({}, 'linquant/search');
const k = 10;
const enough = 0.97;
/** Every so many words is a query. */
const every = 64;

const words = await readNpy(fileURLToPath(new URL('../examples/data/word-vectors.npy', import.meta.url)));
const dimensions = words.shape[1];
const isQuery = (_, i) => Math.floor(i / dimensions) % every === 0;
const all = words.toFloat32Array();
const queries = all.filter(isQuery);
const rows = all.filter((value, i) => !isQuery(value, i));
const bits = binarizeEmbeddings(rows, { dimensions });
const codes = quantizeEmbeddings(rows, { dimensions, rule: 'row' });
const exact = searchEmbeddings(rows, queries, { dimensions, k }).indices;

function recallOf(found) {
  const isFound = (_, i) => {
    const begin = i - (i % k);
    return found.subarray(begin, begin + k).includes(exact[i]);
  };
  return exact.filter(isFound).length / exact.length;
}

/** The fewest times k that have to be ranked again, and the recall then; `search` is how bits are searched, as searchEmbeddings takes it. */
export function enoughOversampling(search) {
  for (let oversampling = 1; ; oversampling++) {
    const options = { dimensions, k, search, oversampling, vectors: codes };
    const recall = recallOf(searchEmbeddings(bits, queries, options).indices);
    if (recall >= enough) return { oversampling, recall };
  }
}
