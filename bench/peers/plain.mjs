// The loops that people write by hand, as a measure: as plain as they come, but right for ordinary numbers.
import { plainFamily } from './plain-family.mjs';

export const plain = {
  quantize(x, q, { scale, zeroPoint }) {
    for (let i = 0; i < x.length; i++) {
      const code = Math.round(x[i] / scale) + zeroPoint;
      q[i] = Math.max(-128, Math.min(127, code));
    }
  },

  dequantize(q, x, { scale, zeroPoint }) {
    for (let i = 0; i < q.length; i++) x[i] = (q[i] - zeroPoint) * scale;
  },

  minMax(x) {
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < x.length; i++) {
      if (x[i] < min) min = x[i];
      if (x[i] > max) max = x[i];
    }
    return { min, max };
  },

  /** One scale and one zero point for all of x, to uint8. */
  dynamic(x, q) {
    let min = 0;
    let max = 0;
    for (let i = 0; i < x.length; i++) {
      if (x[i] < min) min = x[i];
      if (x[i] > max) max = x[i];
    }
    const scale = Math.fround((max - min) / 255) || 1;
    const zeroPoint = Math.round(-min / scale);
    for (let i = 0; i < x.length; i++) {
      const code = Math.round(x[i] / scale) + zeroPoint;
      q[i] = Math.max(0, Math.min(255, code));
    }
    return { scale, zeroPoint };
  },

  /** One symmetric scale for each row, to int8. */
  rows(x, q, scales, columns) {
    for (let row = 0, start = 0; row < scales.length; row++, start += columns) {
      let largest = 0;
      for (let i = start; i < start + columns; i++) largest = Math.max(largest, Math.abs(x[i]));
      const scale = Math.fround(largest / 127.5) || 1;
      scales[row] = scale;
      for (let i = start; i < start + columns; i++) {
        q[i] = Math.max(-128, Math.min(127, Math.round(x[i] / scale)));
      }
    }
  },
};

/** The plain loops as contestants. Math.round rounds ties up, so codes may differ there. */
export const plainPeer = {
  name: 'plain loop',
  exact: false,
  ...plainFamily,
  quantize: ({ x, codes, parameters }) => ({ run: () => plain.quantize(x, codes, parameters) }),
  dequantize: ({ codes, out, parameters }) => ({ run: () => plain.dequantize(codes, out, parameters) }),
  minMax({ x }) {
    let range;
    return {
      run() {
        range = plain.minMax(x);
      },
      output: () => [Float32Array.of(range.min, range.max)],
    };
  },
  dynamic({ x, unsignedCodes }) {
    let found;
    return {
      run() {
        found = plain.dynamic(x, unsignedCodes);
      },
      output: () => [unsignedCodes, Float32Array.of(found.scale, found.zeroPoint)],
    };
  },
  rows: ({ x, codes, scales, columns }) => ({ run: () => plain.rows(x, codes, scales, columns) }),
};
