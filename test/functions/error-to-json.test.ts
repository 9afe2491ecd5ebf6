// Errors keep their class, code and place through JSON and through a worker's messages.
import { createRequire } from 'node:module';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { errorFromJSON, errorToJSON, type LinquantError, minMax, packBits } from 'linquant';
import { describe, expect, it } from 'vitest';
import { root } from '../support/data.js';
import { thrownBy } from '../support/errors.js';

const { resolve: resolveModule } = createRequire(path.join(root, 'package.json'));
const nan = thrownBy(() => packBits(Float32Array.of(1, 2, NaN, 4), { shape: [2, 2] })) as LinquantError;
const empty = thrownBy(() => minMax(new Float32Array(0))) as LinquantError;

describe('errorToJSON and errorFromJSON', () => {
  it('keep class, message, code and place', () => {
    for (const error of [nan, empty, thrownBy(() => minMax(1 as never)) as LinquantError]) {
      for (const copy of [structuredClone, (json: unknown) => JSON.parse(JSON.stringify(json))]) {
        const back = errorFromJSON(copy(errorToJSON(error)));
        expect(back.constructor).toBe(error.constructor);
        expect([back.message, { ...back }]).toEqual([error.message, { ...error }]);
      }
    }
    expect([nan.row, nan.column]).toEqual([1, 0]);
  });

  it('are what structured clone alone is not', () => {
    const { code, row } = structuredClone(nan) as Partial<LinquantError>;
    expect([code, row]).toEqual([undefined, undefined]);
  });

  it('cross a worker', async () => {
    const program = `
      const { parentPort } = require('node:worker_threads');
      const { errorToJSON, packBits } = require(${JSON.stringify(resolveModule('linquant'))});
      try { packBits(Float32Array.of(1, NaN)) } catch (error) { parentPort.postMessage(errorToJSON(error)) }`;
    const worker = new Worker(program, { eval: true });
    const json = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    const error = errorFromJSON(json as never);
    expect(error).toBeInstanceOf(RangeError);
    expect([error.code, error.row, error.column]).toEqual(['ERR_LINQUANT_INVALID_RANGE', 0, 1]);
  });

  it('take what is no error of the package', () => {
    expect(errorToJSON('text')).toEqual({ name: 'Error', message: 'text' });
    expect(errorToJSON(new SyntaxError('s'))).toEqual({ name: 'SyntaxError', message: 's' });
    expect(errorToJSON(Object.create(null))).toEqual({ name: 'Error', message: 'an object' });
    const odd = Object.assign(new Error('m'), { message: () => 1, row: '1', code: 1 });
    expect(errorToJSON(odd)).toEqual({ name: 'Error', message: '' });
    const getter = Object.defineProperty(new RangeError('m'), 'row', { get: () => expect.unreachable() });
    expect(errorToJSON(getter)).toEqual({ name: 'RangeError', message: 'm' });
    const other = runInNewContext("Object.assign(new TypeError('m'), { code: 'ENOENT' })");
    expect(errorToJSON(other)).toEqual({ name: 'TypeError', message: 'm', code: 'ENOENT' });
  });
});
