import { findBest } from '../../search/find.js';
import type { Scoring } from '../../search/scoring.js';
import type { SearchResult } from '../../search/types.js';
import { quantizeByOptions } from '../quantize/quantize.js';

/**
 * How pieces of a file are worked on: at once, or by threads (`linquant/promises`). The memory of a piece, and of its output, is known to no
 * caller.
 */
export interface PieceWork {
  /** The bytes of a piece, in those that do for one thread. */
  readonly times: number;
  /** As {@link quantizeByOptions}. */
  readonly quantize: (
    ...values: Parameters<typeof quantizeByOptions>
  ) => Later<ReturnType<typeof quantizeByOptions>>;
  /** As {@link findBest}. */
  readonly find: (scoring: Scoring, list: Uint32Array | undefined, k: number) => Later<Found>;
}

type Found = Pick<SearchResult<Uint32Array, Float64Array>, 'indices' | 'scores'>;

type Later<T> = T | Promise<T>;

/** Gives the work for a call with this signal. */
export type PieceWorkOf = (signal: AbortSignal | undefined) => PieceWork;

export const atOnce: PieceWorkOf = () => ({ times: 1, quantize: quantizeByOptions, find: findBest });
