import { type LinquantError, linquantError } from '../errors.js';

/** The file, and perhaps the tensor, that an error is about. */
export interface Place {
  /** The path of the file, or the `name` that the caller gave for its bytes. */
  readonly file: string;
  /** The tensor's name, in formats that name tensors. */
  readonly tensor?: string;
}

/** The error for a file that breaks its format. `file` and `tensor` also become properties of the error. */
export function fileError(place: Place, problem: string, cause?: unknown): LinquantError {
  const fields = { ...place, ...(cause === undefined ? {} : { cause }) };
  return linquantError('ERR_LINQUANT_FORMAT', `${placeName(place)}: ${problem}`, fields);
}

/** The file and the tensor, for the start of a message; of a long path its end. */
export function placeName({ file, tensor }: Place): string {
  const name = file.length > mostOfPath ? `...${file.slice(-mostOfPath)}` : file;
  return tensor === undefined ? name : `${name}: tensor ${quote(tensor)}`;
}

/** Characters of a path in a message: PATH_MAX of Linux, so that only a `name` given for bytes is cut. */
const mostOfPath = 4096;

/** Text from a file for a message: on one line, and cut to 160 characters. */
export function quote(text: string): string {
  return text.length > 160 ? `${JSON.stringify(text.slice(0, 160))}...` : JSON.stringify(text);
}
