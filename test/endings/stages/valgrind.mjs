// The C++ tests in valgrind: values that were never set, and memory that nobody frees, which sanitizers do not see.
// It runs no AVX-512 instructions, and says so by CPUID: the other instruction sets are what is tested.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root } from '../paths.mjs';
import { ending, run } from '../processes.mjs';

const options = ['--quiet', '--error-exitcode=99', '--leak-check=full', '--show-leak-kinds=all'];
const strict = [...options, '--errors-for-leak-kinds=all'];

/** Seconds each. */
const short = ['dequantize_test', 'random_test'];
/** Half a minute and more each. */
const long = ['guard_test', 'min_max_test', 'long_runs_test', 'quantize_test', 'dynamic_test'];

async function must(command, args, env) {
  const result = await run(command, args, { cwd: root, env });
  if (result.code === 0) return result.stdout;
  throw new Error(`${command} ${args.at(-1)}: ${ending(result)}\n${result.stdout}${result.stderr}`);
}

export async function valgrind({ quick, tell }) {
  await must('valgrind', ['--version']).catch((error) => {
    throw new Error('valgrind is missing: apt-get install valgrind', { cause: error });
  });
  const left = quick ? [...short] : [...short, ...long];
  // As `npm run test:native` builds them: after it nothing is left to do here.
  const built = path.join(root, await must('bash', ['scripts/native-folder.sh']));
  await must('cmake', ['-S', '.', '-B', built, '-DLINQUANT_TESTS=ON', '-DLINQUANT_WERROR=ON']);
  const threads = String(availableParallelism());
  await must('cmake', ['--build', built, '-j', threads, '--target', ...left]);
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const file = path.join(built, 'native', 'test', name);
      const printed = await must('valgrind', [...strict, file], { LINQUANT_TEST_FACTOR: '0.02' });
      tell({ what: printed.trim().split('\n').at(-1), count: 1 });
    }
  };
  await Promise.all(Array.from({ length: Number(threads) }, work));
}
