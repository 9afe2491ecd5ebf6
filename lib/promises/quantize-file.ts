import {
  type QuantizedFile,
  type QuantizeFileOptions,
  quantizeFileBy,
} from '../embeddings/files/quantize-file.js';
import { vectorWork } from './in-files.js';
import { takeOptions } from './options.js';
import type { ThreadsOption } from './types.js';

/**
 * Quantizes the vectors of a file into another as `quantizeFile` of `linquant/embeddings` does, with threads that work on the pieces, so that the
 * event loop goes on.
 *
 * @param from - as there
 * @param to - as there
 * @param options - those of there, and {@link ThreadsOption}
 * @returns a promise of what `quantizeFile` returns; the file has the same bytes. Pieces are of about 4 MiB instead of 1. The pass that takes
 * ranges from the file ('matrix', 'ranges') is done piece by piece on the main thread
 * @category Promises
 * @example
 * ```ts
 * import { quantizeFile } from 'linquant/promises';
 *
 * const from = 'examples/data/word-vectors.npy';
 * const options = { rule: 'row', dtype: 'int4', fit: 'least-squares', threads: 2 } as const;
 * const { shape } = await quantizeFile(from, 'build/words-int4.safetensors', options);
 * console.log(shape); // [ 4096, 256 ]
 * ```
 */
export async function quantizeFile(
  from: string,
  to: string,
  options: QuantizeFileOptions & ThreadsOption,
): Promise<QuantizedFile> {
  const { rest, threads } = takeOptions(options, ['threads']);
  return quantizeFileBy(from, to, rest, vectorWork(threads));
}
