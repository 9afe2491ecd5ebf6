import type { Kernels } from '../../kernels.js';

export const prepareQueries: Kernels['prepareQueries'] = () => undefined;
