// The loops that people write by hand for the rest of the family; like those of plain.mjs, right for ordinary numbers.
import { fromBrain, fromHalf, toBrain, toHalf } from './plain-halves.mjs';

/** Where the parameters of index `a` begin, and how far apart those of neighbours are. */
function placeOf({ size, inner, blockSize }, outer, a) {
  if (blockSize === undefined) return a;
  return (outer * Math.ceil(size / blockSize) + Math.floor(a / blockSize)) * inner;
}

function quantizeAxis(x, q, walk, { scale, zeroPoint, blockSize }) {
  const step = blockSize === undefined ? 0 : 1;
  let i = 0;
  for (let outer = 0; outer < walk.outer; outer++) {
    for (let a = 0; a < walk.size; a++) {
      let place = placeOf(walk, outer, a);
      for (let n = 0; n < walk.inner; n++, i++, place += step) {
        const code = Math.round(x[i] / scale[place]) + zeroPoint[place];
        q[i] = Math.max(-128, Math.min(127, code));
      }
    }
  }
}

function dequantizeAxis(q, x, walk, { scale, zeroPoint, blockSize }) {
  const step = blockSize === undefined ? 0 : 1;
  let i = 0;
  for (let outer = 0; outer < walk.outer; outer++) {
    for (let a = 0; a < walk.size; a++) {
      let place = placeOf(walk, outer, a);
      for (let n = 0; n < walk.inner; n++, i++, place += step)
        x[i] = (q[i] - zeroPoint[place]) * scale[place];
    }
  }
}

function dynamicBlocks(x, q, scales) {
  for (let block = 0, start = 0; block < scales.length; block++, start += 32) {
    let largest = 0;
    for (let i = start; i < start + 32; i++) largest = Math.max(largest, Math.abs(x[i]));
    const scale = Math.fround(largest / 127) || 1;
    scales[block] = scale;
    for (let i = start; i < start + 32; i++) q[i] = Math.round(x[i] / scale);
  }
}

const ggmlQuantize = {
  q8_0(x, blocks) {
    const codes = new Int8Array(blocks.buffer, blocks.byteOffset, blocks.length);
    for (let start = 0, at = 0; start < x.length; start += 32, at += 34) {
      let largest = 0;
      for (let i = start; i < start + 32; i++) largest = Math.max(largest, Math.abs(x[i]));
      const d = largest / 127;
      const half = toHalf(d);
      blocks[at] = half;
      blocks[at + 1] = half >> 8;
      const inverse = d === 0 ? 0 : 1 / d;
      for (let i = 0; i < 32; i++) codes[at + 2 + i] = Math.round(x[start + i] * inverse);
    }
  },
  q4_0(x, blocks) {
    for (let start = 0, at = 0; start < x.length; start += 32, at += 18) {
      let largest = 0;
      for (let i = start; i < start + 32; i++) if (Math.abs(x[i]) > Math.abs(largest)) largest = x[i];
      const d = largest / -8;
      const half = toHalf(d);
      blocks[at] = half;
      blocks[at + 1] = half >> 8;
      const inverse = d === 0 ? 0 : 1 / d;
      for (let i = 0; i < 16; i++) {
        const low = Math.min(15, Math.floor(x[start + i] * inverse + 8.5));
        const high = Math.min(15, Math.floor(x[start + 16 + i] * inverse + 8.5));
        blocks[at + 2 + i] = low | (high << 4);
      }
    }
  },
};

const ggmlDequantize = {
  q8_0(blocks, x) {
    const codes = new Int8Array(blocks.buffer, blocks.byteOffset, blocks.length);
    for (let start = 0, at = 0; start < x.length; start += 32, at += 34) {
      const d = fromHalf(blocks[at] | (blocks[at + 1] << 8));
      for (let i = 0; i < 32; i++) x[start + i] = codes[at + 2 + i] * d;
    }
  },
  q4_0(blocks, x) {
    for (let start = 0, at = 0; start < x.length; start += 32, at += 18) {
      const d = fromHalf(blocks[at] | (blocks[at + 1] << 8));
      for (let i = 0; i < 16; i++) {
        const both = blocks[at + 2 + i];
        x[start + i] = ((both & 15) - 8) * d;
        x[start + 16 + i] = ((both >> 4) - 8) * d;
      }
    }
  },
};

const typed = {
  float16(bits, q, { scale, zeroPoint }) {
    for (let i = 0; i < bits.length; i++) {
      const code = Math.round(fromHalf(bits[i]) / scale) + zeroPoint;
      q[i] = Math.max(-128, Math.min(127, code));
    }
  },
  bfloat16(bits, q, { scale, zeroPoint }) {
    const x = new Float32Array(1),
      word = asBits(x);
    for (let i = 0; i < bits.length; i++) {
      word[0] = fromBrain(bits[i]);
      q[i] = Math.max(-128, Math.min(127, Math.round(x[0] / scale) + zeroPoint));
    }
  },
  float64(x, q, { scale, zeroPoint }) {
    for (let i = 0; i < x.length; i++) {
      const code = Math.round(Math.fround(x[i]) / scale) + zeroPoint;
      q[i] = Math.max(-128, Math.min(127, code));
    }
  },
  int8(x, q, { scale, zeroPoint }) {
    for (let i = 0; i < x.length; i++) {
      const quotient = Math.round(x[i] / scale);
      q[i] = Math.max(-128, Math.min(127, (Number.isNaN(quotient) ? 0 : quotient) + zeroPoint));
    }
  },
  int16(x, q, { scale, zeroPoint }) {
    for (let i = 0; i < x.length; i++) {
      const code = Math.round(x[i] / scale) + zeroPoint;
      q[i] = Math.max(-32768, Math.min(32767, code));
    }
  },
  int4(x, q, { scale, zeroPoint }) {
    for (let i = 0; i < x.length; i += 2) {
      const low = Math.max(-8, Math.min(7, Math.round(x[i] / scale) + zeroPoint));
      const high = i + 1 < x.length ? Math.max(-8, Math.min(7, Math.round(x[i + 1] / scale) + zeroPoint)) : 0;
      q[i >> 1] = (low & 15) | (high << 4);
    }
  },
};

function fakeQuantize(x, out, { scale, zeroPoint }) {
  for (let i = 0; i < x.length; i++) {
    const code = Math.max(-128, Math.min(127, Math.round(x[i] / scale) + zeroPoint));
    out[i] = (code - zeroPoint) * scale;
  }
}

const asBits = (x) => new Uint32Array(x.buffer, x.byteOffset, x.length);

const conversions = {
  'float32 float16'(x, halves) {
    for (let i = 0; i < x.length; i++) halves[i] = toHalf(x[i]);
  },
  'float16 float32'(halves, x) {
    for (let i = 0; i < x.length; i++) x[i] = fromHalf(halves[i]);
  },
  'float32 bfloat16'(x, brains) {
    const bits = asBits(x);
    for (let i = 0; i < x.length; i++) brains[i] = toBrain(bits[i]);
  },
  'bfloat16 float32'(brains, x) {
    const bits = asBits(x);
    for (let i = 0; i < x.length; i++) bits[i] = fromBrain(brains[i]);
  },
};

function measure(x, q, { scale, zeroPoint }, measures) {
  let [signal, noise, absolute, product, square, largest, index, clipped] = [0, 0, 0, 0, 0, -1, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const restored = Math.fround((q[i] - zeroPoint) * scale);
    const error = x[i] - restored;
    signal += x[i] * x[i];
    noise += error * error;
    product += x[i] * restored;
    square += restored * restored;
    absolute += Math.abs(error);
    if (Math.abs(error) > largest) {
      largest = Math.abs(error);
      index = i;
    }
    const code = Math.round(x[i] / scale) + zeroPoint;
    if (code < -128 || code > 127) clipped++;
  }
  measures.set([largest, index, clipped / x.length]);
  return [10 * Math.log10(signal / noise), absolute / x.length, product / Math.sqrt(signal * square)];
}

function packBits(x, bits) {
  bits.fill(0);
  for (let i = 0; i < x.length; i++) if (x[i] > 0) bits[i >> 3] |= 128 >> (i & 7);
}

/** The loops as contestants. */
export const plainFamily = {
  quantizeAxis: ({ x, codes, walk, along }) => ({ run: () => quantizeAxis(x, codes, walk, along) }),
  dequantizeAxis: ({ codes, out, walk, along }) => ({ run: () => dequantizeAxis(codes, out, walk, along) }),
  dynamicBlocks: ({ x, codes, scales }) => ({ run: () => dynamicBlocks(x, codes, scales) }),
  quantizeGgml: ({ x, blocks, type }) => ({ run: () => ggmlQuantize[type](x, blocks) }),
  dequantizeGgml: ({ blocks, out, type }) => ({ run: () => ggmlDequantize[type](blocks, out) }),
  quantizeTyped: ({ input, floatType, target, to }) => ({
    run: () => typed[floatType ?? to.dtype](input, target, to),
  }),
  fakeQuantize: ({ x, out, parameters }) => ({ run: () => fakeQuantize(x, out, parameters) }),
  measure: ({ x, codes, parameters, measures }) => ({
    run: () => measure(x, codes, parameters, measures),
  }),
  packBits: ({ x, bits }) => ({ run: () => packBits(x, bits) }),
  convert({ source, from, to, target }) {
    const loop = conversions[`${from} ${to}`];
    return { run: () => loop(source, target) };
  },
};
