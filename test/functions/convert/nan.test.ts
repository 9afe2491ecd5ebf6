// convert keeps the sign and the leading payload of a NaN.

import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../support/data.js';
import {
  bitsAt,
  convertNaN,
  floatNames,
  floatWidth,
  nanLayouts,
  setBitsAt,
} from '../../support/definition/floats.js';

import { untyped } from '../../support/untyped.js';

const loose = untyped.convert as (x: unknown, options: object) => ArrayBufferView;

describe('NaN', () => {
  it.each(floatNames.flatMap((from) => floatNames.map((to) => [from, to] as const)))(
    'of %s to %s keeps sign and leading payload',
    (from, to) => {
      const { infinity, fraction, width } = nanLayouts[from];
      const payloads = Array.from({ length: Number(fraction) }, (_, i) => 1n << BigInt(i));
      const all = [...payloads, (1n << fraction) - 1n, 5n].flatMap((payload) => [
        infinity | payload,
        (1n << (width - 1n)) | infinity | payload,
      ]);
      const bytes = Buffer.alloc(all.length * floatWidth[from]);
      all.forEach((bits, i) => {
        setBitsAt(bytes, from, i, bits);
      });
      const result = bytesOf(loose(bytes, { from, to }));
      all.forEach((bits, i) => {
        // What is cut off may have been all there was: quiet NaN anyway.
        expect(bitsAt(result, to, i)).toBe(convertNaN(bits, from, to));
      });
    },
  );
});
