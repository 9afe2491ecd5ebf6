// Safetensors files with a fault in the header as a whole, or of another length than the header tells.
import { parseSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectFormatError, safetensorsFile } from './helpers.js';
import { a, b, good, payload } from './two-tensors.js';

const name = 'evil.safetensors';

function metadata(text: string): string {
  return `{"__metadata__":${text},${a},${b}}`;
}

const inHeader: [what: string, header: string | Uint8Array, message: string | RegExp][] = [
  ['an empty header', '', 'looks like nothing but zeros'],
  ['other white space before the brace', `\v${good}`, 'its header must begin with {'],
  ['white space alone', ' \t\n\r', 'its header must begin with {'],
  ['a byte order mark', `\ufeff${good}`, 'its header must begin with {'],
  ['an array', `[${a}]`, 'its header must begin with {'],
  ['deep nesting', '['.repeat(1e6), 'its header must begin with {'],
  ['a brace alone', '{', 'expected a key in double quotes; found the end'],
  ['no closing brace', good.slice(0, -1), 'expected , or } in the header; found the end'],
  ['text after the brace', `${good}x`, 'expected nothing after the closing brace; found "x"'],
  ['a zero byte after the brace', `${good}\0`, 'expected nothing after the closing brace'],
  ['a second object', `${good}{}`, 'expected nothing after the closing brace'],
  ['a last comma', `{${a},${b},}`, 'expected a key in double quotes; found "}"'],
  ['two commas', `{${a},,${b}}`, 'expected a key in double quotes'],
  ['a comment', `{/**/${a},${b}}`, 'expected a key in double quotes'],
  ['single quotes', good.replaceAll('"', "'"), 'expected a key in double quotes'],
  ['a name without end', '{"a', 'expected a key with a closing quote'],
  ['a name whose closing quote is escaped', '{"a\\"', 'expected a key with a closing quote'],
  ['a name with a wrong escape', '{"\\x61":1}', 'expected a key as valid JSON text'],
  ['a name with a line break', '{"a\n":1}', 'expected a key as valid JSON text'],
  ['a name with half of a surrogate pair', '{"\\ud83d":1}', 'expected a key as valid JSON text'],
  ['no colon', '{"a"}', 'expected : after "a"'],
  ['a tensor twice', `{${a},${b},${a}}`, '"a" appears twice in the header'],
  [
    'a tensor twice, once escaped',
    `{${a},${b.replace('"b"', '"\\u0061"')}}`,
    '"a" appears twice in the header',
  ],
  ['metadata twice', `{"__metadata__":{},"__metadata__":{},${a},${b}}`, '"__metadata__" appears twice'],
  ['another word as metadata', metadata('nul'), 'expected { to begin __metadata__'],
  ['null twice as metadata', metadata('nullnull'), 'expected , or } in the header'],
  ['an array as metadata', metadata('["x"]'), 'expected { to begin __metadata__'],
  [
    'a tensor as metadata',
    metadata('{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'),
    /a string.*"shape" in __met/,
  ],
  ['a number in the metadata', metadata('{"k":1}'), 'a string as the value of "k" in __metadata__'],
  ['an object in the metadata', metadata('{"k":{}}'), 'a string as the value of "k" in __metadata__'],
  ['null in the metadata', metadata('{"k":null}'), 'a string as the value of "k" in __metadata__'],
  ['a metadata key twice', metadata('{"k":"1","k":"2"}'), '"k" appears twice in __metadata__'],
  ['deep nesting in the metadata', metadata(`{"k":${'['.repeat(1e6)}`), 'a string as the value of "k"'],
  [
    'invalid UTF-8 in a name',
    Buffer.concat([Buffer.from('{"'), Buffer.from([0xff]), Buffer.from('":{}}')]),
    'UTF-8',
  ],
  ['UTF-8 cut short', Buffer.concat([Buffer.from(good), Buffer.from([0xe2, 0x82])]), 'is not valid UTF-8'],
  [
    'an encoded surrogate',
    Buffer.concat([Buffer.from('{"'), Buffer.from([0xed, 0xa0, 0x80])]),
    'not valid UTF-8',
  ],
  ['overlong UTF-8', Buffer.concat([Buffer.from('{"'), Buffer.from([0xc0, 0x80])]), 'not valid UTF-8'],
  ['UTF-16', Buffer.from(good, 'utf16le'), 'expected a key in double quotes'],
  ['bytes that belong to no tensor', `{${a}}`, 'its tensors take 8 bytes of data; the file has 12'],
  ['bytes and no tensor', '{}', 'its tensors take 0 bytes of data; the file has 12'],
];

describe('a header with', () => {
  it.each(inHeader)('%s is refused', async (_what, header, message) => {
    await expectFormatError(() => parseSafetensors(safetensorsFile(header, payload), name), name, message);
  });

  it('a name of a megabyte is refused in few words', () => {
    const long = 'x'.repeat(1e6);
    const bytes = safetensorsFile(`{"${long}":{}}`, payload);
    try {
      parseSafetensors(bytes, name);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_LINQUANT_FORMAT', tensor: long });
      expect((error as Error).message.length).toBeLessThan(400);
    }
  });
});

describe('a file', () => {
  const file = safetensorsFile(good, payload);

  it('that ends at any of its bytes is refused', async () => {
    for (let length = 0; length < file.length; length++) {
      // Copied: a read past the end would else find the bytes that were cut off.
      const cut = Uint8Array.from(file.subarray(0, length));
      const tensor = length < file.length - 12 ? undefined : length < file.length - 4 ? 'a' : 'b';
      await expectFormatError(() => parseSafetensors(cut, name), name, '', tensor);
    }
    expect(parseSafetensors(file).tensors.size).toBe(2);
  });

  it('with a byte after its payload is refused', async () => {
    const longer = Buffer.concat([file, Buffer.alloc(1)]);
    await expectFormatError(
      () => parseSafetensors(longer, name),
      name,
      'take 12 bytes of data; the file has 13',
    );
  });

  it.each([
    [0xffff_ffffn, /header has 4294967295 bytes; at most 100000000/],
    [0xffff_ffff_ffff_ffffn, /header has 18446744073709551615 bytes; at most 100000000/],
    [100_000_001n, /header has 100000001 bytes; at most 100000000/],
    [100_000_000n, /header ends at byte 100000008, the file at 128/],
    [121n, /header ends at byte 129, the file at 128/],
  ])('with a header length of %s is refused', async (length, message) => {
    const bytes = Buffer.concat([file, Buffer.alloc(20)]).subarray(0, 128);
    bytes.writeBigUInt64LE(length);
    await expectFormatError(() => parseSafetensors(bytes, name), name, message);
  });

  it('with a header above maxHeaderBytes is refused, at any limit', async () => {
    const length = good.length;
    expect(parseSafetensors(file, name, { maxHeaderBytes: length }).tensors.size).toBe(2);
    const read = () => parseSafetensors(file, name, { maxHeaderBytes: length - 1 });
    const message = `its header has ${length} bytes; at most ${length - 1} are read (maxHeaderBytes)`;
    await expectFormatError(read, name, message);
  });

  it('of many tensors or quotes is read or refused in one pass', async () => {
    // By going back over what was read this would take the minutes after which the test is given up.
    const entries = Array.from(
      { length: 200_000 },
      (_, index) => `"${index}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
    );
    const header = `{${entries.join(',')}}`;
    expect(parseSafetensors(safetensorsFile(header, Buffer.alloc(0))).tensors.size).toBe(200_000);
    const quotes = `{"${'\\"'.repeat(1e6)}`;
    await expectFormatError(
      () => parseSafetensors(safetensorsFile(quotes, payload), name),
      name,
      'closing quote',
    );
    const backslashes = `{"${'\\'.repeat(1e6 + 1)}":1}`;
    const bytes = safetensorsFile(backslashes, payload);
    await expectFormatError(() => parseSafetensors(bytes, name), name, 'closing quote');
  });
});
