import { checkCount, checkGivenWord } from '../arguments/options.js';
import { argumentError, linquantError } from '../errors.js';
import type { Rows } from './given.js';
import { numberMetrics } from './metrics.js';
import type { SearchMetric } from './types.js';

/* Ranking rows again by finer vectors: what its options must be. */

/** Checks that `oversampling` and `vectors` come together. */
export function checkOversampling(oversampling: unknown, vectors: unknown): number {
  if (oversampling === undefined && vectors === undefined) return 1;
  if (vectors === undefined) {
    const allowed = 'given with options.oversampling: by what rows are ranked again';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.vectors', allowed, undefined);
  }
  if (oversampling === undefined) {
    const allowed = 'given with options.vectors: how many times k rows are ranked again';
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.oversampling', allowed, undefined);
  }
  return checkCount('options.oversampling', oversampling, 1);
}

/** Checks the rows that others are ranked again by. */
export function checkFiner(finer: Rows, corpus: Pick<Rows, 'rows'>): Rows {
  if (finer.kind === 'bits') {
    const allowed = 'floats or codes, which are finer than bits';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'options.vectors', allowed, 'bits');
  }
  if (finer.rows === corpus.rows) return finer;
  throw linquantError(
    'ERR_LINQUANT_INVALID_SHAPE',
    `options.vectors must hold as many rows as corpus, ${corpus.rows}; got ${finer.rows}`,
  );
}

/** The metric of the ranking by `vectors`. */
export function finalMetric(metric: unknown, queries: Pick<Rows, 'kind'>): SearchMetric {
  if (queries.kind === 'bits') {
    const allowed = 'floats or codes with options.vectors';
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'queries', allowed, 'bits');
  }
  return metric === undefined ? 'cosine' : checkGivenWord('options.metric', metric, numberMetrics);
}

/** The metric of the first search: bits have their own. */
export function firstMetric(corpus: Pick<Rows, 'kind'>, final: SearchMetric): SearchMetric | undefined {
  return corpus.kind === 'bits' ? undefined : final;
}
