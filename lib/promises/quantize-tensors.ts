import {
  type QuantizedTensor,
  type QuantizeTensorsOptions,
  quantizeTensorsBy,
} from '../formats/quantize/quantize-tensors.js';
import { tensorWork } from './in-files.js';
import { takeOptions } from './options.js';
import type { ThreadsOption } from './types.js';

/**
 * Quantizes tensors of a `.safetensors` file into another as `quantizeTensors` of `linquant/formats` does, with threads that work on the pieces, so
 * that the event loop goes on.
 *
 * @param from - as there
 * @param to - as there
 * @param options - those of there, and {@link ThreadsOption}
 * @returns a promise of what `quantizeTensors` returns; the file has the same bytes. Pieces are of about 4 MiB instead of 1
 * @category Promises
 * @example
 * ```ts
 * import { quantizeTensors } from 'linquant/promises';
 * import { writeSafetensors } from 'linquant/formats';
 *
 * const w = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, 3, 4) } as const;
 * await writeSafetensors('build/layer.safetensors', { tensors: new Map([['w', w]]) });
 * const choose = () => ({ dtype: 'int8', scheme: 'symmetric' }) as const;
 * const [done] = await quantizeTensors('build/layer.safetensors', 'build/layer-int8.safetensors', { choose, threads: 2 });
 * console.log(done?.dtype); // int8
 * ```
 */
export async function quantizeTensors(
  from: string,
  to: string,
  options: QuantizeTensorsOptions & ThreadsOption,
): Promise<QuantizedTensor[]> {
  const { rest, threads } = takeOptions(options, ['threads']);
  return quantizeTensorsBy(from, to, rest, tensorWork(threads));
}
