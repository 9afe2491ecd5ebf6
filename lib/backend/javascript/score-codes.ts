import { Metric, QueryConstant, queryConstants, ScoreForm } from '../../kernels.js';
import { byTables, isByTables, type RowSums } from './byte-tables.js';
import { loadRows, rowsAtOnce, shiftOf } from './code-rows.js';
import { finish } from './code-scores.js';
import { integerDots, sumsOfRows, wideDots } from './integer-sums.js';
import { doublesOver } from './memory.js';
import type { ScoreCall } from './score-rows.js';

/** Rows of codes: exact sums of integers, then the formulas of kernels.ts. */
export function scoreCodes(call: ScoreCall): void {
  const { rows, queries, columns, prepared, form, metric } = call;
  const shift = shiftOf(call.dtype);
  const hasOffsets = offsetsOf(call);
  const needs = metric !== Metric.dot || hasOffsets || hasZeroPoints(call);
  if (isByTables(call)) {
    byTables(call, needs, (query, first, length, dots, sums) =>
      finish(call, query, first, length, 0, dots, sums, hasOffsets),
    );
    return;
  }
  const asked = doublesOver(prepared);
  const integers =
    form === ScoreForm.codes ? Int32Array.from(asked.subarray(0, queries * columns)) : undefined;
  const step = rowsAtOnce(call);
  const dots = new Float64Array(step);
  const sums: RowSums = { codes: new Float64Array(step), squares: new Float64Array(step) };
  for (let first = 0; first < rows; first += step) {
    const length = Math.min(step, rows - first);
    const codes = loadRows(call, first, length);
    if (needs) sumsOfRows(codes, columns, length, sums);
    for (let query = 0; query < queries; query++) {
      if (integers !== undefined) integerDots(codes, columns, length, integers, query * columns, dots);
      else wideDots(codes, columns, length, asked, query * columns, dots);
      finish(call, query, first, length, shift, dots, sums, hasOffsets);
    }
  }
}

/** Whether a query has an offset, or something that is added. */
function offsetsOf({ offsets, offset, constants, queries }: ScoreCall): boolean {
  if (offsets !== undefined || offset !== 0) return true;
  for (let query = 0; query < queries; query++) {
    const base = query * queryConstants;
    if (constants[base + QueryConstant.offset] !== 0 || constants[base + QueryConstant.added] !== 0)
      return true;
  }
  return false;
}

function hasZeroPoints({ constants, queries }: ScoreCall): boolean {
  for (let query = 0; query < queries; query++) {
    if (constants[query * queryConstants + QueryConstant.zeroPoint] !== 0) return true;
  }
  return false;
}
