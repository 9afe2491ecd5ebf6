import type { QuantizedEmbeddings } from '../quantize/types.js';
import { RangeCalibration } from '../ranges/calibration.js';
import type { VectorPiece } from './source.js';
import { type CodePiece, type Described, rowBytesOf, type Target } from './target.js';

/** Quantizes some vectors by a rule, with the options that are not the same for all pieces. */
export type Quantize = (x: unknown, more: object) => QuantizedEmbeddings | Promise<QuantizedEmbeddings>;

/** What is counted while codes are made. */
export interface Counts {
  readonly zeroRows: number;
  readonly clipped: number;
}

/** Finds the range of each dimension of all pieces. */
export async function calibratePieces(
  pieces: AsyncIterable<VectorPiece>,
  dimensions: number,
): Promise<RangeCalibration> {
  const calibration = new RangeCalibration(dimensions);
  for await (const { x, floatType, firstRow } of pieces) calibration.observe(x, { floatType, firstRow });
  return calibration;
}

/**
 * Quantizes piece by piece. While one is written, the next one is read and quantized.
 *
 * @param pieces - of a file, or of a range of its rows
 * @param what - of the codes: their `rows` are those of the pieces, at least
 * @param mostRows - of a piece
 */
export async function quantizePieces(
  pieces: AsyncIterable<VectorPiece>,
  target: Pick<Target, 'write'>,
  quantize: Quantize,
  what: Described,
  mostRows: number,
): Promise<Counts> {
  const { perRow, dimensions } = what;
  const bytes = rowBytesOf(what);
  const most = Math.min(mostRows, what.rows);
  const turns = [0, 1].map(() => ({
    codes: Buffer.allocUnsafeSlow(most * bytes),
    scale: perRow ? new Float32Array(most) : undefined,
    offset: perRow && what.parameters.offset !== undefined ? new Float32Array(most) : undefined,
    zeroPoint: new Int32Array(perRow ? most : 0),
    written: Promise.resolve(),
  }));
  let zeroRows = 0;
  let clipped = 0;
  let turn = 0;
  try {
    for await (const { x, floatType, firstRow, rows } of pieces) {
      const memory = turns[turn++ % 2]!;
      await memory.written;
      const piece: CodePiece = {
        codes: memory.codes.subarray(0, rows * bytes),
        scale: memory.scale?.subarray(0, rows),
        offset: memory.offset?.subarray(0, rows),
      };
      const { codes: data, scale, offset } = piece;
      const rowOut = { data, scale, zeroPoint: memory.zeroPoint.subarray(0, rows) };
      const out = perRow ? (offset === undefined ? rowOut : { ...rowOut, offset }) : data;
      const result = await quantize(x, { floatType, firstRow, out });
      zeroRows += result.zeroRows;
      if (result.clipped !== undefined) clipped += Math.round(result.clipped * rows * dimensions);
      memory.written = target.write(piece);
      // It is awaited later; until then it is not unhandled.
      memory.written.catch(() => undefined);
    }
    for (const { written } of turns) await written;
  } finally {
    await Promise.allSettled(turns.map(({ written }) => written));
  }
  return { zeroRows, clipped };
}
