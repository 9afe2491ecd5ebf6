// The addon under AddressSanitizer and UndefinedBehaviorSanitizer, inside Node: what it does with the memory that Node
// hands it.
import path from 'node:path';
import { ending, program, rowsOf, run } from '../processes.mjs';
import { sanitizedEnv, sanitizedTree } from '../sanitized.mjs';
import { chaos } from './chaos.mjs';

export async function asan({ quick, minutes, say, tell }) {
  const tree = await sanitizedTree();
  const env = await sanitizedEnv();
  const isa = await instructionSets(tree, env);
  say(`built; ${isa.join(', ')}`);
  for (const LINQUANT_ISA of isa) {
    const rows = await rowsOf('everything.mjs', [path.dirname(tree), quick ? 'quick' : 'whole'], {
      tree,
      env: { ...env, LINQUANT_ISA },
    });
    for (const row of rows) tell(row);
  }
  for (const row of await rowsOf('loading.mjs', [quick ? 10 : 100], { tree, env })) tell(row);
  await chaos({ quick, minutes, tell }, { tree, env });
  await instances({ tree, tell, starts: quick ? 16 : 40 });
  if (!quick) await suite({ tree, env, tell, isa: isa[0] });
}

async function instructionSets(tree, env) {
  const ask =
    "const { backend } = require('.'); console.log(JSON.stringify([backend.path, backend.available]));";
  const { code, stdout, stderr } = await run(process.execPath, ['-e', ask], { cwd: tree, env });
  if (code !== 0) throw new Error(`loading the sanitized addon: ${stderr}`);
  const [file, available] = JSON.parse(stdout);
  if (!file.startsWith(tree)) throw new Error(`${file} is not the sanitized addon`);
  return available;
}

/** The leak check at the end of the process: of what workers left behind, nothing may come from the addon. */
async function instances({ tree, tell, starts }) {
  const env = await sanitizedEnv(':detect_leaks=1');
  const options = { tree, env, flags: ['--expose-gc'] };
  const result = await program('workers.mjs', ['with', starts, 'keep'], options);
  const leaks = result.stderr.split('\n\n').filter((part) => /^(Direct|Indirect) leak/.test(part.trim()));
  const ours = leaks.filter((leak) => leak.includes('linquant.node'));
  // 99: leaks, which may be Node's own.
  if (ours.length > 0 || (result.code !== 0 && !(result.code === 99 && leaks.length > 0))) {
    throw new Error(`the leak check: ${ending(result)}\n${ours[0] ?? result.stderr.slice(-3000)}`);
  }
  tell({ what: 'workers, no leak of the addon', count: starts, measured: `${leaks.length} leaks of Node` });
}

async function suite({ tree, env, tell, isa }) {
  const vitest = path.join(tree, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--no-isolate', '--testTimeout', '600000', '--project', `native ${isa}`];
  const result = await run(process.execPath, args, { cwd: tree, env: { ...env, NO_COLOR: '1' } });
  const [, passed] = /Tests +(\d+) passed \(\d+\)/.exec(result.stdout) ?? [];
  if (result.code !== 0 || passed === undefined) {
    throw new Error(`the suite: ${ending(result)}\n${(result.stdout + result.stderr).slice(-6000)}`);
  }
  tell({ what: `tests of the suite, ${isa}`, count: Number(passed) });
}
