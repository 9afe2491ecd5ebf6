// What stands in the file besides the codes of the rows.
import path from 'node:path';
import { quantizeFile, readNpy, readSafetensors, writeNpy } from './linquant.mjs';

/**
 * What quantizeFile says of codes by a rule: the form of a row, its metadata and the parameters of all rows. They depend on no row, so its own
 * work on one vector of zeros tells them, and they cannot differ from what it writes.
 *
 * @param {import('./plan.mjs').Rule} rule
 * @param {number} dimensions
 * @param {string} to the file to be written, whose ending quantizeFile checks
 * @param {string} folder for two small files
 * @returns {Promise<Pick<import('linquant/formats').Safetensors, 'tensors' | 'metadata'>>}
 */
export async function headOf(rule, dimensions, to, folder) {
  const zero = path.join(folder, 'zero.npy');
  await writeNpy(zero, { dtype: 'float32', shape: [1, dimensions], data: new Float32Array(dimensions) });
  const head = path.join(folder, `head${path.extname(to)}`);
  await quantizeFile(zero, head, rule);
  if (/\.safetensors$/i.test(head)) return readSafetensors(head);
  return { tensors: new Map([['codes', await readNpy(head)]]), metadata: new Map() };
}
