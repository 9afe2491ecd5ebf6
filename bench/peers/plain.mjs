// The loops that people write by hand, as a measure: as plain as they come, but right for ordinary numbers.
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
};
