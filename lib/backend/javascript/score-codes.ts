import { Metric, QueryConstant, queryConstants, ScoreForm } from '../../kernels.js';
import { byTables, isByTables, type RowSums } from './byte-tables.js';
import { loadRows, rowsAtOnce, shiftOf } from './code-rows.js';
import { finish } from './code-scores.js';
import { integerDots, sumsOfRows, wideDots } from './integer-sums.js';
import { doublesOver } from './memory.js';
import { pairQuery } from './paired-dots.js';
import type { ScoreCall } from './score-rows.js';

/** Rows of codes: exact sums of integers, then the formulas of kernels.ts. */
export function scoreCodes(call: ScoreCall): void {
  const { rows, queries, columns, prepared, form, metric } = call;
  const shift = shiftOf(call.dtype);
  const hasOffsets = offsetsOf(call);
  // A dot product needs the sum of codes for a query's zero point and offset only.
  const needs =
    metric !== Metric.dot || isAny(call, QueryConstant.zeroPoint) || isAny(call, QueryConstant.offset);
  if (isByTables(call)) {
    byTables(call, needs, (query, first, length, dots, sums) =>
      finish(call, query, first, length, 0, dots, sums, hasOffsets),
    );
    return;
  }
  const asked = doublesOver(prepared);
  const integers =
    form === ScoreForm.codes ? new Int32Array(asked.subarray(0, queries * columns)) : undefined;
  const paired = integers && pairsOf(call, integers);
  const step = rowsAtOnce(call);
  const dots = new Float64Array(step);
  const sums: RowSums = { codes: new Float64Array(step), squares: new Float64Array(step) };
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    const codes = loadRows(call, first, length);
    if (needs) sumsOfRows(codes, columns, length, sums);
    for (let query = 0; query < queries; query++) {
      if (integers !== undefined) {
        integerDots(codes, columns, length, integers, query * columns, dots, paired?.[query]);
      } else wideDots(codes, columns, length, asked, query * columns, dots);
      finish(call, query, first, length, shift, dots, sums, hasOffsets);
    }
  }
}

/** Rows from which on queries are prepared for two products at once: it takes as long as the sums of some rows. */
const pairedRows = 16;

/** Each query for two products at once; undefined where one is not, where rows are no whole words, or few. */
function pairsOf({ rows, queries, columns }: ScoreCall, integers: Int32Array) {
  if (columns % 4 !== 0 || rows < pairedRows) return undefined;
  return Array.from({ length: queries }, (_, query) => pairQuery(integers, query * columns, columns));
}

/** Whether something is added to products of values. */
function offsetsOf(call: ScoreCall): boolean {
  const { offsets, offset } = call;
  if (offsets !== undefined || offset !== 0) return true;
  return isAny(call, QueryConstant.offset) || isAny(call, QueryConstant.added);
}

/** Whether a query has such a constant. */
function isAny({ constants, queries }: ScoreCall, constant: QueryConstant): boolean {
  for (let query = 0; query < queries; query++) {
    if (constants[query * queryConstants + constant] !== 0) return true;
  }
  return false;
}
