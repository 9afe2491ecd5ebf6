import { it } from 'vitest';
import { expectError } from '../errors.js';
import { expectSameResult } from '../same-bytes.js';
import type { Wrong } from './values.js';

/*
 * Right arguments that fit together, of which a test replaces one by a wrong value, and the test itself.
 */

/** One float and one code. */
export const one = Float32Array.of(1);
export const oneCode = Int8Array.of(1);
/** Six of each, in two rows of three. */
export const x = Float32Array.of(1, 2, 3, 4, 5, 6);
export const q = Int8Array.of(1, 2, 3, 4, 5, 6);
export const bytes = Buffer.from(x.buffer);
export const packed = Uint8Array.of(1, 2, 3);
export const shape = [2, 3];
export const p = { dtype: 'int8', scale: 1, zeroPoint: 0 };
export const p4 = { dtype: 'int4', scale: 1, zeroPoint: 0 };
export const rows = { dtype: 'int8', axis: 0, scale: [1, 1], zeroPoint: [0, 0] };
export const range = { min: -1, max: 1 };
export const ranges = { min: [0, 0], max: [1, 1], axis: 0 };
/** Options of quantizeDynamic. */
export const int8 = { dtype: 'int8' };
export const dynamic = { rule: 'absmax', shape, axis: 0 };

/** What a call may write to: after an error all must hold 99. */
export interface Outputs {
  readonly data: Int8Array;
  readonly codes: Int8Array;
  readonly floats: Float32Array;
  readonly mask: Uint8Array;
  readonly scale: Float32Array;
  readonly zeroPoint: Int32Array;
}

const outputs = (): Outputs => ({
  data: new Int8Array(6).fill(99),
  codes: new Int8Array(6).fill(99),
  floats: new Float32Array(6).fill(99),
  mask: new Uint8Array(6).fill(99),
  scale: new Float32Array(2).fill(99),
  zeroPoint: new Int32Array(2).fill(99),
});

/** The outputs of quantizeDynamic along an axis. */
export const rowOut = ({ data, scale, zeroPoint }: Outputs) => ({ data, scale, zeroPoint });

/** Where a wrong value goes: the name that the error must give it, and the call around it. */
type Position = readonly [name: string, call: (value: unknown, to: Outputs) => unknown];

/** A test for each wrong value in each of its positions: the error, and that nothing was written. */
export function expectWrong(table: readonly (readonly [readonly Wrong[], readonly Position[]])[]): void {
  const cases = table.flatMap(([wrong, positions]) =>
    positions.flatMap(([argument, call]) =>
      wrong.map(([name, value, code, part = '']) => ({
        argument: `${argument}${part}`,
        name,
        code,
        call: (to: Outputs) => call(value, to),
        source: `${call}`,
      })),
    ),
  );
  it.each(cases)('$argument cannot be $name: $code ($source)', ({ argument, code, call }) => {
    const to = outputs();
    expectError(() => call(to), argument, code);
    expectSameResult(to, outputs());
  });
}
