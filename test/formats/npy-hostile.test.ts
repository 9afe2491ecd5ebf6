// `.npy` files with one fault each: every one is refused, with the fault in the message.
import { parseNpy } from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { expectFormatError, latin1, npyFile } from './helpers.js';

const name = 'evil.npy';
const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
const payload = Buffer.alloc(24);

/** The good header with one part of it replaced. */
function altered(part: string | RegExp, replacement: string): string {
  const header = good.replace(part, () => replacement);
  expect(header).not.toBe(good);
  return header;
}

function shape(tuple: string): string {
  return altered('(2, 3)', tuple);
}

function descr(value: string): string {
  return altered("'<f4'", value);
}

const badHeaders: [what: string, header: string, message: string | RegExp][] = [
  ['an empty header', '', 'expected { to begin the header; found the end at byte 0'],
  ['blanks only', '   \n', 'found the end'],
  ['no dictionary', "('<f4', False, (2, 3))", 'expected { to begin the header'],
  ['a set', "{'descr'}", 'expected : after "descr"'],
  ['a dictionary without end', altered('}\n', ''), 'found the end'],
  ['an expression', "__import__('os').system('true')", 'expected { to begin the header'],
  ['an expression as a value', descr("'<f' + '4'"), 'descr must be one of'],
  ['a call as a value', altered('False', 'bool()'), 'fortran_order must be True or False'],
  ['text after the dictionary', `${good}x`, 'expected nothing after the closing brace; found "x"'],
  ['a zero byte after it', `${good}\0`, 'expected nothing after the closing brace'],
  ['two commas', altered("'<f4',", "'<f4',,"), 'expected a key in quotes; found ", '],
  ['a comma first', altered('{', '{,'), 'expected a key in quotes'],
  ['no comma', altered("'<f4',", "'<f4'"), 'expected , or } in the header'],
  ['a key without quotes', altered("'shape'", 'shape'), 'expected a key in quotes'],
  ['a number as a key', altered("'shape'", '3'), 'expected a key in quotes'],
  ['a string without end', altered("'shape': (2, 3), }\n", "'shape"), 'a key with a closing quote'],
  ['quotes that differ', altered("'shape'", `'shape"`), 'a key with a closing quote'],
  ['an escape', altered("'shape'", "'sh\\x61pe'"), 'a key without backslashes'],
  ['a duplicate key', altered('{', "{'shape': (6,), "), '"shape" appears twice in the header'],
  ['a duplicate key in other quotes', altered('{', `{"descr": '<f4', `), '"descr" appears twice'],
  [
    'an unknown key',
    altered('{', "{'order': 'C', "),
    /unknown key "order".*allowed are descr, fortran_order, shape/,
  ],
  ['a key of every object', altered('{', "{'__proto__': 1, "), 'unknown key "__proto__"'],
  ['no descr', altered("'descr': '<f4', ", ''), '"descr" is missing'],
  ['no fortran_order', altered("'fortran_order': False, ", ''), '"fortran_order" is missing'],
  ['no shape', altered("'shape': (2, 3), ", ''), '"shape" is missing'],
  ['an empty dictionary', '{}', '"descr" is missing'],
  ['deep nesting', `{${'('.repeat(60_000)}`, 'expected a key in quotes'],
  ['deep nesting in descr', descr('['.repeat(60_000)), 'structured type'],
  ['deep nesting in shape', shape('('.repeat(60_000)), 'an integer from 0 to 2^53 - 1 in shape'],
  ['fortran_order 0', altered('False', '0'), 'fortran_order must be True or False'],
  ['fortran_order "False"', altered('False', "'False'"), 'fortran_order must be True or False'],
  ['fortran_order Falsehood', altered('False', 'Falsehood'), 'expected , or } in the header; found "hood'],
  ['an unknown order', descr("'!f4'"), /descr must be one of <f8, <f4, .*, or the same.*found "'!f4'/],
  ['two orders', descr("'<>f4'"), 'descr must be one of'],
  ['floats of another size', descr("'<f3'"), 'descr must be one of'],
  ['floats of no size', descr("'<f'"), 'descr must be one of'],
  ['text behind a type', descr("'<f4x'"), 'descr must be one of'],
  ['a number as descr', descr("'4'"), 'descr must be one of'],
  ['a size of 10,000 digits', descr(`'<V${'9'.repeat(10_000)}'`), 'descr must be one of'],
  ['long double', descr("'<f16'"), "save x.astype('<f8')"],
  ['complex128', descr("'<c16'"), "save x.astype('<c8')"],
  ['strings', descr("'<U5'"), 'descr is that of text'],
  ['times', descr("'<M8[ns]'"), 'descr is that of times'],
  ['objects', descr("'|O'"), /Python objects, which are pickled.*found "'\|O'/],
  ['raw bytes', descr("'|V1'"), "as { dtype: 'float8_e4m3fn' }"],
  ['raw bytes of no size', descr("'|V0'"), "save x.view('|u1')"],
  ['big-endian raw bytes', descr("'>V2'"), 'descr must be one of'],
  ['an empty descr', descr("''"), 'descr must be one of'],
  ['a descr of every object', descr("'toString'"), 'descr must be one of'],
  ['a structured type', descr("[('x', '<f4')]"), /structured type: save each field.*found "\[\('x'/],
  ['a sub-array type', descr("('<f4', (2,))"), 'structured type'],
  ['None as descr', descr('None'), 'descr in quotes'],
  ['a list as shape', shape('[2, 3]'), 'expected ( to begin the tuple shape'],
  ['a number as shape', shape('6'), 'expected ( to begin the tuple shape'],
  ['a number in parentheses as shape', shape('(6)'), 'shape must be a tuple, as (3,)'],
  ['a comma alone as shape', shape('(,)'), 'an integer from 0 to 2^53 - 1 in shape'],
  ['a negative length', shape('(-2, -3)'), 'an integer from 0 to 2^53 - 1 in shape; found "-2'],
  ['a length of -1', shape('(-1, 3)'), 'an integer from 0'],
  ['a fraction', shape('(2.0, 3)'), 'expected , or ) in shape; found ".0'],
  ['an exponent', shape('(2e0, 3)'), 'expected , or ) in shape; found "e0'],
  ['a leading zero', shape('(02, 3)'), 'an integer from 0'],
  ['an underscore', shape('(1_0,)'), 'expected , or ) in shape'],
  ['a hexadecimal length', shape('(0x6,)'), 'expected , or ) in shape; found "x6'],
  ['a truth value as length', shape('(True, 6)'), 'an integer from 0'],
  ['a text as length', shape("('6',)"), 'an integer from 0'],
  ['65 lengths', shape(`(${'1, '.repeat(65)})`), 'shape must have at most 64 lengths; found "1, )'],
  ['a length of 2^53', shape('(9007199254740992,)'), 'an integer from 0 to 2^53 - 1'],
  ['a length of 10,000 digits', shape(`(${'9'.repeat(10_000)},)`), 'an integer from 0 to 2^53 - 1'],
  ['more than 2^53 elements', shape('(4294967296, 4294967296)'), 'takes more than 2^53 - 1 bytes'],
  ['more than 2^53 bytes', shape('(4503599627370496,)'), 'takes more than 2^53 - 1 bytes'],
  ['more than 2^53 bytes beside a 0', shape('(0, 4503599627370496, 4)'), 'takes more than 2^53 - 1 bytes'],
  [
    'a shape of more bytes',
    shape('(7,)'),
    'shape [7] of float32 takes 28 bytes after the header; the file has 24',
  ],
  [
    'a shape of fewer bytes',
    shape('(5,)'),
    'shape [5] of float32 takes 20 bytes after the header; the file has 24',
  ],
  ['a scalar with more bytes', shape('()'), 'takes 4 bytes after the header; the file has 24'],
  ['no elements with bytes', shape('(0,)'), 'takes 0 bytes after the header; the file has 24'],
];

describe('a header with', () => {
  it('none of the faults is read', () => {
    expect(parseNpy(npyFile(good, payload), name)).toMatchObject({ dtype: 'float32', shape: [2, 3] });
  });

  it.each(badHeaders)('%s is refused', async (_what, header, message) => {
    const bytes = npyFile(header, payload, 2);
    await expectFormatError(() => parseNpy(bytes, name), name, message);
  });
});

describe('a file', () => {
  const file = npyFile(good, payload);

  it('that ends at any of its bytes is refused', async () => {
    for (let length = 0; length < file.length; length++) {
      // Copied: a read past the end would else find the bytes that were cut off.
      const cut = Uint8Array.from(file.subarray(0, length));
      await expectFormatError(() => parseNpy(cut, name), name, '');
    }
    expect(parseNpy(file).data).toHaveLength(24);
  });

  it('with a byte after its payload is refused', async () => {
    const longer = Buffer.concat([file, Buffer.alloc(1)]);
    await expectFormatError(
      () => parseNpy(longer, name),
      name,
      'takes 24 bytes after the header; the file has 25',
    );
  });

  const prefixes: [what: string, prefix: string, message: string | RegExp][] = [
    ['nothing', '', 'is not a .npy file: the file is empty'],
    ['a zip, as .npz', 'PK\x03\x04\x14\0\0\0\0\0\0\0', 'and looks like a ZIP archive: unzip it'],
    ['text in place of the magic', 'NUMPY\x01\0v\0', 'the file begins with "NUMPY\\x01\\x00v\\x00"'],
    ['a magic in UTF-8', '\xc2\x93NUMPY\x01\0v\0', 'a .npy file begins with "\\x93NUMPY"'],
    ['the magic alone', '\x93NUMPY', 'ends before its version'],
    ['half a version', '\x93NUMPY\x01', 'ends before its version'],
    ['version 0.0', '\x93NUMPY\0\0v\0\0\0', 'versions 1.0, 2.0 and 3.0 of .npy are read; found 0.0'],
    ['version 1.1', '\x93NUMPY\x01\x01v\0\0\0', 'found 1.1'],
    ['version 4.0', '\x93NUMPY\x04\0v\0\0\0', 'found 4.0'],
    ['half a length', '\x93NUMPY\x02\0v\0\0', 'ends within its first 12 bytes, after 11'],
    ['a header past the end', '\x93NUMPY\x01\0v\0{}', 'its header ends at byte 128, the file at 12'],
    [
      'a header one byte past the end',
      '\x93NUMPY\x01\0\x03\0{}',
      'its header ends at byte 13, the file at 12',
    ],
    ['a header of 4 GB', '\x93NUMPY\x02\0\xff\xff\xff\xff', /4294967295 bytes; at most 1048576/],
  ];
  it.each(prefixes)('of %s is refused', async (_what, prefix, message) => {
    await expectFormatError(() => parseNpy(latin1(prefix), name), name, message);
  });
});
