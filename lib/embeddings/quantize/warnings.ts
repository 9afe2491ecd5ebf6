/**
 * A reason to doubt the ranges or the codes. Warnings are returned, never printed.
 *
 * @category Embeddings
 */
export interface EmbeddingWarning {
  /**
   * `few-rows`: the ranges come from fewer than 100 vectors; sentence-transformers warns below this number too.
   * `many-clipped`: more than 1 % of the values were clipped to the lowest or highest code.
   * `zero-rows`: there are vectors whose codes are all 0. They have no cosine, and each store ranks them otherwise: first, last, as opposite.
   */
  readonly code: 'few-rows' | 'many-clipped' | 'zero-rows';
  /** The warning as a sentence. */
  readonly message: string;
}

/** The number of vectors below which ranges are doubtful: the limit of sentence-transformers. */
const fewRows = 100;

/** The share of clipped values above which ranges are doubtful: a quantile of 0.99 clips at most this share. */
const manyClipped = 0.01;

const noWarnings: readonly EmbeddingWarning[] = Object.freeze([]);

/** The warnings for rows of zeros alone. */
export function zeroRowsWarnings(zeroRows: number, rows: number): readonly EmbeddingWarning[] {
  return zeroRows === 0 ? noWarnings : [zeroRowsWarning(zeroRows, rows)];
}

function zeroRowsWarning(zeroRows: number, rows: number): EmbeddingWarning {
  const message = `${zeroRows} of ${rows} vectors have no code but 0, and so no cosine: stores rank them first, last or as opposite, so leave them out`;
  return { code: 'zero-rows', message };
}

/** @param rows - the number of vectors that the ranges come from, if known */
export function warningsFor(
  rows: number | undefined,
  clipped: number | undefined,
  zeroRows: number,
  allRows: number,
): readonly EmbeddingWarning[] {
  const warnings: EmbeddingWarning[] = [...zeroRowsWarnings(zeroRows, allRows)];
  if (rows !== undefined && rows < fewRows) {
    const message = `the ranges come from ${rows} vectors; fewer than ${fewRows} do not tell them`;
    warnings.push({ code: 'few-rows', message });
  }
  if (clipped !== undefined && clipped > manyClipped) {
    const share = Number((100 * clipped).toPrecision(3));
    const message = `${share} % of the values lie outside of the codes; more than ${100 * manyClipped} % are doubtful`;
    warnings.push({ code: 'many-clipped', message });
  }
  return warnings;
}
