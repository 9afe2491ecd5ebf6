import { memoryOf } from '../arguments/views.js';
import { kernels } from '../backend/select.js';
import { changedError, linquantError } from '../errors.js';
import { preparedBytes, queryConstants, ScoreForm, Status, slot } from '../kernels.js';
import { firstUnfit } from '../operations/first-unfit.js';
import { nonFiniteError } from '../operations/unfit-vector.js';
import { overflows } from '../tables/float-types.js';
import { blockRows } from './blocks.js';
import type { CodeRows } from './given.js';
import { keptMemory } from './kept.js';
import type { Scoring } from './scoring.js';
import { restoreRows, throwUnlessDone } from './values.js';

const { numbers } = kernels;

/** Scores rows for some of a scoring's queries, block by block. One at a time of each memory: the next one overwrites it. */
export class Scorer {
  /** Rows in a block; {@link score} takes as many at most. */
  readonly blockRows: number;
  readonly queries: number;
  private readonly scoring: Scoring;
  private readonly prepared: Uint8Array;
  private readonly constants: Float64Array;
  private readonly floats: Float32Array | undefined;

  constructor(scoring: Scoring, first: number, queries: number, mostRows: number, memory = keptMemory) {
    const { columns, form, restored, rowBytes } = scoring;
    this.scoring = scoring;
    this.queries = queries;
    this.blockRows = blockRows(queries, mostRows, restored === undefined ? 0 : rowBytes);
    this.prepared = memory.prepared.take(preparedBytes(queries, columns));
    this.constants = scoring.constants.subarray(first * queryConstants, (first + queries) * queryConstants);
    this.floats = restored && memory.restored.take((this.blockRows * rowBytes) / 4);
    const width = form === ScoreForm.bits ? rowBytes : columns;
    numbers[slot.form] = form;
    numbers[slot.dtype] = scoring.dtype;
    numbers[slot.columns] = columns;
    numbers[slot.queries] = queries;
    kernels.prepareQueries(scoring.asked.subarray(first * width, (first + queries) * width), this.prepared);
    throwUnlessDone('queries');
  }

  /**
   * Scores the rows `first` up to `first + rows`, or those of a list, which then has `rows` elements.
   *
   * @param scores - [queries, rows]
   */
  score(first: number, rows: number, list: Uint32Array | undefined, scores: Float64Array): void {
    const { restored, parameters, view } = this.scoring;
    if (restored !== undefined) {
      const floats = this.floats!.subarray(0, rows * this.scoring.dimensions);
      this.restore(restored, first, rows, list, floats);
      this.run(floats, 0, rows, undefined, scores);
      if (numbers[slot.status] === Status.notFinite) throw this.restoredError(first, list);
    } else {
      this.run(view, first, rows, list, scores, parameters);
      if (numbers[slot.status] === Status.notFinite) throw this.unfitError(first, rows, list);
    }
    throwUnlessDone(this.scoring.argument);
  }

  private run(
    view: ArrayBufferView,
    first: number,
    rows: number,
    list: Uint32Array | undefined,
    scores: Float64Array,
    parameters?: Scoring['parameters'],
  ): void {
    const { form, metric, dtype, floatType, columns, dimensions, isSymmetric } = this.scoring;
    numbers[slot.form] = form;
    numbers[slot.metric] = metric;
    numbers[slot.dtype] = dtype;
    numbers[slot.floatType] = floatType;
    numbers[slot.columns] = columns;
    numbers[slot.axis] = dimensions;
    numbers[slot.queries] = this.queries;
    numbers[slot.firstRow] = list === undefined ? first : 0;
    numbers[slot.rows] = rows;
    numbers[slot.symmetric] = isSymmetric ? 1 : 0;
    numbers[slot.scale] = parameters?.scale ?? 1;
    numbers[slot.zeroPoint] = parameters?.zeroPoint ?? 0;
    numbers[slot.offset] = parameters?.offset ?? 0;
    const { scales, zeroPoints, offsets } = parameters ?? {};
    kernels.scoreRows(view, this.prepared, this.constants, scores, list, scales, zeroPoints, offsets);
  }

  /** Restores rows of codes to floats; those of a list one by one. */
  private restore(
    codes: CodeRows,
    first: number,
    rows: number,
    list: Uint32Array | undefined,
    floats: Float32Array,
  ): void {
    const { argument, dimensions } = this.scoring;
    if (list === undefined) {
      restoreRows(argument, codes, dimensions, first, rows, codes.parameters, floats);
      return;
    }
    for (let i = 0; i < rows; i++) {
      const one = floats.subarray(i * dimensions, (i + 1) * dimensions);
      restoreRows(argument, codes, dimensions, list[i]!, 1, codes.parameters, one);
    }
  }

  /** The error for floats with a NaN or an infinity: the first of the block, whichever the kernel met. */
  private unfitError(first: number, rows: number, list: Uint32Array | undefined): Error {
    const { argument, floats, rowBytes, dimensions } = this.scoring;
    if (floats === undefined) return changedError(argument);
    const { vectors } = floats;
    if (list === undefined) return nonFiniteError(vectors, first * dimensions, (first + rows) * dimensions);
    const memory = memoryOf(argument, vectors.view);
    const row = list.find((row) => {
      const own = memory.subarray(row * rowBytes, (row + 1) * rowBytes);
      return firstUnfit(own, vectors.type, overflows.float32) !== undefined;
    });
    return row === undefined
      ? changedError(argument)
      : nonFiniteError(vectors, row * dimensions, (row + 1) * dimensions);
  }

  /** The error for codes whose parameters restore a number beyond float32. */
  private restoredError(first: number, list: Uint32Array | undefined): Error {
    const at = numbers[slot.index]!;
    const row = (this.scoring.restored?.firstRow ?? 0) + (list === undefined ? first + at : list[at]!);
    const message = `${this.scoring.argument} must stand for numbers that fit float32; got an infinity in row ${row}`;
    return linquantError('ERR_LINQUANT_INVALID_RANGE', message, { row });
  }
}
