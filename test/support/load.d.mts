interface Environment {
  LINQUANT_BACKEND?: string;
  LINQUANT_ISA?: string;
}

/** Another instance of the package, made with other environment variables. */
export function load(env: Environment): typeof import('linquant');
/** The same of another entry point. */
export function load(env: Environment, entry: 'linquant/embeddings'): typeof import('linquant/embeddings');
