// The most bytes that one call may leave on the engine's heap, by the names of output-calls.mjs, and what they are. On a 64-bit
// Node as it is released: an object takes 24 bytes and 8 for each property, a number that is no small integer 16 more.
export const limits = {
  // Keys of parameters and options, parameters as read (three objects) and as checked, the view with its type and count.
  quantize: 640,
  'quantize, Buffers': 640,
  // As quantize, with codes and their bytes.
  dequantize: 592,
  // The view with its type and count, and the range, which is the result.
  minMax: 168,
  // Keys of options, the choice, the view with its type and count, the result with its parameters and shape.
  quantizeDynamic: 552,
  // The same, with the axis, its layout, the sizes of the shape, keys of out, the outputs and the arrays that compare them.
  'quantizeDynamic, a row': 1520,
  // Keys of options, the view with its type and count, sizes, rows and columns, the layout, what is told of unfit values.
  packBits: 272,
  // Keys of options, the view with its type and count.
  convert: 160,
  quantizeGgml: 152,
  // Options put together for quantizeDynamic, with an object's shape made anew for each, and all of its own.
  'quantizeEmbeddings, rows': 3960,
  // Likewise for packBits, with those of the dialect; and the result with its shape.
  binarizeEmbeddings: 2400,
};
