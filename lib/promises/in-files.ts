import type { PieceWorkOf } from '../embeddings/files/piece-work.js';
import { quantizeByOptions } from '../embeddings/quantize/quantize.js';
import type { TensorWorkOf } from '../formats/quantize/tensor-work.js';
import { minMax } from '../operations/min-max.js';
import { quantize } from '../operations/quantize.js';
import { quantizeDynamic } from '../operations/quantize-dynamic.js';
import { copyCalibration } from './copy-calibration.js';
import type { KnownMemory } from './known-memory.js';
import type { Asked } from './options.js';
import { replay } from './replay.js';
import { findLater } from './searches.js';
import { snapshotOf } from './snapshot.js';

/** The bytes of a piece, in those that do for one thread: enough for several, and much beside handing it to them. */
const times = 4;

function askedFor(threads: number | undefined, signal: AbortSignal | undefined): Asked {
  return { rest: undefined, signal, threads, onProgress: undefined, transfer: false };
}

/**
 * Calls a function on a piece of a file, whose memory no caller knows, so that the event loop goes on.
 *
 * @param own - arguments in such memory
 * @param others - what the caller may know, and change while the promise is pending
 */
function onPiece<T>(
  run: (own: readonly unknown[], others: readonly unknown[]) => T,
  own: readonly unknown[],
  others: readonly unknown[],
  asked: Asked,
): T | Promise<T> {
  const snapshot = snapshotOf(others, copyCalibration);
  // A proxy, or an object of a class: code of the caller's may run each time.
  if (snapshot === undefined) return run(own, others);
  const { arguments: copies, known } = snapshot;
  return replay(() => run(own, copies), { known, asked });
}

/** Vectors in files: quantized and searched. */
export function vectorWork(threads: number | undefined, known: KnownMemory): PieceWorkOf {
  return (signal) => {
    const asked = askedFor(threads, signal);
    return {
      times,
      quantize: (x, options, knownFinite) => {
        const { out, ...others } = options as { readonly out?: unknown };
        const run = ([x, out]: readonly unknown[], [others]: readonly unknown[]) =>
          quantizeByOptions(x, { ...(others as object), out }, knownFinite);
        return onPiece(run, [x, out], [others], asked);
      },
      find: (scoring, list, k) => findLater(scoring, list, k, { known, asked }),
    };
  };
}

/** Tensors in files. */
export function tensorWork(threads: number | undefined): TensorWorkOf {
  return (signal) => {
    const asked = askedFor(threads, signal);
    const later =
      (run: (...values: never[]) => unknown) =>
      (x: Buffer, ...others: readonly unknown[]) =>
        onPiece((own, rest) => run(...([...own, ...rest] as never[])), [x], others, asked);
    return {
      times,
      minMax: later(minMax),
      quantize: later(quantize),
      quantizeDynamic: later(quantizeDynamic),
    };
  };
}
