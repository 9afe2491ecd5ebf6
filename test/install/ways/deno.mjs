// Deno: with every permission, with those that suffice, and with fewer, where WebAssembly answers and says which flag is missing.
import path from 'node:path';
import { native, way } from '../judge.mjs';
import { peer } from '../kit.mjs';

const deno = () => peer('@deno', 'linux-x64-glibc', 'deno');
const files = ['require.cjs', 'import.mjs'];

/** Runs both programs with these permissions. */
const run = (name, expected, permissions) =>
  way(name, expected, (kit) => {
    const project = kit.project();
    return Promise.all(
      files.map((file) => {
        const env = kit.environment({ DENO_NO_UPDATE_CHECK: '1' });
        const scratch = path.dirname(env.CHECK_FILE);
        const options = ['--no-prompt', '--node-modules-dir=manual', ...permissions(project, scratch)];
        return kit.run(deno(), ['run', ...options, file], { cwd: project, env });
      }),
    );
  });

/** What the check needs besides: it writes a file whose name is in the environment. */
const check = (project, scratch) => [`--allow-read=${project},${scratch}`, `--allow-write=${scratch}`];
const refused = { backend: 'wasm', reason: /run deno with --allow-ffi/, warnings: 1 };

export const ways = [
  run('Deno, all permissions', native, () => ['--allow-all']),
  run('Deno, those that suffice', native, (project, scratch) => [
    ...check(project, scratch),
    `--allow-ffi=${project}`,
    '--allow-env=LINQUANT_BACKEND,LINQUANT_ISA,CHECK_FILE',
  ]),
  // A variable that may not be read is unset.
  run('Deno, no variables of linquant', native, (project, scratch) => [
    ...check(project, scratch),
    `--allow-ffi=${project}`,
    '--allow-env=CHECK_FILE',
  ]),
  run('Deno, no addons', refused, (project, scratch) => [
    ...check(project, scratch),
    '--allow-env=CHECK_FILE',
  ]),
];
