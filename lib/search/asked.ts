import { checkBitFlags } from '../arguments/bits.js';
import { kernels } from '../backend/select.js';
import { slot } from '../kernels.js';
import { type BinaryDialect, dialects } from '../tables/binary-dialects.js';
import { floatTypes } from '../tables/float-types.js';
import { reversedBits } from '../tables/reversed-bits.js';
import type { BitRows, Rows } from './given.js';
import { integersOf, restoredValues, throwUnlessDone, valuesOf } from './values.js';

const { numbers } = kernels;

/** The queries of a call, in memory of our own, in the forms that scorings ask for. */
export class Asked {
  readonly rows: Rows;
  readonly count: number;
  readonly dimensions: number;
  private floats: Float32Array | undefined;
  private lastKey: unknown;
  private lastMade: unknown;

  constructor(rows: Rows, dimensions: number) {
    this.rows = rows;
    this.count = rows.rows;
    this.dimensions = dimensions;
    // Also where bits are made of them: a NaN is an error everywhere.
    if (rows.kind === 'floats') this.floats = valuesOf('queries', rows);
  }

  /** Floats, or what codes stand for. */
  values(): Float32Array {
    if (this.floats === undefined && this.rows.kind === 'codes') {
      this.floats = restoredValues('queries', this.rows, this.dimensions);
    }
    return this.floats!;
  }

  /**
   * What was made of the queries last time, if it was by the same key: pieces of a file are scored one after another, with the same queries.
   */
  once<T>(key: object, make: () => T): T {
    if (this.lastKey !== key) {
      this.lastMade = make();
      this.lastKey = key;
    }
    return this.lastMade as T;
  }

  /** The integers of codes. */
  integers(): Int32Array {
    return this.rows.kind === 'codes' ? integersOf('queries', this.rows, this.dimensions) : new Int32Array(0);
  }

  /** Bits in a dialect. */
  bits(dialect: BinaryDialect): Uint8Array {
    return this.rows.kind === 'bits' ? translated(this.rows, dialect) : this.signs(dialect);
  }

  private signs(dialect: BinaryDialect): Uint8Array {
    const { compare, bitOrder, signed } = dialects[dialect];
    const bits = new Uint8Array(this.count * Math.ceil(this.dimensions / 8));
    numbers[slot.bitFlags] = checkBitFlags(compare, bitOrder, signed);
    numbers[slot.outer] = this.count;
    numbers[slot.axis] = 1;
    numbers[slot.inner] = this.dimensions;
    numbers[slot.block] = 0;
    numbers[slot.floatType] = floatTypes.float32.index;
    kernels.packBits(this.values(), bits);
    throwUnlessDone('queries');
    return bits;
  }
}

/** Bits in another dialect: with another order of bits in bytes, or bytes that are XORed. */
function translated({ memory, dialect: from }: BitRows, to: BinaryDialect): Uint8Array {
  const { bitOrder, signed } = dialects[to];
  const isTurned = bitOrder !== dialects[from].bitOrder;
  const before = dialects[from].signed ? 0x80 : 0;
  const after = signed ? 0x80 : 0;
  return Uint8Array.from(memory, (byte) => {
    const bits = byte ^ before;
    return (isTurned ? reversedBits[bits]! : bits) ^ after;
  });
}
