// Safetensors files with a fault in the entry of one tensor, which the error names.
import { parseSafetensors } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectFormatError, safetensorsFile } from './helpers.js';
import { a, b, good, payload } from './two-tensors.js';

const name = 'evil.safetensors';

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
  [
    'a dtype of 4 bits and as many elements as bytes',
    dtype('"F4"'),
    'take 2 bytes; data_offsets [8, 12] hold 4',
  ],
  [
    'a part of a byte',
    dtype('"F4"').replace('[4]', '[7]'),
    'shape [7] of float4_e2m1fn has elements of 4 bits, and ends within a byte',
  ],
  [
    'a quarter of a byte',
    dtype('"F6_E3M2"').replace('[4]', '[3,2]'),
    'shape [3, 2] of float6_e3m2fn has elements of 6 bits, and ends within a byte',
  ],
  [
    'an unknown dtype and offsets past the end',
    dtype('"Q8"').replace('[8,12]', '[8,13]'),
    'data_offsets [8, 13]',
  ],
  ['a shape of 65 lengths', shape(`[${Array(65).fill(1)}]`), 'shape must have at most 64 lengths; found "1]'],
  ['a shape of a million lengths', shape(`[${Array(1e6).fill(1)}]`), 'shape must have at most 64 lengths'],
  ['a million offsets', offsets(`[${Array(1e6).fill(8)}]`), 'data_offsets must be two integers'],
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

describe('an entry with', () => {
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
});
