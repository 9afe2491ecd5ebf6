// Every decoder, given random bytes or text: it decodes them, or throws the error for a broken format.
import fc from 'fast-check';
import * as e from 'linquant/embeddings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Most inputs are refused, and the stack of an error takes longer than the reading; vitest asks for a hundred frames.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

describe('any bytes and text', () => {
  const decoders: readonly ((bytes: Uint8Array) => e.DecodedVector)[] = [
    e.decodeBsonVector,
    e.decodePgVector,
    e.decodePgHalfvec,
    e.decodePgBit,
    e.decodeLibsqlVector,
    e.decodeLibsqlNumbers,
    e.decodeVectorBlob,
  ];
  it('are decoded, or refused with a code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), (bytes, text) => {
        const calls = [
          ...decoders.map((decode) => () => decode(bytes)),
          () => e.decodePgVectorText(text),
          () => e.decodeVectorBase64(text),
          () => e.decodeVectorBase64(text, { dtype: 'bit' }),
          () => e.decodeVectorsBase64([text, text], { dtype: 'int8' }),
          () => e.decodePgBitText(text),
        ];
        for (const call of calls) {
          try {
            call();
          } catch (error) {
            expect(error).toMatchObject({ code: 'ERR_LINQUANT_FORMAT' });
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});
