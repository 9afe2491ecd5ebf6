// What is base64 and what is not, by the grammar of RFC 4648 (section 4, and 3.5 for unused bits); the first wrong character is named.
import { decodeVectorBase64, decodeVectorsBase64 } from 'linquant/embeddings';
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../support/errors.js';

const grammar = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const dtype = 'uint8';

/** Where decoding says that a text is wrong; undefined if it is decoded. */
function indexOf(text: string): unknown {
  try {
    const { data } = decodeVectorBase64(text, { dtype });
    expect(Buffer.from(data).toString('base64')).toBe(text);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_LINQUANT_FORMAT' });
    return (error as { index: number }).index;
  }
}

/** The same by the grammar. */
function expectedIndex(text: string): number | undefined {
  if (grammar.test(text)) return undefined;
  const end = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  const foreign = text.slice(0, end).search(/[^A-Za-z0-9+/]/);
  return foreign === -1 ? end - 1 : foreign;
}

const characters = [
  ...Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)),
  '\u0241',
  '\u2028',
  '\uff0b',
  '\ud83d',
];

describe('any character at any place', () => {
  it.each(['AACAPz+/', 'zczMPQE=', 'zczMPQ=='])('of %s', (text) => {
    for (let at = 0; at < text.length; at++) {
      for (const character of characters) {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        // What is no length is another error, as are bytes of none.
        expect([changed, indexOf(changed)]).toEqual([changed, expectedIndex(changed)]);
      }
    }
  });

  it('of a long text, also behind the part that is judged at once', () => {
    const long = Buffer.from(Uint8Array.from({ length: 12_288 }, (_, i) => (i * 89) % 251)).toString(
      'base64',
    );
    for (const at of [0, 4095, 4096, 8191, 8192, 12_000, long.length - 1]) {
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
