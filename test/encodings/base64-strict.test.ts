// What is base64 and what is not, by the grammar of RFC 4648 (section 4, and 3.5 for unused bits); the first wrong character is named.
import { decodeVectorBase64, decodeVectorsBase64 } from 'linquant/embeddings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thrownBy } from '../support/errors.js';

const grammar = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const dtype = 'uint8';

/** Where decoding says that a text is wrong; undefined if it is decoded. */
function indexOf(text: string): unknown {
  try {
    const { data } = decodeVectorBase64(text, { dtype });
    return Buffer.from(data).toString('base64') === text ? undefined : 'other bytes';
  } catch (error) {
    const { code, index } = error as { code: string; index: number };
    return code === 'ERR_LINQUANT_FORMAT' ? index : code;
  }
}

/** The same by the grammar. */
function expectedIndex(text: string): number | undefined {
  if (grammar.test(text)) return undefined;
  const end = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const foreign = text.slice(0, end).search(/[^A-Za-z0-9+/]/);
  return foreign === -1 ? end - 1 : foreign;
}

// Most texts are refused, and the stack of an error takes longer than the reading; vitest asks for a hundred frames.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const characters = [
  ...Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)),
  '\u0241',
  '\u2028',
  '\uff0b',
  '\ud83d',
];

describe('any character at any place', () => {
  it.each(['AACAPz+/', 'zczMPQE=', 'zczMPQ=='])('of %s', (text) => {
    const texts = Array.from(text, (_, at) =>
      characters.map((character) => text.slice(0, at) + character + text.slice(at + 1)),
    ).flat();
    const wrong = texts.filter((changed) => indexOf(changed) !== expectedIndex(changed));
    expect(wrong).toEqual([]);
  });

  it('of a long text, also behind the part that is judged at once', () => {
    const long = Buffer.from(Uint8Array.from({ length: 98_304 }, (_, i) => (i * 89) % 251)).toString(
      'base64',
    );
    for (const at of [0, 1023, 1024, 16_383, 16_384, 40_000, long.length - 1]) {
      for (const character of ['-', '_', '\n', '=', '\u0141', '\u00e9']) {
        const text = long.slice(0, at) + character + long.slice(at + 1);
        const index = character === '=' && at === long.length - 1 ? expectedIndex(text) : at;
        expect(indexOf(text)).toBe(index);
        expect(thrownBy(() => decodeVectorsBase64([long, text], { dtype }))).toMatchObject({ row: 1 });
      }
      const two = `${long.slice(0, at)}-${long.slice(at + 1)}`.replace(/.$/, '\n');
      expect(indexOf(two)).toBe(at);
    }
  });

  it('in strings of every representation', () => {
    const text = 'zczMPQ==';
    const wide = `\u2028${text}`.slice(1); // two bytes a character in the engine
    const joined = [...text].reduce((a, b) => a + b, '');
    const part = `xx${text.repeat(4)}`.slice(2, 10);
    for (const form of [wide, joined, part]) {
      expect(decodeVectorBase64(form).data).toEqual(Float32Array.of(0.1));
    }
  });
});

describe('decodeVectorBase64', () => {
  it('leaves out unchanged where the length is wrong', () => {
    const out = Float32Array.of(7);
    for (const text of ['AACAP', 'AACA', '']) {
      expect(thrownBy(() => decodeVectorBase64(text, { out }))).toMatchObject({
        code: 'ERR_LINQUANT_FORMAT',
      });
    }
    expect(out).toEqual(Float32Array.of(7));
  });
});
