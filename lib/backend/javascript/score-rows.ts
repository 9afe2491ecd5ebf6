import { type Kernels, preparedBytes, queryConstants, ScoreForm, Status, slot } from '../../kernels.js';
import { byteLengthOf } from '../../platform/engine-views.js';
import { bitsOfDtype } from './code-rows.js';
import { floatWidths } from './floats.js';
import { type Bytes, doublesOver, floatsOver, intsOver, Memory, wordsOver } from './memory.js';
import { answer, numbers } from './numbers.js';
import { scoreBits } from './score-bits.js';
import { scoreCodes } from './score-codes.js';
import { scoreFloats } from './score-floats.js';

/** A call of scoreRows. */
export interface ScoreCall {
  readonly form: number;
  readonly metric: number;
  readonly dtype: number;
  readonly floatType: number;
  /** The true number of dimensions. */
  readonly dimensions: number;
  readonly columns: number;
  readonly queries: number;
  readonly rows: number;
  readonly firstRow: number;
  readonly list: Uint32Array | undefined;
  readonly corpus: Bytes;
  readonly rowBytes: number;
  readonly prepared: Bytes;
  readonly constants: Float64Array;
  readonly scores: Float64Array;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly offset: number;
  readonly isSymmetric: boolean;
  readonly scales: Float32Array | undefined;
  readonly zeroPoints: Int32Array | undefined;
  readonly offsets: Float32Array | undefined;
}

export const scoreRows: Kernels['scoreRows'] = (
  view,
  prepared,
  constants,
  scores,
  list,
  scales,
  zeroPoints,
  offsets,
) => {
  const form = numbers[slot.form]! | 0;
  const dtype = numbers[slot.dtype]! | 0;
  const floatType = numbers[slot.floatType]! | 0;
  const columns = numbers[slot.columns]!;
  const queries = numbers[slot.queries]!;
  const rows = numbers[slot.rows]!;
  const firstRow = numbers[slot.firstRow]!;
  const rowBytes = rowBytesOf(form, dtype, floatType, columns);
  const memory = new Memory();
  // The corpus and its parameters may have more rows than the call.
  const corpus = memory.input(view, byteLengthOf(view) ?? -1);
  const asked = memory.input(prepared, preparedBytes(queries, columns));
  const known = memory.input(constants, queries * queryConstants * 8);
  const out = memory.output(scores, queries * rows * 8);
  const named = list && memory.input(list, rows * 4);
  const bySet = (set: ArrayBufferView | undefined) => set && memory.input(set, byteLengthOf(set) ?? -1);
  const steps = bySet(scales);
  const zeros = bySet(zeroPoints);
  const shifts = bySet(offsets);
  if (!memory.isFit()) return;
  const ids = named && wordsOver(named);
  const available = Math.min(
    Math.floor(corpus.byteLength / rowBytes),
    elementsOf(steps),
    elementsOf(zeros),
    elementsOf(shifts),
  );
  const isWithin = ids === undefined ? firstRow + rows <= available : ids.every((row) => row < available);
  if (!isWithin) {
    answer(Status.lengthMismatch);
    return;
  }
  const call: ScoreCall = {
    form,
    metric: numbers[slot.metric]! | 0,
    dtype,
    floatType,
    dimensions: numbers[slot.axis]!,
    columns,
    queries,
    rows,
    firstRow,
    list: ids,
    corpus,
    rowBytes,
    prepared: asked,
    constants: doublesOver(known),
    scores: doublesOver(out),
    scale: numbers[slot.scale]!,
    zeroPoint: numbers[slot.zeroPoint]!,
    offset: numbers[slot.offset]!,
    isSymmetric: numbers[slot.symmetric] === 1,
    scales: steps && floatsOver(steps),
    zeroPoints: zeros && intsOver(zeros),
    offsets: shifts && floatsOver(shifts),
  };
  if (form === ScoreForm.floats) scoreFloats(call);
  else if (form === ScoreForm.bits) scoreBits(call);
  else scoreCodes(call);
};

/** The rows that have parameters; one set is for all. */
function elementsOf(set: Bytes | undefined): number {
  return set === undefined ? Infinity : set.byteLength / 4;
}

function rowBytesOf(form: number, dtype: number, floatType: number, columns: number): number {
  if (form === ScoreForm.floats) return columns * floatWidths[floatType]!;
  return form === ScoreForm.bits ? columns / 8 : (columns * bitsOfDtype(dtype)) / 8;
}
