/** Another instance of the package, made with other environment variables. */
export function load(env: { LINQUANT_BACKEND?: string; LINQUANT_ISA?: string }): typeof import('linquant');
