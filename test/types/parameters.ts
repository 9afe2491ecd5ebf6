// Parameters that several of these programs use.
export const roundedDown = { dtype: 'int4', scale: 1, zeroPoint: 0, rounding: 'down', offset: 0.5 } as const;
export const columns = {
  dtype: 'int8',
  axis: -1,
  blockSize: 2,
  scale: [1, 2],
  zeroPoint: [0, 0],
  offset: [0, 1],
} as const;
