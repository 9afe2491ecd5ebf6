// The C++ tests in valgrind: values that were never set, and memory that nobody frees, which sanitizers do not see.
// It runs no AVX-512 instructions, and says so by CPUID: the other instruction sets are what is tested.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from '../paths.mjs';
import { ending, run } from '../processes.mjs';

const build = path.join(root, 'build', 'endings', 'valgrind');
const wrapper = 'valgrind --quiet --error-exitcode=99 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all';

/** Programs, and the part of their work that takes seconds there. */
const tests = {
  guard_test: 1,
  dynamic_guard_test: 1,
  values_quantize_test: 1,
  values_dequantize_test: 1,
  values_min_max_test: 1,
  random_test: 1,
  long_test: 1,
  dynamic_test: 1,
};

async function must(command, args) {
  const result = await run(command, args, { cwd: root });
  if (result.code !== 0) throw new Error(`${command}: ${ending(result)}\n${result.stdout}${result.stderr}`);
  return result;
}
