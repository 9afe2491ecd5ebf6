import { checkGivenWord } from '../arguments/options.js';
import { argumentError } from '../errors.js';
import type { Rows } from './given.js';
import type { SearchMetric } from './types.js';

type Kind = Rows['kind'];

/** The metrics of numbers, the default first. */
export const numberMetrics = ['cosine', 'dot', 'l2'] as const satisfies readonly SearchMetric[];

/** Which metric a score has: `options.metric`, or the default of what is compared. Refuses what cannot be compared. */
export function metricOf(corpus: Kind, queries: Kind, metric: unknown, byCodes: boolean): SearchMetric {
  checkPair(corpus, queries, byCodes);
  const allowed = metricsOf(corpus, queries, byCodes);
  return metric === undefined ? allowed[0]! : checkGivenWord('options.metric', metric, allowed);
}

function metricsOf(corpus: Kind, queries: Kind, byCodes: boolean): readonly SearchMetric[] {
  if (corpus !== 'bits') return numberMetrics;
  return queries === 'bits' || byCodes ? ['hamming'] : ['dot', 'cosine', 'hamming'];
}

/** Refuses pairs of vectors that have no score. */
function checkPair(corpus: Kind, queries: Kind, byCodes: boolean): void {
  if (queries === 'bits' && corpus !== 'bits') {
    const allowed = `floats or codes beside a corpus of ${corpus}`;
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'queries', allowed, 'bits');
  }
  if (!byCodes || corpus === 'bits') return;
  if (corpus === 'floats') {
    const allowed = "'values', or left out, with a corpus of floats";
    throw argumentError('ERR_LINQUANT_INVALID_OPTION', 'options.search', allowed, 'codes');
  }
  if (queries !== 'codes') {
    const allowed = "codes with options.search 'codes', quantized like the corpus";
    throw argumentError('ERR_LINQUANT_INVALID_TYPE', 'queries', allowed, 'floats');
  }
}
