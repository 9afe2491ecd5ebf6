import * as linquant from 'linquant';

/** The functions without their types, as a JavaScript caller sees them. */
export const untyped = linquant as unknown as Record<string, (...args: unknown[]) => unknown>;

/** Two rows of three numbers: floats and codes, and parameters and options that fit them. */
export function twoRows() {
  const shape = [2, 3];
  return {
    x: Float32Array.of(1, 2, 3, 4, 5, 6),
    q: Int8Array.of(1, 2, 3, 4, 5, 6),
    shape,
    p: { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] },
    o: { rule: 'absmax', shape, axis: 0 },
  };
}

/** int8 parameters for two rows, with an offset each. */
export const ofTwoRows = (scale: unknown, zeroPoint: unknown = [0, 0], offset: unknown = [0.5, 1]) => ({
  dtype: 'int8',
  axis: 0,
  scale,
  zeroPoint,
  offset,
});
