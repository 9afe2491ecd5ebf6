// The command line, as it is typed: by npx of the package's name, and in a clone.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { other } from '../judge.mjs';
import { repository } from '../pack.mjs';

const npmHere = realpathSync(path.join(path.dirname(process.execPath), 'npm'));
const npxHere = path.join(path.dirname(npmHere), 'npx-cli.js');
const words = path.join(repository, 'examples', 'data', 'word-vectors.npy');
const advice = /^Take int8 \(row\): 256 bytes a vector in place of 1,024, and 99\.5 % /m;

/** Recommends for the word vectors, and refuses what is no command, each in one line. */
async function asTyped(kit, cwd, name, env) {
  const npx = (args) => kit.run(process.execPath, [npxHere, ...name, ...args], { cwd, env });
  const found = await npx(['embeddings', words]);
  const refused = await npx(['embedings', words]);
  const wrong = [];
  if (found.status !== 0 || !advice.test(found.stdout)) {
    wrong.push(`exit ${found.status}: ${found.stdout}${found.stderr}`);
  }
  if (refused.status !== 2 || !/^linquant: there is no command "embedings"/m.test(refused.stderr)) {
    wrong.push(`exit ${refused.status}: ${refused.stdout}${refused.stderr}`);
  }
  return { printed: advice.exec(found.stdout)?.[0] ?? 'nothing', wrong };
}

export const ways = [
  other('npx of the name', 'a recommendation', (kit) =>
    asTyped(kit, kit.emptyProject(), ['--yes', 'linquant'], kit.managing()),
  ),
  other('npx where it is installed', 'a recommendation', async (kit) => {
    const project = kit.emptyProject();
    const env = kit.managing();
    await kit.run(process.execPath, [npmHere, 'install', 'linquant'], { cwd: project, env });
    return asTyped(kit, project, ['--no', 'linquant'], env);
  }),
  other('npx in a clone', 'a recommendation', (kit) => asTyped(kit, repository, ['.'], kit.managing())),
];
