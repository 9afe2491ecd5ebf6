// What the graphs should give, by plain loops.

/** x [rows, inputs] times w [inputs, outputs], summed in float64. */
export function multiply(x, w, { rows, inputs, outputs }) {
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    for (let input = 0; input < inputs; input++) {
      const factor = x[row * inputs + input];
      for (let output = 0; output < outputs; output++) {
        y[row * outputs + output] += factor * w[input * outputs + output];
      }
    }
  }
  return y;
}

/** A matrix of `rows` rows turned into one of as many columns. */
export function transpose(matrix, rows, columns) {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = matrix[row * columns + column];
  }
  return turned;
}

/** Signed codes of 4 bits, one by one: the first is in the low half of a byte. */
export function unpack(bytes) {
  const codes = new Int8Array(bytes.length * 2);
  bytes.forEach((byte, i) => {
    codes[2 * i] = (byte << 28) >> 28;
    codes[2 * i + 1] = (byte << 24) >> 28;
  });
  return codes;
}

/** The largest difference, as a part of the largest number. */
export function largestDifference(got, expected) {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]));
    // NaN must not be lost in a comparison.
    if (!(Math.abs(got[i] - expected[i]) <= difference)) difference = Math.abs(got[i] - expected[i]);
  }
  return difference / largest;
}

/** Numbers that spread like embeddings and weights do, the same in every run. */
export function bellShaped(count, seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return Float32Array.from({ length: count }, () => uniform() + uniform() + uniform());
}
