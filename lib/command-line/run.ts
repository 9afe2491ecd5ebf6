import type { Command } from './command.js';
import { messageOf, UsageError } from './terminal/errors.js';
import { parse } from './terminal/options.js';
import { hint, print } from './terminal/output.js';

/** Loaded when they are asked for: each rests on another part of the package. */
const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  compare: () => import('./compare.js'),
  dequantize: () => import('./dequantize.js'),
  embeddings: () => import('./embeddings.js'),
  inspect: () => import('./inspect.js'),
  quantize: () => import('./quantize.js'),
};

const help = `linquant: what quantization costs and leaves, on your own files

  linquant embeddings FILE     recall, bytes and time of each way to keep your vectors, and which to take
  linquant inspect FILE...     tensors of .npy and .safetensors files, and their values
  linquant quantize IN OUT     tensors, or vectors by the rules for embeddings, to codes and scales
  linquant dequantize IN OUT   such codes back into floats
  linquant compare A B         how far the tensors of B are from those of A, the worst first

linquant COMMAND --help tells more. Results go to standard output, as JSON with --json; hints and
progress go to standard error. Exit codes: 0, 1 for errors, 2 for wrong usage.`;

/**
 * Runs a command line.
 *
 * @returns the exit code: 0, 1 after an error, 2 after wrong usage
 */
export async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === undefined) throw new UsageError('a command is missing: linquant --help names them');
    if (name === '--help' || name === '-h' || name === 'help') print(help);
    else if (name === '--version') print(version());
    else await runCommand(name, rest);
    return 0;
  } catch (error) {
    const isCommand = name !== undefined && Object.hasOwn(commands, name);
    hint(`linquant${isCommand ? ` ${name}` : ''}: ${messageOf(error)}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runCommand(name: string, args: readonly string[]): Promise<void> {
  if (!Object.hasOwn(commands, name)) {
    throw new UsageError(
      `there is no command ${JSON.stringify(name)}: ${Object.keys(commands).join(', ')} are`,
    );
  }
  const { command } = await commands[name]!();
  const { files, values } = parse(name, args, command);
  if (values.flag('help')) print(`${command.usage}\n\n${command.help}`);
  else await command.run(files, values);
}

function version(): string {
  return (require('../../package.json') as { version: string }).version;
}
