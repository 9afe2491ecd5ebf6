import { parseSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectFormatError, safetensorsFile } from './helpers.js';

const name = 'evil.safetensors';
const a = '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
const b = '"b":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}';
const good = `{${a},${b}}`;
const payload = Buffer.alloc(12);

/** The entry of tensor b with one part of it replaced. */
function altered(part: string, replacement: string): string {
  const entry = b.replace(part, () => replacement);
  expect(entry).not.toBe(b);
  return `{${a},${entry}}`;
}

function offsets(text: string): string {
  return altered('[8,12]', text);
}

function shape(text: string): string {
  return altered('[4]', text);
}

function dtype(text: string): string {
  return altered('"U8"', text);
}

function metadata(text: string): string {
  return `{"__metadata__":${text},${a},${b}}`;
}

const inTensorB: [what: string, header: string, message: string | RegExp][] = [
  ['a null as entry', `{${a},"b":null}`, 'expected { to begin its entry; found "null'],
  ['an array as entry', `{${a},"b":[]}`, 'expected { to begin its entry'],
  ['an empty entry', `{${a},"b":{}}`, '"dtype" is missing in its entry'],
  ['no dtype', altered('"dtype":"U8",', ''), '"dtype" is missing'],
  ['no shape', altered('"shape":[4],', ''), '"shape" is missing'],
  ['no data_offsets', altered(',"data_offsets":[8,12]', ''), '"data_offsets" is missing'],
  [
    'an unknown key',
    altered('"dtype"', '"x":1,"dtype"'),
    /unknown key "x".*allowed are dtype, shape, data_offsets/,
  ],
  ['a key of every object', altered('"dtype"', '"__proto__":1,"dtype"'), 'unknown key "__proto__"'],
  ['a key twice', altered('"dtype"', '"dtype":"U8","dtype"'), '"dtype" appears twice in its entry'],
  ['a key twice, once escaped', altered('"dtype"', '"\\u0064type":"U8","dtype"'), '"dtype" appears twice'],
  ['an unknown dtype', dtype('"Q8"'), /dtype must be one of F64, F32, .*; found "\\"Q8\\"/],
  ['a dtype in small letters', dtype('"u8"'), 'dtype must be one of'],
  ['a dtype of less than a byte', dtype('"F4"'), /dtype must be one of .*, types of whole bytes/],
  ['a dtype of every object', dtype('"toString"'), 'dtype must be one of'],
  ['a number as dtype', dtype('8'), 'expected dtype in double quotes'],
  ['a number as shape', shape('4'), 'expected [ to begin shape'],
  ['an object as shape', shape('{"0":4}'), 'expected [ to begin shape'],
  ['a fraction as length', shape('[4.5]'), 'expected , or ] in shape; found ".5'],
  ['an integer with a point as length', shape('[4.0]'), 'expected , or ] in shape; found ".0'],
  ['an exponent in a length', shape('[4e0]'), 'expected , or ] in shape; found "e0'],
  ['an infinite length', shape('[1e400]'), 'expected , or ] in shape; found "e400'],
  ['a length of -0', shape('[-0]'), 'expected an integer from 0 to 2^53 - 1 in shape; found "-0'],
  ['negative lengths', shape('[-2,-2]'), 'expected an integer from 0'],
  ['a length with a leading zero', shape('[04]'), 'expected an integer from 0'],
  ['a text as length', shape('["4"]'), 'expected an integer from 0'],
  ['a null as length', shape('[null]'), 'expected an integer from 0'],
  ['a list as length', shape('[[4]]'), 'expected an integer from 0'],
  ['NaN as length', shape('[NaN]'), 'expected an integer from 0'],
  ['a last comma in shape', shape('[4,]'), 'expected an integer from 0'],
  ['a length of 2^53', shape('[9007199254740992]'), 'expected an integer from 0 to 2^53 - 1'],
  ['a length above 2^53', shape('[0,9007199254740993]'), 'expected an integer from 0 to 2^53 - 1'],
  ['a length of 100,000 digits', shape(`[${'1'.repeat(100_000)}]`), 'expected an integer from 0 to 2^53 - 1'],
  ['more than 2^53 elements', shape('[4294967296,4294967296]'), 'takes more than 2^53 - 1 bytes'],
  [
    '2^64 elements, which is 0 in 64 bits',
    shape('[4294967296,4294967296,1]'),
    'takes more than 2^53 - 1 bytes',
  ],
  [
    'more than 2^53 elements beside a 0',
    shape('[4294967296,4294967296,0]'),
    'takes more than 2^53 - 1 bytes',
  ],
  ['a shape of more bytes', shape('[5]'), 'shape and dtype take 5 bytes; data_offsets [8, 12] hold 4'],
  ['a shape of fewer bytes', shape('[3]'), 'shape and dtype take 3 bytes; data_offsets [8, 12] hold 4'],
  ['a scalar of more bytes', shape('[]'), 'shape and dtype take 1 bytes; data_offsets [8, 12] hold 4'],
  ['no elements with bytes', shape('[0]'), 'shape and dtype take 0 bytes; data_offsets [8, 12] hold 4'],
  ['a dtype of more bytes', dtype('"F32"'), 'shape and dtype take 16 bytes; data_offsets [8, 12] hold 4'],
  [
    'offsets past the end',
    offsets('[8,13]'),
    'data_offsets [8, 13] must lie in order within the 12 bytes of data',
  ],
  [
    'offsets far past the end',
    offsets('[9007199254740990,9007199254740991]'),
    'must lie in order within the 12',
  ],
  ['offsets in the wrong order', offsets('[12,8]'), 'data_offsets [12, 8] must lie in order within'],
  [
    'negative offsets',
    offsets('[-4,0]'),
    'expected an integer from 0 to 2^53 - 1 in data_offsets; found "-4,0',
  ],
  ['fractional offsets', offsets('[8,12.0]'), 'expected , or ] in data_offsets'],
  ['one offset', offsets('[8]'), 'data_offsets must be two integers [begin, end]'],
  ['three offsets', offsets('[8,12,12]'), 'data_offsets must be two integers [begin, end]'],
  ['no offsets', offsets('[]'), 'data_offsets must be two integers [begin, end]'],
  ['a text as offset', offsets('["8",12]'), 'expected an integer from 0'],
  ['an object as offsets', offsets('{}'), 'expected [ to begin data_offsets'],
  [
    'a partial overlap',
    offsets('[7,11]'),
    'begins at byte 7 of the data and overlaps the tensor before it, up to 8',
  ],
  [
    'a hole',
    offsets('[9,12]').replace('[4]', '[3]'),
    'begins at byte 9 of the data and leaves a hole before it',
  ],
  ['deep nesting as entry', `{${a},"b":${'['.repeat(1e6)}`, 'expected { to begin its entry'],
  ['deep objects as entry', `{${a},"b":${'{"a":'.repeat(1e6)}`, 'unknown key "a"'],
  ['deep nesting as shape', shape('['.repeat(1e6)), 'expected an integer from 0'],
];

const inHeader: [what: string, header: string | Uint8Array, message: string | RegExp][] = [
  ['an empty header', '', 'its header must begin with {'],
  ['blanks before the brace', ` ${good}`, 'its header must begin with {'],
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
  ['null as metadata', metadata('null'), 'expected { to begin __metadata__'],
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
  it('none of the faults is read', () => {
    const { tensors } = parseSafetensors(safetensorsFile(good, payload), name);
    expect(Array.from(tensors.values(), ({ data }) => data.length)).toEqual([8, 4]);
  });

  it.each(inTensorB)('%s is refused, naming the tensor', async (_what, header, message) => {
    await expectFormatError(
      () => parseSafetensors(safetensorsFile(header, payload), name),
      name,
      message,
      'b',
    );
  });

  it.each(inHeader)('%s is refused', async (_what, header, message) => {
    await expectFormatError(() => parseSafetensors(safetensorsFile(header, payload), name), name, message);
  });

  it('two tensors on the same bytes is refused', async () => {
    const twin = '"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
    const bytes = safetensorsFile(`{${a},${twin}}`, Buffer.alloc(8));
    await expectFormatError(() => parseSafetensors(bytes, name), name, 'overlaps the tensor before it', 'b');
  });

  it('a tensor within another is refused', async () => {
    const inner = '"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}';
    const bytes = safetensorsFile(`{${a},${inner}}`, Buffer.alloc(8));
    await expectFormatError(() => parseSafetensors(bytes, name), name, 'overlaps the tensor before it', 'b');
  });

  it('no elements inside another tensor is refused', async () => {
    const empty = '"b":{"dtype":"U8","shape":[0],"data_offsets":[4,4]}';
    const bytes = safetensorsFile(`{${a},${empty}}`, Buffer.alloc(8));
    await expectFormatError(() => parseSafetensors(bytes, name), name, 'overlaps the tensor before it', 'b');
  });

  it('a hole at the beginning is refused', async () => {
    const bytes = safetensorsFile(`{${b}}`, payload);
    await expectFormatError(() => parseSafetensors(bytes, name), name, /byte 8 .* leaves a hole/, 'b');
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

  it('of many tensors or quotes is read or refused in bounded time', { timeout: 20_000 }, async () => {
    const entries = Array.from(
      { length: 200_000 },
      (_, index) => `"${index}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`,
    );
    const header = `{${entries.join(',')}}`;
    expect(parseSafetensors(safetensorsFile(header, Buffer.alloc(0))).tensors.size).toBe(200_000);
    const quotes = `{"${'\\"'.repeat(5e6)}`;
    await expectFormatError(
      () => parseSafetensors(safetensorsFile(quotes, payload), name),
      name,
      'closing quote',
    );
    const backslashes = `{"${'\\'.repeat(1e7 + 1)}":1}`;
    const bytes = safetensorsFile(backslashes, payload);
    await expectFormatError(() => parseSafetensors(bytes, name), name, 'closing quote');
  });
});
