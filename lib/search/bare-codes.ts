import type { AffineParameters, RowParameters } from './given.js';

/** Parameters of queries and rows with which bare integers are compared. */
export interface BareParameters {
  readonly own: RowParameters;
  readonly rows: RowParameters;
}

/**
 * The parameters of bare integers. Those of a grid without 0 (of rows fitted by least squares) are compared as 2k + 1, or 2k - 1: a scale of 2
 * and an offset of 1 or -1, with which all sums stay integers.
 */
export function bareParameters(queries: RowParameters, corpus: RowParameters): BareParameters {
  const shift = halfGridOf(corpus);
  const isHalf = shift !== 0 && shift === halfGridOf(queries);
  const bare = (parameters: RowParameters) =>
    isHalf ? doubled(parameters, shift) : oneSet(parameters, 1, 0);
  return { own: bare(queries), rows: bare(corpus) };
}

/** One set of parameters. */
export function oneSet({ dtype }: RowParameters, scale: number, offset: number): RowParameters {
  return { dtype, along: undefined, scale, zeroPoint: 0, offset };
}

/** The {@link halfGrid} of parameters; 0 where there is none. */
export function halfGridOf(parameters: RowParameters): number {
  const { along, scale, zeroPoint, offset, grid } = parameters;
  if (grid !== undefined) return grid;
  if (along === undefined) return zeroPoint === 0 && Math.abs(offset) === scale / 2 ? Math.sign(offset) : 0;
  return along === 'rows' ? (halfGrid(parameters, 0) ?? 0) : 0;
}

/**
 * 1 if offsets are half the scales and zero points 0, -1 if they are half the scales below 0, as those of uint1; undefined if neither. Rows of
 * zeros have a scale of 1 and an offset of 0, so some may; it is 0 if all do.
 *
 * @param before - that of the rows before, 0 where there are none
 */
export function halfGrid(
  { scales, zeroPoints, offsets }: AffineParameters,
  before: number,
): number | undefined {
  if (offsets === undefined) return undefined;
  let shift = before;
  for (let i = 0; i < offsets.length; i++) {
    const own = offsets[i]!;
    if (zeroPoints![i] !== 0) return undefined;
    if (own === 0 && scales![i] === 1) continue;
    if (Math.abs(own) !== scales![i]! / 2 || own === 0 || Math.sign(own) === -shift) return undefined;
    shift = Math.sign(own);
  }
  return shift;
}

/** Twice the integers of a grid without 0. Rows of zeros stay zeros, so that they have no cosine. */
function doubled(parameters: RowParameters, shift: number): RowParameters {
  const { dtype, offsets, zeroPoints } = parameters;
  if (offsets === undefined || !offsets.includes(0)) return oneSet(parameters, 2, shift);
  const scales = Float32Array.from(offsets, (offset) => (offset === 0 ? 1 : 2));
  const shifts = offsets.map((offset) => (offset === 0 ? 0 : shift));
  return { dtype, along: 'rows', scale: 0, zeroPoint: 0, offset: 0, scales, zeroPoints, offsets: shifts };
}
