// Random changes of sound files: each result is a tensor inside the file, or the one error for a broken format.
import fc from 'fast-check';
import { parseNpy, parseSafetensors, type Tensor } from 'linquant/formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npyFile, safetensorsFile } from './helpers.js';

// Most inputs are refused, and the stack of an error takes longer than the reading; vitest asks for a hundred frames.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const safetensors = safetensorsFile(
  '{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},' +
    '"b":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}}  ',
  Buffer.from([...Array(12).keys()]),
);
const npy = npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }   \n", Buffer.alloc(24, 7));

const sizes: Record<string, number> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  complex64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  float6_e2m3fn: 0.75,
  float6_e3m2fn: 0.75,
  float4_e2m1fn: 0.5,
};

/** Asserts that a tensor has the bytes that its shape takes, all of them inside `file`, or a copy of its own (of big-endian data). */
function expectInside(tensor: Tensor, file: Buffer): void {
  const { data, dtype, shape } = tensor;
  // One assertion for all: an assertion takes longer than what is asked here a hundred thousand times.
  const isInside =
    (dtype === 'unknown' || data.length === shape.reduce((a, b) => a * b, sizes[dtype] ?? 1)) &&
    (data.buffer !== file.buffer ||
      (data.byteOffset >= file.byteOffset && data.byteOffset + data.length <= file.byteOffset + file.length));
  if (!isInside) expect.fail(`${dtype} [${shape}] is not the ${data.length} bytes at ${data.byteOffset}`);
  if (dtype === 'float32') {
    const floats = tensor.toFloat32Array();
    if (!data.equals(Buffer.from(floats.slice().buffer))) expect.fail('the floats are not those of data');
  }
}

/** The tensors of a file, or undefined where it is refused in the one way that is allowed. */
function tryParse(parse: (file: Buffer) => Tensor[], file: Buffer): Tensor[] | undefined {
  try {
    return parse(file);
  } catch (error) {
    const { name, code, file: named } = error as Record<string, unknown>;
    if (name === 'RangeError' && code === 'ERR_LINQUANT_FORMAT' && named === '(bytes)') return undefined;
    throw error;
  }
}

/** `file` inside a larger buffer of other bytes, where reading past either end would find something. */
function surrounded(file: Uint8Array): Buffer {
  const memory = Buffer.alloc(file.length + 200, 0x31);
  memory.set(file, 100);
  return memory.subarray(100, 100 + file.length);
}

const tokens = [
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ':',
  '\\',
  '-',
  '.',
  'e',
  '0',
  '9',
  'L',
  ' ',
  '\0',
  '\xff',
];

const edit = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(),
    byte: fc.constantFrom(1, 2, 4, 8, 16, 32, 64, 128),
  }),
  fc.record({
    kind: fc.constant('set' as const),
    at: fc.nat(),
    byte: fc.constantFrom(...tokens).map((c) => c.charCodeAt(0)),
  }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('remove' as const), at: fc.nat(), byte: fc.constant(0) }),
);

const cases: [name: string, file: Buffer, parse: (file: Buffer) => Tensor[]][] = [
  ['parseNpy', npy, (file) => [parseNpy(file)]],
  ['parseSafetensors', safetensors, (file) => [...parseSafetensors(file).tensors.values()]],
];

describe.each(cases)('%s', (_name, file, parse) => {
  it('gives tensors inside the file or a format error, whatever is changed', () => {
    const seen = { read: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const bytes = [...file];
        for (const { kind, at, byte } of edits) {
          const index = at % bytes.length;
          if (kind === 'insert') bytes.splice(index, 0, byte);
          else if (kind === 'remove') bytes.splice(index, 1);
          else bytes[index] = kind === 'set' ? byte : bytes[index]! ^ byte;
        }
        const changed = surrounded(Uint8Array.from(bytes));
        const tensors = tryParse(parse, changed);
        for (const tensor of tensors ?? []) expectInside(tensor, changed);
        seen[tensors === undefined ? 'refused' : 'read']++;
      }),
      { numRuns: 20_000 },
    );
    // Neither all nor none: else nothing was tried.
    expect(seen.read).toBeGreaterThan(100);
    expect(seen.refused).toBeGreaterThan(1000);
  });

  it('gives the same for every single byte that is changed', () => {
    let read = 0;
    for (let index = 0; index < file.length; index++) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = surrounded(file);
        changed[index] = byte;
        const tensors = tryParse(parse, changed);
        for (const tensor of tensors ?? []) expectInside(tensor, changed);
        if (tensors !== undefined) read++;
      }
    }
    // At least each byte of the payload, and each byte as it was.
    expect(read).toBeGreaterThan(12 * 256 + file.length - 12);
  });
});

describe('safetensors headers made of JSON', () => {
  it('are read only where JSON.parse reads the same', () => {
    const count = { read: 0 };
    const header = fc.array(
      fc.constantFrom(
        '"a":',
        '"b":',
        '"dtype":',
        '"shape":',
        '"data_offsets":',
        '"U8"',
        '[0]',
        '[2]',
        '[0,2]',
        '[2,4]',
        '{',
        '}',
        ',',
        ' ',
      ),
      { maxLength: 6 },
    );
    const entry = '"dtype":"U8","shape":[2],"data_offsets":[0,2]';
    fc.assert(
      fc.property(header, header, (before, after) => {
        const text = `{${before.join('')}"a":{${entry}}${after.join('')}}`;
        const file = safetensorsFile(text, Buffer.alloc(2));
        const tensors = tryParse((bytes) => [...parseSafetensors(bytes).tensors.values()], file);
        if (tensors === undefined) return;
        count.read++;
        const names = Object.keys(JSON.parse(text) as object);
        expect([...parseSafetensors(file).tensors.keys()].sort()).toEqual(names.sort());
      }),
      { numRuns: 5000 },
    );
    expect(count.read).toBeGreaterThan(10);
  });
});
