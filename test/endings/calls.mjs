// Every function of the package, called rightly and wrongly.
import { createRequire } from 'node:module';
import path from 'node:path';
import { isUint8Array } from 'node:util/types';
import { scratch } from './paths.mjs';

const require = createRequire(import.meta.url);
/** A part of test/support/, as prepare.mjs left it. */
export const support = (name) => require(path.join(scratch, 'support', `${name}.js`));

const int8 = { dtype: 'int8', scale: 0.125, zeroPoint: 3 };
const uint8 = { dtype: 'uint8', scale: 0.125, zeroPoint: 3 };

/** Calls on `count` floats (two rows, so an even number), each with and without `out`. */
export function rightCalls(linquant, count) {
  const { quantize, dequantize, minMax, chooseParameters, quantizeDynamic } = linquant;
  const { linearQuantize, linearDequantize, measureQuantization } = linquant;
  const x = Float32Array.from({ length: count }, (_, i) => Math.sin(i) * 9);
  const bytes = Buffer.alloc(count * 4 + 1).subarray(1);
  bytes.set(new Uint8Array(x.buffer));
  const codes = new Int8Array(count).fill(7);
  const raw = Buffer.alloc(count + 1).subarray(1);
  const floats = new Float32Array(count);
  const shape = [2, count / 2];
  const scale = Float32Array.of(0.5, 0.25);
  const zeroPoint = Int32Array.of(1, -1);
  const ofRows = { dtype: 'int8', axis: 0, scale, zeroPoint };
  const {
    HistogramCalibration,
    MinMaxObserver,
    MovingAverageMinMaxObserver,
  } = require('linquant/calibration');
  const [ranges, clean] = [new MinMaxObserver(), new MinMaxObserver({ axis: 0, skipNaN: true })];
  const [averages, histogram] = [new MovingAverageMinMaxObserver(), new HistogramCalibration()];
  const histograms = new HistogramCalibration({ axis: 0 });
  const { quantizeEmbeddings, rotateEmbeddings } = require('linquant/embeddings');
  const eights = x.subarray(0, Math.floor(count / 8) * 8);
  const fitted = { dimensions: 8, rule: 'row', fit: 'least-squares' };
  const { scoreEmbeddings, searchEmbeddings, topK } = require('linquant/search');
  const searched = { dimensions: count / 2 };
  const found = { indices: new Uint32Array(2), scores: new Float64Array(2) };
  const scores = new Float64Array(2);
  const rowsOut = { data: raw, scale: new Float32Array(2), zeroPoint: new Int32Array(2) };
  return {
    quantize: () => quantize(x, int8),
    'quantize out': () => quantize(bytes, uint8, { out: raw }),
    'quantize finite': () => quantize(x, int8, { finite: true }),
    dequantize: () => dequantize(codes, int8),
    'dequantize out': () => dequantize(raw, uint8, { out: floats }),
    minMax: () => minMax(bytes),
    chooseParameters: () => chooseParameters({ min: -1, max: 2 }, { dtype: 'int8' }),
    quantizeDynamic: () => quantizeDynamic(x, { dtype: 'int8' }),
    'quantizeDynamic out': () => quantizeDynamic(bytes, { rule: 'onnx', out: raw }),
    'quantizeDynamic rows': () => quantizeDynamic(x, { rule: 'absmax', shape, axis: 0 }),
    'quantizeDynamic rows out': () => quantizeDynamic(x, { dtype: 'int8', shape, axis: 0, out: rowsOut }),
    'quantize rows': () => quantize(x, ofRows, { shape }),
    'quantize rows out': () => quantize(x, ofRows, { shape, out: raw }),
    'dequantize rows': () => dequantize(codes, ofRows, { shape }),
    'dequantize rows out': () => dequantize(codes, ofRows, { shape, out: floats }),
    measureQuantization: () => measureQuantization(x, codes, int8),
    'measureQuantization columns': () => measureQuantization(x, codes, ofRows, { shape, axis: 1 }),
    MinMaxObserver: () => ranges.observe(bytes),
    'MinMaxObserver rows, skipNaN': () => clean.observe(x, { shape }),
    MovingAverageMinMaxObserver: () => averages.observe(x),
    HistogramCalibration: () => histogram.observe(bytes),
    'HistogramCalibration rows': () => histograms.observe(x, { shape }),
    'quantizeEmbeddings, least squares of 1 bit': () =>
      quantizeEmbeddings(eights, { ...fitted, dtype: 'uint1' }),
    'quantizeEmbeddings, least squares of 4 bits': () =>
      quantizeEmbeddings(eights, { ...fitted, dtype: 'int4' }),
    rotateEmbeddings: () => rotateEmbeddings(eights, { dimensions: 8, seed: 1 }),
    searchEmbeddings: () => searchEmbeddings(x, x, searched),
    'searchEmbeddings codes': () =>
      searchEmbeddings({ data: codes, parameters: ofRows }, x.subarray(0, count / 2), {
        ...searched,
        metric: 'l2',
      }),
    'searchEmbeddings out': () =>
      searchEmbeddings({ data: codes, parameters: int8 }, x.subarray(0, count / 2), {
        ...searched,
        out: found,
      }),
    scoreEmbeddings: () => scoreEmbeddings(bytes, x, searched),
    'scoreEmbeddings out': () =>
      scoreEmbeddings({ data: codes, parameters: int8 }, x.subarray(0, count / 2), {
        ...searched,
        out: scores,
      }),
    topK: () => topK(x, 5),
    linearQuantize: () => linearQuantize(x, 0.1, 2 ** 31 - 1, 'uint8'),
    linearDequantize: () => linearDequantize(codes, 0.1, -(2 ** 31)),
  };
}

/** Calls that throw: wrong values in every place, memory that overlaps, dies or does not fit, data without a range. */
export function wrongCalls(linquant) {
  const { quantize, dequantize, minMax, chooseParameters, quantizeDynamic } = linquant;
  const { linearQuantize, linearDequantize, measureQuantization } = linquant;
  const { HistogramCalibration, MinMaxObserver } = require('linquant/calibration');
  const { quantizeEmbeddings, rotateEmbeddings } = require('linquant/embeddings');
  const few = { dimensions: 2, rule: 'row', dtype: 'int4', fit: 'least-squares' };
  const rotation = { dimensions: 2, seed: 1 };
  const { scoreEmbeddings, searchEmbeddings, topK } = require('linquant/search');
  const wrong = Object.assign(
    {},
    ...['views', 'parameters', 'axes', 'values'].map((name) => support(`wrong/${name}`)),
  );
  const { detach, optionsThat } = support('dying');
  const x = Float32Array.of(1, 2, 3, 4, 5, 6);
  const q = Int8Array.of(1, 2, 3, 4, 5, 6);
  const o = { rule: 'absmax', shape: [2, 3], axis: 0 };
  const p = { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
  const memory = new ArrayBuffer(64);
  const shared = new Float32Array(memory, 0, 6).fill(1);
  const each = (values, call) =>
    values.map(
      ([, value]) =>
        () =>
          call(value),
    );
  const some = (values) => values.filter(([, value]) => value !== undefined);
  return [
    ...each(wrong.wrongFloats, (value) => quantize(value, int8)),
    ...each(wrong.wrongFloats, (value) => minMax(value)),
    ...each(wrong.wrongFloats, (value) => quantizeDynamic(value, o)),
    ...each(wrong.wrongFloats, (value) => linearQuantize(value, 1, 0, 'int8')),
    ...each(wrong.wrongFloats, (value) => measureQuantization(value, q, int8)),
    ...each(wrong.wrongFloats, (value) => new MinMaxObserver().observe(value)),
    ...each(wrong.wrongFloats, (value) => new HistogramCalibration().observe(value)),
    ...each(wrong.wrongFloats, (value) => searchEmbeddings(value, x, { dimensions: 3 })),
    ...each(wrong.wrongFloats, (value) => scoreEmbeddings(x, value, { dimensions: 3 })),
    ...each(wrong.wrongFloats, (value) => topK(value, 1, { largest: 1 })),
    ...each(wrong.wrongCodes, (data) => searchEmbeddings({ data, parameters: int8 }, x, { dimensions: 3 })),
    ...each(wrong.wrongRowScales, (scale) =>
      searchEmbeddings({ data: q, parameters: { ...p, scale } }, x, { dimensions: 3 }),
    ),
    ...each(wrong.wrongObjects, (json) => HistogramCalibration.fromJSON(json)),
    ...each(wrong.wrongFloats, (value) => quantizeEmbeddings(value, few)),
    ...each(wrong.wrongFloats, (value) => rotateEmbeddings(value, rotation)),
    ...each(
      wrong.wrongFloatOut.filter(([, out]) => out !== undefined && !isUint8Array(out)),
      (out) => rotateEmbeddings(x.subarray(0, 4), { ...rotation, out }),
    ),
    ...each(some(wrong.wrongScaleOut), (scale) =>
      quantizeEmbeddings(x.subarray(0, 4), { ...few, out: { data: new Uint8Array(2), scale } }),
    ),
    ...each(wrong.wrongCodes, (value) => dequantize(value, int8)),
    ...each(wrong.wrongCodes, (value) => measureQuantization(x, value, int8)),
    ...each(wrong.wrongCodeOut, (out) => quantize(x.subarray(0, 1), int8, { out })),
    ...each(wrong.wrongFloatOut, (out) => dequantize(q.subarray(0, 1), int8, { out })),
    ...each(wrong.wrongScales, (scale) => quantize(x, { ...int8, scale })),
    ...each(wrong.wrongToDecode(wrong.wrongScales), (scale) => linearDequantize(q, scale, 0)),
    ...each(wrong.wrongZeroPoints, (zeroPoint) => dequantize(q, { ...int8, zeroPoint })),
    ...each(wrong.wrongDtypes, (dtype) => chooseParameters({ min: 0, max: 1 }, { dtype })),
    ...each(wrong.wrongObjects, (options) => quantizeDynamic(x, options)),
    ...each(some(wrong.wrongAxes), (axis) => quantizeDynamic(x, { ...o, axis })),
    ...each(wrong.wrongRowScales, (scale) => quantize(x, { ...p, scale }, { shape: [2, 3] })),
    ...each(wrong.wrongRowZeroPoints, (zeroPoint) => dequantize(q, { ...p, zeroPoint }, { shape: [2, 3] })),
    ...each(some(wrong.wrongScaleOut), (scale) => quantizeDynamic(x, { ...o, out: { data: q, scale } })),
    () => quantize(shared, int8, { out: new Int8Array(memory, 23, 6) }),
    () => dequantize(new Int8Array(memory, 3, 6), int8, { out: shared }),
    () => quantizeDynamic(shared, { rule: 'absmax', out: new Int8Array(memory, 1, 6) }),
    () => quantizeDynamic(shared, { ...o, out: { data: q, scale: new Float32Array(memory, 4, 2) } }),
    () => quantizeDynamic(Float32Array.of(1, NaN, 3), { dtype: 'int8' }),
    () => measureQuantization(Float32Array.of(1, NaN, 3), q.subarray(3), int8),
    () => new HistogramCalibration().observe(Float32Array.of(1, NaN, 3)),
    () => searchEmbeddings(Float32Array.of(1, NaN, 3), x, { dimensions: 3 }),
    () => quantizeDynamic(Float32Array.of(1, 2, 3, 4, Infinity, 6), o),
    () => quantizeEmbeddings(Float32Array.of(1, 2, 3, NaN), few),
    () => quantizeEmbeddings(shared.subarray(0, 4), { ...few, out: new Uint8Array(memory, 15, 2) }),
    () => rotateEmbeddings(Float32Array.of(1, 2, 3, NaN), rotation),
    () => rotateEmbeddings(shared.subarray(0, 4), { ...rotation, out: shared.subarray(2, 6) }),
    () => {
      const dying = x.slice();
      quantize(
        dying,
        int8,
        optionsThat(() => detach(dying), { out: Buffer.alloc(6) }),
      );
    },
    () => {
      const dying = Float32Array.of(1, 1);
      const options = optionsThat(() => detach(dying), { shape: [2, 3] });
      quantize(x, { ...p, scale: dying, zeroPoint: Int32Array.of(0, 0) }, options);
    },
  ];
}

/** The addon's own functions with arguments that lib never hands over: it must refuse them by itself. */
export function misuses(binding) {
  const names = Object.keys(binding).filter((name) => typeof binding[name] === 'function');
  const four = new Float32Array(4);
  const arguments_ = [
    [],
    [1],
    [null, undefined],
    [{}, []],
    [four, 'text'],
    [four, four, 1, 2],
    [[], {}, [], {}],
  ];
  return names.flatMap((name) => arguments_.map((given) => () => binding[name](...given))).filter(throws);
}

function throws(call) {
  try {
    call();
    return false;
  } catch {
    return true;
  }
}
