import type { Values } from './terminal/options.js';

/** A command: what it takes, what its help says, and what it does. */
export interface Command {
  /** The first line of its help, such as `linquant inspect FILE...`. */
  readonly usage: string;
  /** The rest of its help. */
  readonly help: string;
  /** Its options, as `parseArgs` of node:util takes them. */
  readonly options: Readonly<Record<string, OptionType>>;
  /** The least and the most arguments that are no options. */
  readonly count: readonly [least: number, most: number];
  run(files: readonly string[], values: Values): Promise<void>;
}

/** The type of an option: those of text are given once, or with `multiple` several times. */
export interface OptionType {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
}
