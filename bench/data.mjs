// The memory that all contestants of one size share, and what stands in it.

export const parameters = Object.freeze({ dtype: 'int8', scale: Math.fround(0.02), zeroPoint: 3 });

/** Bell-shaped floats between -3 and 3, the same in every run: 1 in 100 lies outside the codes of `parameters`. */
function fill(x) {
  const pattern = x.subarray(0, Math.min(x.length, 999_983));
  let state = 1;
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  for (let i = 0; i < pattern.length; i++) pattern[i] = uniform() + uniform() + uniform();
  for (let start = pattern.length; start < x.length; start *= 2) x.copyWithin(start, 0, start);
}

/** Floats, room for their codes and for floats made from codes. `out` is also what copies are written to. */
export function memoryOf(floats) {
  const x = new Float32Array(floats);
  fill(x);
  const codes = new Int8Array(floats);
  return {
    floats,
    x,
    codes,
    unsignedCodes: new Uint8Array(codes.buffer),
    out: new Float32Array(floats).fill(0),
    parameters,
  };
}

/** The same memory seen as rows; what does not fill a row is left out. Undefined if no row fits. */
export function rowsOf(memory, columns) {
  const rows = Math.floor(memory.floats / columns);
  const floats = rows * columns;
  if (rows === 0) return undefined;
  const codes = memory.codes.subarray(0, floats);
  return {
    ...memory,
    floats,
    rows,
    columns,
    x: memory.x.subarray(0, floats),
    codes,
    unsignedCodes: new Uint8Array(codes.buffer, 0, floats),
    scales: new Float32Array(rows),
    zeroPoints: new Int32Array(rows),
  };
}
