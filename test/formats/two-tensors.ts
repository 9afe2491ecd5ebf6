// The header of a safetensors file of two tensors, a and b, in which the hostile tests change one part each.

export const a = '"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
export const b = '"b":{"dtype":"U8","shape":[4],"data_offsets":[8,12]}';
export const good = `{${a},${b}}`;
export const payload = Buffer.alloc(12);
