// The most bytes that one call may leave on the engine's heap, by the names of output-calls.mjs, and what they are. On a 64-bit
// Node as it is released: an object takes 24 bytes and 8 for each property, a number that is no small integer 16 more.
export const limits = {
  // Nothing: arguments go into the slots, and the usual input and output are told by what they are.
  quantize: 0,
  'quantize, finite': 0,
  dequantize: 0,
  packBits: 0,
  convert: 0,
  quantizeGgml: 0,
  // The view with its type and count, of what is no Float32Array.
  'quantize, Buffers': 48,
  // The range, which is the result.
  minMax: 72,
  // The result, and the sums it is made of.
  measureQuantization: 696,
  // The range of the batch.
  'MinMaxObserver.observe': 496,
  // The result with its parameters and shape.
  quantizeDynamic: 168,
  'quantizeDynamic, a row': 256,
  // The same with its rows of zeros and warnings, and the batch after checking.
  'quantizeEmbeddings, rows': 408,
  // The result with its shape, and the batch after checking.
  binarizeEmbeddings: 200,
  // What was read and judged of rows and queries, the scoring, views of kept memory and whose it is, and the query as integers.
  searchEmbeddings: 4144,
};
