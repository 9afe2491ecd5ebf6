// Backends agree, or throw the same error, on random arguments of which some are wrong.

import { types } from 'node:util';
import fc from 'fast-check';
import * as linquant from 'linquant';
import { describe, expect, it } from 'vitest';
import { load } from '../../support/load.mjs';
import { wrongDtypes, wrongScales, wrongZeroPoints } from '../../support/wrong/parameters.js';
import type { Wrong } from '../../support/wrong/values.js';
import { wrongCodeOut, wrongFloats } from '../../support/wrong/views.js';

/** The fallback, beside the backend that this run is about. */
const javascript = load({ LINQUANT_BACKEND: 'javascript' });

describe('the backend of this run and the fallback', () => {
  it('agree or throw the same error, on random arguments', () => {
    const sometimesWrong = <T>(right: fc.Arbitrary<T>, wrong: readonly Wrong[]) =>
      fc.oneof(
        { weight: 6, arbitrary: right as fc.Arbitrary<unknown> },
        // fast-check looks into what it is given, which runs the traps of a proxy.
        fc.constantFrom(...wrong.map(([, v]) => v).filter((v) => !types.isProxy(v))),
      );
    const memory = new ArrayBuffer(4096);
    const view = fc.tuple(fc.nat(600), fc.nat(400)).map(([at, length]) => Buffer.from(memory, at, length));
    const random = fc.record({
      x: sometimesWrong(fc.oneof(fc.float32Array({ maxLength: 40 }), view), wrongFloats),
      scale: sometimesWrong(fc.double({ min: 1e-40, max: 1e38, noNaN: true }), wrongScales),
      zeroPoint: sometimesWrong(fc.integer({ min: 0, max: 127 }), wrongZeroPoints),
      dtype: sometimesWrong(fc.constantFrom('int8', 'uint8'), wrongDtypes),
      out: sometimesWrong(
        fc.oneof(
          fc.constant(undefined),
          view,
          fc.nat(40).map((n) => new Int8Array(n)),
        ),
        wrongCodeOut,
      ),
    });
    fc.assert(
      fc.property(random, ({ x, scale, zeroPoint, dtype, out }) => {
        const calls = (package_: typeof linquant) => {
          const { quantize, quantizeDynamic, minMax, linearQuantize } = package_ as unknown as Record<
            string,
            (...args: unknown[]) => unknown
          >;
          new Uint8Array(memory).fill(7);
          return [
            outcome(() => minMax!(x)),
            outcome(() => linearQuantize!(x, scale, zeroPoint, dtype)),
            outcome(() => quantize!(x, { dtype, scale, zeroPoint }, { out })),
            outcome(() => quantizeDynamic!(x, { dtype, scheme: 'symmetric', out })),
            Buffer.from(new Uint8Array(memory)),
          ].map((result) => (result instanceof Buffer ? result.toString('latin1') : structuredCopy(result)));
        };
        expect(calls(linquant)).toEqual(calls(javascript));
      }),
      { numRuns: 1500 },
    );
  });
});

/** Results may lie in shared memory: keep what they hold now. */
function structuredCopy(result: unknown): unknown {
  return JSON.parse(
    JSON.stringify(result, (_key, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as Uint8Array) : value,
    ),
  );
}

/** What a call gave: its value, or the code and message of its error. */
function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code, message };
  }
}
