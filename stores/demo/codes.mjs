// The codes of the corpus, each made by one call for all rows, and what they are worth by linquant's own measure.
import { embeddings, k } from '../kit.mjs';

const { binarizeEmbeddings, measureEmbeddings, quantizeEmbeddings } = embeddings;

/** How many times as many rows the bits find as are wanted, for those to be ranked again. */
export const oversampling = 4;

/** `{ stored, asked, measure(options) }` of codes by one rule for the rows and the queries. */
function codesBy({ dimensions, floats, queries }, make) {
  const codes = make(floats);
  return {
    stored: codes.data,
    asked: make(queries).data,
    measure: (options) => measureEmbeddings(floats, codes, { dimensions, queries, k, ...options }).recall,
  };
}

/** A scale for each vector. Cosine does not see it, so it need not be stored. */
export const int8ByRow = (corpus) =>
  codesBy(corpus, (x) => quantizeEmbeddings(x, { dimensions: corpus.dimensions, rule: 'row' }));

/** One scale for all, 1 / 127, as unit vectors lie in -1..1: L2 and dot product of such codes are those of the vectors, times a constant. */
export const int8ByRange = (corpus) =>
  codesBy(corpus, (x) => quantizeEmbeddings(x, { dimensions: corpus.dimensions, rule: 'range' }));

/** A bit for each number, in the order of who reads it. */
export const bitsFor = (corpus, dialect) =>
  codesBy(corpus, (x) => binarizeEmbeddings(x, { dimensions: corpus.dimensions, dialect }));
