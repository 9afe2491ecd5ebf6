import { builtIn } from '../../platform/node.js';
import type { Command, OptionType } from '../command.js';
import { UsageError } from './errors.js';

const { parseArgs } = builtIn('node:util');

/** The options that were given. Questions that an option does not answer are usage errors. */
export class Values {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    return this.#values[name] as string | undefined;
  }

  list(name: string): readonly string[] {
    return (this.#values[name] as string[] | undefined) ?? [];
  }

  word<W extends string>(name: string, allowed: readonly W[]): W | undefined {
    const given = this.text(name);
    if (given === undefined || (allowed as readonly string[]).includes(given)) return given as W | undefined;
    throw new UsageError(`--${name} is one of ${allowed.join(', ')}; got ${JSON.stringify(given)}`);
  }

  /** A whole number from `least` to `most`. */
  count(name: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (/^-?\d+$/.test(given) && value >= least && value <= most) return value;
    const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
    throw new UsageError(`--${name} is a whole number, ${range}; got ${JSON.stringify(given)}`);
  }

  number(name: string): number | undefined {
    const given = this.text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (given.trim() !== '' && Number.isFinite(value)) return value;
    throw new UsageError(`--${name} is a number; got ${JSON.stringify(given)}`);
  }

  /** Throws if an option is given that says nothing here. */
  refuse(names: readonly string[], why: string): void {
    const given = names.find((name) => this.#values[name] !== undefined);
    if (given !== undefined) throw new UsageError(`--${given} ${why}`);
  }
}

const common = { help: { type: 'boolean' }, json: { type: 'boolean' } } as const;

/** Takes the arguments of a command apart. */
export function parse(
  name: string,
  args: readonly string[],
  { options, count: [least, most], usage }: Command,
): { files: readonly string[]; values: Values } {
  const known: Record<string, OptionType> = { ...common, ...options };
  const found = attempt(name, () =>
    parseArgs({ args: joined(args, known), options: known, allowPositionals: true }),
  );
  const { values, positionals } = found;
  const isHelp = values.help === true;
  if (!isHelp && (positionals.length < least || positionals.length > most)) {
    const problem = positionals.length < least ? 'a file is missing' : 'there are too many arguments';
    throw new UsageError(`${problem}: ${usage}`);
  }
  return { files: positionals, values: new Values(values) };
}

function attempt<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    // What follows is about `--`, which is nothing that anybody means here.
    const [first] = message.split(/\. |\n/);
    throw new UsageError(`${first!.replace(/\.$/, '')}; linquant ${name} --help names all options`);
  }
}

/** Negative numbers behind options of text: `--axis -1`, which parseArgs would take for an option. */
function joined(args: readonly string[], known: Readonly<Record<string, OptionType>>): string[] {
  const joinedArgs: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [arg, next] = [args[i]!, args[i + 1]];
    const isText = arg.startsWith('--') && known[arg.slice(2)]?.type === 'string';
    if (isText && next !== undefined && /^-[\d.]/.test(next)) {
      joinedArgs.push(`${arg}=${next}`);
      i++;
    } else joinedArgs.push(arg);
  }
  return joinedArgs;
}
