import { changedError } from '../../errors.js';
import { firstUnfit } from '../../operations/first-unfit.js';
import { nonFiniteError } from '../../operations/unfit-vector.js';
import type { Rows } from '../../search/given.js';
import { overflows } from '../../tables/float-types.js';
import type { Corpus, PieceMemory } from './rows-in-file.js';

/** Some consecutive rows of a file, from `start` up to `end`. */
export interface Piece {
  readonly rows: Rows;
  readonly start: number;
  readonly end: number;
  /** Those of them that may be found, counted from `start`; undefined for all. */
  readonly list: Uint32Array | undefined;
}

interface Bounds {
  readonly start: number;
  readonly end: number;
  readonly list?: Uint32Array;
}

/**
 * Reads a file piece by piece, the next one while the caller works. A piece may be used until the next is asked for.
 *
 * @param list - rows that are needed, ascending: where there are none, nothing is read
 * @param most - the rows of a piece
 */
export async function* piecesOf(
  corpus: Corpus,
  list: Uint32Array | undefined,
  most: number,
): AsyncGenerator<Piece, void, undefined> {
  const bounds = list === undefined ? evenBounds(corpus.rows, most) : boundsOf(list, corpus.rows, most);
  const memories: PieceMemory[] = [];
  let turn = 0;
  const readNext = () => {
    const next = bounds.next();
    if (next.done) return undefined;
    const { start, end, list } = next.value;
    turn = 1 - turn;
    memories[turn] ??= corpus.memory(most);
    const piece = corpus.read(start, end, memories[turn]!).then((rows) => ({ rows, start, end, list }));
    // Not unhandled if nobody asks for this piece any more.
    piece.catch(() => undefined);
    return piece;
  };
  let reading = readNext();
  try {
    while (reading !== undefined) {
      const piece = await reading;
      reading = readNext();
      yield piece;
    }
  } finally {
    // Until then the system writes into the memory, and the file cannot be closed.
    await Promise.allSettled([reading]);
  }
}

function* evenBounds(rows: number, most: number): Generator<Bounds, void, undefined> {
  for (let start = 0; start < rows; start += most) yield { start, end: Math.min(start + most, rows) };
}

/** Pieces that begin and end with rows of a list. */
function* boundsOf(all: Uint32Array, rows: number, most: number): Generator<Bounds, void, undefined> {
  for (let i = 0; i < all.length; ) {
    const start = all[i]!;
    let to = i + 1;
    while (to < all.length && all[to]! - start < most) to++;
    const own = all.subarray(i, to).map((row) => row - start);
    const end = start + (own.at(-1) ?? 0) + 1;
    // The list may be the caller's, who may have changed it since it was checked.
    if (end > rows || own.some((row) => row >= end - start)) throw changedError('options.filter');
    yield { start, end, list: own };
    i = to;
  }
}

/** Reads that are under way at once: a small one is mostly waiting. */
const readsAtOnce = 16;

/**
 * Reads some rows of a file, together as if they were all.
 *
 * @param list - ascending, at least one
 */
export async function gatherRows(corpus: Corpus, list: Uint32Array): Promise<Rows> {
  const count = list.length;
  const memory = corpus.memory(count);
  const read = (i: number) => {
    const place = {
      data: memory.data.subarray(i * corpus.rowBytes, (i + 1) * corpus.rowBytes),
      rowBytes: corpus.rowBytes,
      scale: memory.scale?.subarray(i, i + 1),
      offset: memory.offset?.subarray(i, i + 1),
    };
    return corpus.read(list[i]!, list[i]! + 1, place);
  };
  let one: Rows | undefined;
  for (let i = 0; i < count; i += readsAtOnce) {
    const reads = Array.from({ length: Math.min(readsAtOnce, count - i) }, (_, j) => read(i + j));
    const rows = await Promise.all(reads).finally(() => Promise.allSettled(reads));
    for (const row of rows) checkFinite(row);
    one = rows[0];
  }
  return together(one!, count, memory);
}

/** While a row still knows its number. */
function checkFinite(row: Rows): void {
  if (row.kind !== 'floats') return;
  const { view, type } = row.vectors;
  if (firstUnfit(view as Buffer, type, overflows.float32) !== undefined) throw nonFiniteError(row.vectors);
}

/** As many rows as memory holds, of the kind of one of them. */
function together(one: Rows, rows: number, { data, scale, offset }: PieceMemory): Rows {
  if (one.kind === 'floats') {
    return { ...one, rows, vectors: { ...one.vectors, view: data, rows, firstRow: 0 } };
  }
  if (one.kind === 'bits' || one.parameters.along !== 'rows') return { ...one, rows, memory: data };
  const zeroPoints = new Int32Array(rows).fill(one.parameters.zeroPoints![0]!);
  const parameters = { ...one.parameters, scales: scale, zeroPoints, offsets: offset };
  return { kind: 'codes', rows, memory: data, parameters };
}
