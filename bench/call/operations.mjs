// What the sections measure. `make` gets the package, as side.mjs loaded it, and gives the calls by name; those that a
// package of another commit does not have are left out.
import { memoryOf } from '../data.mjs';
import { bitsByHand, codesByHand } from './loops.mjs';

/** The memory of bench/native/data.h: the same floats, and like there both views start a page. WebAssembly's memory does. */
function pages(floats) {
  const { buffer } = new WebAssembly.Memory({ initial: Math.ceil((floats * 5) / 65_536) + 1 });
  const x = new Float32Array(buffer, 0, floats);
  let state = 12_345;
  for (let i = 0; i < floats; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    x[i] = state * 2 ** -30;
  }
  return { x, codes: new Int8Array(buffer, Math.ceil((floats * 4) / 4096) * 4096, floats) };
}

function simple({ linquant }) {
  const { x, codes, unsignedCodes, out, parameters } = memoryOf(768);
  const [toCodes, toFloats, toUnsigned] = [{ out: codes }, { out }, { dtype: 'uint8', out: unsignedCodes }];
  return {
    quantize: () => linquant.quantize(x, parameters, toCodes),
    dequantize: () => linquant.dequantize(codes, parameters, toFloats),
    minMax: () => linquant.minMax(x),
    quantizeDynamic: () => linquant.quantizeDynamic(x, toUnsigned),
  };
}

function vector({ linquant, embeddings }) {
  const dimensions = 384;
  const { x } = memoryOf(dimensions);
  const outputs = () => ({
    data: new Int8Array(dimensions),
    scale: new Float32Array(1),
    zeroPoint: new Int32Array(1),
  });
  const bits = () => new Uint8Array(dimensions / 8);
  const [byHand, ours, byHandBits] = [outputs(), outputs(), bits()];
  const dynamic = { rule: 'absmax', shape: [1, dimensions], axis: 0, out: ours };
  const row = { rule: 'row', dimensions, out: outputs() };
  const [packed, binary] = [{ out: bits() }, { dimensions, out: bits() }];
  const calls = {
    'loop to codes': () => codesByHand(x, byHand),
    quantizeDynamic: () => linquant.quantizeDynamic(x, dynamic),
    quantizeEmbeddings: embeddings && (() => embeddings.quantizeEmbeddings(x, row)),
    'loop to bits': () => bitsByHand(x, byHandBits),
    packBits: linquant.packBits && (() => linquant.packBits(x, packed)),
    binarizeEmbeddings: embeddings && (() => embeddings.binarizeEmbeddings(x, binary)),
  };
  const there = Object.fromEntries(Object.entries(calls).filter(([, call]) => call));
  for (const call of Object.values(there)) call();
  same('codes', byHand.data, ours.data, embeddings ? row.out.data : ours.data);
  same('bits', byHandBits, linquant.packBits ? packed.out : byHandBits);
  return there;
}

/** A loop that does less would be no measure. */
function same(what, byHand, ...others) {
  if (others.some((other) => byHand.some((value, i) => value !== other[i]))) {
    throw new Error(`the loop gives other ${what}`);
  }
}

function large({ linquant }) {
  const { x, codes } = pages(65_536);
  // As in bench/native/alone.cpp.
  const parameters = { dtype: 'int8', scale: Math.fround(0.0078125 * Math.fround(2.1)), zeroPoint: 3 };
  const to = { out: codes };
  return { quantize: () => linquant.quantize(x, parameters, to) };
}

/** `about` says beside what a call is set: the loop that it replaces, and the call that it is made of. */
export const sections = {
  2: {
    title: '768 floats, outputs given',
    make: simple,
    about: { quantize: {}, dequantize: {}, minMax: {}, quantizeDynamic: {} },
  },
  3: {
    title: 'One vector of 384 floats, all outputs given',
    onEachNode: true,
    make: vector,
    about: {
      'loop to codes': {},
      quantizeDynamic: { loop: 'loop to codes' },
      quantizeEmbeddings: { loop: 'loop to codes', beneath: 'quantizeDynamic' },
      'loop to bits': {},
      packBits: { loop: 'loop to bits' },
      binarizeEmbeddings: { loop: 'loop to bits', beneath: 'packBits' },
    },
  },
  4: {
    title: 'The core alone, and through Node: 65,536 floats',
    make: large,
    warmUps: 20_000,
    about: { quantize: {} },
  },
};
