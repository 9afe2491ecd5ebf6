// A call of each operation on 768 floats with all outputs given: what is left to allocate is the operation's own.

const floats = 768;

const bytes = (count) => Buffer.alloc(count + 8).subarray(8);

export function outputCalls(linquant, embeddings, { MinMaxObserver }, { searchEmbeddings }) {
  const { quantizeEmbeddings, binarizeEmbeddings } = embeddings;
  const { quantize, dequantize, minMax, quantizeDynamic, packBits, convert, quantizeGgml } = linquant;
  const { measureQuantization } = linquant;
  const x = Float32Array.from({ length: floats }, (_, i) => Math.sin(i) * 9);
  const raw = bytes(floats * 4);
  raw.set(new Uint8Array(x.buffer));
  const codes = new Int8Array(floats);
  const parameters = { dtype: 'int8', scale: 0.125, zeroPoint: 3 };
  const query = x.slice(0, 96);
  const observer = new MinMaxObserver();
  const rows = () => ({
    data: new Int8Array(floats),
    scale: new Float32Array(1),
    zeroPoint: new Int32Array(1),
  });
  // Made once, as a program does that cares.
  const options = {
    quantize: { out: codes },
    finite: { out: codes, finite: true },
    raw: { out: bytes(floats) },
    dequantize: { out: new Float32Array(floats) },
    dynamic: { dtype: 'uint8', out: new Uint8Array(floats) },
    row: { rule: 'absmax', shape: [1, floats], axis: 0, out: rows() },
    bits: { out: new Uint8Array(floats / 8) },
    convert: { to: 'float16', out: new Uint16Array(floats) },
    ggml: { out: new Uint8Array((floats / 32) * 34) },
    embeddings: { rule: 'row', dimensions: floats, out: rows() },
    binary: { dimensions: floats, out: new Uint8Array(floats / 8) },
    search: { dimensions: 96, k: 4, out: { indices: new Uint32Array(4), scores: new Float64Array(4) } },
  };
  return {
    quantize: () => quantize(x, parameters, options.quantize),
    'quantize, finite': () => quantize(x, parameters, options.finite),
    'quantize, Buffers': () => quantize(raw, parameters, options.raw),
    dequantize: () => dequantize(codes, parameters, options.dequantize),
    minMax: () => minMax(x),
    quantizeDynamic: () => quantizeDynamic(x, options.dynamic),
    'quantizeDynamic, a row': () => quantizeDynamic(x, options.row),
    packBits: () => packBits(x, options.bits),
    convert: () => convert(x, options.convert),
    quantizeGgml: () => quantizeGgml(x, 'q8_0', options.ggml),
    measureQuantization: () => measureQuantization(x, codes, parameters),
    'MinMaxObserver.observe': () => observer.observe(x),
    'quantizeEmbeddings, rows': () => quantizeEmbeddings(x, options.embeddings),
    binarizeEmbeddings: () => binarizeEmbeddings(x, options.binary),
    searchEmbeddings: () => searchEmbeddings({ data: codes, parameters }, query, options.search),
  };
}
