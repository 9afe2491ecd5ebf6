// Arguments of other types, unknown dtypes and lost memory, which every function refuses by a code of their own.
import {
  parseNpy,
  parseSafetensors,
  readNpy,
  readSafetensors,
  writeNpy,
  writeSafetensors,
} from 'linquant/formats';
import { describe, expect, it } from 'vitest';
import { floats, type ResizableConstructor, shifted } from './float-files.js';
import { errorOf } from './helpers.js';

describe('arguments of other types', () => {
  const tensor = { dtype: 'float32', shape: [3], data: floats } as const;
  const calls: [what: string, call: () => unknown, message: RegExp][] = [
    ['parseNpy of text', () => parseNpy('x' as never), /^bytes must be a Buffer or a Uint8Array; got "x"/],
    [
      'parseNpy of an ArrayBuffer',
      () => parseNpy(new ArrayBuffer(8) as never),
      /^bytes must be .*an ArrayBuffer/,
    ],
    ['parseNpy of floats', () => parseNpy(floats as never), /^bytes must be .*got .*Float32Array/],
    [
      'parseSafetensors of nothing',
      () => parseSafetensors(undefined as never),
      /^bytes must be .*got undefined/,
    ],
    [
      'parseNpy with a number as name',
      () => parseNpy(Buffer.alloc(0), 1 as never),
      /^name must be a string; got 1/,
    ],
    [
      'parseSafetensors with options as name',
      () => parseSafetensors(Buffer.alloc(0), { maxHeaderBytes: 8 } as never),
      /^name must be a string; got an object/,
    ],
    [
      'a limit that is text',
      () => readSafetensors('x', { maxHeaderBytes: '8' as never }),
      /^options\.maxHeaderBytes must be a whole number, 2 or more; got "8"/,
    ],
    [
      'a number as options',
      () => parseSafetensors(Buffer.alloc(0), 'x', 8 as never),
      /^options must be an object with maxHeaderBytes; got 8/,
    ],
    ['readNpy of a number', () => readNpy(3 as never), /^path must be a string; got 3/],
    [
      'readSafetensors of a Buffer',
      () => readSafetensors(Buffer.from('x') as never),
      /^path must be a string/,
    ],
    ['writeNpy to null', () => writeNpy(null as never, tensor), /^path must be a string; got null/],
    [
      'a dtype that is no text',
      () => writeNpy('x', { ...tensor, dtype: 1 as never }),
      /^tensor\.dtype must be a str/,
    ],
    [
      'a shape that is a number',
      () => writeNpy('x', { ...tensor, shape: 3 as never }),
      /^tensor\.shape must be an ar/,
    ],
    [
      'a length that is text',
      () => writeNpy('x', { ...tensor, shape: ['3' as never] }),
      /^each of tensor\.shape must/,
    ],
    [
      'a length that is missing',
      () => writeNpy('x', { ...tensor, shape: Array(1) }),
      /^each of tensor\.shape must/,
    ],
    [
      'data as an array',
      () => writeNpy('x', { ...tensor, data: [1, 2, 3] as never }),
      /^tensor\.data must be one of F/,
    ],
    [
      'no data',
      () => writeNpy('x', { ...tensor, data: undefined as never }),
      /^tensor\.data must be .*undefined/,
    ],
  ];
  it.each(calls)('are refused: %s', async (_what, call, message) => {
    const error = await errorOf(call);
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_INVALID_TYPE' });
    expect(error.message).toMatch(message);
  });

  it.each([
    ['parseNpy', (options: unknown) => parseNpy(Buffer.alloc(0), 'x', options as never)],
    ['readNpy', (options: unknown) => readNpy('x', options as never)],
  ])('are refused as options: %s', async (_name, read) => {
    expect(await errorOf(() => read({ start: 0 }))).toMatchObject({
      name: 'RangeError',
      code: 'ERR_LINQUANT_INVALID_OPTION',
      message: 'options must be made of dtype; got "start"',
    });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const wrong of [null, 'bfloat16', 3, [], new Map(), Buffer.alloc(1), proxy]) {
      expect(await errorOf(() => read(wrong))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_LINQUANT_INVALID_TYPE',
      });
    }
    expect(await errorOf(() => read({ dtype: 2 }))).toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    for (const dtype of ['BF16', '<V2', 'toString']) {
      const error = await errorOf(() => read({ dtype }));
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_INVALID_DTYPE' });
      expect(error.message).toMatch(/^options\.dtype must be one of float64, .*bfloat16.*; got "/);
    }
  });

  it('unknown options and other limits are refused by their own code', async () => {
    for (const [call, message] of [
      [
        () => readSafetensors('x', { maxHeader: 1 } as never),
        /^options must be made of maxHeaderBytes; got "maxH/,
      ],
      [
        () => parseSafetensors(Buffer.alloc(0), 'x', { name: 'y' } as never),
        /^options must be made of maxHead/,
      ],
      [
        () => readSafetensors('x', { maxHeaderBytes: 1 }),
        /^options\.maxHeaderBytes must be a whole number, 2/,
      ],
      [() => readSafetensors('x', { maxHeaderBytes: 2.5 }), /got 2\.5/],
      [() => writeSafetensors('x', { tensors: new Map(), metaData: 1 } as never), /^content must be made of/],
    ] as const) {
      const error = await errorOf(call);
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_INVALID_OPTION' });
      expect(error.message).toMatch(message);
    }
  });

  it('come as rejections from what is asynchronous', async () => {
    for (const run of [
      () => readNpy(1 as never),
      () => readSafetensors('x', { maxHeaderBytes: '8' as never }),
      () => writeSafetensors(1 as never, { tensors: new Map() }),
    ]) {
      await expect(run()).rejects.toMatchObject({ code: 'ERR_LINQUANT_INVALID_TYPE' });
    }
  });

  it('an unknown dtype is refused by its own code', async () => {
    for (const dtype of ['float', 'F32', 'toString', '__proto__', '']) {
      const error = await errorOf(() => writeNpy('x', { ...tensor, dtype: dtype as never }));
      expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_LINQUANT_INVALID_DTYPE' });
      expect(error.message).toMatch(/^tensor\.dtype must be one of float64, float32, /);
      expect(error.message).not.toContain('bfloat16'); // which .npy does not have
    }
  });

  it('memory that is gone is refused by its own code', async () => {
    const gone = shifted(0);
    const view = new DataView(gone.buffer);
    structuredClone(gone.buffer, { transfer: [gone.buffer as ArrayBuffer] });
    const resizable = new (ArrayBuffer as unknown as ResizableConstructor)(16, { maxByteLength: 16 });
    const shrunk = new Uint8Array(resizable, 8, 8);
    resizable.resize(4);
    for (const call of [
      () => parseNpy(gone),
      () => parseNpy(shrunk),
      () => writeNpy('x', { dtype: 'uint8', shape: [0], data: shrunk }),
      () => parseSafetensors(gone),
      () => writeNpy('x', { dtype: 'uint8', shape: [0], data: gone }),
      () => writeNpy('x', { dtype: 'uint8', shape: [1], data: view }),
    ]) {
      expect(await errorOf(call)).toMatchObject({ name: 'TypeError', code: 'ERR_LINQUANT_DETACHED' });
    }
  });
});
