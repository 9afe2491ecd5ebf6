// What stands in the file besides the codes of the rows.
import path from 'node:path';
import { quantizeFile, readSafetensors, writeNpy } from './linquant.mjs';

/**
 * What quantizeFile says of codes by a rule: its metadata and the parameters of all rows. They depend on no row, so its own work on one
 * vector of zeros tells them, and they cannot differ from what it writes.
 *
 * @param {import('./plan.mjs').Rule} rule
 * @param {number} dimensions
 * @param {string} to the file to be written, whose ending quantizeFile checks
 * @param {string} folder for two small files
 */
export async function headOf(rule, dimensions, to, folder) {
  const zero = path.join(folder, 'zero.npy');
  const ending = path.extname(to);
  await writeNpy(zero, { dtype: 'float32', shape: [1, dimensions], data: new Float32Array(dimensions) });
  // For the error, where the rule has no such file.
  if (!/^\.safetensors$/i.test(ending))
    await quantizeFile(zero, path.join(folder, `zero-codes${ending}`), rule);
  const head = path.join(folder, 'zero-codes.safetensors');
  await quantizeFile(zero, head, rule);
  return readSafetensors(head);
}
