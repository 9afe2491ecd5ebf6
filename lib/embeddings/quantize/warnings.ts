/**
 * What makes a range doubtful. A value, never printed: a program decides what to do with it.
 *
 * @category Embeddings
 */
export interface EmbeddingWarning {
  /**
   * `few-rows`: the ranges come from fewer than 100 vectors, the number below which sentence-transformers warns.
   * `many-clipped`: more than 1 % of the values lie outside of the codes.
   */
  readonly code: 'few-rows' | 'many-clipped';
  /** The same in words, with the numbers. */
  readonly message: string;
}

/** Fewer vectors than these do not tell ranges: sentence-transformers' own limit. */
const fewRows = 100;

/** More than this share of the values outside of the codes: what a quantile of 0.99 would give up of its own will. */
const manyClipped = 0.01;

/** @param rows - vectors that the ranges come from, where known */
export function warningsFor(
  rows: number | undefined,
  clipped: number | undefined,
): readonly EmbeddingWarning[] {
  const warnings: EmbeddingWarning[] = [];
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
