import { type RangeDialect, rangeDialects } from './range-dialects.js';
import { type RangesDialect, rangesDialects } from './ranges-dialects.js';

/**
 * Whose int8 codes the rules 'range' and 'ranges' make, where other software is to read or has written them. A result carries it, and queries
 * must have the same.
 *
 * @category Embeddings
 */
export type CodeDialect = RangeDialect | RangesDialect;

/** The first is that of codes without a dialect. */
export const codeDialects = [...rangesDialects, ...rangeDialects] as const;
