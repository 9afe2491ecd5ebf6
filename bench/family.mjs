// The contests of the family: parameters along an axis and in blocks, blocks of ggml, other types than float32 and int8.
import { axes, blocks, bytesOfBlock, ggmlMemory, shaped } from './family-memory.mjs';
import { copyLimit, readLimit } from './limits.mjs';

/** Measured where the data fits into the cache and where it hardly does. */
const sizes = [65_536, 1_048_576];
const inCache = [65_536];
/** Far larger than the caches: 268 MB of floats. */
const beyondCache = [67_108_864];

/** In the cache one set of parameters is bound by arithmetic, and what loads more of them must be slower: nothing is claimed there. */
const besideTensor = (atLeast) => ({
  beside: 'linquant, per tensor int8',
  atLeast: typeof atLeast === 'object' ? atLeast : { 1048576: atLeast },
});

const toCodes = { limit: copyLimit(5), output: ({ codes }) => [codes] };
const toFloats = { limit: copyLimit(5), output: ({ out }) => [out] };

/** Quantize and dequantize of each of the layouts. */
function alongEach(layouts, { group, name, where, claimOf }) {
  return Object.entries(layouts).flatMap(([key, layout]) => {
    const memory = (whole) => shaped(whole, layout);
    const prepare = (linquant, { x, codes, along, shape }) =>
      linquant.quantize(x, along, { shape, out: codes });
    return [
      [
        `quantize${name}${key}`,
        { ...toCodes, title: `quantize ${where}, ${layout.name}`, method: 'quantizeAxis' },
      ],
      [
        `dequantize${name}${key}`,
        { ...toFloats, title: `dequantize ${where}, ${layout.name}`, method: 'dequantizeAxis', prepare },
      ],
    ].map(([operation, own]) => [
      operation,
      { what: 'int8, with given scales and zero points', group, claim: claimOf(key), memory, ...own },
    ]);
  });
}

const ggmlClaims = {
  q8_0: { beside: 'ggml, SIMD', atLeast: 2.5, at: inCache },
  q4_0: { beside: 'ggml, reference', atLeast: 8 },
};

const ggml = Object.keys(bytesOfBlock).flatMap((type) => {
  const name = type.toUpperCase();
  const common = {
    what: `blocks of ggml, ${bytesOfBlock[type]} bytes for 32 floats`,
    group: 'ggml',
    limit: copyLimit(4 + bytesOfBlock[type] / 32),
    memory: (whole) => ggmlMemory(whole, type),
  };
  const quantize = {
    title: `${name}, quantize`,
    method: 'quantizeGgml',
    output: (memory) => [memory.blocks],
    claim: ggmlClaims[type],
  };
  const dequantize = {
    title: `${name}, dequantize`,
    method: 'dequantizeGgml',
    output: ({ out }) => [out],
    prepare: (linquant, { x, blocks }) => linquant.quantizeGgml(x, type, { out: blocks }),
    claim: type === 'q8_0' ? { beside: 'ggml, reference', atLeast: 2.5, at: inCache } : undefined,
  };
  return [
    [`quantize${name}`, { ...common, ...quantize }],
    [`dequantize${name}`, { ...common, ...dequantize }],
  ];
});

/** Dynamic blocks have the 32 floats of ggml's, with float32 scales in an array of their own. */
const dynamicBlocks = {
  title: 'dynamic blocks, 32 along rows of 1024',
  what: 'scale of each block by its absolute maximum, and quantize to int8',
  group: 'blocks',
  limit: copyLimit(5),
  output: ({ codes, scales }) => [codes, scales],
  memory(whole) {
    const memory = shaped(whole, blocks[32]);
    const sets = memory?.along.scale.length;
    return memory && { ...memory, scales: new Float32Array(sets), zeroPoints: new Int32Array(sets) };
  },
};

/** A NaN in about one of 1024 floats, at places that do not repeat. */
function withNan(x) {
  let state = 1;
  return Float32Array.from(x, (value) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state < 2 ** 22 ? NaN : value;
  });
}

/** Each from one type to another: made of the floats, and where it goes. */
const typed = {
  float16ToInt8: {
    title: 'types, float16 to int8',
    limit: copyLimit(3),
    claim: besideTensor(0.8),
    memory: (memory, linquant) => ({
      input: linquant.convert(memory.x, { to: 'float16' }),
      floatType: 'float16',
      to: memory.parameters,
      target: memory.codes,
    }),
  },
  bfloat16ToInt8: {
    title: 'types, bfloat16 to int8',
    limit: copyLimit(3),
    claim: besideTensor({ 1048576: 0.85 }),
    memory: (memory, linquant) => ({
      input: linquant.convert(memory.x, { to: 'bfloat16' }),
      floatType: 'bfloat16',
      to: memory.parameters,
      target: memory.codes,
    }),
  },
  float64ToInt8: {
    title: 'types, float64 to int8',
    limit: copyLimit(9),
    claim: besideTensor({ 65536: 0.38, 1048576: 0.47 }),
    memory: ({ x, parameters, codes }) => ({
      input: Float64Array.from(x),
      floatType: 'float64',
      to: parameters,
      target: codes,
    }),
  },
  nanToInt8: {
    title: 'NaN in one of 1024 floats, to int8',
    group: 'nan',
    limit: copyLimit(5),
    claim: besideTensor({ 1048576: 0.85 }),
    memory: ({ x, parameters, codes }) => ({
      input: withNan(x),
      hasNan: true,
      to: parameters,
      target: codes,
    }),
  },
  float32ToInt16: {
    title: 'types, float32 to int16',
    limit: copyLimit(6),
    claim: besideTensor(0.8),
    memory: ({ x, floats }) => ({
      input: x,
      to: { dtype: 'int16', scale: Math.fround(0.0001), zeroPoint: 3 },
      target: new Int16Array(floats),
    }),
  },
  float32ToInt4: {
    title: 'types, float32 to int4',
    limit: copyLimit(4.5),
    memory: ({ x, floats }) => ({
      input: x,
      to: { dtype: 'int4', scale: Math.fround(0.3), zeroPoint: 1 },
      target: new Uint8Array(Math.ceil(floats / 2)),
    }),
  },
};

const types = Object.entries(typed).map(([name, operation]) => [
  name,
  {
    what: 'quantize other types than float32 to int8; GB/s count 4 bytes an element, of whatever type',
    group: 'types',
    method: 'quantizeTyped',
    output: ({ target }) => [target],
    ...operation,
    memory: (whole, linquant) => ({ ...whole, ...operation.memory(whole, linquant) }),
  },
]);

const fakeQuantize = {
  title: 'fake quantize',
  what: 'float32 to float32, the values that int8 codes can hold',
  group: 'types',
  limit: copyLimit(8),
  output: ({ out }) => [out],
};

const quantizeFinite = {
  title: 'quantize, finite',
  what: 'int8, and whether all floats are finite',
  group: 'finite',
  ...toCodes,
  claim: besideTensor({ 65536: 0.9, 1048576: 0.9 }),
};

const measure = {
  title: 'measure',
  what: 'SQNR, errors, cosine and clipped share of int8 codes beside their floats, in one pass',
  group: 'measure',
  limit: readLimit,
  prepare: (linquant, { x, codes, parameters }) => linquant.quantize(x, parameters, { out: codes }),
  memory: (memory) => ({ ...memory, measures: new Float64Array(3) }),
  output: ({ measures }) => [measures],
};

const packBits = {
  title: 'bits',
  what: 'x > 0, the most significant bit first, and whether all floats are finite',
  group: 'bits',
  limit: readLimit,
  sizes: [...sizes, ...beyondCache],
  claim: { beside: 'limit', atLeast: 0.8, at: [...inCache, ...beyondCache] },
  memory: (memory) => ({ ...memory, bits: new Uint8Array(Math.ceil(memory.floats / 8)) }),
  output: ({ bits }) => [bits],
};

const conversions = ['float16', 'bfloat16'].flatMap((half) => [
  ['float32', half],
  [half, 'float32'],
]);

const convert = conversions.map(([from, to]) => [
  `${from}To${to[0].toUpperCase()}${to.slice(1)}`,
  {
    title: `convert, ${from} to ${to}`,
    what: 'between float types; GB/s count 4 bytes an element, of whatever type',
    group: 'convert',
    method: 'convert',
    limit: copyLimit(6),
    claim: to === 'float16' ? { beside: 'limit', atLeast: 0.8 } : undefined,
    output: ({ target }) => [target],
    memory(memory, linquant) {
      const source = from === 'float32' ? memory.x : linquant.convert(memory.x, { to: from });
      const target = to === 'float32' ? memory.out : new Uint16Array(memory.floats);
      return { ...memory, source, from, to, target };
    },
  },
]);

const all = [
  ...alongEach(axes, {
    group: 'axis',
    name: 'Axis',
    where: 'along an axis',
    claimOf: (key) => besideTensor(key.startsWith('Last') ? 0.8 : 0.85),
  }),
  ...alongEach(blocks, {
    group: 'blocks',
    name: 'Blocks',
    where: 'in blocks',
    claimOf: () => besideTensor(0.8),
  }),
  ['dynamicBlocks', dynamicBlocks],
  ...ggml,
  ...types,
  ['quantizeFinite', quantizeFinite],
  ['fakeQuantize', fakeQuantize],
  ['measure', measure],
  ['packBits', packBits],
  ...convert,
];

export const family = Object.fromEntries(
  all.map(([name, operation]) => [name, { part: 'family', sizes, ...operation }]),
);
