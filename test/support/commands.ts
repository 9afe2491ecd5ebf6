import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './data.js';

/** What is taken in a `sh` block besides scripts of package.json and programs of the repository. */
const knownCommands = [
  'npm install',
  'npm install linquant',
  'npm ci --prefix cluster',
  'npx --yes -p cmake-js@8 -p node-addon-api@8 cmake-js compile -d node_modules/linquant',
];

/** What is wrong with the commands of a `sh` block: names that nothing has. */
export function commandProblems(code: string, scripts: Readonly<Record<string, string>>): string[] {
  const commands = code
    .replaceAll('\\\n', ' ')
    .split(/\n|&&/)
    .map((command) => command.replace(/(^|\s)#.*$/, '').trim())
    .filter((command) => command !== '');
  return commands.filter((command) => !isKnown(command.replace(/^(?:[A-Z_]+=\S* )+/, ''), scripts));
}

function isKnown(command: string, scripts: Readonly<Record<string, string>>): boolean {
  const [program, first, second] = command.split(/\s+/);
  if (program === 'npm' && first === 'test') return 'test' in scripts;
  if (program === 'npm' && first === 'run') return second !== undefined && second in scripts;
  if (program === 'node' || program === 'bash')
    return first !== undefined && existsSync(path.join(root, first));
  if (program === 'npx' && first === 'linquant') {
    return second !== undefined && existsSync(path.join(root, 'lib', 'command-line', `${second}.ts`));
  }
  return knownCommands.includes(command);
}
