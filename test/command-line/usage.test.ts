// What is typed wrongly is said in one line with exit code 2, what is wrong with files with 1; every help has an example that runs.
import fs from 'node:fs';
import { join } from 'node:path';
import { type TensorInput, writeNpy, writeSafetensors } from 'linquant/formats';
import { afterEach, describe, expect, it } from 'vitest';
import { matches } from '../../dist/command-line/files/choices.js';
import { Progress, progressLine } from '../../dist/command-line/terminal/progress.js';
import { bytesText, countText, percentText } from '../../dist/command-line/terminal/units.js';
import { temporaryFolder } from '../formats/helpers.js';
import { linquant, linquantProcess, words } from './helpers.js';

const root = temporaryFolder();
const at = (name: string) => join(root, name);
const commands = ['compare', 'dequantize', 'embeddings', 'inspect', 'quantize'];

describe('wrong usage', () => {
  const out = at('out.safetensors');
  const cases: [args: string[], message: string][] = [
    [[], 'linquant: a command is missing: linquant --help names them'],
    [['inspct', 'x'], `linquant: there is no command "inspct": ${commands.join(', ')} are`],
    [['toString'], `linquant: there is no command "toString": ${commands.join(', ')} are`],
    [['inspect'], 'linquant inspect: a file is missing: linquant inspect FILE... [--values] [--json]'],
    [
      ['inspect', 'x', '--value'],
      "linquant inspect: Unknown option '--value'; linquant inspect --help names all options",
    ],
    [
      ['compare', 'a', 'b', 'c'],
      'linquant compare: there are too many arguments: linquant compare A B [--json]',
    ],
    [
      ['embeddings', words, '--k', '0'],
      'linquant embeddings: --k is a whole number, from 1 to 1000; got "0"',
    ],
    [
      ['embeddings', words, '--k', '-3'],
      'linquant embeddings: --k is a whole number, from 1 to 1000; got "-3"',
    ],
    [
      ['embeddings', words, '--metric', 'l1'],
      'linquant embeddings: --metric is one of cosine, dot, l2; got "l1"',
    ],
    [
      ['quantize', words, 'x.npy'],
      'linquant quantize: OUT must end in .safetensors, which holds scales beside codes (with --rule also .npy)',
    ],
    [
      ['quantize', words, out, '--rule', 'row', '--axis', '0'],
      'linquant quantize: --axis does not go with --rule',
    ],
    [['quantize', words, out, '--fit', 'absmax'], 'linquant quantize: --fit goes with --rule'],
    [
      ['quantize', words, out, '--block', '4'],
      'linquant quantize: --block goes with --axis, whose neighbours share a scale',
    ],
    [
      ['quantize', words, out, '--percentile', '99'],
      'linquant quantize: --percentile goes with --method percentile',
    ],
    [
      ['quantize', words, out, '--rule', 'range', '--range', '1'],
      'linquant quantize: --range is two numbers, such as -1,1; got "1"',
    ],
    [['dequantize', words, 'x.txt'], 'linquant dequantize: OUT must end in .safetensors or .npy'],
  ];
  it.each(cases)('%j', async (args, message) => {
    expect(await linquant(...args)).toEqual({ code: 2, out: '', err: `${message}\n` });
  });
});

describe('wrong files', () => {
  fs.writeFileSync(at('empty.npy'), '');
  fs.writeFileSync(at('text.npy'), 'a page of a server');
  fs.writeFileSync(at('text.json'), 'no JSON');
  fs.writeFileSync(at('names.json'), '{ "*": { "dtypes": "int4" } }');
  const out = at('out.safetensors');
  const cases: [args: string[], message: RegExp][] = [
    [['inspect', at('none.npy')], /none\.npy: no such file or folder$/],
    [['inspect', root], /: is a folder; name the files in it$/],
    [['inspect', at('empty.npy')], /empty\.npy: is not a \.npy file: the file is empty$/],
    [
      ['compare', words, at('text.npy')],
      /text\.npy: is not a \.npy file: it begins with "a page of a serv" and looks like text/,
    ],
    [['embeddings', at('none.npy')], /none\.npy: no such file or folder$/],
    [['embeddings', words, '--tensor', 'x'], /word-vectors\.npy: has no tensor "x"$/],
    [['quantize', words, join(root, 'no', 'out.safetensors')], /no: no such file or folder$/],
    [['quantize', words, out, '--include', 'w*'], /word-vectors\.npy: has no tensor that matches "w\*"$/],
    [
      ['quantize', words, out, '--axis', '-3'],
      /word-vectors\.npy: tensor "data": axis must be an integer, an axis of \[4096,256\]$/,
    ],
    [['quantize', words, out, '--overrides', at('text.json')], /text\.json: is no JSON: /],
    [
      ['quantize', words, out, '--overrides', at('names.json')],
      /names\.json: "\*" has an unknown option "dtypes"; known are dtype, /,
    ],
    [['quantize', at('none.npy'), out, '--rule', 'row'], /none\.npy: no such file or folder$/],
    [['dequantize', words, out], /word-vectors\.npy: holds no codes that linquant wrote with their scales$/],
  ];
  it.each(cases)('%j', async (args, message) => {
    const { code, out: printed, err } = await linquant(...args);
    expect([code, printed]).toEqual([1, '']);
    expect(err.split('\n')).toHaveLength(2);
    expect(err.trimEnd()).toMatch(message);
    expect(err).not.toMatch(/mistake of linquant|options\./);
    expect(fs.existsSync(out)).toBe(false);
  });

  const codes = { dtype: 'int8', shape: [2, 3], data: new Int8Array(6) } as const;
  const scale = { dtype: 'float32', shape: [2], data: new Float32Array(2) } as const;
  const described: [text: string, message: RegExp][] = [
    ['{', /its metadata "linquant" is no JSON$/],
    ['null', /its metadata "linquant" is no object$/],
    ['{"w":null}', /its metadata does not tell what the codes are of "w"$/],
    ['{"w":{"dtype":"int8","shape":[3,3]}}', /its metadata does not tell what the codes are of "w"$/],
    ['{"w":{"dtype":"int8","shape":[-2,-3]}}', /its metadata does not tell what the codes are of "w"$/],
    ['{"v":{"dtype":"int8","shape":[2,3]}}', /has no tensor "v", which belongs to the codes of "v"$/],
    ['{"w":{"dtype":"int8","shape":[2,3],"axis":1}}', /tensor "w": .*scale.*$/],
    ['{"w":{"dtype":"int8","shape":[2,3],"axis":0,"qmin":1000}}', /tensor "w": .*qmin.*$/],
    ...['"axis":0,"blockSize":-1', '"axis":0,"blockSize":0', '"blockSize":2', '"axis":2', '"axis":"0"'].map(
      (how): [string, RegExp] => [
        `{"w":{"dtype":"int8","shape":[2,3],${how}}}`,
        /its metadata does not tell what the codes are of "w"$/,
      ],
    ),
  ];
  it.each(described)('codes that are described by %s', async (text, message) => {
    await writeSafetensors(at('codes.safetensors'), {
      tensors: new Map<string, TensorInput>([
        ['w', codes],
        ['w_scale', scale],
        ['w_zero_point', { dtype: 'int8', shape: [2], data: new Int8Array(2) }],
      ]),
      metadata: new Map([['linquant', text]]),
    });
    const { code, err } = await linquant('dequantize', at('codes.safetensors'), out);
    expect(err.trimEnd()).toMatch(message);
    expect(err).not.toContain('mistake of linquant');
    expect([code, fs.existsSync(out)]).toEqual([1, false]);
    expect((await linquant('inspect', at('codes.safetensors'))).code).toBe(0);
  });

  it('vectors with a NaN are named with their place, also by the rules for embeddings', async () => {
    const data = new Float32Array(6000).fill(0.5);
    data[4321] = NaN;
    await writeNpy(at('nan.npy'), { dtype: 'float32', shape: [1500, 4], data });
    const { code, err } = await linquant('quantize', at('nan.npy'), out, '--rule', 'row');
    expect([code, err]).toEqual([
      1,
      `linquant quantize: ${at('nan.npy')}: x must hold no NaN and no infinity; got NaN in row 1080, column 1\n`,
    ]);
  });
});

describe('help', () => {
  fs.mkdirSync('build', { recursive: true });

  it('names all commands', async () => {
    const { code, out, err } = await linquant('--help');
    expect([code, err]).toEqual([0, '']);
    for (const name of commands) expect(out).toMatch(new RegExp(`^ {2}linquant ${name} `, 'm'));
  });

  it.each(commands)('of %s has an example that runs', async (name) => {
    const { code, out, err } = await linquant(name, '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^linquant ${name} `));
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(102);
    const examples = out
      .split(/^Examples?:\n/m)[1]!
      .trim()
      .split('\n');
    for (const example of examples) {
      const [program, ...args] = example.trim().split(' ');
      expect(program).toBe('linquant');
      const ran = await linquant(...args);
      expect(ran.code, ran.err).toBe(0);
    }
  });
});

describe('a process', () => {
  it('ends with the exit code, and prints neither colours nor progress into a pipe', () => {
    const { code, out, err } = linquantProcess(['embeddings', words]);
    expect(code).toBe(0);
    for (const mark of ['\x1b', '\r']) expect(out + err).not.toContain(mark);
    expect(err).toBe(`next: linquant quantize ${words} OUT.safetensors --rule row\n`);
    expect(linquantProcess(['inspect', 'none.npy'])).toMatchObject({ code: 1, out: '' });
    expect(linquantProcess(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('progress', () => {
  const { stderr } = process;
  const kept = { isTTY: stderr.isTTY, write: stderr.write, columns: stderr.columns };
  afterEach(() => Object.assign(stderr, kept));

  /** What a work of some steps writes. */
  function written(isTTY: boolean, columns = 80): string {
    let text = '';
    Object.assign(stderr, { isTTY, columns, write: (piece: string) => (text += piece) });
    const progress = new Progress();
    progress.show('reading', 5e8, 1e9);
    progress.end();
    return text;
  }

  it('is shown on a terminal alone', () => {
    expect(written(false)).toBe('');
    expect(written(true)).toBe('\r\x1b[Kreading  50 %  500.0 MB of 1.0 GB\r\x1b[K');
    expect(written(true, 24)).toBe('\r\x1b[Kreading  50 %  500.0...\r\x1b[K');
  });

  it('tells the rate and the time that is left', () => {
    expect(progressLine('x', 25e8, 1e10, 5000)).toBe('x  25 %  2.5 GB of 10.0 GB  500.0 MB/s  15 s left');
    expect(progressLine('x', 1e6, 1e10, 1000)).toBe('x  0 %  1.0 MB of 10.0 GB  1.0 MB/s  2 h 46 min left');
  });
});

it('numbers are short and never say more than is true', () => {
  expect([0, 999, 999_949, 999_950, 4.2e9].map(bytesText)).toEqual([
    '0 B',
    '999 B',
    '999.9 kB',
    '1.0 MB',
    '4.2 GB',
  ]);
  expect([7, 1234, 1234567].map(countText)).toEqual(['7', '1,234', '1,234,567']);
  expect([0, 1e-5, 0.5, 0.99999, 1].map(percentText)).toEqual([
    '0.0 %',
    '< 0.1 %',
    '50.0 %',
    '99.9 %',
    '100.0 %',
  ]);
});

it('patterns', () => {
  expect(matches('*.weight', 'a.b.weight')).toBe(true);
  expect(matches('a?b', 'a.b')).toBe(true);
  expect(matches('a.b', 'axb')).toBe(false);
  expect(matches('layers.[0]*', 'layers.[0].x')).toBe(true);
  expect(matches('a', 'ab')).toBe(false);
});
