// A copy of the tree whose addon is built with sanitizers, and how Node is run with it. Nothing of the tree is touched.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { root, scratch } from './paths.mjs';
import { ending, run } from './processes.mjs';

const folder = path.join(scratch, 'sanitized');

async function must(command, args) {
  const result = await run(command, args, { cwd: root });
  if (result.code !== 0) throw new Error(`${command}: ${ending(result)}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** As CI's sanitized C++ tests have them: the core is then built already. */
const options = ['-DLINQUANT_SANITIZE=address,undefined', '-DCMAKE_BUILD_TYPE=RelWithDebInfo'];

/** Builds the addon with sanitizers; gives the tree that holds it. */
export async function sanitizedTree() {
  const modules = path.join(root, 'node_modules');
  const headers = [path.join(modules, 'node-api-headers', 'include'), path.join(modules, 'node-addon-api')];
  const built = path.join(root, await must('bash', ['scripts/native-folder.sh', ...options]));
  const all = [
    ...options,
    '-DLINQUANT_TESTS=ON',
    '-DLINQUANT_WERROR=ON',
    `-DCMAKE_JS_INC=${headers.join(';')}`,
  ];
  await must('cmake', ['-S', '.', '-B', built, ...all]);
  await must('cmake', ['--build', built, '--target', 'linquant', '-j', String(availableParallelism())]);
  const addon = path.join(built, 'linquant.node');
  if (!readFileSync(addon).includes('__asan_')) throw new Error(`${addon} was built without sanitizer`);
  return copyTree(built);
}

/** What git would hold, with dist/, the parts of the support that were prepared, and the addon. */
function copyTree(built) {
  const tree = path.join(folder, 'tree');
  rmSync(tree, { recursive: true, force: true });
  execFileSync('bash', [path.join(root, 'scripts', 'copy-tree.sh'), tree]);
  cpSync(path.join(root, 'dist'), path.join(tree, 'dist'), { recursive: true });
  cpSync(path.join(scratch, 'support'), path.join(tree, 'build', 'endings', 'support'), { recursive: true });
  mkdirSync(path.join(tree, 'build', 'Release'), { recursive: true });
  for (const name of ['linquant.node', 'linquant.node.sha256']) {
    cpSync(path.join(built, name), path.join(tree, 'build', 'Release', name));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  return tree;
}

/**
 * The environment in which Node can load it: the sanitizer must be the first library of the process, and it looks for
 * the C++ library's exceptions when it starts.
 */
export async function sanitizedEnv(more = '') {
  const libraries = await Promise.all(
    ['libasan.so', 'libubsan.so', 'libstdc++.so.6'].map((name) => must('c++', [`-print-file-name=${name}`])),
  );
  return {
    LD_PRELOAD: libraries.map((library) => library.trim()).join(':'),
    ASAN_OPTIONS: `detect_leaks=0:exitcode=99${more}`,
    UBSAN_OPTIONS: 'print_stacktrace=1',
    LINQUANT_BACKEND: 'native',
  };
}
