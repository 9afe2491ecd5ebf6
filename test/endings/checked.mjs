// Every function on memory at every offset, each result compared to the bit with the reference of the suite.
import { strict as assert } from 'node:assert';
import { support } from './calls.mjs';

const { quantizeOne, dequantizeOne } = support('definition/quotient');
const { chooseOf } = support('definition/parameters');
const { minMaxOf, quantizeRowsOf } = support('definition/tensors');

/** Where data lies: memory that ends with it, so that a byte too far is a byte outside, on the heap of the engine too. */
function bytesAt(offset, length, Memory) {
  return Buffer.from(new Memory(offset + length), offset, length);
}

function floatsOf(count, seed) {
  return Float32Array.from({ length: count }, (_, i) =>
    Math.fround(Math.sin(i * 7 + seed) * (1 + (seed % 90))),
  );
}

const bits = (array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

function same(given, expected, what) {
  if (!bits(given).equals(bits(expected))) assert.fail(`${what}: ${[...given]} is not ${[...expected]}`);
}

/** `pause` is called wherever script runs in the middle of the functions: between reading options and using memory. */
export function watched(object, pause) {
  const get = (target, name) => {
    pause();
    return target[name];
  };
  return new Proxy(object, { get });
}

/** Tells how many results were compared. */
export function checkAll(linquant, { count, offset, seed, Memory = ArrayBuffer, pause = () => {} }) {
  const { quantize, dequantize, minMax, quantizeDynamic, linearQuantize, linearDequantize } = linquant;
  const options = (object) => watched(object, pause);
  const x = floatsOf(count, seed);
  const raw = bytesAt(offset, count * 4, Memory);
  raw.set(bits(x));
  const what = `${count} floats at ${offset}, seed ${seed}`;
  let compared = 0;
  const check = (given, expected, name) => {
    same(given, expected, `${name}, ${what}`);
    compared++;
  };
  for (const [dtype, Codes, zeroPoint, low, high] of [
    ['int8', Int8Array, -3, -128, 127],
    ['uint8', Uint8Array, 130, 0, 255],
  ]) {
    const p = options({ dtype, scale: 0.25, zeroPoint });
    const codes = Codes.from(x, (value) => quantizeOne(value, 0.25, zeroPoint, low, high));
    const floats = Float32Array.from(codes, (code) => dequantizeOne(code, 0.25, zeroPoint));
    check(quantize(raw, p), codes, 'quantize');
    const q = bytesAt(offset, count, Memory);
    quantize(x, p, options({ out: q }));
    check(q, codes, 'quantize out');
    check(dequantize(q, p), floats, 'dequantize');
    check(
      dequantize(codes, p, options({ out: bytesAt(offset, count * 4, Memory) })),
      floats,
      'dequantize out',
    );
    const far = Codes.from(x, (value) => quantizeOne(value, 0.25, 2 ** 31 - 1, low, high));
    check(linearQuantize(raw, 0.25, 2 ** 31 - 1, dtype), far, 'linearQuantize');
    const back = Float32Array.from(codes, (code) => dequantizeOne(code, 0.25, -(2 ** 31)));
    check(linearDequantize(codes, 0.25, -(2 ** 31)), back, 'linearDequantize');
    if (count > 0) check(...dynamic(), 'quantizeDynamic');
    function dynamic() {
      const { min, max } = minMaxOf(x);
      const { scale, zeroPoint, qmin, qmax } = chooseOf(min, max, { dtype });
      const given = quantizeDynamic(raw, options({ dtype, out: bytesAt(offset, count, Memory) }));
      assert.deepEqual([given.parameters.scale, given.parameters.zeroPoint], [scale, zeroPoint], what);
      return [given.data, Codes.from(x, (value) => quantizeOne(value, scale, zeroPoint, qmin, qmax))];
    }
  }
  if (count > 0) assert.deepEqual(minMax(raw), minMaxOf(x), what);
  return compared + checkRows(linquant, { x, raw, count, offset, Memory, options, check });
}

/** Rows of every number that divides the count, up to seven. */
function checkRows({ quantize, dequantize, quantizeDynamic }, given) {
  const { x, raw, count, offset, Memory, options, check } = given;
  let compared = 0;
  for (let rows = 1; rows <= 7 && count > 0; rows++) {
    if (count % rows !== 0) continue;
    const shape = [rows, count / rows];
    const expected = quantizeRowsOf(x, rows, { rule: 'absmax' });
    const codes = Int8Array.from(expected.codes);
    const scale = new Float32Array(new Memory(rows * 4));
    const zeroPoint = new Int32Array(new Memory(rows * 4));
    const out = options({ data: bytesAt(offset, count, Memory), scale, zeroPoint });
    const { data } = quantizeDynamic(raw, options({ rule: 'absmax', shape, axis: 0, out }));
    check(data, codes, `quantizeDynamic of ${rows} rows`);
    check(scale, Float32Array.from(expected.scale), `scales of ${rows} rows`);
    const ofRows = options({ dtype: 'int8', axis: 0, scale, zeroPoint, qmin: -127 });
    check(quantize(raw, ofRows, options({ shape })), codes, `quantize of ${rows} rows`);
    const floats = Float32Array.from(codes, (code, i) =>
      dequantizeOne(code, scale[Math.floor(i / shape[1])], 0),
    );
    const to = bytesAt(offset, count * 4, Memory);
    check(dequantize(data, ofRows, options({ shape, out: to })), floats, `dequantize of ${rows} rows`);
    compared += 4;
  }
  return compared;
}
