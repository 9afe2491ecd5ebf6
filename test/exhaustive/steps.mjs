// What is compared over all floats. A step has
//   name
//   scale    where its ties are, for the sample
//   unit     of how many floats a call must have a multiple
//   input    what the floats become before (all of them else), by the index of the chunk
//   make     the outputs of so many elements, which are written by
//   run      a call of a backend's functions; it may return outputs of its own instead
import { readFileSync } from 'node:fs';

function hexFloat(text) {
  const [, digits = '', exponent = '0'] = text.match(/^0x1\.?([0-9a-f]*)p([+-]?\d+)$/) ?? [];
  return (1 + (Number.parseInt(digits, 16) || 0) / 16 ** digits.length) * 2 ** Number(exponent);
}
const header = readFileSync(new URL('../../native/test/exhaustive/scales.h', import.meta.url), 'utf8');
export const scales = [...header.matchAll(/^ {4}\{([\w.+-]+)f, "/gm)].map(([, text]) => hexFloat(text));

/** Arrays of codes, and how many codes an element of theirs holds. */
const codes = {
  int8: [Int8Array, 1],
  uint8: [Uint8Array, 1],
  int16: [Int16Array, 1],
  uint16: [Uint16Array, 1],
  int4: [Uint8Array, 2],
  uint2: [Uint8Array, 4],
};
const floats = {
  float32: Float32Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  float64: Float64Array,
  float8_e4m3fn: Uint8Array,
  float8_e5m2: Uint8Array,
};

function quantizing(scale, coding) {
  const parameters = { scale, ...coding };
  const [Type, each] = codes[coding.dtype];
  return {
    name: `quantize ${JSON.stringify(parameters)}`,
    scale,
    unit: each,
    make: (n) => [new Type(n / each)],
    run: ({ quantize }, x, [out]) => void quantize(x, parameters, { out }),
  };
}

const faking = (scale) => ({
  name: `fakeQuantize by ${scale}`,
  scale,
  make: (n) => [new Float32Array(n), new Uint8Array(n)],
  run: ({ fakeQuantize }, x, [out, mask]) =>
    void fakeQuantize(x, { dtype: 'int8', scale, zeroPoint: 3 }, { out, mask }),
});

const ranging = (columns) => ({
  name: `minMax of each ${columns}`,
  unit: columns,
  make: () => [],
  run({ minMax }, x) {
    const { min, max } = minMax(x, { shape: [x.length / columns, columns], axis: 0 });
    return [min, max];
  },
});

/** Floats as float64, with bits that float32 has none for: halfway to the next one, beside that, and beside the float. */
function beyondFloats(x, index) {
  const doubles = Float64Array.from(x);
  const words = new Uint32Array(doubles.buffer);
  const bits = [0x10000000, 0x10000001, 0x0fffffff, 1, 0x1fffffff];
  for (let i = 0; i < x.length; i++) words[2 * i] |= bits[(index + i) % bits.length];
  return doubles;
}

const converting = (to, more = {}) => ({
  name: `convert to ${to}${more.saturate ? ', saturated' : ''}${more.input ? ' from float64 beyond float32' : ''}`,
  input: more.input,
  make: (n) => [new floats[to](n)],
  run: ({ convert }, x, [out]) =>
    void convert(x, { to, out, ...(more.saturate === undefined ? {} : { saturate: more.saturate }) }),
});

const packing = (compare) => ({
  name: `packBits, ${compare}`,
  unit: 8,
  make: (n) => [new Uint8Array(n / 8)],
  run: ({ packBits }, x, [out]) => void packBits(x, { compare, out }),
});

/** Roundings and ranges are shown at a power of two, where every float is a quotient, and at another scale. */
const [powerOfTwo, usualScale] = [scales[1], scales[11]];
const usual = [
  { dtype: 'int8', zeroPoint: 3 },
  { dtype: 'uint8', zeroPoint: 128 },
  { dtype: 'int16', zeroPoint: -7 },
  { dtype: 'int4', zeroPoint: 0 },
];
const others = [
  ...['half-away', 'toward-zero', 'down'].flatMap((rounding) => [
    { dtype: 'int8', zeroPoint: -1, rounding },
    { dtype: 'uint16', zeroPoint: 5, rounding },
  ]),
  { dtype: 'uint8', zeroPoint: 7, offset: 0.37 },
  { dtype: 'int8', zeroPoint: 0, qmin: -127, qmax: 100 },
  { dtype: 'uint2', zeroPoint: 1 },
];

export const steps = [
  ...[1, 8, 64].map(ranging),
  ...['float16', 'bfloat16', 'float64'].map((to) => converting(to)),
  ...['float8_e4m3fn', 'float8_e5m2'].flatMap((to) =>
    [false, true].map((saturate) => converting(to, { saturate })),
  ),
  ...['float32', 'float16', 'bfloat16'].map((to) => converting(to, { input: beyondFloats })),
  ...['greater', 'greater-equal'].map(packing),
  ...scales.flatMap((scale) => usual.map((coding) => quantizing(scale, coding))),
  ...[powerOfTwo, usualScale].flatMap((scale) => others.map((coding) => quantizing(scale, coding))),
  faking(powerOfTwo),
  faking(usualScale),
];

/** Elements of 8 or 16 bits: all of them, by each scale. Gives pairs of a name and a function that makes results. */
export function* codeSteps() {
  const bytes = new Uint8Array(1024).map((_, i) => i);
  const words = new Uint16Array(65_536).map((_, i) => i);
  for (const from of ['float16', 'bfloat16']) {
    for (const to of ['float32', 'float64']) {
      yield [`convert ${from} to ${to}`, ({ convert }) => convert(words, { from, to })];
    }
  }
  for (const from of ['float8_e4m3fn', 'float8_e5m2']) {
    yield [`convert ${from} to float32`, ({ convert }) => convert(bytes, { from, to: 'float32' })];
  }
  for (const scale of scales) {
    for (let zeroPoint = -128; zeroPoint < 128; zeroPoint++) {
      for (const [dtype, data, z] of [
        ['int8', new Int8Array(bytes.buffer), zeroPoint],
        ['uint8', bytes, zeroPoint + 128],
      ]) {
        const parameters = { dtype, scale, zeroPoint: z };
        yield [`dequantize ${JSON.stringify(parameters)}`, ({ dequantize }) => dequantize(data, parameters)];
      }
    }
    for (const [dtype, zeroPoint] of [
      ['int16', -7],
      ['uint16', 32_768],
    ]) {
      const data = dtype === 'int16' ? new Int16Array(words.buffer) : words;
      const parameters = { dtype, scale, zeroPoint };
      yield [`dequantize ${JSON.stringify(parameters)}`, ({ dequantize }) => dequantize(data, parameters)];
    }
  }
}
