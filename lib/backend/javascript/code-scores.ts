import { Metric, QueryConstant, queryConstants } from '../../kernels.js';
import type { RowSums } from './byte-tables.js';
import type { ScoreCall } from './score-rows.js';

/**
 * Scores of some rows with one query, by the formulas of kernels.ts.
 *
 * @param first - the place of the first row in the call
 * @param shift - what was subtracted from the codes before summing, as if zero points were lower
 * @param dots - of each row, the sum of codes by the query's integers
 * @param sums - of each row, the sums of codes and of their squares, where the metric, offsets or zero points need them
 */
export function finish(
  call: ScoreCall,
  query: number,
  first: number,
  rows: number,
  shift: number,
  dots: Float64Array,
  sums: RowSums,
  hasOffsets: boolean,
): void {
  const { constants, metric, dimensions, scales, zeroPoints, offsets, list, firstRow, scores } = call;
  const base = query * queryConstants;
  const d = constants[base + QueryConstant.scale]!;
  const zq = constants[base + QueryConstant.zeroPoint]!;
  const bq = constants[base + QueryConstant.offset]!;
  const sum = constants[base + QueryConstant.sum]!;
  const squares = constants[base + QueryConstant.squares]!;
  const added = constants[base + QueryConstant.added]!;
  const queryNorm = constants[base + QueryConstant.norm]!;
  const centeredQuery = sum - dimensions * zq;
  const querySquares = squares - 2 * zq * sum + dimensions * zq * zq;
  const to = query * call.rows + first;
  for (let i = 0; i < rows; i++) {
    const id = list === undefined ? firstRow + first + i : list[first + i]!;
    const a = scales === undefined ? call.scale : scales[id]!;
    const z = (zeroPoints === undefined ? call.zeroPoint : zeroPoints[id]!) - shift;
    const b = offsets === undefined ? call.offset : offsets[id]!;
    const codes = sums.codes[i]!;
    const product = dots[i]! - z * sum - zq * codes + dimensions * z * zq;
    if (metric === Metric.dot && !hasOffsets) {
      scores[to + i] = product * (a * d);
      continue;
    }
    const centered = codes - dimensions * z;
    const own = sums.squares[i]! - 2 * z * codes + dimensions * z * z;
    if (metric === Metric.cosine && !hasOffsets) {
      scores[to + i] = product / Math.sqrt(own * querySquares);
      continue;
    }
    if (metric === Metric.l2 && call.isSymmetric) {
      scores[to + i] = (own - 2 * product + querySquares) * (a * a);
      continue;
    }
    const dot = hasOffsets
      ? product * (a * d) + centered * (a * bq) + centeredQuery * (b * d) + dimensions * (b * bq) + added
      : product * (a * d);
    const norm = own * (a * a) + centered * (2 * (a * b)) + dimensions * (b * b);
    if (metric === Metric.dot) scores[to + i] = dot;
    else if (metric === Metric.cosine) scores[to + i] = dot / Math.sqrt(norm * queryNorm);
    else scores[to + i] = Math.max(0, norm + queryNorm - 2 * dot);
  }
}
