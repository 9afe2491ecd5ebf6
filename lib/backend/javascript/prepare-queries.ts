import { type Kernels, preparedBytes, ScoreForm, slot } from '../../kernels.js';
import { bytesAt, doublesOver, floatsOver, intsOver, Memory } from './memory.js';
import { numbers } from './numbers.js';

/** Numbers as float64, whose products and sums are exact in every form; bits as the same bytes. */
export const prepareQueries: Kernels['prepareQueries'] = (queries, prepared) => {
  const form = numbers[slot.form]! | 0;
  const columns = numbers[slot.columns]!;
  const count = numbers[slot.queries]! * columns;
  const memory = new Memory();
  const from = memory.input(queries, form === ScoreForm.bits ? count / 8 : count * 4);
  const to = memory.output(prepared, preparedBytes(numbers[slot.queries]!, columns));
  if (!memory.isFit()) return;
  if (form === ScoreForm.bits) bytesAt(to, 0, count / 8).set(bytesAt(from, 0, count / 8));
  else doublesOver(to).set(form === ScoreForm.floats ? floatsOver(from) : intsOver(from));
};
