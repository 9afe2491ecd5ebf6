import type { PieceWorkOf } from '../embeddings/files/piece-work.js';
import { quantizeByOptions } from '../embeddings/quantize/quantize.js';
import type { TensorWorkOf } from '../formats/quantize/tensor-work.js';
import { minMax } from '../operations/min-max.js';
import { quantize } from '../operations/quantize.js';
import { quantizeDynamic } from '../operations/quantize-dynamic.js';
import { copyCalibration } from './copy-calibration.js';
import { KnownMemory } from './known-memory.js';
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
 * @param run - is given the others
 * @param others - arguments that the caller may know, and change while the promise is pending
 */
function onPiece<T>(
  run: (others: readonly unknown[]) => T,
  others: readonly unknown[],
  asked: Asked,
): T | Promise<T> {
  const snapshot = snapshotOf(others, copyCalibration);
  // A proxy, or an object of a class: code of the caller's may run each time.
  if (snapshot === undefined) return run(others);
  const { arguments: copies, known } = snapshot;
  return replay(() => run(copies), { known, asked });
}

/**
 * Vectors in files: quantized and searched.
 *
 * @param known - the memory of a search's arguments
 */
export function vectorWork(threads: number | undefined, known = new KnownMemory()): PieceWorkOf {
  return (signal) => {
    const asked = askedFor(threads, signal);
    return {
      times,
      quantize: (x, options, knownFinite) => {
        const { out, ...others } = options as { readonly out?: unknown };
        return onPiece(
          ([own]) => quantizeByOptions(x, { ...(own as object), out }, knownFinite),
          [others],
          asked,
        );
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
        onPiece((own) => run(...([x, ...own] as never[])), others, asked);
    return {
      times,
      minMax: later(minMax),
      quantize: later(quantize),
      quantizeDynamic: later(quantizeDynamic),
    };
  };
}
